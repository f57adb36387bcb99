"""Move a lesson: which, when instead, terms, yes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.dialogs import own_lessons
from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Flow, Step
from bot.dialogs.own_lessons import WHICH_LESSON, choosing
from bot.dialogs.picking import (
    SLOT,
    at_same_time,
    hear_when,
    offer_near,
    picking,
    slot_from,
    stored,
    stored_slot,
    windows_of,
)
from bot.dialogs.talk import End, Go, Heard, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.wording import booking_params, money, reminded, say_refusal, slot_params, wall
from domain.errors import Changed, Refusal
from domain.money import Money
from domain.services.booking import own_booking
from domain.services.rescheduling import reschedule
from domain.slots import Slot


def begin(talk: Talk) -> dict[str, Any]:
    """ "move tomorrow's to monday": the one time names the lesson, the other where it goes."""
    reading = talk.reading
    bookings = own_lessons.coming(talk)
    found = own_lessons.meant(talk, bookings, replace(reading, windows=reading.moved))
    data: dict[str, Any] = {}
    if len(found) == 1 and (reading.moved or len(bookings) == 1):
        data["booking"] = found[0].id
    if reading.windows and reading.question is None:
        data["windows"] = [stored(window) for window in windows_of(talk, reading.windows)]
    return data | {"same_time": reading.same_time}


def chosen(talk: Talk) -> Move:
    booking = own_booking(talk.at, talk.student, talk.data["booking"])
    talk.data.update(type=booking.session.lesson_type_id, ignoring=booking.session.id)
    if "teacher" not in talk.data and booking.session.teacher_ids:
        talk.data["teacher"] = booking.session.teacher_ids[0]
    talk.data.setdefault("offers", [])
    talk.data["own"] = [booking.start.isoformat(), *booking.session.teacher_ids[:1]]
    talk.data["clock"] = wall(booking.start, talk.school)[11:]
    if talk.data.pop("same_time", False) and "windows" in talk.data:
        talk.data["windows"] = at_same_time(talk, talk.data["windows"])
    return Go(SLOT)


def pick(talk: Talk, slot: Slot) -> Move:
    talk.data["slot"] = stored_slot(slot)
    return Go("confirm")


def ask_confirm(talk: Talk) -> Prompt | Go | End | Open:
    booking = own_booking(talk.at, talk.student, talk.data["booking"])
    fee = booking.fee_at(talk.now)
    talk.data["fee"] = money(fee)
    params = {
        **slot_params(talk.school, slot_from(talk.data["slot"]), talk.language),
        "from": wall(booking.start, talk.school),
        "fee": money(fee),
    }
    return Prompt("confirm_move", params, (Choice("move", "choice_move"), Choice("other", "choice_other_time")))


def hear_confirm(talk: Talk, heard: Heard) -> Move:
    if heard.choice == "move" or (heard.intent in {"yes", "ok", "reschedule"} and not heard.reading.windows):
        return move_it(talk)
    if heard.choice == "other" or (heard.intent in {"no", "more"} and not heard.reading.windows):
        talk.data.update(after=talk.data["offers"][-1]["end"] if talk.data.get("offers") else None, offers=[])
        return Go(SLOT)
    return Unheard() if heard.choice is not None else hear_when(talk, heard)


def move_it(talk: Talk) -> Move:
    slot = slot_from(talk.data["slot"])
    try:
        booking = reschedule(talk.at, talk.student, talk.data["booking"], slot, agreed_fee=Money(*talk.data["fee"]))
    except Changed:
        talk.say("fee_changed")
        return Go("confirm")
    except Refusal as refusal:
        say_refusal(talk, refusal)
        if refusal.code in {"not_allowed", "already_started", "not_found"}:
            return End()
        offer_near(talk, slot.start)
        return Go(SLOT)
    params = booking_params(talk.school, booking, talk.language)
    talk.say("moved", **params, fee=talk.data["fee"], reminded=reminded(booking, talk.now))
    return End()


FLOW = Flow(
    "reschedule",
    first=WHICH_LESSON,
    steps={
        WHICH_LESSON: replace(choosing("move", chosen), leads=(SLOT,)),
        **picking(pick, "confirm"),
        "confirm": Step(
            ask_confirm, hear_confirm, takes=frozenset({"book", "reschedule", "yes", "ok", "no", "more"}), leads=(SLOT,)
        ),
    },
    begin=begin,
)
