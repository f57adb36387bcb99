"""How many lessons a student may have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from domain.rules.parameters import whole
from domain.rules.rule import NEW, About, Request, Rule, said


@dataclass(frozen=True, slots=True)
class MostOpenBookings(Rule):
    """limit: how many coming lessons a student may have; next_free_at: when the first of them ends (UTC)."""

    name = "max_open_bookings"
    about = About.NUMBER
    on = NEW
    reads = True
    code = "too_many_open_bookings"
    title = "The student has as many coming lessons as the school allows"
    words = said(
        en="You have {{ limit }} coming lessons, which is as many as the school allows at a time."
        "{% if next_free_at %} You can book again after {{ next_free_at|time }}, or cancel one of them.{% endif %}",
        da="Du har {{ limit }} kommende tider, og flere tillader skolen ikke ad gangen."
        "{% if next_free_at %} Du kan booke igen efter {{ next_free_at|time }}, eller aflyse en af dem.{% endif %}",
    )
    examples = (
        {"limit": 5, "next_free_at": datetime(2026, 11, 26, 15, 45, tzinfo=UTC)},
        {"limit": 5, "next_free_at": None},
    )

    max_open_bookings: int = whole(5, "coming lessons, held ones included, that a student may have at a time")

    def check(self, request: Request) -> None:
        if len(ends := request.facts.open_ends) >= self.max_open_bookings:
            self.refuse(limit=self.max_open_bookings, next_free_at=min(ends, default=None))
