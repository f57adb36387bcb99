"""What a car must be like: "a lesson in the automatic on thursday", "another car".

Kept in the flow's data: car (attribute -> value), not_cars (ids of those that are not wished).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.dialogs.named_cars import cars_named, named_in
from bot.dialogs.own_words import says
from bot.dialogs.talk import Talk
from bot.understanding.lexicon import codes, lexicon, words_listened_for
from bot.understanding.phrases import Phrase, by_first_word
from bot.understanding.tokens import spoken
from domain.schools import CAR, Catalogue

_SHORTEST = 4
"""Letters of a value that may be meant by a word in a sentence: "B" and "12" are not."""


def hear_car(talk: Talk, text: str, data: dict[str, Any]) -> bool:
    """Keep what the words say of the car; whether they did. That there is no such car here is told."""
    said, known = spoken(text), values_of(talk.school)
    named = cars_named(talk.school, said)
    if named.unknown:
        talk.say("no_such_car")
    if named.wished or named.unwished:
        others = (car.id for car in talk.school.resources_of(CAR) if car.id not in named.wished)
        data["not_cars"] = [*others] if named.wished else [*named.unwished]
        data.pop("car", None)
        return True
    if (value := next(_said_values(talk.school, said), None)) is None:
        return False
    if value not in known:
        talk.say("no_such_car")
        return False
    name, written = known[value]
    data["car"] = {**data.get("car", {}), name: written}
    data.pop("not_cars", None)
    return True


def hear_other_car(talk: Talk, text: str, data: dict[str, Any], offered: Sequence[Mapping[str, Any]]) -> bool:
    """ "Another car" than that of the slots on offer is wished; whether it is. That there is no other is told."""
    cars = {car.id for car in talk.school.resources_of(CAR)}
    unwanted = cars & {id_ for slot in offered for id_ in slot["resources"]}
    if len(unwanted) != 1 or not says(text, "other_car"):
        return False
    if cars == unwanted:
        talk.say("no_such_car")
    else:
        data["not_cars"] = [*unwanted]
    return True


def answers_about_a_car(talk: Talk, text: str) -> bool:
    """ "Is the red Golf automatic?": whether that was asked of a car of the school, and answered."""
    said = spoken(text)
    if words_listened_for("is").isdisjoint(said[:1]) or not (like := said_of_cars(talk.school, said)):
        return False
    named = named_in(talk.school, said)
    if len(named) != 1:
        return False
    talk.say("about_car", car=named[0].name, so=named[0].fits(like))
    return True


def tells_which_it_is(talk: Talk, text: str, cars: Sequence[int]) -> bool:
    """ "Is it manual or automatic?": whether that was asked, and told of the first of these that has either."""
    known, said = values_of(talk.school), set(_said_values(talk.school, spoken(text)))
    names = {known[value][0] for value in said if value in known} if len(said) > 1 else set()
    for car in (talk.school.resources[id_] for id_ in cars if id_ in talk.school.resources):
        for name in names & car.attributes.keys():
            talk.say("about_gears", car=car.name, gears=car.attributes[name])
            return True
    return False


def tells_of_no_such_car(talk: Talk, text: str) -> bool:
    """Whether the words say of a car what none of the school's is known to be; that is told."""
    known = values_of(talk.school)
    if all(value in known for value in _said_values(talk.school, spoken(text))):
        return False
    talk.say("no_such_car")
    return True


def said_of_cars(catalogue: Catalogue, said: tuple[str, ...]) -> dict[str, str]:
    """What the words say of a car: attribute -> value."""
    known = values_of(catalogue)
    return dict(known[value] for value in _said_values(catalogue, said) if value in known)


def values_of(catalogue: Catalogue) -> Mapping[str, tuple[str, str]]:
    """What can be said of the school's cars and rooms: the value in small letters -> the attribute and its value."""
    return catalogue.kept(
        values_of,
        lambda: {
            value.casefold(): (name, value)
            for resource in catalogue.resources.values()
            if resource.active
            for name, value in resource.attributes.items()
            if value.isalpha() and len(value) >= _SHORTEST
        },
    )


def _said_values(catalogue: Catalogue, said: Phrase) -> Iterator[str]:
    """The values that are said, also of cars that the school doesn't have."""
    called = catalogue.kept(_said_values, lambda: by_first_word(_called(catalogue)))
    for at, word in enumerate(said):
        for length, phrases in called.get(word, ()):
            if (value := phrases.get(said[at : at + length])) is not None:
                yield value


def _called(catalogue: Catalogue) -> Mapping[Phrase, str]:
    """How each value is said: as it is written, and as the languages call it."""
    called = {phrase: value for code in codes() for phrase, value in lexicon(code).attributes.items()}
    return {**called, **{spoken(value): value for value in values_of(catalogue)}}
