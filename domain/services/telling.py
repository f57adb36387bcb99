"""Plan that somebody is told or asked something."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from domain.lessons import Booking, Session
from domain.notices import Notice, NoticeKind, Role
from domain.services.desk import Desk


def plan(
    desk: Desk,
    kind: NoticeKind,
    role: Role,
    person_id: int,
    due_at: datetime,
    *,
    booking: Booking | None = None,
    session: Session | None = None,
    invoice_id: int | None = None,
    data: Mapping[str, Any] | None = None,
) -> Notice:
    """Of the booking in its version, perhaps with a session that it has left; of a whole session; of an invoice; or of
    what the data names."""
    subject = booking or session
    notice = Notice(
        id=desk.work.next_id(),
        school_id=desk.school_id,
        kind=kind,
        role=role,
        person_id=person_id,
        due_at=due_at,
        booking_id=booking.id if booking is not None else None,
        version=subject.version if subject is not None else None,
        session_id=session.id if session is not None else None,
        invoice_id=invoice_id,
        data=data or {},
    )
    desk.work.notices.schedule(notice)
    return notice


Beside = Callable[[Mapping[str, Any]], Notice]
"""Plans a notice that tells this beside its own."""


def plan_as_one(plans: Sequence[Beside]) -> None:
    """What somebody is told of several at once: the first, and how many more there are; each of these is judged once
    more when that is told."""
    first, *others = plans
    leader = first({"more": len(others)} if others else {})
    for other in others:
        other({"led_by": leader.key})
