"""The school in which the phrases of these tests are read."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.understanding.reader import read
from bot.understanding.reading import Reading, Vocabulary

ZONE = ZoneInfo("Europe/Copenhagen")
NOW = datetime(2026, 11, 24, 10)  # noqa: DTZ001 - wall time of the school, a Tuesday
VOCABULARY = Vocabulary(
    teachers={1: ("Mette Holm", "Mette"), 2: ("Lars Jensen",), 3: ("May Lund",)},
    lesson_types={
        1: ("driving lesson", "køretime", "lesson", "Fahrstunde", "körlektion", "kjøretime"),
        2: ("theory", "teori", "theory class", "Theorie"),
    },
    usual_teacher=1,
    branches={
        1: ("Harbour St", "Havnegade", "Hafenstraße", "Hamngatan", "Havnegata", "Aarhus"),
        2: ("Station Square", "Banegårdspladsen", "Bahnhofsplatz", "Stationstorget", "Stasjonsplassen"),
        3: ("Lars Square",),
    },
)


def reading_of(text: str, *, language: str = "en", now: datetime = NOW, horizon_days: int = 90) -> Reading:
    """The text, read in this school."""
    return read(text, language=language, now=now, zone=ZONE, vocabulary=VOCABULARY, horizon_days=horizon_days)
