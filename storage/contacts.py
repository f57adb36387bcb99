"""Whose a phone number is, and which contacts are whose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from domain.errors import Invalid
from storage import checks

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

_LINK = """
WITH contact AS (
  INSERT INTO contacts (id, channel, address) VALUES (%(id)s, %(channel)s, %(address)s)
  ON CONFLICT (channel, address) DO UPDATE SET address = excluded.address RETURNING id
), conversation AS (
  INSERT INTO conversations AS c (contact_id, school_id, role, person_id, language, transport)
  SELECT id, %(school_id)s, %(role)s, %(person_id)s, %(language)s, %(transport)s FROM contact
  ON CONFLICT (contact_id) DO UPDATE SET school_id = excluded.school_id, role = excluded.role,
    person_id = excluded.person_id, language = coalesce(c.language, excluded.language),
    transport = coalesce(c.transport, excluded.transport)
  WHERE c.school_id IS NULL
)
INSERT INTO contact_links (contact_id, school_id, role, person_id)
SELECT id, %(school_id)s, %(role)s, %(person_id)s FROM contact
ON CONFLICT (contact_id, school_id, role) DO UPDATE SET person_id = excluded.person_id
RETURNING contact_id
"""

_WHOSE_NUMBER = """
SELECT 'student' FROM students WHERE school_id = %(school_id)s AND phone = %(phone)s AND id <> %(person_id)s
UNION ALL
SELECT 'teacher' FROM teachers
WHERE school_id = %(school_id)s AND phone = %(phone)s AND active AND id <> %(person_id)s
"""

_DISCONNECT = """
WITH gone AS (
  DELETE FROM contact_links l USING contacts c
  WHERE l.school_id = %(school_id)s AND l.person_id = %(person_id)s AND c.id = l.contact_id
    AND (%(address)s::text IS NULL OR c.address = %(address)s)
  RETURNING l.contact_id
)
UPDATE conversations v SET school_id = NULL, role = NULL, person_id = NULL, state = '{}' FROM gone
WHERE v.contact_id = gone.contact_id AND v.school_id = %(school_id)s AND v.person_id = %(person_id)s
RETURNING v.contact_id
"""


def link(work: UnitOfWork, values: Mapping[str, Any]) -> int:
    """See `Administration.link_contact`."""
    checks.channel(values["channel"])
    checks.name("address", values["address"])
    ((contact_id,),) = work.read(_LINK, {"id": work.next_id(), **values})
    return int(contact_id)


def ensure_own_number(work: UnitOfWork, school_id: int, person_id: int, phone: str) -> None:
    """Whoever writes by SMS is known by the number, so it is one person's; who teaches no more frees it."""
    for (role,) in work.look(_WHOSE_NUMBER, {"school_id": school_id, "phone": phone, "person_id": person_id}):
        raise Invalid(field="phone", reason=f"is another {role}'s")


def change_number(work: UnitOfWork, school_id: int, person_id: int, before: str | None, after: str | None) -> None:
    """Whoever writes by SMS or WhatsApp is known by the number, so the one before is the person's no more."""
    if before is not None and before != after:
        disconnect(work, school_id, person_id, before)


def disconnect(work: UnitOfWork, school_id: int, person_id: int, address: str | None = None) -> None:
    """The contacts at that address, or all of them, are this person no more, and no dialog of theirs goes on."""
    work.read(_DISCONNECT, {"school_id": school_id, "person_id": person_id, "address": address})
