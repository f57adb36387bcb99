"""Attendance: after each lesson the teacher says by one digit or button how it went."""

from __future__ import annotations

from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Flow, Step
from bot.dialogs.talk import End, Go, Heard, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.wording import money, say_refusal, session_params
from domain.errors import Refusal
from domain.lessons import Booking, Status
from domain.services.attendance import Outcome, settle

CHOICES = {
    Outcome.ATTENDED: "choice_attended",
    Outcome.NO_SHOW: "choice_no_show",
    Outcome.NOT_HELD: "choice_not_held",
}
WORDS = {str(outcome): outcome for outcome in Outcome}
"""What intents of these names say."""


def ask(talk: Talk) -> Prompt | Go | End | Open:
    """Always of the oldest lesson, so that a digit means the same whichever of two questions it answers."""
    waiting = talk.work.bookings.awaiting_attendance(talk.at.school_id, talk.teacher.id, talk.now)
    if not waiting:
        if not talk.says:
            talk.say("no_attendance")
        return End()
    oldest = waiting[0]
    talk.data["booking"] = oldest.id
    params = {**_params(talk, oldest), "more": len(waiting) - 1}
    choices = tuple(Choice(f"{outcome}:{oldest.id}", label) for outcome, label in CHOICES.items())
    return Prompt("ask_attendance", params, choices)


def hear(talk: Talk, heard: Heard) -> Move:
    if heard.choice is None:
        outcome = Outcome.ATTENDED if heard.intent == "yes" else WORDS.get(heard.intent or "")
        return Unheard() if outcome is None else record(talk, outcome, talk.data["booking"])
    outcome_name, booking_id = heard.choice.split(":")
    return record(talk, Outcome(outcome_name), int(booking_id))


def record(talk: Talk, outcome: Outcome, booking_id: int) -> Move:
    try:
        booking = settle(talk.at, booking_id, outcome, teacher_id=talk.teacher.id)
    except Refusal as refusal:
        say_refusal(talk, refusal)
        return Go("ask")
    charged = booking.price if booking.status is Status.COMPLETED else booking.price.percent(0)
    if booking.status is Status.NO_SHOW:
        charged = booking.policy.no_show_fee(booking.price)
    talk.say(f"recorded_{outcome}", **_params(talk, booking), charged=money(charged))
    return Go("ask")


def _params(talk: Talk, booking: Booking) -> dict[str, object]:
    names = talk.directory.names(booking.school_id, [booking.student_id])
    return {**session_params(talk.school, booking.session, talk.language), "student": names[booking.student_id]}


FLOW = Flow(
    "attendance",
    "ask",
    {"ask": Step(ask, hear, takes=frozenset({"yes", *WORDS}))},
    roles=frozenset({"teacher"}),
    intents=frozenset({"attendance", *WORDS}),
)
