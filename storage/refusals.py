"""PostgreSQL's last word, in the domain's words. By constraint name, never by message text."""

from __future__ import annotations

import psycopg

from domain.errors import Invalid
from domain.ports import TryAgain

_LOST_RACES = frozenset(
    {
        "allocations_no_overlap",
        "ck_sessions_seats",
        "uq_students_school_id_phone",
        "pk_contact_links",
        "uq_schools_code",
        "uq_signatures_school_id_student_id_number",
        "uq_lesson_types_school_id_code",
        "uq_offers_opening",
        "uq_offers_entry",
        "uq_offers_moves",
        "uq_offers_school_id_entry_id_place",
    }
)
"""Constraints that only somebody else's simultaneous change can break, because use cases check first. Done anew, the
same work meets the change in its checks and refuses in full words."""


def meaning_of(error: psycopg.errors.IntegrityError) -> Exception:
    """TryAgain, a refusal, or the error itself if it is a fault of the program."""
    name = error.diag.constraint_name or ""
    if name in _LOST_RACES:
        return TryAgain(name)
    if name.startswith("fk_"):
        field = name.rsplit("school_id_", 1)[-1].removesuffix("_id")
        return Invalid(field=field, reason="must be there, and this school's")
    return error
