"""What requests with an Idempotency-Key were answered, so that a repeated one gets the same answer and acts once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

_CLAIM = """
INSERT INTO answers AS a (school_id, key, fingerprint, created_at)
VALUES (%(school_id)s, %(key)s, %(fingerprint)s, %(now)s)
ON CONFLICT (school_id, key) DO UPDATE
  SET fingerprint = excluded.fingerprint, created_at = excluded.created_at, status = NULL, body = NULL
  WHERE a.created_at <= excluded.created_at - interval '24 hours'
RETURNING 1
"""

_KEEP = """
UPDATE answers SET status = %(status)s, body = %(body)s WHERE school_id = %(school_id)s AND key = %(key)s
"""

_FORGET = """
DELETE FROM answers WHERE (school_id, key) IN (
  SELECT school_id, key FROM answers
  WHERE school_id = %(school_id)s AND created_at <= %(now)s - interval '24 hours'
  LIMIT 100 FOR UPDATE SKIP LOCKED)
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """fingerprint: of the request it answers."""

    fingerprint: bytes
    status: int
    body: str


class SqlAnswers:
    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    def claim(self, school_id: int, key: str, fingerprint: bytes, now: datetime) -> Answer | None:
        """The answer that the key was given in the last 24 hours; None if it is this work's to give.

        Of two works with one key the second waits until the first has ended.
        """
        claim = {"school_id": school_id, "key": key, "fingerprint": fingerprint, "now": now}
        if self._work.read(_CLAIM, claim):
            return None
        ((known, status, body),) = self._work.read(
            "SELECT fingerprint, status, body FROM answers WHERE school_id = %(school_id)s AND key = %(key)s",
            {"school_id": school_id, "key": key},
        )
        return Answer(bytes(known), status, body)

    def keep(self, school_id: int, key: str, status: int, body: str, now: datetime) -> None:
        """Also forgets a few that are too old."""
        self._work.flush()
        self._work.write(_KEEP, {"school_id": school_id, "key": key, "status": status, "body": body})
        self._work.write(_FORGET, {"school_id": school_id, "now": now})
