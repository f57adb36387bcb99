"""A reading as plain data, for showing what was understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.understanding.reading import Reading, Vocabulary, Window


def as_json(reading: Reading, vocabulary: Vocabulary) -> dict[str, Any]:
    """What was understood, in values that JSON has: times as "2026-11-26T15:00", names as the school writes them.

    question: as in the reading, and "wished" where it has to be asked whether what is in `perhaps` is wished.
    """
    return {
        "text": reading.text,
        "intent": reading.intent,
        "windows": _windows(reading.windows),
        "teacher": _name(vocabulary.teachers, reading.teacher),
        "lesson_type": _name(vocabulary.lesson_types, reading.lesson_type),
        "branches": [_name(vocabulary.branches, number) for number in reading.branches],
        "question": reading.question or ("wished" if reading.perhaps else None),
        "moved": _windows(reading.moved),
        "perhaps": _windows(reading.perhaps),
        "number": reading.number,
        "language": reading.language,
    }


def _windows(windows: Sequence[Window]) -> list[dict[str, str | None]]:
    return [
        {
            "start": window.start.isoformat(timespec="minutes"),
            "end": None if window.end is None else window.end.isoformat(timespec="minutes"),
        }
        for window in windows
    ]


def _name(names: Mapping[int, tuple[str, ...]], number: int | None) -> str | None:
    """The first of a name's forms, or its id when the school has given none."""
    if number is None:
        return None
    return next(iter(names.get(number, ())), str(number))
