"""Greetings and good wishes that name a time and wish for none: "Morning! I'm ill", "thanks, have a nice weekend"."""

from __future__ import annotations

from bot.understanding.lexicon import Lexicon
from bot.understanding.tokens import Shape, Token

_JOINS = {"or", "and"}
_LENGTHS = range(6, 0, -1)
"""In words, of good wishes."""


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


def without_well_wish(tokens: tuple[Token, ...], words: Lexicon) -> tuple[Token, ...]:
    """What stands before a good wish at the end, set apart by a mark, an "and" or thanks: "I want it" ends in none.
    Where nothing else is said it stays."""
    end = len(tokens) - (tokens[-1].shape is Shape.MARK)
    texts = tuple([token.text for token in tokens[:end]])
    for length in _LENGTHS:
        if texts[-length:] in words.well_wishes and length < end:
            before = end - length - 1
            led = texts[before]
            joined = "and" in words.knows((led,))
            apart = joined or tokens[before].shape is Shape.MARK or (led,) in words.intents["thanks"].alone
            return tokens[: before + (not joined)] if apart and (before or not joined) else tokens
    return tokens
