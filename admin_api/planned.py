"""What is planned already and stands in the way of a change."""

from __future__ import annotations

from collections import Counter as Counted
from datetime import date, datetime, timedelta
from math import inf

from admin_api.counter import Counter
from admin_api.values import Out, local
from domain.errors import Refusal
from domain.lessons import Session
from domain.schools import Catalogue, Teacher
from domain.timeslots import Interval, to_wall

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
    """The coming lessons of a teacher who is to be active no more, gives their kind no more, works then no more, or
    drives less a day than is booked. Hours don't bind classes."""
    kinds = before.lesson_type_ids - after.lesson_type_ids
    leaves = before.active and not after.active
    shorter = after.most_driving is not None and after.most_driving != before.most_driving
    if not (leaves or kinds or shorter or before.hours != after.hours):
        return []
    sessions = coming(counter, calendar_id=before.id)
    too_long = _too_long(counter.catalogue, sessions, before, after) if shorter else set[date]()

    def works_no_more(session: Session) -> bool:
        zone = counter.catalogue.zone
        was, becomes = (each.works(session.during, session.branch_id, zone) for each in (before, after))
        return was and not becomes

    return [
        session
        for session in sessions
        if leaves
        or session.lesson_type_id in kinds
        or (_drives(counter.catalogue, session) and _day(counter.catalogue, session) in too_long)
        or (not session.planned and works_no_more(session))
    ]


def _too_long(catalogue: Catalogue, sessions: list[Session], before: Teacher, after: Teacher) -> set[date]:
    """The days on which more driving is booked than is agreed from now on, and no more than was."""
    driving: Counted[date] = Counted()
    for session in sessions:
        if _drives(catalogue, session):
            driving[_day(catalogue, session)] += session.during.duration // timedelta(minutes=1)
    least, most = (_minutes(each.most_driving) for each in (after, before))
    return {day for day, minutes in driving.items() if least < minutes <= most}


def _minutes(most: timedelta | None) -> float:
    return most // timedelta(minutes=1) if most is not None else inf


def _drives(catalogue: Catalogue, session: Session) -> bool:
    return catalogue.lesson_type(session.lesson_type_id).drives


def _day(catalogue: Catalogue, session: Session) -> date:
    return to_wall(session.start, catalogue.zone).date()


def ensure_not_needed(counter: Counter, sessions: list[Session]) -> None:
    """Raise StillNeeded, with the sessions, if there are any."""
    if sessions:
        planned = [Planned.of(session, counter.catalogue).model_dump(mode="json") for session in sessions]
        raise StillNeeded(sessions=planned)
