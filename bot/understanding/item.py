"""One time said in a message, and what is said later of the times before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.understanding.reading import Window
from bot.understanding.spans import Bound, Days, Hours, Stretch

_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Item:
    """One time said.

    what: days, hours of the day, or a window of its own ("in 2 hours").
    join: "or", "and" or "comma" when such stands before it. negated: it is excluded ("not Tuesday").
    to: a "to" leads to it, as in "move it to Friday". instead: "instead of" does.
    beside: it stands directly after the item before it.
    either: it may be a date as well as a time ("10.12"): `what` is the hours, `either` the days.
    saved: it is left out of more that is wished: "every day except Tuesday".
    """

    what: Days | Hours | Window
    join: str = ""
    negated: bool = False
    to: bool = False
    instead: bool = False
    beside: bool = False
    either: Days | None = None
    saved: bool = False


def without_corrected(items: list[Item], since: int) -> list[Item]:
    """Without what was said before place `since` and has been put right after it."""
    kinds = {type(item.what) for item in items[since:]}
    return [item for place, item in enumerate(items) if place >= since or type(item.what) not in kinds]


def is_said_anew(what: Days | Hours | Window, last: Days | Hours | Window) -> bool:
    """ "instead of 3 4", "instead of Friday Saturday", "statt morgen übermorgen": the second is another one."""
    if isinstance(what, Days) and isinstance(last, Days):
        dated = what.stretches and last.stretches and not (what.longer or last.longer)
        return bool((what.weekdays and last.weekdays) or dated)
    return is_clock(what) and is_clock(last)


def is_its_date(what: Days | Hours | Window, last: Days | Hours | Window) -> bool:
    """Whether it dates the weekday said before it: "Monday the 30th"."""
    if not (isinstance(what, Days) and isinstance(last, Days) and len(last.weekdays) == 1 and not last.step):
        return False
    days = [day for stretch in what.stretches for day in stretch.days()]
    return len(days) == 1 and not what.question and days[0].weekday() in last.weekdays


def is_clock(what: Days | Hours | Window) -> bool:
    return isinstance(what, Hours) and what.bound is not Bound.PART


def bound_last(items: list[Item], bound: Bound, *, today: date, last: date) -> None:
    """ "busy until 2 on Thursday, so after that": from then on; "I have to be there at 3, so before that"; "we're away
    until the 5th, any day after that"."""
    for place in reversed(range(len(items))):
        what = items[place].what
        found: Days | Hours | None = None
        if isinstance(what, Hours) and what.clocks:
            found = Hours(bound, what.clocks[:1] if bound is Bound.BEFORE else what.clocks[-1:])
        elif (
            isinstance(what, Days)
            and len(what.stretches) == 1
            and (bound is Bound.BEFORE or _is_left(items[place], what.stretches[0], today))
        ):
            found = _beside(what.stretches[0], bound, today, last)
        if found is not None:
            items[place] = replace(items[place], what=found, negated=False, to=False)
            _wish_for_its_days(items, place)
            return


def _wish_for_its_days(items: list[Item], at: int) -> None:
    """ "Tuesday and Thursday I work until 4, after that" wishes for these days, of which the hours until then are
    refused."""
    while at > 0 and isinstance(items[at - 1].what, Days) and items[at - 1].negated:
        at -= 1
        items[at] = replace(items[at], negated=False)
        if items[at].join not in {"or", "and"}:
            return


def _is_left(item: Item, days: Stretch, today: date) -> bool:
    """Whether one is away on these days: they are refused, or said to last until then."""
    return item.negated or item.to or (days.first == today and days.end - today > timedelta(days=1))


def _beside(away: Stretch, bound: Bound, today: date, last: date) -> Days | None:
    """The days before those on which somebody is away, or those after them up to `last`."""
    if bound is Bound.FROM:
        return Days((Stretch(away.end, max(last, away.end + _WEEK)),))
    return Days((Stretch(today, away.first),)) if away.first > today else None


def is_longer(item: Item) -> bool:
    return isinstance(item.what, Days) and item.what.longer


def exclude_last(items: list[Item]) -> None:
    """ "Tuesday doesn't work": what was said last is excluded, with all that is joined to it."""
    at = len(items)
    if at > 1 and is_longer(items[-1]) and isinstance(items[-2].what, Hours) and not items[-1].join:
        at -= 1  # "mornings don't work next week"
    while at > 0:
        at -= 1
        if is_longer(items[at]) and at < len(items) - 1:
            break  # "next week mornings don't work"
        items[at] = replace(items[at], negated=True)
        if items[at].join not in {"or", "and"} and not isinstance(items[at].what, Hours):
            break
