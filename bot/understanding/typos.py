"""Words as they are mistyped: one slip, letters left out, letters written twice."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rapidfuzz.distance import OSA

_RUN, _LONG_RUN = re.compile(r"(.)\1+"), re.compile(r"(.)\1\1+")
_MARKED = re.compile(r"(?:(?<=a)|(?<=o)|(?<=u))e|(a)a")
"""How letters with marks are written without them: "loerdag"."""
_LONG = 5
"""From so many letters on a word is looked at for slips."""


def may_be_mistyped(word: str) -> bool:
    """Whether it is long enough for a slip to be told from another word, or for a letter that is left out."""
    return len(word) >= _LONG - 1


def once(word: str) -> str:
    """Each letter that is repeated only once, in a short word only where it stands three times or more."""
    return (_RUN if len(word) >= _LONG else _LONG_RUN).sub(r"\1", word)


def nearest(word: str, senses: Mapping[str, frozenset[str]]) -> str:
    """The known word that the mistyped one stands for, or the word itself where that is not plain."""
    near = {known: OSA.distance(word, known) for known in senses if is_typo(word, known)}
    best = sorted(known for known, distance in near.items() if distance == min(near.values()))
    # "tursdag" may be a Tuesday or a Thursday, "aflyss" is a form of one verb in any case, and in "absagn" a letter is
    # left out, as more often than that one is another; most often one of two that are the same.
    left_out = [known for known in best if _leaves_out(word, known)]
    for likely in (best, left_out, [known for known in left_out if once(known) == word]):
        if likely and frozenset.intersection(*(senses[known] for known in likely)):
            return likely[0]
    return word


def is_typo(word: str, known: str) -> bool:
    """Whether `word` may be `known` mistyped: the first letter right, one slip, or two in a word of eight letters,
    which has them all or only lacks some: "parents" are no "payments". A word of four letters may lack the fifth."""
    if len(known) < 5 or word[0] != known[0]:
        return False
    if len(word) < _LONG:
        return len(known) == _LONG and word[1] == known[1] and _leaves_out(word, known)
    bare, bare_known = _MARKED.sub(r"\1", word), _MARKED.sub(r"\1", known)
    if known != bare_known and len(bare_known) >= 5 and OSA.distance(bare, bare_known, score_cutoff=1) <= 1:
        return True  # "lrödag"
    long = len(known) >= 8 and (len(word) >= 8 or _leaves_out(word, known))
    allowed = 2 if long else 1
    return abs(len(word) - len(known)) <= allowed and OSA.distance(word, known, score_cutoff=allowed) <= allowed


def _leaves_out(word: str, known: str) -> bool:
    """Whether `word` is `known` with letters missing."""
    letters = iter(known)
    return all(letter in letters for letter in word)
