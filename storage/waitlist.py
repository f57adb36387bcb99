"""Who waits, the places that were freed, and what is offered."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from domain.errors import NotFound
from domain.lessons import Booking, Session
from domain.timeslots import Interval
from domain.waitlist import Candidate, Entry, Offer, Offered, OfferStatus, Opening, Reason, Wishes
from storage.bookings import BOOKING_COLUMNS, booking_of
from storage.calendars import SESSION_COLUMNS, session_of
from storage.jsonb import jsonb
from storage.people import STUDENT_COLUMNS, student_of

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

ENTRY_COLUMNS = "e.id, e.student_id, e.created_at, e.session_id, e.booking_id, e.wishes, e.priority"
_ENTRY_WIDTH = 7
_STUDENT_WIDTH = STUDENT_COLUMNS.count(",") + 1

WAITING = """
  e.ended_at IS NULL AND (
    EXISTS (SELECT FROM sessions w WHERE w.school_id = e.school_id AND w.id = e.session_id AND NOT w.cancelled
            AND w.starts_at > %(now)s)
    OR EXISTS (SELECT FROM bookings v JOIN sessions w ON w.school_id = v.school_id AND w.id = v.session_id
               WHERE v.school_id = e.school_id AND v.id = e.booking_id AND v.status = 'confirmed'
               AND w.starts_at > %(now)s))
"""
"""Whether an entry can still come to something."""

OFFER_COLUMNS = """
  o.id, o.student_id, o.reason, o.held_id, o.place, o.made_at, o.until, o.entry_id, o.opening_id, o.moves, o.status
"""

_OFFER_WIDTH = OFFER_COLUMNS.count(",") + 1

_ADD = """
INSERT INTO waitlist_entries AS e (school_id, id, student_id, session_id, booking_id, wishes, priority, created_at)
VALUES (%(school_id)s, %(id)s, %(student_id)s, %(session_id)s, %(booking_id)s, %(wishes)s, %(priority)s, %(at)s)
"""

_AGAIN_FOR_CLASS = f"""
ON CONFLICT (school_id, session_id, student_id) WHERE ended_at IS NULL AND session_id IS NOT NULL
DO UPDATE SET priority = greatest(e.priority, excluded.priority) RETURNING {ENTRY_COLUMNS}
"""

_AGAIN_FOR_EARLIER = f"""
ON CONFLICT (school_id, booking_id) WHERE ended_at IS NULL AND booking_id IS NOT NULL
DO UPDATE SET wishes = excluded.wishes, priority = greatest(e.priority, excluded.priority) RETURNING {ENTRY_COLUMNS}
"""

_OPEN_UP = """
INSERT INTO openings (school_id, id, session_id, freed_at, due_at)
SELECT %(school_id)s, %(id)s, %(session_id)s, %(now)s, %(now)s
WHERE EXISTS (SELECT FROM waitlist_entries WHERE school_id = %(school_id)s AND ended_at IS NULL)
"""

_OPEN_HOURS = """
INSERT INTO openings (school_id, id, starts_at, ends_at, freed_at, due_at)
SELECT %(school_id)s, %(id)s, %(start)s, %(end)s, %(now)s, %(now)s
WHERE EXISTS (SELECT FROM waitlist_entries WHERE school_id = %(school_id)s AND ended_at IS NULL)
"""

_CLAIM = f"""
SELECT o.school_id, o.id, o.freed_at, o.starts_at, o.ends_at, {SESSION_COLUMNS}
FROM openings o LEFT JOIN sessions s ON s.school_id = o.school_id AND s.id = o.session_id
WHERE o.done_at IS NULL AND o.due_at <= %(now)s
ORDER BY o.due_at, o.id LIMIT 1
FOR UPDATE OF o SKIP LOCKED
"""

_CANDIDATES = f"""
SELECT {ENTRY_COLUMNS}, {STUDENT_COLUMNS},
  ARRAY(SELECT f.place FROM offers f WHERE f.school_id = e.school_id AND f.entry_id = e.id), {BOOKING_COLUMNS}
