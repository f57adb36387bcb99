"""PostgreSQL's last word, in the domain's words. By constraint name, never by message text."""

from __future__ import annotations

import psycopg

from domain.errors import Changed, ClassFull, Invalid, Refusal, SlotTaken

_REFUSALS: dict[str, type[Refusal]] = {
    "allocations_no_overlap": SlotTaken,
    "ck_sessions_seats": ClassFull,
    "uq_students_school_id_phone": Changed,
    "pk_contact_links": Changed,
    "uq_contacts_channel_address": Changed,
}


def refusal_of(error: psycopg.errors.IntegrityError) -> Exception:
    """The refusal that a broken constraint means; the error itself if it means none."""
    name = error.diag.constraint_name or ""
    if name.startswith("fk_"):
        return Invalid(field=name.rsplit("school_id_", 1)[-1], reason="no such row in this school")
    known = _REFUSALS.get(name)
    return known(constraint=name) if known else error
