"""How many SMS each question takes, choices included: nearly always one."""

from __future__ import annotations

import pytest

from bot.dialogs.exchange import Channel
from bot.rendering import render
from tests.chat import Town
from tests.dialogs.recordings import EVERY
from tests.rendering.test_messages import segments

LONGER = {"lessons/list": "a list with all that can be done, asked for"}
"""Questions of two SMS in some language, and why. None has more."""


@pytest.mark.parametrize("language", ["en", "da"])
def test_a_question_fits_into_one_sms(town: Town, language: str) -> None:
    """A failure prints each that does not, with its length."""
    texts = {}
    for place in EVERY.values():
        reply = place.go(town, town.found(), language).last.reply
        texts[place.name] = render(reply, language, Channel.SMS).text
    longer = {name: (len(text), text) for name, text in texts.items() if segments(text) > 1}
    assert longer.keys() <= LONGER.keys(), longer
    assert all(segments(text) <= 2 for _, text in longer.values()), longer
