"""Special days, closures, a teacher's limits, and what cars must be like, over the API."""

from __future__ import annotations

from typing import Any

from tests.admin_api.calling import Staff, at

SATURDAY = "2026-11-28"


def starts(staff: Staff, first: str, last: str, **more: Any) -> list[str]:
    answer = staff.gets("/slots", lesson_type="driving", **{"from": at(first), "to": at(last)}, spread=True, **more)
    return [slot["start"] for slot in answer["items"]]


def test_a_teacher_works_on_a_date_of_its_own(staff: Staff) -> None:
    assert starts(staff, "sat 00:00", "sun 00:00") == []
    set_ = staff.ask(
        "PUT", f"/teachers/{staff.mette}/days/{SATURDAY}", json={"hours": [{"start": "09:00", "end": "11:00"}]}
    )
    assert (set_.status_code, set_.json()["extra"]) == (200, False)
    assert starts(staff, "sat 00:00", "sun 00:00") == [at("sat 09:00"), at("sat 10:00")]
    assert staff.books("sat 09:00")["start"] == at("sat 09:00")
    assert [each["day"] for each in staff.gets(f"/teachers/{staff.mette}/days")["items"]] == [SATURDAY]
    assert staff.ask("DELETE", f"/teachers/{staff.mette}/days/{SATURDAY}").status_code == 204
    assert starts(staff, "sat 00:00", "sun 00:00") == []
    assert staff.ask("DELETE", f"/teachers/{staff.mette}/days/{SATURDAY}").status_code == 404


def test_a_date_without_hours_is_a_day_off(staff: Staff) -> None:
    none = staff.ask("PUT", f"/teachers/{staff.mette}/days/2026-11-23", json={"hours": []})
    assert none.status_code == 200
    assert starts(staff, "mon 00:00", "tue 00:00", teacher=staff.mette) == []
    assert staff.books("mon 09:00", teacher=staff.mette, status=409)["code"] == "outside_hours"


def test_hours_that_make_no_sense_are_refused(staff: Staff) -> None:
    wrong = (
        [{"start": "10:00", "end": "09:00"}],
        [{"start": "09:00", "end": "11:00"}, {"start": "10:00", "end": "12:00"}],
    )
    for hours in wrong:
        answer = staff.ask("PUT", f"/teachers/{staff.mette}/days/{SATURDAY}", json={"hours": hours})
        assert (answer.status_code, answer.json()["field"]) == (422, "hours")


def test_a_closed_school_offers_nothing_and_says_why(staff: Staff) -> None:
    booked = staff.books("tue 09:00")
    closure = staff.posts("/closures", {"first": "2026-11-23", "last": "2026-11-24", "reason": "Moving"})
    assert [each["session"] for each in closure["sessions"]] == [booked["session"]]
    assert starts(staff, "mon 00:00", "thu 00:00")[0] == at("wed 08:00")
    refused = staff.books("mon 09:00", status=409)
    assert (refused["code"], refused["reason"]) == ("closed", {"en": "Moving"})
    assert refused["alternatives"][0]["start"] == at("wed 08:00")
    theory = {"lesson_type": "theory", "start": at("mon 18:00"), "teachers": [staff.jonas], "resources": [staff.room]}
    assert staff.posts("/sessions", theory, status=409)["code"] == "closed"
    assert [each["booking"] for each in closure.pop("lessons")] == [booked["id"]]
    assert (closure.pop("classes"), closure.pop("requests")) == ([], [])
    assert staff.gets("/closures")["items"] == [closure]
    assert staff.ask("DELETE", f"/closures/{closure['id']}").status_code == 204
    assert staff.books("mon 09:00")["start"] == at("mon 09:00")
    assert staff.posts("/closures", {"first": "2026-11-24", "last": "2026-11-23"}, status=422)["field"] == "last"


def test_why_it_is_closed_is_said_in_one_language_or_several(staff: Staff) -> None:
    days = {"first": "2026-12-24", "last": "2026-12-26"}
    one = staff.posts("/closures", days | {"reason": "Christmas"})
    assert (one["reason"], one["reasons"]) == ("Christmas", {"en": "Christmas"})
    several = staff.posts("/closures", days | {"reason": {"da": "jul", "en": "Christmas"}})
    assert (several["reason"], several["reasons"]) == ("Christmas", {"da": "jul", "en": "Christmas"})
    none = staff.posts("/closures", days)
    assert (none["reason"], none["reasons"]) == ("", {})
    assert [each["reasons"] for each in staff.gets("/closures")["items"]] == [
        one["reasons"], several["reasons"], none["reasons"],
    ]  # fmt: skip
    assert staff.posts("/closures", days | {"reason": {"danish": "jul"}}, status=422)["field"] == "reason"


