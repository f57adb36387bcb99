"""Which cars of the school the words name: "the red Golf", "in the golf", "the white one", "not in the yaris"."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import cache

from bot.dialogs.own_words import says
from bot.understanding.lexicon import codes, lexicon, words_listened_for
from bot.understanding.phrases import Phrase
from bot.understanding.tokens import spoken, stands_in
from domain.schools import CAR, Catalogue, Resource

_OTHER_THINGS = frozenset(
    spoken("golf polo mini up focus fiesta leon ibiza panda jazz swift fox smart beetle civic spark juke note ka")
)
"""Cars that are called like other things: "golf on Thursday" is none, "in the golf" is."""
_ENDINGS = ("", "en", "n", "et", "s")
_REFUSING = frozenset({"not", "no", "save", "instead_of"})
_TIME = ("on", "at", "weekday", "weekday_weak", "relday", "next", "this", "in", "after", "before")


@dataclass(frozen=True, slots=True)
class NamedCars:
    """wished, unwished: the cars named and those refused, by their ids. unknown: one is named that isn't here."""

    wished: frozenset[int] = frozenset()
    unwished: frozenset[int] = frozenset()
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class _Cars:
    """Of a school: which cars each word of their names is of, as it is written (bare) and also with an article behind
    (models: "golfen"), which colour each has, and the words that their names begin with."""

    models: Mapping[str, frozenset[int]]
    bare: Set[str]
    colours: Mapping[int, frozenset[str]]
    begins: Set[str]


def named_in(catalogue: Catalogue, said: Phrase) -> list[Resource]:
    """The cars, and the rooms by their whole names."""
    named = cars_named(catalogue, said)
    return [each for each in catalogue.resources.values() if each.id in named.wished or _is_whole(each, said)]


def cars_named(catalogue: Catalogue, said: Phrase) -> NamedCars:
    cars, found = catalogue.kept(cars_named, lambda: _cars_of(catalogue)), NamedCars()
    for at, word in enumerate(said):
        if word in cars.models or word in _colours():
            found = _with(found, cars, said, at)
    if found.wished or found.unwished or cars.begins.isdisjoint(said):
        return found
    whole = frozenset(car.id for car in catalogue.resources_of(CAR) if _is_whole(car, said))
    return NamedCars(whole, unknown=found.unknown and not whole)


def _with(found: NamedCars, cars: _Cars, said: Phrase, at: int) -> NamedCars:
    """What is found, with what the word at that place names."""
    models, colour = cars.models.get(said[at], frozenset()), _colour(said[at])
    begin = at
    while begin > 0 and (says(said[begin - 1], "the") or _colour(said[begin - 1]) or said[begin - 1] in cars.models):
        begin -= 1
    colours = frozenset(filter(None, map(_colour, said[begin : at + 1])))
    led = begin > 0 and said[begin - 1] in words_listened_for("in_a_car")
    followed = said[at + 1 : at + 2]
    ends = not followed or says(followed[0], "the_one") or followed[0] in words_listened_for("a_car")
    if models:
        named = led or bool(colours) or (ends and begin < at) or said[at] not in cars.bare or len(said) == 1
        if (said[at] in _OTHER_THINGS and not named) or _is_own(said, begin):
            return found
    elif colour and (led or begin < at or at == 0) and (ends or _is_of_time(followed[0])):
        models = frozenset(cars.colours)
    else:
        return found
    fitting = frozenset(id_ for id_ in models if colours <= cars.colours[id_])
    if _is_refused(said, begin - led):
        return NamedCars(found.wished, found.unwished | fitting, found.unknown)
    return NamedCars(found.wished | fitting, found.unwished, found.unknown or not fitting)


def _cars_of(catalogue: Catalogue) -> _Cars:
    names = {car.id: spoken(car.name) for car in catalogue.resources_of(CAR) if car.active}
    people = {word for teacher in catalogue.teachers.values() for word in spoken(teacher.name)}
    bare: dict[str, frozenset[int]] = {}
    for id_, name in names.items():
        for word in name:
            if word.isalpha() and word not in people and not _is_everyday(word):
                bare[word] = bare.get(word, frozenset()) | {id_}
    models = {word + ending: ids for ending in reversed(_ENDINGS) for word, ids in bare.items()}
    colours = {id_: frozenset(filter(None, map(_colour, name))) for id_, name in names.items()}
    begins = frozenset(name[0] for car in catalogue.resources_of(CAR) if (name := spoken(car.name)))
    return _Cars(models, bare.keys(), colours, begins)


def _is_everyday(word: str) -> bool:
    known = any(word in lexicon(code).vocabulary for code in codes()) and word not in _OTHER_THINGS
    return known or _colour(word) is not None or word in words_listened_for("a_car")


def _colour(word: str) -> str | None:
    return _colours().get(word)


@cache
def _colours() -> Mapping[str, str]:
    """By what they are called in any language."""
    return {word: colour for code in reversed(codes()) for word, colour in lexicon(code).colours.items()}


def _is_of_time(word: str) -> bool:
    return word[0].isdecimal() or says(word, *_TIME)


def _is_own(said: Phrase, at: int) -> bool:
    """ "My dad's golf": whose it is stands before it."""
    return any(word in lexicon(code).own for word in said[max(0, at - 2) : at] for code in codes())


def _is_refused(said: Phrase, at: int) -> bool:
    before = [said[at - length : at] for length in (1, 2, 3) if length <= at]
    return any(not _REFUSING.isdisjoint(lexicon(code).knows(phrase)) for phrase in before for code in codes())


def _is_whole(resource: Resource, said: Phrase) -> bool:
    return stands_in(said, spoken(resource.name))
