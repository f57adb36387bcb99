"""A lesson right before or behind one that there is, or a time that is named: "one right after Tuesday's", "my test is
at 10 on Thursday, a lesson right before", "Friday then, after the other one"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from bot.dialogs.own_lessons import coming
from bot.dialogs.own_words import cuts_at, way_from_the_other
from bot.dialogs.pointing import meant
from bot.dialogs.talk import Talk
from bot.dialogs.windows import stored, windows_of
from bot.understanding.lexicon import listened_for
from bot.understanding.reading import Reading
from bot.understanding.tokens import says_one, spoken
from domain.slots import Window
from domain.timeslots import day_start, to_wall

_MOST_OF_A_PHRASE, _MOST_WORDS = 4, 10
_CLAUSE = re.compile(r"[,.;!?]+\s+")
_BEFORE, _BEHIND = "right_before", "right_after"


def beside(talk: Talk) -> dict[str, Any] | None:
    """The wish for such a lesson, as first data of a booking: of that day the times nearest to the other one; None if
    none is wished."""
    found, types = _cut(talk.reading.text), talk.school.types_for_students
    if found is None or not types:
        return None
    way, before, behind = found
    for text in filter(None, (behind, *reversed(_CLAUSE.split(before)))):
        reading = talk.understand(text)
        lessons = meant(talk, coming(talk), reading) if reading.windows else []
        if len(lessons) == 1:
            teachers = lessons[0].session.teacher_ids
            wish = _before(talk, lessons[0].start) if way == _BEFORE else _behind(talk, lessons[0].end)
            return {"type": types[0].id, **wish, **({"teacher": teachers[0]} if teachers else {})}
        if way == _BEFORE and (moment := _moment_in(talk, text)) is not None:
            return {"type": types[0].id, **_before(talk, moment)}
    return None


def is_beside(text: str) -> bool:
    """Whether one is wished right before or behind something."""
    return _cut(text) is not None


def beside_the_other(
    talk: Talk, reading: Reading, booking_id: int | None, days: Sequence[date] = ()
) -> list[list[str | None]] | None:
    """What is left of its day behind the other lesson, or before it, as stored windows; None if that isn't wished, or
    several may be meant.

    booking_id: the one that is talked of. days: those talked of, where none is named.
    """
    if not (way := way_from_the_other(reading.text)):
        return None
    others = [booking for booking in coming(talk) if booking.id != booking_id]
    there = [window.start.date() for window in reading.windows] or days
    then = [booking for booking in others if to_wall(booking.start, talk.school.zone).date() in there]
    lessons = then or others
    if len(lessons) != 1:
        return None
    wish = _before(talk, lessons[0].start) if way < 0 else _behind(talk, lessons[0].end)
    return list(wish["windows"])


def _moment_in(talk: Talk, text: str) -> datetime | None:
    """The time that is named, whatever it is of: "my test is at 10 on Thursday"."""
    said = text.split()[-_MOST_WORDS:]
    for length in range(len(said), 0, -1):
        for at in range(len(said) - length + 1):
            reading = talk.understand(" ".join(said[at : at + length]))
            exact = [window.start for window in windows_of(talk, reading.windows) if window.end is None]
            if len(exact) == 1 and reading.question is None:
                return exact[0]
    return None


def _before(talk: Talk, moment: datetime) -> dict[str, Any]:
    midnight = day_start(to_wall(moment, talk.school.zone).date(), talk.school.zone)
    return {"windows": [stored(Window(midnight, moment))], "around": moment.isoformat()}


def _behind(talk: Talk, moment: datetime) -> dict[str, Any]:
    day = to_wall(moment, talk.school.zone).date()
    return {"windows": [stored(Window(moment, day_start(day + timedelta(days=1), talk.school.zone)))]}


def _cut(text: str) -> tuple[str, str, str] | None:
    """Which way, and what stands before those words and behind them."""
    if not any(says_one(spoken(text), listened_for(way)) for way in (_BEFORE, _BEHIND)):
        return None
    cuts = cuts_at(text, listened_for(_BEFORE) | listened_for(_BEHIND), _MOST_OF_A_PHRASE)
    cut = next(cuts, None)
    if cut is None:
        return None
    before, phrase, behind = cut
    return (_BEFORE if phrase in listened_for(_BEFORE) else _BEHIND), before, behind
