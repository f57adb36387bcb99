"""The occurrences of a series: which days there are, and what is possible on them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from domain.busy import Busy
from domain.errors import Invalid, SeriesConflicts
from domain.lessons import Session
from domain.series import Left, Series
from domain.services.booking import expire
from domain.services.classes import busy_students, calendars_of, closure_of, not_free
from domain.services.desk import Desk
from domain.services.touching import Outcome, Touched
from domain.timeslots import Interval, to_wall

MOST = 200
"""Occurrences that are planned at once."""

_FAR = timedelta(days=3 * 366)
_BEYOND = timedelta(days=28)
"""So much farther than students may book, the occurrences of an endless series are made."""


class Fate(StrEnum):
    """What becomes of a day of the rule."""

    PLANNED = "planned"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    CLOSED = "closed"  # the school, or the branch: left out, as long as it is
    CONFLICT = "conflict"
    SKIPPED = "skipped"  # left out for good
    KEPT = "kept"  # as it was


class Reason(StrEnum):
    """What is in the way of an occurrence."""

    SLOT_TAKEN = "slot_taken"  # a teacher or room has something else then
    STUDENTS_BUSY = "students_busy"  # some of its students have
    CLOSED = "closed"  # the day was closed after it was planned
    SEATS_TAKEN = "seats_taken"  # it has more students than the seats that are to be
    PLACES_LOST = "places_lost"  # the new rule has not its day, and students have places in it


@dataclass(frozen=True, slots=True)
class Occurrence:
    """calendar_ids: teachers and rooms that are in the way; students: those of its students who have something else,
    or, where its day is none of the rule any more, who have a place in it."""

    day: date
    session: Session
    fate: Fate
    calendar_ids: tuple[int, ...] = ()
    students: tuple[int, ...] = ()
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """skip: days to leave out, or, where there is an occurrence already, as they are; skip_conflicts: all on which
    something is in the way.

    release_busy: students who have something else at a new time give up their places. cancel_booked: occurrences that a
    new rule has not are cancelled, though students have places in them. dry_run: only look.
    """

    skip: frozenset[date] = frozenset()
    skip_conflicts: bool = False
    release_busy: bool = False
    cancel_booked: bool = False
    dry_run: bool = False


NO_CHOICE = Choice()


def horizon(desk: Desk) -> date:
    """The last day up to which endless series are made."""
    return to_wall(desk.policy.latest_start(desk.now) + _BEYOND, desk.catalogue.zone).date()


def days_to_make(desk: Desk, series: Series) -> list[date]:
    """Up to its end, or up to the horizon. Raises Invalid."""
    last = horizon(desk) if series.is_endless else series.first + _FAR
    days = desk.work.calendars.plan.days(series.rule, series.first, last, desk.catalogue.zone)
    held = [day for day in days if series.holds_on(day)]
    if len(held) > MOST:
        raise Invalid(field="rule", reason=f"has more than {MOST} occurrences")
    return held


def made(desk: Desk, series: Series, days: Sequence[date], found: Iterable[Occurrence], why: Left) -> Series:
    """The series once these days are made, and what was left out on the way is left out for good."""
    skipped = {each.day: why for each in found if each.fate is Fate.SKIPPED}
    until = horizon(desk) if series.is_endless else max([series.begins, *days])
    return replace(series, made_until=until, left_out={**skipped, **series.left_out})


def session_on(desk: Desk, series: Series, day: date) -> Session:
    return series.session(desk.work.next_id(), day, desk.catalogue.zone)


def busy_with(
    desk: Desk, sessions: Sequence[Session], students: Collection[int] = (), without: Sequence[int] = ()
) -> Busy:
    """What keeps everybody busy from the first of the sessions to the last, read once; lapsed drafts give way."""
    if not sessions:
        return {}
    kind = desk.catalogue.lesson_type(sessions[0].lesson_type_id)
    occupied = [kind.occupied(session.during) for session in sessions]
    span = Interval(min(each.start for each in occupied), max(each.end for each in occupied))
    calendars = {id_ for session in sessions for id_ in calendars_of(session)} | set(students)
    standing = desk.work.calendars.standing(desk.school_id, sorted(calendars), span, desk.now, without=without)
    for booking_id in standing.lapsed:
        expire(desk, booking_id)
    return standing.busy


def judged(desk: Desk, session: Session, busy: Busy, choice: Choice) -> Occurrence:
    """What becomes of a day without an occurrence yet."""
    day = session.occurrence
    assert day is not None
    if desk.catalogue.closure_on(day, session.branch_id) is not None:
        return Occurrence(day, session, Fate.CLOSED)
    taken = tuple(sorted(not_free(desk, session, busy)))
    if day in choice.skip or session.start < desk.now or (taken and choice.skip_conflicts):
        return Occurrence(day, session, Fate.SKIPPED, taken)
    reasons = (Reason.SLOT_TAKEN,) if taken else ()
    return Occurrence(day, session, Fate.CONFLICT if taken else Fate.PLANNED, taken, reasons=reasons)


def judged_change(desk: Desk, outcome: Outcome, busy: Busy, choice: Choice) -> Occurrence:
    """What becomes of an occurrence that is to change."""
    day, after = outcome.after.occurrence, outcome.after
    assert day is not None
    taken = tuple(sorted(not_free(desk, after, busy)))
    students = tuple(sorted(busy_students(outcome.touched, after, busy)))
    found = {
        Reason.CLOSED: closure_of(desk, after) is not None,
        Reason.SLOT_TAKEN: bool(taken),
        Reason.STUDENTS_BUSY: bool(students) and not choice.release_busy,
        Reason.SEATS_TAKEN: after.capacity < len(outcome.touched.bookings) - (choice.release_busy and len(students)),
    }
    reasons = tuple(reason for reason, is_so in found.items() if is_so)
    if day in choice.skip or (reasons and choice.skip_conflicts):
        return Occurrence(day, outcome.before, Fate.KEPT, taken, students, reasons)
    return Occurrence(day, after, Fate.CONFLICT if reasons else Fate.CHANGED, taken, students, reasons)


def judged_gone(touched: Touched, choice: Choice) -> Occurrence:
    """What becomes of an occurrence whose day is none of the rule any more."""
    session, day = touched.session, touched.session.occurrence
    assert day is not None
    students = tuple(sorted(booking.student_id for booking in touched.bookings))
    lost = students and not choice.cancel_booked
    if day in choice.skip or (lost and choice.skip_conflicts):
        return Occurrence(day, session, Fate.KEPT, students=students)
    if lost:
        return Occurrence(day, session, Fate.CONFLICT, students=students, reasons=(Reason.PLACES_LOST,))
    return Occurrence(day, session, Fate.CANCELLED, students=students)


def ensure_possible(found: Sequence[Occurrence]) -> None:
    """Raise SeriesConflicts, with all of them, if there are conflicts that nobody has chosen to skip."""
    conflicts = [
        {
            "day": each.day,
            "start": each.session.start,
            "calendar_ids": list(each.calendar_ids),
            "students": list(each.students),
            "reasons": list(each.reasons),
        }
        for each in found
        if each.fate is Fate.CONFLICT
    ]
    if conflicts:
        raise SeriesConflicts(conflicts=conflicts)
