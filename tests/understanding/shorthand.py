"""A reading in one line, so that a table of phrases can be read.

=book                         the intent                 #2      the number of a choice
11-26                         a whole day                ?past   the question
11-26 15:00                   exactly then               @1 %2   teacher and lesson type
11-26,11-27 15:00-24:00       these days in these hours  <11-27  the lesson to be moved
11-30..12-06                  from day to day            ~da     the language named
+7d                           so many days from the lesson
(11-26)                       named, perhaps not wished
@1,2 -@3 @Bob                 any of these teachers, not that one, nobody's name here
daily 15:00-24:00             no day named: the coming seven
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby

from bot.understanding.reading import Reading, Window

THIS_YEAR = 2026


def in_short(reading: Reading) -> str:
    """The reading in one line."""
    parts = [
        f"={reading.intent}" if reading.intent else "",
        f"~{reading.language}" if reading.language else "",
        f"#{reading.number}" if reading.number is not None else "",
        f"<{_times(reading.moved)}" if reading.moved else "",
        _daily(reading) or _times(reading.windows),
        f"({_times(reading.perhaps)})" if reading.perhaps else "",
        f"{reading.days_on:+}d" if reading.days_on is not None else "",
        "same time" if reading.same_time else "",
        f"?{reading.question}" if reading.question else "",
        "@" + ",".join(map(str, reading.teachers)) if reading.teachers else "",
        "-@" + ",".join(map(str, reading.not_teachers)) if reading.not_teachers else "",
        f"@{reading.unknown_name}" if reading.unknown_name else "",
        f"%{reading.lesson_type}" if reading.lesson_type else "",
    ]
    return " ".join(part for part in parts if part)


def _daily(reading: Reading) -> str:
    days = {window.start.date() for window in reading.windows}
    if not reading.dayless or reading.question or len(days) != 7:
        return ""
    last = [window for window in reading.windows if window.start.date() == max(days)]
    return "daily " + " | ".join(_hours(window) for window in last)


def _times(windows: Sequence[Window]) -> str:
    return " | ".join(
        f"{','.join(_day(window.start.date()) for window in group)} {hours}".strip()
        for hours, group in groupby(windows, key=_hours)
    )


def _hours(window: Window) -> str:
    start = f"{window.start:%H:%M}"
    if window.end is None:
        return start
    if window.end > _midnight_after(window.start):
        last = _day((window.end - timedelta(days=1)).date())
        return f"..{last}" if start == "00:00" else f"{start}..{last}"
    end = "24:00" if window.end.time() == time() else f"{window.end:%H:%M}"
    return "" if (start, end) == ("00:00", "24:00") else f"{start}-{end}"


def _midnight_after(moment: datetime) -> datetime:
    return datetime.combine(moment.date(), time()) + timedelta(days=1)


def _day(day: date) -> str:
    return f"{day:%m-%d}" if day.year == THIS_YEAR else f"{day:%Y-%m-%d}"
