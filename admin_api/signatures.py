"""Signatures with their chain."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter

from admin_api.counter import CurrentCaller
from admin_api.values import Id, Out, local
from domain.learning import Signer
from domain.schools import Catalogue
from domain.services.signing import verified
from domain.signatures import Signature, head

router = APIRouter(prefix="/students/{student_id}", tags=["learning"])


class SignatureOut(Out):
    """number: its place in the student's chain. content: the very text that was signed, canonical JSON.

    hash: SHA-256 of `previous`, a line feed and `content`, in UTF-8.
    """

    number: int
    module: str
    signer: Signer
    name: str
    at: datetime
    channel: str
    content: str
    previous: str
    hash: str

    @classmethod
    def of(cls, signature: Signature, catalogue: Catalogue) -> SignatureOut:
        return cls(
            number=signature.number,
            module=module_code(signature, catalogue),
            signer=signature.signer,
            name=signer_name(signature),
            at=local(signature.at, catalogue.zone),
            channel=signature.channel,
            content=signature.content,
            previous=signature.previous,
            hash=signature.hash,
        )


class FaultOut(Out):
    """number: of the first record that does not fit. reason: number, previous, hash or content."""

    number: int
    reason: str


class SignaturesOut(Out):
    """items: the student's chain from its beginning. verified: nothing in it has been changed. head: its last hash."""

    items: list[SignatureOut]
    verified: bool
    fault: FaultOut | None
    head: str


@router.get("/signatures")
def list_signatures(caller: CurrentCaller, student_id: Id) -> SignaturesOut:
    """What was signed by teacher and student, in a chain in which a changed record shows."""
    with caller.counter() as counter:
        counter.work.students.get(counter.school_id, student_id)
        chain, fault = verified(counter.desk, student_id)
        return SignaturesOut(
            items=[SignatureOut.of(signature, counter.catalogue) for signature in chain],
            verified=fault is None,
            fault=FaultOut(number=fault.number, reason=fault.reason) if fault else None,
            head=head(chain),
        )


def module_code(signature: Signature, catalogue: Catalogue) -> str:
    module = catalogue.module(signature.module_id)
    return module.code if module is not None else str(signature.module_id)


def signer_name(signature: Signature) -> str:
    """As it was when it was signed; nothing if the content can't be read any more."""
    try:
        return str(signature.facts["signer"]["name"])
    except (ValueError, KeyError, TypeError):
        return ""
