"""Notices as due work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from domain.notices import Notice, NoticeKind, Role
from storage.jsonb import jsonb

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

_SCHEDULE = """
INSERT INTO notices (school_id, id, kind, role, person_id, booking_id, version, session_id, invoice_id, key, data,
                     due_at)
VALUES (%(school_id)s, %(id)s, %(kind)s, %(role)s, %(person_id)s, %(booking_id)s, %(version)s, %(session_id)s,
        %(invoice_id)s, %(key)s, %(data)s, %(due_at)s)
ON CONFLICT (school_id, key) DO NOTHING
"""

_COLUMNS = "school_id, id, kind, role, person_id, due_at, booking_id, version, session_id, invoice_id, data"

_KEYED = f"""
SELECT outcome, {_COLUMNS} FROM notices WHERE school_id = %(school_id)s AND key = ANY(%(keys)s) ORDER BY version, id
"""

_ASKED = """
SELECT booking_id FROM notices
WHERE school_id = %(school_id)s AND booking_id = ANY(%(bookings)s) AND kind = 'affected' AND outcome = 'told'
UNION
SELECT o.moves FROM offers o JOIN notices n ON n.school_id = o.school_id AND n.booking_id = o.held_id
WHERE o.school_id = %(school_id)s AND o.moves = ANY(%(bookings)s) AND o.reason = 'sick'
  AND n.kind = 'offer' AND n.outcome = 'told'
"""

_CLAIM = f"""
SELECT {_COLUMNS} FROM notices
WHERE done_at IS NULL AND due_at <= %(now)s AND data->>'led_by' IS NULL
ORDER BY due_at, id
LIMIT %(limit)s
FOR UPDATE SKIP LOCKED
"""

_LED = f"""
SELECT {_COLUMNS} FROM notices
WHERE done_at IS NULL AND due_at <= %(now)s AND school_id = %(school_id)s AND data->>'led_by' = %(key)s
ORDER BY id
FOR UPDATE
"""

_DONE = "UPDATE notices SET done_at = %(now)s, outcome = %(outcome)s WHERE school_id = %(school_id)s AND id = %(id)s"

_PUT_OFF = """
UPDATE notices SET due_at = %(due_at)s WHERE school_id = %(school_id)s AND id = %(id)s AND done_at IS NULL
"""


class SqlNotices:
    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    def schedule(self, notice: Notice) -> None:
        self._work.write(
            _SCHEDULE,
            {
                "school_id": notice.school_id,
                "id": notice.id,
                "kind": notice.kind.value,
                "role": notice.role.value,
                "person_id": notice.person_id,
                "booking_id": notice.booking_id,
                "version": notice.version,
                "session_id": notice.session_id,
                "invoice_id": notice.invoice_id,
                "key": notice.key,
                "data": jsonb(dict(notice.data)),
                "due_at": notice.due_at,
            },
        )

    def asked(self, school_id: int, booking_ids: Sequence[int]) -> set[int]:
        rows = self._work.read(_ASKED, {"school_id": school_id, "bookings": list(booking_ids)})
        return {booking_id for (booking_id,) in rows}

    def keyed(self, school_id: int, keys: Sequence[str]) -> list[tuple[Notice, str | None]]:
        """Those of these keys that there are, by version, with what has become of each; None if it is to come."""
        rows = self._work.read(_KEYED, {"school_id": school_id, "keys": list(keys)})
        return [(_notice_of(columns), outcome) for outcome, *columns in rows]

    def claim(self, now: datetime, limit: int = 1) -> list[Notice]:
        """Due notices that no other work holds, locked until the end of this one; those that others lead left out."""
        return [_notice_of(row) for row in self._work.read(_CLAIM, {"now": now, "limit": limit})]

    def led_by(self, leader: Notice, now: datetime) -> list[Notice]:
        """Those that are told with it, locked."""
        rows = self._work.read(_LED, {"now": now, "school_id": leader.school_id, "key": leader.key})
        return [_notice_of(row) for row in rows]

    def done(self, notice: Notice, now: datetime, outcome: str) -> None:
        """outcome: "told", or why there was nothing to tell."""
        self._work.write(_DONE, {"school_id": notice.school_id, "id": notice.id, "now": now, "outcome": outcome})

    def put_off(self, notice: Notice, due_at: datetime) -> None:
        """Try again at `due_at`, unless another work has told it meanwhile."""
        self._work.write(_PUT_OFF, {"school_id": notice.school_id, "id": notice.id, "due_at": due_at})


def _notice_of(columns: Sequence[Any]) -> Notice:
    school_id, notice_id, kind, role, person_id, due_at, booking_id, version, session_id, invoice_id, data = columns
    return Notice(
        id=notice_id,
        school_id=school_id,
        kind=NoticeKind(kind),
        role=Role(role),
        person_id=person_id,
        due_at=due_at.astimezone(UTC),
        booking_id=booking_id,
        version=version,
        session_id=session_id,
        invoice_id=invoice_id,
        data=data,
    )
