"""What is wished that the school doesn't have, a licence, car, teacher or place: it is said; the rest is looked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from bot.dialogs.own_words import phrases_for, says
from bot.dialogs.talk import Talk
from bot.understanding.lexicon import codes, lexicon, listened_for, words_listened_for
from bot.understanding.phrases import Phrase
from bot.understanding.tokens import places_of, spoken
from domain.schools import Catalogue

_NO_NAME = re.compile(r"(?:automat|manue|schalt)\w*|\w+(?:tiden|tida)")
"""Gears, and about what time, "ved femtiden"."""
_SHORTEST = 3
"""Letters of a name."""
_LONG = 5
"""Letters from which on a word may have another joined to it: "Motorradstunde"."""
_MAKE = re.compile(
    r"(?:audi|bmw|byd|citroen|dacia|ferrari|fiat|ford|honda|hyundai|jaguar|jeep|kia|lexus|mazda|mercedes|mitsubishi"
    r"|nissan|opel|peugeot|polestar|porsche|renault|skoda|subaru|suzuki|tesla|toyota|volkswagen|volvo|vw)\w{0,2}"
)
"""Cars that a lesson may be wished in, also with an article behind, "teslaen"; those that are called like other things,
"golf" and "mini", are left out."""
_TIME = ("on", "at", "weekday", "weekday_weak", "relday", "next", "this")


def say_what_is_not_here(talk: Talk) -> None:
    """Of what the words name."""
    reading, said = talk.reading, spoken(talk.reading.text)
    here = words_here(talk)
    if (licence := next(_licences(said, here), None)) is not None:
        talk.say("unknown_licence", word=licence)
    makes = ((at, word) for at, word in enumerate(said) if _MAKE.fullmatch(word) is not None)
    if any(word not in here and not _is_own(said, at) for at, word in makes):
        talk.say("no_such_car")
    taught = reading.teachers or reading.not_teachers or reading.unknown_name
    if not taught and (name := _unknown(said, phrases_for("with"), here)) is not None:
        talk.say("unknown_teacher", name=name.capitalize())
    placed = reading.branches or reading.not_branches
    if not placed and (name := _unknown(said, listened_for("placed"), here)) is not None:
        talk.say("unknown_place", name=name)


def words_here(talk: Talk) -> frozenset[str]:
    """Those of the names of all that the school has."""
    return talk.school.kept(words_here, lambda: _words_here(talk.school))


def _words_here(school: Catalogue) -> frozenset[str]:
    titles = [
        *(kind.names for kind in school.lesson_types.values()),
        *(branch.names for branch in school.branches.values()),
        *(curriculum.names for curriculum in school.curricula.values()),
    ]
    names = [name for each in titles for name in each.values()]
    names += [car.name for car in school.resources.values()]
    names += [teacher.name for teacher in school.teachers.values()]
    names += [branch.address for branch in school.branches.values()]
    return frozenset(word for name in names for word in spoken(name))


def _licences(said: Phrase, here: frozenset[str]) -> Iterator[str]:
    """Vehicles that no lesson of the school is for, unless they are one's own: "my moped broke"."""
    known = words_listened_for("other_licence")
    long = _long_licences()
    for at, word in enumerate(said):
        found = word if word in known else next(filter(word.startswith, long), None)
        if found is not None and not any(name.startswith(found) for name in here) and not _is_own(said, at):
            yield word


@cache
def _long_licences() -> tuple[str, ...]:
    """Those that may begin a longer word."""
    return tuple(word for word in words_listened_for("other_licence") if len(word) > _LONG)


def _is_own(said: Phrase, at: int) -> bool:
    return at > 0 and any(said[at - 1] in lexicon(code).own for code in codes())


def _unknown(said: Phrase, leads: frozenset[Phrase], here: frozenset[str]) -> str | None:
    """The one word behind these that nobody here and no language knows; a time or nothing may follow."""
    for _, at in places_of(said, leads):
        word, then = "".join(said[at : at + 1]), said[at + 1 : at + 2]
        if not word.isalpha() or len(word) < _SHORTEST or word in here or is_known(word):
            continue
        if not then or _is_of_time(then[0]):
            return word
    return None


def is_known(word: str) -> bool:
    """Whether some language knows it, or it is a make of car."""
    if _NO_NAME.fullmatch(word) is not None or _MAKE.fullmatch(word) is not None:
        return True
    return any(lexicon(code).corrected(word) in lexicon(code).vocabulary for code in codes())


def _is_of_time(word: str) -> bool:
    return word[0].isdecimal() or says(word, *_TIME)
