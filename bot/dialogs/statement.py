"""What has been charged and paid, with what each amount is for, the newest first."""

from __future__ import annotations

from typing import Any

from bot.dialogs.exchange import Choice, Say
from bot.dialogs.flow import Flow, Step, told
from bot.dialogs.long_lists import room
from bot.dialogs.talk import Again, End, Go, Heard, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.wording import money, wall
from bot.understanding.months import month_told_of
from domain.ledger import LedgerLine
from domain.references import reference
from domain.timeslots import to_wall

AT_ONCE = 5
FEW = 3
"""Entries that fit into one SMS with what is owed."""

_LOOKED_BACK = 200
"""So many entries are read where those of one month, or of an amount, are wished."""


def begin(talk: Talk) -> dict[str, Any]:
    """ "Receipts for October": the last one that has begun."""
    today = to_wall(talk.now, talk.school.zone).date()
    month = month_told_of(talk.reading.text, talk.language, today)
    return {"month": f"{month:%Y-%m}"} if month is not None else {}


def ask(talk: Talk) -> Prompt | Go | End | Open:
    skip, month = talk.data.get("skip", 0), talk.data.get("month")
    lines = _lines(talk, month, skip)
    if not lines and not skip:
        _say_none(talk, month)
        return End()
    choices = (Choice("earlier", "choice_earlier_entries"), Choice("menu", "choice_menu"))
    shown = _params(talk, lines[:AT_ONCE], skip, month)
    told = room(Say("statement", shown), choices, talk.is_short)
    talk.data["next"] = skip + told if len(lines) > told else skip
    return Prompt("statement", shown | {"lines": shown["lines"][:told]}, choices if len(lines) > told else choices[1:])


def _lines(talk: Talk, month: str | None, skip: int) -> list[LedgerLine]:
    """Those of a page, and one more if there is one; of that month alone, if one is meant."""
    if month is None:
        return talk.work.ledger.statement(talk.student.school_id, talk.student.id, limit=AT_ONCE + 1, skip=skip)
    return [line for line in latest(talk) if wall(line.entry.at, talk.school).startswith(month)][
        skip : skip + AT_ONCE + 1
    ]


def latest(talk: Talk) -> list[LedgerLine]:
    """The newest first, as many as are looked through."""
    return talk.work.ledger.statement(talk.student.school_id, talk.student.id, limit=_LOOKED_BACK)


def _say_none(talk: Talk, month: str | None) -> None:
    if month is None:
        talk.say("no_statement")
    else:
        talk.say("no_statement_in", month=f"{month}-01T00:00")


def hear(talk: Talk, heard: Heard) -> Move:
    """Behind the last entries there are no more: they are shown again."""
    if heard.choice == "earlier" or heard.intent in {"more", "earlier"}:
        talk.data["skip"] = talk.data.get("next", AT_ONCE)
        return Again()
    return Open("home") if heard.choice == "menu" else Unheard()


def tell(talk: Talk, most: int = AT_ONCE) -> None:
    month = begin(talk).get("month")
    if lines := _lines(talk, month, 0)[:most]:
        talk.say("statement", **_params(talk, lines, 0, month))
    else:
        _say_none(talk, month)


def say_lines(talk: Talk, lines: list[LedgerLine]) -> None:
    """These entries alone."""
    talk.say("statement", lines=[_line(talk, line) for line in lines], last=False)


def _params(talk: Talk, lines: list[LedgerLine], skip: int, month: str | None) -> dict[str, Any]:
    """last: these are the newest, so what is owed after them is owed now."""
    told: dict[str, Any] = {
        "lines": [_line(talk, line) for line in lines],
        "last": not skip and month is None and bool(lines),
    }
    if lines:
        told |= {"balance": money(lines[0].balance), "credit": money(-lines[0].balance)}
    return told


def _line(talk: Talk, line: LedgerLine) -> dict[str, Any]:
    entry, traced = line.entry, line.traced
    return {
        "at": wall(entry.at, talk.school),
        "kind": entry.kind.value,
        "name": _name(talk, line),
        "reference": reference(entry.booking_id) if entry.booking_id is not None else entry.reference,
        "start": traced.start and wall(traced.start, talk.school),
        "method": entry.method,
        "amount": money(entry.amount),
    }


def _name(talk: Talk, line: LedgerLine) -> str | None:
    if line.traced.product_id is not None:
        return talk.school.package_product(line.traced.product_id).name(talk.language)
    if line.traced.lesson_type_id is not None:
        return talk.school.lesson_type(line.traced.lesson_type_id).name(talk.language)
    return None


FLOW = Flow(
    "statement",
    "list",
    {"list": Step(ask, hear, takes=frozenset({"more", "earlier"}), passing=True)},
    aside=told(tell),
    begin=begin,
)
