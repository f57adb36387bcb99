"""Courses: which there are, and taking part in all of one or leaving it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Flow, Step
from bot.dialogs.instead import instead, refuse
from bot.dialogs.own_lessons import agrees
from bot.dialogs.talk import Again, End, Go, Heard, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.wording import money, say_refusal, wall
from bot.understanding.course_words import (
    asks_for_a_place,
    asks_why,
    course_in,
    names_a_course,
    says_to_join,
    says_to_leave,
)
from bot.understanding.reading import Reading
from bot.understanding.tokens import spoken
from domain.courses import Course, seats_left
from domain.errors import Changed, ClassFull, Closed, OutsideHours, Refusal, StudentBusy
from domain.lessons import Session
from domain.money import Money
from domain.services.courses import (
    barring,
    coming_classes_of,
    fee_for_leaving,
    leave,
    own_places,
    take_part,
    with_classes,
)
from domain.timeslots import to_wall

_DAY = timedelta(days=1)
_FEW = 4
CONFIRM, LEAVE = "confirm", "leave_course"
_ABOUT_ANY = frozenset({"book", "cancel", "why", None})
"""What may be wished of a course as of a lesson."""
_OF_A_CLASS = (StudentBusy, Closed, OutsideHours)
"""What may keep the student from one of the classes, and so from all of them."""


def on_offer(talk: Talk) -> list[tuple[Course, list[Session]]]:
    """The school's courses that have classes to come."""
    courses = [course for course in talk.work.courses.all(talk.at.school_id) if course.active]
    classes = coming_classes_of(talk.at, [course.id for course in courses]) if courses else {}
    return [(course, classes[course.id]) for course in courses if classes[course.id]]


def is_meant(reading: Reading) -> bool:
    """Whether words that may be about a lesson, or about nothing known, are about a course: "leave Spring course"."""
    other = reading.windows or reading.question or reading.teachers or reading.lesson_type is not None
    return reading.intent in _ABOUT_ANY and not other and names_a_course(reading.text)


def is_joined(talk: Talk) -> bool:
    """ "Join the theory course", "is there room on Saturday's class?": one that there is, by a part of its name or by a
    day on which it is held."""
    text, offered = talk.reading.text, on_offer(talk)
    if says_to_join(text) and named_in(text, offered) is not None:
        return True
    return asks_for_a_place(text) and held_then(talk, offered) is not None


def begin(talk: Talk) -> dict[str, Any]:
    """The course that the words name, if they name one, or the only one there is; and whether it is asked why it can't
    be joined, or said that it is to be left."""
    if talk.reading.intent in {LEAVE, "cancel"} and not asks_why(talk.reading.text):
        return {"leaving": True}
    why = {"why": True} if asks_why(talk.reading.text) else {}
    offered = on_offer(talk)
    then = held_then(talk, offered)
    return why | (_named(talk.reading.text, offered) if then is None else {"course": then})


def _named(text: str, offered: list[tuple[Course, list[Session]]]) -> dict[str, Any]:
    named = offered[0][0].id if len(offered) == 1 else named_in(text, offered)
    return {"course": named} if named is not None else {}


def named_in(text: str, offered: list[tuple[Course, list[Session]]], *, whole: bool = False) -> int | None:
    return course_in(text, {course.id: course.names.values() for course, _ in offered}, whole=whole)


def held_then(talk: Talk, offered: list[tuple[Course, list[Session]]]) -> int | None:
    """The only course with a class on the weekdays that are named and no kind of lesson beside."""
    if talk.reading.lesson_type is not None:
        return None
    said = (*talk.reading.windows, *talk.reading.perhaps)
    days = {when.start.weekday() for when in said if when.end is None or when.end - when.start <= _DAY}
    held = [course.id for course, classes in offered if not days.isdisjoint(_weekdays_of(talk, classes))]
    return held[0] if len(held) == 1 else None


