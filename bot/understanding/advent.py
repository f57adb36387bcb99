"""The Sundays of Advent, by which people in the north and in Germany date the weeks before Christmas."""

from __future__ import annotations

from datetime import date, timedelta

_SUNDAYS = 4


def sunday_of_advent(place: int, today: date) -> date | None:
    """The next such Sunday from today on, the fourth being the last one before Christmas; None if there is none."""
    if not 1 <= place <= _SUNDAYS:
        return None
    return next(day for year in (today.year, today.year + 1) if (day := _sunday(place, year)) >= today)


def _sunday(place: int, year: int) -> date:
    christmas = date(year, 12, 25)
    return christmas - timedelta(days=christmas.weekday() + 1, weeks=_SUNDAYS - place)
