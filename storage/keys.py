"""Keys to a school's admin API. Only their hashes are kept."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from storage import checks

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Key:
    """revoked_on: None while it opens something. Both dates are in UTC."""

    id: int
    label: str
    made_on: date
    revoked_on: date | None


class SqlKeys:
    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    def create(self, school_id: int, label: str) -> str:
        """A new key. This is the one time to show it."""
        checks.text("label", label)
        key = "jd_" + secrets.token_urlsafe(32)
        self._work.write(
            "INSERT INTO api_keys (school_id, id, label, hash) VALUES (%(school_id)s, %(id)s, %(label)s, %(hash)s)",
            {"school_id": school_id, "id": self._work.next_id(), "label": label, "hash": _hash(key)},
        )
        return key

    def school_of(self, key: str) -> tuple[int, int] | None:
        """(school id, key id) of a key that opens something."""
        rows = self._work.read(
            "SELECT school_id, id FROM api_keys WHERE hash = %(hash)s AND revoked_at IS NULL", {"hash": _hash(key)}
        )
        return (rows[0][0], rows[0][1]) if rows else None

    def of_school(self, school_id: int) -> list[Key]:
        """In the order in which they were made."""
        rows = self._work.read(
            "SELECT id, label, created_at::date, revoked_at::date FROM api_keys "
            "WHERE school_id = %(school_id)s ORDER BY id",
            {"school_id": school_id},
        )
        return [Key(*row) for row in rows]

    def revoke(self, school_id: int, key_id: int, now: datetime) -> bool:
        """Take the key back. Returns whether there was one that still opened something."""
        return bool(
            self._work.read(
                "UPDATE api_keys SET revoked_at = %(now)s "
                "WHERE school_id = %(school_id)s AND id = %(id)s AND revoked_at IS NULL RETURNING id",
                {"school_id": school_id, "id": key_id, "now": now},
            )
        )


def _hash(key: str) -> bytes:
    return hashlib.sha256(key.encode(errors="surrogatepass")).digest()
