"""What a school's catalogue is made of, as rows: written, and read as the JSON of `storage.catalogue`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from domain.curricula import Curriculum, EducationLink, Module, ModuleKind, Skill, Unit
from domain.invoices import Invoicing
from domain.languages import FALLBACK
from domain.money import Money
from domain.packages import PackageProduct
from domain.policies import Policy
from domain.schools import (
    Branch,
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
from storage.jsonb import jsonb


def school_row(school: School) -> dict[str, Any]:
    return {
        "id": school.id,
        "code": school.code,
        "name": school.name,
        "zone": school.zone.key,
        "language": school.language,
        "currency": school.currency,
        "policy": jsonb(school.policy.data()),
        "invoicing": jsonb(school.invoicing.data()),
        "phone": school.phone,
    }


def branch_row(branch: Branch) -> dict[str, Any]:
    name = branch.name(FALLBACK)
    return {"names": jsonb(dict(branch.names)), "name": name, "address": branch.address}


def teacher_row(teacher: Teacher) -> dict[str, Any]:
    return {
        "name": teacher.name,
        "phone": teacher.phone,
        "active": teacher.active,
        "most_driving_minutes": _whole_minutes(teacher.most_driving) if teacher.most_driving is not None else None,
        "travel_minutes": _whole_minutes(teacher.travel),
    }


def lesson_type_row(kind: LessonType) -> dict[str, Any]:
    return {
        "code": kind.code,
        "names": jsonb(dict(kind.names)),
        "duration_minutes": _whole_minutes(kind.duration),
        "buffer_before_minutes": _whole_minutes(kind.buffer_before),
        "buffer_after_minutes": _whole_minutes(kind.buffer_after),
        "price_minor": kind.price.minor,
        "vat_basis_points": kind.vat_basis_points,
        "capacity": kind.capacity,
        "places": kind.places,
        "requires": list(kind.requires),
        "wishes": jsonb({kind_of: dict(wanted) for kind_of, wanted in kind.wishes.items()}),
        "active": kind.active,
    }


def product_row(product: PackageProduct) -> dict[str, Any]:
    return {
        "names": jsonb(dict(product.names)),
        "lessons": product.lessons,
        "price_minor": product.price.minor,
        "vat_basis_points": product.vat_basis_points,
        "valid_days": product.valid_days,
        "by_chat": product.by_chat,
        "active": product.active,
    }


def resource_row(resource: Resource) -> dict[str, Any]:
    return {
        "kind": resource.kind,
        "name": resource.name,
        "branch_id": resource.branch_id,
        "attributes": jsonb(dict(resource.attributes)),
        "active": resource.active,
    }


def _whole_minutes(span: timedelta) -> int:
    return span // timedelta(minutes=1)


def names_of(names: Mapping[str, str], name: str) -> Mapping[str, str]:
    """By language; of a row that a program without names by language wrote, the one it has, if any."""
    return names or ({FALLBACK: name} if name else {})


def school_of(row: dict[str, Any]) -> School:
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


def branch_of(row: dict[str, Any]) -> Branch:
    return Branch(row["id"], names_of(row["names"], row["name"]), row["address"])


def override_of(row: dict[str, Any]) -> PolicyOverride:
    return PolicyOverride(row["id"], row["policy"], row["lesson_type_id"], row["branch_id"])


def hours_of(row: dict[str, Any]) -> WorkingHours:
    return WorkingHours(
        row["weekday"], time.fromisoformat(row["starts"]), time.fromisoformat(row["ends"]), row["branch_id"]
    )


def teacher_of(row: dict[str, Any], hours: list[WorkingHours], special: list[dict[str, Any]]) -> Teacher:
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
    hours = (hours_of({"weekday": day.weekday(), **part}) for part in parts if part["starts"] is not None)
    return SpecialDay(day, tuple(hours), parts[0]["extra"])


def closure_of(row: dict[str, Any]) -> Closure:
    first, last = date.fromisoformat(row["first"]), date.fromisoformat(row["last"])
    return Closure(row["id"], first, last, row["branch_id"], names_of(row["reasons"], row["reason"]))


def lesson_type_of(row: dict[str, Any], currency: str) -> LessonType:
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


def package_product_of(row: dict[str, Any], currency: str) -> PackageProduct:
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


def resource_of(row: dict[str, Any]) -> Resource:
    return Resource(row["id"], row["kind"], row["name"], row["branch_id"], row["attributes"], row["active"])


def time_off_of(row: dict[str, Any]) -> TimeOff:
    during = Interval(
        datetime.fromtimestamp(float(row["starts"]), UTC), datetime.fromtimestamp(float(row["ends"]), UTC)
    )
    return TimeOff(row["id"], row["calendar_id"], during, row["reason"])


def curriculum_of(row: dict[str, Any]) -> Curriculum:
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
