"""Bring somebody along to a lesson that may be shared: which lesson, who; and, asked of them, whether they come."""

from __future__ import annotations

import re
from typing import Any

from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Flow, Step
from bot.dialogs.instead import instead, refuse
from bot.dialogs.own_lessons import agrees, changeable
from bot.dialogs.pointing import meant
from bot.dialogs.talk import End, Go, Heard, Later, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.wording import booking_params, lesson_label, money, reminded, wall
from bot.understanding.own_names import is_name
from domain.errors import Refusal
from domain.lessons import Booking, Status
from domain.services.companions import ask_along, asked_about, come_along, stay_away, to_share

WHO = "who"
LONGEST = 80

_NUMBER = re.compile(r"(?:\+|\b00)?\d(?:[ ()-]{0,2}\d){6,14}\b")
_BEHIND = re.compile(r"(?:\b(?:with|med|mit)\b|:)\s+(?P<name>[^\W\d_a-zß-öø-ÿ].*)$", re.S)
"""A name, which begins with a capital letter, behind "with"."""


# Who brings somebody


def begin(talk: Talk) -> dict[str, Any]:
    who = _number_in(talk, talk.reading.text) or _name_behind(talk.reading.text)
    lessons = _lessons(talk)
    found = meant(talk, lessons, talk.reading) if len(lessons) > 1 else lessons
    return ({"who": who} if who else {}) | ({"booking": found[0].id} if len(found) == 1 else {})


def aside(talk: Talk) -> bool:
    """Who is about to book a lesson that may be shared is asked who comes along when it is booked; else only that
    there is nothing to share is said at once."""
    if talk.later is None and _is_booking_a_shared_one(talk):
        talk.later = Later(talk.inbound.text, talk.now)
        talk.say("companion_later")
        return True
    return not _lessons(talk) and _say_none(talk)


def _is_booking_a_shared_one(talk: Talk) -> bool:
    """Whether the yes to a lesson that has room for another is being asked for."""
    asked = (talk.frame.flow, talk.frame.step) == ("book", "confirm")
    return asked and talk.school.lesson_type(talk.data["type"]).places > 1


def ask_which(talk: Talk) -> Prompt | Go | End | Open:
    lessons = _lessons(talk)
    if not lessons:
        return End(done=not _say_none(talk))
    if len(lessons) == 1:
        talk.data["booking"] = lessons[0].id
    if "booking" in talk.data and not talk.resuming:
        return Go(WHO)
    choices = [Choice(f"booking:{b.id}", "choice_lesson", lesson_label(talk.school, b, talk.language)) for b in lessons]
    return Prompt("which_lesson_share", {}, tuple(choices))


def hear_which(talk: Talk, heard: Heard) -> Move:
    lessons = _lessons(talk)
    if heard.choice is not None:
        lessons = [booking for booking in lessons if heard.choice == f"booking:{booking.id}"]
    else:
        found = meant(talk, lessons, heard.reading)
        lessons = found if found != lessons else []
    if len(lessons) != 1:
        return Unheard()
    talk.data["booking"] = lessons[0].id
    return Go(WHO)


def ask_who(talk: Talk) -> Prompt | Go | End | Open:
    booking = next((each for each in _lessons(talk) if each.id == talk.data["booking"]), None)
    if booking is None:
        return End(done=not _say_none(talk))
    if talk.data.get("who"):
        return _named(talk, booking, talk.data["who"])
    params = booking_params(talk.school, booking, talk.language)
    return Prompt("ask_who_along", params, (Choice("menu", "choice_menu"),))


def hear_who(talk: Talk, heard: Heard) -> Move:
    if heard.choice == "menu":
        return Open("home")
    text = " ".join(heard.text.split())
    who = _number_in(talk, text) or _name_behind(text) or text
    if len(who) > LONGEST or not (who.startswith("+") or is_name(who)):
        return Unheard()
    talk.data["who"] = who
    return Go(WHO)


def _named(talk: Talk, booking: Booking, who: str) -> End:
    """The answer is the same whether or not there is such a student."""
    ask_along(talk.at, booking, who)
    talk.say("companion_named", number=who.startswith("+"), **booking_params(talk.school, booking, talk.language))
    return End()


def _lessons(talk: Talk) -> list[Booking]:
    return to_share(talk.at, changeable(talk))


def _say_none(talk: Talk) -> bool:
    """That there is nothing to share, or not before the school has said yes to it."""
    shared = (b for b in changeable(talk) if talk.school.lesson_type(b.session.lesson_type_id).places > 1)
    if (asked_for := next((b for b in shared if b.status is Status.REQUESTED), None)) is not None:
        talk.say("share_when_approved", **booking_params(talk.school, asked_for, talk.language))
        return True
    talk.say("nothing_to_share", possible=any(kind.places > 1 for kind in talk.school.types_for_students))
    return True


def _number_in(talk: Talk, text: str) -> str | None:
    """A phone number in E.164; one without its country is of that of the student, or of the school."""
    if (found := _NUMBER.search(text)) is None:
        return None
    digits = re.sub(r"\D", "", found[0])
    if found[0].startswith("+"):
        return f"+{digits}"
    if digits.startswith("00"):
        return f"+{digits[2:]}"
    return (talk.student.phone or talk.school.school.phone or "+")[:3] + digits.removeprefix("0")


def _name_behind(text: str) -> str | None:
    found = _BEHIND.search(text.strip(" .!?"))
    name = found["name"] if found else ""
    return name if len(name.split()) > 1 and is_name(name) else None


FLOW = Flow(
    "companion",
    "which",
    {
        "which": Step(ask_which, hear_which, leads=(WHO,)),
        WHO: Step(ask_who, hear_who, free=True, leads=(WHO,)),
    },
    begin=begin,
    aside=aside,
)


# Who is asked


def ask(talk: Talk) -> Prompt | Go | End | Open:
    if (booking := asked_about(talk.at, *talk.data["lesson"])) is None:
        return End()
    session, policy = booking.session, talk.school.policy_for(booking.session.lesson_type_id, booking.session.branch_id)
    free_until = policy.free_until(booking.start)
    params = booking_params(talk.school, booking, talk.language) | {
        "name": talk.directory.names(talk.at.school_id, [booking.student_id])[booking.student_id],
        "price": money(talk.school.price_at(session.lesson_type_id, booking.start)),
        "free_until": wall(free_until, talk.school) if talk.now < free_until else None,
    }
    return Prompt("ask_along", params, (Choice("come", "choice_come"), Choice("no", "choice_no_thanks")))


def hear(talk: Talk, heard: Heard) -> Move:
    coming = heard.choice == "come" or (heard.choice is None and agrees(heard.reading))
    if not coming and heard.choice != "no" and heard.intent != "no":
        return Unheard()
    if (booking := asked_about(talk.at, *talk.data["lesson"])) is None:
        talk.say("along_over")
        return instead()
    if coming:
        return _come(talk, booking)
    stay_away(talk.at, talk.student, booking)
    talk.say("along_declined")
    return End()


def _come(talk: Talk, booking: Booking) -> End:
    try:
        joined = come_along(talk.at, talk.student, booking)
    except Refusal as refusal:
        return refuse(talk, refusal)
    told = "requested" if joined.status is Status.REQUESTED else "booked"
    talk.say(told, **booking_params(talk.school, joined, talk.language), reminded=reminded(joined, talk.now))
    return End()


ASKED = Flow(
    "along",
    "ask",
    {"ask": Step(ask, hear, takes=frozenset({"yes", "ok", "no"}), lasts=None)},
    lasting=True,
)
