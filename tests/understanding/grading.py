"""How well phrases are read: right, wrong, or not settled, so that the person is asked."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from bot.understanding.lexicon import codes
from bot.understanding.reading import Reading
from tests.understanding.school import reading_of
from tests.understanding.shorthand import in_short

FOLDER = Path(__file__).parent


class Grade(StrEnum):
    """What became of a phrase."""

    RIGHT = "right"
    WRONG = "wrong"
    ASKS = "asks"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A line of a table: what is written, of which kind, and how it is to be read."""

    language: str
    kind: str
    text: str
    expected: str


def table(language: str) -> dict[str, dict[str, str]]:
    """The phrases of a language by kind, each with its reading in shorthand."""
    return tomllib.loads((FOLDER / f"phrases_{language}.toml").read_text(encoding="utf-8"))


def moments() -> dict[str, dict[str, dict[str, str]]]:
    """Phrases by the moment they are written at, in wall time, and their language, each with its reading."""
    return tomllib.loads((FOLDER / "moments.toml").read_text(encoding="utf-8"))


def phrases() -> Iterator[Phrase]:
    """The phrases of all languages."""
    for language in codes():
        for kind, entries in table(language).items():
            yield from (Phrase(language, kind, text, expected) for text, expected in entries.items())


def read(text: str, language: str) -> Reading:
    """The text, where this language is expected."""
    return reading_of(text, language=language)


def grade(phrase: Phrase, read: Callable[[str, str], Reading] = read) -> Grade:
    """A reading that differs is not wrong when the person is asked: nothing was understood, or a question is open."""
    reading = read(phrase.text, phrase.language)
    if in_short(reading) == phrase.expected:
        return Grade.RIGHT
    return Grade.ASKS if reading.question or not _says_anything(reading) else Grade.WRONG


def _says_anything(reading: Reading) -> bool:
    return bool(reading.intent or reading.windows or reading.number is not None or reading.teachers)
