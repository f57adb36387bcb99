"""Windows of time in a flow's data: UTC, as [start, end or null]."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from bot.dialogs.talk import Talk
from bot.understanding.reading import Reading
from bot.understanding.reading import Window as WallWindow
from domain.slots import Window
from domain.timeslots import to_utc, to_wall

_TO_HOUR = re.compile(r"\b(?:to|til)\s+(?:kl\.?\s*|klokken\s+)?(\d{1,2})$", re.I)


def windows_of(talk: Talk, windows: tuple[WallWindow, ...]) -> list[Window]:
    zone = talk.school.zone
    return [Window(to_utc(w.start, zone), to_utc(w.end, zone) if w.end is not None else None) for w in windows]


def is_at_hours(talk: Talk, moment: datetime, window: WallWindow) -> bool:
    """Whether it is at the hours that were said without a day."""
    start = to_wall(moment, talk.school.zone).time()
    if window.end is None:
        return start == window.start.time()
    return window.start.time() <= start and (start < window.end.time() or window.end.date() > window.start.date())


def is_within(moment: datetime, window: Window) -> bool:
    if window.end is None:
        return moment == window.start
    return window.start <= moment < window.end


def starting_at(window: Window, moment: datetime) -> Window | None:
    """What is left of the window from `moment` on."""
    if window.end is None:
        return window if window.start >= moment else None
    return Window(max(window.start, moment), window.end) if window.end > moment else None


def whole_day(talk: Talk, window: Window) -> bool:
    """Whether the window is a day, or what is left of today."""
    midnight = time()
    if window.end is None or to_wall(window.end, talk.school.zone).time() != midnight:
        return False
    return window.start <= talk.now or to_wall(window.start, talk.school.zone).time() == midnight


def at_same_time(talk: Talk, windows: Sequence[list[str | None]], lesson: str) -> list[list[str | None]]:
    """Days narrowed to the hour at which that lesson starts (ISO, UTC); of a longer stretch its weekday is meant."""
    zone = talk.school.zone
    like = to_wall(datetime.fromisoformat(lesson), zone)
    days = []
    for window in map(window_from, windows):
        stretch = days_of(talk, window)
        days += stretch if len(stretch) == 1 else [day for day in stretch if day.weekday() == like.weekday()]
    at = (datetime.combine(day, like.time()) for day in days)
    return [stored(Window(to_utc(moment, zone), None)) for moment in at] or list(windows)


def days_of(talk: Talk, window: Window) -> list[date]:
    """The days on which it lies."""
    zone = talk.school.zone
    first = to_wall(window.start, zone).date()
    last = to_wall(window.end - timedelta(minutes=1), zone).date() if window.end is not None else first
    return [first + timedelta(days=by) for by in range((last - first).days + 1)]


def at_hours(talk: Talk, windows: list[list[str | None]]) -> list[list[str | None]]:
    """Whole days narrowed to the hours that were said before (data["hours"]), if any were."""
    hours = talk.data.get("hours")
    spans = [window_from(window) for window in windows]
    if hours is None or not all(whole_day(talk, window) for window in spans):
        return windows
    return [on_day(talk, day, hours) for window in spans for day in days_of(talk, window)]


def hours_of(talk: Talk, windows: Sequence[list[str | None]]) -> list[str | None] | None:
    """The hours that the windows have in common, as `clocks`; None if they are whole days, or differ."""
    opens, closes = set[str](), set[str | None]()
    for window in map(window_from, windows):
        if whole_day(talk, window) or len(days_of(talk, window)) > 1:
            return None
        if window.end is None or window.start > talk.now:  # of today the first hours may be over
            opens.add(clock_text(to_wall(window.start, talk.school.zone)))
        closes.add(clock_text(to_wall(window.end, talk.school.zone)) if window.end is not None else None)
    return [next(iter(opens), "00:00"), closes.pop()] if len(opens) <= 1 and len(closes) == 1 else None


def clocks(reading: Reading) -> list[str | None] | None:
    """The hours of "move it to 11", said without a day: wall times as [start, end or null]."""
    if reading.windows:
        if not reading.dayless or any(window.start.time() == time() for window in reading.windows):
            return None
        last = reading.windows[-1]  # the first may be what is left of today
        return [clock_text(last.start), clock_text(last.end) if last.end is not None else None]
    found = _TO_HOUR.search(reading.text) if reading.intent == "reschedule" and reading.question is None else None
    if found is None:
        return None
    hour = int(found[1])
    hour += 12 * (hour in range(1, 7))
    return [f"{hour:02d}:00", None] if hour < 24 else None


def clock_text(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")[11:]


def on_day(talk: Talk, day: date, hours: list[str | None]) -> list[str | None]:
    """The hours on that day, as a stored window."""
    start, end = hours
    assert start is not None
    zone = talk.school.zone
    begins = datetime.combine(day, time.fromisoformat(start))
    if end is None:
        return stored(Window(to_utc(begins, zone), None))
    ends = datetime.combine(day + timedelta(days=end == "00:00"), time.fromisoformat(end))
    return stored(Window(to_utc(begins, zone), to_utc(ends, zone)))


def near(talk: Talk, start: datetime, *, exact: bool = True) -> None:
    """Wish for that time, or else for the nearest ones of its day; only for these, if it shall not be that very one."""
    day = on_day(talk, to_wall(start, talk.school.zone).date(), ["00:00", "00:00"])
    talk.data.update(windows=[*([stored(Window(start, None))] if exact else []), day], around=start.isoformat())


def around(start: datetime, minutes: int) -> list[list[str | None]]:
    """So much earlier and so much later, as stored windows."""
    return [stored(Window(start + timedelta(minutes=by), None)) for by in (-minutes, minutes)]


def stored(window: Window) -> list[str | None]:
    return [window.start.isoformat(), window.end.isoformat() if window.end is not None else None]


def window_from(data: list[str | None]) -> Window:
    start, end = data
    assert start is not None
    return Window(datetime.fromisoformat(start), datetime.fromisoformat(end) if end is not None else None)
