"""A school's catalogue: read whole, kept in memory as long as its version is current."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from domain.errors import NotFound
from domain.schools import Catalogue, WorkingHours
from storage.catalogue_rows import (
    branch_of,
    closure_of,
    curriculum_of,
    hours_of,
    lesson_type_of,
    override_of,
    package_product_of,
    resource_of,
    school_of,
    teacher_of,
    time_off_of,
)

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

_KEPT_SCHOOLS = 2_000
"""How many catalogues stay in memory (a school of 20 teachers takes some 50 kB); the oldest read goes first."""

CATALOGUE = """
SELECT to_jsonb(s) - 'created_at',
  ARRAY(SELECT to_jsonb(r) FROM branches r WHERE r.school_id = s.id ORDER BY id),
  ARRAY(SELECT to_jsonb(r) || jsonb_build_object(
          'types', ARRAY(SELECT lesson_type_id FROM teacher_lesson_types l
                         WHERE l.school_id = s.id AND l.teacher_id = r.id ORDER BY 1))
        FROM teachers r WHERE r.school_id = s.id ORDER BY id),
  ARRAY(SELECT to_jsonb(r) || jsonb_build_object(
          'prices', ARRAY(SELECT to_jsonb(p) FROM lesson_type_prices p
                          WHERE p.school_id = s.id AND p.lesson_type_id = r.id ORDER BY p.valid_from))
        FROM lesson_types r WHERE r.school_id = s.id ORDER BY id),
  ARRAY(SELECT to_jsonb(r) FROM resources r WHERE r.school_id = s.id ORDER BY id),
  ARRAY(SELECT jsonb_build_object('teacher_id', r.teacher_id, 'weekday', r.weekday, 'branch_id', r.branch_id,
          'starts', to_char(r.starts, 'HH24:MI'), 'ends', to_char(r.ends, 'HH24:MI'))
        FROM working_hours r WHERE r.school_id = s.id ORDER BY teacher_id, weekday, starts),
  ARRAY(SELECT jsonb_build_object('id', r.id, 'calendar_id', r.calendar_id, 'reason', r.reason,
          'starts', extract(epoch FROM r.starts_at), 'ends', extract(epoch FROM r.ends_at))
        FROM time_off r WHERE r.school_id = s.id AND r.ends_at > now() - interval '31 days' ORDER BY starts_at),
  ARRAY(SELECT to_jsonb(r) || jsonb_build_object(
          'modules', ARRAY(SELECT to_jsonb(m) || jsonb_build_object(
              'types', ARRAY(SELECT lesson_type_id FROM module_lesson_types l
                             WHERE l.school_id = s.id AND l.module_id = m.id ORDER BY place))
            FROM curriculum_modules m WHERE m.school_id = s.id AND m.curriculum_id = r.id ORDER BY position))
        FROM curricula r WHERE r.school_id = s.id ORDER BY id),
  ARRAY(SELECT to_jsonb(r) || jsonb_build_object(
          'types', ARRAY(SELECT lesson_type_id FROM package_product_types t
                         WHERE t.school_id = s.id AND t.product_id = r.id ORDER BY 1))
        FROM package_products r WHERE r.school_id = s.id ORDER BY id),
  ARRAY(SELECT to_jsonb(r) FROM policy_overrides r WHERE r.school_id = s.id ORDER BY id),
  ARRAY(SELECT jsonb_build_object('teacher_id', r.teacher_id, 'branch_id', r.branch_id, 'day', r.day, 'extra', r.extra,
          'starts', to_char(r.starts, 'HH24:MI'), 'ends', to_char(r.ends, 'HH24:MI'))
        FROM special_hours r WHERE r.school_id = s.id AND r.day > current_date - 31 ORDER BY teacher_id, day, starts),
  ARRAY(SELECT to_jsonb(r) FROM closures r WHERE r.school_id = s.id AND r.last > current_date - 31 ORDER BY first, id)
FROM schools s WHERE s.id = %(school_id)s
"""


class CatalogueCache:
    """Shared by all works of a process. A trigger counts the version, so what is kept is never taken for current
    when it is not; a work that did not read the version asks for it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: dict[int, Catalogue] = {}

    def get(self, work: UnitOfWork, school_id: int, version: int | None) -> Catalogue:
        kept = self._kept.get(school_id)
        if kept is not None and version is None:
            if any(asked["school_id"] == school_id for asked, _ in work.looked_at(CATALOGUE)):
                return kept  # it has just been read
            rows = work.look("SELECT catalogue_version FROM schools WHERE id = %(id)s", {"id": school_id})
            version = rows[0][0] if rows else None
        if kept is not None and kept.version == version:
            return kept
        fresh = read_catalogue(work, school_id)
        if work.wrote:
            return fresh  # it may hold what is never committed
        with self._lock:
            self._kept.pop(school_id, None)
            self._kept[school_id] = fresh
            while len(self._kept) > _KEPT_SCHOOLS:
                del self._kept[next(iter(self._kept))]
        return fresh


def read_catalogue(work: UnitOfWork, school_id: int) -> Catalogue:
    """All of it in one statement. NotFound if there is no such school."""
    rows = work.look(CATALOGUE, {"school_id": school_id})
    if not rows:
        raise NotFound(what="school", id=school_id)
    (
        school, branches, teachers, types, resources, hours, time_off, curricula, products, overrides, special,
        closures,
    ) = rows[0]  # fmt: skip
    currency = school["currency"]
    worked: dict[int, list[WorkingHours]] = {}
    for row in hours:
        worked.setdefault(row["teacher_id"], []).append(hours_of(row))
    return Catalogue(
        school=school_of(school),
        version=school["catalogue_version"],
        branches={row["id"]: branch_of(row) for row in branches},
        teachers={row["id"]: teacher_of(row, worked.get(row["id"], []), special) for row in teachers},
        lesson_types={row["id"]: lesson_type_of(row, currency) for row in types},
        resources={row["id"]: resource_of(row) for row in resources},
        curricula={row["id"]: curriculum_of(row) for row in curricula},
        time_off=tuple(time_off_of(row) for row in time_off),
        package_products={row["id"]: package_product_of(row, currency) for row in products},
        overrides=tuple(override_of(row) for row in overrides),
        closures=tuple(closure_of(row) for row in closures),
    )
