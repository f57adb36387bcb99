"""The simulator in the terminal, over the HTTP form of a running demo.

The standard library is all it needs, so that it starts at once.
"""

from __future__ import annotations

import contextlib
import json
import re
import sys
from datetime import datetime
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import ProxyHandler, Request, build_opener
from zoneinfo import ZoneInfo

BASE_URL = "http://127.0.0.1:8000"
ADDRESS = "+4520000001"
CHANNELS = ("sms", "whatsapp", "telegram")
TIMEOUT = 120.0
"""Seconds; a day of due work may take some."""

HELP = """\
/as +4530000001      be somebody else (/people lists them)
/channel whatsapp    sms, whatsapp or telegram
/clock PT24H         move the demo's clock forward; /clock tells it
/contact             share your phone number (on telegram)
/quit                leave, as Ctrl-D does
An empty line looks for news. A digit chooses; on telegram and whatsapp it presses the button."""

_DIGITS = re.compile(r"[0-9]{1,2}")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")


class Problem(Exception):
    """What the person at the terminal is told, in a sentence."""


def chat(base_url: str = BASE_URL, address: str = ADDRESS, channel: str = "sms") -> None:
    """Talk to the demo at `base_url` as the person with this number, until the input ends.

    Raises SystemExit with a sentence when there is no demo to talk to.
    """
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401 # gives input() a history and arrow keys
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    terminal = Terminal(base_url, address, channel)
    try:
        terminal.arrive()
    except Problem as problem:
        raise SystemExit(str(problem)) from None
    with contextlib.suppress(EOFError, KeyboardInterrupt):
        while terminal.goes_on():
            pass
        return
    _tell("")  # the shell's prompt begins a line of its own


class Terminal:
    """One person's phone: who speaks, on which channel, what has been shown and what may be pressed."""

    def __init__(self, base_url: str, address: str, channel: str) -> None:
        self._server = Server(base_url)
        self._address = address
        self._channel = channel
        self._shown: set[str] = set()
        self._choices: list[dict[str, str]] = []

    def arrive(self) -> None:
        """Take all that was said before as known, and show the last of it. Raises `Problem`."""
        if self._channel not in CHANNELS:
            raise Problem(f"There is no such channel: it is {', '.join(CHANNELS[:-1])} or {CHANNELS[-1]}.")
        messages = self._messages()
        self._shown = {message["id"] for message in messages}
        self._choices = []
        _tell(f"You are {self._address} on {self._channel}. Write as you would on the phone; /help tells more.")
        for message in [message for message in messages if message["direction"] == "out"][-1:]:
            self._show(message)

    def goes_on(self) -> bool:
        """News, then one line of input, answered; False when it was the last."""
        with contextlib.suppress(Problem):  # the line that follows will tell
            self._news()
        line = input("> ").strip()
        if line == "/quit":
            return False
        try:
            if line:
                self._take(line)
        except Problem as problem:
            _tell(str(problem))
        return True

    def _take(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        match word:
            case "/help":
                _tell(HELP)
            case "/as":
                self._become(rest.strip(), self._channel)
            case "/channel":
                self._become(self._address, rest.strip())
            case "/clock":
                self._clock(rest.strip())
            case "/people":
                self._people()
            case "/contact":
                self._say(contact=True)
            case _ if word.startswith("/") and self._channel != "telegram":
                raise Problem(f"{word} is nothing I know; /help lists what there is.")
            case _:
                self._write(line)

    def _write(self, line: str) -> None:
        """A digit presses a button where there are buttons; elsewhere it is text like any other."""
        if self._channel != "sms" and _DIGITS.fullmatch(line) and 0 < int(line) <= len(self._choices):
            self._say(choice=self._choices[int(line) - 1]["id"])
        else:
            self._say(text=line)

    def _say(self, **what: Any) -> None:
        said = {"address": self._address, "channel": self._channel} | what
        for reply in self._server.ask("/simulator/messages", said)["replies"]:
            self._show(reply)

    def _become(self, address: str, channel: str) -> None:
        before = self._address, self._channel
        self._address, self._channel = address, channel
        try:
            self.arrive()
        except Problem:
            self._address, self._channel = before
            raise

    def _clock(self, by: str) -> None:
        clock = self._server.ask("/simulator/clock", {"advance": by} if by else None)
        now = datetime.fromisoformat(clock["now"]).astimezone(ZoneInfo(clock["zone"]))
        _tell(f"It is now {now:%a %d %b %Y %H:%M}.")

    def _people(self) -> None:
        for person in self._server.ask("/simulator/people")["people"]:
            _tell(f"{person['address']}  {person['name']}, {person['role']}, {person['school']}")

    def _news(self) -> None:
        for message in self._messages():
            if message["direction"] == "out" and message["id"] not in self._shown:
                self._show(message)

    def _messages(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._server.ask(f"/simulator/messages?address={quote(self._address)}")[
            "messages"
        ]
        return found

    def _show(self, message: dict[str, Any]) -> None:
        self._shown.add(message["id"])
        elsewhere = message["channel"] != self._channel
        _tell(f"[{message['channel']}] {message['text']}" if elsewhere else message["text"])
        if message["channel"] != "sms":
            for number, choice in enumerate(message["choices"], 1):
                _tell(f"{number} {choice['label']}")
        if message["ask_contact"]:
            _tell("(/contact shares your phone number)")
        if not elsewhere:
            self._choices = message["choices"]


class Server:
    """The running demo."""

    def __init__(self, base_url: str) -> None:
        self._base = (base_url if "://" in base_url else f"http://{base_url}").rstrip("/")
        self._open = build_opener(ProxyHandler({})).open  # a proxy does not know this machine's loopback

    def ask(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """The answer's JSON. Raises `Problem`."""
        data = None if body is None else json.dumps(body).encode()
        try:
            request = Request(self._base + path, data, {"Content-Type": "application/json"})
            with self._open(request, timeout=TIMEOUT) as response:
                answer: dict[str, Any] = json.load(response)
                return answer
        except HTTPError as error:
            raise self._refused(error) from None
        except (URLError, HTTPException, OSError) as error:
            raise Problem(f"No server answers at {self._base}: start the demo there with `make run`.") from error
        except ValueError:
            raise Problem(f"{self._base} is not the address of a demo.") from None

    def _refused(self, error: HTTPError) -> Problem:
        try:
            return Problem(json.load(error)["error"])
        except (ValueError, LookupError, TypeError, OSError):
            return Problem(f"The server at {self._base} serves no demo: start it with DEMO=1.")


def _tell(text: str) -> None:
    """Control characters stay out of the terminal: a message may come from anybody."""
    sys.stdout.write(_CONTROL.sub("", text) + "\n")
    sys.stdout.flush()
