"""Packages: lessons that are paid for beforehand, and taken out one by one as they are driven."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.languages import name_in
from domain.money import Money
from domain.timeslots import day_start, to_wall


@dataclass(frozen=True, slots=True)
class PackageProduct:
    """What a school sells: so many lessons of these types for one price.

    names: by language. valid_days: so many days after the day of sale it can be used; None is for good.
    vat_basis_points: hundredths of a per cent, included in the price. by_chat: students may buy it themselves.
    """

    id: int
    names: Mapping[str, str]
    lesson_type_ids: frozenset[int]
    lessons: int
    price: Money
    valid_days: int | None = None
    vat_basis_points: int = 0
    by_chat: bool = False
    active: bool = True

    def name(self, language: str) -> str:
        return name_in(language, self.names)

    def valid_until(self, sold_at: datetime, zone: ZoneInfo) -> datetime | None:
        """The midnight that ends its last day, for one sold at `sold_at`."""
        if self.valid_days is None:
            return None
        return day_start(to_wall(sold_at, zone).date() + timedelta(days=self.valid_days + 1), zone)


@dataclass(frozen=True, slots=True)
class Package:
    """A student's own, as it was sold. used: how many of its lessons are taken out. returned_at: when the sale was
    undone, if it was."""

    id: int
    school_id: int
    student_id: int
    product_id: int
    lesson_type_ids: frozenset[int]
    lessons: int
    price: Money
    sold_at: datetime
    valid_until: datetime | None = None
    used: int = 0
    returned_at: datetime | None = None

    @property
    def left(self) -> int:
        return 0 if self.returned_at is not None else self.lessons - self.used

    def pays(self, lesson_type_id: int, start: datetime) -> bool:
        """Whether a lesson of the type that starts at `start` can be taken out of it."""
        in_time = self.valid_until is None or start < self.valid_until
        return self.left > 0 and in_time and lesson_type_id in self.lesson_type_ids


@dataclass(frozen=True, slots=True)
class Prepaid:
    """What a student's packages are to a booking. by: the one that its lesson is taken out of; usable: those that it
    could be taken out of, the oldest first."""

    by: Package | None = None
    usable: Sequence[Package] = ()
