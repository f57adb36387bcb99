"""What nobody had a use for, message after message."""

from __future__ import annotations

from collections.abc import Sequence

from bot.understanding.reading import Reading

CHOICES_AFTER, HUMAN_AFTER = 2, 3
"""So many messages in a row that nobody has a use for bring choices, and a human."""

_LONGEST = 300
_KEPT = 6
_HEARD = frozenset({"ok", "yes", "no", "thanks", "bye", "greeting"})
_A_NUMBER = 4
"""Digits up to which a number is rather a choice than something to be told."""


class Misses:
    """texts: those of the messages, the last one last."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = list(texts)
        self._tells = False

    def forget(self) -> None:
        """Something has been understood."""
        self.texts = []

    def add(self, reading: Reading) -> None:
        self.texts = [*self.texts, reading.text[:_LONGEST]][-_KEPT:]
        self._tells = tells_something(reading)

    @property
    def bring_choices(self) -> bool:
        return len(self.texts) >= CHOICES_AFTER

    @property
    def offer_a_human(self) -> bool:
        return len(self.texts) >= HUMAN_AFTER

    @property
    def bring_a_human(self) -> bool:
        """Whether the last message is one for the school's people."""
        return self.offer_a_human and self._tells


def tells_something(reading: Reading) -> bool:
    """Whether a person could make something of it: of a digit too many, a mere "ok" or a smile nobody can."""
    text = reading.text
    if reading.intent in _HEARD:
        return False
    return (
        any(character.isalpha() or character == "?" for character in text) or sum(map(str.isdecimal, text)) > _A_NUMBER
    )
