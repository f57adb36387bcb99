"""A student's past lessons: what has become of each, and what it cost; a few at a time, the latest first.

Kept in the flow's data: seen, next (start and id of the last one before those that
are told now, and of the last one of these if there are more).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.dialogs.exchange import Choice, Say
from bot.dialogs.flow import Flow, Step, told
from bot.dialogs.long_lists import room
from bot.dialogs.talk import Again, End, Go, Heard, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.wording import money, session_params
from domain.past import PastLesson

_AT_ONCE = 5
_EARLIER = frozenset({"more", "earlier", "yes"})


def tell(talk: Talk) -> None:
    """In passing: the latest ones."""
    lessons = _past(talk, None)
    talk.say("history" if lessons else "no_history", lessons=_params(talk, lessons[:_AT_ONCE]))


def ask(talk: Talk) -> Prompt | Go | End | Open:
    """From where the last answer ended; asked again in passing, the same ones."""
    seen = talk.data.get("seen")
    lessons = _past(talk, (datetime.fromisoformat(seen[0]), seen[1]) if seen else None)
    home = Choice("home", "choice_menu")
    if not lessons:
        talk.data["next"] = None
        return Prompt("no_history", {}, (home,))
    shown = {"lessons": _params(talk, lessons[:_AT_ONCE])}
    choices = (Choice("earlier", "choice_earlier_lessons"), home)
    told = lessons[: room(Say("history", shown), choices, talk.is_short)]
    more = len(lessons) > len(told)
    talk.data["next"] = [told[-1].booking.start.isoformat(), told[-1].booking.id] if more else None
    return Prompt("history", {"lessons": shown["lessons"][: len(told)]}, choices if more else (home,))


def hear(talk: Talk, heard: Heard) -> Move:
    if heard.choice == "home":
        return Open("home")
    if heard.choice == "earlier" or heard.intent in _EARLIER:
        if talk.data.get("next") is None:
            talk.say("no_history")
            return End()
        talk.data["seen"] = talk.data["next"]
        return Again()
    return Unheard()


def _past(talk: Talk, before: tuple[datetime, int] | None) -> list[PastLesson]:
    """One more than is told, to know whether there are others."""
    found = talk.work.bookings.past(
        talk.student.school_id, talk.student.id, talk.now, limit=_AT_ONCE + 1, before=before
    )
    return list(found)


def _params(talk: Talk, lessons: Sequence[PastLesson]) -> list[dict[str, Any]]:
    return [
        {
            **session_params(talk.school, lesson.booking.session, talk.language),
            "outcome": lesson.outcome,
            "cost": money(lesson.cost),
            "prepaid": lesson.prepaid,
        }
        for lesson in lessons
    ]


FLOW = Flow(
    "history",
    "list",
    {"list": Step(ask, hear, takes=_EARLIER, passing=True)},
    aside=told(tell),
)
