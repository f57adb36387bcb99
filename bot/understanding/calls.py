"""Who wants to be called, and at which number."""

from __future__ import annotations

import re

from bot.understanding.lexicon import listened_for
from bot.understanding.tokens import says_one, spoken

_PHONE = re.compile(r"(?<![\d.])\+?\d(?:[ ()-]?\d){6,14}(?!\d)")


def call_wished(text: str) -> str | None:
    """The number to be called, as it is written; "" if none is said, None if no call is wished.

    Of somebody who wants a person, a number alone says that they want to be called.
    """
    if (number := _PHONE.search(text)) is not None:
        return number.group()
    return "" if says_one(spoken(text), listened_for("call_me")) else None
