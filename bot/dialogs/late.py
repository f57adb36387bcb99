""" "I'm 10 minutes late": whom it concerns is told, and who that is is said back. Of somebody else's delay nobody is
told but the school."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Flow, Step
from bot.dialogs.of_student import students_named
from bot.dialogs.own_lessons import coming
from bot.dialogs.own_words import opens_with_no, tells_of_oneself
from bot.dialogs.passing_on import pass_on
from bot.dialogs.talk import End, Go, Heard, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.taught import named_by
from bot.dialogs.windows import days_of, windows_of
from bot.dialogs.wording import lesson_label, session_params
from bot.understanding.lexicon import words_listened_for
from bot.understanding.minutes import minutes_in
from bot.understanding.subjects import Told, asks_of_a_delay, is_denied, told_of
from bot.understanding.tokens import spoken
from bot.understanding.told_hours import hours_told
from domain.lessons import Booking
from domain.schools import Catalogue
from domain.services.lateness import AHEAD, is_soon, student_is_late, students_next, teacher_is_late, teachers_next
from domain.timeslots import day_start, to_wall

OFFERED = 4
"""Lessons to choose from."""

_MINUTES = re.compile(r"\d\s*min", re.I)


def begin(talk: Talk) -> dict[str, Any]:
    days = [day.isoformat() for day in _days(talk)]
    text = talk.reading.text
    return {"minutes": minutes_in(text, talk.language), "said": text, "late_on": days, "late_for": _told_for(talk)}


def _told_for(talk: Talk) -> list[int] | None:
    """The sessions that a teacher names by a student or an hour; None if none are named."""
    if talk.speaker.role != "teacher":
        return None
    lessons = _rest_of_day(talk, None)
    named = _named(talk, lessons)
    return [lesson[0].session.id for lesson in named] if named or _names_anybody(talk) else None


def tells_minutes(text: str) -> bool:
    """ "Can't make it in time, 10 min late", which calls nothing off."""
    return _MINUTES.search(text) is not None and not words_listened_for("late").isdisjoint(spoken(text))


def is_asked_of_another(text: str, school: Catalogue) -> bool:
    """ "Is Mette late?"."""
    if not asks_of_a_delay(text):
        return False
    names = [teacher.name for teacher in school.teachers.values()]
    return told_of(text, names, state="late") is not Told.SENDER


def who_is_late(talk: Talk, text: str) -> Told:
    if tells_of_oneself(talk):
        return Told.SENDER
    return told_of(text, _may_be_named(talk), state="late")


def judged(talk: Talk, text: str) -> Told | None:
    """Who is late; None where no delay of the sender's is told, which is answered."""
    who = None if is_denied(text) else who_is_late(talk, text)
    if who is None:
        talk.say("fine")
    elif who is Told.ANOTHER:
        tell_of_another(talk, text)
    return None if who is Told.ANOTHER else who


def _may_be_named(talk: Talk) -> list[str]:
    teachers = [teacher.name for teacher in talk.school.teachers.values()]
    if talk.speaker.role != "teacher":
        return teachers
    others = [name for name in teachers if name != talk.teacher.name]
    return [*others, *_students(talk, ahead(talk)).values()]


def _students(talk: Talk, lessons: list[list[Booking]]) -> Mapping[int, str]:
    students = [booking.student_id for lesson in lessons for booking in lesson]
    return talk.directory.names(talk.at.school_id, students) if students else {}


def ahead(talk: Talk) -> list[list[Booking]]:
    """The lessons that the sender may be late for, the next one first, or those of the days or the students that are
    named; of each its places."""
    days, zone = _days(talk), talk.school.zone
    until = day_start(max(days) + timedelta(days=1), zone) if days else None
    if talk.speaker.role == "teacher":
        lessons = _of_teacher(talk, until)
    else:
        lessons = students_next(talk.at, talk.student, until)
    return [lesson for lesson in lessons if not days or to_wall(lesson[0].start, zone).date() in days]


