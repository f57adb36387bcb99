"""A school's catalogue: read whole, kept in memory as long as its version is current."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from threading import Lock
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from domain.curricula import Curriculum, EducationLink, Module, ModuleKind, Skill, Unit
from domain.errors import NotFound
from domain.invoices import Invoicing
from domain.languages import FALLBACK
from domain.money import Money
from domain.packages import PackageProduct
from domain.policies import Policy
from domain.schools import (
    Branch,
    Catalogue,
    Closure,
    LessonType,
    ListedPrice,
    PolicyOverride,
    Resource,
    School,
    SpecialDay,
    Teacher,
    TimeOff,
    WorkingHours,
)
from domain.timeslots import Interval

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
        worked.setdefault(row["teacher_id"], []).append(_hours(row))
    return Catalogue(
        school=_school(school),
        version=school["catalogue_version"],
        branches={
            row["id"]: Branch(row["id"], names_of(row["names"], row["name"]), row["address"]) for row in branches
        },
        teachers={row["id"]: _teacher(row, worked.get(row["id"], []), special) for row in teachers},
        lesson_types={row["id"]: _lesson_type(row, currency) for row in types},
        resources={row["id"]: _resource(row) for row in resources},
        curricula={row["id"]: _curriculum(row) for row in curricula},
        time_off=tuple(_time_off(row) for row in time_off),
        package_products={row["id"]: _package_product(row, currency) for row in products},
        overrides=tuple(
            PolicyOverride(row["id"], row["policy"], row["lesson_type_id"], row["branch_id"]) for row in overrides
        ),
        closures=tuple(_closure(row) for row in closures),
    )


def _school(row: dict[str, Any]) -> School:
    return School(
        id=row["id"],
        code=row["code"],
        name=row["name"],
        zone=ZoneInfo(row["zone"]),
        language=row["language"],
        currency=row["currency"],
        policy=Policy.from_data(row["policy"]),
        phone=row["phone"],
        invoicing=Invoicing.from_data(row["invoicing"]),
    )


def names_of(names: Mapping[str, str], name: str) -> Mapping[str, str]:
    """By language; of a row that a program without names by language wrote, the one it has, if any."""
    return names or ({FALLBACK: name} if name else {})


def _hours(row: dict[str, Any]) -> WorkingHours:
    return WorkingHours(
        row["weekday"], time.fromisoformat(row["starts"]), time.fromisoformat(row["ends"]), row["branch_id"]
    )


def _teacher(row: dict[str, Any], hours: list[WorkingHours], special: list[dict[str, Any]]) -> Teacher:
    limit = row["most_driving_minutes"]
    return Teacher(
        id=row["id"],
        name=row["name"],
        lesson_type_ids=frozenset(row["types"]),
        hours=tuple(hours),
        phone=row["phone"],
        active=row["active"],
        special=_special_days([part for part in special if part["teacher_id"] == row["id"]]),
        most_driving=timedelta(minutes=limit) if limit is not None else None,
        travel=timedelta(minutes=row["travel_minutes"]),
    )


def _special_days(rows: list[dict[str, Any]]) -> tuple[SpecialDay, ...]:
    days: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        days.setdefault(row["day"], []).append(row)
    return tuple(_special_day(date.fromisoformat(day), parts) for day, parts in days.items())


def _special_day(day: date, parts: list[dict[str, Any]]) -> SpecialDay:
    hours = (_hours({"weekday": day.weekday(), **part}) for part in parts if part["starts"] is not None)
    return SpecialDay(day, tuple(hours), parts[0]["extra"])


def _closure(row: dict[str, Any]) -> Closure:
    first, last = date.fromisoformat(row["first"]), date.fromisoformat(row["last"])
    return Closure(row["id"], first, last, row["branch_id"], names_of(row["reasons"], row["reason"]))


def _lesson_type(row: dict[str, Any], currency: str) -> LessonType:
    return LessonType(
        id=row["id"],
        code=row["code"],
        names=row["names"],
        duration=timedelta(minutes=row["duration_minutes"]),
        price=Money(row["price_minor"], currency),
        buffer_before=timedelta(minutes=row["buffer_before_minutes"]),
        buffer_after=timedelta(minutes=row["buffer_after_minutes"]),
        capacity=row["capacity"],
        requires=tuple(row["requires"]),
        active=row["active"],
        prices=tuple(_listed_price(price, currency) for price in row["prices"]),
        vat_basis_points=row["vat_basis_points"],
        wishes=row["wishes"],
        places=row["places"],
    )


def _listed_price(row: dict[str, Any], currency: str) -> ListedPrice:
    until = row["valid_until"]
    return ListedPrice(
        id=row["id"],
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_until=date.fromisoformat(until) if until is not None else None,
        price=Money(row["price_minor"], currency),
    )


def _package_product(row: dict[str, Any], currency: str) -> PackageProduct:
    return PackageProduct(
        id=row["id"],
        names=row["names"],
        lesson_type_ids=frozenset(row["types"]),
        lessons=row["lessons"],
        price=Money(row["price_minor"], currency),
        valid_days=row["valid_days"],
        vat_basis_points=row["vat_basis_points"],
        by_chat=row["by_chat"],
        active=row["active"],
    )


def _resource(row: dict[str, Any]) -> Resource:
    return Resource(row["id"], row["kind"], row["name"], row["branch_id"], row["attributes"], row["active"])


def _time_off(row: dict[str, Any]) -> TimeOff:
    during = Interval(
        datetime.fromtimestamp(float(row["starts"]), UTC), datetime.fromtimestamp(float(row["ends"]), UTC)
    )
    return TimeOff(row["id"], row["calendar_id"], during, row["reason"])


def _curriculum(row: dict[str, Any]) -> Curriculum:
    return Curriculum(
        row["id"], names_of(row["names"], row["name"]), row["licence_class"], tuple(map(_module, row["modules"]))
    )


def _module(row: dict[str, Any]) -> Module:
    only = [row["lesson_type_id"]] if row["lesson_type_id"] is not None else []
    return Module(
        id=row["id"],
        code=row["code"] or str(row["id"]),
        kind=ModuleKind(row["kind"]),
        titles=row["titles"],
        lesson_type_ids=tuple(row["types"] or only),
        required=row["required"],
        unit=Unit(row["unit"]),
        lesson_minutes=row["lesson_minutes"],
        requires=tuple(row["requires"]),
        links=tuple(EducationLink(link["title"], link["url"]) for link in row["links"]),
        skills=tuple(Skill(skill["code"], skill["names"]) for skill in row["skills"]),
    )
