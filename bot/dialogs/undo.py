"""A teacher takes back the last answer about a lesson, a class or a named student, by giving another. Until then it
stands as it was noted. Of an answer that settled several lessons it is asked which of them went otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.dialogs import class_attendance
from bot.dialogs.attendance import (
    CHOICES,
    NOTED,
    WORDS,
    awaiting,
    named,
    record_correction,
    say_all_recorded,
    settled,
    settled_of_named,
    told_of,
    told_of_it,
    waiting_lessons,
)
from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Flow, Step
from bot.dialogs.of_student import students_named
from bot.dialogs.talk import End, Go, Heard, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.taught import named_by
from bot.dialogs.wording import say_refusal, session_params
from bot.understanding.absences import absence_in, says_missing
from bot.understanding.outcomes import insists, tells_an_outcome, went
from bot.understanding.tokens import spoken
from domain.errors import Refusal
from domain.lessons import Booking, Status
from domain.services.attendance import Outcome, correct_several

_LESSON = "lesson:"


def corrects_a_class(talk: Talk) -> bool:
    """Whether it is said who was missing in the class that was settled last: "everyone but Wait and Priya"."""
    if "?" in talk.reading.text or not says_missing(talk.reading.text):
        return False
    seats = of_one_class(answered_together(settled(talk)))
    names = talk.names_of(seats)
    said = absence_in(talk.reading.text, [names[seat.student_id] for seat in seats])
    return len(seats) > 1 and said.plain and bool(said.places) and not said.wrong


def contradicted(talk: Talk, *, asked: bool) -> list[int]:
    """The lessons of which the words say otherwise than was noted: "Emil did come", or of the last answer "she did
    come". asked: a question lies open, for which words that name nobody are, unless they insist."""
    if not tells_an_outcome(talk.reading.text):
        return []
    bookings = settled(talk)
    told = told_of(talk, bookings)
    outcome = went(talk.reading.text) if not asked or insists(talk.reading.text) else None
    if told is not None:
        return [
            booking.id
            for booking in bookings
            if told.outcomes.get(booking.id, NOTED[booking.status]) != NOTED[booking.status]
        ]
    of_last = answered_together(bookings) if outcome is not None else []
    return [booking.id for booking in of_last if NOTED[booking.status] != outcome]


def takes_back(talk: Talk) -> bool:
    """Whether the words are about what was answered, and not about what is asked of how lessons went."""
    text = talk.reading.text
    if went(text) is not None and not insists(text):
        return False
    return told_of(talk, awaiting(talk)) is None and bool(contradicted(talk, asked=True))


def opened_by(talk: Talk, *, asked: bool) -> str | None:
    if corrects_a_class(talk) or contradicted(talk, asked=asked):
        return "undo"
    return "pass_on" if _comes_too_late(talk) else None


def _comes_too_late(talk: Talk) -> bool:
    """Whether it is told against an answer about a student that only the school can change by now."""
    text = talk.reading.text
    return tells_an_outcome(text) and insists(text) and bool(students_named(talk, spoken(text)))


def begin(talk: Talk) -> dict[str, Any]:
    return _about(talk) | {"waiting": waiting_lessons(talk)}


def _about(talk: Talk) -> dict[str, Any]:
    """ "undo mikkel", "Mikkel was there after all" is about the last answer that was given of Mikkel, or where none was
    given yet about the lesson that waits for one."""
    if corrects_a_class(talk):
        return {"told": True}
    if otherwise := contradicted(talk, asked=False):
        return {"about": otherwise}
    if len(spoken(talk.reading.text)) == 1:
        return {}
    if about := settled_of_named(talk):
        return {"about": about}
    unsettled = named(talk, talk.reading)
    return {} if unsettled is None else {"unsettled": unsettled}


def ask(talk: Talk) -> Prompt | Go | End | Open:
    if "unsettled" in talk.data:
        return Open("attendance", {"about": talk.data["unsettled"]})
    bookings = settled(talk)
    about = [booking for booking in bookings if booking.id in talk.data.get("about", ())]
    if not bookings:
        talk.say("nothing_to_undo")
        return End()
    together = about or answered_together(bookings)
    if not about and len(seats := of_one_class(together)) > 1:
        asked = class_attendance.ask_again(talk, seats)
        if not talk.data.pop("told", False):
            return asked
        move = class_attendance.hear(talk, Heard(talk.reading))
        return move if isinstance(move, Go | End | Open) else asked
    if len(about) > 1 or len({each.session.id for each in together}) > 1:
        return _ask_which(talk, together)
    booking = together[0] if about else bookings[0]
    talk.data.update(booking=booking.id, student=talk.names_of([booking])[booking.student_id])
    others = [outcome for outcome in CHOICES if outcome is not NOTED[booking.status]]
    choices = tuple(Choice(f"{outcome}:{booking.id}", CHOICES[outcome]) for outcome in others)
    return Prompt("ask_correction", _params(talk, booking), (*choices, Choice("as_noted", "choice_as_noted")))