def _of_teacher(talk: Talk, until: datetime | None) -> list[list[Booking]]:
    """Of a student or an hour that is named, "late for Freja", the lesson may be later today."""
    lessons = _rest_of_day(talk, until)
    if talk.reading.intent != "late":  # an answer to what was asked of it
        named = talk.data.get("late_for")
        if named is not None:
            return [lesson for lesson in lessons if lesson[0].session.id in named]
    elif (of_them := _named(talk, lessons)) or _names_anybody(talk):
        return of_them
    return [lesson for lesson in lessons if until is not None or lesson[0].start < talk.now + AHEAD]


def _rest_of_day(talk: Talk, until: datetime | None) -> list[list[Booking]]:
    today = to_wall(talk.now, talk.school.zone).date()
    return teachers_next(talk.at, talk.teacher.id, until or day_start(today + timedelta(days=1), talk.school.zone))


def _named(talk: Talk, lessons: list[list[Booking]]) -> list[list[Booking]]:
    text, zone = talk.reading.text, talk.school.zone
    names, hours = _students(talk, lessons), hours_told(text)
    at_hour = [lesson for lesson in lessons if to_wall(lesson[0].start, zone).time() in hours]
    theirs = {id_ for id_, name in names.items() if named_by(spoken(text), name)}
    return at_hour or [lesson for lesson in lessons if any(booking.student_id in theirs for booking in lesson)]


def _names_anybody(talk: Talk) -> bool:
    return bool(students_named(talk, spoken(talk.reading.text)))


def _days(talk: Talk) -> list[date]:
    """Those that are named with the delay, "10 minutes late tomorrow": of the hours beside them some are the delay."""
    if talk.reading.intent != "late":
        return [date.fromisoformat(day) for day in talk.data.get("late_on", ())]
    named = () if talk.reading.dayless else windows_of(talk, talk.reading.windows)
    return [day for window in named for day in days_of(talk, window)]


def _is_plain(talk: Talk, lessons: list[list[Booking]]) -> bool:
    """Whether no other lesson than the first can be meant."""
    named = bool(_days(talk)) or (talk.speaker.role == "teacher" and _is_named(talk, lessons))
    return is_soon(talk.at, lessons[0][0]) or (len(lessons) == 1 and named)


def _is_named(talk: Talk, lessons: list[list[Booking]]) -> bool:
    return bool(_named(talk, lessons) if talk.reading.intent == "late" else talk.data.get("late_for"))


def is_put_right(talk: Talk) -> bool:
    """ "No, 20 minutes": of a lesson that is near other minutes were said before."""
    text = talk.reading.text
    if not opens_with_no(text) or _MINUTES.search(text) is None or minutes_in(text, talk.language) is None:
        return False
    lessons = ahead(talk)
    return bool(lessons) and is_soon(talk.at, lessons[0][0])


def aside(talk: Talk) -> bool:
    text = talk.reading.text
    if (who := judged(talk, text)) is None:
        return True
    minutes, lessons = minutes_in(text, talk.language), ahead(talk)
    if not lessons:
        say_none(talk)
        return True
    if minutes is None or who is Told.EITHER or not _is_plain(talk, lessons):
        return False
    tell(talk, lessons[0], minutes)
    return True


def ask(talk: Talk) -> Prompt | Go | End | Open:
    lessons = ahead(talk)
    if (text := talk.data.pop("said", None)) is not None:
        who = judged(talk, text)
        if who is None:
            return End()
        if who is Told.EITHER and lessons:
            talk.data["text"] = text
            return Go("who")
    return ask_minutes(talk, lessons)


def ask_minutes(talk: Talk, lessons: list[list[Booking]]) -> Prompt | Go | End | Open:
    minutes = talk.data.get("minutes")
    if not lessons:
        say_none(talk)
        return End()
    if minutes is None:
        return Prompt("ask_minutes")
    chosen = next((each for each in lessons if each[0].session.id == talk.data.get("session")), None)
    if chosen is None and not _is_plain(talk, lessons):
        return Go("which")
    tell(talk, chosen or lessons[0], minutes)
    return End()


