"""What a button of ours carries, written and read back: `m:<menu>:<n>`, n from 0."""

from __future__ import annotations

import re

from bot.dialogs.exchange import Tap

STALE = Tap(-1, -1)
"""A press on a button that is not (or no longer) ours. No menu has this number, so it is answered as a stale tap."""

_BUTTON = re.compile(r"m:(\d{1,18}):(\d{1,3})", re.ASCII)


def button_data(menu: int, number: int) -> str:
    """The data of the choice with this number (from 1). At most 24 bytes of Telegram's 64 and WhatsApp's 200."""
    return f"m:{menu}:{number - 1}"


def press(data: object) -> Tap:
    """The tap that button data stands for; `STALE` for anything that is not ours."""
    found = _BUTTON.fullmatch(data) if isinstance(data, str) else None
    return Tap(int(found[1]), int(found[2])) if found else STALE
