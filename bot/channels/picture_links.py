"""Addresses at which a provider fetches a message's picture: signed, so that nobody can guess one, and for a time."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

PATH = "/media"
GOOD_FOR = timedelta(hours=6)
"""Twilio fetches at once, but lets a message wait in its queue for four hours."""

_NAME = re.compile(r"([0-9a-f]{1,16})-([0-9a-f]{1,12})-([0-9a-f]{40})\.png")


@dataclass(frozen=True, slots=True)
class PictureLinks:
    """base: the program's public URL. secret: of the program alone. clock: tells the time (UTC)."""

    base: str
    secret: bytes
    clock: Callable[[], datetime]

    def link(self, message_id: int) -> str:
        """Where the picture of this message in the outbox can be fetched from now on."""
        until = int((self.clock() + GOOD_FOR).timestamp())
        return f"{self.base.rstrip('/')}{PATH}/{message_id:x}-{until:x}-{self._seal(message_id, until)}.png"

    def message_of(self, name: str) -> int | None:
        """The message that the last part of a link stands for; None if it is none of ours, or its time is over."""
        found = _NAME.fullmatch(name)
        if found is None:
            return None
        message_id, until = int(found[1], 16), int(found[2], 16)
        sealed = hmac.compare_digest(found[3], self._seal(message_id, until))
        return message_id if sealed and self.clock().timestamp() < until else None

    def _seal(self, message_id: int, until: int) -> str:
        text = f"picture:{message_id:x}:{until:x}".encode()
        return hmac.new(self.secret, text, hashlib.sha256).hexdigest()[:40]
