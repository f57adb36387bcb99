"""What is planned already and stands in the way of a change."""

from __future__ import annotations

from datetime import datetime, timedelta

from admin_api.counter import Counter
from admin_api.values import Out, local
from domain.errors import Refusal
from domain.lessons import Session
from domain.schools import Catalogue, Teacher
from domain.timeslots import Interval

_AHEAD = timedelta(days=3_650)


class StillNeeded(Refusal):
    """sessions: those to come that rest on what is to be taken away, by start."""

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


def coming(counter: Counter, *, calendar_id: int | None = None, lesson_type_id: int | None = None) -> list[Session]:
    """What is planned from now on with that teacher or resource, or of that lesson type."""
    ahead = Interval(counter.now, counter.now + _AHEAD)
    return list(
        counter.work.views.sessions(counter.school_id, ahead, calendar_id=calendar_id, lesson_type_id=lesson_type_id)
    )


def given_up(counter: Counter, before: Teacher, after: Teacher) -> list[Session]:
    """The coming lessons of a teacher who is to be active no more, gives their kind no more, or works then no more.
    Hours don't bind classes."""
    kinds = before.lesson_type_ids - after.lesson_type_ids
    leaves = before.active and not after.active
    if not (leaves or kinds or before.hours != after.hours):
        return []

    def works_no_more(session: Session) -> bool:
        zone = counter.catalogue.zone
        was, becomes = (each.works(session.during, session.branch_id, zone) for each in (before, after))
        return was and not becomes

    return [
        session
        for session in coming(counter, calendar_id=before.id)
        if leaves or session.lesson_type_id in kinds or (not session.planned and works_no_more(session))
    ]


def ensure_not_needed(counter: Counter, sessions: list[Session]) -> None:
    """Raise StillNeeded, with the sessions, if there are any."""
    if sessions:
        planned = [Planned.of(session, counter.catalogue).model_dump(mode="json") for session in sessions]
        raise StillNeeded(sessions=planned)
