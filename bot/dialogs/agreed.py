"""What a student was told of the lesson that they are asked about. It is kept with the question: a yes is to that only.

Kept in the flow's data: fee, version (the booking's), off (whether the lesson could not be held).
"""

from __future__ import annotations

from bot.dialogs.talk import Talk
from bot.dialogs.wording import booking_params, money
from domain.errors import Changed
from domain.hindrances import is_affected
from domain.lessons import Booking
from domain.money import Money
from domain.services.booking import own_booking
from domain.services.cancelling import Agreed


def keep_told(talk: Talk, booking: Booking, fee: Money) -> None:
    talk.data.update(fee=money(fee), version=booking.version, off=is_affected(talk.school, booking))


def agreed(talk: Talk) -> Agreed:
    return Agreed(Money(*talk.data["fee"]), talk.data.get("version"), talk.data.get("off", False))


def say_changed(talk: Talk, changed: Changed) -> Booking:
    """What is otherwise than the student was told, before they are asked again. Returns the booking as it is now."""
    booking = own_booking(talk.at, talk.student, talk.data["booking"])
    if "fee" in changed.data:
        talk.say("fee_changed")
    else:
        same = booking.version == talk.data["version"]
        talk.say("as_planned" if same else "lesson_changed", **booking_params(talk.school, booking, talk.language))
    return booking
