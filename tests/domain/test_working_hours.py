"""When a teacher works."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from domain.schools import SpecialDay, Teacher, WorkingHours
from domain.timeslots import Interval, to_utc

ZONE = ZoneInfo("Europe/Copenhagen")
HARBOUR, STATION = 7, 8

AMINA = Teacher(
    1,
    "Amina",
    frozenset(),
    (
        WorkingHours(0, time(8), time(12), HARBOUR),
        WorkingHours(0, time(12), time(16)),
        WorkingHours(1, time(8), time(12), HARBOUR),
        WorkingHours(1, time(13), time(16), HARBOUR),
        WorkingHours(4, time(20), time(2), HARBOUR),
    ),
    special=(SpecialDay(date(2026, 11, 30), ()),),
)
"""On Mondays at the harbour and then anywhere, on Tuesdays with a break, on Fridays into the night."""


def during(start: str, end: str) -> Interval:
    return Interval(*(to_utc(datetime.fromisoformat(wall), ZONE) for wall in (start, end)))


@pytest.mark.parametrize(
    ("start", "end", "branch", "works"),
    [
        ("2026-11-23T08:00", "2026-11-23T16:00", HARBOUR, True),
        ("2026-11-23T11:30", "2026-11-23T12:30", None, True),
        ("2026-11-23T11:30", "2026-11-23T12:30", STATION, False),
        ("2026-11-23T13:00", "2026-11-23T14:00", STATION, True),
        ("2026-11-23T15:30", "2026-11-23T16:15", HARBOUR, False),
        ("2026-11-24T11:45", "2026-11-24T13:15", HARBOUR, False),
        ("2026-11-28T00:30", "2026-11-28T01:30", HARBOUR, True),
        ("2026-11-28T01:30", "2026-11-28T02:30", HARBOUR, False),
        ("2026-11-30T09:00", "2026-11-30T10:00", HARBOUR, False),
    ],
)
def test_a_lesson_lies_in_hours_that_hold_all_of_it_where_it_is(start: str, end: str, branch: int, works: bool) -> None:
    assert AMINA.works(during(start, end), branch, ZONE) is works
