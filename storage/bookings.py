"""Bookings with their sessions and allocations."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from domain.errors import NotFound
from domain.lessons import DECLINED, UNANSWERED, Booking, Session, Status
from domain.money import Money
from domain.passing import PassedRules
from domain.past import PastLesson
from domain.policies import Policy
from domain.timeslots import Interval
from storage.busy import array_of
from storage.jsonb import jsonb
from storage.sessions import SESSION_COLUMNS, SESSION_WIDTH, session_of
from storage.standing import COUNTED
from storage.statements import Stage

if TYPE_CHECKING:
    from psycopg.rows import TupleRow

    from storage.unit_of_work import UnitOfWork

BOOKING_COLUMNS = f"""
  b.id, b.student_id, b.status, b.price_minor, b.currency, b.policy::text, b.created_at, b.hold_until, b.version,
  b.note, b.settled_at, b.moves, b.answer_until, b.wished, b.imposed_at, b.pickup,
  {SESSION_COLUMNS}
"""
_OWN_COLUMNS = 16

FROM_BOOKINGS = "bookings b JOIN sessions s ON s.school_id = b.school_id AND s.id = b.session_id"

_BY_ID = f"""
SELECT {BOOKING_COLUMNS} FROM {FROM_BOOKINGS} WHERE b.school_id = %(school_id)s AND b.id = %(id)s
"""
_BY_ID_LOCKED = f"{_BY_ID} FOR NO KEY UPDATE"

_LOCKED = f"""
SELECT {BOOKING_COLUMNS} FROM {FROM_BOOKINGS}
WHERE b.school_id = %(school_id)s AND b.id = ANY(%(ids)s)
ORDER BY b.id FOR NO KEY UPDATE
"""

_COMING = f"""
SELECT {BOOKING_COLUMNS} FROM {FROM_BOOKINGS}
WHERE b.school_id = %(school_id)s AND b.student_id = %(student_id)s AND b.status IN ('confirmed', 'requested')
  AND s.ends_at > %(now)s
ORDER BY s.starts_at
"""

_ASKED_IN_VAIN = f"""
SELECT {BOOKING_COLUMNS} FROM {FROM_BOOKINGS}
WHERE b.school_id = %(school_id)s AND b.student_id = %(student_id)s AND s.starts_at > %(since)s
  AND (b.status = 'cancelled' AND (b.note = %(declined)s OR starts_with(b.note, %(declined)s || ': '))
       OR b.status = 'expired' AND b.note = %(unanswered)s)
ORDER BY b.id DESC LIMIT 2
"""

_AWAITING = f"""
SELECT {BOOKING_COLUMNS} FROM {FROM_BOOKINGS}
JOIN allocations t ON t.school_id = s.school_id AND t.session_id = s.id AND t.role = 'teacher' AND t.active
WHERE b.school_id = %(school_id)s AND t.calendar_id = %(teacher_id)s AND b.status = 'confirmed'
  AND s.ends_at <= %(now)s
ORDER BY s.starts_at, b.id
LIMIT 50
"""

_SETTLED = f"""
SELECT {BOOKING_COLUMNS} FROM {FROM_BOOKINGS}
WHERE b.school_id = %(school_id)s AND b.settled_at >= %(since)s AND EXISTS (
  SELECT FROM allocations t WHERE t.school_id = s.school_id AND t.session_id = s.id AND t.role = 'teacher'
    AND t.calendar_id = %(teacher_id)s)
ORDER BY b.settled_at DESC, b.id DESC LIMIT 100
"""

_OF_TEACHER = f"""
SELECT {BOOKING_COLUMNS} FROM {FROM_BOOKINGS}
JOIN allocations t ON t.school_id = s.school_id AND t.session_id = s.id AND t.role = 'teacher' AND t.active
WHERE b.school_id = %(school_id)s AND t.calendar_id = %(teacher_id)s
  AND t.starts_at > %(start)s - interval '24 hours' AND t.starts_at < %(end)s
  AND s.starts_at >= %(start)s AND s.starts_at < %(end)s AND b.status IN ('confirmed', 'completed', 'no_show')
