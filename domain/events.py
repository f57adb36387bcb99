"""What has happened to a booking. Recorded on it, handled in the same transaction (`domain.services.reactions`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domain.lessons import Actor, Booking, Session, Status
    from domain.money import Money


@dataclass(frozen=True, slots=True)
class Event:
    booking: Booking
    actor: Actor
    at: datetime


@dataclass(frozen=True, slots=True)
class BookingConfirmed(Event):
    """approved: the student had asked for it, and the school said yes."""

    approved: bool = False


@dataclass(frozen=True, slots=True)
class RequestDeclined(Event):
    """By the school. A request that the student takes back is nobody's news."""


@dataclass(frozen=True, slots=True)
class RequestLapsed(Event):
    pass


@dataclass(frozen=True, slots=True)
class BookingMoved(Event):
    """left: the session it was in before."""

    left: Session
    fee: Money


@dataclass(frozen=True, slots=True)
class BookingChanged(Event):
    """Its session became another one: before is what it was."""

    before: Session


@dataclass(frozen=True, slots=True)
class BookingCancelled(Event):
    """with_class: it was cancelled because its session was."""

    fee: Money
    reason: str
    with_class: bool = False


@dataclass(frozen=True, slots=True)
class BookingCompleted(Event):
    pass


@dataclass(frozen=True, slots=True)
class BookingMissed(Event):
    pass


@dataclass(frozen=True, slots=True)
class BookingCorrected(Event):
    """It went otherwise than was settled. was: the status before."""

    was: Status
    reason: str