def test_a_teacher_has_a_break_after_so_much_driving(staff: Staff) -> None:
    staff.patches("/school/policy", {"break_after_minutes": 90, "break_minutes": 60})
    staff.books("mon 08:00", teacher=staff.mette)
    staff.books("mon 09:00", teacher=staff.mette, student=staff.mikkel)
    assert at("mon 10:00") not in starts(staff, "mon 09:45", "mon 12:00", teacher=staff.mette)
    assert at("mon 10:45") in starts(staff, "mon 09:45", "mon 12:00", teacher=staff.mette)
    refused = staff.books("mon 10:00", teacher=staff.mette, status=409)
    assert (refused["code"], bool(refused["alternatives"])) == ("break_needed", True)
    other = staff.books("mon 10:00")
    assert [teacher["id"] for teacher in other["teachers"]] == [staff.jonas]
    given = staff.patches(f"/sessions/{other['session']}", {"teachers": [staff.mette]}, status=409)
    assert given["code"] == "break_needed"


def test_a_teacher_on_the_way_to_another_branch_takes_nobody_and_that_is_said(staff: Staff) -> None:
    """The same by whichever door: the times that are free, a booking, a change of teacher, and why there is none."""
    south = staff.posts("/branches", {"names": {"en": "South"}, "address": "South Road 1"})["id"]
    for car in staff.gets("/resources")["items"]:
        staff.patches(f"/resources/{car['id']}", {"branch": None})
    there = staff.gets(f"/teachers/{staff.mette}")["hours"][0]["branch"] or staff.gets("/branches")["items"][0]["id"]
    hours = [("08:00", "12:00", there), ("12:30", "16:00", south)]
    week = [{"weekday": 0, "start": start, "end": end, "branch": branch} for start, end, branch in hours]
    staff.patches(f"/teachers/{staff.mette}", {"hours": week, "travel_minutes": 60})
    assert at("mon 12:30") not in starts(staff, "mon 12:00", "mon 16:00", teacher=staff.mette)
    assert at("mon 13:00") in starts(staff, "mon 12:00", "mon 16:00", teacher=staff.mette)
    refused = staff.books("mon 12:30", teacher=staff.mette, status=409)
    assert (refused["code"], bool(refused["alternatives"])) == ("travel_needed", True)
    path = f"/students/{staff.anna}/bookability"
    why = staff.gets(path, lesson_type="driving", start=at("mon 12:30"), teacher=staff.mette)["obstacles"]
    assert [each["code"] for each in why] == ["travel_needed"]
    other = staff.books("mon 12:30")
    given = staff.patches(f"/sessions/{other['session']}", {"teachers": [staff.mette]}, status=409)
    assert given["code"] == "travel_needed"


def test_a_teacher_drives_no_more_than_agreed(staff: Staff) -> None:
    changed = staff.patches(f"/teachers/{staff.mette}", {"most_driving_minutes": 90, "travel_minutes": 15})
    assert (changed["most_driving_minutes"], changed["travel_minutes"]) == (90, 15)
    staff.books("mon 08:00", teacher=staff.mette)
    staff.books("mon 14:00", teacher=staff.mette, student=staff.mikkel)
    assert starts(staff, "mon 00:00", "tue 00:00", teacher=staff.mette) == []
    refused = staff.books("mon 10:00", teacher=staff.mette, status=409)
    assert (refused["code"], refused["minutes"]) == ("day_full", 90)
    assert refused["alternatives"][0]["start"][:10] == at("tue 00:00")[:10], "what she has free next"
    moved = staff.posts("/bookings", {"student": staff.anna, "lesson_type": "driving", "start": at("mon 10:00")})
    assert [teacher["id"] for teacher in moved["teachers"]] == [staff.jonas]
    given = staff.patches(f"/sessions/{moved['session']}", {"teachers": [staff.mette]}, status=409)
    assert given["code"] == "day_full"
    assert staff.books("tue 10:00", teacher=staff.mette)["status"] == "confirmed"
    assert staff.patches(f"/teachers/{staff.mette}", {"most_driving_minutes": None})["most_driving_minutes"] is None


