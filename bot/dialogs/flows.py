"""All flows, by name."""

from __future__ import annotations

from bot.dialogs import (
    account,
    affected,
    attendance,
    book,
    cancel,
    earlier,
    home,
    join,
    late,
    learning,
    marking,
    move,
    offer,
    results,
    school,
    settings,
    sick,
    signing,
    teaching,
    waitlist,
    why,
)
from bot.dialogs.flow import Flow, check

FLOWS: dict[str, Flow] = {
    flow.name: flow
    for flow in (
        join.FLOW,
        home.FLOW,
        book.FLOW,
        why.FLOW,
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
        earlier.FLOW,
        waitlist.FLOW,
        offer.FLOW,
        affected.FLOW,
        sick.FLOW,
        late.FLOW,
    )
}

if wrong := check(FLOWS):
    raise RuntimeError("the dialogs are wired wrongly: " + "; ".join(wrong))
