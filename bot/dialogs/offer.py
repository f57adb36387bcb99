"""A place is held for the student: do they take it? By one digit, button or plain word.

About the offer that has just been made, then about the others, the oldest first. It lasts: whatever the student does in
between, it is asked again while it can be taken.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Flow, Step
from bot.dialogs.lost_lesson import names_only, other_time, says_yes_to
from bot.dialogs.own_lessons import agrees, names_something
from bot.dialogs.own_words import (
    asks_for_another,
    asks_for_another_day,
    asks_something,
    asks_to_book,
    denies,
    names_a_lesson,
)
from bot.dialogs.passing_on import pass_on
from bot.dialogs.talk import Again, End, Go, Heard, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.wording import booking_params, hindrance_params, money, reminded, say_refusal, session_params, wall
from domain.errors import Changed, HoldExpired, NotAllowed, Refusal
from domain.hindrances import is_affected
from domain.lessons import Booking, Status
from domain.money import Money
from domain.services.cancelling import Agreed, call_off
from domain.services.offering import decline, take
from domain.timeslots import Interval
from domain.waitlist import Offer, Offered, OfferStatus, Reason

CHOICES = {
    Reason.CLASS: ("take", "no"),
    Reason.EARLIER: ("take", "no", "leave"),
    Reason.SICK: ("take", "other", "cancel"),
}
LABELS = {
    "take": "choice_take",
    "no": "choice_no_thanks",
    "leave": "choice_stop_telling",
    "other": "choice_other_times",
    "cancel": "choice_cancel_it",
}


def ask(talk: Talk) -> Prompt | Go | End | Open:
    offered = talk.work.offers.offered(talk.at.school_id, talk.student.id, talk.now)
    if not offered:
        if not talk.says and not talk.resuming:
            talk.say("no_offer")
        return End()
    asked = next((each for each in offered if each.offer.id == talk.data.get("offer")), offered[0])
    offer = asked.offer
    talk.data.update(offer=offer.id, reason=offer.reason.value, moves=offer.moves, others=len(offered) > 1)
    during, moving = asked.held.session.during, asked.moving
    talk.data["told"] = [during.start.isoformat(), during.end.isoformat()]
    talk.data["teacher"] = next(iter(asked.held.session.teacher_ids), None)
    talk.data["absent"] = list(moving.session.teacher_ids) if moving is not None else []
    talk.data["version"] = moving.version if moving is not None else None
    choices = tuple(Choice(f"{answer}:{offer.id}", LABELS[answer]) for answer in CHOICES[offer.reason])
    return Prompt(f"ask_offer_{offer.reason}", _params(talk, asked), choices)


def _params(talk: Talk, asked: Offered) -> dict[str, Any]:
    """The place as it is held; `from`, `sick` and what hinders it are of the lesson that would move there, and so is a
    teacher who stays. elsewhere: the branch, if it is another one."""
    params = booking_params(talk.school, asked.held, talk.language) | {"until": wall(asked.offer.until, talk.school)}
    moving = asked.moving
    if moving is None:
        return params
    own = session_params(talk.school, moving.session, talk.language)
    return {
        **params,
        **hindrance_params(talk.school, moving.session, talk.language),
        "from": own["start"],
        "sick": own["teacher"],
        "teacher": params["teacher"] or own["teacher"],
        "price": money(moving.price),
        "elsewhere": params["branch"] if params["branch"] != own["branch"] else None,
    }


def hear(talk: Talk, heard: Heard) -> Move:
    answer, offer_id = _answer(talk, heard)
    match answer:
        case "take":
            return take_it(talk, offer_id)
        case "no" | "leave":
            return decline_it(talk, offer_id, leave=answer == "leave")
        case "other":
            declined = decline(talk.at, talk.student, offer_id)
            return other_times(talk, declined.moving or declined.held, another_day=asks_for_another_day(heard.text))
        case "cancel":
            return cancel_it(talk, offer_id)
    of_it = talk.data["reason"] == Reason.SICK and talk.data["moves"] is not None
    if of_it and _tells_of_them(talk, heard):
        return tell_of_them(talk, heard)
    move = (other_time(talk, heard, talk.data["moves"]) if of_it else None) or Unheard()
    return Again() if isinstance(move, Unheard) and heard.intent == "more" else move  # more is no no


def _answer(talk: Talk, heard: Heard) -> tuple[str | None, int]:
    """What was said, of which offer. In words only what can't be meant otherwise."""
    if heard.choice is not None:
        answer, _, offer_id = heard.choice.partition(":")
        return answer, int(offer_id)
    offer_id, sick = talk.data["offer"], talk.data["reason"] == Reason.SICK
    if agrees(heard.reading) or (sick and _agrees_to_teacher(talk, heard)):
        return "take", offer_id
    if names_something(heard.reading) or "?" in heard.text:
        return None, offer_id
    if heard.intent == "no":
        return "other" if sick else "no", offer_id
    instead = heard.intent == "reschedule" or (heard.intent == "more" and asks_for_another(heard.text))
    return "other" if sick and instead else None, offer_id


def _agrees_to_teacher(talk: Talk, heard: Heard) -> bool:
    teacher = talk.school.teachers.get(talk.data.get("teacher") or 0)
    return teacher is not None and says_yes_to(heard.reading, teacher.id, teacher.name)


def _tells_of_them(talk: Talk, heard: Heard) -> bool:
    """Whether it is about whoever is sick or stands in, and wishes for no other time."""
    if heard.choice is not None or heard.intent not in {None, "book", "more", "yes", "ok", "lessons"}:
        return False
    about = names_only(heard.reading, talk.data.get("teacher"), *talk.data.get("absent", ()))
    return about and not (asks_to_book(heard.text) or names_a_lesson(heard.text))


