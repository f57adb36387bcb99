"""An example of every text: what it may be given, so that it can be shown and checked without a conversation.

Each name stands with one set of parameters for each way its text can turn out.
"""

from __future__ import annotations

from bot.previews import booking, filling, learning, money, notices, rules, sharing, talking, teaching
from bot.previews.samples import Previews, Sample


def previews(language: str) -> Previews:
    """Text name -> its examples, in the language as far as they are words of a school."""
    sample, found = Sample(language), Previews()
    for part in (booking, filling, learning, money, notices, rules, sharing, talking, teaching):
        found |= part.previews(sample)
    return found
