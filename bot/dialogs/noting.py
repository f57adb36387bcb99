"""A teacher's note about a lesson: "note anna parks well", or step by step.

Said in one go it is taken in passing, so that an open question, such as attendance, stays where it is.
"""

from __future__ import annotations

from typing import Any

from bot.dialogs.flow import Flow, Step
from bot.dialogs.talk import End, Go, Heard, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.taught import (
    Lessons,
    another_student,
    is_led_by_a_stranger,
    lately,
    led,
    named_by,
    params,
    said,
    which,
)
from bot.dialogs.wording import say_refusal
from bot.understanding.tokens import spoken
from domain.errors import Refusal
from domain.lessons import Booking
from domain.services.marking import note


def take_note(talk: Talk) -> bool:
    """In passing: what says all of it, or is about nothing."""
    lessons, text = lately(talk), said(talk)
    about = lessons.named(spoken(text))
    if (name := another_student(talk, lessons, text)) is not None:
        talk.say("taught_nobody_called", name=name)
    elif not lessons.bookings or lessons.names_another(spoken(text)):
        talk.say("no_lesson_to_mark")
    elif not text or len(about) > 1 or is_led_by_a_stranger(lessons, text):
        return False
    else:
        keep_note(talk, lessons, about[0], text)
    return True


def keep_note(talk: Talk, lessons: Lessons, booking: Booking, text: str) -> None:
    words = led(text) if named_by(spoken((led(text) or [""])[0]), lessons.names[booking.student_id]) else text.split()
    while words and named_by(spoken(words[0]), lessons.names[booking.student_id]):
        words.pop(0)  # "anna berg parks well" is about Anna Berg and says "parks well"
    if not words:
        talk.say("note_how")
        return
    try:
        note(talk.at, booking.id, " ".join(words), teacher_id=talk.teacher.id)
    except Refusal as refusal:
        say_refusal(talk, refusal)
        return
    talk.say("noted", **params(talk, lessons, booking))


def begin(talk: Talk) -> dict[str, Any]:
    return {"text": said(talk)}


def ask_note(talk: Talk) -> Prompt | Go | End | Open:
    lessons, text = lately(talk), talk.data.get("text") or ""
    chosen = lessons.of(talk.data.get("booking", 0))
    if chosen is None and (name := another_student(talk, lessons, text)) is not None:
        talk.say("taught_nobody_called", name=name)
        return End()
    if not lessons.bookings or (chosen is None and lessons.names_another(spoken(text))):
        talk.say("no_lesson_to_mark")
        return End()
    about = [chosen] if chosen is not None else lessons.named(spoken(text))
    if len(about) > 1 or (chosen is None and is_led_by_a_stranger(lessons, text)):
        return Prompt("note_about_whom", {}, which(talk, lessons, about))
    if not text or not set(spoken(text)) - set(spoken(lessons.names[about[0].student_id])):
        talk.data["booking"] = about[0].id
        return Prompt("ask_note", params(talk, lessons, about[0]))
    keep_note(talk, lessons, about[0], text)
    return End()


def hear_note(talk: Talk, heard: Heard) -> Move:
    if heard.choice is not None and heard.choice.startswith("lesson:"):
        talk.data["booking"] = int(heard.choice.removeprefix("lesson:"))
        return Go("about")
    if heard.choice is None and "booking" in talk.data:
        talk.data["text"] = heard.text
        return Go("about")
    return Unheard()


FLOW = Flow(
    "note",
    "about",
    {"about": Step(ask_note, hear_note, free=True)},
    frozenset({"teacher"}),
    aside=take_note,
    begin=begin,
)
