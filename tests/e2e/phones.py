"""Phones: one person on one channel, as the channel's own side shows it. A story is told with any of them alike."""

from __future__ import annotations

import itertools
import re
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.e2e.program import Program, eventually
from tests.standins.telegram import TelegramStandIn
from tests.standins.twilio import TwilioStandIn

NUMBERED = re.compile(r"^(\d+) (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Seen:
    """A message on the screen, without the stars of bold words.

    choices: (label, what its button carries or the digit to answer with).
    place: which message it is; edits keep it.
    """

    text: str
    choices: Sequence[tuple[str, str]] = ()
    place: str = ""


class Phone(ABC):
    """What came since this phone was switched on, in order; an edited message counts anew."""

    def __init__(self) -> None:
        self._seen: list[Seen] = []
        self._heard = self._first = len(self.screen())

    @abstractmethod
    def says(self, words: str) -> None:
        """Write a message."""

    @abstractmethod
    def press(self, message: Seen, label: str, data: str) -> None:
        """Choose one of a message's choices."""

    @abstractmethod
    def _screen(self) -> list[Seen]:
        """All messages to this person as they are now."""

    def screen(self) -> list[Seen]:
        """All messages to this person as they came, and what became of them; older ones first."""
        known = {(message.place, message.text, tuple(message.choices)) for message in self._seen}
        self._seen += [
            message for message in self._screen() if (message.place, message.text, tuple(message.choices)) not in known
        ]
        return self._seen

    def hears(self, *parts: str) -> Seen:
        """The next message from here on with all these parts in it."""

        def look() -> Seen | None:
            for number, message in enumerate(self.screen()[self._heard :], self._heard + 1):
                if all(part in message.text for part in parts):
                    self._heard = number
                    return message
            return None

        try:
            found = eventually(look, "")
        except AssertionError:
            raise AssertionError(f"{parts} is not in {self.screen()[self._heard :]}") from None
        assert found is not None
        return found

    def newest(self, part: str) -> Seen | None:
        """The last message with this in it."""
        return next((message for message in reversed(self.screen()[self._first :]) if part in message.text), None)

    def picks(self, label: str, message: Seen | None = None) -> None:
        """The first choice that begins like this, of a message or of the last one heard."""
        message = message or self._seen[self._heard - 1]
        for shown, data in message.choices:
            if shown.startswith(label):
                self.press(message, shown, data)
                return
        raise AssertionError(f"no choice {label!r} in {message}")


class SimulatorPhone(Phone):
    """By the simulator's HTTP form."""

    def __init__(self, program: Program, address: str, channel: str = "sms") -> None:
        self._program, self._address, self._channel = program, address, channel
        super().__init__()

    def says(self, words: str) -> None:
        self._post(text=words)

    def press(self, message: Seen, label: str, data: str) -> None:  # noqa: ARG002
        self._post(choice=data)

    def _post(self, **what: str) -> None:
        sender = {"address": self._address, "channel": self._channel}
        replies = self._program.post("/simulator/messages", sender | what)["replies"]
        shown = [message.place for message in self.screen()]
        assert all(reply["id"] in shown for reply in replies)

    def _screen(self) -> list[Seen]:
        # "+" means a space in a query string; a person who writes it by hand need not know.
        query = f"/simulator/messages?address={self._address}&channel={self._channel}"
        return [
            Seen(
                message["text"].replace("*", ""),
                [(choice["label"], choice["id"]) for choice in message["choices"]],
                message["id"],
            )
            for message in self._program.get(query)["messages"]
            if message["direction"] == "out"
        ]


class TwilioPhone(Phone):
    """By Twilio: signed requests in, what the stand-in was given out. whatsapp: else SMS."""

    def __init__(self, twilio: TwilioStandIn, webhook: str, number: str, *, whatsapp: bool = False) -> None:
        self._twilio, self._webhook = twilio, webhook
        self._sender = f"whatsapp:{number}" if whatsapp else number
        super().__init__()

    def says(self, words: str) -> None:
        self.send(words)

    def press(self, message: Seen, label: str, data: str) -> None:
        if data.isdigit():
            self.send(data)
        elif len(message.choices) <= 3:
            self.send(label, ButtonPayload=data, ButtonText=label)
        else:
            self.send(label, ListId=data, ListTitle=label)

    def send(self, words: str, **fields: str) -> str:
        """One inbound message; returns its sid."""
        sid = fields.pop("MessageSid", f"SM{uuid.uuid4().hex}")
        answer = self._twilio.deliver(self._webhook, self._sender, words, MessageSid=sid, **fields)
        assert answer[0] == 200, answer
        return sid

    def _screen(self) -> list[Seen]:
        return [
            Seen(
                sent.body.replace("*", ""),
                sent.choices or [(label, digit) for digit, label in NUMBERED.findall(sent.body)],
                sent.sid,
            )
            for sent in list(self._twilio.sent)
            if sent.to == self._sender
        ]


class TelegramPhone(Phone):
    """By Telegram. update: hands an update over, to the webhook or to the queue that is polled."""

    def __init__(self, telegram: TelegramStandIn, chat: int, name: str, update: Callable[..., object]) -> None:
        self._telegram, self._update = telegram, update
        self._sender = {"id": chat, "is_bot": False, "first_name": name, "language_code": "en"}
        self._chat = {"id": chat, "type": "private", "first_name": name}
        self._message_ids = itertools.count(50_000)
        super().__init__()

    def says(self, words: str) -> None:
        self._say(text=words)

    def joins(self, code: str, phone: str) -> None:
        """A stranger joins a school and shares the own number."""
        self.says(f"/start {code}")
        self.hears("share your phone number")
        self._say(contact={"phone_number": phone, "first_name": "x", "user_id": self._sender["id"]})

    def press(self, message: Seen, label: str, data: str) -> None:  # noqa: ARG002
        query = uuid.uuid4().hex
        self._telegram.press(query)
        shown = {"message_id": int(message.place), "date": 1, "chat": self._chat, "text": message.text}
        pressed = {"id": query, "from": self._sender, "chat_instance": "1", "message": shown, "data": data}
        self._update(callback_query=pressed)
        eventually(lambda: query in self._telegram.answered, "the press on a button is acknowledged")

    def _say(self, **content: Any) -> None:
        frame = {"message_id": next(self._message_ids), "date": 1, "chat": self._chat, "from": self._sender}
        self._update(message=frame | content)

    def _screen(self) -> list[Seen]:
        return [
            Seen(sent.words, sent.buttons, str(sent.id))
            for sent in list(self._telegram.sent)
            if sent.chat_id == self._chat["id"]
        ]
