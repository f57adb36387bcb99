"""Which modules come before a lesson."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from domain.curricula import Module
from domain.learning import ModuleProgress, Progress, measure
from domain.rules.parameters import switch
from domain.rules.rule import NEW, About, Request, Rule, said

_THEORY = {"en": "Theory", "da": "Teori"}
_TRACK = {"en": "Closed track", "da": "Lukket bane"}
_ROAD = {"en": "Road", "da": "Vej"}


@dataclass(frozen=True, slots=True)
class Prerequisites(Rule):
    """module: the one that the lesson would count for; missing: the modules that it requires and that will not be
    complete by then; first: the one of all to begin with, and lesson_type: what to book for it, if lessons do it.
    Each by its names."""

    name = "prerequisites"
    about = About.PERSON
    on = NEW
    reads = True
    code = "prerequisites_missing"
    title = "Modules that come before are not complete"
    words = said(
        en="{{ module }} comes after {{ missing|join(', ') }}. First comes {{ first }}"
        "{% if lesson_type %}: book {{ lesson_type }}{% endif %}.",
        da="{{ module }} kommer efter {{ missing|join(', ') }}. Først kommer {{ first }}"
        "{% if lesson_type %}: book {{ lesson_type }}{% endif %}.",
    )
    examples = (
        {"module": _ROAD, "missing": [_THEORY, _TRACK], "first": _THEORY, "lesson_type": None},
        {"module": _ROAD, "missing": [_TRACK], "first": _TRACK, "lesson_type": _TRACK},
    )

    modules_in_order: bool = switch("a lesson may be booked only when the modules that its own requires will be done")

    def check(self, request: Request) -> None:
        if not self.modules_in_order or request.student.curriculum_id not in request.catalogue.curricula:
            return
        progress = _by_then(request)
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
        )


def _by_then(request: Request) -> Progress:
    """The student's progress if all that is booked to end before the lesson takes place."""
    history = request.facts.history
    before = tuple(lesson for lesson in history.coming if lesson.end <= request.start)
    curriculum = request.catalogue.curricula.get(history.curriculum_id or 0)
    return measure(curriculum, replace(history, lessons=(*history.lessons, *before), coming=()))


def _counting(progress: Progress, lesson_type_id: int) -> ModuleProgress | None:
    """The module that a lesson of that type would count for; None if it is not needed for any."""
    lines = (line for line in progress.modules if lesson_type_id in line.module.lesson_type_ids)
    return next((line for line in lines if not line.complete), None)


def _offered(request: Request, module: Module) -> Mapping[str, str] | None:
    """The names of what can be booked for the module."""
    types = (request.catalogue.lesson_types.get(type_id) for type_id in module.lesson_type_ids)
    return next((kind.names for kind in types if kind is not None and kind.active), None)
