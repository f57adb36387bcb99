"""What a licence class takes: a curriculum of ordered modules.

A module asks for so many completed lessons (or minutes) of certain lesson types, or for a result: a test that was
passed, a first aid course held by others. Modules that it `requires` come before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from domain.languages import name_in


class ModuleKind(StrEnum):
    THEORY = "theory"
    TRACK = "track"
    ROAD = "road"
    SLIPPERY_ROAD = "slippery_road"
    FIRST_AID = "first_aid"
    TEST = "test"


class Unit(StrEnum):
    """What a module's requirement is counted in."""

    LESSONS = "lessons"
    MINUTES = "minutes"


@dataclass(frozen=True, slots=True)
class EducationLink:
    """Where its subject can be read or practised. url: https."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Skill:
    """Something the teacher marks from 1 to 5. names: by language."""

    code: str
    names: Mapping[str, str]

    def name(self, language: str) -> str:
        return name_in(language, self.names) or self.code


@dataclass(frozen=True, slots=True)
class Module:
    """
    code: names it within its curriculum; titles: by language.
    lesson_type_ids: lessons that count, the usual one first; none if a result completes it.
    lesson_minutes: a session counts as so many lessons as it has whole ones of these; None: as one, however long it is.
    requires: codes of modules of the same curriculum that must be complete before.
    """

    id: int
    code: str
    kind: ModuleKind
    titles: Mapping[str, str]
    lesson_type_ids: tuple[int, ...] = ()
    required: int = 1
    unit: Unit = Unit.LESSONS
    lesson_minutes: int | None = None
    requires: tuple[str, ...] = ()
    links: tuple[EducationLink, ...] = ()
    skills: tuple[Skill, ...] = ()

    @property
    def by_result(self) -> bool:
        """Whether a result completes it and no lessons do: a test, or a course that others hold."""
        return self.kind is ModuleKind.TEST or not self.lesson_type_ids

    def title(self, language: str) -> str:
        return name_in(language, self.titles) or self.code

    def worth(self, duration: timedelta) -> int:
        """How much a session of that length counts, in the module's unit."""
        minutes = duration // timedelta(minutes=1)
        if self.unit is Unit.MINUTES:
            return minutes
        return minutes // self.lesson_minutes if self.lesson_minutes else 1


@dataclass(frozen=True, slots=True)
class Curriculum:
    """names: by language. licence_class: "B", "A1" … modules: in the order in which they are usually taken."""

    id: int
    names: Mapping[str, str]
    licence_class: str
    modules: tuple[Module, ...] = field(default=())

    def name(self, language: str) -> str:
        return name_in(language, self.names)

    def module(self, code: str) -> Module | None:
        return next((module for module in self.modules if module.code == code), None)

    def by_id(self, module_id: int) -> Module | None:
        return next((module for module in self.modules if module.id == module_id), None)
