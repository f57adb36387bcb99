"""A time that a rule refuses: why, and what can be had instead."""

from __future__ import annotations

from datetime import datetime

from bot.dialogs.instead import instead
from bot.dialogs.talk import End, Go, Open, Talk
from bot.dialogs.times import offer_near
from bot.dialogs.wishing import SLOT
from bot.dialogs.wording import say_refusal
from domain.errors import NotAllowed, NotFound, Refusal
from domain.rules.rule import About, Broken

_AT_ANY_TIME = frozenset({About.NUMBER, About.PERSON, About.CHANGE})


def refused(talk: Talk, refusal: Refusal, wanted: datetime | None = None) -> Go | End | Open:
    """Why not, and what can be done: another time near the one that was wanted; or, where no other time would do, the
    lessons there are, to cancel or move one of them; or nothing."""
    if (kind := talk.data.get("type")) is not None:
        talk.refused = kind, talk.now
    if wanted is not None and wanted <= talk.now:
        talk.say("when_past")
    else:
        say_refusal(talk, refusal)
    if wanted is None or _about(refusal) in _AT_ANY_TIME:
        return without_a_time(refusal)
    try:
        offer_near(talk, wanted)
    except Refusal as at_any_time:
        return refused(talk, at_any_time)
    return Go(SLOT)


def without_a_time(refusal: Refusal) -> End | Open:
    """What can be done where no time would do."""
    return Open("lessons", {"full": True}) if _about(refusal) is About.NUMBER else instead(refusal)


def _about(refusal: Refusal) -> About:
    """A lesson that the school books no more, and a student who is paused, are not helped by another time."""
    if isinstance(refusal, Broken):
        return refusal.rule.about
    return About.PERSON if isinstance(refusal, NotFound | NotAllowed) else About.TIME
