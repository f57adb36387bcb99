"""The last menu of a conversation: its choices are pressed, sent as digits, and turned like pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.dialogs.exchange import Choice, Inbound
from bot.understanding.reading import LAST

MORE, FIRST, PREVIOUS = "engine:more", "engine:first", "engine:previous"


class NoSuchChoice(Exception):
    """message: the name of the text that says so."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Menu:
    """
    number: menus are counted through the whole conversation, which is how an old button is known.
    offered: the ids of the choices on it, in order. page: the one that is shown, from 0; last_page: as it was sent.
    asked_at: when it was sent.
    """

    def __init__(self, data: Mapping[str, Any], now: datetime) -> None:
        self.number: int = data.get("number", 0)
        self.offered: list[str] = data.get("choices", [])
        self.page = 0
        self.last_page: int = data.get("page", 0)
        self.asked_at = datetime.fromisoformat(data["at"]) if "at" in data else now

    def data(self, at: datetime) -> dict[str, Any]:
        return {"number": self.number, "choices": self.offered, "page": self.page, "at": at.isoformat()}

    def is_pressed(self, inbound: Inbound) -> bool:
        """Whether a button of this very menu was pressed."""
        tap = inbound.tap
        return tap is not None and tap.menu == self.number and 0 <= tap.index < len(self.offered)

    def pressed(self, inbound: Inbound) -> str:
        """The id of the choice whose button was pressed. Raises NoSuchChoice for one of an older menu."""
        if inbound.tap is None or not self.is_pressed(inbound):
            raise NoSuchChoice("old_button")
        return self.offered[inbound.tap.index]

    def numbered(self, number: int, now: datetime) -> str:
        """The id of the choice whose digit was sent; LAST is the last of what is listed. Raises NoSuchChoice."""
        if self.offered and now < self.asked_at:
            raise NoSuchChoice("crossed")  # it was on its way before this menu was: it means another
        if number == LAST and self.offered:
            return self._last_listed()
        if not 1 <= number <= len(self.offered):
            raise NoSuchChoice("no_such_number")
        return self.offered[number - 1]

    def _last_listed(self) -> str:
        """The last choice of the first one's kind: what leads on or elsewhere stands behind the list."""
        kind, _, _ = self.offered[0].partition(":")
        return [choice for choice in self.offered if choice.partition(":")[0] == kind][-1]

    def turner(self) -> str | None:
        """The choice that turns the page, where there are more than are shown."""
        return next((choice for choice in (MORE, FIRST) if choice in self.offered), None)

    def turner_back(self) -> str | None:
        """What leads to the page before, where there is one."""
        return PREVIOUS if self.last_page else None

    def turn(self, choice: str) -> None:
        self.page = {MORE: self.last_page + 1, PREVIOUS: self.last_page - 1}.get(choice, 0)

    def stay(self) -> None:
        """On the page that was shown last."""
        self.page = self.last_page

    def paged(self, choices: tuple[Choice, ...], size: int) -> tuple[Choice, ...]:
        """Those of the page, with one that turns it where there are more than `size`."""
        if len(choices) <= size:
            self.page = 0
            return choices
        start = self.page * (size - 1)
        if start >= len(choices):
            self.page, start = 0, 0
        last = start + size - 1 >= len(choices)
        turn = Choice(FIRST, "choice_first") if last else Choice(MORE, "choice_more")
        return (*choices[start : start + size - 1], turn)

    def add(self, choice: Choice) -> int:
        """One more to what has just been sent. The menu's number."""
        self.number += not self.offered
        self.offered.append(choice.id)
        return self.number

    def send(self, choices: tuple[Choice, ...]) -> int | None:
        """These are on it from now on. Its number, if there are any."""
        self.offered = [choice.id for choice in choices]
        if not choices:
            return None
        self.number += 1
        return self.number
