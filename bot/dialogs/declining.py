"""Words that choose none of the times: politely, with a no, or calling it off."""

from __future__ import annotations

from bot.dialogs.own_lessons import is_called_off
from bot.dialogs.own_words import declines_kindly
from bot.dialogs.talk import Again, End, Heard, Move, Talk, Unheard
from domain.services.booking import release

MANNERS = {"thanks": "thanks", "ok": "fine", "no": "other_day", "book": "pick_one"}
"""What is said to intents that choose nothing before the times are offered again."""


def with_manners(talk: Talk, heard: Heard) -> Move:
    """What follows from words that choose nothing."""
    if no_more_wished(heard):
        return leave(talk)
    if (answer := MANNERS.get(heard.intent or "")) is None:
        return Unheard()
    talk.say(answer)
    return Again()


def no_more_wished(heard: Heard) -> bool:
    """ "No thanks", which asks for no other time as a mere no does."""
    return heard.choice is None and declines_kindly(heard.text)


def leave(talk: Talk) -> End:
    """Nothing is booked or moved, as it was wished."""
    let_go(talk)
    talk.say("left")
    return End(done=False)


def called_off(talk: Talk, heard: Heard) -> End | Unheard:
    """A bare "cancel" is about the booking that is being made; whatever names a lesson is about that one."""
    if "ignoring" in talk.data or not is_called_off(heard):
        return Unheard()
    let_go(talk)
    talk.say("not_booked")
    return End(done=False)


def let_go(talk: Talk) -> None:
    """Of the time that is held while it is being thought over."""
    if (held := talk.data.pop("held", None)) is not None:
        release(talk.at, talk.student, held)
