"""All flows, by name."""

from __future__ import annotations

from bot.dialogs import (
    account,
    attendance,
    book,
    cancel,
    home,
    join,
    learning,
    marking,
    move,
    results,
    school,
    settings,
    signing,
    teaching,
)
from bot.dialogs.flow import Flow, check

FLOWS: dict[str, Flow] = {
    flow.name: flow
    for flow in (
        join.FLOW,
        home.FLOW,
        book.FLOW,
        account.LESSONS,
        move.FLOW,
        cancel.FLOW,
        account.BALANCE,
        learning.PROGRESS,
        learning.NEXT_STEP,
        learning.FEEDBACK,
        settings.LANGUAGE,
        settings.SWITCH,
        school.FLOW,
        attendance.FLOW,
        teaching.TODAY,
        teaching.WEEK,
        signing.FLOW,
        marking.NOTE,
        marking.MARK,
        results.FLOW,
    )
}

if wrong := check(FLOWS):
    raise RuntimeError("the dialogs are wired wrongly: " + "; ".join(wrong))
