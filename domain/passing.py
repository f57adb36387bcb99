"""Rules that staff pass over, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(slots=True)
class Passing:
    """Staff's word that the rules of the school shall not stand in the way this once.

    reason: theirs. key_id: of the key that they use. rules: names of those that were passed over, noted on the way.
    """

    reason: str
    key_id: int | None = None
    rules: list[str] = field(default_factory=list)

    def note(self, rule: str) -> None:
        if rule not in self.rules:
            self.rules.append(rule)


@dataclass(frozen=True, slots=True)
class PassedRules:
    """What was passed over for a booking, and is kept for good."""

    booking_id: int
    rules: tuple[str, ...]
    reason: str
    at: datetime
    key_id: int | None = None
