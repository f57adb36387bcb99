"""What is said to be polite, and what comes behind it."""

from __future__ import annotations

from functools import cache

from bot.dialogs.own_words import rest_behind
from bot.understanding.lexicon import codes, lexicon, words_listened_for
from bot.understanding.phrases import Phrase

SMALL_TALK = {"greeting": "hello", "thanks": "thanks", "bye": "bye", "moment": "no_hurry"}
"""What is said to words that want nothing, before the open question is asked again."""
_OPENING = ("greeting", "thanks", "moment", "ok")


def behind_small_talk(text: str) -> str | None:
    """ "Who is it with" of "hang on, who is it with"; None if it begins with nothing of the kind, or says no more."""
    return rest_behind(text, lambda head: head in _opening() or words_listened_for("before_question").issuperset(head))


def without_small_talk(text: str) -> str:
    """The same without all of it that stands before anything else."""
    while (rest := behind_small_talk(text)) is not None:
        text = rest
    return text


@cache
def _opening() -> frozenset[Phrase]:
    said = (lexicon(code).intents[intent].alone for code in codes() for intent in _OPENING)
    return frozenset().union(*said)
