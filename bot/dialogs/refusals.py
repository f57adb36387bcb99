"""A time that a rule refuses: why, and what can be had instead."""

from __future__ import annotations

from datetime import datetime

from bot.dialogs.instead import instead
from bot.dialogs.talk import End, Go, Open, Talk
from bot.dialogs.times import offer_near
from bot.dialogs.wishing import SLOT
from bot.dialogs.wording import say_refusal
from domain.errors import Refusal
from domain.rules.rule import About, Broken


def refused(talk: Talk, refusal: Refusal, wanted: datetime | None = None) -> Go | End | Open:
    """Why not, and what can be done: another time near the one that was wanted; or, where no other time would do, the
    lessons there are, to cancel or move one of them; or nothing."""
    if wanted is not None and wanted <= talk.now:
        talk.say("when_past")
    else:
        say_refusal(talk, refusal)
    about = refusal.rule.about if isinstance(refusal, Broken) else About.TIME
    if about is About.NUMBER:
        return Open("lessons", {"full": True})
    if about in {About.PERSON, About.CHANGE} or wanted is None:
        return instead(refusal)
    try:
        offer_near(talk, wanted)
    except Refusal as at_any_time:
        return refused(talk, at_any_time)
    return Go(SLOT)
