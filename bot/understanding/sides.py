"""The times a lesson has and those wished for it: "move Friday to Monday", "Monday instead of Friday"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.understanding.item import Item
from bot.understanding.spans import Bound, Days, Hours


def second_day(items: Sequence[Item]) -> int:
    """ "I can't come Monday, Friday instead?" has the new time from its second day on."""
    places = [place for place, item in enumerate(items) if says_day(item)]
    return places[1] if len(places) > 1 else 0


def second_time(items: Sequence[Item]) -> int:
    """The same, and where only another hour of the day is named, "Monday at 2 I can't, is 4 ok?", that hour."""
    if len(items) < 2:
        return 0
    hours = [place for place, item in enumerate(items) if not says_day(item)]
    refused = len(hours) > 1 and items[hours[0]].negated and not items[hours[1]].negated
    return second_day(items) or (hours[1] if refused else 0)


def says_day(item: Item) -> bool:
    return isinstance(item.what, Days)


def sides(items: Sequence[Item], *, moving: bool, own: bool) -> tuple[list[Item], list[Item]]:
    """The times a lesson has now, and those wished: "move Friday to Monday", "Monday instead of Friday", and where it
    is named as the sender's `own`: "can my Friday lesson be at 2"."""
    kept = [item for item in items if not item.instead]
    if not moving:
        return [], kept
    if len(kept) < len(items):
        return [item for item in items if item.instead], [_exactly(item) for item in kept]
    behind = _behind_own(items) if own else _behind_clause(items)
    cut = next((place for place, item in enumerate(items) if item.to), _swapped(items) or behind)
    return list(items[:cut]), list(items[cut:])


def _exactly(item: Item) -> Item:
    """ "Erst um 4 statt um 3" is at four, and not from then on."""
    hours = item.what
    if isinstance(hours, Hours) and hours.bound is Bound.FROM:
        return replace(item, what=replace(hours, bound=Bound.AT))
    return item


def shared_day(old: list[Item], new: list[Item]) -> Item | None:
    """The one day that is said of both: "move Thursday's to 4" stays on Thursday, and "Friday at 1 instead of 2" is of
    Friday, too."""
    told, wished = [*filter(says_day, old)], [*filter(says_day, new)]
    if new and not wished and len(told) == 1:
        return told[0]
    if not told and len(wished) == 1 and any(item.instead for item in old):
        return wished[0]
    return None


def sharing_day(old: list[Item], new: list[Item]) -> tuple[list[Item], list[Item]]:
    """Both with the day that they share."""
    shared = shared_day(old, new)
    if shared is None:
        return old, new
    return (old, [shared, *new]) if shared in old else ([shared, *old], new)


def _swapped(items: Sequence[Item]) -> int:
    """ "swap Thursday for Friday", "move Thursday, Friday instead" have the new time from their second day on."""
    second = second_day(items)
    if not second:
        return 0
    joined = {item.join for item in items[1 : second + 1]} - {"", "comma"}
    dated = items[second].beside and not _weekdays(items[second])  # "Thursday 26 November"
    return 0 if joined or dated else second


def _behind_own(items: Sequence[Item]) -> int:
    """Behind the day of the lesson, and its hour if a second one is told: "my Friday 11 o'clock lesson at 2"."""
    hours = [place for place, item in enumerate(items) if not says_day(item)]
    day = says_day(items[0])
    return hours[1] if len(hours) > 1 and hours[0] == day else int(day)


def _behind_clause(items: Sequence[Item]) -> int:
    """ "Can we move Wednesday, 5 o'clock?": an hour in a clause of its own is where it goes, if it is the only one."""
    apart = len(items) == 2 and says_day(items[0]) and not says_day(items[1]) and items[1].join == "comma"
    return 1 if apart else len(items)


def _weekdays(item: Item) -> tuple[int, ...]:
    return item.what.weekdays if isinstance(item.what, Days) else ()
