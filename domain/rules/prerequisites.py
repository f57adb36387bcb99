"""Which modules come before a lesson."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from domain.curricula import Module
from domain.learning import ModuleProgress, Progress, measure
from domain.rules.parameters import switch
from domain.rules.rule import PLACED, About, Request, Rule, said

_THEORY = {"en": "Theory", "da": "Teori", "de": "Theorie", "sv": "Teori", "nb": "Teori"}
_TRACK = {"en": "Closed track", "da": "Lukket bane", "de": "Übungsplatz", "sv": "Övningsbana", "nb": "Øvingsbane"}
_ROAD = {"en": "Road", "da": "Vej", "de": "Straße", "sv": "Väg", "nb": "Vei"}
_EXAMPLE = datetime(2026, 11, 26, 15, 45, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Prerequisites(Rule):
    """module: the one that the lesson would count for; missing: the modules that it requires and that will not be
    complete by then; first: the one of all to begin with, and lesson_type: what to book for it, if lessons do it.
    Each by its names. possible_from: when all of it will be done (UTC), None if it isn't booked yet."""

    name = "prerequisites"
    about = About.TIME
    on = PLACED
    reads = True
    code = "prerequisites_missing"
    title = "Modules that come before are not complete"
    words = said(
        en="{{ module }} comes after {{ missing|join(', ') }}. {% if possible_from %}You can have it from "
        "{{ possible_from|time }}{% else %}First comes {{ first }}"
        "{% if lesson_type %}: book {{ lesson_type }}{% endif %}{% endif %}.",
        da="{{ module }} kommer efter {{ missing|join(', ') }}. {% if possible_from %}Du kan få den fra "
        "{{ possible_from|time }}{% else %}Først kommer {{ first }}"
        "{% if lesson_type %}: book {{ lesson_type }}{% endif %}{% endif %}.",
        de="{{ module }} kommt nach {{ missing|join(', ') }}. {% if possible_from %}Möglich ab "
        "{{ possible_from|time }}{% else %}Zuerst kommt {{ first }}"
        "{% if lesson_type %}: Buche {{ lesson_type }}{% endif %}{% endif %}.",
        sv="{{ module }} kommer efter {{ missing|join(', ') }}. {% if possible_from %}Du kan få den från "
        "{{ possible_from|time }}{% else %}Först kommer {{ first }}"
        "{% if lesson_type %}: boka {{ lesson_type }}{% endif %}{% endif %}.",
        nb="{{ module }} kommer etter {{ missing|join(', ') }}. {% if possible_from %}Du kan få den fra "
        "{{ possible_from|time }}{% else %}Først kommer {{ first }}"
        "{% if lesson_type %}: bestill {{ lesson_type }}{% endif %}{% endif %}.",
    )
    examples = (
        {"module": _ROAD, "missing": [_THEORY, _TRACK], "first": _THEORY, "lesson_type": None, "possible_from": None},
        {"module": _ROAD, "missing": [_TRACK], "first": _TRACK, "lesson_type": _TRACK, "possible_from": None},
        {"module": _ROAD, "missing": [_TRACK], "first": _TRACK, "lesson_type": _TRACK, "possible_from": _EXAMPLE},
    )

    modules_in_order: bool = switch("a lesson may be booked only when the modules that its own requires will be done")

    def check(self, request: Request) -> None:
        if not self.modules_in_order or request.student.curriculum_id not in request.catalogue.curricula:
            return
        progress = _by(request, request.start)
        line = _counting(progress, request.lesson_type.id)
        if line is None or not (missing := progress.lacking(line.module)):
            return
        first = progress.next
        assert first is not None, "what is missing begins somewhere"
        self.refuse(
            module=line.module.titles,
            missing=[module.titles for module in missing],
            first=first.module.titles,
            lesson_type=_offered(request, first.module),
            possible_from=_possible_from(request, line.module),
        )


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
