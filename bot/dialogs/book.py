"""Book a lesson: what, when, terms, yes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.dialogs.asking import ASKS, asked
from bot.dialogs.beside_lesson import beside
from bot.dialogs.declining import leave, let_go, no_more_wished
from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Flow, Step
from bot.dialogs.instead import instead
from bot.dialogs.lesson_slots import lesson_type, slot_from, stored_slot
from bot.dialogs.mentioned import MENTIONED, STEPS
from bot.dialogs.move import own_moved
from bot.dialogs.not_here import say_what_is_not_here
from bot.dialogs.own_words import asks_for_several, names_a_lesson, says_to_book_it
from bot.dialogs.picking import look_again, picking
from bot.dialogs.refusals import refused
from bot.dialogs.same_again import kind_just_cancelled, kind_of_one_more, same_again
from bot.dialogs.talk import Again, End, Go, Heard, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.terms import terms_of
from bot.dialogs.turning import names_when, turn_from
from bot.dialogs.wished_length import minutes_of
from bot.dialogs.wishing import SLOT, WHAT, hear_when, remember_when
from bot.dialogs.wording import booking_params, money, own_slot_params, reminded
from bot.understanding.course_words import asks_for_a_place
from domain.errors import Changed, HoldExpired, NotAllowed, Refusal
from domain.lessons import Booking, Status
from domain.rules.approval import Approval
from domain.rules.holding import Holding
from domain.rules.rule import About, Broken
from domain.services.bookability import obstacles
from domain.services.booking import confirm, hold
from domain.slots import Slot


def begin(talk: Talk) -> dict[str, Any]:
    """A time without a type means an ordinary lesson, which the offer then names."""
    if (like := same_again(talk) or beside(talk)) is not None:
        return like
    say_what_is_not_here(talk)
    data, types = remember_when(talk), talk.school.types_for_students
    if asks_for_several(talk.reading.text, talk.language, talk.school.lesson_types.get(data.get("type", 0))):
        talk.say("one_lesson_by_one")
    if "type" not in data and asks_for_a_place(talk.reading.text):
        classes = [kind.id for kind in types if kind.is_class]
        data.update({"type": classes[0], "alike": classes if len(classes) > 1 else None} if classes else {})
    if "type" not in data and (kind := kind_of_one_more(talk)) is not None:
        data["type"] = kind
    named = ("windows", "candidates", "hours", "teacher", "among", "car", "places")
    if any(data.get(what) for what in named) and "type" not in data and types:
        data["type"] = kind_just_cancelled(talk) or types[0].id
    return data


def ask_what(talk: Talk) -> Prompt | Go | End | Open:
    types = talk.school.types_for_students
    if talk.resuming:
        talk.data.pop("type", None)  # whoever comes back to the question has not chosen yet
    alike = talk.data.get("alike")
    if talk.data.get("type") is not None and not alike:
        return Go(MENTIONED if talk.data.get(MENTIONED) else SLOT)
    if not types and talk.school.bookable_types:
        talk.data["type"] = talk.school.bookable_types[0].id  # whose refusal says that the school books them itself
        return Go(SLOT)
    if not types:
        talk.say("nothing_to_book")
        return instead()
    if len(types) == 1:
        talk.data["type"] = types[0].id
        return Go(SLOT)
    if not talk.resuming and (full := as_many_as_allowed(talk)) is not None:
        return refused(talk, full)
    choices = [
        Choice(
            f"type:{kind.id}",
            "choice_type",
            {
                "type": kind.name(talk.language),
                "minutes": minutes_of(kind),
                "price": money(talk.school.price_at(kind.id, talk.now)),
            },
        )
        for kind in types
        if not alike or kind.id in alike
    ]
    return Prompt("what_to_book", {}, tuple(choices))


def as_many_as_allowed(talk: Talk) -> Broken | None:
    """Told before anything is chosen; who names a time at once is told when that is taken."""
    some = talk.school.types_for_students[0]
    return next(iter(obstacles(talk.at, talk.student, some, about={About.NUMBER})), None)


def hear_what(talk: Talk, heard: Heard) -> Move:
    if heard.choice is not None and heard.choice.startswith("type:"):
        talk.data.update(type=int(heard.choice.removeprefix("type:")), alike=None, offers=[], after=None)
        return Go(SLOT)
    move = hear_when(talk, heard)
    if isinstance(move, Unheard) and heard.intent == "book":
        return Again()
    if isinstance(move, Go):
        talk.data.setdefault("type", talk.school.types_for_students[0].id)
    return move


def hear_slot(talk: Talk, heard: Heard) -> Move:
    if (moving := own_moved(talk, heard)) is not None:
        return moving
    return Go(WHAT) if wishes_another_kind(talk, heard) else PICKING[SLOT].hear(talk, heard)


def wishes_another_kind(talk: Talk, heard: Heard) -> bool:
    """ "Book a lesson", said of classes, is about the other kinds of lesson: which one is asked."""
    bare = heard.intent == "book" and heard.reading.lesson_type is None and not names_when(heard)
    if not bare or not lesson_type(talk).is_class or not names_a_lesson(heard.text):
        return False
    talk.data.pop("type")
    return True


def pick(talk: Talk, slot: Slot) -> Move:
    booking = hold(talk.at, talk.student, slot, instead_of=talk.data.get("held"))
    talk.data.update(held=booking.id, slot=stored_slot(slot), price=money(booking.price))
    return Go("confirm")


def ask_confirm(talk: Talk) -> Prompt | Go | End | Open:
    slot = slot_from(talk.data["slot"])
    if talk.fresh:  # nothing is held any more: the time is looked for again
        let_go(talk)
        return look_again(talk)
    policy = talk.at.policy_for(slot)
    params = {
        **own_slot_params(talk, slot),
        "price": talk.data["price"],
        "terms": terms_of(policy, slot.start, talk.now, talk.school),
        "minutes": policy[Holding].hold_minutes,
        "approval": policy[Approval].approval_needed,
    }
    choices = (Choice("book", "choice_book"), Choice("other", "choice_other_time"))
    return Prompt("confirm_booking", params, choices, again="confirm_booking_again")


def hear_confirm(talk: Talk, heard: Heard) -> Move:
    if heard.choice == "book" or says_yes(heard):
        return book_it(talk)
    if no_more_wished(heard):
        return leave(talk)
    if (other := turn_from(talk, heard)) is not None:
        return other
    if heard.choice is not None:
        return Unheard()
    return hear_words(talk, heard)


def says_yes(heard: Heard) -> bool:
    agreed = heard.intent in {"yes", "ok"} and not heard.reading.windows
    return heard.choice is None and (agreed or says_to_book_it(heard.text))


def hear_words(talk: Talk, heard: Heard) -> Move:
    """Another time, teacher, car or kind of lesson at the confirmation; who only asks about it is answered, and who
    moves another lesson is told that this one isn't booked."""
    if (moving := own_moved(talk, heard)) is not None:
        talk.say("nothing_done")
        return moving
    if (answered := asked(talk, heard)) is not None:
        return answered
    if wishes_another_kind(talk, heard):
        let_go(talk)
        return Go(WHAT)
    move = hear_when(talk, heard)
    if isinstance(move, Unheard) and heard.intent == "book":
        talk.say("pick_one")
        return Again()
    return move


