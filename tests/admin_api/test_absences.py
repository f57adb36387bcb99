"""Time off, closures and dates of their own over lessons that are booked: listed, and asked about unless it is said not
to; and what follows when they are taken back."""

from __future__ import annotations

from typing import Any

import pytest

from tests.admin_api.calling import Staff, at
from tests.admin_api.test_rules import asks_for
from tests.admin_api.test_waitlist import link

TUESDAY = "2026-11-24"


@pytest.fixture(autouse=True)
def _phones(staff: Staff) -> None:
    """Students who can be asked."""
    link(staff, staff.anna, "+4520000001")
    link(staff, staff.mikkel, "+4520000002")


def planned(staff: Staff) -> list[str]:
    """The kinds of notices that wait to be told now."""
    rows = staff.api.database.execute(
        "SELECT kind FROM notices WHERE school_id = %s AND done_at IS NULL AND due_at <= %s "
        "AND kind NOT IN ('lesson_booked', 'confirmed_by_school', 'class_given') ORDER BY id",
        [staff.school_id, staff.api.now],
    )
    return [kind for (kind,) in rows]


def off(staff: Staff, of: int, **more: Any) -> dict[str, Any]:
    return {"of": of, "start": at("tue 00:00"), "end": at("wed 00:00"), **more}


def told(staff: Staff) -> None:
    """As if everything due had been told."""
    staff.api.database.execute(
        "UPDATE notices SET done_at = now(), outcome = 'told' WHERE school_id = %s AND due_at <= %s",
        [staff.school_id, staff.api.now],
    )


def test_lessons_under_time_off_are_listed_with_who_is_held_for_them(staff: Staff) -> None:
    booked = staff.books("tue 10:00", teacher=staff.mette, resources=[staff.polo])
    staff.books("wed 10:00", teacher=staff.mette)
    answer = staff.posts("/time-off", off(staff, staff.mette))
    (lesson,) = answer["lessons"]
    assert (lesson["booking"], lesson["student"]["id"], lesson["substitute"]["id"]) == (
        booked["id"], staff.anna, staff.jonas,
    )  # fmt: skip
    assert answer["classes"] == []
    assert planned(staff) == ["offer"]
    assert staff.gets(f"/bookings/{booked['id']}")["teachers"][0]["id"] == staff.mette, "nothing is moved yet"


def test_a_car_that_is_off_is_replaced_and_its_teacher_stays(staff: Staff) -> None:
    staff.patches(f"/resources/{staff.polo}", {"attributes": {"transmission": "manual"}})
    staff.books("tue 10:00", teacher=staff.mette, resources=[staff.polo])
    (lesson,) = staff.posts("/time-off", off(staff, staff.polo))["lessons"]
    assert lesson["substitute"]["id"] == staff.mette
    assert planned(staff) == ["offer"]


def test_the_car_held_instead_is_driven_as_the_student_wished(staff: Staff) -> None:
    for car, transmission in ((staff.golf, "manual"), (staff.polo, "automatic")):
        staff.patches(f"/resources/{car}", {"attributes": {"transmission": transmission}})
    booked = staff.books("tue 10:00", teacher=staff.mette, attributes={"transmission": "automatic"})
    garage = {"resources": [staff.golf], "override": {"reason": "The Polo is at the garage"}}
    staff.patches(f"/sessions/{booked['session']}", garage)
    (lesson,) = staff.posts("/time-off", off(staff, staff.golf))["lessons"]
    assert lesson["substitute"]["id"] == staff.mette


def test_requests_that_are_declined_by_it_are_listed(staff: Staff) -> None:
    staff.patches("/school/policy", {"approval_needed": True})
    asked = asks_for(staff)
    booking = staff.gets(f"/bookings/{asked}")
    period = {"of": booking["teachers"][0]["id"], "start": booking["start"], "end": booking["end"]}
    answer = staff.posts("/time-off", {**period, "ask_students": False})
    assert ([each["booking"] for each in answer["requests"]], answer["lessons"]) == ([asked], [])
    assert staff.gets(f"/bookings/{asked}")["status"] == "requested", "that is left to the school"
    day = booking["start"][:10]
    closed = staff.posts("/closures", {"first": day, "last": day})
    assert [(each["booking"], each["student"]["id"]) for each in closed["requests"]] == [(asked, staff.anna)]
    assert staff.gets(f"/bookings/{asked}")["status"] == "cancelled"


def test_a_lesson_that_reaches_into_the_time_off_is_listed_too(staff: Staff) -> None:
    booked = staff.books("tue 10:00", teacher=staff.mette)
    period = off(staff, staff.mette) | {"start": at("tue 10:30")}
    assert [each["booking"] for each in staff.posts("/time-off", period)["lessons"]] == [booked["id"]]


