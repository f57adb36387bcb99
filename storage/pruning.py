"""What is settled and so old that nobody asks for it any more is forgotten, a few rows at a time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import LiteralString

from storage.engine import Database

EVENTS_KEPT = timedelta(days=30)
"""An event is recognised as repeated for so long; channels give up after a day."""

MESSAGES_KEPT = timedelta(days=90)
"""How long it can be looked up what was told, and what became of it."""

BATCH = 500
"""Rows of one transaction, so that nobody waits for their locks."""

_MOST_BATCHES = 100

_INBOX = """
DELETE FROM inbox WHERE (channel, event_id) IN (
  SELECT channel, event_id FROM inbox WHERE received_at < %(before)s LIMIT %(batch)s FOR UPDATE SKIP LOCKED)
RETURNING 1
"""

_FAILURES = """
DELETE FROM failures WHERE (channel, event_id) IN (
  SELECT channel, event_id FROM failures WHERE at < %(before)s LIMIT %(batch)s FOR UPDATE SKIP LOCKED)
RETURNING 1
"""

_OUTBOX = """
DELETE FROM outbox o USING (
  SELECT id, greatest(created_at, due_at, sent_at) AS settled_at FROM outbox WHERE status <> 'queued'
  ORDER BY id LIMIT %(batch)s FOR UPDATE SKIP LOCKED
) oldest
WHERE o.id = oldest.id AND oldest.settled_at < %(before)s
RETURNING 1
"""
"""Ids are given in order, so it is enough to look at the first ones."""

_NOTICES = """
DELETE FROM notices WHERE (school_id, id) IN (
  SELECT n.school_id, n.id FROM notices n
  WHERE n.done_at < %(before)s AND NOT EXISTS (
    SELECT FROM bookings b JOIN sessions s ON s.school_id = b.school_id AND s.id = b.session_id
    WHERE b.school_id = n.school_id AND b.id = n.booking_id AND s.ends_at >= %(before)s
  ) AND NOT EXISTS (
    SELECT FROM sessions s WHERE s.school_id = n.school_id AND s.id = n.session_id AND s.ends_at >= %(before)s
  ) AND NOT (n.kind = 'series_waits' AND EXISTS (
    SELECT FROM series r
    WHERE r.school_id = n.school_id AND concat(r.id, ':', r.made_until) = n.data->>'cause'))
  LIMIT %(batch)s FOR UPDATE SKIP LOCKED)
RETURNING 1
"""
"""Those of lessons to come and of series that still wait stay, however old: what is told next depends on what was told
before, and once."""


def prune(database: Database, now: datetime) -> int:
    """Forget what is old. Returns how many rows that was; what is left over is for the next time."""
    return (
        _in_batches(database, _INBOX, now - EVENTS_KEPT)
        + _in_batches(database, _FAILURES, now - EVENTS_KEPT)
        + _in_batches(database, _OUTBOX, now - MESSAGES_KEPT)
        + _in_batches(database, _NOTICES, now - MESSAGES_KEPT)
    )


def _in_batches(database: Database, delete: LiteralString, before: datetime) -> int:
    gone = 0
    for _ in range(_MOST_BATCHES):
        batch = len(database.execute(delete, {"before": before, "batch": BATCH}))
        gone += batch
        if batch < BATCH:
            break
    return gone
