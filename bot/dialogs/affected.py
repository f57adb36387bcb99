"""A lesson can't be held as agreed: another time, or none? Nothing is moved without the student's word.

Kept in the flow's data: booking (its id), left (ids of those that the student talks to the school about), others
(whether more lessons are affected), held (whether something is held instead of one of these).
"""

from __future__ import annotations

from typing import Any

from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Flow, Step
from bot.dialogs.lost_lesson import other_time
from bot.dialogs.offer import cancel_affected, other_times
from bot.dialogs.own_lessons import changeable, names_something
from bot.dialogs.own_words import asks_for_another_day, says
from bot.dialogs.talk import End, Go, Heard, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.wording import booking_params, hindrance_params
from domain.hindrances import is_affected
from domain.lessons import Booking
from domain.references import reference
from domain.waitlist import Reason


def ask(talk: Talk) -> Prompt | Go | End | Open:
    """Of the lesson that it has just become known of, then of the others, the first one first."""
    left, moved = talk.data.get("left", ()), talk.resuming and _has_moved(talk)
    if moved and not talk.data.get("others", True):
        return End()
    if moved and talk.data.pop("held", False):
        return Open("offer")
    affected = [b for b in changeable(talk) if is_affected(talk.school, b) and b.id not in left]
    if not affected:
        if not talk.says and not talk.resuming:
            talk.say("no_affected")
        return End()
    booking = next((booking for booking in affected if booking.id == talk.data.get("booking")), affected[0])
    talk.data.update(booking=booking.id, others=len(affected) > 1)
    held = {} if moved else _held(talk)  # after a move it is known from the question before
    if booking.id in held:
        return Open("offer", {"offer": held[booking.id]})
    talk.data["held"] = bool(held)
    choices = (
        Choice(f"other:{booking.id}", "choice_other_times"),
        Choice(f"cancel:{booking.id}", "choice_cancel_it"),
        Choice("school", "choice_school"),
    )
    params = booking_params(talk.school, booking, talk.language)
    params |= hindrance_params(talk.school, booking.session, talk.language)
    return Prompt("ask_affected", params, choices)


def question_of(talk: Talk, booking: Booking) -> tuple[str, dict[str, Any]]:
    """The flow that asks what to do about a lesson that can't be held, with its data: whether the student takes what is
    held for it instead, or else this one."""
    held = _held(talk).get(booking.id)
    return ("offer", {"offer": held}) if held is not None else ("affected", {"booking": booking.id})


def _held(talk: Talk) -> dict[int, int]:
    """The offers of what is held instead of lessons, by these."""
    offers = talk.work.offers.open_to(talk.at.school_id, talk.student.id, talk.now)
    return {offer.moves: offer.id for offer in offers if offer.moves is not None and offer.reason is Reason.SICK}


def _has_moved(talk: Talk) -> bool:
    """Whether the lesson that was asked about has found another time in this turn."""
    moved = {say.params["reference"] for say in talk.says if say.message in {"moved", "offer_moved"}}
    return "booking" in talk.data and reference(talk.data["booking"]) in moved


def hear(talk: Talk, heard: Heard) -> Move:
    if heard.choice == "school":
        talk.data["left"] = [*talk.data.get("left", ()), talk.data["booking"]]
        return Open("school")
    answer, _, chosen = (heard.choice or "").partition(":")
    if answer == "cancel":
        cancel_affected(talk, talk.work.bookings.get(talk.at.school_id, int(chosen)))
        return Go("ask")
    if heard.intent == "no" and not names_something(heard.reading):
        talk.say("affected_later")
        return End(done=False)
    if (wished := other_time(talk, heard, talk.data["booking"])) is not None:
        return wished
    plain = not names_something(heard.reading) and heard.intent in {"yes", "ok", "more", "reschedule"}
    if answer != "other" and not plain and not says(heard.text, "other_teacher"):
        return Unheard()
    booking_id = int(chosen or talk.data["booking"])
    booking = talk.work.bookings.get(talk.at.school_id, booking_id, lock=False)
    return other_times(talk, booking, another_day=asks_for_another_day(heard.text))


FLOW = Flow(
    "affected",
    "ask",
    {"ask": Step(ask, hear, takes=frozenset({"yes", "ok", "more", "no", "book", "reschedule"}), lasts=None)},
    intents=frozenset({"affected"}),
    lasting=True,
)
