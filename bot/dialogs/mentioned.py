"""A time was mentioned among words about something else: it is asked whether a lesson is wished then."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.dialogs.declining import leave, no_more_wished
from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Step
from bot.dialogs.talk import End, Go, Heard, Move, Open, Prompt, Talk
from bot.dialogs.windows import days_of, whole_day, window_from
from bot.dialogs.wishing import SLOT, hear_when
from bot.dialogs.wording import wall
from bot.understanding.reading import Reading

MENTIONED, _OTHERS = "mentioned", "others"


def ask(talk: Talk) -> Prompt | Go | End | Open:
    if not talk.data.get(MENTIONED):
        return Go(SLOT)
    choices = (Choice("times", "choice_find_times"), Choice("menu", "choice_menu"))
    if talk.data[MENTIONED] == _OTHERS:
        return Prompt("ask_if_other_days", {}, choices)
    first = window_from(talk.data["windows"][0])
    several = len(talk.data["windows"]) > 1 or len(days_of(talk, first)) > 1
    params = {"start": None if several else wall(first.start, talk.school), "hour": not whole_day(talk, first)}
    return Prompt("ask_if_wished", params, choices)


def hear(talk: Talk, heard: Heard) -> Move:
    if heard.choice == "menu":
        return Open("home")
    if heard.intent == "no" or no_more_wished(heard):
        return leave(talk)
    yes = heard.choice == "times" or heard.intent in {"yes", "ok"}
    move = Go(SLOT) if yes else hear_when(talk, heard)
    if isinstance(move, Go):
        talk.data.pop(MENTIONED, None)
    return move


STEPS: Mapping[str, Step] = {
    MENTIONED: Step(ask, hear, takes=frozenset({"book", "yes", "ok", "no"}), leads=(SLOT,)),
}


def as_mentioned(data: dict[str, Any], reading: Reading) -> dict[str, Any]:
    """The flow's first data, where its times are not known to be wished: they may be all but those of a day that keeps
    one busy, "I work Mondays"."""
    return {**data, MENTIONED: _OTHERS if reading.refused else True}
