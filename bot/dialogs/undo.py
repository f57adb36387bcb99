"""A teacher takes back the last answer about a lesson, a class or a named student, by giving another. Until then it
stands as it was noted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.dialogs import class_attendance
from bot.dialogs.attendance import CHOICES, NOTED, WORDS, named, record_correction, said, settled
from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Flow, Step
from bot.dialogs.talk import End, Go, Heard, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.taught import named_by
from bot.dialogs.wording import session_params
from bot.understanding.absences import absence_in, says_missing
from bot.understanding.tokens import spoken
from domain.lessons import Booking, Status
from domain.services.attendance import Outcome


def corrects_a_class(talk: Talk) -> bool:
    """Whether it is said who was missing in the class that was settled last: "everyone but Wait and Priya"."""
    if "?" in talk.reading.text or not says_missing(talk.reading.text):
        return False
    seats = answered_together(bookings) if (bookings := settled(talk)) else []
    names = talk.names_of(seats)
    said = absence_in(talk.reading.text, [names[seat.student_id] for seat in seats])
    return len(seats) > 1 and said.plain and bool(said.places) and not said.wrong


def begin(talk: Talk) -> dict[str, Any]:
    """ "undo mikkel", "Mikkel was there after all" is about the last answer that was given of Mikkel, or where none was
    given yet about the lesson that waits for one."""
    if corrects_a_class(talk):
        return {"told": True}
    words = spoken(talk.reading.text)
    words = words if len(words) > 1 else ()
    bookings = settled(talk) if words else []
    names = talk.names_of(bookings)
    best = max((named_by(words, name) for name in names.values()), default=0)
    about = [booking.id for booking in bookings if best and named_by(words, names[booking.student_id]) == best]
    if about:
        return {"about": about[0]}
    waiting = named(talk, talk.reading) if words else None
    return {} if waiting is None else {"waiting": waiting}


def ask(talk: Talk) -> Prompt | Go | End | Open:
    if "waiting" in talk.data:
        return Open("attendance", {"about": talk.data["waiting"]})
    bookings = settled(talk)
    about = next((booking for booking in bookings if booking.id == talk.data.get("about")), None)
    if not bookings:
        talk.say("nothing_to_undo")
        return End()
    booking = about or bookings[0]
    if about is None and len(seats := answered_together(bookings)) > 1:
        asked = class_attendance.ask_again(talk, seats)
        if not talk.data.pop("told", False):
            return asked
        move = class_attendance.hear(talk, Heard(talk.reading))
        return move if isinstance(move, Go | End | Open) else asked
    talk.data.update(booking=booking.id, student=talk.names_of([booking])[booking.student_id])
    params = {
        **session_params(talk.school, booking.session, talk.language),
        "student": talk.data["student"],
        "status": booking.status.value,
    }
    others = [outcome for outcome in CHOICES if outcome is not NOTED[booking.status]]
    choices = tuple(Choice(f"{outcome}:{booking.id}", CHOICES[outcome]) for outcome in others)
    return Prompt("ask_correction", params, (*choices, Choice("as_noted", "choice_as_noted")))


def answered_together(bookings: Sequence[Booking]) -> list[Booking]:
    """Those of the last answer, if it was about a class, in the order of its list."""
    last = bookings[0]
    if last.session.gone:
        return [last]
    same = (b for b in bookings if b.session.id == last.session.id and b.settled_at == last.settled_at)
    held = last.status is not Status.CANCELLED
    return sorted((b for b in same if (b.status is not Status.CANCELLED) is held), key=lambda booking: booking.id)


def hear(talk: Talk, heard: Heard) -> Move:
    if heard.choice == "as_noted" or (heard.choice is None and heard.intent == "no"):
        talk.say("left_as_noted")
        return End()
    if "session" in talk.data:
        return (class_attendance.hear(talk, heard) if heard.intent != "yes" else None) or Unheard()
    if heard.choice is None:
        outcome = said(heard.reading) if heard.intent in WORDS else None
        return Unheard() if outcome is None else record_correction(talk, outcome, talk.data["booking"])
    outcome_name, booking_id = heard.choice.split(":")
    return record_correction(talk, Outcome(outcome_name), int(booking_id))


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
