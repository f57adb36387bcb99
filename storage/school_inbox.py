"""What people wrote to a school's staff, and that it has been seen to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, LiteralString

from domain.errors import NotFound

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

_MESSAGES = """
SELECT m.id, m.at, m.text, m.closed_at IS NULL, m.person_id, coalesce(p.name, t.name),
  CASE WHEN p.id IS NOT NULL THEN 'student' WHEN t.id IS NOT NULL THEN 'teacher' END,
  m.contact_id, c.channel, v.language, v.transport, m.context, coalesce(m.thread_id, m.id)
FROM school_messages m
JOIN contacts c ON c.id = m.contact_id
JOIN conversations v ON v.contact_id = m.contact_id
LEFT JOIN students p ON p.school_id = m.school_id AND p.id = m.person_id
LEFT JOIN teachers t ON t.school_id = m.school_id AND t.id = m.person_id
WHERE m.school_id = %(school_id)s
"""

_STATES: dict[bool | None, LiteralString] = {
    None: "",
    True: "AND m.closed_at IS NULL",
    False: "AND m.closed_at IS NOT NULL",
}

_CLOSE = """
UPDATE school_messages SET closed_at = %(now)s
WHERE school_id = %(school_id)s AND closed_at IS NULL AND (id = %(thread)s OR thread_id = %(thread)s)
"""


@dataclass(frozen=True, slots=True)
class SchoolMessage:
    """One message and where to answer it.

    person_id, person_name, role: who wrote it, as far as the school knows. language, transport: of the contact's
    conversation now; the turn that took the message has noted them. context: what the dialog was asking, as
    `bot.dialogs.school` keeps it. thread: the message with which the talk began, perhaps this one.
    """

    id: int
    at: datetime
    text: str
    open: bool
    person_id: int | None
    person_name: str | None
    role: str | None
    contact_id: int
    channel: str
    language: str | None
    transport: str
    context: Mapping[str, Any] | None
    thread: int


class SchoolInbox:
    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    def messages(
        self,
        school_id: int,
        *,
        limit: int,
        is_open: bool | None = None,
        after: tuple[datetime, int] | None = None,
    ) -> list[SchoolMessage]:
        """By arrival, then id. is_open: None for all of them. after: the last one seen."""
        values: dict[str, Any] = {"school_id": school_id, "limit": limit}
        further: LiteralString = ""
        if after is not None:
            further = "AND (m.at, m.id) > (%(after_moment)s, %(after_id)s)"
            values |= {"after_moment": after[0], "after_id": after[1]}
        rows = self._work.read(f"{_MESSAGES} {_STATES[is_open]} {further} ORDER BY m.at, m.id LIMIT %(limit)s", values)
        return [SchoolMessage(*row) for row in rows]

    def message(self, school_id: int, message_id: int) -> SchoolMessage:
        """NotFound if the school has none."""
        rows = self._work.read(f"{_MESSAGES} AND m.id = %(id)s", {"school_id": school_id, "id": message_id})
        if not rows:
            raise NotFound(what="message", id=message_id)
        return SchoolMessage(*rows[0])

    def close(self, school_id: int, thread: int, now: datetime) -> None:
        """The whole talk has been seen to. What is closed stays as it was."""
        self._work.write(_CLOSE, {"school_id": school_id, "thread": thread, "now": now})