ORDER BY s.starts_at, b.id
"""

_OPEN_IN = f"""
SELECT {BOOKING_COLUMNS} FROM {FROM_BOOKINGS}
WHERE b.school_id = %(school_id)s AND b.status IN ('draft', 'requested', 'confirmed')
  AND s.starts_at > %(start)s::timestamptz - interval '24 hours' AND s.starts_at < %(end)s AND s.ends_at > %(start)s
  AND (%(calendar_id)s::bigint IS NULL OR EXISTS (
    SELECT FROM allocations t WHERE t.school_id = s.school_id AND t.session_id = s.id AND t.active
      AND t.calendar_id = %(calendar_id)s))
ORDER BY s.starts_at, b.id
"""

_PAST = f"""
SELECT coalesce((SELECT sum(e.amount_minor) FROM ledger_entries e
                 WHERE e.school_id = b.school_id AND e.booking_id = b.id), 0)::bigint,
       coalesce((SELECT sum(u.lessons) > 0 FROM package_uses u
                 WHERE u.school_id = b.school_id AND u.booking_id = b.id), false), {BOOKING_COLUMNS}
FROM {FROM_BOOKINGS}
WHERE b.school_id = %(school_id)s AND b.student_id = %(student_id)s AND s.starts_at <= %(now)s
  AND (b.status IN ('completed', 'no_show') OR b.status = 'confirmed' AND s.ends_at <= %(now)s
       OR b.status = 'cancelled' AND b.version > 1)
  AND (s.starts_at, b.id) < (%(before)s, %(before_id)s)
ORDER BY s.starts_at DESC, b.id DESC LIMIT %(limit)s
"""
"""A draft that was let go of is as it was made; cancelling what was booked makes another version of it."""

STARTS = f"""
SELECT s.starts_at, s.ends_at, b.status IN ('draft', 'requested', 'confirmed') AND s.ends_at > %(now)s
FROM {FROM_BOOKINGS}
WHERE b.school_id = %(school_id)s AND b.student_id = %(student_id)s AND b.session_id <> %(ignoring)s
  AND s.starts_at >= %(start)s AND s.starts_at < %(end)s
  AND b.status IN ('draft', 'requested', 'confirmed', 'completed', 'no_show')
  AND (b.hold_until IS NULL OR b.hold_until > %(now)s) AND {COUNTED}
ORDER BY s.starts_at
"""

_ADD_SESSION = """
INSERT INTO sessions (school_id, id, lesson_type_id, branch_id, starts_at, ends_at, capacity, taken, planned,
                      series_id, occurrence)
VALUES (%(school_id)s, %(id)s, %(lesson_type_id)s, %(branch_id)s, %(start)s, %(end)s, %(capacity)s, %(taken)s,
        %(planned)s, %(series_id)s, %(occurrence)s)
"""

_ADD_BOOKING = """
INSERT INTO bookings (school_id, id, session_id, student_id, status, price_minor, currency, policy, hold_until,
                      version, note, created_at, answer_until, wished)
VALUES (%(school_id)s, %(id)s, %(session_id)s, %(student_id)s, %(status)s, %(price)s, %(currency)s, %(policy)s,
        %(hold_until)s, %(version)s, %(note)s, %(created_at)s, %(answer_until)s, %(wished)s)
"""

_ADD_ALLOCATIONS = """
INSERT INTO allocations (school_id, id, calendar_id, session_id, booking_id, role, starts_at, ends_at, hold_until)
SELECT %(school_id)s, a.id, a.calendar, %(session_id)s, a.booking, a.role,
       CASE a.role WHEN 'student' THEN %(start)s::timestamptz
         ELSE %(start)s::timestamptz - make_interval(mins => t.buffer_before_minutes) END,
       CASE a.role WHEN 'student' THEN %(end)s::timestamptz
         ELSE %(end)s::timestamptz + make_interval(mins => t.buffer_after_minutes) END,
       %(hold_until)s
FROM lesson_types t, unnest(%(ids)s::bigint[], %(calendars)s::bigint[], %(bookings)s::bigint[], %(roles)s::text[])
  AS a(id, calendar, booking, role)
WHERE t.school_id = %(school_id)s AND t.id = %(lesson_type_id)s
"""

_SAVE_BOOKING = """
UPDATE bookings SET status = %(status)s, session_id = %(session_id)s, hold_until = %(hold_until)s,
                    version = %(version)s, note = %(note)s, settled_at = %(settled_at)s, moves = %(moves)s,
                    answer_until = %(answer_until)s, wished = %(wished)s, imposed_at = %(imposed_at)s
WHERE school_id = %(school_id)s AND id = %(id)s
"""

_CONFIRM_ALLOCATIONS = """
UPDATE allocations SET hold_until = NULL
WHERE school_id = %(school_id)s AND session_id = %(session_id)s AND hold_until IS NOT NULL
  AND (booking_id = %(booking_id)s OR booking_id IS NULL)
