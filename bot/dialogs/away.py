"""When a teacher is away: as the words say it, as it is told back, and as the school reads it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from bot.dialogs.talk import Talk
from bot.dialogs.wording import wall
from bot.understanding.absences import returning
from bot.understanding.reading import Reading
from domain.services.sickness import LONGEST
from domain.timeslots import Interval, to_utc, to_wall


def period(talk: Talk, reading: Reading) -> Interval | None:
    """The time that the words name, from now on at the earliest; None if they name none that is to come."""
    if (found := returning(reading.text)) is not None:
        return _until_back(talk, *found)
    return named(talk, reading)


def named(talk: Talk, reading: Reading) -> Interval | None:
    windows = reading.refused or reading.windows or reading.perhaps
    windows = windows[:1] if reading.dayless else windows  # "until 1pm" is said of one day
    if not windows:
        return None
    start = min(window.start for window in windows)
    end = max(window.end or _midnight(window.start) for window in windows)
    begins, ends = max(talk.now, to_utc(start, talk.school.zone)), to_utc(end, talk.school.zone)
    if begins == talk.now and ends - begins > LONGEST:
        return None  # "I'm going home now" has no end
    return Interval(begins, ends) if begins < ends else None


def _until_back(talk: Talk, before: str, again: str) -> Interval | None:
    """ "Sick this morning, back after lunch": until they are there again."""
    away = named(talk, talk.understand(before)) or rest_of_today(talk)
    back = named(talk, talk.understand(again.partition(" ")[2]))
    ends = back.start if back is not None else away.end
    return Interval(away.start, ends) if away.start < ends else None


def rest_of_today(talk: Talk) -> Interval:
    now = to_wall(talk.now, talk.school.zone)
    return Interval(talk.now, to_utc(_midnight(now), talk.school.zone))


def _midnight(moment: datetime) -> datetime:
    """The one that ends the day."""
    return datetime.combine(moment.date() + timedelta(days=1), time())


def days_of(talk: Talk, during: Interval) -> dict[str, Any]:
    """The first and the last day, and the hours where they are not whole; what is over of today is not told."""
    zone = talk.school.zone
    begins, ends = to_wall(during.start, zone), to_wall(during.end, zone)
    since = during.start > talk.now and begins.time() != time()
    return {
        "during": {
            "first": wall(during.start, talk.school),
            "last": wall(during.end - timedelta(minutes=1), talk.school),
            "since": wall(during.start, talk.school) if since else None,
            "until": wall(during.end, talk.school) if ends.time() != time() else None,
        }
    }


def at(talk: Talk, moment: datetime) -> str:
    return f"{to_wall(moment, talk.school.zone):%Y-%m-%d %H:%M}"
