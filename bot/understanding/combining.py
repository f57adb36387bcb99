"""Hours said one after another, put together: "afternoon after 3", "after 2 but before 5", "at 9 or 10"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.understanding.item import Item
from bot.understanding.lexicon import Lexicon
from bot.understanding.spans import Bound, Clock, Hours, Span

_UPPER, _LOWER = {Bound.BEFORE}, {Bound.AFTER, Bound.FROM}


def spans_of(hours: Sequence[Item], lexicon: Lexicon) -> tuple[list[Span], bool]:
    """The spans of hours said one after another, and whether they can be read in more than one way.

    Joined by "or" each counts for itself, else all at once.
    """
    groups: list[list[Hours]] = []
    for item in hours:
        if not isinstance(item.what, Hours):
            continue
        if groups and _belongs(item, groups[-1], lexicon):
            groups[-1] = _together(groups[-1], item.what, lexicon)
        else:
            groups.append([item.what])
    readings = [_group(group, lexicon) for group in groups]
    unsure = any(len(reading) > 1 for reading in readings)
    return [span for reading in readings for span in reading], unsure


def _belongs(item: Item, group: list[Hours], lexicon: Lexicon) -> bool:
    if not isinstance(item.what, Hours) or item.join == "or":
        return False
    if not item.join:
        return True
    bounds = {hours.bound for hours in group} | {item.what.bound}
    exactly = item.what.bound is Bound.AT and bounds & _LOWER  # "I finish at 3 and can be there at 4"
    if item.join == "and" and not (exactly or (bounds & _UPPER and bounds & _LOWER)):
        return False
    return bool(_group([*group, item.what], lexicon))


def _together(group: list[Hours], hours: Hours, lexicon: Lexicon) -> list[Hours]:
    both = [*group, hours]
    if _group(both, lexicon):
        return both
    exact = [each for each in both if each.bound is Bound.AT][-1:]
    part = next((each.part for each in both if each.part), None)
    if exact and part and not exact[0].clocks[0].sure:
        # "half past two in the morning" is outside of what is called the morning.
        return [Hours(Bound.AT, (Clock(exact[0].clocks[0].readings(lexicon, part)[0], sure=True),))]
    return exact or [hours]


def _group(group: Sequence[Hours], lexicon: Lexicon) -> list[Span]:
    """What all of these leave together; more than one span when it can be read in more than one way."""
    part = next((hours.part for hours in group if hours.part), None)
    left: list[Span] = list(group[0].spans(lexicon, part))
    for hours in group[1:]:
        others = hours.spans(lexicon, part)
        left = [both for span in left for other in others if (both := _overlap(span, other)) is not None]
    return left


def _overlap(first: Span, second: Span) -> Span | None:
    if first.end is None or second.end is None:
        exact, other = (first, second) if first.end is None else (second, first)
        inside = other.start <= exact.start < other.end if other.end is not None else other.start == exact.start
        return exact if inside else None
    start, end = max(first.start, second.start), min(first.end, second.end)
    return Span(start, end) if start < end else None
