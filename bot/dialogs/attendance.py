"""Attendance: after each lesson the teacher says by one digit or button how it went.

A class is asked about as a whole, as long as several of it wait: see `bot.dialogs.class_attendance`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.dialogs import class_attendance
from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Flow, Step
from bot.dialogs.own_lessons import names_something, only_says
from bot.dialogs.talk import Again, End, Go, Heard, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.wording import money, say_refusal, session_params
from bot.understanding import outcomes
from bot.understanding.lexicon import words_listened_for
from bot.understanding.reading import Reading
from bot.understanding.tokens import spoken
from domain.errors import Refusal
from domain.hindrances import is_affected, of_teacher
from domain.lessons import UNDO_WITHIN, Booking, Status
from domain.packages import Package
from domain.services.attendance import Outcome, correct, settle, settle_several

CHOICES = {
    Outcome.ATTENDED: "choice_attended",
    Outcome.NO_SHOW: "choice_no_show",
    Outcome.NOT_HELD: "choice_not_held",
}
NOTED = {Status.COMPLETED: Outcome.ATTENDED, Status.NO_SHOW: Outcome.NO_SHOW, Status.CANCELLED: Outcome.NOT_HELD}
WORDS = {str(outcome): outcome for outcome in Outcome}
"""What intents of these names say."""
_LONGEST = 5


def ask(talk: Talk) -> Prompt | Go | End | Open:
    """Of the oldest lesson, so that a digit means much the same whichever of two questions it answers, or of the
    student that was named. Of what could not be held as agreed only if it is named."""
    if talk.data.pop("told", False) and (told := reported(talk)) is not None:
        record_report(talk, told)
    ended = _waiting(talk)
    about = next((booking for booking in ended if booking.id == talk.data.get("about")), None)
    waiting = [booking for booking in ended if booking is about or not is_affected(talk.school, booking)]
    if not waiting:
        if not talk.says and corrects(talk):
            return Open("undo")
        if not talk.says:
            talk.say("no_attendance")
        return End()
    booking = about or waiting[0]
    talk.data.pop("session", None)
    if about is None and class_attendance.together(waiting, booking):
        sessions = {other.session.id for other in waiting}
        return class_attendance.ask(talk, booking, more=len(sessions) - 1)
    talk.data["booking"] = booking.id
    params = {**_params(talk, booking), "more": len(waiting) - 1}
    choices = tuple(Choice(f"{outcome}:{booking.id}", label) for outcome, label in CHOICES.items())
    return Prompt("ask_attendance", params, choices)


def hear(talk: Talk, heard: Heard) -> Move:
    if "session" in talk.data and (move := class_attendance.hear(talk, heard)) is not None:
        return move
    if heard.choice is None and heard.intent in {"yes", "ok"}:
        return Again()  # to "how did it go?" a yes is no answer, and money would follow
    if heard.choice is None:
        if (told := reported(talk)) is not None:
            return record_report(talk, told)
        if (about := named(talk, heard.reading)) is not None:
            talk.data["about"] = about
            return Again()
        outcome = said(heard.reading) if "session" not in talk.data else None
        return Unheard() if outcome is None else record(talk, outcome, talk.data["booking"])
    outcome_name, booking_id = heard.choice.split(":")
    return record(talk, Outcome(outcome_name), int(booking_id))


def corrects(talk: Talk) -> bool:
    """Whether the words say otherwise of the lesson settled last than was noted, as long as that can be corrected."""
    outcome = WORDS.get(talk.reading.intent or "")
    if outcome is None:
        return False
    settled = talk.work.bookings.settled(talk.at.school_id, talk.teacher.id, talk.now - UNDO_WITHIN)
    return bool(settled) and NOTED[settled[0].status] is not outcome


def begin(talk: Talk) -> dict[str, Any]:
    if reported(talk) is not None:
        return {"told": True}
    about = named(talk, talk.reading)
    return {} if about is None else {"about": about}


def said(reading: Reading) -> Outcome | None:
    """How it went, if the words say that and no more: whoever else they speak of is not settled by them."""
    if names_something(reading) or "?" in reading.text or len(spoken(reading.text)) > _LONGEST:
        return None
    outcome = WORDS.get(reading.intent or "")
    beside = words_listened_for("beside_outcome")
    plain = outcome is not None and only_says(reading.text, str(outcome), also=beside, longest=_LONGEST)
    return outcome if plain else None


def reported(talk: Talk) -> outcomes.Told | None:
    """How it went with those who are named, "Emil came, Freja didn't", if no more is said."""
    if not outcomes.tells_an_outcome(talk.reading.text):
        return None
    waiting = _waiting(talk)
    names = talk.names_of(waiting)
    told = outcomes.told_in(talk.reading.text, {booking.id: names[booking.student_id] for booking in waiting})
    if told is not None and told.others is not None:
        classes = {booking.session.id for booking in waiting if booking.id in told.outcomes}
        rest = (booking.id for booking in waiting if booking.session.id in classes and booking.id not in told.unclear)
        told.outcomes = dict.fromkeys(rest, told.others) | told.outcomes
    return told


def named(talk: Talk, reading: Reading) -> int | None:
    """The waiting lesson whose student the words name, the oldest of several."""
    waiting, words = _waiting(talk), {word.removesuffix("'s") for word in spoken(reading.text)}
    names = talk.names_of(waiting)
    fits = {booking.id: len(words & set(spoken(names[booking.student_id]))) for booking in waiting}
    best = max(fits, key=lambda booking_id: fits[booking_id], default=None)
    return best if best is not None and fits[best] else None


def _waiting(talk: Talk) -> list[Booking]:
    awaited = talk.work.bookings.awaiting_attendance(talk.at.school_id, talk.teacher.id, talk.now)
    return of_teacher(talk.school, talk.teacher.id, awaited)


def record_report(talk: Talk, told: outcomes.Told) -> Move:
    """Of those of whom it isn't plain which lesson is meant, it is asked."""
    wanted = {booking_id: Outcome(outcome) for booking_id, outcome in told.outcomes.items()}
    talk.data.pop("about", None)
    if told.unclear:
        talk.data["about"] = told.unclear[0]
    try:
        bookings = settle_several(talk.at, wanted, teacher_id=talk.teacher.id)
    except Refusal as refusal:
        say_refusal(talk, refusal)
        return Go("ask")
    say_all_recorded(talk, wanted, bookings)
    return Go("ask")


