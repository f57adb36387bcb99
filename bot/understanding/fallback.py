"""Dates that the own grammar does not know, by dateparser, under guard.

dateparser finds a date in almost anything, so it is asked last, about short messages only, and believed only when it
found a day and a month. It takes a tenth of a second to import and milliseconds per message: this is the one module
that imports it, and only when it is needed.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from bot.understanding.lexicon import codes, lexicon
from bot.understanding.tokens import Shape, scan

_SHORTEST, _LONGEST = 4, 40
_FAR = timedelta(days=2 * 366)


def worth_asking(text: str) -> bool:
    """Whether a message could be a date: a number, and a word that no lexicon knows, which may be a month's name."""
    if not _SHORTEST <= len(text) <= _LONGEST:
        return False
    tokens = scan(text)
    names = [token.text for token in tokens if token.shape is Shape.WORD and len(token.text) >= 3]
    unknown = [name for name in names if all(name not in lexicon(code).vocabulary for code in codes())]
    return bool(unknown) and any(token.shape is Shape.NUMBER and len(token.text) <= 4 for token in tokens)


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
