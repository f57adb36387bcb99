"""A teacher takes back the last answer about a lesson, by giving another. Until then it stands as it was noted."""

from __future__ import annotations

from bot.dialogs.attendance import CHOICES, WORDS, record_correction, said
from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Flow, Step
from bot.dialogs.talk import End, Go, Heard, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.wording import session_params
from domain.lessons import UNDO_WITHIN, Status
from domain.services.attendance import Outcome

NOTED = {Status.COMPLETED: Outcome.ATTENDED, Status.NO_SHOW: Outcome.NO_SHOW, Status.CANCELLED: Outcome.NOT_HELD}


def ask(talk: Talk) -> Prompt | Go | End | Open:
    since = talk.now - UNDO_WITHIN
    booking = talk.work.bookings.last_settled(talk.at.school_id, talk.teacher.id, since)
    if booking is None:
        talk.say("nothing_to_undo")
        return End()
    talk.data["booking"] = booking.id
    names = talk.directory.names(booking.school_id, [booking.student_id])
    params = {
        **session_params(talk.school, booking.session, talk.language),
        "student": names[booking.student_id],
        "status": booking.status.value,
    }
    others = [outcome for outcome in CHOICES if outcome is not NOTED[booking.status]]
    choices = tuple(Choice(f"{outcome}:{booking.id}", CHOICES[outcome]) for outcome in others)
    return Prompt("ask_correction", params, (*choices, Choice("as_noted", "choice_as_noted")))


def hear(talk: Talk, heard: Heard) -> Move:
    if heard.choice == "as_noted" or (heard.choice is None and heard.intent == "no"):
        talk.say("left_as_noted")
        return End()
    if heard.choice is None:
        outcome = said(heard.reading) if heard.intent in WORDS else None
        return Unheard() if outcome is None else record_correction(talk, outcome, talk.data["booking"])
    outcome_name, booking_id = heard.choice.split(":")
    return record_correction(talk, Outcome(outcome_name), int(booking_id))


FLOW = Flow(
    "undo", "ask", {"ask": Step(ask, hear, takes=frozenset({"no", *WORDS}), lasts=None)}, roles=frozenset({"teacher"})
)
