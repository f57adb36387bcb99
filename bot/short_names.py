"""Names of people and places, in fewer letters where a text is to be brief."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import combining, normalize

from bot.segments import GSM_7

NAMELESS = 3
"""From there on a text no longer tells apart what stands beside something else."""

_SHORT_NAMED = 2
_LONG_NAME, _LONG_PLACE, _TOGETHER = 13, 30, 3
"""Letters of a first name and of a place beyond which they are cut, and names beyond which they are counted."""

_CROSSED = str.maketrans("ŁłĐđĦħ", "LlDdHh")
"""Letters whose marks Unicode does not take apart."""


def short_names(names: Sequence[str], brief: int) -> Sequence[str]:
    """Of students: in few words by the first name, "Maximilian S."; in fewest, of a class the first two. One letter
    that is none of GSM-7 would make each SMS less than half as long."""
    if brief < _SHORT_NAMED:
        return names
    short = [_without_marks(_first_name(name)) for name in names]
    return short if brief < NAMELESS or len(short) <= _TOGETHER else [*short[:2], f"+{len(short) - 2}"]


def _first_name(name: str) -> str:
    first, *others = name.split() or [""]
    return " ".join([_shortened(first, _LONG_NAME), *(f"{other[0]}." for other in others[-1:])])


def _without_marks(name: str) -> str:
    """ "Lukasz" for "Łukasz": letters that are none of GSM-7 as the plain ones that they are made of."""
    parts = (letter if letter in GSM_7 else normalize("NFKD", letter) for letter in name.translate(_CROSSED))
    return "".join(letter for part in parts for letter in part if not combining(letter))


def short_place(place: str, brief: int) -> str:
    return place if brief < NAMELESS else _shortened(place, _LONG_PLACE)


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip(' ,.-')}."
