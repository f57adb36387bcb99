"""Bookings over the API."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from itertools import islice

import httpx

from domain.lessons import Actor
from domain.services.booking import book, hold
from domain.services.searching import search
from domain.slots import Slot, SlotQuery, Window
from domain.timeslots import Interval
from tests.admin_api.calling import NOW, Staff, at

PROBLEM = "application/problem+json"


def test_a_booking_goes_to_the_usual_teacher_and_a_free_car(staff: Staff) -> None:
    booked = staff.books("mon 09:00")
    assert booked["status"] == "confirmed"
    assert (booked["start"], booked["end"]) == ("2026-11-23T09:00:00+01:00", "2026-11-23T09:45:00+01:00")
    assert booked["student"] == {"id": staff.anna, "name": "Nordlys Anna"}
    assert [teacher["id"] for teacher in booked["teachers"]] == [staff.mette]
    assert [resource["id"] for resource in booked["resources"]] == [staff.golf]
    assert booked["price"] == {"amount_minor": 65_000, "currency": "DKK"}
    assert booked["free_until"] == "2026-11-22T09:00:00+01:00"
    other = staff.books("mon 09:00", student=staff.mikkel)
    assert [teacher["id"] for teacher in other["teachers"]] == [staff.jonas]
    assert [resource["id"] for resource in other["resources"]] == [staff.polo]


def test_free_times_of_a_student_are_those_that_a_booking_takes_with_the_own_teacher_first(staff: Staff) -> None:
    free = {"lesson_type": "driving", "from": at("mon 09:00"), "to": at("mon 12:00")}
    path = f"/students/{staff.anna}"
    for own in (staff.jonas, staff.mette):
        staff.patches(path, {"usual_teacher": own})
        offered = staff.gets("/slots", student=staff.anna, **free)["items"]
        assert {slot["teacher"]["id"] for slot in offered} == {own}
        proposed = staff.gets(f"{path}/bookability", lesson_type="driving")["next"]
        assert {slot["teacher"]["id"] for slot in proposed} == {own}
    staff.books("mon 10:00", student=staff.mikkel, teacher=staff.mette)
    offered = staff.gets("/slots", student=staff.anna, **free)["items"]
    assert {slot["teacher"]["id"] for slot in offered} == {staff.mette, staff.jonas}, "others where that one is taken"


def test_teacher_and_car_may_be_chosen(staff: Staff) -> None:
    booked = staff.books("mon 09:00", teacher=staff.jonas, resources=[staff.polo], lesson_type=staff.driving)
    assert [teacher["id"] for teacher in booked["teachers"]] == [staff.jonas]
    assert [resource["id"] for resource in booked["resources"]] == [staff.polo]


def test_a_booking_is_found_by_id_and_by_reference(staff: Staff) -> None:
    booked = staff.books("mon 09:00")
    assert staff.gets(f"/bookings/{booked['id']}") == booked
    assert staff.gets(f"/bookings/{booked['reference'].lower()}") == booked
    assert staff.ask("GET", "/bookings/ZZZZ").status_code == 404
    assert staff.ask("GET", f"/bookings/{10**19}").status_code == 404


def test_a_taken_slot_is_refused_with_the_nearest_ones(staff: Staff) -> None:
    staff.books("mon 09:00")
    refused = staff.ask(
        "POST",
        "/bookings",
        json={"student": staff.mikkel, "lesson_type": "driving", "start": at("mon 09:00"), "teacher": staff.mette},
    )
    assert (refused.status_code, refused.headers["content-type"]) == (409, PROBLEM)
    problem = refused.json()
    assert (problem["code"], problem["status"]) == ("slot_taken", 409)
    assert [slot["start"] for slot in problem["alternatives"]] == [
        at("mon 08:00"),
        at("mon 10:00"),
        at("mon 11:00"),
    ]
    assert {slot["teacher"]["id"] for slot in problem["alternatives"]} == {staff.mette}


def test_the_rules_hold_for_staff_too(staff: Staff) -> None:
    busy = staff.books("mon 09:00")
    assert staff.books("mon 09:15", teacher=staff.jonas, status=409)["code"] == "student_busy"
    assert staff.books("mon 20:00", status=409)["code"] == "outside_hours"
    late = staff.posts(
        "/bookings", {"student": staff.anna, "lesson_type": "driving", "start": "2026-11-22T11:00:00+01:00"}, status=409
    )
    assert (late["code"], late["minutes"], late["earliest"]) == ("too_short_notice", 120, "2026-11-23T08:00:00+01:00")
    far = staff.posts(
        "/bookings", {"student": staff.anna, "lesson_type": "driving", "start": "2027-11-22T11:00:00+01:00"}, status=409
    )
    assert (far["code"], far["days"]) == ("beyond_horizon", 60)
    staff.patches("/school/policy", {"max_open_bookings": 1})
    full = staff.books("tue 09:00", status=409)
    assert (full["code"], full["limit"], full["next_free_at"]) == ("too_many_open_bookings", 1, busy["end"])


def test_of_two_who_book_the_same_slot_at_once_one_gets_it(staff: Staff) -> None:
    for hour in ("08:00", "09:00", "10:00", "11:00"):
        answers: list[httpx.Response] = []
        ready = threading.Barrier(2)

        def go(student: int, hour: str = hour, ready: threading.Barrier = ready) -> None:
            body = {"student": student, "lesson_type": "driving", "start": at(f"wed {hour}"), "teacher": staff.mette}
            ready.wait()
            answers.append(staff.ask("POST", "/bookings", json=body))  # noqa: B023 # joined before the next hour

        racers = [threading.Thread(target=go, args=[student]) for student in (staff.anna, staff.mikkel)]
        for racer in racers:
            racer.start()
        for racer in racers:
            racer.join()
        assert sorted(answer.status_code for answer in answers) == [201, 409]
        (loser,) = [answer.json() for answer in answers if answer.status_code == 409]
        assert loser["code"] == "slot_taken"
        assert len(loser["alternatives"]) == 3


def test_a_booking_moves_and_keeps_reference_and_price(staff: Staff) -> None:
    booked = staff.books("mon 09:00")
    moved = staff.posts(f"/bookings/{booked['id']}/reschedule", {"start": at("tue 10:00")}, status=200)
    assert (moved["reference"], moved["start"], moved["version"]) == (booked["reference"], at("tue 10:00"), 2)
    assert moved["teachers"] == booked["teachers"]
    staff.books("mon 09:00", student=staff.mikkel, teacher=staff.mette)
    refused = staff.posts(
        f"/bookings/{booked['id']}/reschedule", {"start": at("mon 09:00"), "teacher": staff.mette}, status=409
    )
    assert refused["code"] == "slot_taken"
    assert refused["alternatives"]
    assert staff.gets(f"/students/{staff.anna}/balance")["balance"]["amount_minor"] == 0


def test_a_booking_may_move_over_its_own_old_time(staff: Staff) -> None:
    booked = staff.books("mon 09:00")
    moved = staff.posts(f"/bookings/{booked['id']}/reschedule", {"start": at("mon 09:15")}, status=200)
    assert moved["start"] == at("mon 09:15")


def test_cancelling_by_the_school_is_free_and_frees_the_slot(staff: Staff) -> None:
    booked = staff.books("mon 09:00")
    cancelled = staff.posts(f"/bookings/{booked['id']}/cancel", {"reason": "The car is ill"}, status=200)
    assert (cancelled["status"], cancelled["note"]) == ("cancelled", "The car is ill")
    assert staff.posts(f"/bookings/{booked['id']}/cancel", status=200)["status"] == "cancelled"
    staff.books("mon 09:00", student=staff.mikkel, teacher=staff.mette)


def test_a_lesson_is_settled_once_it_has_begun(staff: Staff) -> None:
    attended, missed = staff.books("mon 09:00"), staff.books("mon 11:00")
    early = staff.posts(f"/bookings/{attended['id']}/complete", status=409)
    assert (early["code"], early["starts_at"]) == ("not_started_yet", at("mon 09:00"))
    staff.api.now = NOW + timedelta(days=2)
    assert staff.posts(f"/bookings/{attended['id']}/complete", status=200)["status"] == "completed"
    assert staff.posts(f"/bookings/{attended['id']}/complete", status=200)["status"] == "completed"
    assert staff.posts(f"/bookings/{missed['id']}/no-show", status=200)["status"] == "no_show"
    assert staff.posts(f"/bookings/{missed['id']}/complete", status=409)["code"] == "not_allowed"
    assert staff.gets(f"/students/{staff.anna}/balance") == {
        "balance": {"amount_minor": 130_000, "currency": "DKK"},
        "unpaid_lessons": 1,
        "unpaid_fees": 1,
        "unpaid_packages": 0,
    }
    assert [line["kind"] for line in staff.gets(f"/students/{staff.anna}/ledger")["items"]] == [
        "charge",
        "no_show_fee",
    ]


def test_a_draft_is_confirmed_while_its_hold_lasts(staff: Staff) -> None:
    first, second = _held(staff, 9), _held(staff, 11)
    shown = staff.gets(f"/bookings/{first}")
    assert (shown["status"], shown["hold_until"]) == ("draft", "2026-11-22T10:35:00+01:00")
    assert staff.posts(f"/bookings/{first}/confirm", status=200)["status"] == "confirmed"
    assert staff.posts(f"/bookings/{first}/confirm", status=200)["status"] == "confirmed"
    staff.api.now = NOW + timedelta(minutes=6)
    assert staff.posts(f"/bookings/{second}/confirm", status=409)["code"] == "hold_expired"


def _held(staff: Staff, hour: int) -> int:
    with staff.desk(Actor.STUDENT) as desk:
        start = datetime(2026, 11, 23, hour - 1, tzinfo=UTC)
        during = Interval(start, start + timedelta(minutes=45))
        student = desk.work.students.get(staff.school_id, staff.anna)
        return hold(desk, student, Slot(during, staff.driving, staff.mette, (staff.golf,))).id


def test_a_list_is_filtered_and_paged_by_start(staff: Staff) -> None:
    starts = ["mon 09:00", "mon 11:00", "tue 09:00", "wed 09:00"]
    ids = [staff.books(start)["id"] for start in starts]
    other = staff.books("mon 13:00", student=staff.mikkel, teacher=staff.jonas)["id"]
    staff.posts(f"/bookings/{ids[0]}/cancel", status=200)

    def listed(**params: object) -> list[int]:
        return [booking["id"] for booking in staff.gets("/bookings", **params)["items"]]

    assert listed() == [ids[0], ids[1], other, ids[2], ids[3]]
    assert listed(student=staff.mikkel) == [other]
    assert listed(teacher=staff.jonas) == [other]
    assert listed(status="cancelled") == [ids[0]]
    assert listed(status=["cancelled", "confirmed"], student=staff.anna) == ids
    assert listed(**{"from": at("mon 11:00"), "to": at("tue 09:00")}) == [ids[1], other]
    first = staff.gets("/bookings", limit=2)
    second = staff.gets("/bookings", limit=2, cursor=first["next"])
    third = staff.gets("/bookings", limit=2, cursor=second["next"])
    pages = [booking["id"] for page in (first, second, third) for booking in page["items"]]
    assert pages == listed()
    assert third["next"] is None


def test_a_list_of_fifty_takes_four_queries(staff: Staff) -> None:
    with staff.desk() as desk:
        student = desk.work.students.get(staff.school_id, staff.anna)
        window = Window(NOW, NOW + timedelta(days=30))
        query = SlotQuery(desk.catalogue.lesson_type(staff.driving), (window,), NOW, student_id=student.id)
        for slot in list(islice(search(desk, query), 60)):
            book(desk, student, slot)
    staff.api.queries = 0
    assert len(staff.gets("/bookings", limit=50)["items"]) == 50
    undone = 2  # the works of the key and of the list each end with a ROLLBACK
    assert staff.api.queries - undone <= 4


def test_seats_of_a_class_are_taken_until_it_is_full(staff: Staff) -> None:
    planned = staff.posts(
        "/sessions",
        {"lesson_type": "theory", "start": at("mon 18:00"), "teachers": [staff.jonas], "resources": [staff.room]},
    )
    third = staff.posts("/students", {"name": "Sofia"})["id"]
    by_session = staff.posts("/bookings", {"student": staff.anna, "session": planned["id"]})
    assert (by_session["session"], by_session["price"]["amount_minor"]) == (planned["id"], 0)
    by_start = staff.books("mon 18:00", lesson_type="theory", student=staff.mikkel)
    assert by_start["session"] == planned["id"]
    again = staff.posts("/bookings", {"student": staff.anna, "session": planned["id"]}, status=409)
    assert again["code"] in {"class_full", "student_busy"}
    full = staff.posts("/bookings", {"student": third, "session": planned["id"]}, status=409)
    assert (full["code"], full["alternatives"]) == ("class_full", [])
    assert staff.gets(f"/sessions/{planned['id']}")["taken"] == 2
    assert staff.books("tue 18:00", lesson_type="theory", student=third, status=404)["code"] == "not_found"


def test_what_does_not_fit_together_is_refused(staff: Staff) -> None:
    assert staff.books("mon 09:00", resources=[staff.room], status=422)["field"] == "resources"
    assert staff.posts("/bookings", {"student": staff.anna, "lesson_type": "driving"}, status=422)["field"] == "start"
    without_type = {"student": staff.anna, "start": at("mon 09:00")}
    assert staff.posts("/bookings", without_type, status=422)["field"] == "lesson_type"
    staff.patches(f"/teachers/{staff.jonas}", {"active": False})
    assert staff.books("mon 09:00", teacher=staff.jonas, status=422)["field"] == "teacher"
    staff.patches(f"/lesson-types/{staff.driving}", {"active": False})
    assert staff.books("mon 09:00", status=422)["field"] == "lesson_type"
