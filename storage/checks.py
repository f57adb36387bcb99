"""What a school's own words and numbers must be like before they are stored. Each check raises Invalid."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

from domain.courses import Course
from domain.currencies import MINOR_DIGITS
from domain.curricula import Curriculum, Module
from domain.errors import Invalid
from domain.invoices import Invoicing
from domain.languages import LANGUAGES
from domain.money import MOST_MONEY, Money
from domain.packages import PackageProduct
from domain.schools import Branch, Closure, LessonType, ListedPrice, Resource, School, Student, Teacher, WorkingHours
from domain.text import is_blank, unfit

LONGEST_NAME = 200
LONGEST_TEXT = 1_000
CHANNELS = ("sms", "whatsapp", "telegram")
STUDENT_STATUSES = ("active", "inactive")
MOST_MODULES = 60
MOST_SKILLS = 7
"""With "done" beside them they make a menu of one page on every channel."""

_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
_LANGUAGE = re.compile(r"[a-z]{2}")
_SCHOOL_CODE = re.compile(r"[A-Z0-9]{2,12}")
_LINK = re.compile(r"https://[^\s<>\"]{3,500}")
_WORD = re.compile(r"[a-z][a-z0-9_-]{0,31}")
_CLASS = re.compile(r"[^\s,]{1,40}")


def text(field: str, value: str, *, longest: int = LONGEST_TEXT) -> None:
    """Fit to be kept and shown, and not endless."""
    if (reason := unfit(value)) is not None:
        raise Invalid(field=field, reason=reason)
    if len(value) > longest:
        raise Invalid(field=field, reason=f"must have at most {longest} characters")


def name(field: str, value: str) -> None:
    text(field, value, longest=LONGEST_NAME)
    if is_blank(value):
        raise Invalid(field=field, reason="must not be blank")


def phone(value: str | None) -> None:
    if value is not None and not _PHONE.fullmatch(value):
        raise Invalid(field="phone", reason="must be in E.164 form, such as +4520000001")


def language(value: str) -> None:
    _match("language", value, _LANGUAGE, "must be two small letters (ISO 639-1)")


def zone(value: str) -> ZoneInfo:
    """The zone of an IANA name."""
    if value not in available_timezones():
        raise Invalid(field="zone", reason="must be an IANA time zone, such as Europe/Copenhagen")
    return ZoneInfo(value)


def channel(value: str) -> None:
    _among("channel", value, CHANNELS)


def school(value: School) -> None:
    name("name", value.name)
    phone(value.phone)
    language(value.language)
    invoicing(value.invoicing)
    _match("code", value.code, _SCHOOL_CODE, "must be 2 to 12 capital letters or digits")
    if value.currency not in MINOR_DIGITS:
        raise Invalid(field="currency", reason="must be a currency's code by ISO 4217, such as DKK")


def invoicing(value: Invoicing) -> None:
    for field in ("address", "registration", "pay_to"):
        text(field, getattr(value, field))


def branch(value: Branch) -> None:
    _by_language("names", value.names)
    text("address", value.address)


def course(value: Course) -> None:
    _by_language("names", value.names)


def teacher(value: Teacher) -> None:
    name("name", value.name)
    phone(value.phone)
    hours(value.hours)


def hours(values: Sequence[WorkingHours]) -> None:
    by_day: dict[int, list[tuple[time, time]]] = {}
    for part in values:
        if not 0 <= part.weekday <= 6:
            raise Invalid(field="hours", reason="weekday must be 0 (Monday) to 6 (Sunday)")
        if part.start.tzinfo or part.end.tzinfo or part.start.second or part.end.second:
            raise Invalid(field="hours", reason="must be wall times in whole minutes")
        if part.end != time() and part.end <= part.start:
            raise Invalid(field="hours", reason="must end after they start, at 00:00 at the latest")
        by_day.setdefault(part.weekday, []).append((part.start, part.end))
    for parts in by_day.values():
        for (_, end), (start, _) in pairwise(sorted(parts, key=lambda part: part[0])):
            if end == time() or start < end:
                raise Invalid(field="hours", reason="must not overlap")


def lesson_type(value: LessonType, currency: str) -> None:
    _match("code", value.code, _WORD, "must be small letters, digits, - and _, beginning with a letter")
    _by_language("names", value.names)
    _minutes("duration_minutes", value.duration, 5, 720)
    _minutes("buffer_before_minutes", value.buffer_before, 0, 120)
    _minutes("buffer_after_minutes", value.buffer_after, 0, 120)
    money("price", value.price, currency)
    vat(value.vat_basis_points)
    if not 1 <= value.capacity <= 1_000:
        raise Invalid(field="capacity", reason="must be between 1 and 1000")
    if not 1 <= value.places <= 8 or (value.places > 1 and value.capacity > 1):
        raise Invalid(field="places", reason="must be between 1 and 8, and 1 for a class")
    for kind, wanted in value.wishes.items():
        if kind not in value.requires:
            raise Invalid(field="wishes", reason="must be of kinds that are required")
        attributes("wishes", wanted)
    for kind in value.requires:
        _match("requires", kind, _WORD, "must be kinds of resource, such as car")
    if len(set(value.requires)) != len(value.requires) or len(value.requires) > 5:
        raise Invalid(field="requires", reason="must be at most five different kinds")


def package_product(value: PackageProduct, currency: str) -> None:
    _by_language("names", value.names)
    if not value.lesson_type_ids:
        raise Invalid(field="lesson_types", reason="must not be empty")
    if not 1 <= value.lessons <= 1_000:
        raise Invalid(field="lessons", reason="must be between 1 and 1000")
    if value.valid_days is not None and not 1 <= value.valid_days <= 3_650:
        raise Invalid(field="valid_days", reason="must be between 1 and 3650")
    money("price", value.price, currency)
    vat(value.vat_basis_points)


def listed_price(value: ListedPrice, currency: str) -> None:
    money("price", value.price, currency)
    if value.valid_until is not None and value.valid_until < value.valid_from:
        raise Invalid(field="valid_until", reason="must not be before valid_from")


def vat(basis_points: int) -> None:
    if not 0 <= basis_points <= 10_000:
        raise Invalid(field="vat_basis_points", reason="must be between 0 and 10000")


def money(field: str, value: Money, currency: str) -> None:
    if value.currency != currency:
        raise Invalid(field=field, reason=f"must be {currency}, the school's own")
    if not 0 <= value.minor <= MOST_MONEY:
        raise Invalid(field=field, reason=f"must be between 0 and {MOST_MONEY} minor units")


def resource(value: Resource) -> None:
    name("name", value.name)
    _match("kind", value.kind, _WORD, "must be a kind of resource, such as car")
    attributes("attributes", value.attributes)


def attributes(field: str, values: Mapping[str, str]) -> None:
    if len(values) > 50:
        raise Invalid(field=field, reason="must be at most 50")
    for key, words in values.items():
        name(field, key)
        text(field, words)


def closure(value: Closure) -> None:
    if value.reasons:
        _by_language("reason", value.reasons)
    if not value.first <= value.last <= value.first + timedelta(days=366):
        raise Invalid(field="last", reason="must not be before the first day, nor more than a year after it")


def curriculum(value: Curriculum) -> None:
    _by_language("name", value.names)
    name("licence_class", value.licence_class)
    if len(value.modules) > MOST_MODULES:
        raise Invalid(field="modules", reason=f"must be at most {MOST_MODULES}")
    codes: set[str] = set()
    for place in value.modules:
        if place.code in codes:
            raise Invalid(field="modules", reason=f"must have different codes; {place.code} comes twice")
        if missing := [code for code in place.requires if code not in codes]:
            raise Invalid(field="modules", reason=f"{place.code} requires {missing[0]}, which must come before it")
        module(place)
        codes.add(place.code)


def module(value: Module) -> None:
    _match("modules", value.code, _WORD, "code must be small letters, digits, - and _, beginning with a letter")
    _by_language("modules", value.titles)
    if not 1 <= value.required <= 100_000:
        raise Invalid(field="modules", reason="required must be between 1 and 100000")
    if value.lesson_minutes is not None and not 5 <= value.lesson_minutes <= 720:
        raise Invalid(field="modules", reason="lesson_minutes must be between 5 and 720")
    if value.by_result and value.required != 1:
        raise Invalid(field="modules", reason="required must be 1 where a result completes it")
    if len(set(value.lesson_type_ids)) != len(value.lesson_type_ids):
        raise Invalid(field="modules", reason="must name different lesson types")
    for link in value.links:
        name("modules", link.title)
        text("modules", link.url)
        _match("modules", link.url, _LINK, "url must begin with https://")
    if len({skill.code for skill in value.skills}) != len(value.skills) or len(value.skills) > MOST_SKILLS:
        raise Invalid(field="modules", reason=f"skills must be at most {MOST_SKILLS} with different codes")
    for skill in value.skills:
        _match("modules", skill.code, _WORD, "code of a skill must be small letters, digits, - and _")
        _by_language("modules", skill.names)


def student(value: Student) -> None:
    name("name", value.name)
    phone(value.phone)
    language(value.language)
    _among("status", value.status, STUDENT_STATUSES)
    text("pickup", value.pickup, longest=LONGEST_NAME)
    if value.licence_class is not None:
        _match("licence_class", value.licence_class, _CLASS, "must be a class such as B or A1, without spaces")


def _by_language(field: str, names: Mapping[str, str]) -> None:
    if not names:
        raise Invalid(field=field, reason="must have a name in some language")
    for of_language, words in names.items():
        if of_language not in LANGUAGES:
            raise Invalid(field=field, reason=f"must be by language, of which we speak {', '.join(LANGUAGES)}")
        name(field, words)


def _minutes(field: str, value: timedelta, least: int, most: int) -> None:
    minutes, rest = divmod(value, timedelta(minutes=1))
    if rest or not least <= minutes <= most:
        raise Invalid(field=field, reason=f"must be whole minutes, {least} to {most}")


def _match(field: str, value: str, pattern: re.Pattern[str], reason: str) -> None:
    if not pattern.fullmatch(value):
        raise Invalid(field=field, reason=reason)


def _among(field: str, value: str, known: Collection[str]) -> None:
    if value not in known:
        raise Invalid(field=field, reason=f"must be one of {', '.join(known)}")
