""" "I'm 10 minutes late": whom it concerns is told, and who that is is said back."""

from __future__ import annotations

from typing import Any

from bot.dialogs.flow import Flow, Step
from bot.dialogs.own_words import tells_of_oneself
from bot.dialogs.talk import End, Go, Heard, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.wording import session_params
from bot.understanding.minutes import minutes_in
from domain.lessons import Booking
from domain.services.lateness import student_is_late, teacher_is_late


def begin(talk: Talk) -> dict[str, Any]:
    return {"minutes": minutes_in(talk.reading.text, talk.language)}


def aside(talk: Talk) -> bool:
    minutes = minutes_in(talk.reading.text, talk.language)
    if minutes is not None:
        tell(talk, minutes)
    return minutes is not None


def ask(talk: Talk) -> Prompt | Go | End | Open:
    minutes = talk.data.get("minutes")
    if minutes is None:
        return Prompt("ask_minutes")
    tell(talk, minutes)
    return End()


def tell(talk: Talk, minutes: int) -> None:
    if talk.speaker.role == "teacher":
        tell_students(talk, minutes)
    else:
        tell_teacher(talk, minutes)


def hear(talk: Talk, heard: Heard) -> Move:
    minutes = minutes_in(heard.text, talk.language)
    if minutes is None:
        return Unheard()
    talk.data["minutes"] = minutes
    return Go("minutes")


def tell_students(talk: Talk, minutes: int) -> None:
    bookings = teacher_is_late(talk.at, talk.teacher.id, minutes)
    if not bookings:
        talk.say("late_for_nothing")
        return
    names = talk.directory.names(talk.at.school_id, [booking.student_id for booking in bookings])
    reached: list[str] = []
    missed: list[str] = []
    for booking in bookings:
        reach = talk.directory.reach(talk.at.school_id, booking.student_id)
        (missed if reach is None else reached).append(names[booking.student_id])
    _say(talk, bookings[0], minutes, reached, missed)


def tell_teacher(talk: Talk, minutes: int) -> None:
    booking = student_is_late(talk.at, talk.student, minutes)
    if booking is None:
        talk.say("late_for_nothing")
        return
    reached: list[str] = []
    missed: list[str] = []
    for teacher_id in booking.session.teacher_ids:
        name = talk.school.teacher(teacher_id).first_name
        reach = talk.directory.reach(talk.at.school_id, teacher_id)
        (missed if reach is None else reached).append(name)
    _say(talk, booking, minutes, reached, missed)


def _say(talk: Talk, booking: Booking, minutes: int, reached: list[str], missed: list[str]) -> None:
    """Who can't be reached is named, so that the one who is late may call them."""
    params = session_params(talk.school, booking.session, talk.language) | {"minutes": minutes}
    if reached:
        talk.say("late_told", **params, names=reached)
    if missed:
        talk.say("late_not_told", **params, names=missed)


FLOW = Flow(
    "late",
    "minutes",
    {"minutes": Step(ask, hear, takes=frozenset({"late"}), free=True)},
    roles=frozenset({"student", "teacher"}),
    aside=aside,
    urgent=tells_of_oneself,
    begin=begin,
)
