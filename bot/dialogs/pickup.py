"""Where the teacher fetches the student: "pick me up at the station", said in one go or asked for."""

from __future__ import annotations

import re
from typing import Any

from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Flow, Step
from bot.dialogs.talk import End, Go, Heard, Move, Open, Prompt, Talk, Unheard

LONGEST = 120
_FEWEST_LETTERS = 3

_FETCH = r"(?:pick|fetch|collect)\s+me(?:\s+up)?|hente?\s+m(?:ig|eg)|hämta\s+mig"
_MY_PLACE = (
    r"my\s+pick-?\s?up(?:\s+(?:place|point|address))?|mit\s+(?:afhentnings|opsamlings)sted"
    r"|min\s+upphämtningsplats|mitt\s+hentested|mein\s+abholort"
)
_AT = r"is|er|är|ist|at|from|på|ved|fra|vid|från|hos|:"
_SAID = (
    re.compile(rf"\b(?:{_FETCH}|{_MY_PLACE})\s*(?:{_AT})?\s+(?P<place>.+)$", re.I | re.S),
    re.compile(
        r"\bhol(?:t|en\s+sie)?\s+mich\s+(?:(?:bitte|an|am|bei|beim|vom|von|vor|in|im|der|dem)\s+)*(?P<place>.+?)\s+ab\W*$",
        re.I | re.S,
    ),
)


def begin(talk: Talk) -> dict[str, Any]:
    """ "Can you pick me up at home?" asks: the address is asked for."""
    text = talk.reading.text
    return {"place": None if "?" in text else place_in(text)}


def place_in(text: str) -> str | None:
    """What stands behind "pick me up at", if it may be a place."""
    found = next((match for said in _SAID if (match := said.search(text.strip()))), None)
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
