from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.channels.sending import CHAT
from tests.standins.telegram import TelegramStandIn
from tests.standins.twilio import TwilioStandIn


@pytest.fixture
def telegram() -> Iterator[TelegramStandIn]:
    with TelegramStandIn(chats={int(CHAT)}) as stand_in:
        yield stand_in


@pytest.fixture
def twilio() -> Iterator[TwilioStandIn]:
    with TwilioStandIn() as stand_in:
        yield stand_in
