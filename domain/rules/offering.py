"""How a place that was freed is offered to those who wait, and when nobody is to be disturbed."""

from __future__ import annotations

from dataclasses import dataclass

from domain.rules.parameters import whole
from domain.rules.rule import About, Rule


@dataclass(frozen=True, slots=True)
class Offering(Rule):
    name = "offering"
    about = About.HOLDING

    offer_minutes: int = whole(30, "how long a place that was freed is held for who waits for it", least=5, most=1_440)


@dataclass(frozen=True, slots=True)
class QuietHours(Rule):
    """In wall time; equal hours are no quiet at all."""

    name = "quiet_hours"
    about = About.HOLDING

    quiet_from_hour: int = whole(21, "no offers are made from this hour on", most=23)
    quiet_until_hour: int = whole(8, "until this hour; the same as the one before: never quiet", most=23)