def test_the_school_may_leave_the_students_alone(staff: Staff) -> None:
    booked = staff.books("tue 10:00", teacher=staff.mette)
    answer = staff.posts("/time-off", off(staff, staff.mette, ask_students=False))
    assert [(each["booking"], each["substitute"]) for each in answer["lessons"]] == [(booked["id"], None)]
    closed = staff.posts("/closures", {"first": TUESDAY, "last": TUESDAY, "ask_students": False})
    assert [each["booking"] for each in closed["lessons"]] == [booked["id"]]
    assert planned(staff) == []
    assert staff.gets("/offers")["items"] == []


def test_what_is_asked_once_is_not_asked_again(staff: Staff) -> None:
    staff.books("tue 10:00", teacher=staff.mette)
    staff.posts("/time-off", off(staff, staff.mette))
    again = staff.posts("/time-off", off(staff, staff.mette, reason="Course"))
    assert [each["substitute"]["id"] for each in again["lessons"]] == [staff.jonas]
    assert planned(staff) == ["offer"]


def test_who_is_held_and_can_not_be_had_either_is_let_go_of_and_the_student_is_asked_again(staff: Staff) -> None:
    staff.books("tue 10:00", teacher=staff.mette)
    staff.posts("/time-off", off(staff, staff.mette))
    staff.posts("/closures", {"first": TUESDAY, "last": TUESDAY})
    assert [offer["status"] for offer in staff.gets("/offers")["items"]] == ["withdrawn"]
    assert planned(staff) == ["offer", "affected"]


def test_a_closure_lists_lessons_and_classes_and_proposes_nobody(staff: Staff) -> None:
    booked = staff.books("tue 10:00", teacher=staff.mette)
    theory = {"lesson_type": "theory", "start": at("tue 18:00"), "teachers": [staff.jonas], "resources": [staff.room]}
    session = staff.posts("/sessions", {**theory, "capacity": 2})
    staff.posts("/bookings", {"student": staff.mikkel, "session": session["id"]})
    closure = staff.posts("/closures", {"first": TUESDAY, "last": TUESDAY, "reason": "Moving"})
    assert [(each["booking"], each["substitute"]) for each in closure["lessons"]] == [(booked["id"], None)]
    assert [(each["session"], each["there"]) for each in closure["classes"]] == [(session["id"], [])]
    assert planned(staff) == ["affected", "affected"], "who has a seat is asked too"


def test_a_class_without_students_is_listed_as_well(staff: Staff) -> None:
    theory = {"lesson_type": "theory", "start": at("mon 18:00"), "teachers": [staff.jonas], "resources": [staff.room]}
    planned = staff.posts("/sessions", theory)
    evening = {"start": at("mon 17:00"), "end": at("mon 22:00"), "ask_students": True}
    for away in (staff.jonas, staff.room):
        off = staff.posts("/time-off", {"of": away} | evening)
        assert [each["session"] for each in off["classes"]] == [planned["id"]]
        assert staff.ask("DELETE", f"/time-off/{off['id']}").status_code == 204
    assert staff.posts("/time-off", {"of": staff.mette} | evening)["classes"] == []


def test_a_closed_branch_strands_its_own_lessons_only(staff: Staff) -> None:
    booked = staff.books("tue 10:00", teacher=staff.mette)
    other = staff.posts("/branches", {"names": {"en": "Airport"}})["id"]
    assert staff.posts("/closures", {"first": TUESDAY, "last": TUESDAY, "branch": other})["lessons"] == []
    own = staff.posts("/closures", {"first": TUESDAY, "last": TUESDAY, "branch": staff.branch})
    assert [each["booking"] for each in own["lessons"]] == [booked["id"]]


def test_a_date_with_other_hours_lists_what_lies_outside_them(staff: Staff) -> None:
    inside = staff.books("tue 09:00", teacher=staff.mette)
    outside = staff.books("tue 13:00", teacher=staff.mette, student=staff.mikkel)
    hours = {"hours": [{"start": "08:00", "end": "12:00"}]}
    answer = staff.ask("PUT", f"/teachers/{staff.mette}/days/{TUESDAY}", json=hours).json()
    assert [each["booking"] for each in answer["lessons"]] == [outside["id"]]
    told(staff)
    assert staff.ask("DELETE", f"/teachers/{staff.mette}/days/{TUESDAY}").status_code == 204
    assert planned(staff) == ["as_planned"]
    assert staff.gets(f"/bookings/{inside['id']}")["status"] == "confirmed"


