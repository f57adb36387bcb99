"""Days and hours made into windows, and held against now, the horizon and the clock changes of a zone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.understanding.reading import Window
from bot.understanding.spans import MIDNIGHT, Span, Stretch

MOST_DAYS = 45
"""Days that are written out one by one; what is wished beyond them is not offered at once anyway."""
_EARLIEST = 8 * 60
_LATEST = 21 * 60
_LAST_HOUR = 20
_SHORT, _TO_MIDNIGHT = timedelta(hours=3), timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Days and hours that are not wished: on those weekdays, in those stretches, on every day if neither is given."""

    weekdays: tuple[int, ...] = ()
    stretches: tuple[Stretch, ...] = ()
    spans: tuple[Span, ...] = ()

    def covers(self, day: date) -> bool:
        """Whether it says anything about that day."""
        if not self.weekdays and not self.stretches:
            return True
        return day.weekday() in self.weekdays or any(part.first <= day < part.end for part in self.stretches)


def moment(day: date, minutes: int) -> datetime:
    """Wall time, so many minutes after midnight."""
    return datetime.combine(day, time()) + timedelta(minutes=minutes)


def windows_in(stretch: Stretch, spans: Sequence[Span], excluded: Sequence[Exclusion], now: datetime) -> list[Window]:
    """What is left, from now on, of those days in those hours."""
    found = list(_expanded(stretch, spans, excluded))
    if stretch.rolls and not any(_is_usable(window, now) for window in found):
        week = timedelta(days=7)
        found = list(_expanded(Stretch(stretch.first + week, stretch.end + week), spans, excluded))
    return list(_left(found, now))


def _is_usable(window: Window, now: datetime) -> bool:
    """Whether anybody would mean it: late in the evening "Monday" is the next one, unless an hour is said.

    So is "Monday 9 to 11" at ten, and "Friday pm" on a Friday evening.
    """
    if window.end is None or window.start > now:
        return window.start >= now
    if window.end <= now:
        return False
    length, left = window.end - window.start, window.end - now
    longest = _TO_MIDNIGHT if window.end.time() == time() else _SHORT
    if length <= longest and left <= length / 2:
        return False
    return now.hour < _LAST_HOUR or window.end > moment(now.date(), MIDNIGHT)


def _expanded(stretch: Stretch, spans: Sequence[Span], excluded: Sequence[Exclusion]) -> Iterable[Window]:
    if not spans and not excluded:
        yield Window(moment(stretch.first, 0), moment(stretch.end, 0))
        return
    for count, day in enumerate(stretch.days()):
        if count < MOST_DAYS:
            for span in spans or (Span(0, MIDNIGHT),):
                yield from _windows_of(day, _remaining(span, day, excluded))


def _windows_of(day: date, spans: Iterable[Span]) -> Iterable[Window]:
    for span in spans:
        yield Window(moment(day, span.start), None if span.end is None else moment(day, span.end))


def _remaining(span: Span, day: date, excluded: Sequence[Exclusion]) -> list[Span]:
    left = [span]
    for exclusion in excluded:
        if exclusion.covers(day):
            cuts = [_widened(cut) for cut in exclusion.spans if not _is_another(cut, span)]
            cuts = cuts if exclusion.spans else [(0, MIDNIGHT)]
            for start, end in cuts:
                left = [rest for kept in left for rest in _without(kept, start, end)]
    return left


def _widened(cut: Span) -> tuple[int, int]:
    """Whoever excludes the morning does not want the night before it, nor the night after the evening."""
    end = cut.start + 60 if cut.end is None else cut.end
    return (0 if cut.start <= _EARLIEST else cut.start, MIDNIGHT if end >= _LATEST else end)


def _is_another(cut: Span, span: Span) -> bool:
    """ "Half four, not four"."""
    return cut.end is None and span.end is None and cut.start != span.start


def _without(span: Span, start: int, end: int) -> list[Span]:
    if span.end is None:
        return [] if start <= span.start < end else [span]
    pieces = [Span(span.start, min(span.end, start)), Span(max(span.start, end), span.end)]
    return [piece for piece in pieces if piece.end is not None and piece.start < piece.end]


def _left(windows: Iterable[Window], now: datetime) -> Iterable[Window]:
    for window in windows:
        if window.end is None:
            if window.start >= now:
                yield window
        elif window.end > now:
            yield Window(max(window.start, now), window.end)


def checked(
    windows: Sequence[Window], now: datetime, horizon_days: int, zone: ZoneInfo, *, best_first: bool = False
) -> tuple[list[Window], str | None]:
    """The windows that can be booked, without repeats, and what is wrong with them if that needs saying.

    best_first: only one of them is meant, most likely the first: where it is too far, no nearer one is taken for it.
    """
    unique = list(dict.fromkeys(windows))
    if not unique:
        return [], None
    last = now.date() + timedelta(days=horizon_days)
    near = [window for window in unique if window.start.date() <= last]
    if best_first and unique[0] not in near:
        return unique[:1], "too_far"  # "Sunday 29 March", said in November
    if not near:
        return unique, "too_far"
    real = [window for window in near if window.end is not None or _exists(window.start, zone)]
    if not real:
        return [], "no_such_time"
    twice = len(real) == 1 and real[0].end is None and _is_twice(real[0].start, zone)
    return real, "twice" if twice else None


def _exists(wall: datetime, zone: ZoneInfo) -> bool:
    """Whether a clock on the wall ever shows this time: one hour in spring is left out."""
    return wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wall


def _is_twice(wall: datetime, zone: ZoneInfo) -> bool:
    """Whether it shows it twice: one hour in autumn."""
    offsets = {wall.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1)}
    return len(offsets) == 2 and _exists(wall, zone)
