"""A yes that hangs on something, "yes, but what does it cost?", or that is asked itself: nothing is done by it."""

from __future__ import annotations

from itertools import dropwhile

from bot.dialogs.menu import Menu, NoSuchChoice
from bot.dialogs.own_words import rest_behind
from bot.dialogs.stack import Stack
from bot.dialogs.talk import Talk
from bot.understanding.lexicon import codes, lexicon, listened_for, words_listened_for
from bot.understanding.tokens import begins_with_one, spoken

_LISTED = ("slot:", "booking:", "type:")
"""Choices by which nothing is done yet: another question follows."""


def ensure_answered(talk: Talk, stack: Stack, menu: Menu) -> None:
    """ "Yes?", "1?": neither is an answer yet where something would be done by it. Raises NoSuchChoice."""
    reading = talk.reading
    if talk.inbound.tap is not None or "?" not in reading.text or not spoken(reading.text):
        return
    agrees = reading.intent in {"yes", "ok"} or reading.number is not None
    if agrees and _is_asked(stack) and not any(choice.startswith(_LISTED) for choice in menu.offered):
        raise NoSuchChoice("nothing_done")


def hanging_on(talk: Talk, stack: Stack) -> str | None:
    """What a yes to the open question hangs on, as it was written: "but", or a question."""
    rest = behind_yes(talk.reading.text) if talk.inbound.tap is None and _is_asked(stack) else None
    return rest if rest is not None and _holds_up(rest) else None


def behind_yes(text: str) -> str | None:
    """What stands behind the yes that a message begins with; None if it begins with none, or nothing stands there."""
    return rest_behind(text, _is_yes)


def _is_yes(said: tuple[str, ...]) -> bool:
    return any(said in lexicon(code).intents[intent].whole for code in codes() for intent in ("yes", "ok"))


def _holds_up(rest: str) -> bool:
    said = spoken(rest)
    if "?" in rest or not words_listened_for("yet").isdisjoint(said[:1]):
        return True
    said = tuple(dropwhile(words_listened_for("before_question").__contains__, said))
    questions = (lexicon(code).question_words for code in codes())
    return any(not words.isdisjoint(said[:1]) for words in questions) or begins_with_one(said, listened_for("is_it"))


def _is_asked(stack: Stack) -> bool:
    return stack.is_asking() and not stack.step.free
