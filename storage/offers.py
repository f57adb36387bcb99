"""What is offered to those who wait, and what they say to it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from domain.errors import NotFound
from domain.lessons import Booking, Session
from domain.waitlist import Offer, Offered, OfferStatus, Opening, Reason
from storage.bookings import BOOKING_COLUMNS, booking_of
from storage.sessions import SESSION_COLUMNS, session_of
from storage.statements import Stage

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

OFFER_COLUMNS = """
  o.id, o.student_id, o.reason, o.held_id, o.place, o.made_at, o.until, o.entry_id, o.opening_id, o.moves, o.status
"""
_OFFER_WIDTH = OFFER_COLUMNS.count(",") + 1

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
class OfferLine:
    """session: the place that is held."""

    offer: Offer
    student_name: str
    session: Session


def offer_of(school_id: int, columns: Sequence[Any]) -> Offer:
    """The offer in `OFFER_COLUMNS`."""
    offer_id, student_id, reason, held_id, place, made_at, until, entry_id, opening_id, moves, status = columns
    return Offer(
        offer_id, school_id, student_id, Reason(reason), held_id, place, made_at.astimezone(UTC),
        until.astimezone(UTC), entry_id, opening_id, moves, OfferStatus(status),
    )  # fmt: skip


class SqlOffers:
    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

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

    def get(self, school_id: int, offer_id: int) -> Offer:
        found = self._where("o.id = %(id)s", school_id, {"id": offer_id})
        if not found:
            raise NotFound(what="offer", id=offer_id)
        return found[0]

    def of(self, opening: Opening) -> Offer | None:
        found = self._where("o.opening_id = %(id)s AND o.status = 'open'", opening.school_id, {"id": opening.id})
        return found[0] if found else None

    def about(self, school_id: int, booking_ids: Collection[int]) -> list[Offer]:
        condition = "(o.held_id = ANY(%(ids)s) OR o.moves = ANY(%(ids)s)) AND o.status = 'open'"
        return self._where(condition, school_id, {"ids": list(booking_ids)})

    def instead_of(self, school_id: int, booking_ids: Collection[int], now: datetime) -> list[Offer]:
        # Beside what is about to be written of the lessons: sent early, it would keep others waiting for their rows.
        rows = self._work.read_apart(
            f"SELECT {OFFER_COLUMNS} FROM offers o WHERE o.school_id = %(school_id)s AND o.moves = ANY(%(ids)s) "
            "AND o.reason = 'earlier' AND o.status = 'open' AND o.until > %(now)s ORDER BY o.made_at, o.id",
            {"school_id": school_id, "ids": list(booking_ids), "now": now},
        )
        return [offer_of(school_id, row) for row in rows]

    def open_to(self, school_id: int, student_id: int, now: datetime) -> list[Offer]:
        condition = "o.student_id = %(student_id)s AND o.status = 'open' AND o.until > %(now)s"
        return self._where(condition, school_id, {"student_id": student_id, "now": now})

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

    def all(
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
        if status is not OfferStatus.TAKEN:
            self._pass_on(offer.school_id, offer.held_id, now)
        elif offer.opening_id is not None:
            self._work.write(_TAKEN, {"school_id": offer.school_id, "id": offer.opening_id, "now": now})
        # Before all that follows from a yes: a lesson that moves ends the offers that are open to it.
        values = {"school_id": offer.school_id, "id": offer.id, "status": status.value, "now": now}
        self._work.write(_SETTLE, values, Stage.FREE)

    def end_for(self, school_id: int, booking_id: int, now: datetime) -> None:
        values = {"school_id": school_id, "booking_id": booking_id, "now": now}
        for statement in _END_HOLDS:
            self._work.write(statement, values)

    def lapse(self, school_id: int, held_id: int, now: datetime) -> None:
        self._pass_on(school_id, held_id, now)
        self._work.write(_LAPSE, {"school_id": school_id, "held_id": held_id, "now": now}, Stage.FREE)

    def _pass_on(self, school_id: int, held_id: int, now: datetime) -> None:
        """The place that the draft holds is the next one's."""
        values = {"school_id": school_id, "held_id": held_id, "now": now}
        self._work.write(_DUE_AGAIN, values, Stage.FREE)
        self._work.write(_OPEN_UP_AFTER, values | {"opening_id": self._work.next_id()}, Stage.FREE)

    def _where(self, condition: str, school_id: int, values: dict[str, Any]) -> list[Offer]:
        rows = self._work.read(
            f"SELECT {OFFER_COLUMNS} FROM offers o WHERE o.school_id = %(school_id)s AND {condition} "
            "ORDER BY o.made_at, o.id",
            values | {"school_id": school_id},
        )
        return [offer_of(school_id, row) for row in rows]


def _offered(school_id: int, rows: Sequence[Sequence[Any]]) -> list[Offered]:
    """From one row for each booking of each offer."""
    offers: dict[int, Offer] = {}
    bookings: dict[int, Booking] = {}
    for row in rows:
        offer, booking = offer_of(school_id, row[:_OFFER_WIDTH]), booking_of(school_id, row[_OFFER_WIDTH:])
        offers[offer.id], bookings[booking.id] = offer, booking
    return [Offered(each, bookings[each.held_id], bookings.get(each.moves or 0)) for each in offers.values()]
