"""A school and what it offers: branches, teachers, lesson types, resources, hours, rules.

`Catalogue` is the read-mostly whole of it, an immutable snapshot that may be kept between turns as long as its
`version` is the school's current one.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from domain.curricula import Curriculum, Module
from domain.errors import NotFound
from domain.invoices import Invoicing
from domain.languages import name_in
from domain.money import Money
from domain.packages import PackageProduct
from domain.policies import Policy
from domain.rules.person import BookableBy
from domain.timeslots import Interval, to_utc, to_wall

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class School:
    """code: what students write to join; zone: IANA name; language: ISO 639-1; currency: ISO 4217."""

    id: int
    code: str
    name: str
    zone: ZoneInfo
    language: str
    currency: str
    policy: Policy
    phone: str | None = None
    invoicing: Invoicing = field(default_factory=Invoicing)


@dataclass(frozen=True, slots=True)
class Branch:
    """names: by language."""

    id: int
    names: Mapping[str, str]
    address: str = ""

    def name(self, language: str) -> str:
        return name_in(language, self.names)


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """weekday: 0 is Monday. start, end: wall time; an end of 00:00 is the midnight that ends the day."""

    weekday: int
    start: time
    end: time
    branch_id: int | None = None

    def on(self, day: date, zone: ZoneInfo) -> Interval | None:
        """The instants worked on `day`, which must be that weekday; None if the clocks skip them."""
        end_day = day if self.end > self.start else day + timedelta(days=1)
        start, end = to_utc(datetime.combine(day, self.start), zone), to_utc(datetime.combine(end_day, self.end), zone)
        return Interval(start, end) if start < end else None


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """What a teacher works on one date: these hours beside the weekly ones (`extra`), or in their place. The weekday of
    the hours is that of the date."""

    day: date
    hours: tuple[WorkingHours, ...]
    extra: bool = False


@dataclass(frozen=True, slots=True)
class Closure:
    """The days from `first` to `last`, both included, on which the school is closed, or one branch of it.

    reasons: why, by language; perhaps none.
    """

    id: int
    first: date
    last: date
    branch_id: int | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)

    def reason(self, language: str) -> str:
        return name_in(language, self.reasons)

    def covers(self, day: date, branch_id: int | None) -> bool:
        """Whether what takes place at that branch then does not; the whole school's closures cover every branch."""
        return self.first <= day <= self.last and self.branch_id in {None, branch_id}


@dataclass(frozen=True, slots=True)
class TimeOff:
    """A calendar (of a teacher or resource) that is not to be used during `during`."""

    id: int
    calendar_id: int
    during: Interval
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PolicyOverride:
    """What the rules are for a lesson type, a branch or one at the other, where they are not the school's.

    values: by name, as JSON.
    """

    id: int
    values: Mapping[str, Any]
    lesson_type_id: int | None = None
    branch_id: int | None = None


@dataclass(frozen=True, slots=True)
class Teacher:
    """id is also the id of the teacher's calendar.

    special: dates on which the teacher works otherwise than by `hours`. most_driving: of lessons in a car, on one day.
    travel: kept free when the hours change from one branch to another.
    """

    id: int
    name: str
    lesson_type_ids: frozenset[int]
    hours: tuple[WorkingHours, ...] = ()
    phone: str | None = None
    active: bool = True
    special: tuple[SpecialDay, ...] = ()
    most_driving: timedelta | None = None
    travel: timedelta = timedelta(0)

    @property
    def first_name(self) -> str:
        return self.name.split()[0]

    def hours_on(self, day: date) -> tuple[WorkingHours, ...]:
        """What the teacher works on that date, by the week and by what is said of the date itself."""
        weekly = tuple(hours for hours in self.hours if hours.weekday == day.weekday())
        for special in self.special:
            if special.day == day:
                return (*weekly, *special.hours) if special.extra else special.hours
        return weekly

    def works(self, during: Interval, branch_id: int | None, zone: ZoneInfo) -> bool:
        """Whether the hours hold all of it, without a break in between, at that branch if it is at one."""
        today = to_wall(during.start, zone).date()
        parts = [
            part
            for day in (today - timedelta(days=1), today)
            for hours in self.hours_on(day)
            if branch_id is None or hours.branch_id in {None, branch_id}
            if (part := hours.on(day, zone)) is not None
        ]
        reached = during.start
        for part in sorted(parts, key=lambda part: part.start):
            if part.start <= reached < part.end:
                reached = part.end
        return reached >= during.end

    def branch_at(self, wall: datetime) -> int | None:
        """Where the teacher works at that wall time: at the branch of the hours that began last."""
        today = self.hours_on(wall.date())
        begun = [hours for hours in today if hours.start <= wall.time()]
        return max(begun or today, key=lambda hours: hours.start).branch_id if today else None


CAR, ROOM = "car", "room"


