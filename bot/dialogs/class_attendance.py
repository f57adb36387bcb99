"""Attendance of a class, by exception: all came, or those whose numbers are named are missing.

One question lists the names with numbers; "2 5 missing" is the whole answer to it. A bare digit is a choice, never a
number of the list: those stand behind a #, and digits alone are asked for where there are no choices. Kept in the
flow's data: session, seats (ids of the bookings, as they were numbered), noted (they were settled before, and are
corrected).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from bot.dialogs.exchange import Choice
from bot.dialogs.talk import Again, End, Go, Heard, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.wording import say_refusal, session_params
from bot.understanding.absences import absence_in, says_everybody, says_missing
from bot.understanding.lexicon import listened_for
from bot.understanding.tokens import spoken
from domain.errors import Refusal
from domain.lessons import Booking, Status
from domain.services.class_attendance import correct_class, noted_seats, open_seats, settle_class

MISSING = "missing"
TAKES = frozenset({"yes", "no", "more", "everybody", "missing", "attended", "no_show", "not_held"})
_ALL, _SOME, _NONE = "all", "some", "none"


def together(waiting: Sequence[Booking], booking: Booking) -> bool:
    """Whether others of the same class wait too, so that all of them are asked about at once."""
    return sum(other.session.id == booking.session.id for other in waiting) > 1


def ask(talk: Talk, booking: Booking, more: int) -> Prompt:
    """more: how many lessons and classes wait behind this one."""
    seats = open_seats(talk.at, booking.session.id)
    talk.data["session"], talk.data["seats"] = booking.session.id, [seat.id for seat in seats]
    choices = (
        Choice(f"{_ALL}:{booking.session.id}", "choice_all_came"),
        Choice(f"{_SOME}:{booking.session.id}", "choice_some_missing"),
        Choice(f"{_NONE}:{booking.session.id}", "choice_not_held"),
    )
    return Prompt("ask_class", {**_params(talk, booking), "students": _names(talk, seats), "more": more}, choices)


def ask_again(talk: Talk, seats: Sequence[Booking]) -> Prompt:
    """Of a class that was settled: what was noted, and how it really went."""
    session = seats[0].session
    talk.data.update(session=session.id, seats=[seat.id for seat in seats], noted=True)
    missing = _names(talk, [seat for seat in seats if seat.status is Status.NO_SHOW])
    held = all(seat.status is not Status.CANCELLED for seat in seats)
    choices = (
        Choice(f"{_ALL}:{session.id}", "choice_all_came"),
        Choice(f"{_SOME}:{session.id}", "choice_some_missing"),
        *((Choice(f"{_NONE}:{session.id}", "choice_not_held"),) if held else ()),
        Choice("as_noted", "choice_as_noted"),
    )
    params = {**_params(talk, seats[0]), "students": _names(talk, seats), "missing": missing, "held": held}
    return Prompt("ask_class_correction", params, choices)


def ask_missing(talk: Talk) -> Prompt | Go | End | Open:
    """Who is missing, answered with numbers of the list: there are no choices that they could be taken for."""
    seats = _seats(talk)
    if seats is None:
        return _overtaken(talk)
    return Prompt("ask_missing", {**_params(talk, seats[0]), "students": _names(talk, seats)})


def hear(talk: Talk, heard: Heard) -> Move | None:
    """What follows from an answer to the first question; None if it is none that is about the whole class."""
    match (heard.choice or "").partition(":")[0] or _said(heard):
        case "all":
            return _settle(talk, _seats(talk, lock=True))
        case "some":
            return Go(MISSING)
        case "none":
            return _settle(talk, _seats(talk, lock=True), held=False)
        case "missing":
            return _hear_names(talk, heard)
    return None


def _said(heard: Heard) -> str | None:
    """The choice that the words stand for, or that they tell who is missing."""
    if "?" in heard.text:
        return None
    if says_everybody(heard.text) or heard.intent == "attended":
        return _ALL
    if heard.intent == "not_held":
        return _NONE
    return MISSING if says_missing(heard.text) else None


def hear_missing(talk: Talk, heard: Heard) -> Move:
    nobody = spoken(heard.text) in listened_for("nobody")
    if nobody or says_everybody(heard.text) or heard.intent == "no":
        return _settle(talk, _seats(talk, lock=True))
    return _hear_names(talk, heard) or Unheard()


def _hear_names(talk: Talk, heard: Heard) -> Move | None:
    """Numbers and names of the list. One that is not on it is asked about, and nobody is settled."""
    seats = _seats(talk, lock=True)
    if seats is None:
        return _overtaken(talk)
    said = absence_in(heard.text, _names(talk, seats))
    if said.wrong:
        talk.say("no_such_student", number=said.wrong[0], count=len(seats))
        return Again()
    if not said.plain:
        return None
    if not said.places:
        return Go(MISSING) if talk.frame.step != MISSING else None
    return _settle(talk, seats, {seats[place].id for place in said.places})


def _seats(talk: Talk, *, lock: bool = False) -> list[Booking] | None:
    """The places in the order in which they were numbered; None if they are not the same any more."""
    noted, listed = "noted" in talk.data, talk.data["seats"]
    seats = (noted_seats if noted else open_seats)(talk.at, talk.data["session"], lock=lock)
    found = {seat.id: seat for seat in seats if not noted or seat.id in listed}
    return [found[seat] for seat in listed] if listed and set(listed) == found.keys() else None


def _settle(talk: Talk, seats: list[Booking] | None, missing: Collection[int] = (), *, held: bool = True) -> Move:
    """seats: locked; None if they are others than were asked about."""
    if seats is None:
        return _overtaken(talk)
    noted = "noted" in talk.data
    settle = correct_class if noted else settle_class
    try:
        settle(talk.at, seats, missing, held=held, teacher_id=talk.teacher.id)
    except Refusal as refusal:
        say_refusal(talk, refusal)
        return Go("ask")
    _forget(talk)
    talk.note_settled(seats)
    absent = [booking for booking in seats if booking.id in missing]
    talk.say(
        "recorded_class" if held else "recorded_class_not_held",
        **_params(talk, seats[0]),
        missing=_names(talk, absent),
        came=len(seats) - len(absent),
    )
    return End() if noted else Go("ask")


def _overtaken(talk: Talk) -> Go:
    """The list is another one by now. If another teacher of the class has answered, what they noted is said."""
    listed = talk.data["seats"]
    noted = {seat.id: seat for seat in noted_seats(talk.at, talk.data["session"])}
    _forget(talk)
    if listed and noted.keys() >= set(listed) and all(seat.status is not Status.CANCELLED for seat in noted.values()):
        seats = [noted[seat] for seat in listed]
        missing = _names(talk, [seat for seat in seats if seat.status is Status.NO_SHOW])
        talk.say("class_noted_before", **_params(talk, seats[0]), missing=missing, came=len(seats) - len(missing))
    else:
        talk.say("refused_changed")
    return Go("ask")


def _forget(talk: Talk) -> None:
    for key in ("session", "seats", "noted"):
        talk.data.pop(key, None)


def _names(talk: Talk, bookings: Sequence[Booking]) -> list[str]:
    names = talk.names_of(bookings)
    return [names[booking.student_id] for booking in bookings]


def _params(talk: Talk, booking: Booking) -> dict[str, Any]:
    return session_params(talk.school, booking.session, talk.language)
