"""Which of several times is meant, where words leave that open."""

from __future__ import annotations

from bot.dialogs.asking import hour_asked_for
from bot.dialogs.declining import leave, let_go, no_more_wished
from bot.dialogs.exchange import Choice
from bot.dialogs.own_words import says
from bot.dialogs.refusals import refused
from bot.dialogs.talk import End, Go, Heard, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.times import bookable, take
from bot.dialogs.turning import names_when
from bot.dialogs.windows import clocks, hours_of, on_day, stored, window_from
from bot.dialogs.wishing import SLOT, WHICH, hear_when
from bot.dialogs.wording import wall
from domain.errors import Refusal
from domain.slots import Window
from domain.timeslots import day_start, to_wall


def ask_which(talk: Talk) -> Prompt | Go | End | Open:
    if not talk.data.get("candidates"):
        return Go(SLOT)
    let_go(talk)
    try:
        possible = bookable(talk, [window_from(window) for window in talk.data["candidates"]])
    except Refusal as at_any_time:
        return refused(talk, at_any_time)
    if len(possible) < 2:  # there is nothing to choose: what is meant can only be the one, or none of them can be had
        candidates = talk.data.pop("candidates")
        windows = [stored(window) for window, _ in possible] or candidates
        talk.data.update(windows=windows, hours=hours_of(talk, windows), around=None, offers=[], after=None)
        if possible and windows[0][1] is None:
            take(talk, possible[0][1])
        return Go(SLOT)
    by_time = sorted(enumerate(map(window_from, talk.data["candidates"])), key=lambda numbered: numbered[1].start)
    choices = tuple(
        Choice(
            f"window:{place}",
            "choice_window",
            {"start": _begins(talk, window), "end": window.end and wall(window.end, talk.school)},
        )
        for place, window in by_time
    )
    return Prompt("which_time", {}, choices)


def _begins(talk: Talk, window: Window) -> str:
    """When it begins; what is left of today is called by its day."""
    start = window.start
    if window.end is not None and start <= talk.now:
        start = day_start(to_wall(start, talk.school.zone).date(), talk.school.zone)
    return wall(start, talk.school)


def hear_which(talk: Talk, heard: Heard) -> Move:
    candidates = talk.data.pop("candidates", [])
    if no_more_wished(heard):
        return leave(talk)
    none_of_them = heard.intent in {"no", "more"} and not says(heard.text, "later")
    if none_of_them and not names_when(heard):
        talk.data.update(windows=None, hours=None, around=None, offers=[], after=None)
        return Go(SLOT)
    chosen = None
    if heard.choice is not None and heard.choice.startswith("window:"):
        chosen = candidates[int(heard.choice.removeprefix("window:"))]
    elif heard.intent == "earlier" and candidates and not names_when(heard):
        chosen = min(candidates)
    elif says(heard.text, "later") and candidates and not names_when(heard):
        chosen = max(candidates)
    if chosen is not None:
        talk.data.update(windows=[chosen], hours=hours_of(talk, [chosen]), around=None, offers=[], after=None)
        return Go(SLOT)
    if (hours := _hours_said(heard)) is not None:
        days = dict.fromkeys(to_wall(window_from(window).start, talk.school.zone).date() for window in candidates)
        talk.data.update(candidates=[on_day(talk, day, hours) for day in days], hours=hours)
        return Go(WHICH)
    move = hear_when(talk, heard)
    if isinstance(move, Unheard):
        talk.data["candidates"] = candidates
    return move


def _hours_said(heard: Heard) -> list[str | None] | None:
    """The hours of any of the days that are asked about: "at 3", "would 3 work"."""
    if heard.choice is not None or heard.reading.shift is not None:
        return None
    hour = hour_asked_for(heard.text) if not heard.reading.windows else None
    return [hour, None] if hour is not None else clocks(heard.reading)
