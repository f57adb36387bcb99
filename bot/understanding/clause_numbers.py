"""Which clause of a message each word stands in."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import accumulate

from bot.understanding.lexicon import Lexicon
from bot.understanding.lexicon import lexicon as lexicon_of
from bot.understanding.tokens import Shape, Token


def clause_numbers(tokens: Sequence[Token], lexicon: Lexicon, text: str) -> tuple[int, ...]:
    """The number of the clause that each word stands in; days are listed in one, "Mo, Di oder Do", and an address is
    one, "Gartenstr. 5"."""
    ends = [token.shape is Shape.MARK and token.text != "-" for token in tokens]
    for at in range(1, len(tokens) - 1) if "." in text else ():
        if ends[at] and tokens[at + 1].shape is Shape.NUMBER:
            ends[at] = not tokens[at - 1].text.endswith(_short_streets(lexicon.code))
    for at in _commas(tokens) if "," in text else ():
        ends[at] = not all("weekday" in lexicon.knows((tokens[side].text,)) for side in (at - 1, at + 1))
    marks = accumulate(ends)
    return tuple([clause for token, clause in zip(tokens, marks, strict=True) if token.shape is not Shape.MARK])


@cache
def _short_streets(code: str) -> tuple[str, ...]:
    return tuple(short for shorts in lexicon_of(code).streets.values() for short in shorts)


def _commas(tokens: Sequence[Token]) -> list[int]:
    """Where commas stand between words."""
    return [at for at in range(1, len(tokens) - 1) if tokens[at].text == ","]
