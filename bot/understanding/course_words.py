"""Words about courses: "the spring course", "Minikursus", and which course it is that is named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from bot.understanding.lexicon import codes, lexicon, listened_for
from bot.understanding.phrases import Phrase
from bot.understanding.tokens import says_one, spoken

_SHORTEST = 3
"""Letters of a word that names a course: "to" and "i" stand in any sentence."""
_LINK = "s"
"""What may join a word to the next: "forår**s**kursus"."""


def says_to_leave(text: str) -> bool:
    """Whether what is named is to be left: "leave Spring", "Minikurs verlassen"."""
    return not _leaving().isdisjoint(spoken(text))


def says_to_join(text: str) -> bool:
    """Whether one wants to be in what is named: "sign me up for theory on Saturdays"."""
    return says_one(spoken(text), listened_for("joining"))


def names_a_course(text: str) -> bool:
    """Whether any course is spoken of; "of course" speaks of none."""
    said = spoken(text)
    others = _no_course()
    return any(_head(word) and said[max(at - 1, 0) : at + 1] not in others for at, word in enumerate(said))


def asks_for_a_place(text: str) -> bool:
    """Whether one wants to be in a class or a course: "is there room on Saturday's class?", "join the class"."""
    said = spoken(text)
    if not says_one(said, listened_for("place_in") | listened_for("joining")):
        return False
    return says_one(said, listened_for("a_class")) or names_a_course(text)


def asks_why(text: str) -> bool:
    """Whether it is asked why something is so."""
    return not _why().isdisjoint(spoken(text))


def course_in(text: str, names: Mapping[int, Iterable[str]], *, whole: bool = False) -> int | None:
    """The number of the course of whose name most words are said; None if that is so of several, or of none.

    whole: only names of which every word is said count.
    """
    said = _stems(text)
    fits: dict[int, int] = {}
    for number, called in names.items():
        stems = [_stems(name) for name in called]
        fits[number] = max((len(each & said) for each in stems if not whole or each <= said), default=0)
    most = max(fits.values(), default=0)
    best = [number for number, fit in fits.items() if fit == most]
    return best[0] if most and len(best) == 1 else None


def _stems(text: str) -> frozenset[str]:
    """Its words without what only says that it is a course."""
    stems = set()
    for word in spoken(text):
        head = _head(word)
        stem = word.removesuffix(head)
        stems.add(stem.removesuffix(_LINK) if head else stem)
    return frozenset(stem for stem in stems if len(stem) >= _SHORTEST)


def _head(word: str) -> str:
    """What makes it a course, at its end; "" for nearly all words."""
    heads = _heads()
    return next(head for head in heads if word.endswith(head)) if word.endswith(heads) else ""


@cache
def _heads() -> tuple[str, ...]:
    """What a course is called in any language, longest first."""
    return tuple(sorted({word for code in codes() for word in lexicon(code).course_words}, key=len, reverse=True))


@cache
def _leaving() -> frozenset[str]:
    """Words of which each says that one wants out, in any language."""
    return frozenset().union(*(lexicon(code).leaving for code in codes()))


@cache
def _no_course() -> frozenset[Phrase]:
    return frozenset().union(*(lexicon(code).no_course for code in codes()))


@cache
def _why() -> frozenset[str]:
    return frozenset(said[0] for code in codes() for said in lexicon(code).intents["why"].alone if len(said) == 1)
