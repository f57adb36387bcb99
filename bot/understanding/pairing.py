"""Which hours go with which days."""

from __future__ import annotations

from collections.abc import Sequence

from bot.understanding.item import Item
from bot.understanding.reading import Window
from bot.understanding.spans import Hours


def pairs(items: Sequence[Item]) -> list[tuple[list[Item], list[Item]]]:
    """Days with the hours that belong to them: "Monday after 4 or Wednesday morning", "mornings on Monday"."""
    runs: list[list[Item]] = []
    for item in items:
        if isinstance(item.what, Window):
            continue
        if runs and type(runs[-1][-1].what) is type(item.what):
            runs[-1].append(item)
        else:
            runs.append([item])
    if not runs:
        return []
    hours_first = isinstance(runs[0][0].what, Hours)
    paired: list[tuple[list[Item], list[Item]]] = []
    for run in runs:
        is_hours = isinstance(run[0].what, Hours)
        if is_hours == hours_first:
            paired.append(([], run) if is_hours else (run, []))
        elif is_hours:
            paired[-1] = (paired[-1][0], run)
        else:
            paired[-1] = (run, paired[-1][1])
    return _leftover_hours(paired)


def _leftover_hours(pairs: list[tuple[list[Item], list[Item]]]) -> list[tuple[list[Item], list[Item]]]:
    """Hours said last without a day of their own belong to the day before them."""
    if len(pairs) < 2 or pairs[-1][0]:
        return pairs
    days, hours = pairs[-2]
    last = pairs[-1][1]
    if len(days) > 1 and not last[0].join:
        return [*pairs[:-2], (days[:-1], hours), (days[-1:], last)]
    return [*pairs[:-2], (days, [*hours, *last])]