def _ask_which(talk: Talk, together: Sequence[Booking]) -> Prompt:
    talk.data["among"] = [booking.id for booking in together]
    talk.names_of(together)  # read at once
    choices = tuple(
        Choice(f"{_LESSON}{booking.id}", "choice_settled", _params(talk, booking)) for booking in _in_order(together)
    )
    return Prompt("ask_which_correction", {"count": len(together)}, (*choices, Choice("as_noted", "choice_as_noted")))


def _params(talk: Talk, booking: Booking) -> dict[str, Any]:
    lesson = session_params(talk.school, booking.session, talk.language)
    return {**lesson, "student": talk.names_of([booking])[booking.student_id], "status": booking.status.value}


def answered_together(bookings: Sequence[Booking]) -> list[Booking]:
    """Those of the last answer, in their order."""
    return [booking for booking in bookings if booking.settled_at == bookings[0].settled_at]


def of_one_class(together: Sequence[Booking]) -> list[Booking]:
    """The places of the class that an answer was about, in the order of its list; else none."""
    if len({booking.session.id for booking in together}) != 1 or together[0].session.gone:
        return []
    held = any(booking.status is not Status.CANCELLED for booking in together)
    return _in_order(booking for booking in together if (booking.status is not Status.CANCELLED) is held)


def _in_order(bookings: Iterable[Booking]) -> list[Booking]:
    """By their start and as their places were taken."""
    return sorted(bookings, key=lambda booking: (booking.start, booking.id))


def hear(talk: Talk, heard: Heard) -> Move:
    """Then it is told what still waits, of which it was asked before."""
    move = _hear(talk, heard)
    if move == End() and talk.data.get("waiting"):
        talk.say("attendance_waits", lessons=talk.data["waiting"])
    return move


def _hear(talk: Talk, heard: Heard) -> Move:
    if heard.choice == "as_noted" or (heard.choice is None and heard.intent == "no"):
        talk.say("left_as_noted")
        return End()
    if "session" in talk.data:
        return (class_attendance.hear(talk, heard) if heard.intent != "yes" else None) or Unheard()
    if "among" in talk.data:
        return _hear_which(talk, heard)
    if heard.choice is None:
        outcome = told_of_it(talk, settled(talk))
        return Unheard() if outcome is None else record_correction(talk, outcome, talk.data["booking"])
    outcome_name, booking_id = heard.choice.split(":")
    return record_correction(talk, Outcome(outcome_name), int(booking_id))


def _hear_which(talk: Talk, heard: Heard) -> Move:
    """Which lesson it is, or how those went that went otherwise."""
    among = talk.data.pop("among")
    if heard.choice is not None:
        talk.data["about"] = [int(heard.choice.removeprefix(_LESSON))]
        return Go("ask")
    bookings = [booking for booking in settled(talk) if booking.id in among]
    names = talk.names_of(bookings)
    told = told_of(talk, bookings)
    if told is not None and not told.unclear and told.count in {None, len(bookings)}:
        others = {booking.id: told.others for booking in bookings} if told.others is not None else {}
        wanted = {booking_id: Outcome(outcome) for booking_id, outcome in (others | told.outcomes).items()}
        return _record(talk, [booking for booking in bookings if booking.id in wanted], wanted)
    words = spoken(heard.text)
    about = [booking.id for booking in bookings if named_by(words, names[booking.student_id])]
    if len(about) != 1:
        return Unheard()
    talk.data["about"] = about
    return Go("ask")


def _record(talk: Talk, noted: Sequence[Booking], wanted: Mapping[int, Outcome]) -> Move:
    """Those that are noted so stay. One that was not held, and may find its time taken, is asked about by itself."""
    changed = [booking for booking in noted if NOTED[booking.status] is not wanted[booking.id]]
    left = [booking for booking in changed if booking.status is Status.CANCELLED]
    if left:
        talk.data["about"] = [left[0].id]
        return Go("ask")
    if not changed:
        talk.say("left_as_noted")
        return End()
    try:
        bookings = correct_several(
            talk.at, {booking.id: wanted[booking.id] for booking in changed}, teacher_id=talk.teacher.id
        )
    except Refusal as refusal:
        say_refusal(talk, refusal)
        return End()
    say_all_recorded(talk, wanted, bookings)
    return End()


FLOW = Flow(
    "undo",
    "ask",
    {
        "ask": Step(
            ask,
            hear,
            takes=frozenset({"no", *WORDS, *class_attendance.TAKES}),
            leads=(class_attendance.MISSING,),
            lasts=None,
        ),
        class_attendance.MISSING: Step(
            class_attendance.ask_missing,
            class_attendance.hear_missing,
            takes=class_attendance.TAKES,
            free=True,
            lasts=None,
        ),
    },
    roles=frozenset({"teacher"}),
    begin=begin,
)
