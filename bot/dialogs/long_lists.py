"""Lists that are too long to be told at once: on SMS, what takes more than two. As many lines are told as there is room
for, and "more" tells the others; nothing is looked up again for it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.dialogs.exchange import Choice, Reply, Say
from bot.dialogs.talk import Heard, Talk
from bot.understanding.tokens import spoken

LINES = {
    "today": ("lessons",),
    "week": ("lessons",),
    "days": ("lessons",),
    "month": ("days",),
    "taught": ("days",),
    "hours": ("weekly", "special", "off", "closed"),
    "confirm_sick": ("lessons",),
    "sick_noted": ("lessons", "missed", "classes"),
    "ask_class": ("students",),
    "ask_class_correction": ("students",),
    "ask_missing": ("students",),
    "lessons": ("lessons",),
    "requests": ("lines",),
    "own_day": ("lessons",),
    "own_week": ("lessons",),
    "history": ("lessons",),
    "statement": ("lines",),
    "invoices": ("invoices",),
    "progress": ("lines", "others"),
    "feedback": ("marks", "notes"),
    "waitlist": ("lines",),
    "sign_offs": ("lines",),
    "terms": ("kinds",),
    "your_school": ("places",),
    "school_hours": ("lines",),
}
"""Texts that are lists, and the parameters that are their lines, in the order in which they are told. Such a text knows
by `rest` how many lines are still to come, and by `continued` how many were told before."""

IsShort = Callable[[Reply], bool]
"""Whether it is not too long for a list."""


@dataclass(frozen=True, slots=True)
class Rest:
    """What is left to tell. asked: it is of the question that is open, whose choices come again with it."""

    says: tuple[Say, ...]
    asked: bool

    def data(self) -> dict[str, Any]:
        return {"says": [[say.message, say.params] for say in self.says], "asked": self.asked}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Rest:
        return cls(tuple(Say(*say) for say in data["says"]), data["asked"])


def asks_for_rest(talk: Talk, heard: Heard, *, taken: bool) -> bool:
    """Whether somebody who was told a part of a list wants the others. taken: to the open question, such words are an
    answer, all but the very one that was to be written."""
    if heard.intent != "more" or heard.reading.windows:
        return False
    word = talk.labels([Choice("more", "word_more")], talk.language, talk.inbound.channel)
    return not taken or spoken(heard.text) in map(spoken, word)


def shortened(reply: Reply, is_short: IsShort, *, asking: bool) -> tuple[Reply, Rest | None]:
    """The reply, with as much of its lists as there is room for, and the rest. asking: its last text is a question."""
    if not any(say.message in LINES for say in reply.says):
        return reply, None
    told, asked = (reply.says[:-1], reply.says[-1:]) if asking else (reply.says, ())
    told, rest = _told(told, is_short)
    if rest:
        return replace(reply, says=(*told, *asked)), Rest(rest, asked=False)
    asked, rest = _told(asked, lambda part: is_short(Reply(part.says, reply.choices)))
    return (replace(reply, says=(*told, *asked)), Rest(rest, asked=True)) if rest else (reply, None)


def room(say: Say, choices: Sequence[Choice], is_short: IsShort) -> int:
    """How many of its lines there is room for; one at least."""
    return _most(say, lambda part: is_short(Reply(part.says, tuple(choices))))


def _told(says: tuple[Say, ...], is_short: IsShort) -> tuple[tuple[Say, ...], tuple[Say, ...]]:
    """What is told at once of several texts, up to the first list that is too long, and what is not."""
    for at, say in enumerate(says):
        lines = _count(say)
        if lines and not is_short(Reply((say,))):
            most = _most(say, is_short)
            if most < lines:
                return (*says[:at], _part(say, 0, most)), (_part(say, most, lines), *says[at + 1 :])
    return says, ()


def _most(say: Say, is_short: IsShort) -> int:
    lines = _count(say)
    return max(
        1, bisect_left(range(1, lines + 1), x=True, key=lambda count: not is_short(Reply((_part(say, 0, count),))))
    )


def _count(say: Say) -> int:
    return sum(len(say.params.get(name) or ()) for name in LINES.get(say.message, ()))


def _part(say: Say, first: int, end: int) -> Say:
    """Its lines from one on up to another."""
    params, before = dict(say.params), 0
    for name in LINES[say.message]:
        lines = say.params.get(name) or ()
        params[name] = list(lines[max(0, first - before) : max(0, end - before)])
        before += len(lines)
    params["continued"] = say.params.get("continued", 0) + first
    params["rest"] = before - end
    return Say(say.message, params)
