"""The school's rules. Each is a small object with a name and a check that raises a refusal.

A policy is kept with each booking as it was when the booking was made, so a later change of the rules never changes
what a student agreed to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Protocol

from domain.errors import BeyondHorizon, Invalid, Refusal, TooManyOpenBookings, TooShortNotice
from domain.money import Money


@dataclass(frozen=True, slots=True)
class Policy:
    """
    minimum_notice_minutes: between booking and the lesson's start.
    horizon_days: how far ahead students may book.
    free_until_hours: cancelling or moving is free until so many hours before the start.
    late_fee_percent, no_show_fee_percent: of the lesson's price, after that, and for not coming.
    max_open_bookings: coming lessons (and held ones) a student may have.
    hold_minutes: how long a draft keeps its slot.
    start_grid_minutes: lessons start at these minutes of the hour in wall time (a divisor of 60, multiple of 5).
    """

    minimum_notice_minutes: int = 120
    horizon_days: int = 60
    free_until_hours: int = 24
    late_fee_percent: int = 50
    no_show_fee_percent: int = 100
    max_open_bookings: int = 5
    hold_minutes: int = 5
    start_grid_minutes: int = 15

    def __post_init__(self) -> None:
        for rule in fields(self):
            value = getattr(self, rule.name)
            if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 1_000_000:
                raise Invalid(field=rule.name, reason="must be a whole number, 0 or more")
        if self.hold_minutes < 1:
            raise Invalid(field="hold_minutes", reason="must be at least 1")
        if not 1 <= self.horizon_days <= 730:
            raise Invalid(field="horizon_days", reason="must be between 1 and 730")
        if self.start_grid_minutes < 5 or 60 % self.start_grid_minutes or self.start_grid_minutes % 5:
            raise Invalid(field="start_grid_minutes", reason="must divide 60 and be a multiple of 5")

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Policy:
        """From stored JSON. Unknown names are dropped: an older program may read what a newer one wrote."""
        known = {rule.name for rule in fields(cls)}
        return cls(**{name: value for name, value in data.items() if name in known})

    def data(self) -> dict[str, int]:
        return asdict(self)

    def earliest_start(self, now: datetime) -> datetime:
        return now + timedelta(minutes=self.minimum_notice_minutes)

    def latest_start(self, now: datetime) -> datetime:
        return now + timedelta(days=self.horizon_days)

    def free_until(self, start: datetime) -> datetime:
        """Until when a lesson starting at `start` may be cancelled or moved without a fee."""
        return start - timedelta(hours=self.free_until_hours)

    def late_fee(self, price: Money, start: datetime, now: datetime) -> Money:
        """What cancelling or moving at `now` costs."""
        return price.percent(0 if now <= self.free_until(start) else self.late_fee_percent)

    def no_show_fee(self, price: Money) -> Money:
        return price.percent(self.no_show_fee_percent)


@dataclass(frozen=True, slots=True)
class BookingRequest:
    """What the rules judge. open_bookings: the ends of the student's coming lessons, holds included, in UTC."""

    start: datetime
    now: datetime
    open_bookings: tuple[datetime, ...] = ()


class Rule(Protocol):
    name: str

    def check(self, policy: Policy, request: BookingRequest) -> None:
        """Raise the rule's refusal, which carries the next legal option, if the request breaks it."""


class MinimumNotice:
    name = "minimum_notice"

    def check(self, policy: Policy, request: BookingRequest) -> None:
        if request.start < policy.earliest_start(request.now):
            raise TooShortNotice(policy.earliest_start(request.now), policy.minimum_notice_minutes)


class Horizon:
    name = "horizon"

    def check(self, policy: Policy, request: BookingRequest) -> None:
        if request.start > policy.latest_start(request.now):
            raise BeyondHorizon(policy.latest_start(request.now), policy.horizon_days)


class MostOpenBookings:
    name = "max_open_bookings"

    def check(self, policy: Policy, request: BookingRequest) -> None:
        if len(request.open_bookings) >= policy.max_open_bookings:
            raise TooManyOpenBookings(policy.max_open_bookings, min(request.open_bookings, default=None))


TIME_RULES: tuple[Rule, ...] = (MinimumNotice(), Horizon())
BOOKING_RULES: tuple[Rule, ...] = (*TIME_RULES, MostOpenBookings())


def ensure_bookable(policy: Policy, request: BookingRequest, rules: tuple[Rule, ...] = BOOKING_RULES) -> None:
    """Raise the first broken rule's refusal."""
    for rule in rules:
        rule.check(policy, request)


def broken_rules(policy: Policy, request: BookingRequest) -> list[tuple[str, Refusal]]:
    """All broken rules by name, for "why can't I book?"."""
    broken = []
    for rule in BOOKING_RULES:
        try:
            rule.check(policy, request)
        except Refusal as refusal:
            broken.append((rule.name, refusal))
    return broken
