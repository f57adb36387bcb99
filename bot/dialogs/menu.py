"""The last menu of a conversation: its choices are pressed, sent as digits, and turned like pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bot.dialogs.exchange import Choice, Inbound
from bot.understanding.reading import LAST

FEWEST = 5
"""Choices on a page, "more" included, below which none is made shorter."""

NOON = 12
"""Hours that are added to those of the afternoon, said short."""

MORE, FIRST, PREVIOUS = "engine:more", "engine:first", "engine:previous"


class NoSuchChoice(Exception):
    """message: the name of the text that says so."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Menu:
    """
    number: menus are counted through the whole conversation, which is how an old button is known.
    offered: the ids of the choices on it, in order; labels: what is written on them, as name and parameters.
    asked_at: when it was sent.
    starts: where the pages begin that led to the one that is shown, that one last; last_starts: as it was sent, and
    last_next: where the page after it begins.
    """

    def __init__(self, data: Mapping[str, Any], now: datetime) -> None:
        self.number: int = data.get("number", 0)
        self.offered: list[str] = data.get("choices", [])
        self.labels: list[list[Any]] = data.get("labels", [])
        self.starts, self.next = [0], 0
        self.last_starts: list[int] = data.get("starts", [0])
        self.last_next: int = data.get("next", 0)
        self.asked_at = datetime.fromisoformat(data["at"]) if "at" in data else now

    def data(self, at: datetime) -> dict[str, Any]:
        pages = {"starts": self.starts, "next": self.next}
        labels = {"labels": self.labels} if self.offered else {}
        return {"number": self.number, "choices": self.offered, **labels, **pages, "at": at.isoformat()}

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
            return self._at_hour(number)
        return self.offered[number - 1]

    def _at_hour(self, hour: int) -> str:
        """The choice of a time at that hour, which is none of the numbers: "9" of 8:00, 9:00 and 10:00."""
        starts = [str(params.get("start") or "")[11:16] for _, params in self.labels]
        for clock in (f"{hour:02d}:00", f"{hour + NOON:02d}:00", f"{hour:02d}:", f"{hour + NOON:02d}:"):
            fitting = [place for place, start in enumerate(starts) if start.startswith(clock)]
            if fitting and hour:
                if len(fitting) > 1:
                    raise NoSuchChoice("several_fit")
                return self.offered[fitting[0]]
        raise NoSuchChoice("no_such_number")

    def written(self) -> tuple[Choice, ...]:
        """The choices on it; none where it is not known what is written on them."""
        return tuple(Choice(id_, *label) for id_, label in zip(self.offered, self.labels, strict=False))

    def _last_listed(self) -> str:
        """The last choice of the first one's kind: what leads on or elsewhere stands behind the list."""
        kind, _, _ = self.offered[0].partition(":")
        return [choice for choice in self.offered if choice.partition(":")[0] == kind][-1]

    def turner(self) -> str | None:
        """The choice that turns the page, where there are more than are shown."""
        return next((choice for choice in (MORE, FIRST) if choice in self.offered), None)

    def turner_back(self) -> str | None:
        """What leads to the page before, where there is one."""
        return PREVIOUS if len(self.last_starts) > 1 else None

    def turn(self, choice: str) -> None:
        onward, before = [*self.last_starts, self.last_next], self.last_starts[:-1] or [0]
        self.starts = {MORE: onward, PREVIOUS: before}.get(choice, [0])

    def stay(self) -> None:
        """On the page that was shown last."""
        self.starts, self.next = self.last_starts, self.last_next

    def paged(
        self, choices: tuple[Choice, ...], size: int, fits: Callable[[tuple[Choice, ...]], bool]
    ) -> tuple[Choice, ...]:
        """Those of the page, with one that turns it where there are more than `size`, or than fit."""
        if self.starts[-1] >= len(choices):
            self.starts = [0]
        start = self.starts[-1]
        if not start and len(choices) <= size and (len(choices) <= FEWEST or fits(choices)):
            self.next = 0
            return choices
        most = min(size, len(choices))
        rows = next((rows for rows in range(most, FEWEST - 1, -1) if fits(_page(choices, start, rows))), None)
        if rows is None and not start and len(choices) <= size:
            self.next = 0
            return choices
        page = _page(choices, start, rows or most)
        self.next = start + len(page) - 1
        return page

    def add(self, choice: Choice) -> int:
        """One more to what has just been sent. The menu's number."""
        self.number += not self.offered
        self.offered.append(choice.id)
        self.labels.append([choice.label, dict(choice.params)])
        return self.number

    def send(self, choices: tuple[Choice, ...]) -> int | None:
        """These are on it from now on. Its number, if there are any."""
        self.offered = [choice.id for choice in choices]
        self.labels = [[choice.label, dict(choice.params)] for choice in choices]
        if not choices:
            return None
        self.number += 1
        return self.number


def _page(choices: tuple[Choice, ...], start: int, rows: int) -> tuple[Choice, ...]:
    """So many rows from there on, the last of which turns the page."""
    end = start + rows - 1
    turn = Choice(FIRST, "choice_first") if end >= len(choices) else Choice(MORE, "choice_more")
    return (*choices[start:end], turn)
