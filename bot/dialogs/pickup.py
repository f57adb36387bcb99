"""Where the teacher fetches the student: "pick me up at the station", said in one go or asked for; or nowhere. With a
day it is for the lessons on that day only."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Flow, Step
from bot.dialogs.own_lessons import coming
from bot.dialogs.own_words import cuts_at, declines_kindly, says
from bot.dialogs.talk import Again, End, Go, Heard, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.windows import days_of, windows_of
from bot.dialogs.wording import wall
from bot.understanding.beside_time import without_time
from bot.understanding.lexicon import codes, lexicon, listened_for, words_listened_for
from bot.understanding.tokens import spoken
from domain.lessons import Booking
from domain.timeslots import to_wall

LONGEST = 120
_FEWEST_LETTERS = 3
_LONGEST_PHRASE = 4
_ANSWERS = ("yes", "ok", "no", "thanks")
"""What is no place, "go for it": it may be meant for what was asked before."""

_ABOUT_LESSONS = frozenset({"book", "reschedule", "cancel", "terms", "balance", "lessons", "human"})

_FETCH = (
    r"(?:pick|fetch|collect)\s+me(?:\s+up)?|picking\s+me\s+up|hente?t?\s+m(?:ig|eg)|hämta(?:\s+upp)?\s+mig"
    r"|samle?\s+mig\s+op|plocka\s+upp\s+mig|plukke?\s+meg\s+opp"
)
_MY_PLACE = (
    r"my\s+pick-?\s?up(?:\s+(?:place|point|address))?|mit\s+(?:afhentnings|opsamlings)sted"
    r"|min\s+upphämtningsplats|mitt\s+hentested|mein(?:en)?\s+abholort"
)
_HEADING = r"pick-?\s?up|afhentning(?:ssted)?|opsamling(?:ssted)?|abholung|abholort|(?:upp)?hämtning|hentested|henting"
_AT = r"is|er|är|ist|at|from|to|in(?!\s+front)|i|på|ved|fra|til|vid|från|till|hos|:"
_BESIDE = "bitte|an|am|bei|beim|vom|von|vor|in|im|der|dem"
_SAID = (
    re.compile(rf"^(?:{_HEADING})\s*:\s*(?P<place>.+)$", re.I | re.S),
    re.compile(rf"\b(?:{_FETCH}|{_MY_PLACE})\s*(?:{_AT})?\s+(?P<place>.+)$", re.I | re.S),
    re.compile(rf"\bhol(?:t|en\s+sie)?\s+mich\s+(?:(?:{_BESIDE})\s+)*(?P<place>.+?)\s+ab\W*$", re.I | re.S),
    re.compile(rf"\bmich\s+(?:(?:{_BESIDE})\s+)*(?P<place>.+?)\s+abholen\W*$", re.I | re.S),
)
_NOT = r"(?:don'?t|do\s+not|not|no|never|stop|remove|delete|ikke|inte|nicht|kein(?:e|en)?|ingen|slet|fjern|ta\s+bort)"
_FETCHED = rf"(?:{_FETCH}|(?:{_HEADING})\b|picked\s+up|hente(?:s|t)\b|hämta(?:s|d)\b|mich\b|abgeholt)"
_NOWHERE = re.compile(rf"\b{_NOT}\W+(?:\w+\W+){{0,3}}?{_FETCHED}|(?:{_FETCH}|\bmich)\s+(?:bitte\s+)?{_NOT}\b", re.I)


def begin(talk: Talk) -> dict[str, Any]:
    """ "Can you pick me up at home?" asks: the address is asked for, unless it is in the question."""
    text = talk.reading.text
    if _NOWHERE.search(text):
        return {"nowhere": True}
    place, timed = place_in(text)
    return {"place": None if asks(text) and not is_address(place or "") else place, "timed": timed}


def asks(text: str) -> bool:
    """Whether it is a question, with its mark or without: "where am I picked up"."""
    words = spoken(text)
    of_oneself = not (words_listened_for("myself").isdisjoint(words) and _me().isdisjoint(words))
    return "?" in text or (of_oneself and not _asking().isdisjoint(words[:1]))


@cache
def _asking() -> frozenset[str]:
    """What begins a question."""
    return words_listened_for("may_it").union(*(lexicon(code).question_words for code in codes()))


@cache
def _me() -> frozenset[str]:
    return frozenset().union(*(lexicon(code).me for code in codes()))


def place_in(text: str) -> tuple[str | None, bool]:
    """What stands behind "pick me up at", if it may be a place, and whether a time is told beside it."""
    found = next((match for said in _SAID if (match := said.search(text.strip()))), None)
    place, timed = without_time(_for_good(found["place"].strip(" .!?,")) if found else "")
    return (place if may_be_place(place) else None), timed


def _for_good(place: str) -> str:
    """Without "from now on", at its beginning or its end."""
    for before, _, behind in cuts_at(place, listened_for("from_now_on"), _LONGEST_PHRASE):
        if not before or not behind:
            return re.sub(rf"^(?:(?:{_BESIDE})\s+)+", "", behind) or before
    return place


def is_address(text: str) -> bool:
    """Whether it has the number of a house, and not of minutes."""
    numbered = any(word[0].isdecimal() for word in spoken(text))
    return numbered and not says(text, "unit", "oclock")


def may_be_place(text: str) -> bool:
    """Whether it has words that name a place by themselves."""
    letters = sum(map(str.isalpha, text))
    return letters >= _FEWEST_LETTERS and not words_listened_for("names_no_place").issuperset(spoken(text))


def ask(talk: Talk) -> Prompt | Go | End | Open:
    if talk.data.get("nowhere") and not talk.student.pickup:
        return nowhere(talk)  # as it is
    if talk.data.get("place") and not talk.resuming:
        return keep(talk, talk.data["place"], timed=talk.data.get("timed", False))
    none = (Choice("nowhere", "choice_no_pickup"),) if talk.student.pickup else ()
    return Prompt("ask_pickup", {"place": talk.student.pickup or None}, (*none, Choice("menu", "choice_menu")))


def hear(talk: Talk, heard: Heard) -> Move:
    if heard.choice == "menu":
        return Open("home")
    if heard.choice == "nowhere":
        return nowhere(talk)
    return leave(talk) if declines_kindly(heard.text) or heard.intent in {"no", "stop"} else hear_place(talk, heard)


def leave(talk: Talk) -> End:
    talk.say("left")
    return End(done=False)


def hear_place(talk: Talk, heard: Heard) -> Move:
    if _NOWHERE.search(heard.text):
        talk.data["nowhere"] = True
        return Again()
    place, timed = place_in(heard.text)
    if place is None and heard.intent in _ABOUT_LESSONS:
        return Unheard()  # "move Tuesday to Wednesday" is no place
    if asks(heard.text) and not is_address(place or ""):
        return Again()
    if place is None and heard.intent in {"pickup", *_ANSWERS}:
        return Again()
    if place is None:
        place, timed = without_time(heard.text.strip())
    return keep(talk, place, timed=timed) if may_be_place(place) else Unheard()


def keep(talk: Talk, place: str, *, timed: bool) -> End:
    """Of the lessons on the day that is named; else of all, which is told where a time was named."""
    if len(place) > LONGEST:
        place = place[:LONGEST].rsplit(maxsplit=1)[0]
    if timed and keep_for(talk, lessons_named(talk), place):
        return End()
    talk.work.students.set_pickup(talk.student.school_id, talk.student.id, place)
    talk.say("pickup_kept", place=place, always=timed)
    return End()


def lessons_named(talk: Talk) -> list[Booking]:
    """Those that take a car, on the days that are named, at whatever hour of them."""
    reading = talk.reading
    days = {day for window in windows_of(talk, reading.windows or reading.perhaps) for day in days_of(talk, window)}
    drives = [booking for booking in coming(talk) if talk.school.lesson_type(booking.session.lesson_type_id).drives]
    return [booking for booking in drives if to_wall(booking.start, talk.school.zone).date() in days]


def keep_for(talk: Talk, lessons: list[Booking], place: str) -> bool:
    """Keep it for these lessons alone, if there are any."""
    if lessons:
        talk.work.bookings.set_pickup(talk.student.school_id, [booking.id for booking in lessons], place)
        starts = [wall(booking.start, talk.school) for booking in lessons]
        talk.say("pickup_kept_once", place=place, starts=starts)
    return bool(lessons)


def nowhere(talk: Talk) -> End:
    if talk.student.pickup:
        talk.work.students.set_pickup(talk.student.school_id, talk.student.id, "")
    talk.say("no_pickup")
    return End()


def aside(talk: Talk) -> bool:
    """What says all is done in the middle of something else; else the place is asked for, on top of that."""
    said = begin(talk)
    if said.get("nowhere"):
        nowhere(talk)
    elif said["place"]:
        keep(talk, said["place"], timed=said["timed"])
    return bool(said.get("nowhere") or said["place"])


FLOW = Flow("pickup", "place", {"place": Step(ask, hear, free=True)}, begin=begin, aside=aside)
