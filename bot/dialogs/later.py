"""The second of two wishes, while it waits for the first to be done."""

from __future__ import annotations

from bot.dialogs.flow import LASTS
from bot.dialogs.leading import Leads
from bot.dialogs.planning import CHANGES
from bot.dialogs.talk import Later, Talk

_LONGEST_SAID = 60


def keep(talk: Talk, leads: Leads, text: str) -> None:
    """Let it wait, in place of one that has waited."""
    give_up(talk, leads)
    talk.later = Later(text, talk.now)
    talk.say("one_by_one")


def due(talk: Talk, leads: Leads, *, done: bool) -> str | None:
    """What is to come now that what was going on is over; None if it is given up with it.

    done: whether that has come to something.
    """
    assert talk.later is not None
    if not done or talk.now - talk.later.at >= LASTS or _has_bought(talk, talk.later.text):
        give_up(talk, leads)
        return None
    text, talk.later = talk.later.text, None
    return text


def begin(talk: Talk, text: str) -> None:
    """Let it be what was said."""
    talk.say("now_to", text=text[:_LONGEST_SAID])
    talk.take_up()
    talk.reading = talk.understand(text)


def moves_again(talk: Talk, text: str) -> bool:
    """Whether it is a second move, which is more than one turn looks up: it is proposed."""
    return _has_said(talk, "moved") and talk.understand(text).intent == "reschedule"


def give_up(talk: Talk, leads: Leads) -> None:
    """It is not taken up any more; what can be told at once is."""
    if talk.later is None:
        return
    text, talk.later = talk.later.text, None
    if not _tell(talk, leads, text):
        talk.say("left_undone", text=text[:_LONGEST_SAID])


def _tell(talk: Talk, leads: Leads, text: str) -> bool:
    """Answer what is asked, if that takes one message."""
    said, talk.reading = talk.reading, talk.understand(text)
    flow = leads.opened_by(talk.reading.intent or "")
    told = flow is not None and flow.aside is not None and flow.aside(talk)
    talk.reading = said
    return told


def _has_bought(talk: Talk, text: str) -> bool:
    """Whether a package was bought just now: one turn looks up no change of lessons beside it."""
    return _has_said(talk, "package_bought") and talk.understand(text).intent in {"book", *CHANGES}


def _has_said(talk: Talk, message: str) -> bool:
    return any(say.message == message for say in talk.says)
