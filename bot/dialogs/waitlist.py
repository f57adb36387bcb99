"""The waitlist: wait for a seat in a full class, see what one waits for, leave it."""

from __future__ import annotations

from typing import Any

from bot.dialogs.earlier import wish_params
from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Flow, Step
from bot.dialogs.instead import refuse
from bot.dialogs.own_words import asks_for_leave, asks_something
from bot.dialogs.talk import Again, End, Go, Heard, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.wording import session_params
from bot.understanding.lexicon import listened_for
from bot.understanding.tokens import says_one, spoken
from domain.errors import NotFound, PlaceFree, Refusal
from domain.services.leaving import leave
from domain.services.waiting import wait_for_class
from domain.waitlist import Entry


def ask(talk: Talk) -> Prompt | Go | End | Open:
    """What is offered now goes first; data["join"] is a class to wait for. Who wants to be off the only list is."""
    if (session_id := talk.data.pop("join", None)) is not None:
        return join(talk, session_id)
    if not talk.resuming and talk.work.offers.open_to(talk.at.school_id, talk.student.id, talk.now):
        return Open("offer")
    entries = talk.work.waitlist.of_student(talk.at.school_id, talk.student.id, talk.now)
    if not entries:
        talk.say("waitlist_empty")
        return End()
    if len(entries) == 1 and not talk.resuming and wants_off(talk.reading.text):
        leave(talk.at, talk.student, entries[0].id)
        talk.say("waitlist_left")
        return End()
    lines = [_line(talk, entry) for entry in entries]
    choices = [Choice(f"leave:{entry.id}", "choice_leave", line) for entry, line in zip(entries, lines, strict=True)]
    return Prompt("waitlist", {"lines": lines}, (*choices, Choice("menu", "choice_menu")))


def wants_off(text: str) -> bool:
    """Whether it is told, and not asked: "how do I get off the waitlist"."""
    asks = asks_something(text) or asks_for_leave(text)
    return not asks and says_one(spoken(text), listened_for("off_the_list"))


def join(talk: Talk, session_id: int) -> End | Open:
    try:
        wait_for_class(talk.at, talk.student, session_id)
    except PlaceFree:
        talk.say("class_free_again")
        session = talk.work.calendars.session(talk.at.school_id, session_id)
        start = session.start.isoformat()
        return Open("book", {"type": session.lesson_type_id, "windows": [[start, None]]})
    except Refusal as refusal:
        return refuse(talk, refusal)
    session = talk.work.calendars.session(talk.at.school_id, session_id)
    talk.say("waiting_class", **session_params(talk.school, session, talk.language))
    return End()


def _line(talk: Talk, entry: Entry) -> dict[str, Any]:
    if entry.session_id is not None:
        session = talk.work.calendars.session(talk.at.school_id, entry.session_id)
        return session_params(talk.school, session, talk.language) | {"earlier": False, "wishes": None}
    assert entry.booking_id is not None
    booking = talk.work.bookings.get(talk.at.school_id, entry.booking_id, lock=False)
    own = session_params(talk.school, booking.session, talk.language)
    return own | {"earlier": True, "wishes": wish_params(talk.school, entry.wishes)}


def hear(talk: Talk, heard: Heard) -> Move:
    if heard.choice == "menu":
        return Open("home")
    if heard.choice is None:
        return Unheard()
    try:
        leave(talk.at, talk.student, int(heard.choice.removeprefix("leave:")))
    except NotFound:
        return Again()  # it has ended meanwhile: the list says what is left
    talk.say("waitlist_left")
    return Go("list")


FLOW = Flow("waitlist", "list", {"list": Step(ask, hear, passing=True)}, intents=frozenset({"waitlist"}))
