"""What a teacher says of a student without saying what it is for. Plain marks are kept, "Anna's parking was 4";
of other words, "Emil: great at reversing", it is asked whether they are a note or for the school."""

from __future__ import annotations

from typing import Any

from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Flow, Step
from bot.dialogs.marking import keep_marks, marks_in, to_mark
from bot.dialogs.noting import keep_note
from bot.dialogs.passing_on import pass_on
from bot.dialogs.talk import End, Go, Heard, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.taught import lately, params
from bot.understanding.absences import is_asked
from bot.understanding.tokens import spoken
from domain.lessons import Booking
from domain.timeslots import to_wall

_FEWEST = 3
"""Words; a name and one word more may be meant for anything."""


def is_one(talk: Talk, heard: Heard) -> bool:
    reading, words = heard.reading, spoken(heard.text)
    today = to_wall(talk.now, talk.school.zone).date()
    another_time = any(window.end is None or window.start.date() != today for window in reading.windows)
    named = another_time or reading.number is not None or reading.teacher is not None
    told = heard.choice is None and heard.intent in {"told", "today", None}
    if not told or "?" in heard.text or is_asked(heard.text) or named or len(words) < _FEWEST:
        return False
    return _about(talk) is not None


def _about(talk: Talk) -> Booking | None:
    """The last lesson of the one student whom the words name."""
    lessons, words = lately(talk), spoken(talk.reading.text)
    about = lessons.named(words) if lessons.names_somebody(words) else []
    return about[0] if len(about) == 1 else None


def take_marks(talk: Talk) -> bool:
    """In passing: skills of the student who is named, each with its number."""
    lessons, words = lately(talk), spoken(talk.reading.text)
    found = to_mark(talk, lessons, lessons.students_named(words))
    given = marks_in(words, found[0][1]) if len(found) == 1 else {}
    if given:
        keep_marks(talk, found[0][0], given)
    return bool(given)


def begin(talk: Talk) -> dict[str, Any]:
    about = _about(talk)
    return {"text": talk.reading.text, "booking": about.id if about is not None else 0}


def ask(talk: Talk) -> Prompt | Go | End | Open:
    if not talk.resuming and take_marks(talk):
        return End()
    lessons = lately(talk)
    booking = lessons.of(talk.data["booking"])
    if booking is None:
        talk.say("no_lesson_to_mark")
        return End()
    choices = (Choice("note", "choice_note_it"), Choice("school", "choice_for_school"), Choice("no", "choice_not_sick"))
    return Prompt("ask_remark", params(talk, lessons, booking), choices)


def hear(talk: Talk, heard: Heard) -> Move:
    lessons = lately(talk)
    booking = lessons.of(talk.data["booking"])
    if heard.choice == "school":
        pass_on(talk, talk.data["text"])
    elif booking is not None and (heard.choice == "note" or heard.intent == "yes"):
        keep_note(talk, lessons, booking, talk.data["text"])
    elif heard.choice == "no" or heard.intent == "no":
        talk.say("fine")
    elif is_one(talk, heard):
        talk.data.update(begin(talk))
        return Go("ask")
    else:
        return Unheard()
    return End()


FLOW = Flow(
    "remark",
    "ask",
    {"ask": Step(ask, hear, takes=frozenset({"yes", "no"}), fades=True)},
    frozenset({"teacher"}),
    aside=take_marks,
    begin=begin,
)
