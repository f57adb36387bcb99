"""What may be done instead where a wish comes to nothing: the next legal steps as choices, first those of the rule,
the school's people and the menu."""

from __future__ import annotations

from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Flow, Step
from bot.dialogs.talk import End, Heard, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.wording import say_refusal
from domain.errors import Refusal

_LABELS = {
    "book": "menu_book",
    "lessons": "menu_lessons",
    "balance": "menu_balance",
    "progress": "menu_progress",
    "next_step": "choice_next_step",
    "school": "choice_school",
    "home": "choice_menu",
}
_AFTER = {
    "staff_only": ("book",),
    "not_found": ("book",),
    "other_licence_class": ("book",),
    "too_young": ("book",),
    "debt_limit": ("balance",),
    "exam_not_booked": ("next_step", "progress"),
    "lessons_first": ("next_step", "progress"),
    "prerequisites_missing": ("next_step", "progress"),
}
"""By the code of a refusal. Of others the student's own lessons are of most use."""


def instead(refusal: Refusal | None = None) -> End:
    """The end of a flow whose wish was refused, or can't be met."""
    first = _AFTER.get(refusal.code if refusal is not None else "", ("lessons",))
    return End(done=False, instead=(*first, "school", "home"))


def refuse(talk: Talk, refusal: Refusal) -> End:
    """Say why not; what may be done instead follows."""
    say_refusal(talk, refusal)
    return instead(refusal)


def ask(talk: Talk) -> Prompt:
    return Prompt("menu_again", {}, tuple(Choice(way, _LABELS[way]) for way in talk.data["ways"]))


def hear(_: Talk, heard: Heard) -> Move:
    return Open(heard.choice) if heard.choice is not None else Unheard()


FLOW = Flow("instead", "tell", {"tell": Step(ask, hear, passing=True)})