def test_time_off_that_is_removed_takes_its_questions_back(staff: Staff) -> None:
    staff.books("tue 10:00", teacher=staff.mette)
    entered = staff.posts("/time-off", off(staff, staff.mette))
    assert staff.ask("DELETE", f"/time-off/{entered['id']}").status_code == 204
    assert [offer["status"] for offer in staff.gets("/offers")["items"]] == ["withdrawn"]
    assert planned(staff) == ["offer"], "who was not asked yet is told nothing"
    entered = staff.posts("/time-off", off(staff, staff.mette))
    told(staff)
    staff.ask("DELETE", f"/time-off/{entered['id']}")
    assert planned(staff) == ["as_planned"]
    assert staff.ask("DELETE", f"/time-off/{entered['id']}").status_code == 404


def test_a_closure_that_is_removed_takes_its_questions_back(staff: Staff) -> None:
    staff.books("tue 10:00", teacher=staff.mette)
    closure = staff.posts("/closures", {"first": TUESDAY, "last": TUESDAY})
    told(staff)
    assert staff.ask("DELETE", f"/closures/{closure['id']}").status_code == 204
    assert planned(staff) == ["as_planned"]


def test_who_cannot_be_reached_is_listed_so_and_nobody_is_held(staff: Staff) -> None:
    lena = staff.posts("/students", {"name": "Lena Vik"})["id"]
    staff.books("tue 10:00", teacher=staff.mette, student=lena)
    (lesson,) = staff.posts("/time-off", off(staff, staff.mette))["lessons"]
    assert (lesson["reached"], lesson["substitute"]) == (False, None)
    assert planned(staff) == []


def test_a_month_counts_no_lessons_of_days_off(staff: Staff) -> None:
    staff.books("tue 10:00", teacher=staff.mette)
    staff.books("wed 10:00", teacher=staff.mette)
    month = {"from": "2026-11-01"}
    assert staff.gets(f"/teachers/{staff.mette}/month", **month)["lessons"] == 2
    staff.posts("/time-off", off(staff, staff.mette))
    counted = staff.gets(f"/teachers/{staff.mette}/month", **month)
    assert ([day["day"] for day in counted["days"]], counted["minutes"]) == (["2026-11-25"], 45)


# Time that is there again, for those who wait


def opened(staff: Staff) -> list[tuple[str, str]]:
    """The time of each opening of hours, in UTC."""
    rows = staff.api.database.execute(
        "SELECT to_char(starts_at AT TIME ZONE 'UTC', 'MM-DD HH24:MI'), to_char(ends_at AT TIME ZONE 'UTC', 'HH24:MI') "
        "FROM openings WHERE school_id = %s AND session_id IS NULL ORDER BY starts_at, ends_at",
        [staff.school_id],
    )
    return [(start, end) for start, end in rows]


def waits(staff: Staff) -> None:
    booking = staff.books("fri 14:00", student=staff.mikkel, teacher=staff.jonas)
    staff.posts("/waitlist", {"student": staff.mikkel, "booking": booking["id"]})


def test_time_off_that_is_removed_opens_its_hours(staff: Staff) -> None:
    waits(staff)
    entered = staff.posts("/time-off", off(staff, staff.mette) | {"start": at("tue 12:00")})
    assert opened(staff) == []
    staff.ask("DELETE", f"/time-off/{entered['id']}")
    assert opened(staff) == [("11-24 11:00", "15:00")]


def test_a_closure_that_is_removed_opens_the_hours_of_all_teachers(staff: Staff) -> None:
    waits(staff)
    closure = staff.posts("/closures", {"first": TUESDAY, "last": TUESDAY})
    staff.ask("DELETE", f"/closures/{closure['id']}")
    assert opened(staff) == [("11-24 07:00", "15:00")] * 2


def test_hours_that_are_added_open_and_those_that_were_there_do_not(staff: Staff) -> None:
    waits(staff)
    longer = [{"weekday": 1, "start": "08:00", "end": "18:00", "branch": staff.branch}]
    staff.patches(f"/teachers/{staff.mette}", {"hours": longer})
    assert opened(staff)[:2] == [("11-24 15:00", "17:00"), ("12-01 15:00", "17:00")]
    assert len(opened(staff)) == 9, "each Tuesday of the sixty days that may be booked"
    staff.ask("PUT", f"/teachers/{staff.jonas}/days/2026-11-28", json={"hours": [{"start": "09:00", "end": "11:00"}]})
    assert ("11-28 08:00", "10:00") in opened(staff)


def test_where_nobody_waits_no_hours_are_opened(staff: Staff) -> None:
    entered = staff.posts("/time-off", off(staff, staff.mette))
    staff.ask("DELETE", f"/time-off/{entered['id']}")
    assert opened(staff) == []
