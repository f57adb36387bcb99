"""What each channel can show. Text with numbers is the default that richer channels override."""

from __future__ import annotations

from dataclasses import dataclass

from bot.dialogs.exchange import Channel


@dataclass(frozen=True, slots=True)
class Capabilities:
    """choices: how many are shown at once, "more" included; buttons: whether they can be pressed instead of typed;
    pictures: whether they can be shown."""

    choices: int = 8
    buttons: bool = False
    pictures: bool = False


CAPABILITIES = {
    Channel.SMS: Capabilities(),
    Channel.WHATSAPP: Capabilities(choices=10, buttons=True, pictures=True),
    Channel.TELEGRAM: Capabilities(choices=10, buttons=True, pictures=True),
}