@dataclass(frozen=True, slots=True)
class Resource:
    """A car, a room, equipment. id is also the id of its calendar; attributes: transmission, licence_class, …"""

    id: int
    kind: str
    name: str
    branch_id: int | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    active: bool = True

    def fits(self, wishes: Mapping[str, str]) -> bool:
        """Whether its attributes are as wished."""
        return all(self.attributes.get(name, "").casefold() == value.casefold() for name, value in wishes.items())

    def teaches(self, licence_class: str | None) -> bool:
        """Whether it is for that class; one that names no classes is for all. Several are written "B, BE"."""
        own = self.attributes.get("licence_class", "")
        return licence_class is None or not own or licence_class.casefold() in _parts(own)


def _parts(text: str) -> set[str]:
    return {part.strip().casefold() for part in text.split(",")}


@dataclass(frozen=True, slots=True)
class ListedPrice:
    """What lessons on certain days cost: from `valid_from` up to and including `valid_until`, if there is an end."""

    id: int
    valid_from: date
    valid_until: date | None
    price: Money

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True)
class LessonType:
    """What can be booked.

    names: by language. duration: of the lesson itself; buffers are kept free on the teacher's and the resources'
    calendars around it. capacity 1 is an individual lesson, planned when it is booked; more is a class, planned by
    the school. requires: kinds of resource, one of each ("car", "room"). price: on days for which `prices` has none.
    vat_basis_points: hundredths of a per cent, included in the price.
    wishes: by kind, what the attributes of its resources must be. places: students who may share an individual lesson.
    """

    id: int
    code: str
    names: Mapping[str, str]
    duration: timedelta
    price: Money
    buffer_before: timedelta = timedelta(0)
    buffer_after: timedelta = timedelta(0)
    capacity: int = 1
    requires: tuple[str, ...] = ()
    active: bool = True
    prices: tuple[ListedPrice, ...] = ()
    vat_basis_points: int = 0
    wishes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    places: int = 1

    @property
    def drives(self) -> bool:
        """Whether it counts as driving: it takes a car."""
        return CAR in self.requires

    @property
    def is_class(self) -> bool:
        return self.capacity > 1

    def name(self, language: str) -> str:
        return name_in(language, self.names)

    def price_on(self, day: date) -> Money:
        """Of a lesson on that day: of the listed prices that hold then, the one that began last."""
        holding = [listed for listed in self.prices if listed.holds_on(day)]
        return max(holding, key=lambda listed: listed.valid_from).price if holding else self.price

    def price_from(self, day: date, until: date) -> tuple[date, Money] | None:
        """The next other price after that day, and from when on it holds, if it does by `until`."""
        begin = {listed.valid_from for listed in self.prices}
        end = {listed.valid_until + timedelta(days=1) for listed in self.prices if listed.valid_until is not None}
        now, changes = self.price_on(day), sorted(change for change in begin | end if day < change <= until)
        return next(((change, price) for change in changes if (price := self.price_on(change)) != now), None)

    def occupied(self, lesson: Interval) -> Interval:
        """What a lesson takes of the teacher's and the resources' calendars."""
        return lesson.widened(self.buffer_before, self.buffer_after)


@dataclass(frozen=True, slots=True)
class Student:
    """id is also the id of the student's calendar. phone: E.164. licence_class: which the student learns for, such as
    B. exam_on: the day of the examination, once it is booked. pickup: where the teacher fetches the student."""

    id: int
    school_id: int
    name: str
    phone: str | None
    language: str
    usual_teacher_id: int | None = None
    branch_id: int | None = None
    curriculum_id: int | None = None
    status: str = "active"
    birth_date: date | None = None
    licence_class: str | None = None
    exam_on: date | None = None
    pickup: str = ""

    @property
    def first_name(self) -> str:
        return self.name.split()[0] if self.name.split() else self.name


