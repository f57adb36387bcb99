"""One lesson from booking to charge, through each door of the running program."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.e2e.conftest import Connected
from tests.e2e.phones import SimulatorPhone, TelegramPhone, TwilioPhone
from tests.e2e.program import Program
from tests.e2e.story import PRICE, STUDENT_NUMBER, TEACHER_NUMBER, Clock, a_lesson_from_booking_to_charge
from tests.e2e.terminal_phone import TerminalPhone
from tests.standins.telegram import TelegramStandIn


@pytest.mark.parametrize("channel", ["sms", "whatsapp", "telegram"])
def test_by_the_simulators_http_form(connected: Connected, channel: str) -> None:
    student = SimulatorPhone(connected.program, STUDENT_NUMBER, channel)
    teacher = SimulatorPhone(connected.program, TEACHER_NUMBER, channel)
    student.says("hi")
    teacher.says("hi")
    a_lesson_from_booking_to_charge(student, teacher, Clock(connected.program))


def test_the_school_sees_it_by_the_admin_api_and_takes_the_payment(connected: Connected) -> None:
    program = connected.program
    student, teacher = SimulatorPhone(program, STUDENT_NUMBER), SimulatorPhone(program, TEACHER_NUMBER)
    student.says("hi")
    teacher.says("hi")
    start = a_lesson_from_booking_to_charge(student, teacher, Clock(program))
    key = {"authorization": f"Bearer {program.key}"}
    (anna,) = (one for one in program.get("/api/v1/students", **key)["items"] if one["phone"] == STUDENT_NUMBER)
    found = program.get(f"/api/v1/bookings?student={anna['id']}&from={quote(start.isoformat())}", **key)
    (booking,) = found["items"]
    assert (booking["status"], datetime.fromisoformat(booking["start"])) == ("completed", start)
    account = f"/api/v1/students/{anna['id']}"
    charge = program.get(f"{account}/ledger", **key)["items"][-1]
    assert (charge["booking_reference"], charge["amount"]["amount_minor"]) == (booking["reference"], PRICE * 100)
    owed = program.get(f"{account}/balance", **key)["balance"]["amount_minor"]
    assert owed == charge["balance"]["amount_minor"]
    program.post(f"{account}/payments", {"amount_minor": owed, "currency": "DKK"}, **key)
    student.says("what do I owe")
    student.hears("You owe nothing")


def test_by_the_terminal(connected: Connected, folder: Path) -> None:
    with (
        TerminalPhone(connected.program, STUDENT_NUMBER, folder) as student,
        TerminalPhone(connected.program, TEACHER_NUMBER, folder) as teacher,
    ):
        student.says("hi")
        teacher.says("hi")
        a_lesson_from_booking_to_charge(student, teacher, Clock(connected.program))
        assert student.ends() == 0


@pytest.mark.parametrize("whatsapp", [False, True], ids=["sms", "whatsapp"])
def test_by_signed_requests_of_twilio(connected: Connected, whatsapp: bool) -> None:
    student = TwilioPhone(connected.twilio, connected.twilio_webhook, STUDENT_NUMBER, whatsapp=whatsapp)
    teacher = TwilioPhone(connected.twilio, connected.twilio_webhook, TEACHER_NUMBER, whatsapp=whatsapp)
    student.says("hi")
    student.hears("Anna")
    teacher.says("menu")  # from whatever an earlier story has left open
    teacher.hears("Hi Mette")
    a_lesson_from_booking_to_charge(student, teacher, Clock(connected.program))


def test_who_has_not_written_yet_is_reached_by_a_provider_that_is_a_stand_in(connected: Connected) -> None:
    """And only then: the demo's numbers are invented, so they may belong to strangers."""
    student = TwilioPhone(connected.twilio, connected.twilio_webhook, "+4520000003")
    teacher = TwilioPhone(connected.twilio, connected.twilio_webhook, "+4530000003")
    student.says("book a driving lesson next week")
    student.hears("Driving lesson, 45 min")
    student.picks("")
    student.hears("Held 5 min")
    student.picks("Book it")
    teacher.hears("New:", "Sofia Rossi")


def test_by_telegrams_webhook(connected: Connected) -> None:
    student = TelegramPhone(connected.telegram, 71001, "Anna", connected.telegram.deliver)
    teacher = TelegramPhone(connected.telegram, 72001, "Mette", connected.telegram.deliver)
    student.joins("NORD", STUDENT_NUMBER)
    student.hears("Hi Anna", "connected with Nordlys Køreskole")
    teacher.joins("nord", TEACHER_NUMBER.removeprefix("+"))
    teacher.hears("Hi Mette")
    a_lesson_from_booking_to_charge(student, teacher, Clock(connected.program))


def test_by_polling_telegram(polling: tuple[Program, TelegramStandIn]) -> None:
    program, telegram = polling
    student = TelegramPhone(telegram, 71001, "Anna", telegram.push)
    teacher = TelegramPhone(telegram, 72001, "Mette", telegram.push)
    student.joins("NORD", STUDENT_NUMBER)
    student.hears("Anna")
    teacher.joins("NORD", TEACHER_NUMBER)
    teacher.hears("Hi Mette")
    a_lesson_from_booking_to_charge(student, teacher, Clock(program))


@pytest.fixture
def polling(fresh_database_url: str, folder: Path) -> Iterator[tuple[Program, TelegramStandIn]]:
    """A demo that polls Telegram, and Telegram."""
    with TelegramStandIn() as telegram:
        settings = {"TELEGRAM_BOT_TOKEN": telegram.token, "TELEGRAM_API_URL": telegram.url}
        with Program.start("run", folder, DEMO=1, DATABASE_URL=fresh_database_url, **settings) as program:
            yield program, telegram
