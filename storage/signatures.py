"""The chains of signatures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC
from typing import TYPE_CHECKING, Any

from domain.learning import Signer
from domain.signatures import Fault, Signature, fault
from storage.engine import Database

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

_CHAIN = """
SELECT id, number, module_id, signer, person_id, at, channel, contact_id, booking_ids, content, previous, hash
FROM signatures WHERE school_id = %(school_id)s AND student_id = %(student_id)s ORDER BY number, id
"""

_APPEND = """
INSERT INTO signatures (school_id, id, student_id, number, module_id, signer, person_id, at, channel, contact_id,
                        booking_ids, content, previous, hash)
VALUES (%(school_id)s, %(id)s, %(student_id)s, %(number)s, %(module_id)s, %(signer)s, %(person_id)s, %(at)s,
        %(channel)s, %(contact_id)s, %(booking_ids)s, %(content)s, %(previous)s, %(hash)s)
"""


def chain(work: UnitOfWork, school_id: int, student_id: int) -> list[Signature]:
    rows = work.read(_CHAIN, {"school_id": school_id, "student_id": student_id})
    return [_signature(school_id, student_id, row) for row in rows]


def append(work: UnitOfWork, signature: Signature) -> None:
    work.write(
        _APPEND,
        {
            "school_id": signature.school_id,
            "id": signature.id,
            "student_id": signature.student_id,
            "number": signature.number,
            "module_id": signature.module_id,
            "signer": signature.signer.value,
            "person_id": signature.person_id,
            "at": signature.at,
            "channel": signature.channel,
            "contact_id": signature.contact_id,
            "booking_ids": list(signature.booking_ids),
            "content": signature.content,
            "previous": signature.previous,
            "hash": signature.hash,
        },
    )


def broken_chains(database: Database) -> Iterator[tuple[str, str, Fault]]:
    """(school's code, student's name, the first record that does not fit) of every chain that has one."""
    students = database.execute(
        "SELECT DISTINCT c.code, p.name, p.school_id, p.id FROM signatures s "
        "JOIN students p ON p.school_id = s.school_id AND p.id = s.student_id JOIN schools c ON c.id = p.school_id "
        "ORDER BY c.code, p.name, p.id"
    )
    for code, name, school_id, student_id in students:
        rows = database.execute(_CHAIN, {"school_id": school_id, "student_id": student_id})
        if found := fault([_signature(school_id, student_id, row) for row in rows]):
            yield code, name, found


def _signature(school_id: int, student_id: int, row: Sequence[Any]) -> Signature:
    row_id, number, module_id, signer, person_id, at, channel, contact_id, booking_ids, content, previous, hash_ = row
    return Signature(
        id=row_id,
        school_id=school_id,
        student_id=student_id,
        number=number,
        module_id=module_id,
        signer=Signer(signer),
        person_id=person_id,
        at=at.astimezone(UTC),
        channel=channel,
        contact_id=contact_id,
        booking_ids=tuple(booking_ids),
        content=content,
        previous=previous,
        hash=hash_,
    )
