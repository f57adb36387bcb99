"""How long a place is kept for who is making up their mind, and at which minutes lessons start."""

from __future__ import annotations

from dataclasses import dataclass

from domain.rules.parameters import whole
from domain.rules.rule import About, Rule


@dataclass(frozen=True, slots=True)
class Holding(Rule):
    name = "holding"
    about = About.HOLDING

    hold_minutes: int = whole(5, "how long a draft keeps its slot", least=1)


@dataclass(frozen=True, slots=True)
class StartGrid(Rule):
    name = "start_grid"
    about = About.HOLDING

    start_grid_minutes: int = whole(
        15, "lessons are offered at these minutes of the hour; divides 60, a multiple of 5", least=5, most=60, of=60
    )