"""

_FREE_ALLOCATIONS = """
UPDATE allocations SET active = false
WHERE school_id = %(school_id)s AND session_id = %(session_id)s AND active
  AND (booking_id = ANY(%(bookings)s) OR EXISTS (
    SELECT FROM sessions s
    WHERE s.school_id = %(school_id)s AND s.id = %(session_id)s AND NOT s.planned
      AND s.taken = cardinality(%(bookings)s::bigint[])))
"""
"""An individual lesson goes with its last bookings."""

_SHARE = """
UPDATE allocations SET booking_id = NULL, hold_until = NULL
WHERE school_id = %(school_id)s AND session_id = %(session_id)s AND role <> 'student' AND active
"""
"""Teacher and car of a lesson that is shared stay when one of its students leaves."""

_FREE_SEAT = """
UPDATE sessions SET taken = taken - cardinality(%(bookings)s::bigint[]),
                    cancelled = cancelled OR NOT planned AND taken = cardinality(%(bookings)s::bigint[])
WHERE school_id = %(school_id)s AND id = %(session_id)s
"""

_TAKE_SEAT = """
UPDATE sessions SET taken = taken + cardinality(%(bookings)s::bigint[])
WHERE school_id = %(school_id)s AND id = %(session_id)s
"""

_TAKE_AGAIN = """
UPDATE allocations SET active = true
WHERE school_id = %(school_id)s AND session_id = %(session_id)s
  AND (booking_id = %(booking_id)s OR %(whole)s AND role <> 'student')
