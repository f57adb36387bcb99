"""Turning to the times after those that are offered, or before them.

What is kept in the flow's data is told in `bot.dialogs.picking`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from bot.dialogs.branches import names_a_place
from bot.dialogs.lesson_slots import everything
from bot.dialogs.own_words import (
    asks_for_another_day,
    asks_for_earlier,
    asks_for_later,
    beside_in_week,
    beside_those,
    says,
)
from bot.dialogs.talk import Again, Go, Heard, Move, Talk
from bot.dialogs.windows import stored
from bot.dialogs.wishing import SLOT
from domain.slots import Window
from domain.timeslots import to_utc, to_wall

_PAGE = ("offers", "windows", "around", "after", "near")
_MINUTE = timedelta(minutes=1)
_PAGES = 5
"""So many pages can be gone back."""


def direction(heard: Heard) -> str | None:
    """Whether words ask for what comes after what is offered ("more"), for what comes before it ("earlier"), for the
    "latest" of the day, or for what was offered before ("back"). Who says when it is to be, or by how much earlier or
    later, asks for that."""
    if heard.choice is not None or heard.intent == "terms":
        return None  # "can I change it afterwards?" asks of no other time
    if (heard.reading.dayless or not heard.reading.windows) and (way := beside_those(heard.text)):
        return way
    if names_when(heard) or shifts(heard) or says(heard.text, "farewell") or beside_in_week(heard.text):
        return None
    if heard.intent in {"more", "earlier", "back"}:
        return heard.intent
    if heard.intent not in {None, "book"}:
        return None
    return "more" if asks_for_later(heard.text) else "earlier" if asks_for_earlier(heard.text) else None


def turn_page(talk: Talk, wish: str) -> Move | None:
    """Offer what comes after the times last offered, or before them; "back" to what was offered before, if it was."""
    offers = talk.data["offers"]
    if wish != "more" and talk.data.get("pages"):
        talk.data.update(talk.data["pages"].pop())
        return Again()
    if wish == "back" or not offers:
        return None
    page = {what: talk.data.get(what) for what in _PAGE}
    talk.data["pages"] = [*talk.data.get("pages", []), page][-_PAGES:]
    if wish == "more":
        talk.data.update(after=offers[-1]["end"], around=None, offers=[])
        return Go(SLOT)
    if wish == "latest":
        return latest_of(talk, offers[-1])
    return before(talk, offers[0])


def before(talk: Talk, slot: Mapping[str, Any]) -> Go:
    """The last times before it on its day; where there are none, the first of all before it."""
    start = datetime.fromisoformat(slot["start"])
    midnight = _midnight(talk, start)
    day, days = Window(midnight, start), Window(min(talk.now, midnight), midnight)
    talk.data.update(windows=[stored(day), stored(days)], around=slot["start"], after=None, offers=[])
    return Go(SLOT)


def latest_of(talk: Talk, slot: Mapping[str, Any]) -> Go:
    """The last times of its day."""
    start = datetime.fromisoformat(slot["start"])
    begins, ends = _midnight(talk, start), _midnight(talk, start, days=1)
    talk.data.update(windows=[stored(Window(begins, ends))], around=(ends - _MINUTE).isoformat(), after=None, offers=[])
    return Go(SLOT)


def after(talk: Talk, slot: Mapping[str, Any]) -> Go:
    """The next times after it on its day; where there are none, the first of all after it."""
    end = datetime.fromisoformat(slot["end"])
    midnight = _midnight(talk, end, days=1)
    day, days = Window(end, midnight), Window(midnight, max(midnight, everything(talk).last))
    talk.data.update(windows=[stored(day), stored(days)], around=None, after=None, latest=False, offers=[])
    return Go(SLOT)


def _midnight(talk: Talk, moment: datetime, days: int = 0) -> datetime:
    """With which its day at the school begins, or one so many days later."""
    zone = talk.school.zone
    return to_utc(datetime.combine(to_wall(moment, zone).date() + timedelta(days=days), time()), zone)


def turn_from(talk: Talk, heard: Heard) -> Move | None:
    """What follows if other times are wished than the one that was picked: the next ones, or earlier ones."""
    wish = heard.choice or direction(heard)
    if wish is None and heard.intent == "no" and not (names_when(heard) or shifts(heard)):
        wish = "other"
    if wish == "more" and (asks_for_later(heard.text) or beside_those(heard.text)):
        return after(talk, talk.data["slot"])
    if wish in {"more", "other"}:
        return turn_page(talk, "more") or Go(SLOT)
    if wish == "earlier":
        return before(talk, talk.data["slot"])
    return latest_of(talk, talk.data["slot"]) if wish == "latest" else None


def names_when(heard: Heard) -> bool:
    """Whether it is told when it is to be, and be it another day, or where."""
    return bool(heard.reading.windows) or asks_for_another_day(heard.text) or names_a_place(heard.reading)


def shifts(heard: Heard) -> bool:
    """ "An hour later", than what is talked of."""
    return heard.reading.shift is not None
