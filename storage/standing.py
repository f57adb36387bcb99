"""What stands in the way of a place: who is busy then, whose hold has lapsed, and what a student has open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, LiteralString

from domain.ports import Standing
from storage.busy import DRIVEN, OVERLAPPING

_NONE_IGNORED = "(a.session_id <> ALL(%(ignoring)s::bigint[]) OR a.booking_id IS NULL)"

_LEFT_OUT = "a.session_id <> ALL(%(without)s)"

COUNTED: LiteralString = """
  NOT (b.status = 'draft' AND b.note = 'offered' AND EXISTS (
    SELECT FROM offers o WHERE o.school_id = b.school_id AND o.held_id = b.id AND o.moves IS NOT NULL))
"""
"""Of bookings: a draft that is held for a lesson to move to is no lesson beside it."""

_STANDING_TEXT = """
SELECT 'busy', a.calendar_id, date_part('epoch', a.starts_at)::bigint, date_part('epoch', a.ends_at)::bigint
FROM allocations a
WHERE {overlapping} AND (a.hold_until IS NULL OR a.hold_until > %(now)s) AND {counted}
UNION ALL
SELECT DISTINCT 'lapsed', a.booking_id, 0, 0 FROM allocations a
WHERE {overlapping} AND a.hold_until <= %(now)s AND a.booking_id IS NOT NULL
UNION ALL
SELECT 'lapsed', b.id, 0, 0 FROM bookings b
WHERE b.school_id = %(school_id)s AND b.session_id = ANY(%(sessions)s::bigint[]) AND b.hold_until <= %(now)s
UNION ALL
SELECT 'open', b.id, 0, date_part('epoch', s.ends_at)::bigint
FROM bookings b JOIN sessions s ON s.school_id = b.school_id AND s.id = b.session_id
WHERE b.school_id = %(school_id)s AND b.student_id = %(student_id)s AND s.ends_at > %(now)s
  AND b.status IN ('draft', 'requested', 'confirmed') AND (b.hold_until IS NULL OR b.hold_until > %(now)s)
  AND {lessons}
{driven}
ORDER BY 1, 2, 3
"""
_ALSO_DRIVEN = """
UNION ALL
SELECT 'busy', d.calendar_id, date_part('epoch', d.starts_at)::bigint, date_part('epoch', d.ends_at)::bigint
FROM ({}) d
"""


def _standing(counted: LiteralString, *, driven: bool) -> LiteralString:
    also: LiteralString = _ALSO_DRIVEN.format(DRIVEN.format(counted=counted)) if driven else ""
    return _STANDING_TEXT.format(overlapping=OVERLAPPING, counted=counted, lessons=COUNTED, driven=also)


STANDINGS = {
    (without, driven): _standing(_LEFT_OUT if without else _NONE_IGNORED, driven=driven)
    for without in (False, True)
    for driven in (False, True)
}
"""By whether sessions are left out altogether, and whether what teachers drive is asked for."""

STANDING_OF_STUDENT = STANDINGS[False, False]


def standing_of(rows: Iterable[Sequence[Any]]) -> Standing:
    """What `STANDINGS` told."""
    busy: dict[int, list[int]] = {}
    lapsed, open_ends = set[int](), list[datetime]()
    for what, id_, start, end in rows:
        if what == "busy":
            busy.setdefault(id_, []).extend((start, end))
        elif what == "lapsed":
            lapsed.add(id_)
        else:
            open_ends.append(datetime.fromtimestamp(end, UTC))
    return Standing(busy, tuple(sorted(lapsed)), tuple(open_ends))
