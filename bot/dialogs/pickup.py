"""Where the teacher fetches the student: "pick me up at the station", said in one go or asked for; or nowhere."""

from __future__ import annotations

import re
from typing import Any

from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Flow, Step
from bot.dialogs.talk import Again, End, Go, Heard, Move, Open, Prompt, Talk, Unheard
from bot.understanding.tokens import spoken

LONGEST = 120
_FEWEST_LETTERS = 3

_FETCH = r"(?:pick|fetch|collect)\s+me(?:\s+up)?|picking\s+me\s+up|hente?\s+m(?:ig|eg)|hämta\s+mig"
_MY_PLACE = (
    r"my\s+pick-?\s?up(?:\s+(?:place|point|address))?|mit\s+(?:afhentnings|opsamlings)sted"
    r"|min\s+upphämtningsplats|mitt\s+hentested|mein(?:en)?\s+abholort"
)
_HEADING = r"pick-?\s?up|afhentning(?:ssted)?|opsamling(?:ssted)?|abholung|abholort|(?:upp)?hämtning|hentested|henting"
_AT = r"is|er|är|ist|at|from|to|på|ved|fra|til|vid|från|till|hos|:"
_SAID = (
    re.compile(rf"^(?:{_HEADING})\s*:\s*(?P<place>.+)$", re.I | re.S),
    re.compile(rf"\b(?:{_FETCH}|{_MY_PLACE})\s*(?:{_AT})?\s+(?P<place>.+)$", re.I | re.S),
    re.compile(
        r"\bhol(?:t|en\s+sie)?\s+mich\s+(?:(?:bitte|an|am|bei|beim|vom|von|vor|in|im|der|dem)\s+)*(?P<place>.+?)\s+ab\W*$",
        re.I | re.S,
    ),
)
_NOT = r"(?:don'?t|do\s+not|not|no|never|stop|remove|delete|ikke|inte|nicht|kein(?:e|en)?|ingen|slet|fjern|ta\s+bort)"
_FETCHED = rf"(?:{_FETCH}|(?:{_HEADING})\b|picked\s+up|hente(?:s|t)\b|hämta(?:s|d)\b|mich\b|abgeholt)"
_NOWHERE = re.compile(rf"\b{_NOT}\W+(?:\w+\W+){{0,3}}?{_FETCHED}|(?:{_FETCH}|\bmich)\s+(?:bitte\s+)?{_NOT}\b", re.I)
_NO_PLACE = frozenset(
    spoken(
        "a an the my me at to from in on place places point spot location address anymore any more again please today "
        "tomorrow now another somewhere else different new changed change time et en den det mit min sted stedet "
        "andet adresse adressen mere længere igen tak nu i dag morgen ny nyt ein einen eine anderen anderer ort "
        "mehr wieder bitte heute morgen neu woanders plats platsen annan adress mer längre igen tack idag nytt annet "
        "adressen lenger takk her here there der dort där"
    )
)
"""Words that name no place by themselves."""
_ASKING = frozenset(
    spoken(
        "where who when how why what can could will hvor hvem hvornår hvordan hvad kan wo wer wann wie kann var vem när"
    )
)
_ONESELF = frozenset(spoken("I me jeg mig ich mich jag meg"))


def begin(talk: Talk) -> dict[str, Any]:
    """ "Can you pick me up at home?" asks: the address is asked for."""
    text = talk.reading.text
    if _NOWHERE.search(text):
        return {"nowhere": True}
    return {"place": None if asks(text) else place_in(text)}


def asks(text: str) -> bool:
    """Whether it is a question, with its mark or without: "where am I picked up"."""
    words = spoken(text)
    return "?" in text or (not _ASKING.isdisjoint(words[:1]) and not _ONESELF.isdisjoint(words))


def place_in(text: str) -> str | None:
    """What stands behind "pick me up at", if it may be a place."""
    found = next((match for said in _SAID if (match := said.search(text.strip()))), None)
    place = found["place"].strip(" .!?,") if found else ""
    return place if may_be_place(place) else None


def may_be_place(text: str) -> bool:
    return sum(map(str.isalpha, text)) >= _FEWEST_LETTERS and not _NO_PLACE.issuperset(spoken(text))


def ask(talk: Talk) -> Prompt | Go | End | Open:
    if talk.data.get("nowhere") and not talk.student.pickup:
        return nowhere(talk)  # as it is
    if talk.data.get("place") and not talk.resuming:
        return keep(talk, talk.data["place"])
    none = (Choice("nowhere", "choice_no_pickup"),) if talk.student.pickup else ()
    return Prompt("ask_pickup", {"place": talk.student.pickup or None}, (*none, Choice("menu", "choice_menu")))


def hear(talk: Talk, heard: Heard) -> Move:
    if heard.choice == "menu":
        return Open("home")
    if heard.choice == "nowhere":
        return nowhere(talk)
    if _NOWHERE.search(heard.text):
        talk.data["nowhere"] = True
        return Again()
    if asks(heard.text):
        return Again()
    place = place_in(heard.text) or heard.text.strip()
    if not may_be_place(place):
        return Unheard()
    return Again() if place == heard.text.strip() and heard.intent == "pickup" else keep(talk, place)


def keep(talk: Talk, place: str) -> End:
    if len(place) > LONGEST:
        place = place[:LONGEST].rsplit(maxsplit=1)[0]
    talk.work.students.set_pickup(talk.student.school_id, talk.student.id, place)
    talk.say("pickup_kept", place=place)
    return End()


def nowhere(talk: Talk) -> End:
    if talk.student.pickup:
        talk.work.students.set_pickup(talk.student.school_id, talk.student.id, "")
    talk.say("no_pickup")
    return End()


FLOW = Flow("pickup", "place", {"place": Step(ask, hear, free=True)}, begin=begin)
