"""Which modules come before a lesson."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from domain.curricula import Module
from domain.learning import Lesson, ModuleProgress, Progress, measure
from domain.rules.parameters import switch
from domain.rules.rule import PLACED, About, Request, Rule, said

_THEORY = {"en": "Theory", "da": "Teori", "de": "Theorie", "sv": "Teori", "nb": "Teori"}
_TRACK = {"en": "Closed track", "da": "Lukket bane", "de": "Übungsplatz", "sv": "Övningsbana", "nb": "Øvingsbane"}
_ROAD = {"en": "Road", "da": "Vej", "de": "Straße", "sv": "Väg", "nb": "Vei"}
_EXAMPLE = datetime(2026, 11, 26, 15, 45, tzinfo=UTC)
_TOO_EARLY: dict[str, Any] = {
    "module": _ROAD,
    "missing": [_TRACK],
    "first": _TRACK,
    "lesson_type": _TRACK,
    "possible_from": None,
    "before": None,
}


@dataclass(frozen=True, slots=True)
class Prerequisites(Rule):
    """module: the one that the lesson would count for; missing: the modules that it requires and that will not be
    complete by then; first: the one of all to begin with, and lesson_type: what to book for it, if lessons do it.
    Each by its names. possible_from: when all of it will be done (UTC), and the hours and the other rules allow the
    lesson, None if that isn't booked yet. before: when
    another lesson, for `module`, begins that comes after the one to be moved; None if it is the lesson itself that is
    too early."""

    name = "prerequisites"
    about = About.TIME
    on = PLACED
    reads = True
    code = "prerequisites_missing"
    title = "Modules that come before are not complete"
    words = said(
        en="{% if before %}{{ module }}, {{ before|time }}, comes after this lesson: "
        "take a time before it, or move that one first{% else %}"
        "{{ module }} comes after {{ missing|join(', ') }}. {% if possible_from %}You can have it from "
        "{{ possible_from|time }}{% else %}First comes {{ first }}"
        "{% if lesson_type %}: book {{ lesson_type }}{% endif %}{% endif %}{% endif %}.",
        da="{% if before %}{{ module }}, {{ before|time }}, kommer efter den her tid: "
        "tag en tid før den, eller flyt den først{% else %}"
        "{{ module }} kommer efter {{ missing|join(', ') }}. {% if possible_from %}Du kan få den fra "
        "{{ possible_from|time }}{% else %}Først kommer {{ first }}"
        "{% if lesson_type %}: book {{ lesson_type }}{% endif %}{% endif %}{% endif %}.",
        de="{% if before %}{{ module }}, {{ before|time }}, kommt nach diesem Termin: "
        "nimm eine Zeit davor, oder verschiebe erst den anderen{% else %}"
        "{{ module }} kommt nach {{ missing|join(', ') }}. {% if possible_from %}Möglich ab "
        "{{ possible_from|time }}{% else %}Zuerst kommt {{ first }}"
        "{% if lesson_type %}: Buche {{ lesson_type }}{% endif %}{% endif %}{% endif %}.",
        sv="{% if before %}{{ module }}, {{ before|time }}, kommer efter den här tiden: "
        "ta en tid före den, eller flytta den först{% else %}"
        "{{ module }} kommer efter {{ missing|join(', ') }}. {% if possible_from %}Du kan få den från "
        "{{ possible_from|time }}{% else %}Först kommer {{ first }}"
        "{% if lesson_type %}: boka {{ lesson_type }}{% endif %}{% endif %}{% endif %}.",
        nb="{% if before %}{{ module }}, {{ before|time }}, kommer etter denne timen: "
        "ta en tid før den, eller flytt den først{% else %}"
        "{{ module }} kommer etter {{ missing|join(', ') }}. {% if possible_from %}Du kan få den fra "
        "{{ possible_from|time }}{% else %}Først kommer {{ first }}"
        "{% if lesson_type %}: bestill {{ lesson_type }}{% endif %}{% endif %}{% endif %}.",
    )
    examples = (
        _TOO_EARLY | {"missing": [_THEORY, _TRACK], "first": _THEORY, "lesson_type": None},
        _TOO_EARLY,
        _TOO_EARLY | {"possible_from": _EXAMPLE},
        _TOO_EARLY | {"before": _EXAMPLE},
    )

    modules_in_order: bool = switch("a lesson may be booked only when the modules that its own requires will be done")

    def check(self, request: Request) -> None:
        if not self.modules_in_order or request.student.curriculum_id not in request.catalogue.curricula:
            return
        self._check_own(request)
        self._check_following(request)

    def _check_own(self, request: Request) -> None:
        progress = _by(request, request.start)
        line = _counting(progress, request.lesson_type.id)
        if line is None or not (missing := progress.lacking(line.module)):
            return
        first = progress.next
        assert first is not None, "what is missing begins somewhere"
        possible = _possible_from(request, line.module)
        self.refuse(
            module=line.module.titles,
            missing=[module.titles for module in missing],
            first=first.module.titles,
            lesson_type=_offered(request, first.module),
            possible_from=possible and (request.possible_from(possible, besides=self) or possible),
            before=None,
        )

    def _check_following(self, request: Request) -> None:
        """What was booked to come after the lesson that is moved must still come after it."""
        following = _following(request)
        if following is None or request.start + request.lesson_type.duration <= following.lesson.start:
            return
        self.refuse(
            module=following.module.titles,
            missing=[module.titles for module in following.missing],
            first=following.missing[0].titles,
            lesson_type=_offered(request, following.missing[0]),
            possible_from=None,
            before=following.lesson.start,
        )


@dataclass(frozen=True, slots=True)
class _Following:
    """A coming lesson that may be had only because another one comes before it. missing: what would be, without."""

    lesson: Lesson
    module: Module
    missing: tuple[Module, ...]


def _following(request: Request) -> _Following | None:
    """The first lesson that requires the one that is being moved; the same wherever that is moved to."""
    notes, key = request.facts.notes, (Prerequisites.name, "following")
    if key not in notes:
        notes[key] = _find_following(request)
    found: _Following | None = notes[key]
    return found


def _find_following(request: Request) -> _Following | None:
    moved = request.facts.moved
    if moved is None:
        return None
    for lesson in sorted(request.facts.history.coming, key=lambda lesson: lesson.start):
        if lesson.start < moved.end:
            continue
        without = _by(request, lesson.start)
        line = _counting(without, lesson.lesson_type_id)
        missing = without.lacking(line.module) if line is not None else ()
        if line is None or not missing:
            continue
        done = replace(without.history, lessons=(*without.history.lessons, moved))
        if not measure(without.curriculum, done).lacking(line.module):
            return _Following(lesson, line.module, missing)
    return None


def _possible_from(request: Request, module: Module) -> datetime | None:
    """When the first coming lesson ends after which nothing is missing any more, if all takes place as it is booked."""
    ends = sorted(lesson.end for lesson in request.facts.history.coming if lesson.end > request.start)
    return next((end for end in ends if not _by(request, end).lacking(module)), None)


def _by(request: Request, moment: datetime) -> Progress:
    """The student's progress if all takes place that is booked to end until then."""
    history, notes = request.facts.history, request.facts.notes
    before = tuple(lesson for lesson in history.coming if lesson.end <= moment)
    key = (Prerequisites.name, len(before))
    if key not in notes:
        curriculum = request.catalogue.curricula.get(history.curriculum_id or 0)
        notes[key] = measure(curriculum, replace(history, lessons=(*history.lessons, *before), coming=()))
    progress: Progress = notes[key]
    return progress


def _counting(progress: Progress, lesson_type_id: int) -> ModuleProgress | None:
    """The module that a lesson of that type would count for; None if it is not needed for any."""
    lines = (line for line in progress.modules if lesson_type_id in line.module.lesson_type_ids)
    return next((line for line in lines if not line.complete), None)


def _offered(request: Request, module: Module) -> Mapping[str, str] | None:
    """The names of what can be booked for the module."""
    types = (request.catalogue.lesson_types.get(type_id) for type_id in module.lesson_type_ids)
    return next((kind.names for kind in types if kind is not None and kind.active), None)
