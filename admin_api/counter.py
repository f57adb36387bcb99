"""Where a request is served: one transaction, in the caller's school, in the name of its staff."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, TypeVar

from fastapi import Depends, Header
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from admin_api.ports import Office, Works
from domain.errors import Refusal
from domain.lessons import Actor
from domain.passing import Passing
from domain.ports import TryAgain
from domain.schools import Catalogue
from domain.services.desk import Desk

ATTEMPTS = 4
"""How often a work is done that loses a race. The second time it already sees the winner."""

T = TypeVar("T")


class KeyReused(Refusal):
    """The Idempotency-Key belongs to another request."""

    code = "idempotency_key_reused"


class Busy(Refusal):
    code = "busy"


@dataclass(frozen=True, slots=True)
class Counter:
    work: Office
    desk: Desk

    def passing(self, reason: str | None, key_id: int | None) -> Counter:
        """The same counter, where staff pass over the school's rules for that reason; itself, without one."""
        return self if reason is None else Counter(self.work, replace(self.desk, passing=Passing(reason, key_id)))

    @property
    def school_id(self) -> int:
        return self.desk.school_id

    @property
    def catalogue(self) -> Catalogue:
        return self.desk.catalogue

    @property
    def now(self) -> datetime:
        return self.desk.now


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks. retry_key: the Idempotency-Key, if there is one; fingerprint: SHA-256 of what is asked."""

    request: Request
    works: Works
    clock: Callable[[], datetime]
    school_id: int
    retry_key: str | None
    fingerprint: bytes

    @contextmanager
    def counter(self, *, alone: bool = False) -> Iterator[Counter]:
        """alone: nobody else changes the school's catalogue meanwhile."""
        with self.works() as work:
            if alone:
                work.administration.lock(self.school_id)
            catalogue = work.catalogue(self.school_id)
            self.request.state.zone = catalogue.zone
            yield Counter(work, Desk(work, catalogue, Actor.STAFF, self.clock()))

    def change(self, act: Callable[[Counter], T], *, alone: bool = False) -> T:
        """Do it and commit; do it anew when a race was lost."""
        for _ in range(ATTEMPTS):
            try:
                with self.counter(alone=alone) as counter:
                    result = act(counter)
                    counter.work.commit()
                    return result
            except TryAgain:
                continue
        raise Busy

    def answer(self, act: Callable[[Counter], BaseModel], *, status: int = 201, alone: bool = False) -> Response:
        """Like `change`, and what was done under an Idempotency-Key is not done twice but answered alike.

        Raises KeyReused if the key was used for something else. A refusal is not kept: asked again, it may be lifted.
        """

        def once(counter: Counter) -> Response:
            key, answers = self.retry_key, counter.work.answers
            if key is not None and (kept := answers.claim(self.school_id, key, self.fingerprint, counter.now)):
                if kept.fingerprint != self.fingerprint:
                    raise KeyReused
                return _json(kept.body, kept.status, {"Idempotency-Replayed": "true"})
            body = act(counter).model_dump_json()
            if key is not None:
                answers.keep(self.school_id, key, status, body, counter.now)
            return _json(body, status)

        return self.change(once, alone=alone)

    @property
    def key_id(self) -> int:
        """Of the API key that is used."""
        key_id: int = self.request.state.key_id
        return key_id

    @property
    def key_or_new(self) -> str:
        return self.retry_key or uuid.uuid4().hex


def _json(body: str, status: int, headers: dict[str, str] | None = None) -> Response:
    return Response(body, status, headers, "application/json")


RetryKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern="^[!-~]+$",
        description="Makes a POST safe to repeat: the same key and request are answered alike for 24 hours.",
    ),
]


async def _caller(request: Request, idempotency_key: RetryKey = None) -> Caller:
    asked = hashlib.sha256(f"{request.method} {request.url.path}?{request.url.query}\n".encode())
    asked.update(await request.body())
    return Caller(
        request=request,
        works=request.app.state.works,
        clock=request.app.state.clock,
        school_id=request.state.school_id,
        retry_key=idempotency_key,
        fingerprint=asked.digest(),
    )


CurrentCaller = Annotated[Caller, Depends(_caller)]
