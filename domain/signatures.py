"""Signatures in a chain: each holds the hash of the one before, so a changed record shows.

A signature's `content` is canonical JSON: the facts that were signed, who signed them, when and by which channel. Its
`hash` is the SHA-256 of the hash before and the content. Every student has a chain of their own, which begins at
`ORIGIN`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.learning import Signer

ORIGIN = "0" * 64
"""The hash before the first signature."""


@dataclass(frozen=True, slots=True)
class Signature:
    """
    number: its place in the student's chain, from 1.
    booking_ids: of the lessons that were signed.
    channel, contact_id: by which it was given.
    """

    id: int
    school_id: int
    student_id: int
    number: int
    module_id: int
    signer: Signer
    person_id: int
    at: datetime
    channel: str
    contact_id: int | None
    booking_ids: tuple[int, ...]
    content: str
    previous: str
    hash: str

    @property
    def facts(self) -> dict[str, Any]:
        """The content, read."""
        read: dict[str, Any] = json.loads(self.content)
        return read


@dataclass(frozen=True, slots=True)
class Fault:
    """The first signature of a chain that does not fit, and why: "number", "previous", "hash" or "content"."""

    number: int
    reason: str


def canonical(facts: Mapping[str, Any]) -> str:
    """One text for one set of facts: keys sorted, no spaces, letters as they are."""
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def chained(previous: str, content: str) -> str:
    """The hash of a signature with that content after that hash."""
    return hashlib.sha256(f"{previous}\n{content}".encode()).hexdigest()


def head(chain: Sequence[Signature]) -> str:
    """The hash that stands for the whole chain."""
    return chain[-1].hash if chain else ORIGIN


def fault(chain: Sequence[Signature]) -> Fault | None:
    """The first record that does not fit, or None if all of them do. chain: of one student, by number."""
    previous = ORIGIN
    for number, signature in enumerate(chain, start=1):
        if signature.number != number:
            return Fault(number, "number")
        if signature.previous != previous:
            return Fault(number, "previous")
        if signature.hash != chained(previous, signature.content):
            return Fault(number, "hash")
        if not _says_so(signature):
            return Fault(number, "content")
        previous = signature.hash
    return None


def _says_so(signature: Signature) -> bool:
    """Whether the columns say what the content says."""
    try:
        facts = signature.facts
        signer = facts["signer"]
        return (
            facts["school"]["id"],
            facts["student"]["id"],
            facts["module"]["id"],
            facts["number"],
            signer["role"],
            signer["id"],
            signer["channel"],
            signer["contact"],
            [lesson["booking"] for lesson in facts["lessons"]],
            datetime.fromisoformat(facts["at"]),
        ) == (
            signature.school_id,
            signature.student_id,
            signature.module_id,
            signature.number,
            signature.signer.value,
            signature.person_id,
            signature.channel,
            signature.contact_id,
            list(signature.booking_ids),
            signature.at,
        )
    except (ValueError, KeyError, TypeError):
        return False