FROM waitlist_entries e
JOIN students p ON p.school_id = e.school_id AND p.id = e.student_id
LEFT JOIN (bookings b JOIN sessions s ON s.school_id = b.school_id AND s.id = b.session_id)
  ON b.school_id = e.school_id AND b.id = e.booking_id
WHERE e.school_id = %(school_id)s AND e.ended_at IS NULL AND p.status = 'active'
  AND (e.session_id = %(session_id)s
       OR b.status = 'confirmed' AND s.starts_at > %(start)s
          AND CASE WHEN %(is_class)s THEN s.lesson_type_id = %(lesson_type_id)s AND s.planned
              ELSE NOT s.planned AND s.taken = 1 AND NOT EXISTS (
                SELECT FROM allocations a WHERE a.school_id = e.school_id AND a.session_id = %(session_id)s
                AND a.calendar_id = e.student_id) END)
  AND NOT EXISTS (SELECT FROM offers f WHERE f.school_id = e.school_id AND f.entry_id = e.id AND f.status = 'open')
  AND NOT EXISTS (SELECT FROM offers f WHERE f.school_id = e.school_id AND f.moves = b.id AND f.status = 'open')
  AND EXISTS (SELECT FROM contact_links l JOIN contacts c ON c.id = l.contact_id
              WHERE l.school_id = e.school_id AND l.person_id = e.student_id AND c.gone_at IS NULL)
"""
"""Whoever gave the very time up is not offered it."""

_OFFERED = f"""
SELECT {OFFER_COLUMNS}, {BOOKING_COLUMNS}
FROM offers o
JOIN bookings b ON b.school_id = o.school_id AND b.id IN (o.held_id, o.moves)
JOIN sessions s ON s.school_id = b.school_id AND s.id = b.session_id
WHERE o.school_id = %(school_id)s AND o.student_id = %(student_id)s AND o.status = 'open' AND o.until > %(now)s
ORDER BY o.made_at, o.id
"""

_LOCK_CALENDARS = """
SELECT id FROM calendars WHERE school_id = %(school_id)s AND id IN (
  SELECT student_id FROM offers WHERE school_id = %(school_id)s AND id = %(id)s
  UNION ALL
  SELECT a.calendar_id FROM offers o
  JOIN bookings b ON b.school_id = o.school_id AND b.id IN (o.held_id, o.moves)
  JOIN sessions s ON s.school_id = b.school_id AND s.id = b.session_id AND NOT s.planned
  JOIN allocations a ON a.school_id = s.school_id AND a.session_id = s.id AND a.active
  WHERE o.school_id = %(school_id)s AND o.id = %(id)s)
ORDER BY id FOR NO KEY UPDATE
"""
"""Of all who have to do with an offer. Seats of classes are taken under their sessions' locks."""

_LOCKED = f"""
SELECT {OFFER_COLUMNS}, {BOOKING_COLUMNS}
FROM offers o
JOIN bookings b ON b.school_id = o.school_id AND b.id IN (o.held_id, o.moves)
JOIN sessions s ON s.school_id = b.school_id AND s.id = b.session_id
WHERE o.school_id = %(school_id)s AND o.id = %(id)s
ORDER BY b.id FOR NO KEY UPDATE OF b, o
"""

_MAKE = """
INSERT INTO offers (school_id, id, student_id, entry_id, opening_id, held_id, moves, reason, place, status, made_at,
                    until)
VALUES (%(school_id)s, %(id)s, %(student_id)s, %(entry_id)s, %(opening_id)s, %(held_id)s, %(moves)s, %(reason)s,
        %(place)s, 'open', %(made_at)s, %(until)s)
"""

_SETTLE = """
UPDATE offers SET status = %(status)s, ended_at = %(now)s
WHERE school_id = %(school_id)s AND id = %(id)s AND status = 'open'
"""

_DUE_AGAIN = """
UPDATE openings SET due_at = %(now)s
WHERE school_id = %(school_id)s AND done_at IS NULL AND id = (
  SELECT opening_id FROM offers WHERE school_id = %(school_id)s AND held_id = %(held_id)s AND status = 'open')
"""

