"""Why can't I cancel, or move? The rule that forbids it, lesson by lesson, those first of which it is asked; or that it
can be done, and how."""

from __future__ import annotations

from typing import Any

from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Flow, Step
from bot.dialogs.own_lessons import changeable
from bot.dialogs.pointing import meant
from bot.dialogs.talk import End, Go, Heard, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.wording import booking_params, say_refusal
from domain.rules.rule import Occasion
from domain.services.bookability import forbidding_change

_MOST_LESSONS = 3
_CHANGES = {
    "cancel": (Occasion.CANCEL, Choice("cancel", "choice_cancel_lesson")),
    "reschedule": (Occasion.LEAVE, Choice("reschedule", "choice_move_lesson")),
}


def begin(talk: Talk) -> dict[str, Any]:
    return {"change": "cancel" if talk.reading.intent == "why_cancel" else "reschedule"}


def ask(talk: Talk) -> Prompt | Go | End | Open:
    bookings = changeable(talk)
    if not bookings:
        return Open("lessons")
    occasion, can = _CHANGES[talk.data["change"]]
    asked = meant(talk, bookings, talk.reading) or bookings
    judged = [(booking, forbidding_change(talk.at, talk.student, booking, occasion)) for booking in asked]
    told = sorted(judged, key=lambda each: each[1] is None)[:_MOST_LESSONS]
    possible = any(refusal is None for _, refusal in judged)
    for booking, refusal in told:
        params = booking_params(talk.school, booking, talk.language)
        talk.say("why_lesson", **params, able=refusal is None, moving=occasion is Occasion.LEAVE)
        if refusal is not None:
            say_refusal(talk, refusal)
    others = Choice("lessons", "menu_lessons"), Choice("school", "choice_school"), Choice("home", "choice_menu")
    return Prompt("menu_again", {}, (can, *others) if possible else others)


def hear(_: Talk, heard: Heard) -> Move:
    return Open(heard.choice) if heard.choice is not None else Unheard()


FLOW = Flow(
    "why_change",
    "tell",
    {"tell": Step(ask, hear, passing=True)},
    intents=frozenset({"why_cancel", "why_move"}),
    begin=begin,
)
