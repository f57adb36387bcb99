"""Payments, and POSTs that are sent twice."""

from __future__ import annotations

import threading
from datetime import timedelta

import httpx
import pytest

from tests.admin_api.calling import NOW, Staff, at


def test_a_payment_lowers_what_is_owed(staff: Staff) -> None:
    booked = staff.books("mon 09:00")
    staff.api.now = NOW + timedelta(days=2)
    staff.posts(f"/bookings/{booked['id']}/complete", status=200)
    paid = staff.posts(
        f"/students/{staff.anna}/payments", {"amount_minor": 50_000, "currency": "DKK", "reference": "MobilePay 7"}
    )
    assert paid["balance"] == {"amount_minor": 15_000, "currency": "DKK"}
    charge, payment = staff.gets(f"/students/{staff.anna}/ledger")["items"]
    assert (charge["kind"], charge["booking_reference"]) == ("charge", booked["reference"])
    assert (payment["kind"], payment["reference"]) == ("payment", "MobilePay 7")
    assert [line["balance"]["amount_minor"] for line in (charge, payment)] == [65_000, 15_000]
    first = staff.gets(f"/students/{staff.anna}/ledger", limit=1)
    second = staff.gets(f"/students/{staff.anna}/ledger", limit=1, cursor=first["next"])
    assert [*first["items"], *second["items"]] == [charge, payment]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"amount_minor": 0, "currency": "DKK"}, "body.amount_minor"),
        ({"amount_minor": -5, "currency": "DKK"}, "body.amount_minor"),
        ({"amount_minor": 10.5, "currency": "DKK"}, "body.amount_minor"),
        ({"amount_minor": "100", "currency": "DKK"}, "body.amount_minor"),
        ({"amount_minor": True, "currency": "DKK"}, "body.amount_minor"),
        ({"amount_minor": 10**30, "currency": "DKK"}, "body.amount_minor"),
        ({"amount_minor": 100, "currency": "dkk"}, "body.currency"),
        ({"amount_minor": 100}, "body.currency"),
    ],
)
def test_what_is_no_money_is_refused(staff: Staff, body: object, field: str) -> None:
    refused = staff.posts(f"/students/{staff.anna}/payments", body, status=422)
    assert refused["errors"][0]["field"] == field


def test_other_currencies_are_refused(staff: Staff) -> None:
    refused = staff.posts(f"/students/{staff.anna}/payments", {"amount_minor": 1, "currency": "EUR"}, status=422)
    assert (refused["code"], refused["field"]) == ("invalid", "currency")
    assert refused["detail"] == "currency: this school's currency is DKK"


def pays(staff: Staff, amount: int, key: str, student: int | None = None) -> httpx.Response:
    return staff.ask(
        "POST",
        f"/students/{student or staff.anna}/payments",
        json={"amount_minor": amount, "currency": "DKK"},
        retry_key=key,
    )


def test_a_payment_sent_twice_is_entered_once(staff: Staff) -> None:
    first, second = pays(staff, 100, "a"), pays(staff, 100, "a")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert second.headers["idempotency-replayed"] == "true"
    assert len(staff.gets(f"/students/{staff.anna}/ledger")["items"]) == 1
    pays(staff, 100, "b")
    assert len(staff.gets(f"/students/{staff.anna}/ledger")["items"]) == 2


def test_a_key_is_not_for_another_request(staff: Staff) -> None:
    pays(staff, 100, "a")
    for other in (pays(staff, 200, "a"), pays(staff, 100, "a", staff.mikkel)):
        assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert staff.gets(f"/students/{staff.mikkel}/ledger")["items"] == []


def test_a_payment_key_is_its_own_after_a_day_too(staff: Staff) -> None:
    first = pays(staff, 100, "a").json()
    staff.api.now = NOW + timedelta(hours=25)
    again = pays(staff, 100, "a")
    assert (again.status_code, again.json()["payment"]) == (201, first["payment"])
    assert len(staff.gets(f"/students/{staff.anna}/ledger")["items"]) == 1
    staff.api.now = NOW + timedelta(hours=50)
    assert pays(staff, 200, "a").json()["code"] == "idempotency_key_reused"


def test_two_schools_may_use_the_same_key(staff: Staff, strangers: Staff) -> None:
    assert pays(staff, 100, "a").status_code == pays(strangers, 200, "a").status_code == 201


def test_a_payment_sent_twice_at_once_is_entered_once(staff: Staff) -> None:
    answers: list[httpx.Response] = []
    ready = threading.Barrier(4)

    def go() -> None:
        ready.wait()
        answers.append(pays(staff, 100, "same"))

    racers = [threading.Thread(target=go) for _ in range(4)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert len(staff.gets(f"/students/{staff.anna}/ledger")["items"]) == 1


def test_a_booking_sent_twice_is_one_booking(staff: Staff) -> None:
    wish = {"student": staff.anna, "lesson_type": "driving", "start": at("mon 09:00")}
    first, second = (staff.ask("POST", "/bookings", json=wish, retry_key="k") for _ in range(2))
    assert first.json() == second.json()
    assert len(staff.gets("/bookings")["items"]) == 1


def test_a_refusal_is_not_kept(staff: Staff) -> None:
    taken = staff.books("mon 09:00", student=staff.mikkel, teacher=staff.mette)
    wish = {"student": staff.anna, "lesson_type": "driving", "start": at("mon 09:00"), "teacher": staff.mette}
    assert staff.ask("POST", "/bookings", json=wish, retry_key="k").status_code == 409
    staff.posts(f"/bookings/{taken['id']}/cancel", status=200)
    assert staff.ask("POST", "/bookings", json=wish, retry_key="k").status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 201, "a b", "å"])
def test_a_key_is_short_and_plain(staff: Staff, key: str) -> None:
    answer = staff.ask("POST", "/branches", json={"names": {"en": "x"}}, headers={"Idempotency-Key": key.encode()})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "header.Idempotency-Key")
