"""Time that is there again, or anew, is offered to those who wait for an earlier lesson."""

from __future__ import annotations

from domain.presence import gained
from domain.rules.notice import Horizon
from domain.schools import Catalogue
from domain.services.desk import Desk
from domain.timeslots import Interval


def reopen(desk: Desk, after: Catalogue, during: Interval | None = None, calendar_id: int | None = None) -> None:
    """Note the time for which teachers, or that teacher, car or room, are there in the school as it is from now on, and
    were not before (`desk.catalogue`): each stretch of a day by itself. during: to look at no more than that."""
    ahead = Interval(desk.now, desk.policy[Horizon].latest(desk.now))
    looked_at = ahead if during is None else during
    if not looked_at.overlaps(ahead):
        return
    looked_at = Interval(max(looked_at.start, ahead.start), min(looked_at.end, ahead.end))
    for id_ in [calendar_id] if calendar_id is not None else after.teachers:
        for part in gained(desk.catalogue, after, id_, looked_at):
            desk.work.openings.open_hours(desk.school_id, desk.work.next_id(), part, desk.now)