def _weekdays_of(talk: Talk, classes: Sequence[Session]) -> set[int]:
    return {to_wall(session.start, talk.school.zone).weekday() for session in classes}


def opened_by_name(talk: Talk) -> Open | None:
    """Who names a course and nothing else that is known is asked about it: "I want to join Spring", "leave Spring"."""
    named = named_in(talk.reading.text, on_offer(talk), whole=True)
    leaving = {"leaving": True} if says_to_leave(talk.reading.text) else {}
    return Open("course", {"course": named} | leaving) if named is not None else None


def ask_which(talk: Talk) -> Prompt | Go | End | Open:
    if "course" in talk.data and not talk.resuming:
        return Go(CONFIRM)
    if "leaving" in talk.data:
        return ask_which_to_leave(talk)
    offered = on_offer(talk)
    if not offered:
        return none_on_offer(talk)
    if len(offered) == 1 and not talk.resuming:
        talk.data["course"] = offered[0][0].id
        return Go(CONFIRM)
    return _which(talk, offered, talk.work.courses.of_student(talk.at.school_id, talk.student.id))


def ask_which_to_leave(talk: Talk) -> Prompt | Go | End | Open:
    """Only those count in which the student has places to come as a course. Who has a place in single classes is asked
    about these."""
    mine = talk.work.courses.of_student(talk.at.school_id, talk.student.id)
    courses = talk.work.courses.all(talk.at.school_id)
    classes = coming_classes_of(talk.at, [course.id for course in courses]) if courses else {}
    places = own_places(talk.at, talk.student, [session for sessions in classes.values() for session in sessions])
    held = [(course, [each for each in classes[course.id] if each.id in places]) for course in courses]
    joined = [(course, sessions) for course, sessions in held if sessions and course.id in mine]
    if not joined:
        return in_none(talk, [place.id for place in places.values()])
    named = {} if talk.resuming else _named(talk.reading.text, joined)
    talk.data.update(named)
    return Go(CONFIRM) if named else _which(talk, joined, mine)


def _which(talk: Talk, offered: list[tuple[Course, list[Session]]], mine: Sequence[int]) -> Prompt:
    choices = [
        Choice(f"course:{course.id}", "choice_course", {"name": course.name(talk.language), "mine": course.id in mine})
        for course, _ in offered
    ]
    return Prompt("which_course", {}, (*choices, Choice("menu", "choice_menu")))


def none_on_offer(talk: Talk) -> End:
    talk.say("no_courses")
    return End()


def in_none(talk: Talk, places: Sequence[int]) -> End | Open:
    """places: the bookings of single classes, which may be meant."""
    talk.say("in_no_course")
    if not places:
        return End(done=False)
    return Open("cancel", {"booking": places[0]} if len(places) == 1 else {"lessons": list(places)})


def hear_which(talk: Talk, heard: Heard) -> Move:
    if heard.choice == "menu":
        return Open("home")
    if heard.choice is not None:
        talk.data["course"] = int(heard.choice.removeprefix("course:"))
        return Go(CONFIRM)
    named = named_in(heard.text, on_offer(talk))
    if named is None:
        return Unheard()
    talk.data["course"] = named
    return Go(CONFIRM)


def ask_confirm(talk: Talk) -> Prompt | Go | End | Open:
    """Whoever has places in it as a course is asked whether to leave, whoever has not whether to join."""
    course, classes = with_classes(talk.at, talk.data["course"])
    if not classes:
        return none_on_offer(talk)
    mine = own_places(talk.at, talk.student, classes)
    if mine and course.id in talk.work.courses.of_student(talk.at.school_id, talk.student.id):
        talk.data["fee"] = money(fee_for_leaving(talk.at, mine.values()))
        params = _params(talk, course, [session for session in classes if session.id in mine])
        choices = (Choice("leave", "choice_leave_course"), Choice("menu", "choice_keep_course"))
        return Prompt("confirm_leave_course", {**params, "fee": talk.data["fee"]}, choices)
    if "leaving" in talk.data:
        return in_none(talk, [place.id for place in mine.values()])
    params = _params(talk, course, classes) | {"seats": seats_left([each for each in classes if each.id not in mine])}
    barred = talk.data.pop("why", False) and _say_why_not(
        talk, course, [each for each in classes if each.id not in mine]
    )
    join = (Choice("join", "choice_join_course"),) if params["seats"] and not barred else ()
    return Prompt("confirm_join_course", params, (*join, Choice("menu", "choice_menu")))