def record(talk: Talk, outcome: Outcome, booking_id: int) -> Move:
    try:
        booking = settle(talk.at, booking_id, outcome, teacher_id=talk.teacher.id)
    except Refusal as refusal:
        say_refusal(talk, refusal)
        return Go("ask")
    talk.data.pop("about", None)
    say_recorded(talk, outcome, booking)
    return Go("ask")


def record_correction(talk: Talk, outcome: Outcome, booking_id: int) -> Move:
    """It went otherwise than the teacher has said before."""
    try:
        booking = correct(talk.at, booking_id, outcome, teacher_id=talk.teacher.id)
    except Refusal as refusal:
        say_refusal(talk, refusal)
        return End()
    say_recorded(talk, outcome, booking, student=talk.data.get("student"))
    return End()


def say_recorded(talk: Talk, outcome: Outcome, booking: Booking, student: str | None = None) -> None:
    """What was noted, and how it is paid. student: the name, if it is at hand."""
    say_all_recorded(talk, {booking.id: outcome}, [booking], {booking.student_id: student} if student else None)


def say_all_recorded(
    talk: Talk, wanted: Mapping[int, Outcome], bookings: Sequence[Booking], names: Mapping[int, str] | None = None
) -> None:
    names = names or talk.names_of(bookings)
    completed = [booking.id for booking in bookings if booking.status is Status.COMPLETED]
    packages: Mapping[int, Package] = {}
    if completed and talk.school.package_products:
        packages = talk.work.ledger.packages.used_for(talk.at.school_id, completed)
    for booking in sorted(bookings, key=lambda booking: (booking.start, booking.id)):
        package = packages.get(booking.id)
        charged = booking.price if booking.status is Status.COMPLETED else booking.price.percent(0)
        if booking.status is Status.NO_SHOW:
            charged = booking.policy.no_show_fee(booking.price)
        talk.say(
            f"recorded_{wanted[booking.id]}",
            **_params(talk, booking, names[booking.student_id]),
            charged=money(charged),
            left=package.left if package is not None else None,
        )


def _params(talk: Talk, booking: Booking, student: str | None = None) -> dict[str, object]:
    if student is None:
        student = talk.directory.names(booking.school_id, [booking.student_id])[booking.student_id]
    return {**session_params(talk.school, booking.session, talk.language), "student": student}


FLOW = Flow(
    "attendance",
    "ask",
    {
        "ask": Step(ask, hear, takes=frozenset({"yes", *WORDS}), leads=(class_attendance.MISSING,), lasts=None),
        class_attendance.MISSING: Step(
            class_attendance.ask_missing,
            class_attendance.hear_missing,
            takes=class_attendance.TAKES,
            free=True,
            lasts=None,
        ),
    },
    roles=frozenset({"teacher"}),
    intents=frozenset({"attendance", *WORDS}),
    begin=begin,
)
