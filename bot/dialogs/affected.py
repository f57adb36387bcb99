"""A lesson's teacher is off: another time, or none? Nothing is moved without the student's word."""

from __future__ import annotations

from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Flow, Step
from bot.dialogs.offer import cancel_affected
from bot.dialogs.own_lessons import changeable, names_something
from bot.dialogs.talk import End, Go, Heard, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.wording import booking_params
from domain.services.waiting import is_affected


def ask(talk: Talk) -> Prompt | Go | End | Open:
    """Of the first such lesson."""
    affected = [booking for booking in changeable(talk) if is_affected(talk.school, booking)]
    if not affected:
        if not talk.says:
            talk.say("no_affected")
        return End()
    booking = affected[0]
    talk.data["booking"] = booking.id
    choices = (
        Choice(f"other:{booking.id}", "choice_other_times"),
        Choice(f"cancel:{booking.id}", "choice_cancel_it"),
        Choice("school", "choice_school"),
    )
    return Prompt("ask_affected", booking_params(talk.school, booking, talk.language), choices)


def hear(talk: Talk, heard: Heard) -> Move:
    if heard.choice == "school":
        return Open("school")
    if heard.choice is not None:
        answer, _, booking_id = heard.choice.partition(":")
        if answer == "cancel":
            return cancel_affected(talk, int(booking_id))
        return Open("reschedule", {"booking": int(booking_id)})
    plain = not names_something(heard.reading)
    if plain and heard.intent in {"yes", "ok", "more", "reschedule"}:
        return Open("reschedule", {"booking": talk.data["booking"]})
    return Unheard()


FLOW = Flow(
    "affected",
    "ask",
    {"ask": Step(ask, hear, takes=frozenset({"yes", "ok", "more"}))},
    intents=frozenset({"affected"}),
)
