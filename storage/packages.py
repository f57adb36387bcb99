"""Packages of students."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from domain.errors import NotFound
from domain.lessons import Booking
from domain.money import Money
from domain.packages import Package, Prepaid

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

_COLUMNS = """
  p.id, p.student_id, p.product_id, p.lesson_type_ids, p.lessons, p.price_minor, p.currency, p.sold_at, p.valid_until,
  p.used, p.returned_at
"""

_ADD = """
INSERT INTO packages (school_id, id, student_id, product_id, lesson_type_ids, lessons, price_minor, currency, sold_at,
                      valid_until)
VALUES (%(school_id)s, %(id)s, %(student_id)s, %(product_id)s, %(lesson_type_ids)s, %(lessons)s, %(price)s,
        %(currency)s, %(sold_at)s, %(valid_until)s)
"""

_PAYING = """
SELECT booking_id, package_id FROM package_uses WHERE school_id = %(school_id)s AND booking_id = ANY(%(bookings)s)
GROUP BY booking_id, package_id HAVING sum(lessons) > 0
"""

_PREPAID = f"""
SELECT b.id, u.package_id IS NOT NULL, {_COLUMNS} FROM packages p JOIN unnest(
  %(bookings)s::bigint[], %(students)s::bigint[], %(lesson_types)s::bigint[], %(starts)s::timestamptz[]
) AS b(id, student_id, lesson_type_id, start) ON p.student_id = b.student_id
LEFT JOIN ({_PAYING}) u ON u.booking_id = b.id AND u.package_id = p.id
WHERE p.school_id = %(school_id)s AND (u.package_id IS NOT NULL
  OR p.returned_at IS NULL AND p.used < p.lessons AND b.lesson_type_id = ANY(p.lesson_type_ids)
    AND (p.valid_until IS NULL OR p.valid_until > b.start))
ORDER BY p.sold_at, p.id
FOR NO KEY UPDATE OF p
"""
"""All of them are locked, not the first alone: if a racer uses that one up, the next is here already. In this order,
whoever settles for several students never waits for another in a circle."""

_USED_FOR = f"""
SELECT u.booking_id, {_COLUMNS} FROM packages p JOIN ({_PAYING}) u ON u.package_id = p.id
WHERE p.school_id = %(school_id)s
"""

_COUNT = """
UPDATE packages SET used = used + (SELECT sum(lessons) FROM unnest(%(lessons)s::int[]) lessons)
WHERE school_id = %(school_id)s AND id = %(package_id)s
"""

_NOTE = """
INSERT INTO package_uses (school_id, id, package_id, booking_id, lessons, key, at)
VALUES (%(school_id)s, %(id)s, %(package_id)s, %(booking_id)s, %(lessons)s, %(key)s, %(at)s)
"""


class SqlPackages:
    def __init__(self, work: UnitOfWork) -> None:
        self._work = work
        self._used: dict[int, Package] = {}
        """Booking id -> the package as it is since its lesson was taken out for it in this work."""
        self._touched: set[int] = set()
        """Students of whose packages something was written in this work."""

    def add(self, package: Package) -> None:
        self._touched.add(package.student_id)
        self._work.write(
            _ADD,
            {
                "school_id": package.school_id,
                "id": package.id,
                "student_id": package.student_id,
                "product_id": package.product_id,
                "lesson_type_ids": sorted(package.lesson_type_ids),
                "lessons": package.lessons,
                "price": package.price.minor,
                "currency": package.price.currency,
                "sold_at": package.sold_at,
                "valid_until": package.valid_until,
            },
        )

    def get(self, school_id: int, package_id: int) -> Package:
        rows = self._work.read(
            f"SELECT {_COLUMNS} FROM packages p WHERE p.school_id = %(school_id)s AND p.id = %(id)s FOR NO KEY UPDATE",
            {"school_id": school_id, "id": package_id},
        )
        if not rows:
            raise NotFound(what="package", id=package_id)
        return _package_of(school_id, rows[0])

    def of_student(self, school_id: int, student_id: int) -> list[Package]:
        rows = self._work.read(
            f"SELECT {_COLUMNS} FROM packages p WHERE p.school_id = %(school_id)s AND p.student_id = %(student_id)s "
            "AND p.returned_at IS NULL ORDER BY p.sold_at, p.id",
            {"school_id": school_id, "student_id": student_id},
        )
        return [_package_of(school_id, row) for row in rows]

    def prepaid(self, school_id: int, bookings: Sequence[Booking]) -> Mapping[int, Prepaid]:
        by_id = {booking.id: booking for booking in bookings}
        students = [booking.student_id for booking in bookings]
        read = self._work.read_apart if self._touched.isdisjoint(students) else self._work.read
        wanted = {
            "bookings": list(by_id),
            "students": students,
            "lesson_types": [booking.session.lesson_type_id for booking in bookings],
            "starts": [booking.start for booking in bookings],
        }
        found: dict[int, Prepaid] = {}
        for booking_id, pays, *columns in read(_PREPAID, {"school_id": school_id} | wanted):
            package, booking, known = (
                _package_of(school_id, columns),
                by_id[booking_id],
                found.get(booking_id, Prepaid()),
            )
            usable = package.pays(booking.session.lesson_type_id, booking.start)
            found[booking_id] = Prepaid(
                by=package if pays else known.by, usable=(*known.usable, package) if usable else known.usable
            )
        return found

    def used_for(self, school_id: int, booking_ids: Sequence[int]) -> Mapping[int, Package]:
        known = {booking_id: self._used[booking_id] for booking_id in booking_ids if booking_id in self._used}
        if len(known) == len(booking_ids):
            return known
        rows = self._work.read(_USED_FOR, {"school_id": school_id, "bookings": list(booking_ids)})
        return {booking_id: _package_of(school_id, columns) for booking_id, *columns in rows}

    def use(self, package: Package, booking: Booking, use_id: int, at: datetime) -> None:
        self._enter(package, booking, use_id, at, 1)
        self._used[booking.id] = replace(package, used=package.used + 1)

    def give_back(self, package: Package, booking: Booking, use_id: int, at: datetime) -> None:
        self._enter(package, booking, use_id, at, -1)
        self._used.pop(booking.id, None)

    def _enter(self, package: Package, booking: Booking, use_id: int, at: datetime, lessons: int) -> None:
        self._touched.add(package.student_id)
        use = {"school_id": package.school_id, "package_id": package.id, "lessons": lessons}
        self._work.gather(_COUNT, {"school_id": package.school_id, "package_id": package.id}, "lessons", lessons)
        key = f"{'used' if lessons > 0 else 'back'}:{booking.id}:{booking.version}"
        self._work.write(_NOTE, use | {"id": use_id, "booking_id": booking.id, "key": key, "at": at})

    def undo(self, package: Package, at: datetime) -> None:
        self._touched.add(package.student_id)
        self._work.write(
            "UPDATE packages SET returned_at = %(at)s WHERE school_id = %(school_id)s AND id = %(id)s",
            {"school_id": package.school_id, "id": package.id, "at": at},
        )


def _package_of(school_id: int, columns: Sequence[Any]) -> Package:
    package_id, student_id, product_id, types, lessons, price, currency, sold_at, until, used, returned_at = columns
    return Package(
        id=package_id,
        school_id=school_id,
        student_id=student_id,
        product_id=product_id,
        lesson_type_ids=frozenset(types),
        lessons=lessons,
        price=Money(price, currency),
        sold_at=sold_at.astimezone(UTC),
        valid_until=until and until.astimezone(UTC),
        used=used,
        returned_at=returned_at and returned_at.astimezone(UTC),
    )
