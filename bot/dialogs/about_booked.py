"""What is asked about the lesson that was just booked: "is that the automatic?", "when does it end"."""

from __future__ import annotations

from bot.dialogs.asking import asks_what_it_is, begins_with_is_it, tell_about
from bot.dialogs.flow import telling
from bot.dialogs.talk import Heard, Talk
from domain.services.booking import own_booking
from domain.slots import seat_of


def is_asked(talk: Talk, heard: Heard) -> bool:
    asks = talk.booked_before is not None and heard.intent in {"book", "lessons", None}
    return asks and not heard.reading.windows and (begins_with_is_it(heard.text) or asks_what_it_is(heard.text))


def tell(talk: Talk) -> None:
    assert talk.booked_before is not None, "it is asked of what was booked"
    session = own_booking(talk.at, talk.student, talk.booked_before, lock=False).session
    tell_about(talk, Heard(talk.reading), seat_of(session))
    talk.booked = talk.booked_before


FLOW = telling("about_booked", tell)