def tell_of_them(talk: Talk, heard: Heard) -> Move:
    """Who doesn't want the one who stands in looks for others; what is asked of a teacher, people answer; after all
    else the question is asked again: what is held stays so."""
    named = heard.reading.teacher
    if named is not None and named == talk.data.get("teacher") and "?" not in heard.text and denies(heard.text):
        unwanted = replace(heard.reading, teacher=None, teachers=(), not_teachers=(named,))
        return other_time(talk, replace(heard, reading=unwanted), talk.data["moves"]) or Unheard()
    if asks_something(heard.text):
        pass_on(talk, heard.text)
    return Again()


def take_it(talk: Talk, offer_id: int) -> Move:
    try:
        booking = take(talk.at, talk.student, offer_id, _told(talk, offer_id))
    except HoldExpired:
        return _too_late(talk, offer_id)
    except Changed as changed:  # the class is another time by now, or another price: it is asked about as it is
        say_refusal(talk, changed)
        return Open("book", {"type": changed.lesson_type, "windows": [[changed.start.isoformat(), None]]})
    except NotAllowed as refusal:
        if refusal.data["status"] == OfferStatus.WITHDRAWN:
            return _withdrawn(talk, offer_id)
        say_refusal(talk, refusal)
        return Go("ask")
    except Refusal as refusal:
        say_refusal(talk, refusal)
        return Go("ask")
    params = booking_params(talk.school, booking, talk.language)
    moved = talk.data["moves"] is not None
    told = "offer_moved" if moved else "requested" if booking.status is Status.REQUESTED else "booked"
    talk.say(told, **params, reminded=reminded(booking, talk.now))
    return _on(talk, offer_id)


def _told(talk: Talk, offer_id: int) -> Interval | None:
    """The time that was said of the place; None of another one than was asked about last."""
    if offer_id != talk.data["offer"] or "told" not in talk.data:
        return None
    start, end = (datetime.fromisoformat(moment) for moment in talk.data["told"])
    return Interval(start, end)


def _on(talk: Talk, offer_id: int) -> Move:
    """To the other offers, of which it is known whether there are any: a new one is asked about when it is made."""
    return End() if offer_id == talk.data["offer"] and not talk.data.get("others", True) else Go("ask")


def _too_late(talk: Talk, offer_id: int) -> Move:
    """The offer has ended: what is next is said with it. It ends too when the lesson that would move is moved or
    cancelled otherwise."""
    if talk.data["reason"] == Reason.SICK:
        talk.say("offer_over_sick")
        return Open("affected")
    told = _told(talk, offer_id)
    if told is not None and told.start <= talk.now:
        talk.say("when_past")  # nobody is next
        return Go("ask")
    if talk.data["reason"] == Reason.EARLIER:
        offer = talk.work.offers.get(talk.at.school_id, offer_id)
        moving = talk.work.bookings.get(talk.at.school_id, offer.moves or 0, lock=False)
        if moving.status is not Status.CONFIRMED or moving.version != talk.data.get("version"):
            return _gone(talk, offer)
    talk.say("offer_over")
    return Go("ask")


def _withdrawn(talk: Talk, offer_id: int) -> Move:
    """It was taken back: the place is not to be had any more, or the lesson takes place as planned after all."""
    offer = talk.work.offers.get(talk.at.school_id, offer_id)
    if offer.moves is not None:
        moving = talk.work.bookings.get(talk.at.school_id, offer.moves, lock=False)
        if offer.reason is Reason.SICK and _is_held_after_all(talk, moving):
            return Go("ask")
    return _gone(talk, offer)


def _gone(talk: Talk, offer: Offer) -> Move:
    held = talk.work.bookings.get(talk.at.school_id, offer.held_id, lock=False)
    talk.say("offer_gone", **booking_params(talk.school, held, talk.language))
    return Open("affected") if offer.reason is Reason.SICK else Go("ask")


def decline_it(talk: Talk, offer_id: int, *, leave: bool) -> Move:
    declined = decline(talk.at, talk.student, offer_id, leave=leave).offer
    talk.say("offer_declined", listed=declined.reason is Reason.EARLIER and not leave)
    return _on(talk, offer_id)


def cancel_it(talk: Talk, offer_id: int) -> Move:
    declined = decline(talk.at, talk.student, offer_id)
    cancel_affected(talk, declined.moving or declined.held)
    return _on(talk, offer_id)


def other_times(talk: Talk, booking: Booking, *, another_day: bool = False) -> Move:
    """Times to move a lesson to that can't be held."""
    if _is_held_after_all(talk, booking):
        return Go("ask")
    return Open("reschedule", {"booking": booking.id, **({"another_day": True} if another_day else {})})


def _is_held_after_all(talk: Talk, booking: Booking) -> bool:
    """Whether the question is old: the lesson can be held, which is said."""
    if booking.status is not Status.CONFIRMED or is_affected(talk.school, booking):
        return False
    talk.say("as_planned", **booking_params(talk.school, booking, talk.language))
    return True


def cancel_affected(talk: Talk, booking: Booking) -> None:
    """Free of charge, by the one digit whose label says so."""
    if _is_held_after_all(talk, booking):
        return
    params = booking_params(talk.school, booking, talk.language)
    nothing: Money = booking.price.percent(0)
    try:
        call_off(talk.at, booking, agreed=Agreed(nothing))
    except Refusal as refusal:
        say_refusal(talk, refusal)
    else:
        talk.say("cancelled", **params, fee=[nothing.minor, nothing.currency])


FLOW = Flow(
    "offer",
    "ask",
    {"ask": Step(ask, hear, takes=frozenset({"yes", "ok", "no", "more", "reschedule", "book"}), lasts=None)},
    intents=frozenset({"offer"}),
    lasting=True,
)
