"""Of two moves in one message the second, proposed when the first is done: it takes a turn of its own. So does each of
several lessons that are moved alike.

Kept in the flow's data: text (the words of the second); or booking (the id of the next lesson), rest (those of the
ones behind it) and said (what is wished of all).
"""

from __future__ import annotations

from bot.dialogs import move
from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Flow, Step
from bot.dialogs.own_lessons import LEFT, agrees, names_something
from bot.dialogs.talk import Heard, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.wording import wall
from domain.services.booking import own_booking

_LONGEST = 60


def ask(talk: Talk) -> Prompt:
    choices = (Choice("go", "choice_go_on"), Choice("leave", "choice_leave_it"))
    if "booking" in talk.data:
        booking = own_booking(talk.at, talk.student, talk.data["booking"], lock=False)
        return Prompt("ask_next_lesson", {"start": wall(booking.start, talk.school)}, choices)
    return Prompt("ask_next_move", {"text": talk.data["text"][:_LONGEST]}, choices)


def hear(talk: Talk, heard: Heard) -> Move:
    if heard.choice == "go" or (heard.choice is None and agrees(heard.reading)):
        following = "booking" in talk.data
        return Open(
            "reschedule",
            move.next_one(talk.data, talk) if following else move.wished(talk, talk.understand(talk.data["text"])),
        )
    if heard.choice == "leave" or (heard.intent == "no" and not names_something(heard.reading)):
        talk.say("left")
        return LEFT
    return Unheard()


FLOW = Flow("next_move", "ask", {"ask": Step(ask, hear, takes=frozenset({"yes", "ok", "no"}), fades=True)})
