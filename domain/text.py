"""Words that people enter: which of them can be kept and shown."""

from __future__ import annotations

import unicodedata

_DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Turn the direction of what is shown behind them."""
_LAYOUT = frozenset("\t\n\r")


def unfit(text: str) -> str | None:
    """What is wrong with the words, if anything: some characters can't be stored, others change what stands beside them
    wherever they are shown."""
    if text.isprintable():
        return None
    for char in text:
        if unicodedata.category(char) == "Cs" or char == "\0":
            return "contains a character that cannot be stored"
        if char in _DIRECTION or (unicodedata.category(char) == "Cc" and char not in _LAYOUT):
            return "contains a control character"
    return None


def is_blank(text: str) -> bool:
    """Whether nothing of it would be seen."""
    return not any(char.isprintable() and not char.isspace() for char in text)
