"""The phrases of a lexicon's file, with what each of them means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from bot.understanding.feasts import feast_number
from bot.understanding.tokens import spoken, words

Phrase = tuple[str, ...]
Meanings = Mapping[str, int]
_What = TypeVar("_What")
ByFirstWord = Mapping[str, tuple[tuple[int, Mapping[Phrase, _What]], ...]]
"""Phrases by their first word and their length, longest first."""

UNITS = {"day": 1, "week": 2, "month": 3, "hour": 4, "minute": 5, "year": 6}
"""The numbers that stand for units in meanings."""
SPANS = {"half_hour": 30, "three_quarters": 45, "hour_and_half": 90}
"""The minutes of what is said for some of an hour in words of its own."""
_LISTS = {
    "weekdays": 0,
    "weekdays_plural": 0,
    "weekdays_weak": 0,
    "weekdays_faint": 0,
    "weekdays_listed": 0,
    "months": 1,
    "months_weak": 1,
    "ordinals": 1,
}
"""Lists of word lists whose place is their value, and the value of the first."""
_KIND = {
    "weekdays": "weekday",
    "weekdays_plural": "weekdays",
    "weekdays_weak": "weekday_weak",
    "weekdays_faint": "weekday_faint",
    "weekdays_listed": "weekday_listed",
    "months": "month",
    "months_weak": "month_weak",
    "ordinals": "ordinal",
}
_MARKED = str.maketrans("äöüåøÄÖÜÅØ", "aouaoAOUAO")


def phrases_of(data: Mapping[str, Any], fillers: frozenset[str]) -> dict[Phrase, dict[str, int]]:
    found: dict[Phrase, dict[str, int]] = {}
    bare: dict[Phrase, dict[str, int]] = {}
    for kind, value, phrase in _entries(data):
        found.setdefault(words(phrase), {})[kind] = value
        if not phrase.isascii():
            bare.setdefault(words(unmarked(phrase)), {})[kind] = value
    return {**{phrase: said for phrase, said in bare.items() if not _is_filler(phrase, fillers)}, **found}


def unmarked(phrase: str) -> str:
    """As somebody writes who leaves the marks of letters out: "nasta vecka", "pa lordag"."""
    return phrase.translate(_MARKED)


def _entries(data: Mapping[str, Any]) -> Iterator[tuple[str, int, str]]:
    """Every phrase of the file with its kind and value."""
    for key, first in _LISTS.items():
        for place, said in enumerate(data.get(key, ())):
            yield from ((_KIND[key], place + first, phrase) for phrase in said)
    for kind, said in data["words"].items():
        yield from ((kind, 1, phrase) for phrase in said)
    for unit, said in data["units"].items():
        yield from (("unit", UNITS[unit], phrase) for phrase in said)
    for number, said in data["numbers"].items():
        yield from (("number", int(number), phrase) for phrase in said)
    for days, said in data["feasts"].items():
        yield from (("feast", feast_number(days), phrase) for phrase in said)
    for time, said in data["clock_words"].items():
        yield from (("clock_word", minutes_of(time), phrase) for phrase in said)
    yield from (("ordinal_suffix", 1, phrase) for phrase in data["ordinal_suffixes"])
    places = {name: place for place, name in enumerate(data["parts"])}
    for place, part in enumerate(data["parts"].values()):
        yield from (("part", place, phrase) for phrase in part["words"])
        yield from (("parts", place, phrase) for phrase in part.get("plural", ()))
    for relday in data["reldays"]:
        yield from (("relday", relday["days"], phrase) for phrase in relday["words"])
        if "part" in relday:
            yield from (("its_part", places[relday["part"]], phrase) for phrase in relday["words"])


def by_first_word(phrases: Mapping[Phrase, _What]) -> ByFirstWord[_What]:
    grouped: dict[str, dict[int, dict[Phrase, _What]]] = {}
    for phrase, what in sorted(phrases.items(), key=lambda entry: -len(entry[0])):
        grouped.setdefault(phrase[0], {}).setdefault(len(phrase), {})[phrase] = what
    return {first: tuple(by_length.items()) for first, by_length in grouped.items()}


def said_in(phrases: Iterable[str], fillers: frozenset[str]) -> frozenset[Phrase]:
    bare = {spoken(unmarked(phrase)) for phrase in phrases if not phrase.isascii()}
    said = {phrase for phrase in bare if not _is_filler(phrase, fillers)}
    return frozenset(said.union(map(spoken, phrases)) - {()})


def _is_filler(phrase: Phrase, fillers: frozenset[str]) -> bool:
    return len(phrase) == 1 and phrase[0] in fillers


def minutes_of(time: str) -> int:
    hours, minutes = time.split(":")
    return int(hours) * 60 + int(minutes)
