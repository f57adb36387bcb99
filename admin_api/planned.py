"""What is planned already and stands in the way of a change."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from admin_api.counter import Counter
from admin_api.values import Out, local
from domain.errors import Refusal
from domain.lessons import Session
from domain.schools import Catalogue, Resource, Teacher
from domain.timeslots import Interval

_AHEAD = timedelta(days=3_650)


class StillNeeded(Refusal):
    """sessions: those to come that are planned with the teacher or the resource, by start."""

    code = "still_needed"


class Planned(Out):
    """planned: a class; taken: by how many students."""

    session: int
    start: datetime
    planned: bool
    taken: int

    @classmethod
    def of(cls, session: Session, catalogue: Catalogue) -> Planned:
        start = local(session.start, catalogue.zone)
        return cls(session=session.id, start=start, planned=session.planned, taken=session.taken)


def ensure_dispensable(counter: Counter, present: Teacher | Resource, given: dict[str, Any]) -> None:
    """Raise StillNeeded, with the sessions, if it is to be active no more and some to come are planned with it; unless
    that is wanted all the same, which is taken out of `given`."""
    despite = given.pop("despite_lessons", False)
    if despite or not present.active or given.get("active", True):
        return
    coming = Interval(counter.now, counter.now + _AHEAD)
    found = counter.work.views.sessions(counter.school_id, coming, calendar_id=present.id)
    if found:
        raise StillNeeded(
            sessions=[Planned.of(session, counter.catalogue).model_dump(mode="json") for session in found]
        )