def test_moving_a_lesson_within_a_full_day_is_possible(staff: Staff) -> None:
    staff.patches(f"/teachers/{staff.mette}", {"most_driving_minutes": 45})
    booked = staff.books("mon 08:00", teacher=staff.mette)
    moved = staff.posts(f"/bookings/{booked['id']}/reschedule", {"start": at("mon 12:00")}, status=200)
    assert (moved["start"], moved["teachers"][0]["id"]) == (at("mon 12:00"), staff.mette)


def test_an_automatic_car_is_found_and_booked(staff: Staff) -> None:
    staff.patches(f"/resources/{staff.polo}", {"attributes": {"transmission": "automatic"}})
    answer = staff.gets("/slots", lesson_type="driving", attribute="transmission:automatic", limit=3)
    assert {slot["resources"][0]["id"] for slot in answer["items"]} == {staff.polo}
    wish: dict[str, Any] = {"attributes": {"transmission": "automatic"}}
    assert staff.books("mon 09:00", **wish)["resources"][0]["id"] == staff.polo
    taken = staff.books("mon 09:00", student=staff.mikkel, status=409, **wish)
    assert taken["code"] == "slot_taken"
    nothing = staff.books("mon 11:00", status=422, attributes={"transmission": "tiptronic"})
    assert nothing["field"] == "attributes"


def test_a_lesson_type_may_want_a_certain_car(staff: Staff) -> None:
    wishes = {"car": {"transmission": "automatic"}}
    staff.patches(f"/resources/{staff.polo}", {"attributes": {"transmission": "automatic"}})
    changed = staff.patches(f"/lesson-types/{staff.driving}", {"wishes": wishes})
    assert changed["wishes"] == wishes
    assert staff.books("mon 09:00")["resources"][0]["id"] == staff.polo
    assert staff.books("mon 11:00", resources=[staff.golf], status=422)["field"] == "resources"
    assert staff.patches(f"/lesson-types/{staff.driving}", {"wishes": {"boat": {}}}, status=422)["field"] == "wishes"


# A lesson that two students share


def test_two_students_share_a_lesson(staff: Staff) -> None:
    staff.patches(f"/lesson-types/{staff.driving}", {"places": 2})
    first = staff.books("mon 09:00")
    second = staff.posts("/bookings", {"student": staff.mikkel, "session": first["session"]})
    assert (second["start"], second["session"], second["price"]) == (first["start"], first["session"], first["price"])
    session = staff.gets(f"/sessions/{first['session']}")
    assert (session["capacity"], session["taken"], session["planned"]) == (2, 2, False)
    third = staff.posts("/students", {"name": "Third Person"})["id"]
    full = staff.posts("/bookings", {"student": third, "session": first["session"]}, status=409)
    assert full["code"] == "class_full"
    staff.api.now = staff.api.now.fromisoformat(at("mon 10:00"))
    for booked in (first, second):
        staff.posts(f"/bookings/{booked['id']}/complete", status=200)
    for student in (staff.anna, staff.mikkel):
        assert staff.gets(f"/students/{student}/balance")["balance"]["amount_minor"] == 65_000


def test_whoever_leaves_a_shared_lesson_leaves_it_to_the_other(staff: Staff) -> None:
    staff.patches(f"/lesson-types/{staff.driving}", {"places": 2})
    first = staff.books("mon 09:00")
    second = staff.posts("/bookings", {"student": staff.mikkel, "session": first["session"]})
    staff.posts(f"/bookings/{first['id']}/cancel", status=200)
    session = staff.gets(f"/sessions/{first['session']}")
    assert (session["taken"], session["cancelled"]) == (1, False)
    taken = staff.books("mon 09:00", teacher=staff.mette, status=409)
    assert taken["code"] == "slot_taken"
    staff.posts(f"/bookings/{second['id']}/cancel", status=200)
    assert staff.gets(f"/sessions/{first['session']}")["cancelled"] is True
    assert staff.books("mon 09:00", teacher=staff.mette)["status"] == "confirmed"


def test_a_lesson_that_is_not_to_be_shared_is_not(staff: Staff) -> None:
    booked = staff.books("mon 09:00")
    refused = staff.posts("/bookings", {"student": staff.mikkel, "session": booked["session"]}, status=404)
    assert refused["code"] == "not_found"
    assert staff.patches(f"/lesson-types/{staff.theory}", {"places": 2}, status=422)["field"] == "places"


def test_the_pick_up_place_is_the_students(staff: Staff) -> None:
    changed = staff.patches(f"/students/{staff.anna}", {"pickup": "Park Lane 4"})
    assert changed["pickup"] == staff.gets(f"/students/{staff.anna}")["pickup"] == "Park Lane 4"
