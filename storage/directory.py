"""Who a contact is, who can be told something, and the schools' inboxes: what dialogs ask for and leave behind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from storage.jsonb import jsonb
from storage.people import REACHABLE

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Link:
    """A contact is this person of this school."""

    school_id: int
    school_name: str
    role: str
    person_id: int


_LINKS = """
SELECT l.school_id, s.name, l.role, l.person_id FROM contact_links l JOIN schools s ON s.id = l.school_id
WHERE l.contact_id = %(contact_id)s ORDER BY s.name, l.role
"""

_LINK = """
INSERT INTO contact_links (contact_id, school_id, role, person_id)
VALUES (%(contact_id)s, %(school_id)s, %(role)s, %(person_id)s)
ON CONFLICT (contact_id, school_id, role) DO UPDATE SET person_id = excluded.person_id
"""


class SqlDirectory:
    def __init__(self, work: UnitOfWork) -> None:
        self._work = work
        self._names: dict[int, dict[int, str]] = {}

    def names_and_reach(self, school_id: int, student_ids: Sequence[int]) -> Mapping[int, tuple[str, bool]]:
        rows = self._work.read_apart(
            f"SELECT p.id, p.name, {REACHABLE} "
            "FROM students p WHERE p.school_id = %(school_id)s AND p.id = ANY(%(ids)s)",
            {"school_id": school_id, "ids": list(student_ids)},
        )
        return {student_id: (name, can_be) for student_id, name, can_be in rows}

    def reachable(self, school_id: int, person_ids: Sequence[int]) -> Set[int]:
        """Those whom `reach` finds."""
        rows = self._work.read_apart(
            "SELECT DISTINCT l.person_id FROM contact_links l JOIN contacts c ON c.id = l.contact_id "
            "WHERE l.school_id = %(school_id)s AND l.person_id = ANY(%(ids)s) AND c.gone_at IS NULL",
            {"school_id": school_id, "ids": list(person_ids)},
        )
        return {person_id for (person_id,) in rows}

    def told_since(self, contact_id: int, since: datetime) -> bool:
        """What a turn says bears the event that it answers; what is sent without one was asked for by nobody."""
        ((told,),) = self._work.read_apart(
            "SELECT EXISTS (SELECT FROM outbox WHERE contact_id = %(contact_id)s AND event_id IS NULL "
            "AND created_at > %(since)s)",
            {"contact_id": contact_id, "since": since},
        )
        return bool(told)

    def links(self, contact_id: int) -> list[Link]:
        return [Link(*row) for row in self._work.read(_LINKS, {"contact_id": contact_id})]

    def link(self, contact_id: int, school_id: int, role: str, person_id: int) -> None:
        self._work.write(
            _LINK, {"contact_id": contact_id, "school_id": school_id, "role": role, "person_id": person_id}
        )

    def school_by_code(self, code: str) -> int | None:
        return self.schools_by_code([code]).get(code)

    def schools_by_code(self, codes: Sequence[str]) -> Mapping[str, int]:
        """Code, as it was given -> the school that has it, in whatever case it is written."""
        rows = self._work.look(
            "SELECT c.code, s.id FROM unnest(%(codes)s::text[]) AS c (code) JOIN schools s ON s.code = upper(c.code)",
            {"codes": list(codes)},
        )
        return dict(rows)

    def names(self, school_id: int, student_ids: Sequence[int]) -> Mapping[int, str]:
        """Student id -> name. Who was asked for before in this work is not asked for again."""
        known = self._names.setdefault(school_id, {})
        if missing := [student_id for student_id in student_ids if student_id not in known]:
            rows = self._work.read_apart(
                "SELECT id, name FROM students WHERE school_id = %(school_id)s AND id = ANY(%(ids)s)",
                {"school_id": school_id, "ids": missing},
            )
            known.update(rows)
        return {student_id: known[student_id] for student_id in student_ids if student_id in known}

    def people(self, school_id: int, student_ids: Sequence[int]) -> Mapping[int, tuple[str, str]]:
        """Student id -> name and pick-up place."""
        rows = self._work.look(
            "SELECT id, name, pickup FROM students WHERE school_id = %(school_id)s AND id = ANY(%(ids)s)",
            {"school_id": school_id, "ids": list(student_ids)},
        )
        return {student_id: (name, place) for student_id, name, place in rows}

    def tell_school(
        self,
        school_id: int,
        contact_id: int,
        person_id: int | None,
        text: str,
        now: datetime,
        *,
        context: Mapping[str, Any] | None = None,
        thread: int | None = None,
    ) -> int:
        message_id = self._work.next_id()
        self._work.write(
            "INSERT INTO school_messages (school_id, id, contact_id, person_id, text, context, thread_id, at) "
            "VALUES (%(school_id)s, %(id)s, %(contact_id)s, %(person_id)s, %(text)s, %(context)s, %(thread)s, %(now)s)",
            {
                "school_id": school_id,
                "id": message_id,
                "contact_id": contact_id,
                "person_id": person_id,
                "text": text,
                "context": jsonb(context) if context else None,
                "thread": thread,
                "now": now,
            },
        )
        return message_id
