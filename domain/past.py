"""What has become of a student's lessons."""

from __future__ import annotations

from dataclasses import dataclass

from domain.lessons import DECLINED, NOT_HELD, TAKEN_BACK, Booking, Status
from domain.money import Money


@dataclass(frozen=True, slots=True)
class PastLesson:
    """cost: what the booking has put on the student's balance, fees included, what was taken back left out. prepaid: a
    package has paid for it."""

    booking: Booking
    cost: Money
    prepaid: bool

    @property
    def outcome(self) -> str:
        """ "completed", "no_show", "cancelled", "not_held", "taken_back" or "declined" (a request), "open" (nobody has
        said yet)."""
        if self.booking.status is Status.CONFIRMED:
            return "open"
        if self.booking.declined:
            return DECLINED
        if self.booking.status is Status.CANCELLED and self.booking.note in {NOT_HELD, TAKEN_BACK}:
            return self.booking.note
        return self.booking.status.value
