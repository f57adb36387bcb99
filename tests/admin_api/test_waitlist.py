"""Waitlists, offers and sick teachers through the API."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from app.filling import fill_openings
from tests.admin_api.calling import NOW, Staff, at


@pytest.fixture
def full(staff: Staff) -> Any:
    """A class of two seats, both taken; its students."""
    session = staff.posts(
        "/sessions",
        {
            "lesson_type": "theory",
            "start": at("thu 18:00"),
            "teachers": [staff.jonas],
            "resources": [staff.room],
            "capacity": 2,
        },
    )
    seats = [
        staff.posts("/students", {"name": name, "phone": phone, "language": "en"})["id"]
        for name, phone in (("Bo Lind", "+4520000011"), ("Mia Holt", "+4520000012"))
    ]
    bookings = [staff.posts("/bookings", {"student": student, "session": session["id"]}) for student in seats]
    return session["id"], bookings


def link(staff: Staff, student: int, address: str) -> None:
    with staff.api.works() as work:
        work.administration.link_contact(staff.school_id, "student", student, "sms", address)
        work.commit()


def test_entries_are_listed_in_their_order_and_taken_off(staff: Staff, full: Any) -> None:
    session, _ = full
    first = staff.posts("/waitlist", {"student": staff.anna, "session": session})
    second = staff.posts("/waitlist", {"student": staff.mikkel, "session": session, "priority": 3})
    listed = staff.gets("/waitlist", session=session)["items"]
    assert [(line["id"], line["place"], line["priority"]) for line in listed] == [
        (first["id"], 2, 0),
        (second["id"], 1, 3),
    ]
    assert staff.patches(f"/waitlist/{first['id']}", {"priority": 9})["place"] == 1
    assert staff.ask("DELETE", f"/waitlist/{first['id']}").status_code == 204
    assert staff.ask("DELETE", f"/waitlist/{first['id']}").json()["code"] == "not_found"
    assert [line["id"] for line in staff.gets("/waitlist")["items"]] == [second["id"]]


def test_a_student_waits_for_the_same_thing_once(staff: Staff, full: Any) -> None:
    session, _ = full
    entries = [staff.posts("/waitlist", {"student": staff.anna, "session": session})["id"] for _ in range(2)]
    assert entries[0] == entries[1]


def test_a_class_with_free_seats_is_booked_not_waited_for(staff: Staff, full: Any) -> None:
    session, bookings = full
    staff.posts(f"/bookings/{bookings[0]['id']}/cancel", status=200)
    refused = staff.posts("/waitlist", {"student": staff.anna, "session": session}, status=409)
    assert refused["code"] == "place_free"


def test_an_earlier_lesson_is_waited_for_with_wishes(staff: Staff) -> None:
    booking = staff.books("fri 14:00")
    wishes = {
        "weekdays": [2, 3], "parts": [{"start": "08:00", "end": "12:00"}], "teachers": [staff.mette],
        "until": "2026-11-26",
    }  # fmt: skip
    entry = staff.posts("/waitlist", {"student": staff.anna, "booking": booking["id"], "wishes": wishes})
    assert entry["wishes"] == wishes
    assert (entry["booking"], entry["session"], entry["place"]) == (booking["id"], None, None)


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({}, 422),
        ({"session": 1, "booking": 1}, 422),
        ({"session": 999_999_999}, 404),
        ({"booking": 999_999_999}, 404),
        ({"session": 1, "priority": 10}, 422),
        ({"session": 1, "colour": "red"}, 422),
    ],
)
def test_what_is_no_wish_is_refused(staff: Staff, wrong: dict[str, Any], status: int) -> None:
    staff.posts("/waitlist", {"student": staff.anna, **wrong}, status=status)


def test_wishes_are_checked(staff: Staff) -> None:
    booking = staff.books("fri 14:00")
    for wishes in ({"parts": [{"start": "12:00", "end": "08:00"}]}, {"weekdays": [7]}):
        staff.posts("/waitlist", {"student": staff.anna, "booking": booking["id"], "wishes": wishes}, status=422)
    unknown = {"teachers": [999_999_999]}
    staff.posts("/waitlist", {"student": staff.anna, "booking": booking["id"], "wishes": unknown}, status=404)


def test_wishes_that_no_earlier_time_could_meet_are_refused(staff: Staff) -> None:
    lesson = {"student": staff.anna, "lesson_type": "driving", "start": "2026-11-26T10:00:00+01:00"}
    booking = staff.posts("/bookings", lesson)
    for wishes, field in (
        ({"until": "2020-01-01"}, "until"),
        ({"weekdays": [5]}, "weekdays"),
        ({"weekdays": [3], "parts": [{"start": "12:00", "end": "16:00"}]}, "parts"),
        ({"parts": [{"start": "08:00", "end": "08:30"}]}, "parts"),
    ):
        wish = {"student": staff.anna, "booking": booking["id"], "wishes": wishes}
        assert staff.posts("/waitlist", wish, status=422)["field"] == f"wishes.{field}"
    assert staff.gets("/waitlist")["items"] == []


def test_offers_are_listed_and_taken_back(staff: Staff, full: Any) -> None:
    session, bookings = full
    for student, address in ((staff.anna, "+4520000001"), (staff.mikkel, "+4520000002")):
        link(staff, student, address)
        staff.posts("/waitlist", {"student": student, "session": session})
    staff.posts(f"/bookings/{bookings[0]['id']}/cancel", status=200)
    fill_openings(staff.api.works, NOW)
    (offer,) = staff.gets("/offers", open=True)["items"]
    assert (offer["student"]["id"], offer["reason"], offer["status"]) == (staff.anna, "class", "open")
    assert staff.ask("DELETE", f"/offers/{offer['id']}").status_code == 204
    assert staff.ask("DELETE", f"/offers/{offer['id']}").status_code == 204, "twice is once"
    fill_openings(staff.api.works, NOW)
    was, now = staff.gets("/offers")["items"]
    assert (was["status"], now["status"], now["student"]["id"]) == ("withdrawn", "open", staff.mikkel)
    entry = next(line for line in staff.gets("/waitlist")["items"] if line["student"]["id"] == staff.mikkel)
    staff.ask("DELETE", f"/waitlist/{entry['id']}")
    assert staff.gets("/offers", open=True)["items"] == []


def test_seats_that_are_added_are_offered(staff: Staff, full: Any) -> None:
    session, _ = full
    link(staff, staff.anna, "+4520000001")
    staff.posts("/waitlist", {"student": staff.anna, "session": session})
    staff.patches(f"/sessions/{session}", {"capacity": 3})
    fill_openings(staff.api.works, NOW)
    assert [offer["student"]["id"] for offer in staff.gets("/offers", open=True)["items"]] == [staff.anna]


def test_a_class_that_is_cancelled_leaves_nobody_waiting(staff: Staff, full: Any) -> None:
    session, bookings = full
    link(staff, staff.anna, "+4520000001")
    staff.posts("/waitlist", {"student": staff.anna, "session": session})
    staff.posts(f"/bookings/{bookings[0]['id']}/cancel", status=200)
    fill_openings(staff.api.works, NOW)
    staff.posts(f"/sessions/{session}/cancel", status=200)
    fill_openings(staff.api.works, NOW)
    assert staff.gets("/offers", open=True)["items"] == []
    assert staff.gets("/waitlist")["items"] == []


def test_a_sick_teachers_lessons_are_listed_with_who_could_give_them(staff: Staff) -> None:
    link(staff, staff.anna, "+4520000001")
    booking = staff.books("thu 10:00", teacher=staff.mette, resources=[staff.polo])
    period = {"from": at("thu 00:00"), "to": at("fri 00:00")}
    answer = staff.posts(f"/teachers/{staff.mette}/sick", period)
    (lesson,) = answer["lessons"]
    assert (lesson["booking"], lesson["student"]["id"]) == (booking["id"], staff.anna)
    assert lesson["substitute"]["id"] == staff.jonas
    assert datetime.fromisoformat(lesson["until"]) == NOW + timedelta(hours=4)
    assert [off["of"] for off in staff.gets("/time-off")["items"]] == [staff.mette]
    assert staff.gets(f"/bookings/{booking['id']}")["teachers"][0]["id"] == staff.mette, "nothing is moved yet"
    again = staff.posts(f"/teachers/{staff.mette}/sick", period)
    assert again["lessons"][0]["substitute"]["id"] == staff.jonas
    assert again["time_off"] == answer["time_off"]


def test_being_sick_has_an_end_and_is_of_this_schools_teachers(staff: Staff, strangers: Staff) -> None:
    period = {"from": at("fri 00:00"), "to": at("thu 00:00")}
    assert staff.posts(f"/teachers/{staff.mette}/sick", period, status=422)["field"] == "to"
    period = {"from": at("thu 00:00"), "to": at("fri 00:00")}
    staff.posts(f"/teachers/{strangers.mette}/sick", period, status=404)


def test_other_schools_see_nothing(staff: Staff, strangers: Staff, full: Any) -> None:
    session, _ = full
    entry = staff.posts("/waitlist", {"student": staff.anna, "session": session})
    assert strangers.gets("/waitlist")["items"] == []
    assert strangers.ask("DELETE", f"/waitlist/{entry['id']}").status_code == 404
    strangers.posts("/waitlist", {"student": strangers.anna, "session": session}, status=404)
