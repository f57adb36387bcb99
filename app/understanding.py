"""`justdriving understand`: what is read from each line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.understanding.lexicon import codes
from bot.understanding.reader import read
from bot.understanding.reading import Vocabulary
from bot.understanding.report import as_json

VOCABULARY = Vocabulary(
    teachers={1: ("Mette", "Mette Holm"), 2: ("Jonas", "Jonas Berg")},
    lesson_types={
        1: ("Driving lesson", "Køretime", "Fahrstunde", "Körlektion", "Kjøretime"),
        2: ("Theory class", "Teorilektion", "Theoriestunde", "Teoritime"),
    },
    usual_teacher=1,
    branches={
        1: ("Harbour St", "Havnegade", "Hafenstraße", "Hamngatan", "Havnegata"),
        2: ("Station Square", "Banegårdspladsen", "Bahnhofsplatz", "Stationstorget", "Stasjonsplassen"),
    },
)
"""Names to be recognised where no school is at hand."""


def understand_lines(lines: Iterable[str], language: str, now: str | None, zone: str) -> Iterator[str]:
    """A JSON object for each line. now: wall time, the zone's present one if None. ValueError if an option is wrong."""
    if language not in codes():
        raise ValueError(f"The languages are {', '.join(codes())}.")
    try:
        place = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"There is no zone {zone!r}; one looks like Europe/Copenhagen.") from error
    try:
        wall = datetime.fromisoformat(now) if now else datetime.now(place)
    except ValueError as error:
        raise ValueError(f"{now!r} is no time; one looks like 2026-11-24T10:00.") from error
    wall = wall.replace(tzinfo=None)
    for line in lines:
        reading = read(line.rstrip("\n"), language=language, now=wall, zone=place, vocabulary=VOCABULARY)
        yield json.dumps(as_json(reading, VOCABULARY), ensure_ascii=False)
