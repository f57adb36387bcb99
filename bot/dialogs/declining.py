"""Words that choose none of the times: politely or with a no."""

from __future__ import annotations

from bot.dialogs.own_lessons import LEFT
from bot.dialogs.own_words import declines_kindly, lets_it_be
from bot.dialogs.talk import Again, End, Heard, Move, Talk, Unheard
from bot.understanding.course_words import says_to_join
from domain.services.booking import release

MANNERS = {"thanks": "thanks", "bye": "bye", "ok": "fine", "no": "other_day", "book": "pick_one", "yes": "pick_one"}
"""What is said to intents that choose nothing before the times are offered again."""


def with_manners(talk: Talk, heard: Heard) -> Move:
    """What follows from words that choose nothing."""
    if no_more_wished(heard) or is_left(heard):
        return leave(talk)
    answer = MANNERS.get(heard.intent or "", "pick_one" if says_to_join(heard.text) else None)
    if answer is None:
        return Unheard()
    talk.say(answer)
    return Again()


def no_more_wished(heard: Heard) -> bool:
    """ "No thanks", which asks for no other time as a mere no does."""
    return heard.choice is None and declines_kindly(heard.text)


def is_left(heard: Heard) -> bool:
    """ "Leave it as it was then": lessons stay where they are."""
    return heard.choice is None and not heard.reading.windows and lets_it_be(heard.text)


def leave(talk: Talk) -> End:
    """Nothing is booked or moved, as it was wished."""
    let_go(talk)
    talk.say("left")
    return LEFT


def let_go(talk: Talk) -> None:
    """Of the time that is held while it is being thought over."""
    if (held := talk.data.pop("held", None)) is not None:
        release(talk.at, talk.student, held)
