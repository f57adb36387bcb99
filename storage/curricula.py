"""Curricula with their modules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from domain.curricula import Curriculum, Module
from domain.errors import Invalid
from domain.schools import Catalogue
from storage import checks
from storage.jsonb import jsonb

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

_ADD = """
INSERT INTO curricula (school_id, id, name, names, licence_class)
VALUES (%(school_id)s, %(id)s, %(name)s, %(names)s, %(licence_class)s)
"""

_SAVE = """
UPDATE curricula SET name = %(name)s, names = %(names)s, licence_class = %(licence_class)s
WHERE school_id = %(school_id)s AND id = %(id)s
"""

_CLEAR_TYPES = """
DELETE FROM module_lesson_types l USING curriculum_modules m
WHERE m.school_id = %(school_id)s AND m.curriculum_id = %(id)s AND l.school_id = m.school_id AND l.module_id = m.id
"""

_CLEAR_MODULES = """
DELETE FROM curriculum_modules
WHERE school_id = %(school_id)s AND curriculum_id = %(id)s AND NOT id = ANY(%(kept)s)
"""

_MAKE_ROOM = """
UPDATE curriculum_modules SET position = position + 1000 WHERE school_id = %(school_id)s AND curriculum_id = %(id)s
"""

_PUT_MODULE = """
INSERT INTO curriculum_modules (school_id, curriculum_id, position, id, code, kind, titles, lesson_type_id, required,
                                unit, lesson_minutes, requires, links, skills)
VALUES (%(school_id)s, %(curriculum_id)s, %(position)s, %(id)s, %(code)s, %(kind)s, %(titles)s, %(first_type)s,
        %(required)s, %(unit)s, %(lesson_minutes)s, %(requires)s, %(links)s, %(skills)s)
ON CONFLICT (school_id, id) DO UPDATE SET position = excluded.position, code = excluded.code, kind = excluded.kind,
  titles = excluded.titles, lesson_type_id = excluded.lesson_type_id, required = excluded.required,
  unit = excluded.unit, lesson_minutes = excluded.lesson_minutes, requires = excluded.requires,
  links = excluded.links, skills = excluded.skills
"""

_PUT_TYPES = """
INSERT INTO module_lesson_types (school_id, module_id, lesson_type_id, place)
SELECT %(school_id)s, %(module_id)s, t.id, t.place FROM unnest(%(types)s::bigint[]) WITH ORDINALITY AS t(id, place)
"""


def add_curriculum(work: UnitOfWork, school_id: int, curriculum: Curriculum) -> None:
    """Raises Invalid."""
    checks.curriculum(curriculum)
    catalogue = work.catalogue(school_id)
    work.write(_ADD, _row(catalogue, curriculum))
    _put_modules(work, catalogue, curriculum)


def save_curriculum(work: UnitOfWork, school_id: int, curriculum: Curriculum) -> None:
    """Modules that are gone are deleted, unless something has been signed, marked or credited in them.

    Raises Invalid.
    """
    checks.curriculum(curriculum)
    catalogue = work.catalogue(school_id)
    key = {"school_id": school_id, "id": curriculum.id}
    work.write(_SAVE, _row(catalogue, curriculum))
    # One after the other: within one statement none of them would see what the one before has done.
    for statement in (_CLEAR_TYPES, _CLEAR_MODULES, _MAKE_ROOM):
        work.flush()
        work.write(statement, key | {"kept": [module.id for module in curriculum.modules]})
    work.flush()
    _put_modules(work, catalogue, curriculum)


def _put_modules(work: UnitOfWork, catalogue: Catalogue, curriculum: Curriculum) -> None:
    school_id, known = catalogue.school.id, catalogue.lesson_types
    for position, module in enumerate(curriculum.modules, start=1):
        if unknown := [type_id for type_id in module.lesson_type_ids if type_id not in known]:
            raise Invalid(field="modules", reason=f"{module.code} names a lesson type {unknown[0]} that is not there")
        work.write(_PUT_MODULE, _module_row(school_id, curriculum.id, position, module))
        types = {"school_id": school_id, "module_id": module.id, "types": list(module.lesson_type_ids)}
        work.write(_PUT_TYPES, types)


def _row(catalogue: Catalogue, curriculum: Curriculum) -> dict[str, Any]:
    return {
        "school_id": catalogue.school.id,
        "id": curriculum.id,
        "name": curriculum.name(catalogue.school.language),
        "names": jsonb(dict(curriculum.names)),
        "licence_class": curriculum.licence_class,
    }


def _module_row(school_id: int, curriculum_id: int, position: int, module: Module) -> dict[str, Any]:
    return {
        "school_id": school_id,
        "curriculum_id": curriculum_id,
        "position": position,
        "id": module.id,
        "code": module.code,
        "kind": module.kind.value,
        "titles": jsonb(dict(module.titles)),
        "first_type": next(iter(module.lesson_type_ids), None),
        "required": module.required,
        "unit": module.unit.value,
        "lesson_minutes": module.lesson_minutes,
        "requires": list(module.requires),
        "links": jsonb([{"title": link.title, "url": link.url} for link in module.links]),
        "skills": jsonb([{"code": skill.code, "names": dict(skill.names)} for skill in module.skills]),
    }
