"""Which of the times that are listed the words point at: "the Friday one", "the one with Mette", "at nine"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from bot.dialogs.cars import said_of_cars
from bot.dialogs.lesson_slots import slot_from
from bot.dialogs.named_cars import named_in
from bot.dialogs.talk import Talk
from bot.dialogs.windows import is_at_hours, is_within, windows_of
from bot.understanding.lexicon import Lexicon, codes, lexicon
from bot.understanding.reading import Reading
from bot.understanding.tokens import spoken
from domain.slots import Slot
from domain.timeslots import to_wall

_ORDINAL = re.compile(r"(?:(?:the|den) )?(?P<place>[1-9])(?:st|nd|rd|th|:a|:e)", re.I)
_LONGEST = 4
"""Words of an hour that is chosen."""


def pointed_at(talk: Talk, reading: Reading) -> list[int]:
    """The places of those that are meant; none, if the words point at none of them."""
    if "?" in reading.text or reading.refused or reading.shift is not None:
        return []
    slots = [slot_from(offer) for offer in talk.data.get("offers") or ()]
    if place := _place_on_its_day(talk, reading.text, slots):
        return [place - 1]
    said = behind_the(reading.text, talk.language)
    if said is not None:
        return _fitting(talk, slots, talk.understand(said))
    return _fitting(talk, slots, reading) if _is_an_hour(reading) else []


def _place_on_its_day(talk: Talk, text: str, slots: list[Slot]) -> int:
    """Which one "the 2nd" is of times that are all on one day, which is not the second; 0 if it is none of them."""
    words = [word for word in text.split() if not _is_polite(word, lexicon(talk.language))]
    place = _ORDINAL.fullmatch(" ".join(words))
    days = {to_wall(slot.start, talk.school.zone).date() for slot in slots}
    which = int(place["place"]) if place is not None and len(days) == 1 else 0
    return which if which <= len(slots) and which not in {day.day for day in days} else 0


def behind_the(text: str, language: str) -> str | None:
    """What is said of the one that is pointed at, "the … one"; None if it points at none."""
    said = text.strip(" .!,").split()
    for code in (language, *codes()):
        words = lexicon(code)
        rest = said[next((at for at, word in enumerate(said) if not _is_polite(word, words)), len(said)) :]
        ones = [at for at, word in enumerate(rest) if "the_one" in words.knows(spoken(word))]
        if len(rest) > 1 and "the" in words.knows(spoken(rest[0])) and (ones or not _calls_it_one(code)):
            return " ".join(word for at, word in enumerate(rest[1:], 1) if at not in ones)
    return None


@cache
def _calls_it_one(code: str) -> bool:
    """Whether the language has a word for what is pointed at."""
    return any("the_one" in kinds for kinds in lexicon(code).meanings.values())


def _is_polite(word: str, words: Lexicon) -> bool:
    said = spoken(word)
    return not said or ("the" not in words.knows(said) and (said[0] in words.polite or said[0] in words.number_words))


def _is_an_hour(reading: Reading) -> bool:
    exact = reading.dayless and all(window.end is None for window in reading.windows)
    return exact and reading.intent in {None, "book"} and len(spoken(reading.text)) <= _LONGEST


def _fitting(talk: Talk, slots: list[Slot], reading: Reading) -> list[int]:
    asked = list(_asked_for(talk, slots, reading))
    return [place for place in range(len(slots)) if all(place in fitting for fitting in asked)] if asked else []


def _asked_for(talk: Talk, slots: list[Slot], reading: Reading) -> Iterator[list[int]]:
    """The places that fit each thing that is said."""

    def those(fits: list[bool]) -> list[int]:
        return [place for place, fit in enumerate(fits) if fit]

    if reading.windows and reading.dayless:
        yield those([is_at_hours(talk, slot.start, reading.windows[-1]) for slot in slots])
    elif reading.windows:
        spans = windows_of(talk, reading.windows)
        yield those([any(is_within(slot.start, window) for window in spans) for slot in slots])
    if reading.teachers or reading.teacher is not None:
        people = {*reading.teachers, reading.teacher}
        yield those([slot.teacher_id in people for slot in slots])
    if reading.branches:
        yield those([slot.branch_id in reading.branches for slot in slots])
    said = spoken(reading.text)
    cars = [[talk.school.resources[id_] for id_ in slot.resource_ids if id_ in talk.school.resources] for slot in slots]
    if like := said_of_cars(talk.school, said):
        yield those([any(car.fits(like) for car in of_slot) for of_slot in cars])
    if named := named_in(talk.school, said):
        yield those([any(car in named for car in of_slot) for of_slot in cars])