@dataclass(frozen=True)
class Catalogue:
    school: School
    version: int
    branches: Mapping[int, Branch]
    teachers: Mapping[int, Teacher]
    lesson_types: Mapping[int, LessonType]
    resources: Mapping[int, Resource]
    curricula: Mapping[int, Curriculum]
    time_off: tuple[TimeOff, ...] = ()
    overrides: tuple[PolicyOverride, ...] = ()
    package_products: Mapping[int, PackageProduct] = field(default_factory=dict)
    closures: tuple[Closure, ...] = ()
    notes: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)
    """Things derived from this snapshot by others (a vocabulary, say), kept as long as it lives."""

    def kept(self, key: Hashable, make: Callable[[], T]) -> T:
        """What is derived from this snapshot under that key, made when it is asked for first."""
        if key not in self.notes:
            self.notes[key] = make()
        found: T = self.notes[key]
        return found

    @property
    def zone(self) -> ZoneInfo:
        return self.school.zone

    def lesson_type(self, lesson_type_id: int) -> LessonType:
        if (found := self.lesson_types.get(lesson_type_id)) is None:
            raise NotFound(what="lesson_type", id=lesson_type_id)
        return found

    def module(self, module_id: int) -> Module | None:
        """Of any curriculum."""
        found = (curriculum.by_id(module_id) for curriculum in self.curricula.values())
        return next((module for module in found if module is not None), None)

    def price_at(self, lesson_type_id: int, start: datetime) -> Money:
        """What a lesson of the type costs that starts at `start`."""
        return self.lesson_type(lesson_type_id).price_on(to_wall(start, self.zone).date())

    def package_product(self, product_id: int) -> PackageProduct:
        if (found := self.package_products.get(product_id)) is None:
            raise NotFound(what="package_product", id=product_id)
        return found

    def teacher(self, teacher_id: int) -> Teacher:
        if (found := self.teachers.get(teacher_id)) is None:
            raise NotFound(what="teacher", id=teacher_id)
        return found

    def policy_for(self, lesson_type_id: int | None = None, branch_id: int | None = None) -> Policy:
        """The rules for lessons of that type at that branch; where None, as if it had no rules of its own."""
        if not self.overrides:
            return self.school.policy
        key = ("policy", lesson_type_id, branch_id)
        return self.kept(key, lambda: self._policy_for(lesson_type_id, branch_id))

    def policies_of(self, lesson_type_id: int) -> Mapping[int | None, Policy]:
        """Branch id -> the rules for lessons of that type there; None: where no branch is known."""
        branches = (None, *self.branches) if self.overrides else (None,)
        return {branch_id: self.policy_for(lesson_type_id, branch_id) for branch_id in branches}

    def _policy_for(self, lesson_type_id: int | None, branch_id: int | None) -> Policy:
        """The school's, changed by what the branch says, then by what the type says, then by both together."""
        holding = [
            override
            for override in self.overrides
            if override.branch_id in {None, branch_id} and override.lesson_type_id in {None, lesson_type_id}
        ]
        values: dict[str, Any] = {}
        for override in sorted(holding, key=lambda o: (o.lesson_type_id is not None, o.branch_id is not None)):
            values |= override.values
        return self.school.policy.changed(values)

    @cached_property
    def bookable_types(self) -> tuple[LessonType, ...]:
        return tuple(kind for kind in self.lesson_types.values() if kind.active)

    @cached_property
    def types_for_students(self) -> tuple[LessonType, ...]:
        """Those of them that students book themselves."""
        return tuple(
            kind for kind in self.bookable_types if self.policy_for(kind.id)[BookableBy].bookable_by == "students"
        )

    def place_of(self, teacher_id: int) -> int:
        """Where the teacher stands among the school's."""
        return self._places[teacher_id]

    @cached_property
    def _places(self) -> Mapping[int, int]:
        return {teacher_id: place for place, teacher_id in enumerate(self.teachers)}

    def teachers_of(self, lesson_type: LessonType) -> tuple[Teacher, ...]:
        return self._teachers_by_type.get(lesson_type.id, ())

    @cached_property
    def _teachers_by_type(self) -> Mapping[int, tuple[Teacher, ...]]:
        working = [teacher for teacher in self.teachers.values() if teacher.active]
        return {id_: tuple(each for each in working if id_ in each.lesson_type_ids) for id_ in self.lesson_types}

    def resources_of(self, kind: str) -> tuple[Resource, ...]:
        return self._resources_by_kind.get(kind, ())

    @cached_property
    def _resources_by_kind(self) -> Mapping[str, tuple[Resource, ...]]:
        active = [resource for resource in self.resources.values() if resource.active]
        return {kind: tuple(each for each in active if each.kind == kind) for kind in {each.kind for each in active}}

    def unlike(self, resource_ids: Iterable[int], wished: Mapping[str, str]) -> list[int]:
        """The ids of those that are not as a student wished. A wish is said of kinds that can be so at all."""
        there = [self.resources[id_] for id_ in resource_ids if id_ in self.resources]
        return [resource.id for resource in there if not resource.fits(self.said_of(resource.kind, wished))]

    def said_of(self, kind: str, wished: Mapping[str, str]) -> Mapping[str, str]:
        """What of the wish is said of resources of that kind: "automatic" is of cars and not of rooms."""
        there = self.resources_of(kind)
        return {name: value for name, value in wished.items() if any(name in each.attributes for each in there)}

    def counts_for_a_module(self, lesson_type_id: int) -> bool:
        modules = (module for curriculum in self.curricula.values() for module in curriculum.modules)
        return any(lesson_type_id in module.lesson_type_ids for module in modules)

    def closure_on(self, day: date, branch_id: int | None = None) -> Closure | None:
        """What closes the school, or that branch of it, on that day."""
        return next((closure for closure in self.closures if closure.covers(day, branch_id)), None)

    def licence_class_of(self, student: Student) -> str | None:
        """The class that the student learns for: the one entered, else that of the curriculum."""
        if student.licence_class:
            return student.licence_class
        curriculum = self.curricula.get(student.curriculum_id or 0)
        return curriculum.licence_class if curriculum else None

    @cached_property
    def time_off_by_calendar(self) -> Mapping[int, tuple[Interval, ...]]:
        grouped: dict[int, list[Interval]] = {}
        for off in self.time_off:
            grouped.setdefault(off.calendar_id, []).append(off.during)
        return {calendar_id: tuple(parts) for calendar_id, parts in grouped.items()}
