"""The school's branches in a message: "at station square", "kun på havnegade", "not harbour"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from bot.understanding.lexicon import Lexicon, codes
from bot.understanding.lexicon import lexicon as lexicon_of
from bot.understanding.phrases import Phrase
from bot.understanding.tokens import spoken
from bot.understanding.typos import is_typo

_TYPED, _STEM = 5, 4
"""Letters of a word that may be mistyped, and of what is left of a name without "street"."""
_BACK, _LIVING = 4, 5
_NOT_THERE = {"not", "instead_of"}

Branches = tuple[tuple[int, tuple[str, ...]], ...]
"""(id, the names by which it is known)."""


@dataclass(frozen=True, slots=True)
class Place:
    """A branch that was named: its id, the places of its words, whether it is its whole name and "at" leads to it, and
    whether it is refused."""

    number: int
    places: range
    led: bool
    negated: bool


def places_in(said: Phrase, branches: Branches, lexicon: Lexicon) -> list[Place]:
    """The branches named, in the order said, the longest name first where two begin alike. A part of a name, "harbour",
    counts only behind "at", behind "to" where a lesson is moved, or as the first word; where somebody lives is no
    branch."""
    index, known = _index(branches), lexicon.vocabulary
    found: list[Place] = []
    end = 0
    for at, word in enumerate(said):
        if at < end or word[:1] not in index.initials or (word in known and word not in index.by_first):
            continue
        for phrase in _beginning(word, index, lexicon):
            number, whole = index.phrases[phrase]
            led = _is_led(said, at, lexicon)
            near = led or at == 0 or _is_moved_to(said, at, lexicon)
            if _fits(said[at : at + len(phrase)], phrase, lexicon) and (whole or near):
                end = at + len(phrase)
                if lexicon.living.isdisjoint(said[max(0, at - _LIVING) : at]):
                    found.append(Place(number, range(at, end), whole and led, _is_refused(said, at, end, lexicon)))
                break
    return found


@dataclass(frozen=True, slots=True)
class _Index:
    """phrases: name -> id, and whether it is a whole name. by_first: the names by their first words, longest first."""

    phrases: Mapping[Phrase, tuple[int, bool]]
    by_first: Mapping[str, tuple[Phrase, ...]]
    initials: frozenset[str]


@lru_cache(maxsize=256)
def _index(branches: Branches) -> _Index:
    phrases: dict[Phrase, tuple[int, bool]] = {}
    shared: set[Phrase] = set()
    for whole in (True, False):
        for number, names in branches:
            for phrase in {form for name in names for form in (_forms(name) if whole else _stems(name))}:
                known, is_whole = phrases.get(phrase, (number, whole))
                if known != number and is_whole == whole:
                    shared.add(phrase)
                phrases.setdefault(phrase, (number, whole))
    phrases = {phrase: meant for phrase, meant in phrases.items() if phrase not in shared}
    by_first: dict[str, list[Phrase]] = {}
    for phrase in sorted(phrases, key=lambda phrase: (-len(phrase), phrase)):
        by_first.setdefault(phrase[0], []).append(phrase)
    return _Index(phrases, {word: tuple(of) for word, of in by_first.items()}, frozenset(word[0] for word in by_first))


def _beginning(word: str, index: _Index, lexicon: Lexicon) -> Sequence[Phrase]:
    """The names that may begin with the word, as it is or mistyped."""
    exact = index.by_first.get(word, ())
    if exact or len(word) < _TYPED or word in lexicon.vocabulary:
        return exact
    return [phrase for first, phrases in index.by_first.items() if _is_word(word, first, lexicon) for phrase in phrases]


def _fits(said: Phrase, name: Phrase, lexicon: Lexicon) -> bool:
    return len(said) == len(name) and all(_is_word(*pair, lexicon) for pair in zip(said, name, strict=True))


def _is_word(said: str, name: str, lexicon: Lexicon) -> bool:
    if said == name:
        return True
    if min(len(said), len(name)) < _TYPED or said in lexicon.vocabulary:
        return False
    return said[:-1] == name or is_typo(said, name)


def _is_led(said: Phrase, at: int, lexicon: Lexicon) -> bool:
    """Whether it stands behind "at" or "at the"."""
    return _is_behind(lexicon.beside_places, said, at, lexicon)


def _is_moved_to(said: Phrase, at: int, lexicon: Lexicon) -> bool:
    """ "Move my lesson to harbour": who "must go to the harbour" names no branch."""
    if not _is_behind(lexicon.toward_places, said, at, lexicon):
        return False
    moves = lexicon.intents["reschedule"].anywhere
    return any(said[first : first + length] in moves for length in (1, 2, 3) for first in range(at))


def _is_behind(words: frozenset[str], said: Phrase, at: int, lexicon: Lexicon) -> bool:
    before = at - 1
    while before >= 0 and not {"the", "article"}.isdisjoint(lexicon.knows((said[before],))):
        if said[before] in words:
            return True
        before -= 1
    return before >= 0 and said[before] in words


def _is_refused(said: Phrase, start: int, end: int, lexicon: Lexicon) -> bool:
    """ "Not at harbour street", "instead of station square", "harbour street doesn't work"."""
    if any("not_that" in lexicon.knows(said[end:to]) for to in range(end + 1, end + 4)):
        return True
    for at in range(start, max(0, start - _BACK), -1):
        if any(_NOT_THERE & lexicon.knows(said[max(0, at - length) : at]).keys() for length in (1, 2, 3)):
            return True
        if said[at - 1] not in lexicon.beside_places and "the" not in lexicon.knows((said[at - 1],)):
            return False
    return False


# What a branch is called


def _forms(name: str) -> set[Phrase]:
    """ "Harbour St" is "harbour street" too, "Hafenstraße" "hafenstr" and "hafen strasse"."""
    *before, last = spoken(name) or ("",)
    forms = {(*before, last)}
    for street, shorts in _streets().items():
        if last == street or last in shorts:
            forms |= {(*before, called) for called in (street, *shorts)}
        elif last.endswith(street):
            stem = last.removesuffix(street)
            forms |= {(*before, stem + short) for short in shorts} | {(*before, stem, street)}
    return {form for form in forms if all(form)}


def _stems(name: str) -> set[Phrase]:
    """What is left of a name without "street", "platz", "gade": "harbour", "bahnhof"."""
    *before, last = spoken(name) or ("",)
    found: set[Phrase] = set()
    for street, shorts in _streets().items():
        if last == street or last in shorts:
            found.add(tuple(before))
        elif last.endswith(street):
            stem = last.removesuffix(street)
            found |= {(*before, stem), (*before, stem.removesuffix("s"))}
    return {stem for stem in found if stem and len(stem[-1]) >= _STEM}


@cache
def _streets() -> Mapping[str, tuple[str, ...]]:
    """What streets and squares are called in any language, and how that is shortened."""
    return {street: shorts for code in codes() for street, shorts in lexicon_of(code).streets.items()}
