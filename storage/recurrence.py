"""The days of an RFC 5545 rule. The one module that knows dateutil's."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr

from domain.errors import Invalid

_PART = re.compile(r"([A-Z]+)=([A-Z0-9,+\-]+)")
_WEEKDAY = "(MO|TU|WE|TH|FR|SA|SU)"
_SIGNED = "[+-]?0*[1-9][0-9]?"
_FORMS = {
    "FREQ": "DAILY|WEEKLY|MONTHLY|YEARLY",
    "INTERVAL": "[0-9]+",
    "COUNT": "[0-9]+",
    "UNTIL": r"[0-9TZ]+",
    "WKST": _WEEKDAY,
    "BYDAY": rf"([+-]?[1-5])?{_WEEKDAY}(,([+-]?[1-5])?{_WEEKDAY})*",
    "BYMONTH": "(0?[1-9]|1[0-2])(,(0?[1-9]|1[0-2]))*",
    "BYMONTHDAY": "[+-]?(0?[1-9]|[12][0-9]|3[01])(,[+-]?(0?[1-9]|[12][0-9]|3[01]))*",
    "BYWEEKNO": f"{_SIGNED}(,{_SIGNED})*",
    "BYYEARDAY": f"{_SIGNED}[0-9]?(,{_SIGNED}[0-9]?)*",
    "BYSETPOS": f"{_SIGNED}(,{_SIGNED})*",
}
"""What a rule may say. Times of day are not among it: an occurrence a day, at the series' own time."""
_OF_HOURS = {"BYHOUR", "BYMINUTE", "BYSECOND"}
_HOURLY = {"HOURLY", "MINUTELY", "SECONDLY"}
_UNTIL = re.compile(r"(\d{8})(?:T(\d{6})(Z?))?")
_MOST = 1_000
_LONGEST = 300


def days(rule: str, first: date, last: date, zone: ZoneInfo) -> list[date]:
    """The days of the rule from `first`, which it is counted from, to `last`, both included. Invalid if it is none.

    An UNTIL in UTC is that instant's day in the zone. Hours, minutes and seconds are not the rule's business.
    """
    parts = _parts(rule)
    count = _number(parts, "COUNT", 1)
    parts["INTERVAL"] = str(_number(parts, "INTERVAL", 1) or 1)
    end = min(last, _until(parts, zone) or last)
    if end < first:
        return []
    parts = {name: value for name, value in parts.items() if name not in {"COUNT", "UNTIL"}}
    text = ";".join(f"{name}={value}" for name, value in parts.items())
    try:
        found = rrulestr(text, dtstart=datetime.combine(first, time()))
        assert isinstance(found, rrule)
        bounded = found.replace(until=datetime.combine(end, time()))
        moments = islice(takewhile(lambda moment: moment.date() <= end, bounded), count)
        return [moment.date() for moment in moments]
    except (ValueError, TypeError, IndexError, AssertionError) as error:
        raise Invalid(field="rule", reason="is no rule of RFC 5545") from error


def _parts(rule: str) -> dict[str, str]:
    text = rule.strip().upper().removeprefix("RRULE:").rstrip(";")
    named = [_PART.fullmatch(part) for part in text.split(";")]
    if len(text) > _LONGEST or not all(named):
        raise Invalid(field="rule", reason="must be an RFC 5545 rule, such as FREQ=WEEKLY;BYDAY=TU")
    parts = {found[1]: found[2] for found in named if found is not None}
    if parts.keys() & _OF_HOURS or parts.get("FREQ", "") in _HOURLY:
        raise Invalid(
            field="rule", reason="has one occurrence a day, at the time of the series; make a series for each time"
        )
    if len(parts) != len(named) or not parts.keys() <= _FORMS.keys():
        raise Invalid(field="rule", reason=f"may name once each of {', '.join(_FORMS)}")
    if "FREQ" not in parts:
        raise Invalid(field="rule", reason="must name FREQ")
    for name, value in parts.items():
        if not re.fullmatch(_FORMS[name], value):
            raise Invalid(field="rule", reason=f"{name} cannot be {value}")
    if {"COUNT", "UNTIL"} <= parts.keys():
        raise Invalid(field="rule", reason="may have COUNT or UNTIL, not both")
    return parts


def _number(parts: dict[str, str], name: str, least: int) -> int | None:
    text = parts.get(name)
    if text is None:
        return None
    if not text.isdecimal() or not least <= int(text) <= _MOST:
        raise Invalid(field="rule", reason=f"{name} must be between {least} and {_MOST}")
    return int(text)


def _until(parts: dict[str, str], zone: ZoneInfo) -> date | None:
    text = parts.get("UNTIL")
    if text is None:
        return None
    found = _UNTIL.fullmatch(text)
    try:
        if found is None:
            raise ValueError(text)
        moment = datetime.strptime(found[1] + (found[2] or "000000"), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        raise Invalid(field="rule", reason="UNTIL must be a date, such as 20270331") from None
    return moment.astimezone(zone).date() if found[3] else moment.date()
