"""Attendance: after each lesson the teacher says by one digit or button how it went.

A class is asked about as a whole, as long as several of it wait: see `bot.dialogs.class_attendance`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.dialogs import class_attendance
from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Flow, Step
from bot.dialogs.talk import Again, End, Go, Heard, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.taught import named_by
from bot.dialogs.wording import money, say_refusal, session_params
from bot.understanding import outcomes
from bot.understanding.reading import Reading
from bot.understanding.tokens import spoken
from domain.errors import Refusal
from domain.hindrances import is_affected, of_teacher
from domain.lessons import UNDO_WITHIN, Booking, Status
from domain.packages import Package
from domain.services.attendance import Outcome, correct, settle, settle_several
from domain.timeslots import to_wall

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
    if talk.data.pop("told", False) and (told := reported(talk, asked=False)) is not None:
        record_report(talk, told)
    ended = awaiting(talk)
    about = next((booking for booking in ended if booking.id == talk.data.get("about")), None)
    waiting = [booking for booking in ended if booking is about or not is_affected(talk.school, booking)]
    if not waiting:
        if not talk.says and corrects(talk):
            return Open("undo", {"about": settled_of_named(talk)})
        if not talk.says:
            talk.say("no_attendance")
        return End()
    booking = about or waiting[0]
    talk.data.pop("session", None)
    if about is None and class_attendance.together(waiting, booking):
        sessions = {other.session.id for other in waiting}
        return class_attendance.ask(talk, booking, more=len(sessions) - 1)
    params = {**_params(talk, booking, talk.names_of([booking])[booking.student_id]), "more": len(waiting) - 1}
    talk.data.update(booking=booking.id, student=params["student"])
    choices = tuple(Choice(f"{outcome}:{booking.id}", label) for outcome, label in CHOICES.items())
    return Prompt("ask_attendance", params, choices)


def waiting_lessons(talk: Talk) -> int:
    """How many lessons and classes wait for an answer."""
    return len({booking.session.id for booking in awaiting(talk) if not is_affected(talk.school, booking)})


def hear(talk: Talk, heard: Heard) -> Move:
    if "session" in talk.data and (move := class_attendance.hear(talk, heard)) is not None:
        return move
    if heard.choice is None and heard.intent in {"yes", "ok"}:
        return Again()  # to "how did it go?" a yes is no answer, and money would follow
    if heard.choice is None:
        return _hear_told(talk, heard)
    outcome_name, booking_id = heard.choice.split(":")
    return record(talk, Outcome(outcome_name), int(booking_id))


def _hear_told(talk: Talk, heard: Heard) -> Move:
    """In words: of the lesson that is asked about, or of those that are named."""
    alone = "session" not in talk.data
    outcome = told_of_it(talk, awaiting(talk)) if alone else None
    if outcome is not None:
        return record(talk, outcome, talk.data["booking"])
    if (told := reported(talk, asked=alone)) is not None:
        return record_report(talk, told)
    if (about := named(talk, heard.reading)) is not None:
        talk.data["about"] = about
        return Again()
    return Unheard()


def corrects(talk: Talk) -> bool:
    """Whether the words say otherwise of the lesson settled last than was noted, as long as that can be corrected."""
    outcome = WORDS.get(talk.reading.intent or "")
    if outcome is None:
        return False
    noted = settled(talk)
    return bool(noted) and NOTED[noted[0].status] is not outcome


def begin(talk: Talk) -> dict[str, Any]:
    if reported(talk, asked=False) is not None:
        return {"told": True}
    about = named(talk, talk.reading)
    return {} if about is None else {"about": about}


def answers(talk: Talk, *, asked: bool) -> bool:
    """Whether the words tell how a lesson went. asked: it is the one that is asked about, if they name nobody."""
    return reported(talk, asked=asked) is not None or told_of_it(talk, awaiting(talk)) is not None


def told_of_it(talk: Talk, bookings: Sequence[Booking]) -> Outcome | None:
    """How the lesson of these went that is asked about, if it is told of one; who came late has come."""
    text, today = talk.reading.text, to_wall(talk.now, talk.school.zone).date()
    if "?" in text or outcomes.speaks_of_several(text):
        return None
    start = next((_wall(talk, each) for each in bookings if each.id == talk.data.get("booking")), None)
    if outcomes.came_late(text, start, today):
        return Outcome.ATTENDED
    went = outcomes.went(text, start, today)
    if went is None and named(talk, talk.reading) is None:
        went = outcomes.went_at_first(text)
    return Outcome(went) if went is not None else None


def reported(talk: Talk, *, asked: bool) -> outcomes.Told | None:
    """How it went with those who are named, "Emil came, Freja didn't", if no more is said.

    asked: it is asked how lessons went, so that it may be told of all of them, or of who was settled before.
    """
    if not outcomes.tells_an_outcome(talk.reading.text):
        return None
    waiting = awaiting(talk)
    told = told_of(talk, waiting)
    if told is None and asked and (noted := settled(talk)):
        told = told_of(talk, [*waiting, *noted])
        return told if told is not None and told.others is None else None
    if told is None or told.others is None:
        return told
    return _told_of_others(talk, told, waiting) if told.outcomes or asked else None


def told_of(talk: Talk, bookings: Sequence[Booking]) -> outcomes.Told | None:
    """What the words tell of these lessons."""
    students = talk.names_of(bookings)
    names = {booking.id: students[booking.student_id] for booking in bookings}
    starts = {booking.id: _wall(talk, booking) for booking in bookings}
    return outcomes.told_in(talk.reading.text, names, starts, to_wall(talk.now, talk.school.zone).date())


def _wall(talk: Talk, booking: Booking) -> datetime:
    return to_wall(booking.start, talk.school.zone)


def _told_of_others(talk: Talk, told: outcomes.Told, waiting: Sequence[Booking]) -> outcomes.Told | None:
    """The others are those of the class of who is named; else the lessons that are asked about one by one, of a day."""
    named = [booking for booking in waiting if booking.id in told.outcomes]
    of_class = {booking.session.id for booking in named if class_attendance.together(waiting, booking)}
    rest = [
        booking
        for booking in waiting
        if (booking.session.id in of_class if of_class else _is_asked_alone(talk, booking, waiting))
        and booking.id not in told.unclear
    ]
    if told.days:
        rest = [booking for booking in rest if _wall(talk, booking).date() in told.days]
    days = {_wall(talk, booking).date() for booking in rest}
    if len(days) > 1 or told.count not in {None, len(rest)}:
        return None
    told.outcomes = {booking.id: told.others for booking in rest if told.others is not None} | told.outcomes
    return told


def _is_asked_alone(talk: Talk, booking: Booking, waiting: Sequence[Booking]) -> bool:
    return not (class_attendance.together(waiting, booking) or is_affected(talk.school, booking))


def settled(talk: Talk) -> list[Booking]:
    """What the teacher has said lately, the last answer first."""
    return talk.work.bookings.settled(talk.at.school_id, talk.teacher.id, talk.now - UNDO_WITHIN)


def settled_of_named(talk: Talk) -> list[int]:
    """The last lesson settled of the student whom the words name; none if they name nobody."""
    words = spoken(talk.reading.text)
    bookings = settled(talk)
    names = talk.names_of(bookings)
    best = max((named_by(words, name) for name in names.values()), default=0)
    return [each.id for each in bookings if best and named_by(words, names[each.student_id]) == best][:1]


def named(talk: Talk, reading: Reading) -> int | None:
    """The waiting lesson whose student the words name; of several the one at the hour they say, else the oldest."""
    waiting, words = awaiting(talk), {word.removesuffix("'s") for word in spoken(reading.text)}
    names = talk.names_of(waiting)
    fits = {booking.id: len(words & set(spoken(names[booking.student_id]))) for booking in waiting}
    best = max(fits.values(), default=0)
    theirs = [booking for booking in waiting if best and fits[booking.id] == best]
    hours = {window.start.time() for window in (*reading.windows, *reading.perhaps) if window.end is None}
    at_that = [booking for booking in theirs if _wall(talk, booking).time() in hours]
    return next((booking.id for booking in (*at_that, *theirs)), None)


def awaiting(talk: Talk) -> list[Booking]:
    return of_teacher(talk.school, talk.teacher.id, talk.awaiting())


def record_report(talk: Talk, told: outcomes.Told) -> Move:
    """Of those of whom it isn't plain which lesson is meant, it is asked; who was settled before stays as noted."""
    wanted = {booking_id: Outcome(outcome) for booking_id, outcome in told.outcomes.items()}
    waiting = {booking.id: booking for booking in awaiting(talk)}
    for booking in settled(talk) if not wanted.keys() <= waiting.keys() else ():
        outcome = wanted.pop(booking.id, None) if booking.id not in waiting else None
        if outcome is not None:
            say_noted(talk, booking, outcome)
    talk.data.pop("about", None)
    if told.unclear:
        talk.data["about"] = told.unclear[0]
    try:
        bookings = settle_several(talk.at, wanted, teacher_id=talk.teacher.id)
    except Refusal as refusal:
        say_refusal(talk, refusal)
        return Go("ask")
    talk.note_settled(bookings)
    say_all_recorded(talk, wanted, bookings)
    return Go("ask")


def say_noted(talk: Talk, booking: Booking, outcome: Outcome) -> None:
    """What was noted before; how that is changed, if the teacher tells it otherwise now."""
    name = talk.names_of([booking])[booking.student_id]
    changed = outcome is not NOTED[booking.status]
    talk.say("noted_before", **_params(talk, booking, name), status=booking.status.value, changed=changed)


def record(talk: Talk, outcome: Outcome, booking_id: int) -> Move:
    try:
        booking = settle(talk.at, booking_id, outcome, teacher_id=talk.teacher.id)
    except Refusal as refusal:
        say_refusal(talk, refusal)
        return Go("ask")
    talk.data.pop("about", None)
    talk.note_settled([booking])
    say_recorded(talk, outcome, booking, talk.data.get("student") if booking_id == talk.data.get("booking") else None)
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


def _params(talk: Talk, booking: Booking, student: str) -> dict[str, object]:
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
