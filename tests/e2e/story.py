"""The whole story of a lesson, whatever the doors: book, confirm, reminder, the teacher's reply, charge, balance."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.e2e.phones import Phone, Seen
from tests.e2e.program import Program, eventually

ZONE = ZoneInfo("Europe/Copenhagen")
PRICE = 650
PROMPT = "how did it go"

STUDENT, TEACHER = "Anna Berg", "Mette Holm"
STUDENT_NUMBER, TEACHER_NUMBER = "+4520000001", "+4530000001"


class Clock:
    """The clock of a demo."""

    def __init__(self, program: Program) -> None:
        self._program = program

    def now(self) -> datetime:
        return datetime.fromisoformat(self._program.get("/simulator/clock")["now"])

    def goes_to(self, moment: datetime) -> None:
        seconds = (moment - self.now()).total_seconds()
        if seconds > 0:
            self._program.advance(f"PT{int(seconds) + 1}S")


def a_lesson_from_booking_to_charge(student: Phone, teacher: Phone, clock: Clock) -> datetime:
    """Of Anna with Mette, who have said hello already. Returns when the lesson starts."""
    owed = _balance(student)
    start = _books(student, clock)
    teacher.hears("New:", STUDENT)
    clock.goes_to(start - timedelta(hours=24))
    student.hears("Reminder:", f"{start:%H:%M}")
    clock.goes_to(start - timedelta(hours=2))
    student.hears("Soon:", f"{start:%H:%M}")
    clock.goes_to(start + timedelta(minutes=46))
    recorded = _says_it_took_place(teacher, f"{start:%H:%M}")
    assert f"{PRICE} kr charged" in recorded.text
    assert _balance(student) == owed + PRICE
    return start


def _books(student: Phone, clock: Clock) -> datetime:
    day = clock.now().astimezone(ZONE) + timedelta(days=2)
    day += timedelta(days=max(0, 7 - day.isoweekday() + 1) if day.isoweekday() > 5 else 0)
    student.says(f"book a driving lesson on {day.day} {day:%B}".lower())
    student.hears("Driving lesson, 45 min", f"{PRICE} kr:")
    student.picks("")
    held = student.hears("Held 5 min", "Mette", f"{PRICE} kr")
    student.picks("Book it")
    booked = student.hears("Booked:")
    found = re.search(r"Booked: \w{3} (\d+) \w{3} (\d\d):(\d\d) \(\w{4}\)", booked.text)
    assert found, booked
    assert f"{found[2]}:{found[3]}-" in held.text
    while day.day != int(found[1]):
        day += timedelta(days=1)
    return day.replace(hour=int(found[2]), minute=int(found[3]), second=0, microsecond=0)


def _says_it_took_place(teacher: Phone, time: str) -> Seen:
    """Answer one question after the other, since other lessons may have ended too, until it was this one's."""

    def recorded() -> Seen | None:
        seen = teacher.newest("attended.")
        return (
            seen if seen and re.search(rf"^{STUDENT} \w+ \d+ \w+ {time}: attended", seen.text, re.MULTILINE) else None
        )

    for _ in range(6):
        prompt = eventually(lambda: teacher.newest(PROMPT), "the teacher is asked")
        assert prompt is not None
        before = len(teacher.screen())
        teacher.picks("Attended", prompt)
        eventually(lambda before=before: len(teacher.screen()) > before, "an answer to the teacher")  # type: ignore[misc]
        if found := recorded():
            return found
    raise AssertionError(f"not recorded: {teacher.screen()[-6:]}")


def _balance(student: Phone) -> int:
    student.says("what do I owe")
    said = student.hears("You owe").text
    if found := re.search(r"You owe ([\d,]+) kr", said):
        return int(found[1].replace(",", ""))
    assert "You owe nothing" in said, said
    return 0
