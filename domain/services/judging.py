"""Ask the rules; let staff pass over them with a reason."""

from __future__ import annotations

from domain.errors import AlreadyStarted
from domain.lessons import Booking
from domain.passing import PassedRules
from domain.policies import Policy
from domain.rules.rule import Broken, Request
from domain.services.desk import Desk


def judge(desk: Desk, policy: Policy, request: Request, *, reads: bool | None = None) -> None:
    """Raise the first broken rule's refusal; or note those that are broken, if staff pass over them.

    reads: ask only the rules that need facts, or only those that need none. Nobody books into the past: who would pass
    over the rules for that is told so (AlreadyStarted).
    """
    passing = desk.passing
    if passing is not None and request.start < desk.now:
        raise AlreadyStarted(starts_at=request.start)
    asked = [rule for rule in policy.asked(request.occasion) if reads is None or rule.reads is reads]
    for rule in asked:
        try:
            rule.check(request)
        except Broken as refusal:
            if passing is None:
                raise
            passing.note(refusal.rule.name)


def keep_passed(desk: Desk, booking: Booking) -> None:
    """Record with the booking what was passed over for it, if anything was."""
    if desk.passing is not None and desk.passing.rules:
        passing = desk.passing
        passed = PassedRules(booking.id, tuple(passing.rules), passing.reason, desk.now, passing.key_id)
        desk.work.bookings.keep_passed(booking.school_id, desk.work.next_id(), passed)
