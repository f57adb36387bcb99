"""Courses: classes that are enrolled in as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.languages import name_in
from domain.lessons import Session


@dataclass(frozen=True, slots=True)
class Course:
    """names: by language. Its classes are those of `session_ids` and all occurrences of its series."""

    id: int
    school_id: int
    names: Mapping[str, str]
    session_ids: tuple[int, ...] = ()
    series_ids: tuple[int, ...] = ()
    active: bool = True

    def name(self, language: str) -> str:
        return name_in(language, self.names)


def seats_left(sessions: Sequence[Session]) -> int:
    """How many more can take part in all of them: as many as in the fullest."""
    return min((session.capacity - session.taken for session in sessions), default=0)
