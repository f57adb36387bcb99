"""When lessons are given at the school's places: a school has no hours of its own but its teachers'."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time
from typing import Any

from bot.dialogs.talk import Talk
from bot.dialogs.wording import from_to
from bot.understanding.lexicon import codes, lexicon
from bot.understanding.tokens import spoken
from domain.schools import WorkingHours

_MIDNIGHT = time()


def asks_when_open(text: str) -> bool:
    """Whether it is asked for opening hours."""
    said = set(spoken(text))
    return any(said & lexicon(code).opening for code in codes())


def opening_hours(talk: Talk) -> list[dict[str, Any]]:
    """For each place from when to when teachers work there in an ordinary week; days with the same hours together."""
    branches = talk.school.branches
    hours: dict[str, list[WorkingHours]] = {branch.name(talk.language): [] for branch in branches.values()}
    for teacher in talk.school.teachers.values():
        for part in teacher.hours if teacher.active else ():
            branch = branches.get(part.branch_id or 0)
            place = branch.name(talk.language) if branch is not None else talk.school.school.name
            hours.setdefault(place, []).append(part)
    return [{"place": place, "parts": _parts(parts)} for place, parts in hours.items() if parts]


def _parts(hours: Iterable[WorkingHours]) -> list[dict[str, Any]]:
    spans: dict[int, tuple[time, time]] = {}
    for part in hours:
        start, end = spans.get(part.weekday, (part.start, part.end))
        spans[part.weekday] = min(start, part.start), max(end, part.end, key=lambda at: (at == _MIDNIGHT, at))
    days: dict[tuple[time, time], list[int]] = {}
    for weekday, span in sorted(spans.items()):
        days.setdefault(span, []).append(weekday)
    return [{"weekdays": weekdays, **from_to(start, end)} for (start, end), weekdays in days.items()]
