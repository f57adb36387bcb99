"""Attendance: after each lesson the teacher says by one digit or button how it went.

A class is asked about as a whole, as long as several of it wait: see `bot.dialogs.class_attendance`.
"""

from __future__ import annotations

from typing import Any

from bot.dialogs import class_attendance
from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Flow, Step
from bot.dialogs.own_lessons import names_something, only_says
from bot.dialogs.talk import Again, End, Go, Heard, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.wording import money, say_refusal, session_params
from bot.understanding.reading import Reading
from bot.understanding.tokens import spoken
from domain.errors import Refusal
from domain.hindrances import is_affected, of_teacher
from domain.lessons import UNDO_WITHIN, Booking, Status
from domain.services.attendance import Outcome, correct, settle

CHOICES = {
    Outcome.ATTENDED: "choice_attended",
    Outcome.NO_SHOW: "choice_no_show",
    Outcome.NOT_HELD: "choice_not_held",
}
NOTED = {Status.COMPLETED: Outcome.ATTENDED, Status.NO_SHOW: Outcome.NO_SHOW, Status.CANCELLED: Outcome.NOT_HELD}
WORDS = {str(outcome): outcome for outcome in Outcome}
"""What intents of these names say."""
THE_STUDENT = frozenset(
    spoken(
        "he she they the student it lesson was were thanks please "
        "han hun de eleven den det timen tiden blev er var har tak"
    )
)
"""Words that point at who and what is asked about."""
_LONGEST = 5


def ask(talk: Talk) -> Prompt | Go | End | Open:
    """Of the oldest lesson, so that a digit means much the same whichever of two questions it answers, or of the
    student that was named. Of what could not be held as agreed only if it is named."""
    awaited = talk.work.bookings.awaiting_attendance(talk.at.school_id, talk.teacher.id, talk.now)
    ended = of_teacher(talk.school, talk.teacher.id, awaited)
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
        if (known := told(talk, heard.reading)) is not None:
            return record(talk, *known)
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
    about = named(talk, talk.reading)
    return {} if about is None else {"about": about}


def said(reading: Reading) -> Outcome | None:
    """How it went, if the words say that and no more: whoever else they speak of is not settled by them."""
    if names_something(reading) or "?" in reading.text or len(spoken(reading.text)) > _LONGEST:
        return None
    outcome = WORDS.get(reading.intent or "")
    plain = outcome is not None and only_says(reading.text, str(outcome), also=THE_STUDENT, longest=_LONGEST)
    return outcome if plain else None


def told(talk: Talk, reading: Reading) -> tuple[Outcome, int] | None:
    """How it went with the one student who is named, "Emil attended", if no more is said and only one lesson of theirs
    waits."""
    if "?" in reading.text:
        return None
    fits = {booking_id: words for booking_id, words in _fits(talk, reading).items() if words}
    if len(fits) != 1:
        return None
    ((booking_id, names),) = fits.items()
    rest = " ".join(word for word in reading.text.split() if not names & _bare(word))
    outcome = said(talk.understand(rest)) if rest else None
    return None if outcome is None else (outcome, booking_id)


def named(talk: Talk, reading: Reading) -> int | None:
    """The waiting lesson whose student the words name, the oldest of several."""
    fits = _fits(talk, reading)
    best = max(fits, key=lambda booking_id: len(fits[booking_id]), default=None)
    return best if best is not None and fits[best] else None


def _fits(talk: Talk, reading: Reading) -> dict[int, set[str]]:
    """Of each waiting lesson the words that are its student's name."""
    awaited = talk.work.bookings.awaiting_attendance(talk.at.school_id, talk.teacher.id, talk.now)
    waiting = of_teacher(talk.school, talk.teacher.id, awaited)
    names = talk.directory.names(talk.at.school_id, [booking.student_id for booking in waiting])
    words = _bare(reading.text)
    return {booking.id: words & set(spoken(names[booking.student_id])) for booking in waiting}


def _bare(text: str) -> set[str]:
    return {word.removesuffix("'s") for word in spoken(text)}


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
    charged = booking.price if booking.status is Status.COMPLETED else booking.price.percent(0)
    if booking.status is Status.NO_SHOW:
        charged = booking.policy.no_show_fee(booking.price)
    package = None
    if booking.status is Status.COMPLETED and talk.school.package_products:
        package = talk.work.ledger.packages.used_for(booking.school_id, [booking.id]).get(booking.id)
    left = package.left if package is not None else None
    talk.say(f"recorded_{outcome}", **_params(talk, booking, student), charged=money(charged), left=left)


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
