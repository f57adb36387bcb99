"""What people write is read as the tables of phrases say."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.understanding.lexicon import codes
from tests.understanding.school import reading_of
from tests.understanding.shorthand import in_short

FOLDER = Path(__file__).parent
KINDS = {"days", "dates", "clock", "parts", "ranges", "relative", "wishes", "sentences", "intents", "names", "traps"}


def table(language: str) -> dict[str, dict[str, str]]:
    return tomllib.loads((FOLDER / f"phrases_{language}.toml").read_text(encoding="utf-8"))


def phrases() -> Iterator[tuple[str, str, str, str]]:
    for language in codes():
        for kind, entries in table(language).items():
            yield from ((language, kind, phrase, expected) for phrase, expected in entries.items())


@pytest.mark.parametrize(("language", "kind", "phrase", "expected"), list(phrases()))
def test_a_phrase_is_read_as_the_table_says(language: str, kind: str, phrase: str, expected: str) -> None:
    assert in_short(reading_of(phrase, language=language)) == expected


@pytest.mark.parametrize("language", codes())
def test_every_language_has_phrases_of_every_kind(language: str) -> None:
    entries = table(language)
    assert entries.keys() >= KINDS
    assert sum(map(len, entries.values())) >= 90


def test_a_language_is_read_even_when_another_is_expected() -> None:
    assert in_short(reading_of("kan jeg få en køretime på torsdag kl 14", language="en")) == "=book 11-26 14:00 %1"
    assert in_short(reading_of("any chance thursday after 3?", language="da")) == "=book 11-26 15:00-24:00"
    assert in_short(reading_of("thursday", language="xx")) == "11-26"
