"""The outbox as the relay sees it: claim, then mark. Each step is a transaction of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from storage.engine import Database

LEASE = timedelta(seconds=60)
"""How long a claimed message belongs to its relay. Longer than any send takes; a crashed relay's messages wait it out.
Leases run on the database's clock, which all relays share."""

_CLAIM = """
WITH due AS (
  SELECT o.id,
    o.once AND o.lease_until IS NOT NULL AS lost,
    coalesce(o.expires_at <= %(now)s, false) OR o.booking_id IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM bookings b WHERE b.school_id = o.school_id AND b.id = o.booking_id
        AND b.version = o.version AND b.status = 'confirmed') AS pointless
  FROM outbox o
  WHERE o.status = 'queued' AND o.due_at <= %(now)s AND (o.lease_until IS NULL OR o.lease_until < now())
    AND NOT EXISTS (SELECT 1 FROM outbox e
                    WHERE e.contact_id = o.contact_id AND e.status = 'queued' AND e.id < o.id)
  ORDER BY o.id LIMIT %(limit)s FOR UPDATE OF o SKIP LOCKED
)
UPDATE outbox o SET
  status = CASE WHEN due.lost THEN 'unknown' WHEN due.pointless THEN 'void' ELSE o.status END,
  error = CASE WHEN due.lost THEN 'the sender stopped in the middle' ELSE o.error END,
  lease_until = CASE WHEN due.lost OR due.pointless THEN NULL ELSE now() + %(lease)s END,
  attempts = o.attempts + 1
FROM due, contacts c
WHERE o.id = due.id AND c.id = o.contact_id
RETURNING o.status, o.id, c.channel, c.address, o.transport, o.message, o.language, o.origin, o.attempts, o.once,
  o.created_at
"""
"""A message that must not be repeated and whose lease ran out was perhaps sent: its outcome is unknown."""

_FALL_BACK = """
INSERT INTO outbox (contact_id, transport, message, language, key, school_id, booking_id, version, created_at, due_at,
                    expires_at, once)
SELECT n.contact_id, n.transport, o.message, coalesce(n.language, o.language), told.key || ':via:' || n.contact_id,
       o.school_id, o.booking_id, o.version, %(now)s, %(now)s, o.expires_at, o.once
FROM outbox o
CROSS JOIN LATERAL (SELECT split_part(o.key, ':via:', 1) AS key) told
JOIN contact_links l ON l.contact_id = o.contact_id AND l.school_id = o.school_id
CROSS JOIN LATERAL (
  SELECT c.id AS contact_id, coalesce(v.transport, o.transport) AS transport, v.language
  FROM contact_links m JOIN contacts c ON c.id = m.contact_id JOIN conversations v ON v.contact_id = c.id
  WHERE m.school_id = l.school_id AND m.person_id = l.person_id AND c.gone_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM outbox t WHERE t.contact_id = c.id
                    AND t.key IN (told.key, told.key || ':via:' || c.id))
  ORDER BY v.last_inbound_at DESC NULLS LAST, c.id LIMIT 1
) n
WHERE o.id = %(id)s AND o.key IS NOT NULL
LIMIT 1
ON CONFLICT (key) WHERE key IS NOT NULL DO NOTHING
"""
"""The same notice to the person's next contact that has not had it yet."""

_FORWARD = """
UPDATE outbox SET delivery = %(status)s, error = coalesce(%(error)s, error)
WHERE provider_id = %(provider_id)s
  AND array_position(%(order)s, coalesce(delivery, '')) < array_position(%(order)s, %(status)s)
RETURNING id
"""

DELIVERY_ORDER = [
    "",
    "accepted",
    "scheduled",
    "queued",
    "sending",
    "sent",
    "delivered",
    "undelivered",
    "failed",
    "read",
]
"""Statuses only move forward, whatever order the callbacks arrive in."""