"""

_SEAT_AGAIN = """
UPDATE sessions SET taken = taken + cardinality(%(bookings)s::bigint[]), cancelled = cancelled AND NOT %(whole)s
WHERE school_id = %(school_id)s AND id = %(session_id)s
"""

_BEYOND = 2**63 - 1
"""No id is as large."""

_LET_GO = frozenset({Status.CANCELLED, Status.EXPIRED})


def of_starts(school_id: int, student_id: int, during: Interval, now: datetime, ignoring: int | None) -> dict[str, Any]:
    """What `STARTS` is given."""
    return {
        "school_id": school_id,
        "student_id": student_id,
        "start": during.start,
        "end": during.end,
        "now": now,
        "ignoring": ignoring or 0,
    }


def booking_of(school_id: int, columns: Sequence[Any]) -> Booking:
    """The booking in `BOOKING_COLUMNS`."""
    booking_id, student_id, status, price, currency, policy, created_at, hold_until, version, note, *rest = columns[
        :_OWN_COLUMNS
    ]
    settled_at, moves, answer, wished, imposed_at, pickup = rest
    return Booking(
        id=booking_id,
        school_id=school_id,
        session=session_of(school_id, columns[_OWN_COLUMNS : _OWN_COLUMNS + SESSION_WIDTH]),
        student_id=student_id,
        status=Status(status),
        price=Money(price, currency),
        policy=Policy.from_json(policy),
        created_at=created_at.astimezone(UTC),
        hold_until=hold_until and hold_until.astimezone(UTC),
        version=version,
        note=note,
        settled_at=settled_at and settled_at.astimezone(UTC),
        moves=moves,
        answer_until=answer and answer.astimezone(UTC),
        wished=wished or {},
        imposed_at=imposed_at and imposed_at.astimezone(UTC),
        pickup=pickup,
    )


class SqlBookings:
    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    def get(self, school_id: int, booking_id: int, *, lock: bool = True) -> Booking:
        values = {"school_id": school_id, "id": booking_id}
        if lock:
            rows = self._work.hold(_BY_ID_LOCKED, values)
            # Who waited for a move sees the booking as it is by then, but not yet the session that it now has.
            rows = rows or self._work.read(_BY_ID_LOCKED, values)
        else:
            rows = self._seen(school_id, booking_id) or self._work.look(_BY_ID, values)
        if not rows:
            raise NotFound(what="booking", id=booking_id)
        return booking_of(school_id, rows[0])

    def _seen(self, school_id: int, booking_id: int) -> list[TupleRow]:
        """The booking's row, if it has just been looked at among the student's coming ones."""
        looked = (rows for asked, rows in self._work.looked_at(_COMING) if asked["school_id"] == school_id)
        return [row for rows in looked for row in rows if row[0] == booking_id][:1]

    def locked(self, school_id: int, booking_ids: Sequence[int]) -> list[Booking]:
        rows = self._work.read(_LOCKED, {"school_id": school_id, "ids": list(booking_ids)})
        return [booking_of(school_id, row) for row in rows]

    def coming(self, school_id: int, student_id: int, now: datetime) -> list[Booking]:
        rows = self._work.look(_COMING, {"school_id": school_id, "student_id": student_id, "now": now})
        return [booking_of(school_id, row) for row in rows]

    def asked_in_vain(self, school_id: int, student_id: int, since: datetime) -> list[Booking]:
        student = {"school_id": school_id, "student_id": student_id, "since": since}
        rows = self._work.read(_ASKED_IN_VAIN, student | {"declined": DECLINED, "unanswered": UNANSWERED})
        return [booking_of(school_id, row) for row in rows]

    def awaiting_attendance(self, school_id: int, teacher_id: int, now: datetime) -> list[Booking]:
        rows = self._work.look(_AWAITING, {"school_id": school_id, "teacher_id": teacher_id, "now": now})
        return [booking_of(school_id, row) for row in rows]

    def settled(self, school_id: int, teacher_id: int, since: datetime) -> list[Booking]:
        teacher = {"school_id": school_id, "teacher_id": teacher_id}
        rows = self._work.look(_SETTLED, teacher | {"since": since})
        return [booking_of(school_id, row) for row in rows]

    def of_teacher(self, school_id: int, teacher_id: int, during: Interval) -> list[Booking]:
        rows = self._work.look(
            _OF_TEACHER,
            {"school_id": school_id, "teacher_id": teacher_id, "start": during.start, "end": during.end},
        )
        return [booking_of(school_id, row) for row in rows]

    def open_in(
        self, school_id: int, during: Interval, calendar_id: int | None = None, *, lock: bool = False
    ) -> list[Booking]:
        period = {"start": during.start, "end": during.end}
        query = f"{_OPEN_IN} FOR NO KEY UPDATE OF b" if lock else _OPEN_IN
        rows = self._work.read(query, {"school_id": school_id, "calendar_id": calendar_id} | period)
        return [booking_of(school_id, row) for row in rows]

    def past(
        self, school_id: int, student_id: int, now: datetime, *, limit: int, before: tuple[datetime, int] | None = None
    ) -> list[PastLesson]:
        start, booking_id = before or (now, _BEYOND)
        rows = self._work.read(
            _PAST,
            {
                "school_id": school_id,
                "student_id": student_id,
                "now": now,
                "before": start,
                "before_id": booking_id,
                "limit": limit,
            },
        )
        found = ((cost, prepaid, booking_of(school_id, columns)) for cost, prepaid, *columns in rows)
        return [PastLesson(booking, Money(cost, booking.price.currency), prepaid) for cost, prepaid, booking in found]

    def starts(
        self, school_id: int, student_id: int, during: Interval, now: datetime, *, ignoring: int | None = None
    ) -> list[datetime]:
        rows = self._work.look(STARTS, of_starts(school_id, student_id, during, now, ignoring))
        return [start.astimezone(UTC) for start, _, _ in rows]

    def open_ends(self, school_id: int, student_id: int, during: Interval, now: datetime) -> list[datetime]:
        rows = self._work.look(STARTS, of_starts(school_id, student_id, during, now, None))
        return [end.astimezone(UTC) for _, end, is_open in rows if is_open]

    def keep_passed(self, school_id: int, id_: int, passed: PassedRules) -> None:
        self._work.write(
            "INSERT INTO passed_rules (school_id, id, booking_id, key_id, rules, reason, at) VALUES "
            "(%(school_id)s, %(id)s, %(booking_id)s, %(key_id)s, %(rules)s, %(reason)s, %(at)s)",
            {
                "school_id": school_id,
                "id": id_,
                "booking_id": passed.booking_id,
                "key_id": passed.key_id,
                "rules": list(passed.rules),
                "reason": passed.reason,
                "at": passed.at,
            },
        )

    def add(self, booking: Booking, *, shared: Collection[int] = ()) -> None:
        self._take(booking, shared)
        self._work.write(
            _ADD_BOOKING,
            {
                "school_id": booking.school_id,
                "id": booking.id,
                "session_id": booking.session.id,
                "student_id": booking.student_id,
                "status": booking.status.value,
                "price": booking.price.minor,
                "currency": booking.price.currency,
                "policy": booking.policy.json,
                "hold_until": booking.hold_until,
                "version": booking.version,
                "note": booking.note,
                "created_at": booking.created_at,
                "answer_until": booking.answer_until,
                "wished": jsonb(dict(booking.wished)) if booking.wished else None,
            },
        )

    def save(self, booking: Booking, left: Session | None = None) -> None:
        stage = Stage.TAKE
        if left is not None:
            self._free(booking, left)
            self._take(booking)
        elif booking.status in _LET_GO:
            self._free(booking, booking.session)
            stage = Stage.FREE
        elif booking.status in {Status.CONFIRMED, Status.REQUESTED}:
            self._work.write(
                _CONFIRM_ALLOCATIONS,
                {
                    "school_id": booking.school_id,
                    "session_id": booking.session.id,
                    "booking_id": booking.id,
                },
            )
        self._work.write(
            _SAVE_BOOKING,
            {
                "school_id": booking.school_id,
                "id": booking.id,
                "status": booking.status.value,
                "session_id": booking.session.id,
                "hold_until": booking.hold_until,
                "version": booking.version,
                "note": booking.note,
                "settled_at": booking.settled_at,
                "moves": booking.moves,
                "answer_until": booking.answer_until,
                "wished": jsonb(dict(booking.wished)) if booking.wished else None,
                "imposed_at": booking.imposed_at,
            },
            stage,
        )

    def set_pickup(self, school_id: int, booking_ids: Sequence[int], place: str) -> None:
        self._work.write(
            "UPDATE bookings SET pickup = %(place)s WHERE school_id = %(school_id)s AND id = ANY(%(ids)s)",
            {"school_id": school_id, "ids": list(booking_ids), "place": place},
        )

    def take_again(self, booking: Booking) -> None:
        session = booking.session
        place = {"school_id": session.school_id, "session_id": session.id, "whole": session.gone}
        self._work.write(_TAKE_AGAIN, place | {"booking_id": booking.id})
        self._work.gather(_SEAT_AGAIN, place, "bookings", booking.id)

    def _take(self, booking: Booking, shared: Collection[int] = ()) -> None:
        session = booking.session
        own: list[tuple[int, int | None, str]] = [(booking.student_id, booking.id, "student")]
        if not session.is_new:
            place = {"school_id": session.school_id, "session_id": session.id}
            self._work.gather(_TAKE_SEAT, place, "bookings", booking.id)
            if not session.planned:
                self._work.write(_SHARE, place)
        else:
            self.add_session(session)
            own += [(teacher_id, booking.id, "teacher") for teacher_id in session.teacher_ids]
            own += [(resource_id, booking.id, "resource") for resource_id in session.resource_ids]
        self.allocate(session, [one for one in own if one[0] not in shared], booking.hold_until)

    def add_session(self, session: Session) -> None:
        self._work.write(
            _ADD_SESSION,
            {
                "school_id": session.school_id,
                "id": session.id,
                "lesson_type_id": session.lesson_type_id,
                "branch_id": session.branch_id,
                "start": session.start,
                "end": session.end,
                "capacity": session.capacity,
                "taken": session.taken,
                "planned": session.planned,
                "series_id": session.series_id,
                "occurrence": session.occurrence,
            },
        )

    def allocate(
        self, session: Session, held: list[tuple[int, int | None, str]], hold_until: datetime | None = None
    ) -> None:
        """Keep calendars busy with the session: (calendar id, booking id, role) each."""
        self._work.write(
            _ADD_ALLOCATIONS,
            {
                "school_id": session.school_id,
                "session_id": session.id,
                "lesson_type_id": session.lesson_type_id,
                "start": session.start,
                "end": session.end,
                "hold_until": hold_until,
                "ids": array_of(self._work.next_id() for _ in held),
                "calendars": array_of(calendar_id for calendar_id, _, _ in held),
                "bookings": array_of(booking_id for _, booking_id, _ in held),
                "roles": array_of(role for _, _, role in held),
            },
        )

    def _free(self, booking: Booking, session: Session) -> None:
        """An individual lesson goes with its last booking; a class stays and has one more seat."""
        place = {
            "school_id": session.school_id,
            "session_id": session.id,
        }
        self._work.gather(_FREE_ALLOCATIONS, place, "bookings", booking.id, Stage.FREE)
        self._work.gather(_FREE_SEAT, place, "bookings", booking.id, Stage.FREE)
