"""Contacts, their conversations and the turns in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.schools import Student
from storage.directory import SqlDirectory
from storage.jsonb import jsonb
from storage.people import STUDENT_COLUMNS, student_of


@dataclass(frozen=True, slots=True)
class OpenConversation:
    """A conversation whose row this work has locked.

    state: the dialog's own. role, person_id: as whom the contact speaks in `school_id`; all None for a stranger.
    student: if the role is student's. catalogue_version: of the school, to tell whether what is in memory is current.
    """

    contact_id: int
    channel: str
    address: str
    language: str | None
    transport: str | None
    state: Mapping[str, Any]
    school_id: int | None = None
    role: str | None = None
    person_id: int | None = None
    catalogue_version: int | None = None
    student: Student | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """Where and how to tell a person something. heard: the contact has spoken to us."""

    contact_id: int
    language: str | None
    transport: str | None
    heard: bool


_OPENED = f"""
  SELECT c.gone_at IS NOT NULL AS gone, c.id, c.channel, c.address, v.language, v.transport, v.state, v.school_id,
         v.role, v.person_id, s.catalogue_version, {STUDENT_COLUMNS}
  FROM contacts c JOIN conversations v ON v.contact_id = c.id
  LEFT JOIN schools s ON s.id = v.school_id
  LEFT JOIN students p ON v.role = 'student' AND p.school_id = v.school_id AND p.id = v.person_id
"""

_OPEN_AT = f"""
{_OPENED}  WHERE c.channel = %(channel)s AND c.address = %(address)s FOR UPDATE OF v
"""

_OPEN_TURN = f"""
WITH fresh AS (
  INSERT INTO inbox (channel, event_id, address, content, received_at)
  VALUES (%(channel)s, %(event_id)s, %(address)s, %(content)s, %(now)s)
  ON CONFLICT DO NOTHING RETURNING 1
), opened AS (
{_OPEN_AT})
SELECT f.fresh, o.* FROM (SELECT count(*) AS fresh FROM fresh) f LEFT JOIN opened o ON true
"""

_OPEN = f"{_OPENED}  WHERE c.id = %(contact_id)s FOR UPDATE OF v"

_ADD_CONTACT = """
WITH contact AS (
  INSERT INTO contacts (id, channel, address) VALUES (%(id)s, %(channel)s, %(address)s)
  ON CONFLICT (channel, address) DO NOTHING RETURNING id
)
INSERT INTO conversations (contact_id) SELECT id FROM contact RETURNING contact_id
"""

_SAVE = """
UPDATE conversations SET school_id = %(school_id)s, role = %(role)s, person_id = %(person_id)s,
  language = %(language)s, transport = %(transport)s, state = %(state)s,
  last_inbound_at = coalesce(%(heard_at)s, last_inbound_at)
WHERE contact_id = %(contact_id)s
"""

_REACH = """
SELECT c.id, v.language, v.transport, v.last_inbound_at IS NOT NULL FROM contact_links l
JOIN contacts c ON c.id = l.contact_id
JOIN conversations v ON v.contact_id = c.id
WHERE l.school_id = %(school_id)s AND l.person_id = %(person_id)s AND c.gone_at IS NULL
ORDER BY v.last_inbound_at DESC NULLS LAST, array_position(ARRAY['sms', 'whatsapp', 'telegram'], c.channel), c.id
LIMIT 1
"""

_QUEUE = """
INSERT INTO outbox (contact_id, transport, message, language, origin, event_id, key, school_id, booking_id, version,
                    created_at, due_at, expires_at, once)
VALUES (%(contact_id)s, %(transport)s, %(message)s, %(language)s, %(origin)s, %(event_id)s, %(key)s, %(school_id)s,
        %(booking_id)s, %(version)s, %(now)s, %(now)s, %(expires_at)s, %(once)s)
