"""How a lesson went, in the teacher's words: marks for skills, and notes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

LOWEST, HIGHEST = 1, 5
"""Marks: 1 has only been shown, 5 is done safely and alone."""


@dataclass(frozen=True, slots=True)
class Mark:
    """skill: its code in the module. teacher_id: None if the school's staff entered it."""

    module_id: int
    skill: str
    mark: int
    at: datetime
    teacher_id: int | None = None


@dataclass(frozen=True, slots=True)
class Note:
    text: str
    at: datetime
    teacher_id: int | None = None


@dataclass(frozen=True, slots=True)
class Feedback:
    """Marks and notes of one completed lesson, each list the oldest first."""

    booking_id: int
    lesson_type_id: int
    start: datetime
    end: datetime
    marks: tuple[Mark, ...]
    notes: tuple[Note, ...]