def book_it(talk: Talk) -> Move:
    try:
        booking = confirmed(talk)
    except Changed:
        talk.say("fee_changed")
        return Go("confirm")
    except Refusal as refusal:
        talk.data.pop("held", None)
        return refused(talk, refusal, slot_from(talk.data["slot"]).start)
    talk.data.pop("held", None)
    talk.booked = booking.id
    if booking.status is Status.REQUESTED:
        talk.say("requested", **booking_params(talk.school, booking, talk.language))
        return End()
    talk.say("booked", **booking_params(talk.school, booking, talk.language), reminded=reminded(booking, talk.now))
    return End()


def confirmed(talk: Talk) -> Booking:
    """The held booking, confirmed. If it is a draft no more the slot is taken anew, should it still be free.

    Raises Changed if it is held at another price now than the one that was said.
    """
    try:
        return confirm(talk.at, talk.data["held"], talk.student)
    except (HoldExpired, NotAllowed):
        again = hold(talk.at, talk.student, slot_from(talk.data["slot"]))
        told, talk.data["price"] = talk.data["price"], money(again.price)
        talk.data["held"] = again.id
        if talk.data["price"] != told:
            raise Changed(price=again.price) from None
        return confirm(talk.at, again.id)


PICKING = picking(pick, "confirm", WHAT)

FLOW = Flow(
    "book",
    first=WHAT,
    steps={
        WHAT: Step(ask_what, hear_what, takes=frozenset({"book"}), leads=(MENTIONED, SLOT)),
        **STEPS,
        **PICKING,
        SLOT: replace(PICKING[SLOT], hear=hear_slot),
        "confirm": Step(
            ask_confirm,
            hear_confirm,
            takes=frozenset({"book", "reschedule", "yes", "ok", "no", "more", "earlier", *ASKS}),
            leads=(SLOT, WHAT),
        ),
    },
    begin=begin,
    leave=let_go,
    left="not_booked",
    version=2,
)
