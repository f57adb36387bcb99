"""The rules over the API: set for the school, a branch or a type; passed over by staff; explained; approvals."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from domain.lessons import Actor
from domain.services.booking import book
from domain.services.searching import search
from domain.slots import SlotQuery, Window
from tests.admin_api.calling import NOW, Staff, at


def sets(staff: Staff, status: int = 200, **body: Any) -> Any:
    answer = staff.ask("PUT", "/school/policy/overrides", json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


def asks_for(staff: Staff, hours: int = 48) -> int:
    """Anna asks for a lesson, as she does in the chat."""
    with staff.desk(Actor.STUDENT) as desk:
        anna = desk.work.students.get(staff.school_id, staff.anna)
        kind = desk.catalogue.lesson_type(staff.driving)
        start = NOW + timedelta(hours=hours)
        window = Window(start, start + timedelta(days=2))
        return book(desk, anna, next(search(desk, SlotQuery(kind, (window,), desk.now)))).id


# Rules of their own


def test_a_type_and_a_branch_have_rules_of_their_own(staff: Staff) -> None:
    of_type = sets(staff, lesson_type=staff.driving, policy={"horizon_days": 3})
    of_both = sets(staff, lesson_type=staff.driving, branch=staff.branch, policy={"horizon_days": 4})
    assert staff.gets("/school/policy/overrides")["items"] == [of_type, of_both]
    assert staff.gets("/school/policy")["horizon_days"] == 60
    effective = "/school/policy/effective"
    assert staff.gets(effective, lesson_type=staff.driving)["horizon_days"] == 3
    assert staff.gets(effective, lesson_type=staff.driving, branch=staff.branch)["horizon_days"] == 4
    assert staff.gets(effective, branch=staff.branch)["horizon_days"] == 60
    again = sets(staff, lesson_type=staff.driving, policy={"hold_minutes": 9})
    assert again["id"] == of_type["id"]
    assert staff.gets(effective, lesson_type=staff.driving)["horizon_days"] == 60
    assert staff.ask("DELETE", f"/school/policy/overrides/{of_both['id']}").status_code == 204
    assert staff.gets("/school/policy/overrides")["items"] == [again]


def test_what_is_booked_keeps_to_them(staff: Staff) -> None:
    sets(staff, lesson_type=staff.driving, policy={"horizon_days": 1, "free_until_hours": 5})
    early = staff.books("mon 09:00")
    assert early["free_until"] == at("mon 04:00")
    assert staff.books("wed 09:00", status=409)["days"] == 1
    days = {slot["start"][:10] for slot in staff.gets("/slots", lesson_type="driving", limit=100)["items"]}
    assert days == {at("mon 09:00")[:10]}


def test_a_branch_may_be_booked_further_ahead_than_others(staff: Staff) -> None:
    sets(staff, branch=staff.branch, policy={"horizon_days": 100, "start_grid_minutes": 60})
    other = staff.posts("/branches", {"names": {"en": "Station"}})["id"]
    hours = [{"weekday": weekday, "start": "08:00", "end": "16:00", "branch": other} for weekday in range(5)]
    staff.patches(f"/teachers/{staff.jonas}", {"hours": hours})
    span = {"from": "2027-02-08T00:00:00+01:00", "to": "2027-02-09T00:00:00+01:00"}
    found = staff.gets("/slots", lesson_type="driving", **span)["items"]
    assert {slot["teacher"]["id"] for slot in found} == {staff.mette}
    assert {slot["start"][14:16] for slot in found} == {"00"}
    assert staff.gets("/slots", lesson_type="driving", teacher=staff.jonas, **span)["items"] == []


def test_the_rule_of_the_branch_where_the_teacher_is_then_is_the_reason(staff: Staff) -> None:
    other = staff.posts("/branches", {"names": {"en": "Station"}})["id"]
    staff.posts("/resources", {"kind": "car", "name": "green Fiat", "branch": other})
    hours = [{"weekday": weekday, "start": "08:00", "end": "16:00", "branch": other} for weekday in range(5)]
    staff.patches(f"/teachers/{staff.jonas}", {"hours": hours})
    sets(staff, branch=other, policy={"minimum_notice_minutes": 7 * 1440})
    assert staff.books("mon 09:00", teacher=staff.jonas, status=409)["code"] == "too_short_notice"
    staff.books("mon 09:00", teacher=staff.mette)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"policy": {"horizon_days": 3}}, "lesson_type"),
        ({"lesson_type": "driving_id", "policy": {}}, "policy"),
        ({"lesson_type": "driving_id", "policy": {"horizon_days": 0}}, "horizon_days"),
    ],
)
def test_an_override_that_says_nothing_or_nonsense_is_refused(staff: Staff, body: dict[str, Any], field: str) -> None:
    given = {name: staff.driving if value == "driving_id" else value for name, value in body.items()}
    assert sets(staff, 422, **given)["field"] == field
    assert sets(staff, 422, lesson_type=staff.driving, policy={"no_such_rule": 1})["code"] == "invalid"
    assert sets(staff, 404, lesson_type=staff.driving + 10**6, policy={"horizon_days": 3})["what"] == "lesson_type"


# Passed over


def test_staff_pass_over_rules_with_a_reason_that_is_kept(staff: Staff) -> None:
    staff.patches("/school/policy", {"max_open_bookings": 0, "horizon_days": 1, "max_bookings_per_week": 1})
    staff.books("wed 09:00", status=409)
    booked = staff.books("wed 09:00", override={"reason": "Exam on Friday"})
    (passed,) = booked["passed"]
    assert sorted(passed["rules"]) == ["horizon", "max_open_bookings"]
    assert (passed["reason"], passed["at"]) == ("Exam on Friday", "2026-11-22T10:30:00+01:00")
    assert passed["key"] > 0
    assert staff.gets(f"/bookings/{booked['id']}")["passed"] == [passed]
    assert staff.gets("/bookings")["items"][0]["passed"] == [passed]
    moved = staff.posts(
        f"/bookings/{booked['id']}/reschedule", {"start": at("thu 09:00"), "override": {"reason": "Snow"}}, status=200
    )
    assert [each["reason"] for each in moved["passed"]] == ["Exam on Friday", "Snow"]
    assert moved["passed"][1]["rules"] == ["horizon"]


def test_what_breaks_no_rule_is_not_noted(staff: Staff) -> None:
    assert staff.books("wed 09:00", override={"reason": "To be sure"})["passed"] == []


def test_a_reason_must_be_given(staff: Staff) -> None:
    staff.books("wed 09:00", override={"reason": "  "}, status=422)
    staff.books("wed 09:00", override={}, status=422)


def test_nobody_is_booked_twice_nor_into_the_past_by_it(staff: Staff) -> None:
    word: dict[str, Any] = {"override": {"reason": "Because"}}
    staff.books("wed 09:00", teacher=staff.mette, **word)
    taken = staff.books("wed 09:00", student=staff.mikkel, teacher=staff.mette, status=409, **word)
    assert taken["code"] == "slot_taken"
    assert staff.books("wed 09:00", teacher=staff.jonas, status=409, **word)["code"] == "student_busy"
    past = {"student": staff.anna, "lesson_type": "driving", "start": "2026-11-20T09:00:00+01:00", **word}
    assert staff.posts("/bookings", past, status=409)["code"] == "already_started"


def test_a_full_class_stays_full(staff: Staff) -> None:
    new = {
        "lesson_type": "theory",
        "start": at("mon 18:00"),
        "teachers": [staff.jonas],
        "resources": [staff.room],
        "capacity": 2,
    }
    planned = staff.posts("/sessions", new)["id"]
    third = staff.posts("/students", {"name": "Bo Lind", "phone": "+4520009999"})["id"]
    for student in (staff.anna, staff.mikkel):
        staff.posts("/bookings", {"student": student, "session": planned})
    wish = {"student": third, "session": planned, "override": {"reason": "Please"}}
    assert staff.posts("/bookings", wish, status=409)["code"] == "class_full"


# Explained


def test_why_a_student_cannot_book_is_told_with_the_next_legal_option(staff: Staff) -> None:
    staff.patches("/school/policy", {"minimum_age_years": 17, "exam_booked": True})
    path = f"/students/{staff.anna}/bookability"
    told = staff.gets(path, lesson_type="driving")
    assert [(each["rule"], each["code"]) for each in told["obstacles"]] == [
        ("exam_booked", "exam_not_booked"),
        ("minimum_age", "too_young"),
    ]
    assert told["next"] == []
    student = {"birth_date": "2009-12-01", "exam_on": "2027-01-15", "licence_class": "B"}
    assert staff.patches(f"/students/{staff.anna}", student).items() >= student.items()
    told = staff.gets(path, lesson_type="driving")
    assert told["obstacles"] == []
    assert [each["rule"] for each in told["sooner"]] == ["minimum_age"]
    assert {slot["start"][:10] for slot in told["next"]} == {"2026-12-01"}
    (young,) = staff.gets(path, lesson_type="driving", start=at("mon 09:00"))["obstacles"]
    assert (young["title"], young["data"]["earliest"]) == ("The student is not old enough on that day", "2026-12-01")


def test_why_there_is_no_lesson_at_a_time_is_told_beside_the_rules(staff: Staff) -> None:
    def told(start: str, kind: str = "driving", **more: Any) -> list[str]:
        path = f"/students/{staff.anna}/bookability"
        return [each["code"] for each in staff.gets(path, lesson_type=kind, start=at(start), **more)["obstacles"]]

    staff.posts("/closures", {"first": at("thu 00:00")[:10], "last": at("thu 00:00")[:10], "reason": "Holiday"})
    assert told("wed 09:00") == []
    assert told("thu 10:00") == ["closed"]
    assert told("wed 21:00") == ["outside_hours"]
    assert told("sat 10:00", teacher=staff.jonas) == ["outside_hours"]
    staff.books("wed 09:00")
    assert told("wed 09:00")[0] == "student_busy"
    staff.books("wed 12:00", student=staff.mikkel, teacher=staff.jonas)
    assert told("wed 12:00", teacher=staff.jonas) == ["slot_taken"]
    assert told("wed 12:00", "theory") == ["outside_hours"]
    staff.patches("/school/policy", {"break_after_minutes": 45, "break_minutes": 60})
    assert told("wed 13:30", teacher=staff.jonas) == ["break_needed"]
    staff.patches(f"/teachers/{staff.jonas}", {"most_driving_minutes": 60})
    assert told("wed 15:00", teacher=staff.jonas) == ["day_full"]
    staff.patches(f"/students/{staff.anna}", {"licence_class": "B"})
    for car in staff.gets("/resources")["items"]:
        staff.patches(f"/resources/{car['id']}", {"attributes": {"licence_class": "A"}})
    assert told("wed 15:00") == ["unsuitable"]
    assert staff.gets("/slots", lesson_type="driving", student=staff.anna)["reason"] == "no_resource"


def test_the_free_times_of_who_cannot_book_are_none_with_the_reason(staff: Staff) -> None:
    def told() -> tuple[int, str | None]:
        answer = staff.gets("/slots", lesson_type="driving", student=staff.anna)
        return len(answer["items"]), answer["reason"]

    free, nothing = told()
    assert (free > 0, nothing) == (True, None)
    for rule, off, reason in (
        ({"exam_booked": True}, {"exam_booked": False}, "exam_not_booked"),
        ({"licence_classes": ["A"]}, {"licence_classes": []}, "other_licence_class"),
        ({"lessons_before": {"theory": 1}}, {"lessons_before": {}}, "lessons_first"),
        ({"max_open_bookings": 0}, {"max_open_bookings": 5}, "too_many_open_bookings"),
        ({"minimum_age_years": 17}, {"minimum_age_years": None}, "too_young"),
    ):
        staff.patches("/school/policy", rule)
        assert told() == (0, reason)
        staff.patches("/school/policy", off)
    staff.patches(f"/students/{staff.anna}", {"status": "inactive"})
    assert told() == (0, "not_allowed")


def test_what_only_staff_book_is_listed_with_the_word_that_the_student_cannot(staff: Staff) -> None:
    staff.patches("/school/policy", {"bookable_by": "staff"})
    answer = staff.gets("/slots", lesson_type="driving", student=staff.anna)
    assert answer["items"]
    assert answer["reason"] == "staff_only"
    assert staff.gets("/slots", lesson_type="driving")["reason"] is None


def test_a_car_that_is_not_there_is_the_reason_for_no_times(staff: Staff) -> None:
    (car, *_) = staff.gets("/resources")["items"]
    staff.patches(f"/resources/{car['id']}", {"attributes": {"transmission": "manual"}})
    answer = staff.gets("/slots", lesson_type="driving", attribute="transmission:rocket")
    assert answer == {"items": [], "reason": "no_resource"}


def test_nobody_is_put_on_a_waitlist_for_what_they_could_not_book(staff: Staff) -> None:
    new = {
        "lesson_type": "theory",
        "start": at("mon 18:00"),
        "teachers": [staff.jonas],
        "resources": [staff.room],
        "capacity": 2,
    }
    planned = staff.posts("/sessions", new)["id"]
    third = staff.posts("/students", {"name": "Bo Lind", "phone": "+4520009999"})["id"]
    for student in (staff.mikkel, third):
        staff.posts("/bookings", {"student": student, "session": planned})
    sets(staff, lesson_type=staff.theory, policy={"exam_booked": True})
    wish = {"student": staff.anna, "session": planned}
    assert staff.posts("/waitlist", wish, status=409)["code"] == "exam_not_booked"
    staff.patches(f"/students/{staff.anna}", {"exam_on": "2027-01-15"})
    staff.posts("/waitlist", wish)


def test_a_student_who_is_paused_is_told_apart_from_any_rule(staff: Staff) -> None:
    staff.patches(f"/students/{staff.anna}", {"status": "inactive"})
    (paused,) = staff.gets(f"/students/{staff.anna}/bookability", lesson_type="driving")["obstacles"]
    assert (paused["rule"], paused["code"]) == (None, "not_allowed")


@pytest.mark.parametrize("nonsense", ["2009-13-01", "1.12.2009", "2009-12-01T00:00:00Z", 20091201, "1808-01-01"])
def test_a_day_is_a_day(staff: Staff, nonsense: Any) -> None:
    staff.patches(f"/students/{staff.anna}", {"birth_date": nonsense}, status=422)


# Approved


def test_requests_wait_in_a_queue_and_are_answered(staff: Staff) -> None:
    staff.patches("/school/policy", {"approval_needed": True})
    first, second = asks_for(staff), asks_for(staff, 96)
    waiting = staff.gets("/bookings", status="requested")["items"]
    assert [each["id"] for each in waiting] == [first, second]
    assert all(each["answer_until"] < each["start"] for each in waiting)
    for _ in range(2):
        assert staff.posts(f"/bookings/{first}/approve", status=200)["status"] == "confirmed"
        declined = staff.posts(f"/bookings/{second}/decline", {"reason": "No car"}, status=200)
        assert (declined["status"], declined["note"]) == ("cancelled", "No car")
    assert staff.gets("/bookings", status="requested")["items"] == []
    assert staff.posts(f"/bookings/{second}/approve", status=409)["status_now"] == "cancelled"
    assert staff.posts(f"/bookings/{first}/decline", status=409)["status_now"] == "confirmed"


def test_what_staff_book_needs_no_approval(staff: Staff) -> None:
    staff.patches("/school/policy", {"approval_needed": True})
    assert staff.books("wed 09:00")["status"] == "confirmed"
