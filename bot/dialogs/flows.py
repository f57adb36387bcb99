"""All flows, by name."""

from __future__ import annotations

from bot.dialogs import (
    account,
    affected,
    attendance,
    book,
    cancel,
    courses,
    earlier,
    history,
    home,
    invoices,
    join,
    late,
    learning,
    marking,
    move,
    offer,
    packages,
    pickup,
    results,
    school,
    settings,
    sick,
    signing,
    statement,
    teaching,
    undo,
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
        history.FLOW,
        account.WEEK,
        account.TODAY,
        move.FLOW,
        cancel.FLOW,
        account.BALANCE,
        statement.FLOW,
        invoices.INVOICES,
        packages.FLOW,
        learning.PROGRESS,
        learning.NEXT_STEP,
        learning.FEEDBACK,
        settings.LANGUAGE,
        settings.SWITCH,
        school.FLOW,
        pickup.FLOW,
        courses.FLOW,
        attendance.FLOW,
        undo.FLOW,
        teaching.TODAY,
        teaching.WEEK,
        teaching.LESSONS,
        teaching.MONTH,
        teaching.HOURS,
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
