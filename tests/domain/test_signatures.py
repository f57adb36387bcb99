"""The chain of signatures: whatever is changed in it shows, and where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.learning import Signer
from domain.signatures import ORIGIN, Fault, Signature, canonical, chained, fault, head

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)


def signature(number: int, previous: str, **changes: Any) -> Signature:
    at, signer = AT + timedelta(days=number), Signer.TEACHER if number % 2 else Signer.STUDENT
    facts = {
        "number": number,
        "at": at.isoformat(),
        "school": {"id": 1},
        "student": {"id": 2, "name": "Åse Bøgh"},
        "module": {"id": 3},
        "lessons": [{"booking": number}],
        "signer": {"role": signer.value, "id": 4, "name": "Mette", "channel": "sms", "contact": 5},
    } | changes
    content = canonical(facts)
    hash_ = chained(previous, content)
    return Signature(number, 1, 2, number, 3, signer, 4, at, "sms", 5, (number,), content, previous, hash_)


def chain(length: int = 4) -> list[Signature]:
    signatures: list[Signature] = []
    for number in range(1, length + 1):
        signatures.append(signature(number, head(signatures)))
    return signatures


def test_an_untouched_chain_fits() -> None:
    assert fault([]) is None
    assert fault(chain()) is None
    assert head([]) == ORIGIN
    assert head(chain()) == chain()[-1].hash


def test_the_same_facts_are_one_text() -> None:
    assert canonical({"b": 1, "a": "Å"}) == canonical({"a": "Å", "b": 1}) == '{"a":"Å","b":1}'


def test_the_hash_is_that_of_the_one_before_and_the_content() -> None:
    """As anybody can work it out: printf '%s\\n%s' "$(printf '0%.0s' {1..64})" '{}' | sha256sum"""
    assert chained(ORIGIN, "{}") == "5649d09ed68c17156095d175eef152856c5b1a81c117c409c1e00f096aa6838e"


Tamper = Callable[[list[Signature]], list[Signature]]


def changed(place: int, **columns: Any) -> Tamper:
    def tamper(signatures: list[Signature]) -> list[Signature]:
        return [*signatures[:place], replace(signatures[place], **columns), *signatures[place + 1 :]]

    return tamper


def rewritten(signatures: list[Signature]) -> list[Signature]:
    """A record forged together with its own hash: the next one no longer follows it."""
    forged = signature(2, signatures[0].hash, student={"id": 2, "name": "Somebody else"})
    return [signatures[0], forged, *signatures[2:]]


@pytest.mark.parametrize(
    ("tamper", "expected"),
    [
        (changed(1, content="{}"), Fault(2, "hash")),
        (changed(2, content=chain()[2].content.replace("Åse", "Ase")), Fault(3, "hash")),
        (changed(0, hash="0" * 64), Fault(1, "hash")),
        (changed(3, previous=ORIGIN), Fault(4, "previous")),
        (changed(1, person_id=9), Fault(2, "content")),
        (changed(1, signer=Signer.TEACHER), Fault(2, "content")),
        (changed(1, at=AT), Fault(2, "content")),
        (changed(1, module_id=8), Fault(2, "content")),
        (changed(1, booking_ids=()), Fault(2, "content")),
        (changed(1, student_id=9), Fault(2, "content")),
        (changed(1, channel="telegram"), Fault(2, "content")),
        (rewritten, Fault(3, "previous")),
        (lambda signatures: [signatures[0], *signatures[2:]], Fault(2, "number")),
        (lambda signatures: signatures[1:], Fault(1, "number")),
        (lambda signatures: [signatures[1], signatures[0], *signatures[2:]], Fault(1, "number")),
        (lambda signatures: [*signatures[:2], signatures[1], *signatures[2:]], Fault(3, "number")),
    ],
)
def test_the_first_record_that_does_not_fit_is_named(tamper: Tamper, expected: Fault) -> None:
    assert fault(tamper(chain())) == expected


def test_a_hash_made_to_fit_nonsense_is_no_signature() -> None:
    for content in ("{}", "[1]", "not json", '{"signer": 1}'):
        nonsense = replace(signature(1, ORIGIN), content=content, hash=chained(ORIGIN, content))
        assert fault([nonsense]) == Fault(1, "content")
