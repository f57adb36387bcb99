"""When a teacher who drives has a break."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from domain.rules.parameters import whole
from domain.rules.rule import About, Rule

_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Breaks(Rule):
    """It is asked by the slot search, of every start, and again when a lesson is taken."""

    name = "breaks"
    about = About.TEACHER

    break_after_minutes: int | None = whole(
        None, "after so many minutes of driving a teacher has a break", least=5, most=1_440
    )
    break_minutes: int = whole(15, "how long that break is; what is shorter is none", least=5, most=240)

    def kept(self, start: int, end: int, driven: Sequence[int]) -> bool:
        """Whether the breaks are kept if the teacher drives from `start` to `end` too (Unix seconds).

        driven: start, end, start, end … of what the teacher drives beside it, sorted and apart from it. A lesson that
        is longer than one may drive stands alone.
        """
        if self.break_after_minutes is None:
            return True
        pause, seconds, first, last = self.break_minutes * _MINUTE, end - start, start, end
        after = before = bisect_right(driven, start)
        while before and first - driven[before - 1] < pause:
            seconds += driven[before - 1] - driven[before - 2]
            first, before = driven[before - 2], before - 2
        while after < len(driven) and driven[after] - last < pause:
            seconds += driven[after + 1] - driven[after]
            last, after = driven[after + 1], after + 2
        alone = (first, last) == (start, end)
        return alone or seconds <= self.break_after_minutes * _MINUTE