ON CONFLICT (key) WHERE key IS NOT NULL DO NOTHING
"""


class Conversations(SqlDirectory):
    def open_turn(
        self, channel: str, address: str, event_id: str, content: Mapping[str, Any], now: datetime
    ) -> OpenConversation | None:
        """Note the event in the inbox and lock its conversation, making contact and conversation if they are new.

        None if the event has been handled before. A contact that had been given up is one to be told things again:
        whoever writes has come back.
        """
        arrival = {
            "channel": channel,
            "address": address,
            "event_id": event_id,
            "content": jsonb(content),
            "now": now,
        }
        (fresh, gone, *columns), *_ = self._work.read(_OPEN_TURN, arrival)
        if not fresh:
            return None
        if columns[0] is None:
            self.add_contact(channel, address)
            ((_, *columns),) = self._work.read(_OPEN_AT, {"channel": channel, "address": address})
            return self._opened(columns)
        opened = self._opened(columns)
        if gone:
            self._work.write("UPDATE contacts SET gone_at = NULL WHERE id = %(id)s", {"id": opened.contact_id})
        return opened

    def open(self, contact_id: int) -> OpenConversation:
        """The conversation of a contact, locked."""
        ((_, *columns),) = self._work.read(_OPEN, {"contact_id": contact_id})
        return self._opened(columns)

    def _opened(self, columns: Sequence[Any]) -> OpenConversation:
        (contact_id, channel, address, language, transport, state, school_id, role, person_id, version) = columns[:10]
        student = student_of(school_id, columns[10:]) if columns[10] is not None else None
        if role == "student" and student is None:
            # Linked while this turn waited for the lock: the statement's snapshot was older than the lock.
            student = self._work.students.get(school_id, person_id)
        return OpenConversation(
            contact_id, channel, address, language, transport, state, school_id, role, person_id, version, student
        )

    def add_contact(self, channel: str, address: str) -> None:
        """A contact with an empty conversation, unless there is one."""
        self._work.read(_ADD_CONTACT, {"id": self._work.next_id(), "channel": channel, "address": address})

    def save(
        self,
        contact_id: int,
        *,
        state: Mapping[str, Any],
        language: str | None,
        transport: str | None,
        school_id: int | None,
        role: str | None,
        person_id: int | None,
        heard_at: datetime | None,
    ) -> None:
        self._work.write(
            _SAVE,
            {
                "contact_id": contact_id,
                "state": jsonb(state),
                "language": language,
                "transport": transport,
                "school_id": school_id,
                "role": role,
                "person_id": person_id,
                "heard_at": heard_at,
            },
        )

    def queue(
        self,
        contact_id: int,
        message: Mapping[str, Any],
        *,
        transport: str,
        language: str,
        now: datetime,
        origin: Mapping[str, str] | None = None,
        event_id: str | None = None,
        key: str | None = None,
        school_id: int | None = None,
        booking_id: int | None = None,
        version: int | None = None,
        expires_at: datetime | None = None,
        once: bool = False,
    ) -> None:
        """Put a message to a contact into the outbox.

        key: at most one message is ever queued with it. booking_id, version: send it only while the booking still
        is in that version. expires_at: after that it is of no use.
        """
        self._work.write(
            _QUEUE,
            {
                "contact_id": contact_id,
                "message": jsonb(message),
                "transport": transport,
                "language": language,
                "now": now,
                "origin": jsonb(dict(origin or {})),
                "event_id": event_id,
                "key": key,
                "school_id": school_id,
                "booking_id": booking_id,
                "version": version,
                "expires_at": expires_at,
                "once": once,
            },
        )

    def reach(self, school_id: int, person_id: int) -> Reach | None:
        """Where the person was last heard, or can be reached at all; None if nowhere."""
        rows = self._work.read(_REACH, {"school_id": school_id, "person_id": person_id})
        return Reach(*rows[0]) if rows else None

    def keep_state(self, contact_id: int, state: Mapping[str, Any]) -> None:
        """Of a conversation that has been opened, when nobody speaks in it."""
        self._work.write(
            "UPDATE conversations SET state = %(state)s WHERE contact_id = %(contact_id)s",
            {"contact_id": contact_id, "state": jsonb(state)},
        )

    def gone(self, contact_id: int, now: datetime) -> None:
        """Nothing can be delivered to the contact, until it writes again."""
        self._work.flush()  # of two changes to one row in one statement, only one is made
        self._work.write("UPDATE contacts SET gone_at = %(now)s WHERE id = %(id)s", {"id": contact_id, "now": now})

    def failed(self, channel: str, address: str, event_id: str, error: str, now: datetime) -> int:
        """Count a turn that failed unexpectedly. Returns how often this event has."""
        ((count,),) = self._work.read(
            """
            INSERT INTO failures (channel, event_id, address, count, error, at)
            VALUES (%(channel)s, %(event_id)s, %(address)s, 1, %(error)s, %(now)s)
            ON CONFLICT (channel, event_id)
            DO UPDATE SET count = failures.count + 1, error = excluded.error, at = excluded.at
            RETURNING count
            """,
            {"channel": channel, "event_id": event_id, "address": address, "error": error, "now": now},
        )
        return int(count)