def say_none(talk: Talk) -> None:
    """That none of theirs begins soon. For which later one a student will be late, the school reads itself."""
    if talk.speaker.role == "student" and talk.reading.intent == "late" and coming(talk):
        pass_on(talk, talk.reading.text)
    else:
        talk.say("late_for_nothing")


def ask_who(talk: Talk) -> Prompt | Go | End | Open:
    return Prompt("who_is_late", {}, (Choice("me", "choice_me_late"), Choice("another", "choice_another_late")))


def hear_who(talk: Talk, heard: Heard) -> Move:
    if heard.choice == "me":
        return Go("minutes")
    if heard.choice == "another":
        tell_of_another(talk, talk.data["text"])
        return End()
    return Unheard()


def tell_of_another(talk: Talk, text: str) -> None:
    """Whose delay it is knows of it; of a teacher's the school is told. A student's own word is passed on anyway."""
    if talk.speaker.role == "teacher" and talk.reading.teacher is None:
        talk.say("late_another")
    else:
        pass_on(talk, text)


def ask_which(talk: Talk) -> Prompt | Go | End | Open:
    """Nobody is told of a delay at once where it may be about a lesson in some hours, or about none."""
    choices = [
        Choice(f"lesson:{lesson[0].session.id}", "choice_lesson", lesson_label(talk.school, lesson[0], talk.language))
        for lesson in ahead(talk)[:OFFERED]
    ]
    return Prompt("ask_late_for", {"minutes": talk.data["minutes"]}, (*choices, Choice("none", "choice_not_sick")))


def hear_which(talk: Talk, heard: Heard) -> Move:
    if heard.choice == "none" or heard.intent == "no":
        talk.say("fine")
        return End()
    if heard.choice is None:
        return Unheard()
    talk.data["session"] = int(heard.choice.removeprefix("lesson:"))
    return Go("minutes")


def tell(talk: Talk, lesson: list[Booking], minutes: int) -> None:
    if talk.speaker.role == "teacher":
        tell_students(talk, lesson, minutes)
    else:
        tell_teacher(talk, lesson[0], minutes)


def hear(talk: Talk, heard: Heard) -> Move:
    minutes = minutes_in(heard.text, talk.language)
    if minutes is None:
        return Unheard()
    talk.data["minutes"] = minutes
    return Go("minutes")


def tell_students(talk: Talk, bookings: list[Booking], minutes: int) -> None:
    teacher_is_late(talk.at, bookings, minutes)
    told = talk.directory.names_and_reach(talk.at.school_id, [booking.student_id for booking in bookings])
    students = [told[booking.student_id] for booking in bookings]
    reached = [name for name, can_be in students if can_be]
    missed = [name for name, can_be in students if not can_be]
    _say(talk, bookings[0], minutes, reached, missed)


def tell_teacher(talk: Talk, booking: Booking, minutes: int) -> None:
    names = {id_: talk.school.teacher(id_).first_name for id_ in booking.session.teacher_ids}
    reachable = talk.directory.reachable(talk.at.school_id, list(names))
    reached = [name for id_, name in names.items() if id_ in reachable]
    missed = [name for id_, name in names.items() if id_ not in reachable]
    if not reached and booking.start >= talk.now + AHEAD and talk.reading.intent == "late":
        pass_on(talk, talk.reading.text)  # there is time for the school to tell them
        return
    student_is_late(talk.at, booking, minutes)
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
    {
        "minutes": Step(ask, hear, takes=frozenset({"late"}), free=True, leads=("who", "which")),
        "who": Step(ask_who, hear_who, leads=("minutes",)),
        "which": Step(ask_which, hear_which, leads=("minutes",)),
    },
    roles=frozenset({"student", "teacher"}),
    aside=aside,
    urgent=tells_of_oneself,
    begin=begin,
)