@dataclass(frozen=True, slots=True)
class Queued:
    """A claimed message. once: it must not be repeated if the outcome of its sending is unknown."""

    id: int
    channel: str
    address: str
    transport: str
    message: dict[str, Any]
    language: str
    origin: dict[str, str]
    attempts: int
    once: bool
    created_at: datetime


class Outbox:
    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, now: datetime, limit: int = 50) -> list[Queued]:
        """The oldest due message of each of some contacts, leased. What is no longer true or of use is made void."""
        while rows := self._database.execute(_CLAIM, {"now": now, "limit": limit, "lease": LEASE}):
            claimed = [Queued(*rest) for status, *rest in rows if status == "queued"]
            if claimed:
                return sorted(claimed, key=lambda queued: queued.id)
        return []

    def sent(self, message_id: int, provider_id: str, now: datetime) -> None:
        self._database.execute(
            "UPDATE outbox SET status = 'sent', provider_id = %(provider_id)s, sent_at = %(now)s, lease_until = NULL, "
            "error = '' WHERE id = %(id)s AND status = 'queued'",
            {"id": message_id, "provider_id": provider_id, "now": now},
        )

    def later(self, message_id: int, due_at: datetime, error: str, *, counted: bool = True) -> None:
        """Try again at `due_at`. counted: the try counts as one of the few that a message has."""
        self._database.execute(
            "UPDATE outbox SET due_at = %(due_at)s, error = %(error)s, lease_until = NULL, "
            "attempts = attempts - %(uncounted)s WHERE id = %(id)s AND status = 'queued'",
            {"id": message_id, "due_at": due_at, "error": error, "uncounted": 0 if counted else 1},
        )

    def unknown(self, message_id: int, error: str) -> None:
        self._close(message_id, "unknown", error)

    def failed(self, message_id: int, error: str, now: datetime, *, contact_gone: bool = False) -> None:
        """Give up on this contact; a notice goes to the person's next one."""
        self._close(message_id, "failed", error)
        self._give_up(message_id, now, contact_gone=contact_gone)

    def _give_up(self, message_id: int, now: datetime, *, contact_gone: bool) -> None:
        if contact_gone:
            self._database.execute(
                "UPDATE contacts SET gone_at = %(now)s WHERE gone_at IS NULL "
                "AND id = (SELECT contact_id FROM outbox WHERE id = %(id)s)",
                {"id": message_id, "now": now},
            )
        self._database.execute(_FALL_BACK, {"id": message_id, "now": now})

    def forward(
        self, provider_id: str, status: str, error: str | None, now: datetime, *, contact_gone: bool = False
    ) -> None:
        """Note a delivery status, unless a later one is known. A notice that did not arrive goes to the person's next
        contact, as one that could not be sent does."""
        if status not in DELIVERY_ORDER:
            return
        rows = self._database.execute(
            _FORWARD, {"provider_id": provider_id, "status": status, "error": error, "order": DELIVERY_ORDER}
        )
        if status in {"undelivered", "failed"}:
            for (message_id,) in rows:
                self._give_up(message_id, now, contact_gone=contact_gone)

    def release(self) -> None:
        """End all leases: whoever held one is known to be dead."""
        self._database.execute(
            "UPDATE outbox SET lease_until = '-infinity' WHERE status = 'queued' AND lease_until > now()"
        )

    def waiting(self, now: datetime) -> tuple[int, float]:
        """How many messages are due, and how many seconds the oldest has been."""
        ((count, oldest),) = self._database.execute(
            "SELECT count(*), coalesce(extract(epoch FROM %(now)s - min(due_at)), 0)::float8 FROM outbox "
            "WHERE status = 'queued' AND due_at <= %(now)s",
            {"now": now},
        )
        return count, oldest

    def _close(self, message_id: int, status: str, error: str) -> None:
        self._database.execute(
            "UPDATE outbox SET status = %(status)s, error = %(error)s, lease_until = NULL "
            "WHERE id = %(id)s AND status = 'queued'",
            {"id": message_id, "status": status, "error": error[:500]},
        )
