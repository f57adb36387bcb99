"""A question behind a wish that takes nothing of it back: "Sunday at 3, or is that too late?"."""

from __future__ import annotations

from functools import cache

from bot.understanding.lexicon import Lexicon
from bot.understanding.phrases import Phrase
from bot.understanding.tokens import Shape, Token

_DAYS = frozenset({"weekday", "weekdays", "weekday_weak", "relday", "weekend", "feast", "month"})
_WITHOUT_TIME = frozenset({Shape.WORD, Shape.JUNK})


def without_doubt(tokens: tuple[Token, ...], words: Lexicon) -> tuple[Token, ...]:
    """The tokens without such a question, up to the end of its clause, where it names no other time."""
    doubting = words.listened_for["doubting"]
    openers, longest = _outline(doubting)
    for at, token in enumerate(tokens):
        if at and token.text in openers:
            said = tuple([each.text for each in tokens[at : at + longest]])
            if any(said[:length] in doubting for length in range(2, longest + 1)):
                end = next((place for place in range(at, len(tokens)) if _is_mark(tokens[place])), len(tokens))
                return tokens if _names_time(tokens[at:end], words) else tokens[:at] + tokens[end:]
    return tokens


@cache
def _outline(phrases: frozenset[Phrase]) -> tuple[frozenset[str], int]:
    """The words with which they begin, and the length of the longest."""
    return frozenset(phrase[0] for phrase in phrases), max(map(len, phrases), default=0)


def _is_mark(token: Token) -> bool:
    return token.shape is Shape.MARK


def _names_time(tokens: tuple[Token, ...], words: Lexicon) -> bool:
    return any(
        token.shape not in _WITHOUT_TIME or not _DAYS.isdisjoint(words.knows((token.text,)).keys()) for token in tokens
    )
