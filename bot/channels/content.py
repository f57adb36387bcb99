"""Choices on WhatsApp: Twilio content templates of generic shapes, filled anew for each message.

WhatsApp takes buttons through templates only. Ours hold nothing but variables, so that one template per shape (two
buttons, three buttons, a list of four …) serves all messages in all languages. They are made on first use, found again
by name, and need no approval: they answer a person, within WhatsApp's 24 hours.

Limits: https://www.twilio.com/docs/content/twilio-quick-reply, https://www.twilio.com/docs/content/twiliolist-picker
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from twilio.rest.content.v1.content import ContentList  # type: ignore[import-untyped]

from bot.channels.buttons import button_data
from bot.channels.ports import Outgoing
from bot.channels.twilio import FAILURES, TwilioGateway

MAX_BODY = 1024
MAX_BUTTONS, MAX_BUTTON_LABEL = 3, 20
MAX_ROWS, MAX_ROW_LABEL = 10, 24
REST_SECONDS = 600.0
"""How long templates are left alone after Twilio refused one or could not be asked."""


log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Shape:
    """A template's form: how many choices, as buttons or as a list."""

    choices: int
    as_list: bool

    @property
    def name(self) -> str:
        """Names the template at Twilio. Raise the version when `types` changes: the old one stays as it is."""
        return f"justdriving_{'list' if self.as_list else 'buttons'}_{self.choices}_v1"

    def types(self) -> dict[str, Any]:
        numbers = range(1, self.choices + 1)
        if self.as_list:
            items = [{"item": f"{{{{label{n}}}}}", "id": f"{{{{id{n}}}}}"} for n in numbers]
            return {"twilio/list-picker": {"body": "{{body}}", "button": "{{button}}", "items": items}}
        actions = [{"title": f"{{{{label{n}}}}}", "id": f"{{{{id{n}}}}}"} for n in numbers]
        return {"twilio/quick-reply": {"body": "{{body}}", "actions": actions}}

    def samples(self) -> dict[str, str]:
        """Values that stand in for missing ones; Twilio wants one for each variable."""
        samples = {"body": "Which time suits you?"} | ({"button": "Choose"} if self.as_list else {})
        for n in range(1, self.choices + 1):
            samples |= {f"label{n}": f"Choice {n}", f"id{n}": f"m:0:{n - 1}"}
        return samples


def shape_of(message: Outgoing) -> Shape | None:
    """The shape that fits the message, None when only numbered text does."""
    labels = [button.label.strip() for button in message.buttons]
    if message.menu is None or not labels or not all(labels) or len(set(labels)) < len(labels):
        return None
    if not 0 < len(message.body) <= MAX_BODY:
        return None
    longest = max(map(len, labels))
    if len(labels) <= MAX_BUTTONS and longest <= MAX_BUTTON_LABEL:
        return Shape(len(labels), as_list=False)
    if len(labels) <= MAX_ROWS and longest <= MAX_ROW_LABEL:
        return Shape(len(labels), as_list=True)
    return None


def variables(message: Outgoing, shape: Shape) -> str:
    """The message's values for its shape, as the JSON that Twilio takes."""
    values = {"body": message.body}
    if shape.as_list:
        values["button"] = message.list_label[:MAX_BUTTON_LABEL]
    for n, button in enumerate(message.buttons, start=1):
        values[f"label{n}"] = button.label.strip()
        values[f"id{n}"] = button_data(message.menu or 0, button.number)
    return json.dumps(values, ensure_ascii=False)


class Templates:
    """The sids of our templates at Twilio."""

    def __init__(self, gateway: TwilioGateway, *, clock: Callable[[], float] = time.monotonic) -> None:
        """clock: seconds, for the rest after a failure."""
        self._gateway = gateway
        self._clock = clock
        self._sids: dict[str, str] | None = None
        self._resting_until = float("-inf")
        self._asking = asyncio.Lock()  # of two first messages at once, one makes the template

    async def sid(self, shape: Shape) -> str | None:
        """The template's sid, made now if need be. None while Twilio will not have or make it. Never raises."""
        async with self._asking:
            if self._clock() < self._resting_until:
                return None
            try:
                sids = self._sids = await self._known() if self._sids is None else self._sids
                if shape.name not in sids:
                    sids[shape.name] = await self._make(shape)
                return sids[shape.name]
            except FAILURES as failure:
                log.warning("twilio's content API fails (%s); numbered text for a while", type(failure).__name__)
                self.rest()
                return None

    def rest(self) -> None:
        """Forget the templates and leave them alone for a while: Twilio refused one."""
        self._sids = None
        self._resting_until = self._clock() + REST_SECONDS

    async def _known(self) -> dict[str, str]:
        templates = await self._gateway.client.content.v1.contents.list_async(page_size=500)
        return {template.friendly_name: template.sid for template in templates}

    async def _make(self, shape: Shape) -> str:
        request = ContentList.ContentCreateRequest(
            {"friendly_name": shape.name, "language": "en", "variables": shape.samples(), "types": shape.types()}
        )
        template = await self._gateway.client.content.v1.contents.create_async(request)
        return str(template.sid)
