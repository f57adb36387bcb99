"""Where the teacher fetches the student: "pick me up at the station", said in one go or asked for."""

from __future__ import annotations

import re
from typing import Any

from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Flow, Step
from bot.dialogs.talk import End, Go, Heard, Move, Open, Prompt, Talk, Unheard

LONGEST = 120
_FEWEST_LETTERS = 3

_SAID = re.compile(
    r"\b(?:(?:pick|fetch|collect)\s+me(?:\s+up)?|my\s+pick-?\s?up(?:\s+(?:place|point|address))?"
    r"|hent(?:e)?\s+mig|mit\s+(?:afhentnings|opsamlings)sted)"
    r"\s*(?:is|er|at|from|på|ved|fra|:)?\s+(?P<place>.+)$",
    re.I | re.S,
)


def begin(talk: Talk) -> dict[str, Any]:
    """ "Can you pick me up at home?" asks: the address is asked for."""
    text = talk.reading.text
    return {"place": None if "?" in text else place_in(text)}


def place_in(text: str) -> str | None:
    """What stands behind "pick me up at", if it may be a place."""
    found = _SAID.search(text.strip())
    place = found["place"].strip(" .!?,") if found else ""
    return place if sum(character.isalpha() for character in place) >= _FEWEST_LETTERS else None


def ask(talk: Talk) -> Prompt | Go | End | Open:
    if talk.data.get("place") and not talk.resuming:
        return keep(talk, talk.data["place"])
    return Prompt("ask_pickup", {"place": talk.student.pickup or None}, (Choice("menu", "choice_menu"),))


def hear(talk: Talk, heard: Heard) -> Move:
    if heard.choice == "menu":
        return Open("home")
    place = place_in(heard.text) or heard.text.strip()
    return keep(talk, place) if sum(map(str.isalpha, place)) >= _FEWEST_LETTERS else Unheard()


def keep(talk: Talk, place: str) -> End:
    if len(place) > LONGEST:
        place = place[:LONGEST].rsplit(maxsplit=1)[0]
    talk.work.students.set_pickup(talk.student.school_id, talk.student.id, place)
    talk.say("pickup_kept", place=place)
    return End()


FLOW = Flow("pickup", "place", {"place": Step(ask, hear, free=True)}, begin=begin)
