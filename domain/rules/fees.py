"""What it costs to cancel, to move and not to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.money import Money
from domain.rules.parameters import WHOLE_PRICE, Tier, tiers, whole
from domain.rules.rule import About, Rule


@dataclass(frozen=True, slots=True)
class LateFee(Rule):
    """Cancelling and moving. The cut-off itself is still free."""

    name = "late_fee"
    about = About.PRICE

    free_until_hours: int = whole(24, "cancelling or moving is free until so many hours before the start")
    late_fee_percent: int = whole(
        50, "of the lesson's price, for cancelling or moving later than that", most=WHOLE_PRICE
    )
    cancellation_fees: tuple[Tier, ...] = tiers(
        "fees that grow as the lesson comes nearer, in place of the two above: "
        '`[{"hours": 48, "percent": 25}, {"hours": 24, "percent": 50}]`'
    )
    reschedule_fees: tuple[Tier, ...] | None = tiers(
        "the same for moving; null: as for cancelling, an empty list: free", optional=True
    )

    @property
    def for_cancelling(self) -> tuple[Tier, ...]:
        """The tiers in force, the longest time first; a tier that costs nothing is left out."""
        found = self.cancellation_fees or (Tier(self.free_until_hours, self.late_fee_percent),)
        return tuple(tier for tier in found if tier.percent)

    @property
    def for_moving(self) -> tuple[Tier, ...]:
        found = self.for_cancelling if self.reschedule_fees is None else self.reschedule_fees
        return tuple(tier for tier in found if tier.percent)


@dataclass(frozen=True, slots=True)
class NoShowFee(Rule):
    name = "no_show_fee"
    about = About.PRICE

    no_show_fee_percent: int = whole(100, "of the lesson's price, for not coming", most=WHOLE_PRICE)


def fee(fees: tuple[Tier, ...], price: Money, start: datetime, now: datetime) -> Money:
    """What a change at `now` costs of a lesson that starts at `start`."""
    percent = [tier.percent for tier in fees if now > start - timedelta(hours=tier.hours)]
    return price.percent(percent[-1] if percent else 0)


def free_until(fees: tuple[Tier, ...], start: datetime) -> datetime:
    """The last instant at which a change costs nothing; the start itself, if it never does."""
    return start - timedelta(hours=fees[0].hours) if fees else start
