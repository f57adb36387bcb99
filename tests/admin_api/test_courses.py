"""Courses over the API."""

from __future__ import annotations

from typing import Any

from tests.admin_api.calling import Staff, at
from tests.admin_api.test_classes import plans


def offers(staff: Staff, *starts: str, **more: Any) -> Any:
    sessions = [plans(staff, start)["id"] for start in starts or ("mon 18:00", "tue 18:00")]
    return staff.posts("/courses", {"names": {"en": "Winter"}, "sessions": sessions} | more)


def test_a_course_is_made_and_shown(staff: Staff) -> None:
    course = offers(staff)
    assert (course["names"]["en"], course["seats"], course["first"], course["last"]) == (
        "Winter", 2, at("mon 18:00"), at("tue 18:00"),
    )  # fmt: skip
    assert staff.gets("/courses")["items"] == [course]
    shown = staff.gets(f"/courses/{course['id']}")
    assert (shown["course"], [each["id"] for each in shown["classes"]], shown["students"]) == (
        course, course["sessions"], [],
    )  # fmt: skip


def test_a_student_is_added_to_all_of_it_and_taken_out(staff: Staff) -> None:
    course = offers(staff)
    path = f"/courses/{course['id']}/students"
    added = staff.posts(path, {"student": staff.anna})
    assert len(added["bookings"]) == 2
    assert staff.posts(path, {"student": staff.anna})["bookings"] == []
    assert staff.gets(f"/courses/{course['id']}")["students"] == [{"id": staff.anna, "name": "Nordlys Anna"}]
    assert staff.gets("/courses")["items"][0]["seats"] == 1
    out = staff.ask("DELETE", f"{path}/{staff.anna}")
    assert (out.status_code, sorted(out.json()["bookings"])) == (200, sorted(added["bookings"]))
    assert staff.gets("/courses")["items"][0]["seats"] == 2


def test_a_full_class_refuses_all_of_it(staff: Staff) -> None:
    course = offers(staff)
    second = course["sessions"][1]
    third = staff.posts("/students", {"name": "Third Person"})["id"]
    for student in (staff.mikkel, third):
        staff.posts("/bookings", {"student": student, "session": second})
    refused = staff.posts(f"/courses/{course['id']}/students", {"student": staff.anna}, status=409)
    assert (refused["code"], refused["start"]) == ("class_full", at("tue 18:00"))
    assert staff.gets("/bookings", student=staff.anna)["items"] == []


def test_what_belongs_to_a_course_is_changed(staff: Staff) -> None:
    course = offers(staff)
    more = plans(staff, "wed 18:00")["id"]
    changed = staff.patches(
        f"/courses/{course['id']}", {"names": {"en": "Spring", "da": "Forår"}, "sessions": [*course["sessions"], more]}
    )
    assert (changed["names"]["da"], len(changed["sessions"]), changed["last"]) == ("Forår", 3, at("wed 18:00"))
    booked = staff.books("mon 09:00")
    lesson = staff.patches(f"/courses/{course['id']}", {"sessions": [booked["session"]]}, status=422)
    assert lesson["field"] == "sessions"
    assert staff.patches(f"/courses/{course['id']}", {"series": [1]}, status=422)["field"] == "series"
    wrong = staff.patches(f"/courses/{course['id']}", {"names": {"danish": "Forår"}}, status=422)
    assert wrong["field"] == "names"
    staff.patches(f"/courses/{course['id']}", {"active": False})
    over = staff.posts(f"/courses/{course['id']}/students", {"student": staff.anna}, status=409)
    assert over["code"] == "not_allowed"


def test_a_class_on_a_day_that_was_closed_afterwards_takes_no_more_students(staff: Staff) -> None:
    course = offers(staff)
    staff.posts("/closures", {"first": at("tue 18:00")[:10], "last": at("tue 18:00")[:10], "reason": "Moving"})
    refused = staff.posts(f"/courses/{course['id']}/students", {"student": staff.anna}, status=409)
    assert (refused["code"], refused["start"]) == ("closed", at("tue 18:00"))
    session = {"student": staff.anna, "session": course["sessions"][1]}
    assert staff.posts("/bookings", session, status=409)["code"] == "closed"
    assert staff.gets("/bookings", student=staff.anna)["items"] == []
