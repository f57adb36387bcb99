"""Whether the school looks at a booking before it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.rules.parameters import switch, whole
from domain.rules.rule import About, Rule


@dataclass(frozen=True, slots=True)
class Approval(Rule):
    name = "approval"
    about = About.HOLDING

    approval_needed: bool = switch("what students book waits for the school's yes")
    answer_hours: int = whole(2, "a request that is not answered so many hours before the start lapses")

    def answer_until(self, start: datetime, now: datetime) -> datetime:
        """When a request made at `now` lapses. One made so late that its time is over already may be answered until the
        start."""
        until = start - timedelta(hours=self.answer_hours)
        return until if until > now else start
