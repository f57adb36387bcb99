"""Why can't I book? The rules that stand in the way, each with the next legal option; or that none does, and times."""

from __future__ import annotations

from typing import Any

from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Flow, Step
from bot.dialogs.picking import remember_when
from bot.dialogs.talk import End, Heard, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.wording import say_refusal
from domain.schools import LessonType
from domain.services.bookability import reasons


def begin(talk: Talk) -> dict[str, Any]:
    """A time or a teacher that is named is left to the booking, which explains and offers others."""
    return remember_when(talk)


def wanted(talk: Talk) -> LessonType | None:
    """The type that is named, else the one being talked of, else the ordinary lesson."""
    types = {kind.id: kind for kind in talk.school.bookable_types}
    named = (talk.reading.lesson_type, talk.data.get("type"))
    return next((types[type_id] for type_id in named if type_id in types), next(iter(types.values()), None))


def tell_why(talk: Talk) -> bool:
    """Whether anything is in the way; it is told."""
    kind = wanted(talk)
    if kind is None:
        talk.say("nothing_to_book")
        return True
    found = reasons(talk.at, talk.student, kind)
    talk.say("why_not" if found else "why_nothing", type=kind.name(talk.language))
    for refusal in found:
        say_refusal(talk, refusal)
    return bool(found)


def aside(talk: Talk) -> None:
    tell_why(talk)


def ask(talk: Talk) -> Prompt | End | Open:
    if not tell_why(talk):
        kind = wanted(talk)
        return Open("book", {**talk.data, "type": kind.id if kind else None})
    choices = (Choice("lessons", "menu_lessons"), Choice("school", "choice_school"), Choice("home", "choice_menu"))
    return Prompt("menu_again", {}, choices)


def hear(talk: Talk, heard: Heard) -> Move:
    return Open(heard.choice) if heard.choice is not None else Unheard()


FLOW = Flow("why", "tell", {"tell": Step(ask, hear)}, aside=aside, begin=begin, passing=True)
