"""Take a cancellation back: the lesson is offered again, as any time that is booked, or what is near it."""

from __future__ import annotations

from bot.dialogs.flow import Flow, Step
from bot.dialogs.own_lessons import LEFT
from bot.dialogs.same_again import like
from bot.dialogs.talk import End, Open, Talk, Unheard
from bot.dialogs.windows import stored
from bot.understanding.lexicon import listened_for, words_listened_for
from bot.understanding.tokens import says_one, spoken
from domain.lessons import Booking
from domain.slots import Window


def again(talk: Talk) -> End | Open:
    """ "Undo", "I didn't mean to cancel": what was cancelled last; of one that is too long ago it is said that it
    stays."""
    booking = last_cancelled(talk)
    if booking is None:
        stays(talk)
        return LEFT
    fee = talk.cancelled.fee if talk.cancelled is not None else [0, ""]
    if fee[0]:
        talk.say("cancel_fee_stays", fee=fee)
    return Open("book", like(booking, [stored(Window(booking.start, None))]))


def is_regretted(talk: Talk) -> bool:
    """ "No, I wanted to keep it", of what was just cancelled."""
    said = spoken(talk.reading.text)
    kept = says_one(said, listened_for("regretting")) or not words_listened_for("keeping").isdisjoint(said)
    return talk.cancelled is not None and not talk.reading.windows and kept


def last_cancelled(talk: Talk) -> Booking | None:
    """None, if there is none to be had again."""
    if talk.cancelled is None:
        return None
    booking = talk.work.bookings.get(talk.at.school_id, talk.cancelled.booking, lock=False)
    return booking if booking.start > talk.now else None


def stays(talk: Talk) -> bool:
    """Tell that it can't be taken back, if it can't."""
    if talk.cancelled is not None:
        return False
    talk.say("cancel_stays")
    return True


FLOW = Flow("uncancel", first="tell", steps={"tell": Step(again, lambda talk, heard: Unheard())}, aside=stays)
