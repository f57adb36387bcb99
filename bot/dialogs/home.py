"""The main menu: where a conversation is when nothing is going on."""

from __future__ import annotations

from typing import Any

from bot.dialogs import book, courses, farewells, late, move
from bot.dialogs.branches import wishes_a_place
from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Flow, Step
from bot.dialogs.mentioned import as_mentioned
from bot.dialogs.own_lessons import changeable, refused
from bot.dialogs.own_words import praises, wishes_somebody_else
from bot.dialogs.talk import End, Go, Heard, Move, Open, Prompt, Talk, Unheard

_ANSWERS = {"thanks": "thanks", "bye": "bye", "ok": "fine", "moment": "no_hurry"}
"""To words that want nothing where nothing is asked."""

MENUS = {
    "student": ("book", "lessons", "reschedule", "cancel", "balance", "progress", "language", "school"),
    "teacher": ("today", "week", "attendance", "sign", "mark", "language", "school"),
}


def ask(talk: Talk) -> Prompt | Go | End | Open:
    role = talk.speaker.role or ""
    name = talk.student.first_name if role == "student" else talk.teacher.first_name
    choices = tuple(Choice(flow, f"menu_{flow}") for flow in MENUS[role])
    message = "menu_again" if talk.says else "menu" if role == "student" else "menu_teacher"
    return Prompt(message, {"name": name, "school": talk.school.school.name}, choices, again="menu_again")


def hear(talk: Talk, heard: Heard) -> Move:
    if heard.choice is not None:
        return Open(heard.choice)
    reading = heard.reading
    lost = reading.intent in {"yes", "no"} and not talk.beneath and not praises(reading.text)
    if lost:
        talk.say("unchanged" if _keeps(talk) else "nothing_open")
    if lost or reading.intent == "greeting":
        return Open("home")
    if (leave := farewells.taken(talk)) is not None:
        return leave
    if (answer := _ANSWERS.get("ok" if praises(reading.text) else reading.intent or "")) is not None:
        talk.say(answer)
        return End()
    if reading.intent in {"yes", "no"}:
        return End()
    return (Open("late", late.begin(talk)) if late.is_put_right(talk) else _wished(talk)) or Unheard()


def _keeps(talk: Talk) -> bool:
    """Whether a student says that a lesson is not to be changed."""
    return talk.reading.keeps and talk.speaker.role == "student"


def _wished(talk: Talk) -> Open | None:
    """What is opened by a time or a kind of lesson alone."""
    reading = talk.reading
    if talk.speaker.role != "student":
        return None
    if (lessons := refused(talk, reading)) is not None:
        if reading.perhaps:  # "I'm on holiday then"
            talk.say("lessons_then", several="booking" not in lessons)
        return Open("cancel", lessons)
    if wishes_somebody_else(reading) and changeable(talk):
        return Open("reschedule", move.wished(talk, reading))
    return _booked(talk)


def _booked(talk: Talk) -> Open | None:
    reading = talk.reading
    if reading.perhaps:
        talk.reading = reading.taken_for_a_wish()
        return Open("book", as_mentioned(_booking(talk), reading))
    named = reading.windows or reading.question or reading.lesson_type is not None
    if named or wishes_somebody_else(reading) or wishes_a_place(reading, talk.language):
        return Open("book", _booking(talk))
    return courses.opened_by_name(talk) if reading.intent is None else None


def _booking(talk: Talk) -> dict[str, Any]:
    """A time in itself is a wish to book."""
    return book.begin(talk)


FLOW = Flow(
    "home",
    "menu",
    {"menu": Step(ask, hear, passing=True, lasts=None)},
    roles=frozenset({"student", "teacher"}),
    intents=frozenset({"home"}),
)