_TAKEN = """
UPDATE openings SET due_at = %(now)s, done_at = CASE WHEN session_id IS NOT NULL THEN %(now)s::timestamptz END,
  outcome = CASE WHEN session_id IS NOT NULL THEN 'taken' ELSE outcome END
WHERE school_id = %(school_id)s AND id = %(id)s AND done_at IS NULL
"""
"""Hours may have room for others too."""

_LAPSE = """
UPDATE offers SET status = 'lapsed', ended_at = %(now)s
WHERE school_id = %(school_id)s AND held_id = %(held_id)s AND status = 'open'
"""

_OPEN_UP_AFTER = """
INSERT INTO openings (school_id, id, session_id, freed_at, due_at)
SELECT o.school_id, %(opening_id)s, b.session_id, %(now)s, %(now)s
FROM offers o JOIN bookings b ON b.school_id = o.school_id AND b.id = o.held_id
WHERE o.school_id = %(school_id)s AND o.held_id = %(held_id)s AND o.status = 'open' AND o.opening_id IS NULL
  AND EXISTS (SELECT FROM waitlist_entries WHERE school_id = %(school_id)s AND ended_at IS NULL)
"""
"""What was held without having been waited for is now free for those who wait."""

_ENTRIES = f"""
SELECT p.name,
  CASE WHEN e.session_id IS NOT NULL THEN
    (SELECT count(*) FROM waitlist_entries o WHERE o.school_id = e.school_id AND o.session_id = e.session_id
     AND o.ended_at IS NULL AND (-o.priority, o.created_at, o.id) <= (-e.priority, e.created_at, e.id)) END,
  {ENTRY_COLUMNS}
FROM waitlist_entries e JOIN students p ON p.school_id = e.school_id AND p.id = e.student_id
WHERE e.school_id = %(school_id)s AND {WAITING}
  AND (%(student_id)s::bigint IS NULL OR e.student_id = %(student_id)s)
  AND (%(session_id)s::bigint IS NULL OR e.session_id = %(session_id)s)
  AND (%(after_moment)s::timestamptz IS NULL OR (e.created_at, e.id) > (%(after_moment)s, %(after_id)s))
ORDER BY e.created_at, e.id LIMIT %(limit)s
"""

_OFFERS = f"""
SELECT p.name, {OFFER_COLUMNS}, {SESSION_COLUMNS}
FROM offers o
JOIN students p ON p.school_id = o.school_id AND p.id = o.student_id
JOIN bookings b ON b.school_id = o.school_id AND b.id = o.held_id
JOIN sessions s ON s.school_id = b.school_id AND s.id = b.session_id
WHERE o.school_id = %(school_id)s
  AND (%(is_open)s::boolean IS NULL OR (o.status = 'open') = %(is_open)s)
  AND (%(after_moment)s::timestamptz IS NULL OR (o.made_at, o.id) > (%(after_moment)s, %(after_id)s))
ORDER BY o.made_at, o.id LIMIT %(limit)s
"""

_HELD = """
SELECT held_id FROM offers WHERE school_id = %(school_id)s AND moves = %(booking_id)s AND status = 'open'
"""

_END_HOLDS = (
    f"""
    UPDATE bookings SET hold_until = least(hold_until, %(now)s)
    WHERE school_id = %(school_id)s AND status = 'draft' AND id IN ({_HELD})
    """,
    f"""
    UPDATE allocations SET hold_until = least(hold_until, %(now)s)
    WHERE school_id = %(school_id)s AND hold_until IS NOT NULL AND active AND booking_id IN ({_HELD})
    """,
    """
    UPDATE offers SET until = least(until, %(now)s)
    WHERE school_id = %(school_id)s AND moves = %(booking_id)s AND status = 'open'
    """,
)
"""The holds lapse at once; whoever tidies up lapsed holds does the rest."""


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """place: in the order of those who wait for the same class, from 1; None for an earlier lesson, whose order depends
    on what is freed."""

    entry: Entry
    student_name: str
    place: int | None


@dataclass(frozen=True, slots=True)
class OfferLine:
    """session: the place that is held."""

    offer: Offer
    student_name: str
    session: Session


