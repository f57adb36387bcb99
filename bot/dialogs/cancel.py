"""Cancel a lesson: which, what it costs, yes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.dialogs import move, own_lessons
from bot.dialogs.affected import question_of
from bot.dialogs.agreed import agreed, keep_told, say_changed
from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Flow, Step
from bot.dialogs.instead import refuse
from bot.dialogs.own_lessons import WHICH_LESSON, choosing
from bot.dialogs.own_words import (
    a_bit,
    agrees_to_all,
    asks_for_another_day,
    asks_to_book,
    denies_keeping,
    rather_then,
    says,
    says_all,
    wants_to_come,
)
from bot.dialogs.pointing import meant
from bot.dialogs.talk import Again, End, Go, Heard, LastCancelled, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.wording import booking_params, money
from domain.errors import AlreadyStarted, Changed, Refusal
from domain.hindrances import is_affected
from domain.lessons import TAKEN_BACK, Status
from domain.rules.rule import Occasion
from domain.services.bookability import forbidding_change
from domain.services.booking import own_booking
from domain.services.cancelling import cancel, cancel_fee

_ELSEWHERE = frozenset({"book", "earlier", "more", "wait"})
"""What is wished elsewhere, unless it is said of when this lesson may be instead."""


def begin(talk: Talk) -> dict[str, Any]:
    """All that are meant one after the other, if the words say so: "cancel both", "cancel everything next week"."""
    reading = talk.reading
    if says_all(reading.text) and reading.refused:
        return own_lessons.one_by_one(talk, own_lessons.all_but(talk, reading.refused))
    return own_lessons.all_of(talk, own_lessons.begin(talk), reading.text)


def hear_which(talk: Talk, heard: Heard) -> Move | None:
    """ "Both of them", to the question which one; or that it is to be moved, or kept."""
    if wants_to_come(heard):
        talk.say("left")
        return own_lessons.LEFT
    if heard.reading.windows and says(heard.text, "instead"):
        wish = replace(heard.reading, intent="reschedule")
        return Open("reschedule", move.wished(talk, wish) | {"lessons": talk.data.get("lessons")})
    if not own_lessons.says_both(heard):
        return None
    talk.data.update(own_lessons.one_by_one(talk, talk.data.get("lessons") or own_lessons.all_but(talk)))
    return chosen(talk)


def on(talk: Talk, *, done: bool = True) -> Move:
    """To the next of those that are to be cancelled."""
    if not talk.data.get("rest"):
        return End(done=done)
    talk.data["booking"], *talk.data["rest"] = talk.data["rest"]
    return Go("confirm")


def chosen(talk: Talk) -> Move:
    return Go("confirm")


def ask_confirm(talk: Talk) -> Prompt | Go | End | Open:
    booking = own_booking(talk.at, talk.student, talk.data["booking"])
    if talk.resuming and booking.start <= talk.now:
        return refuse(talk, AlreadyStarted(starts_at=booking.start))
    refusal = forbidding_change(talk.at, talk.student, booking, Occasion.CANCEL)
    if refusal is not None and booking.status is Status.CONFIRMED:
        return refuse(talk, refusal)
    fee = cancel_fee(talk.at, booking) if booking.status is Status.CONFIRMED else booking.price.percent(0)
    keep_told(talk, booking, fee)
    params = {**booking_params(talk.school, booking, talk.language), "fee": money(fee)}
    if booking.status is Status.REQUESTED:
        take_back = (Choice("cancel", "choice_take_back"), Choice("keep", "choice_keep"))
        return Prompt("confirm_take_back", params, take_back)
    choices = (Choice("cancel", "choice_cancel_it"), Choice("keep", "choice_keep"), Choice("move", "choice_move_it"))
    return Prompt("confirm_cancel", params, choices)


def hear_confirm(talk: Talk, heard: Heard) -> Move:
    if heard.choice is None:
        return hear_words(talk, heard)
    if heard.choice == "cancel":
        return cancel_it(talk)
    return keep_it(talk) if heard.choice == "keep" else Open("reschedule", {"booking": talk.data["booking"]})


def hear_words(talk: Talk, heard: Heard) -> Move:
    """Only a plain yes or the bare command cancels. A yes to all of several is one to this: what the next costs has not
    been said yet."""
    reading = heard.reading
    to_all = "rest" in talk.data and agrees_to_all(heard.text)
    if to_all or own_lessons.agrees(reading, "cancel", "sick"):
        return cancel_it(talk)
    if (other := own_lessons.the_other(talk, reading)) is not None:
        return Open("cancel", other)
    if heard.intent in {"no", "uncancel"} or own_lessons.forbids(reading, "cancel") or _keeps(talk, heard):
        return Again() if denies_keeping(heard.text) else keep_it(talk)
    return hear_of_another(talk, heard)


def hear_of_another(talk: Talk, heard: Heard) -> Move:
    """Another lesson that is named is asked about, and a time at which there is none is where this one may go."""
    reading = heard.reading
    another_day = asks_for_another_day(heard.text) and not asks_to_book(heard.text)
    if heard.intent == "reschedule" or another_day or (a_bit(heard.text) and not reading.windows):
        wish = replace(reading, windows=()) if another_day else reading
        return Open("reschedule", move.wished(talk, wish, talk.data["booking"]))
    if heard.intent in _ELSEWHERE and asks_to_book(heard.text):
        return Unheard()
    if (other := own_lessons.another(talk, reading)) is not None:
        return Open("cancel", other)
    if not reading.windows:
        again = heard.intent in {"cancel", "sick", "terms"}  # what it costs is told with the question
        return Again() if again else Unheard()
    if not meant(talk, own_lessons.changeable(talk), reading):
        if heard.intent in _ELSEWHERE | {None} and rather_then(reading.text):
            return Open("reschedule", move.wished(talk, reading, talk.data["booking"]))
        own_lessons.say_no_lesson(talk, reading)
    return Again()


def _keeps(talk: Talk, heard: Heard) -> bool:
    """ "OK, keep it then", "Monday works after all", of this lesson."""
    return wants_to_come(heard) and own_lessons.another(talk, heard.reading) is None


def keep_it(talk: Talk) -> Move:
    """Not to be cancelled. What can't be held as agreed doesn't stay by that: it is asked about, unless that question
    lies open beneath."""
    booking = own_booking(talk.at, talk.student, talk.data["booking"])
    if booking.status is not Status.CONFIRMED or not is_affected(talk.school, booking):
        talk.say("kept", **booking_params(talk.school, booking, talk.language))
    elif not talk.data.get("rest") and not talk.beneath:
        return Open(*question_of(talk, booking))
    return on(talk, done=False)


def cancel_it(talk: Talk) -> Move:
    try:
        booking = cancel(talk.at, talk.data["booking"], student=talk.student, agreed=agreed(talk))
    except Changed as changed:
        say_changed(talk, changed)
        return Go("confirm")
    except Refusal as refusal:
        return refuse(talk, refusal)
    said = "was_declined" if booking.declined else "taken_back" if booking.note == TAKEN_BACK else "cancelled"
    talk.say(said, **booking_params(talk.school, booking, talk.language), fee=talk.data["fee"])
    talk.cancelled = LastCancelled(booking.id, talk.data["fee"], talk.now)
    return on(talk)


FLOW = Flow(
    "cancel",
    first=WHICH_LESSON,
    steps={
        WHICH_LESSON: replace(choosing("cancel", chosen, hears=hear_which), leads=("confirm",)),
        "confirm": Step(
            ask_confirm,
            hear_confirm,
            takes=_ELSEWHERE | {"yes", "ok", "no", "cancel", "sick", "reschedule", "terms", "uncancel"},
        ),
    },
    intents=frozenset({"cancel", "sick"}),
    begin=begin,
)
