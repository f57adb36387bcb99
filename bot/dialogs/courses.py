"""Courses: which there are, and taking part in all of one or leaving it."""

from __future__ import annotations

from typing import Any

from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Flow, Step
from bot.dialogs.instead import instead, refuse
from bot.dialogs.own_lessons import agrees
from bot.dialogs.talk import End, Go, Heard, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.wording import money, wall
from bot.understanding.tokens import spoken
from domain.courses import Course, seats_left
from domain.errors import Changed, Refusal, StudentBusy
from domain.lessons import Session
from domain.money import Money
from domain.services.courses import coming_classes, coming_classes_of, fee_for_leaving, give_up, own_places, take_part

CONFIRM = "confirm"


def on_offer(talk: Talk) -> list[tuple[Course, list[Session]]]:
    """The school's courses that have classes to come."""
    courses = [course for course in talk.work.courses.all(talk.at.school_id) if course.active]
    classes = coming_classes_of(talk.at, [course.id for course in courses]) if courses else {}
    return [(course, classes[course.id]) for course in courses if classes[course.id]]


def begin(talk: Talk) -> dict[str, Any]:
    """The course that the words name, if they name one, or the only one there is."""
    offered = on_offer(talk)
    named = offered[0][0].id if len(offered) == 1 else course_in(talk.reading.text, offered)
    return {"course": named} if named is not None else {}


def course_in(text: str, offered: list[tuple[Course, list[Session]]]) -> int | None:
    words = set(spoken(text))
    fits = {course.id: max(len(words & set(spoken(name))) for name in course.names.values()) for course, _ in offered}
    best = max(fits, key=lambda course_id: fits[course_id], default=None)
    return best if best is not None and fits[best] and list(fits.values()).count(fits[best]) == 1 else None


def ask_which(talk: Talk) -> Prompt | Go | End | Open:
    if "course" in talk.data and not talk.resuming:
        return Go(CONFIRM)
    offered = on_offer(talk)
    if not offered:
        talk.say("no_courses")
        return End()
    if len(offered) == 1 and not talk.resuming:
        talk.data["course"] = offered[0][0].id
        return Go(CONFIRM)
    mine = talk.work.courses.of_student(talk.at.school_id, talk.student.id)
    choices = [
        Choice(f"course:{course.id}", "choice_course", {"name": course.name(talk.language), "mine": course.id in mine})
        for course, _ in offered
    ]
    return Prompt("which_course", {}, (*choices, Choice("menu", "choice_menu")))


def hear_which(talk: Talk, heard: Heard) -> Move:
    if heard.choice == "menu":
        return Open("home")
    if heard.choice is not None:
        talk.data["course"] = int(heard.choice.removeprefix("course:"))
        return Go(CONFIRM)
    named = course_in(heard.text, on_offer(talk))
    if named is None:
        return Unheard()
    talk.data["course"] = named
    return Go(CONFIRM)


def ask_confirm(talk: Talk) -> Prompt | Go | End | Open:
    """Whoever has places in it as a course is asked whether to leave, whoever has not whether to join."""
    course = talk.work.courses.get(talk.at.school_id, talk.data["course"])
    classes = coming_classes(talk.at, course.id)
    if not classes:
        talk.say("no_courses")
        return End()
    mine = own_places(talk.at, talk.student, classes)
    if mine and course.id in talk.work.courses.of_student(talk.at.school_id, talk.student.id):
        talk.data["fee"] = money(fee_for_leaving(talk.at, mine.values()))
        params = _params(talk, course, [session for session in classes if session.id in mine])
        choices = (Choice("leave", "choice_leave_course"), Choice("menu", "choice_keep_course"))
        return Prompt("confirm_leave_course", {**params, "fee": talk.data["fee"]}, choices)
    params = _params(talk, course, classes) | {"seats": seats_left([each for each in classes if each.id not in mine])}
    join = (Choice("join", "choice_join_course"),) if params["seats"] else ()
    return Prompt("confirm_join_course", params, (*join, Choice("menu", "choice_menu")))


def hear_confirm(talk: Talk, heard: Heard) -> Move:
    leaving = "fee" in talk.data
    wish = heard.choice
    if wish is None and agrees(heard.reading, "cancel" if leaving else "book"):
        wish = "leave" if leaving else "join"
    if wish == "menu" or heard.intent == "no":
        return Open("home")
    if wish not in {"join", "leave"}:
        return Unheard()
    try:
        return _join(talk) if wish == "join" else _leave(talk)
    except Changed:
        talk.say("fee_changed")
        return Go(CONFIRM)
    except StudentBusy as busy:
        talk.say("course_busy", start=wall(busy.data["start"], talk.school))
        return instead(busy)
    except Refusal as refusal:
        return refuse(talk, refusal)


def _join(talk: Talk) -> End:
    course = talk.work.courses.get(talk.at.school_id, talk.data["course"])
    classes = coming_classes(talk.at, course.id)
    take_part(talk.at, talk.student, course, classes)
    talk.say("course_joined", **_params(talk, course, classes))
    return End()


def _leave(talk: Talk) -> End:
    course = talk.work.courses.get(talk.at.school_id, talk.data["course"])
    give_up(talk.at, talk.student, course, agreed_fee=Money(*talk.data["fee"]))
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
        CONFIRM: Step(ask_confirm, hear_confirm, takes=frozenset({"yes", "ok", "no", "book", "cancel"})),
    },
    begin=begin,
)