def entry_of(school_id: int, columns: Sequence[Any]) -> Entry:
    """The entry in `ENTRY_COLUMNS`."""
    entry_id, student_id, created_at, session_id, booking_id, wishes, priority = columns
    return Entry(
        entry_id, school_id, student_id, created_at.astimezone(UTC), session_id, booking_id,
        Wishes.from_data(wishes), priority,
    )  # fmt: skip


def offer_of(school_id: int, columns: Sequence[Any]) -> Offer:
    """The offer in `OFFER_COLUMNS`."""
    offer_id, student_id, reason, held_id, place, made_at, until, entry_id, opening_id, moves, status = columns
    return Offer(
        offer_id, school_id, student_id, Reason(reason), held_id, place, made_at.astimezone(UTC),
        until.astimezone(UTC), entry_id, opening_id, moves, OfferStatus(status),
    )  # fmt: skip


class SqlWaitlist:
    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    # Entries

    def add(self, entry: Entry) -> Entry:
        again = _AGAIN_FOR_CLASS if entry.session_id is not None else _AGAIN_FOR_EARLIER
        (row,) = self._work.read(
            _ADD + again,
            {
                "school_id": entry.school_id,
                "id": entry.id,
                "student_id": entry.student_id,
                "session_id": entry.session_id,
                "booking_id": entry.booking_id,
                "wishes": jsonb(entry.wishes.data()),
                "priority": entry.priority,
                "at": entry.created_at,
            },
        )
        return entry_of(entry.school_id, row)

    def get(self, school_id: int, entry_id: int) -> Entry:
        rows = self._work.read(
            f"SELECT {ENTRY_COLUMNS} FROM waitlist_entries e "
            "WHERE e.school_id = %(school_id)s AND e.id = %(id)s AND e.ended_at IS NULL FOR UPDATE",
            {"school_id": school_id, "id": entry_id},
        )
        if not rows:
            raise NotFound(what="waitlist_entry", id=entry_id)
        return entry_of(school_id, rows[0])

    def of_student(self, school_id: int, student_id: int, now: datetime) -> list[Entry]:
        rows = self._work.read(
            f"SELECT {ENTRY_COLUMNS} FROM waitlist_entries e WHERE e.school_id = %(school_id)s "
            f"AND e.student_id = %(student_id)s AND {WAITING} ORDER BY e.created_at, e.id",
            {"school_id": school_id, "student_id": student_id, "now": now},
        )
        return [entry_of(school_id, row) for row in rows]

    def entries(
        self,
        school_id: int,
        now: datetime,
        *,
        limit: int,
        student_id: int | None = None,
        session_id: int | None = None,
        after: tuple[datetime, int] | None = None,
    ) -> list[WaitingLine]:
        """Who waits, by age."""
        rows = self._work.read(
            _ENTRIES,
            {
                "school_id": school_id,
                "now": now,
                "limit": limit,
                "student_id": student_id,
                "session_id": session_id,
                "after_moment": after[0] if after else None,
                "after_id": after[1] if after else None,
            },
        )
        return [WaitingLine(entry_of(school_id, row[2:]), row[0], row[1]) for row in rows]

    def prioritise(self, school_id: int, entry_id: int, priority: int) -> None:
        self._work.write(
            "UPDATE waitlist_entries SET priority = %(priority)s WHERE school_id = %(school_id)s AND id = %(id)s",
            {"school_id": school_id, "id": entry_id, "priority": priority},
        )

    def end(self, school_id: int, entry_id: int, now: datetime, outcome: str) -> None:
        self._work.write(
            "UPDATE waitlist_entries SET ended_at = %(now)s, outcome = %(outcome)s "
            "WHERE school_id = %(school_id)s AND id = %(id)s AND ended_at IS NULL",
            {"school_id": school_id, "id": entry_id, "now": now, "outcome": outcome},
        )

    # Openings

    def open_up(self, school_id: int, opening_id: int, session_id: int, now: datetime) -> None:
        self._work.write(_OPEN_UP, {"school_id": school_id, "id": opening_id, "session_id": session_id, "now": now})

    def open_hours(self, school_id: int, opening_id: int, during: Interval, now: datetime) -> None:
        period = {"start": during.start, "end": during.end}
        self._work.write(_OPEN_HOURS, {"school_id": school_id, "id": opening_id, "now": now} | period)

    def claim(self, now: datetime) -> Opening | None:
        for school_id, opening_id, freed_at, start, end, *columns in self._work.read(_CLAIM, {"now": now}):
            session = session_of(school_id, columns) if start is None else None
            during = session.during if session is not None else Interval(start.astimezone(UTC), end.astimezone(UTC))
            return Opening(opening_id, school_id, session, during, freed_at.astimezone(UTC))
        return None

    def put_off(self, opening: Opening, due_at: datetime) -> None:
        self._work.write(
            "UPDATE openings SET due_at = %(due_at)s "
            "WHERE school_id = %(school_id)s AND id = %(id)s AND done_at IS NULL",
            {"school_id": opening.school_id, "id": opening.id, "due_at": due_at},
        )

    def close(self, opening: Opening, now: datetime, outcome: str) -> None:
        self._work.write(
            "UPDATE openings SET done_at = %(now)s, outcome = %(outcome)s "
            "WHERE school_id = %(school_id)s AND id = %(id)s AND done_at IS NULL",
            {"school_id": opening.school_id, "id": opening.id, "now": now, "outcome": outcome},
        )

    def candidates(self, opening: Opening) -> list[Candidate]:
        session = opening.session
        rows = self._work.read(
            _CANDIDATES,
            {
                "school_id": opening.school_id,
                "session_id": session.id if session is not None else None,
                "start": opening.during.start,
                "is_class": opening.of_class,
                "lesson_type_id": session.lesson_type_id if session is not None else None,
            },
        )
        return [_candidate(opening.school_id, row) for row in rows]

    # Offers

    def make(self, offer: Offer) -> None:
        self._work.write(
            _MAKE,
            {
                "school_id": offer.school_id,
                "id": offer.id,
                "student_id": offer.student_id,
                "entry_id": offer.entry_id,
                "opening_id": offer.opening_id,
                "held_id": offer.held_id,
                "moves": offer.moves,
                "reason": offer.reason.value,
                "place": offer.place,
                "made_at": offer.made_at,
                "until": offer.until,
            },
        )
        if offer.opening_id is not None:
            self._work.write(
                "UPDATE openings SET due_at = %(until)s WHERE school_id = %(school_id)s AND id = %(id)s",
                {"school_id": offer.school_id, "id": offer.opening_id, "until": offer.until},
            )

    def offer(self, school_id: int, offer_id: int) -> Offer:
        found = self._offers("o.id = %(id)s", school_id, {"id": offer_id})
        if not found:
            raise NotFound(what="offer", id=offer_id)
        return found[0]

    def offer_of(self, opening: Opening) -> Offer | None:
        found = self._offers("o.opening_id = %(id)s AND o.status = 'open'", opening.school_id, {"id": opening.id})
        return found[0] if found else None

    def offer_held_by(self, school_id: int, booking_id: int) -> Offer | None:
        """The offer that the draft holds or held."""
        found = self._offers("o.held_id = %(id)s", school_id, {"id": booking_id})
        return found[0] if found else None

    def offers_about(self, school_id: int, booking_ids: Collection[int]) -> list[Offer]:
        condition = "(o.held_id = ANY(%(ids)s) OR o.moves = ANY(%(ids)s)) AND o.status = 'open'"
        return self._offers(condition, school_id, {"ids": list(booking_ids)})

    def open_offers(self, school_id: int, student_id: int, now: datetime) -> list[Offer]:
        condition = "o.student_id = %(student_id)s AND o.status = 'open' AND o.until > %(now)s"
        return self._offers(condition, school_id, {"student_id": student_id, "now": now})

    def offered(self, school_id: int, student_id: int, now: datetime) -> list[Offered]:
        rows = self._work.read(_OFFERED, {"school_id": school_id, "student_id": student_id, "now": now})
        return _offered(school_id, rows)

    def locked(self, school_id: int, offer_id: int, *, calendars: bool = False) -> Offered:
        named = {"school_id": school_id, "id": offer_id}
        if calendars:
            self._work.calendars.locked(id_ for (id_,) in self._work.read(_LOCK_CALENDARS, named))
        if not (found := _offered(school_id, self._work.read(_LOCKED, named))):
            raise NotFound(what="offer", id=offer_id)
        return found[0]

    def _offers(self, condition: str, school_id: int, values: dict[str, Any]) -> list[Offer]:
        rows = self._work.read(
            f"SELECT {OFFER_COLUMNS} FROM offers o WHERE o.school_id = %(school_id)s AND {condition} "
            "ORDER BY o.made_at, o.id",
            values | {"school_id": school_id},
        )
        return [offer_of(school_id, row) for row in rows]

    def offers(
        self, school_id: int, *, limit: int, is_open: bool | None = None, after: tuple[datetime, int] | None = None
    ) -> list[OfferLine]:
        """What was offered and what became of it, by age. is_open: None for all of them."""
        rows = self._work.read(
            _OFFERS,
            {
                "school_id": school_id,
                "limit": limit,
                "is_open": is_open,
                "after_moment": after[0] if after else None,
                "after_id": after[1] if after else None,
            },
        )
        width = _OFFER_WIDTH
        return [
            OfferLine(offer_of(school_id, row[1 : 1 + width]), row[0], session_of(school_id, row[1 + width :]))
            for row in rows
        ]

    def settle(self, offer: Offer, status: OfferStatus, now: datetime) -> None:
        from storage.unit_of_work import Stage

        if status is not OfferStatus.TAKEN:
            self._pass_on(offer.school_id, offer.held_id, now)
        elif offer.opening_id is not None:
            self._work.write(_TAKEN, {"school_id": offer.school_id, "id": offer.opening_id, "now": now})
        # Before all that follows from a yes: a lesson that moves ends the offers that are open to it.
        values = {"school_id": offer.school_id, "id": offer.id, "status": status.value, "now": now}
        self._work.write(_SETTLE, values, Stage.FREE)

    def end_offers(self, school_id: int, booking_id: int, now: datetime) -> None:
        values = {"school_id": school_id, "booking_id": booking_id, "now": now}
        for statement in _END_HOLDS:
            self._work.write(statement, values)

    def lapse(self, school_id: int, held_id: int, now: datetime) -> None:
        from storage.unit_of_work import Stage

        self._pass_on(school_id, held_id, now)
        self._work.write(_LAPSE, {"school_id": school_id, "held_id": held_id, "now": now}, Stage.FREE)

    def _pass_on(self, school_id: int, held_id: int, now: datetime) -> None:
        """The place that the draft holds is the next one's."""
        from storage.unit_of_work import Stage

        values = {"school_id": school_id, "held_id": held_id, "now": now}
        self._work.write(_DUE_AGAIN, values, Stage.FREE)
        self._work.write(_OPEN_UP_AFTER, values | {"opening_id": self._work.next_id()}, Stage.FREE)


def _offered(school_id: int, rows: Sequence[Sequence[Any]]) -> list[Offered]:
    """From one row for each booking of each offer."""
    offers: dict[int, Offer] = {}
    bookings: dict[int, Booking] = {}
    for row in rows:
        offer, booking = offer_of(school_id, row[:_OFFER_WIDTH]), booking_of(school_id, row[_OFFER_WIDTH:])
        offers[offer.id], bookings[booking.id] = offer, booking
    return [Offered(each, bookings[each.held_id], bookings.get(each.moves or 0)) for each in offers.values()]


def _candidate(school_id: int, row: Sequence[Any]) -> Candidate:
    entry = entry_of(school_id, row[:_ENTRY_WIDTH])
    student = student_of(school_id, row[_ENTRY_WIDTH : _ENTRY_WIDTH + _STUDENT_WIDTH])
    passed, *booking = row[_ENTRY_WIDTH + _STUDENT_WIDTH :]
    own = booking_of(school_id, booking) if booking[0] is not None else None
    return Candidate(entry, student, own, frozenset(passed))