def _say_why_not(talk: Talk, course: Course, classes: list[Session]) -> bool:
    """Say what keeps the student from joining, or that nothing does. That it is full is said by the question."""
    found = barring(talk.at, talk.student, classes) if classes else []
    talk.say("why_not" if found else "why_nothing", type=course.name(talk.language))
    for refusal in found:
        if isinstance(refusal, _OF_A_CLASS):
            _say_of_class(talk, refusal)
        elif not isinstance(refusal, ClassFull):
            say_refusal(talk, refusal)
    return bool(found)


def _say_of_class(talk: Talk, refusal: Refusal) -> None:
    """At which of the classes something else is booked, or which one can't be held."""
    told = "course_busy" if isinstance(refusal, StudentBusy) else "course_not_held"
    talk.say(told, start=wall(refusal.data["start"], talk.school))


def hear_confirm(talk: Talk, heard: Heard) -> Move:
    leaving = "fee" in talk.data
    wish = heard.choice
    if wish is None and agrees(heard.reading, "cancel" if leaving else "book"):
        wish = "leave" if leaving else "join"
    if wish is None and not leaving and _says_to_join(heard):
        wish = "join"
    if wish == "menu" or heard.intent == "no":
        return Open("home")
    if wish not in {"join", "leave"}:
        return Again() if heard.intent == "places_left" else Unheard()
    try:
        return _join(talk) if wish == "join" else _leave(talk)
    except Changed:
        talk.say("fee_changed")
        return Go(CONFIRM)
    except _OF_A_CLASS as refusal:
        _say_of_class(talk, refusal)
        return instead(refusal)
    except Refusal as refusal:
        return refuse(talk, refusal)


def _says_to_join(heard: Heard) -> bool:
    """ "OK, sign me up", and nothing else: no other course, and no question."""
    return len(spoken(heard.text)) <= _FEW and "?" not in heard.text and says_to_join(heard.text)


def _join(talk: Talk) -> End:
    course, classes = with_classes(talk.at, talk.data["course"])
    take_part(talk.at, talk.student, course, classes)
    talk.say("course_joined", **_params(talk, course, classes))
    return End()


def _leave(talk: Talk) -> End:
    course, _ = with_classes(talk.at, talk.data["course"])
    leave(talk.at, talk.student, course.id, agreed_fee=Money(*talk.data["fee"]))
    talk.say("course_left", name=course.name(talk.language), fee=talk.data["fee"])
    return End()


def _params(talk: Talk, course: Course, classes: list[Session]) -> dict[str, Any]:
    price = sum(
        (talk.school.price_at(session.lesson_type_id, session.start) for session in classes),
        Money(0, talk.school.school.currency),
    )
    return {
        "name": course.name(talk.language),
        "count": len(classes),
        "start": wall(classes[0].start, talk.school),
        "last": wall(classes[-1].start, talk.school),
        "price": money(price),
        "seats": seats_left(classes),
    }


FLOW = Flow(
    "course",
    "which",
    {
        "which": Step(ask_which, hear_which, leads=(CONFIRM,)),
        CONFIRM: Step(ask_confirm, hear_confirm, takes=frozenset({"yes", "ok", "no", "book", "cancel", "places_left"})),
    },
    intents=frozenset({"course", LEAVE}),
    begin=begin,
)
