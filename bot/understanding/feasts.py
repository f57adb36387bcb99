"""Feasts as a lexicon dates them: by the year, "12-24..12-26", or by Easter, "easter-2..easter+1"."""

from __future__ import annotations

from datetime import date, timedelta

_EASTER = "easter"
_FROM_EASTER = 5000
"""Added to so many days from Easter; below it stand month and day, 1224."""
_LAST = 10000


def feast_number(days: str) -> int:
    """The days of a feast as one number: 12241226 is Christmas."""
    first, _, last = days.partition("..")
    return _number(first) * _LAST + _number(last or first)


def by_easter(feast: int, today: date) -> tuple[date, date] | None:
    """The first day of that feast to come and the one after its last; None if it is not dated by Easter."""
    first, last = divmod(feast, _LAST)
    if first < _FROM_EASTER // 2:
        return None
    for year in (today.year, today.year + 1):
        begin, end = (_easter(year) + timedelta(days=number - _FROM_EASTER) for number in (first, last + 1))
        if end > today:
            return max(begin, today), end
    return None


def _number(day: str) -> int:
    if day.startswith(_EASTER):
        return _FROM_EASTER + int(day.removeprefix(_EASTER) or 0)
    return int(day.replace("-", ""))


def _easter(year: int) -> date:
    """Easter Sunday, by the rule of Gauss as Lichtenberg put it."""
    century = year // 100
    moon = 15 + (3 * century + 3) // 4 - (8 * century + 13) // 25
    golden = year % 19
    start = (19 * golden + moon) % 30
    full = 21 + start - (start + golden // 11) // 29
    sunday = 7 - (year + year // 4 + 2 - (3 * century + 3) // 4) % 7
    return date(year, 3, 1) + timedelta(days=full + 7 - (full - sunday) % 7 - 1)
