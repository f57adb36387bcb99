"""What has been charged and paid, with what each amount is for, the newest first."""

from __future__ import annotations

from typing import Any

from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Flow, Step, told
from bot.dialogs.talk import Again, End, Go, Heard, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.wording import money, wall
from domain.ledger import LedgerLine
from domain.references import reference

AT_ONCE = 5


def ask(talk: Talk) -> Prompt | Go | End | Open:
    skip = talk.data.get("skip", 0)
    lines = talk.work.ledger.statement(talk.student.school_id, talk.student.id, limit=AT_ONCE + 1, skip=skip)
    if not lines and not skip:
        talk.say("no_statement")
        return End()
    earlier = (Choice("earlier", "choice_earlier_entries"),) if len(lines) > AT_ONCE else ()
    return Prompt("statement", _params(talk, lines[:AT_ONCE], skip), (*earlier, Choice("menu", "choice_menu")))


def hear(talk: Talk, heard: Heard) -> Move:
    if heard.choice == "earlier" or heard.intent in {"more", "earlier"}:
        talk.data["skip"] = talk.data.get("skip", 0) + AT_ONCE
        return Again()
    return Open("home") if heard.choice == "menu" else Unheard()


def tell(talk: Talk) -> None:
    lines = talk.work.ledger.statement(talk.student.school_id, talk.student.id, limit=AT_ONCE)
    if lines:
        talk.say("statement", **_params(talk, lines, 0))
    else:
        talk.say("no_statement")


def _params(talk: Talk, lines: list[LedgerLine], skip: int) -> dict[str, Any]:
    """last: these are the newest, so what is owed after them is owed now."""
    told: dict[str, Any] = {"lines": [_line(talk, line) for line in lines], "last": not skip and bool(lines)}
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
)
