"""Whether a message says nothing but one thing."""

from __future__ import annotations

from bot.understanding.lexicon import codes, lexicon
from bot.understanding.tokens import spoken

_SHORT = 2


def is_short(text: str) -> bool:
    return len(text.split()) <= _SHORT


def says_only(text: str, intent: str) -> bool:
    """Whether the message is a phrase of some language for the intent, politeness aside."""
    words = spoken(text)
    if is_short(text):
        return True
    for code in codes():
        known = lexicon(code)
        said = known.intents.get(intent)
        if said is not None and {words, tuple(word for word in words if word not in known.polite)} & said.whole:
            return True
    return False
