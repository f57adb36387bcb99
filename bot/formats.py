"""Days, times, spans, shares and money, as a language writes them. words: the `words` of its locale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from domain.currencies import MINOR_DIGITS

_FAR, _LONG = timedelta(days=300), timedelta(days=183)


def wall_time(moment: str) -> tuple[datetime, str]:
    """A wall time as `bot.dialogs.wording` writes it, and of which season it is if it comes twice."""
    text, _, season = moment.partition("[")
    return datetime.fromisoformat(text), season.removesuffix("]")


def day(moment: str, words: Mapping[str, Any], said_on: date | None = None) -> str:
    """ "Thu 26 Nov", in the language's own order; with its year where it could be taken for that of another one."""
    at, _ = wall_time(moment)
    far = said_on is not None and _is_far(at.date(), said_on)
    pattern: str = words["far_day" if far else "day"]
    weekday, month = words["weekdays"][at.weekday()], words["months"][at.month - 1]
    return pattern.format(weekday=weekday, day=at.day, month=month, year=at.year)


def _is_far(on: date, said_on: date) -> bool:
    """More than ten months away, or more than half a year and of another year."""
    away = abs(on - said_on)
    return away > _FAR or (away > _LONG and on.year != said_on.year)


def clock(moment: str, words: Mapping[str, Any]) -> str:
    """ "14:30"; where the clocks are set back and show a time twice, with which one is meant."""
    at, season = wall_time(moment)
    pattern: str = words["clock"]
    text = pattern.format(hour=at.hour, minute=at.minute)
    return f"{text} ({words['seasons'][season]})" if season else text


def month(moment: str, words: Mapping[str, Any]) -> str:
    """ "November 2026"."""
    at, _ = wall_time(moment)
    return f"{words['long_months'][at.month - 1]} {at.year}"


def duration(minutes: int, words: Mapping[str, Any]) -> str:
    """ "2 h 15 min", "45 min", "3 h"."""
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} {words['hour']}"] if hours else []
    return " ".join([*parts, f"{rest} min"] if rest or not hours else parts)


def bar(share: float, *, plain: bool) -> str:
    """A share from 0 to 1 in five steps: none is empty only at nothing, and full only when all is done."""
    full = 5 if share >= 1 else max(int(share * 5), share > 0)
    done, left = "#-" if plain else "▰▱"
    return done * full + left * (5 - full)


def money(amount: Sequence[Any], words: Mapping[str, Any], *, exact: bool = False) -> str:
    """ "1,300 kr": whole units without decimals, else with two; digits grouped as the language does.

    exact: "1,300.00 kr", so that a column of them can be read.
    """
    minor, currency = amount
    digits = MINOR_DIGITS.get(currency, 2)
    whole, rest = divmod(abs(minor), 10**digits)
    text = f"{whole:,}".replace(",", words["thousands"])
    if rest or (exact and digits):
        text += f"{words['decimal']}{rest:0{digits}d}"
    symbol = words["currencies"].get(currency, currency)
    return f"{'-' if minor < 0 else ''}{text} {symbol}"
