"""Reads for screens and lists: one statement each, no locks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, LiteralString

from domain.errors import NotFound
from domain.invoices import Invoice
from domain.ledger import LedgerLine
from domain.lessons import Booking, Session
from domain.passing import PassedRules
from domain.schools import Student
from domain.series import Series
from domain.timeslots import Interval
from storage import series
from storage.bookings import BOOKING_COLUMNS, FROM_BOOKINGS, booking_of
from storage.entries import read_lines
from storage.invoices import INVOICES, invoice_of
from storage.people import STUDENT_COLUMNS, student_of
from storage.sessions import SESSION_COLUMNS, session_of

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

_BOOKINGS = f"""
SELECT p.name, {BOOKING_COLUMNS} FROM {FROM_BOOKINGS}
JOIN students p ON p.school_id = b.school_id AND p.id = b.student_id
"""


@dataclass(frozen=True, slots=True)
class BookingLine:
    booking: Booking
    student_name: str


class Views:
    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    def booking(self, school_id: int, booking_id: int) -> BookingLine:
        """NotFound if the school has none."""
        rows = self._work.read(
            f"{_BOOKINGS} WHERE b.school_id = %(school_id)s AND b.id = %(id)s",
            {"school_id": school_id, "id": booking_id},
        )
        if not rows:
            raise NotFound(what="booking", id=booking_id)
        return BookingLine(booking_of(school_id, rows[0][1:]), rows[0][0])

    def bookings(
        self,
        school_id: int,
        *,
        limit: int,
        student_id: int | None = None,
        teacher_id: int | None = None,
        statuses: Sequence[str] = (),
        start: datetime | None = None,
        end: datetime | None = None,
        after: tuple[datetime, int] | None = None,
    ) -> list[BookingLine]:
        """By start, then id. start, end: of the lesson's start. after: (start, id) of the last one seen."""
        where = _Where(school_id)
        where.add("student_id", student_id, "b.student_id = %(student_id)s")
        where.add(
            "teacher_id",
            teacher_id,
            "EXISTS (SELECT FROM allocations t WHERE t.school_id = s.school_id AND t.session_id = s.id "
            "AND t.role = 'teacher' AND t.calendar_id = %(teacher_id)s)",
        )
        where.add("statuses", list(statuses) or None, "b.status = ANY(%(statuses)s)")
        where.add("start", start, "s.starts_at >= %(start)s")
        where.add("end", end, "s.starts_at < %(end)s")
        where.after(after, "s.starts_at", "b.id")
        rows = self._work.read(
            f"{_BOOKINGS} WHERE s.school_id = %(school_id)s AND {where.conditions} "
            "ORDER BY s.starts_at, b.id LIMIT %(limit)s",
            where.values | {"limit": limit},
        )
        return [BookingLine(booking_of(school_id, row[1:]), row[0]) for row in rows]

    def passed_rules(self, school_id: int, booking_ids: Sequence[int]) -> dict[int, list[PassedRules]]:
        """By booking, the oldest first."""
        rows = self._work.read(
            "SELECT booking_id, rules, reason, at, key_id FROM passed_rules "
            "WHERE school_id = %(school_id)s AND booking_id = ANY(%(ids)s) ORDER BY at, id",
            {"school_id": school_id, "ids": list(booking_ids)},
        )
        found: dict[int, list[PassedRules]] = {}
        for booking_id, rules, reason, at, key_id in rows:
            passed = PassedRules(booking_id, tuple(rules), reason, at.astimezone(UTC), key_id)
            found.setdefault(booking_id, []).append(passed)
        return found

    def students(
        self,
        school_id: int,
        *,
        limit: int,
        phone: str | None = None,
        name: str | None = None,
        status: str | None = None,
        after: int | None = None,
    ) -> list[Student]:
        """By id. name: a part of it, in any case."""
        where = _Where(school_id)
        where.add("phone", phone, "p.phone = %(phone)s")
        where.add("name", name and f"%{_literally(name)}%", "p.name ILIKE %(name)s")
        where.add("status", status, "p.status = %(status)s")
        where.add("after", after, "p.id > %(after)s")
        rows = self._work.read(
            f"SELECT {STUDENT_COLUMNS} FROM students p WHERE p.school_id = %(school_id)s AND {where.conditions} "
            "ORDER BY p.id LIMIT %(limit)s",
            where.values | {"limit": limit},
        )
        return [student_of(school_id, row) for row in rows]

    def classes(
        self,
        school_id: int,
        *,
        limit: int,
        lesson_type_id: int | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
        after: tuple[datetime, int] | None = None,
    ) -> list[Session]:
        """Planned classes, full ones too, by start, then id."""
        where = _Where(school_id)
        where.add("lesson_type_id", lesson_type_id, "s.lesson_type_id = %(lesson_type_id)s")
        where.add("start", start, "s.starts_at >= %(start)s")
        where.add("end", end, "s.starts_at < %(end)s")
        where.after(after, "s.starts_at", "s.id")
        rows = self._work.read(
            f"SELECT {SESSION_COLUMNS} FROM sessions s WHERE s.school_id = %(school_id)s AND s.planned "
            f"AND NOT s.cancelled AND {where.conditions} ORDER BY s.starts_at, s.id LIMIT %(limit)s",
            where.values | {"limit": limit},
        )
        return [session_of(school_id, row) for row in rows]

    def sessions(
        self,
        school_id: int,
        during: Interval,
        *,
        branch_id: int | None = None,
        calendar_id: int | None = None,
        lesson_type_id: int | None = None,
    ) -> list[Session]:
        """What takes place then, by start; at that branch or anywhere, with that teacher or resource or any, of that
        lesson type or any."""
        where = _Where(school_id)
        where.add("branch_id", branch_id, "s.branch_id = %(branch_id)s")
        where.add("lesson_type_id", lesson_type_id, "s.lesson_type_id = %(lesson_type_id)s")
        where.add(
            "calendar_id",
            calendar_id,
            "EXISTS (SELECT FROM allocations a WHERE a.school_id = s.school_id AND a.session_id = s.id "
            "AND a.calendar_id = %(calendar_id)s AND a.active)",
        )
        rows = self._work.read(
            f"SELECT {SESSION_COLUMNS} FROM sessions s WHERE s.school_id = %(school_id)s AND NOT s.cancelled "
            f"AND s.starts_at >= %(start)s AND s.starts_at < %(end)s AND {where.conditions} "
            "AND (s.planned OR s.taken > 0) ORDER BY s.starts_at, s.id",
            where.values | {"start": during.start, "end": during.end},
        )
        return [session_of(school_id, row) for row in rows]

    def series(self, school_id: int, series_id: int) -> Series:
        """NotFound if the school has none."""
        return series.one(self._work, school_id, series_id)

    def all_series(self, school_id: int, *, limit: int, after: int | None = None) -> list[Series]:
        """By id; those that were cancelled altogether left out."""
        return series.listed(self._work, school_id, limit=limit, after=after)

    def ledger(
        self, school_id: int, student_id: int, *, limit: int, after: tuple[datetime, int] | None = None
    ) -> list[LedgerLine]:
        """The oldest entry first."""
        where = _Where(school_id)
        where.after(after, "e.at", "e.id")
        which: LiteralString = f"WHERE {where.conditions} ORDER BY e.at, e.id LIMIT %(limit)s"
        return read_lines(self._work, school_id, student_id, which, where.values | {"limit": limit})

    def invoices(
        self, school_id: int, *, limit: int, student_id: int | None = None, after: int | None = None
    ) -> list[Invoice]:
        """By number, credit notes too."""
        where = _Where(school_id)
        where.add("student_id", student_id, "i.student_id = %(student_id)s")
        where.add("after", after, "i.number > %(after)s")
        rows = self._work.read(
            f"{INVOICES} WHERE i.school_id = %(school_id)s AND {where.conditions} ORDER BY i.number LIMIT %(limit)s",
            where.values | {"limit": limit},
        )
        return [invoice_of(school_id, row) for row in rows]

    def invoiced_debtors(self, school_id: int) -> list[int]:
        """Students who owe something and have invoices, by id: nobody else has one that is not paid."""
        rows = self._work.read(
            """
            SELECT e.student_id FROM ledger_entries e WHERE e.school_id = %(school_id)s
              AND EXISTS (SELECT FROM invoices i WHERE i.school_id = e.school_id AND i.student_id = e.student_id)
            GROUP BY e.student_id HAVING sum(e.amount_minor) > 0 ORDER BY 1
            """,
            {"school_id": school_id},
        )
        return [student_id for (student_id,) in rows]


class _Where:
    """The conditions that were asked for. Others are left out, so that each question gets its own plan."""

    def __init__(self, school_id: int) -> None:
        self._conditions: list[LiteralString] = ["true"]
        self.values: dict[str, Any] = {"school_id": school_id}

    def add(self, name: str, value: Any, condition: LiteralString) -> None:
        """`condition` on %(name)s, unless the value is None."""
        if value is not None:
            self._conditions.append(condition)
            self.values[name] = value

    def after(self, place: tuple[datetime, int] | None, moment: LiteralString, row_id: LiteralString) -> None:
        if place is not None:
            self._conditions.append(f"({moment}, {row_id}) > (%(after_moment)s, %(after_id)s)")
            self.values |= {"after_moment": place[0], "after_id": place[1]}

    @property
    def conditions(self) -> LiteralString:
        return " AND ".join(self._conditions)


def _literally(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
