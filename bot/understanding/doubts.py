"""Questions that take nothing back of a wish: "Sunday at 3, or is that too late?", "is Monday at 5 taken?"."""

from __future__ import annotations

from functools import cache

from bot.understanding.lexicon import Lexicon
from bot.understanding.phrases import Phrase
from bot.understanding.tokens import Shape, Token

_DAYS = frozenset({"weekday", "weekdays", "weekday_weak", "relday", "weekend", "feast", "month"})
_WITHOUT_TIME = frozenset({Shape.WORD, Shape.JUNK})


def without_doubt(tokens: tuple[Token, ...], words: Lexicon) -> tuple[Token, ...]:
    """The tokens without what only asks whether the time will do."""
    if tokens and (tokens[0].text,) in words.listened_for["asking_whether"]:
        return _without_taken(tokens, words.listened_for["taken"])
    openers, _ = _outline(words.listened_for["doubting"])
    for token in tokens:
        if token.text in openers:
            return _without_question(tokens, words)
    return tokens


def _without_taken(tokens: tuple[Token, ...], taken: frozenset[Phrase]) -> tuple[Token, ...]:
    """ "Is Monday at 5 already taken?" asks for it as much as "is it free"."""
    said = tuple([token.text for token in tokens if not _is_mark(token)])
    length = max((len(phrase) for phrase in taken if said[-len(phrase) :] == phrase), default=0)
    places = [place for place, token in enumerate(tokens) if not _is_mark(token)]
    return tokens[: places[-length]] if 0 < length < len(said) - 1 else tokens


def _without_question(tokens: tuple[Token, ...], words: Lexicon) -> tuple[Token, ...]:
    """ "Sunday at 3, or is that too late?" without the question, up to the end of its clause, where it names no other
    time."""
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
