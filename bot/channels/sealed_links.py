"""Addresses at which what goes with a message is fetched: a picture by its provider, an invoice by whoever it is for.
They are signed, so that nobody can guess one, and good for a time."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

PATH = "/media"

_NAME = re.compile(r"((?:[0-9a-f]{1,16}-){1,2})([0-9a-f]{1,12})-([0-9a-f]{40})\.([a-z]+)")


class Linked(StrEnum):
    """What is fetched, by the ending of its address."""

    PICTURE = "png"
    INVOICE = "pdf"


GOOD_FOR = {Linked.PICTURE: timedelta(hours=6), Linked.INVOICE: timedelta(hours=24)}
"""Twilio fetches a picture at once, but lets a message wait in its queue for four hours."""


@dataclass(frozen=True, slots=True)
class SealedLinks:
    """base: the program's public URL. secret: of the program alone. clock: tells the time (UTC)."""

    base: str
    secret: bytes
    clock: Callable[[], datetime]

    @property
    def is_public(self) -> bool:
        return self.base.startswith("https://")

    def link(self, kind: Linked, *ids: int) -> str:
        """Where it can be fetched from now on. ids: of a picture its message in the outbox; of an invoice its school
        and its own."""
        until = int((self.clock() + GOOD_FOR[kind]).timestamp())
        name = "-".join(f"{id_:x}" for id_ in (*ids, until))
        return f"{self.base.rstrip('/')}{PATH}/{name}-{self._seal(kind, ids, until)}.{kind}"

    def ids_of(self, name: str) -> tuple[Linked, tuple[int, ...]] | None:
        """What the last part of a link stands for; None if it is none of ours, or its time is over."""
        found = _NAME.fullmatch(name)
        if found is None or found[4] not in list(Linked):
            return None
        kind, until = Linked(found[4]), int(found[2], 16)
        ids = tuple(int(part, 16) for part in found[1].split("-")[:-1])
        sealed = hmac.compare_digest(found[3], self._seal(kind, ids, until))
        return (kind, ids) if sealed and self.clock().timestamp() < until else None

    def _seal(self, kind: Linked, ids: tuple[int, ...], until: int) -> str:
        text = f"{kind}:{':'.join(f'{id_:x}' for id_ in ids)}:{until:x}".encode()
        return hmac.new(self.secret, text, hashlib.sha256).hexdigest()[:40]
