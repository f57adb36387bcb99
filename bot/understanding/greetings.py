"""A greeting that names a part of the day and wishes for none: "Morning! I'm ill"."""

from __future__ import annotations

from bot.understanding.lexicon import Lexicon
from bot.understanding.tokens import Shape, Token

_JOINS = {"or", "and"}


def without_greeting(tokens: tuple[Token, ...], words: Lexicon) -> tuple[Token, ...]:
    """What follows such a word, with which the message begins, and a full stop or an exclamation mark; behind a comma
    it greets where somebody goes on to speak of themselves: "morning, if possible" is a wish."""
    if len(tokens) < 4 or tokens[1].shape is not Shape.MARK:
        return tokens
    mark, following = tokens[1].text, tokens[2]
    joined = not words.knows((following.text,)).keys().isdisjoint(_JOINS)
    goes_on = mark == "." and following.shape is Shape.WORD and not joined
    of_oneself = mark == "," and following.text in words.speaking
    return tokens[2:] if goes_on or of_oneself else tokens
