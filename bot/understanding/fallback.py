"""Dates that the own grammar does not know, by dateparser, under guard.

dateparser finds a date in almost anything, so it is asked last, about short messages only, and believed only when it
found a day and a month. It takes a tenth of a second to import and milliseconds per message: this is the one module
that imports it, and only when it is needed.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

_SHORTEST, _LONGEST = 4, 40
_FAR = timedelta(days=2 * 366)
_MONTH_LIKE = re.compile(r"\d.*[^\W\d_]{3,}|[^\W\d_]{3,}.*\d|\d{1,4}[./ -]\d{1,2}[./ -]\d{1,4}")


def worth_asking(text: str) -> bool:
    """Whether a message could hold a date: digits with a word beside them, or digits in the shape of a date."""
    return _SHORTEST <= len(text) <= _LONGEST and _MONTH_LIKE.search(text) is not None


def day_in(text: str, *, languages: Sequence[str], now: datetime) -> date | None:
    """The day that the whole message names, or None. Languages are always given: guessing them finds nonsense."""
    if not worth_asking(text):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = _parser(tuple(sorted(languages)), now.replace(second=0, microsecond=0)).get_date_data(text).date_obj
    except Exception:  # whatever dateparser trips over, the message is simply not understood
        return None
    day = found.date() if isinstance(found, datetime) else None
    return day if day is not None and now.date() <= day <= now.date() + _FAR else None


@cache
def _module() -> Any:
    from dateparser.date import DateDataParser

    return DateDataParser


def _parser(languages: tuple[str, ...], now: datetime) -> Any:
    settings = {
        "PREFER_DATES_FROM": "future",
        "REQUIRE_PARTS": ["day", "month"],
        "PARSERS": ["custom-formats", "absolute-time"],
        "RELATIVE_BASE": now,
        "DATE_ORDER": "DMY",
        "PREFER_LOCALE_DATE_ORDER": False,
    }
    return _module()(languages=list(languages), settings=settings)
