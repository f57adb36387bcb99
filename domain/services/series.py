"""Series of classes: plan them by a rule, change or cancel them from a day on, let them go on.

What is in the way of one occurrence is listed for all of them; staff say which to skip, and then all others are done,
or nothing is. A day that was skipped and an occurrence that was cancelled never come back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from operator import attrgetter
from typing import Any

from domain.errors import Invalid, NotAllowed
from domain.lessons import Session
from domain.notices import NoticeKind, Role
from domain.series import Left, Series
from domain.services.classes import changed, ensure_changeable, ensure_sound, ensure_teaching
from domain.services.desk import Desk
from domain.services.occurrences import (
    NO_CHOICE,
    Choice,
    Fate,
    Occurrence,
    busy_with,
    days_to_make,
    ensure_possible,
    horizon,
    judged,
    judged_change,
    judged_gone,
    made,
    session_on,
)
from domain.services.telling import plan as tell
from domain.services.touching import Outcome, Touched, cancel_all, carry_out, given, tell_teachers, touch


def plan_series(desk: Desk, series: Series, choice: Choice = NO_CHOICE) -> list[Occurrence]:
    """Plan all occurrences of a rule that ends, or those of the coming months of one that does not.

    Days on which the school or the branch is closed are left out. Its teachers are told once.

    Raises Invalid, SeriesConflicts.
    """
    days = days_to_make(desk, series)
    if not days or days[0] != series.first:
        raise Invalid(field="first", reason="must be a day of the rule")
    ensure_sound(desk, session_on(desk, series, series.first))
    ensure_teaching(desk, series.lesson_type_id, series.teacher_ids)
    desk.work.calendars.lock(series.school_id, [*series.teacher_ids, *series.resource_ids])
    sessions = [session_on(desk, series, day) for day in days]
    busy = busy_with(desk, sessions)
    found = [judged(desk, session, busy, choice) for session in sessions]
    if not choice.dry_run:
        ensure_possible(found)
        desk.work.calendars.plan.add_series(made(desk, series, days, found, Left.SKIPPED))
        tell_teachers(desk, given(_added(desk, found)))
    return found


def change_series(
    desk: Desk, series_id: int, changes: dict[str, Any], *, since: date | None = None, choice: Choice = NO_CHOICE
) -> tuple[Series, list[Occurrence]]:
    """Change the coming occurrences, all of them or those since a day, and those still to be made.

    changes: any of `rule`, `starts`, `duration`, `teacher_ids`, `resource_ids`, `capacity`, `branch_id`. What an
    occurrence was given by itself, it keeps. With another rule, occurrences on days that it has not are cancelled, and
    those on its other days are planned; one in which students have places is only cancelled if that is chosen.
    Everybody concerned is told once.

    Returns the series that has these occurrences from now on: a new one, if some before `since` stay as they are.
    Raises NotFound, NotAllowed of a series that has ended by then, Invalid, SeriesConflicts.
    """
    plan = desk.work.calendars.plan
    old = plan.series(desk.school_id, series_id)
    every = plan.occurrences(desk.school_id, series_id)
    day = max(since or desk.today, old.begins)
    if old.until is not None and old.until < day:
        raise NotAllowed(action="change", status="over")
    splits = since is not None and any(session.occurrence and session.occurrence < day for session in every)
    new = _as_changed(desk, old, changes, day, splits)
    days = [each for each in days_to_make(desk, new) if each >= day and each not in old.left_out]
    coming = [session for session in every if _is_coming(desk, session, day)]
    touched = touch(desk, [session.id for session in coming], (*new.teacher_ids, *new.resource_ids))
    staying = [each for each in touched if each.session.occurrence in days]
    gone = [(each, judged_gone(each, choice)) for each in touched if each.session.occurrence not in days]
    outcomes = _outcomes(desk, staying, old, new)
    known = {session.occurrence for session in every}
    fresh = [session_on(desk, new, each) for each in days if each not in known]
    found = _judged(desk, outcomes, fresh, gone, choice)
    if new.rule != old.rule:
        found = sorted([*found, *_cancelled_before(every, days)], key=attrgetter("day"))
    if choice.dry_run:
        return new, found
    ensure_possible(found)
    new = made(desk, new, days, found, Left.SKIPPED)
    _take_over(desk, old, new, day)
    news = carry_out(desk, _chosen(outcomes, found, new))
    ended = [each for each, becomes in gone if becomes.fate is Fate.CANCELLED]
    cancel_all(desk, [replace(each, session=replace(each.session, series_id=new.id)) for each in ended], "")
    tell_teachers(desk, [*news, *given(_added(desk, found))])
    return new, found


def cancel_series(desk: Desk, series_id: int, *, since: date | None = None, reason: str = "") -> list[Occurrence]:
    """Cancel the coming occurrences, all of them or those since a day; no more are made. Everybody is told once.

    Raises NotFound.
    """
    plan = desk.work.calendars.plan
    series = plan.series(desk.school_id, series_id)
    day = max(since or desk.today, series.begins)
    every = plan.occurrences(desk.school_id, series_id)
    touched = touch(desk, [session.id for session in every if _is_coming(desk, session, day)])
    last = day - timedelta(days=1)
    if series.until is None or last < series.until:
        plan.save_series(replace(series, until=last))
    cancel_all(desk, touched, reason)
    return [judged_gone(each, Choice(cancel_booked=True)) for each in touched]


def extend_series(desk: Desk, series_id: int) -> list[Occurrence]:
    """Make the occurrences that have come near enough. One that is not possible is left out for good, and listed. What
    the school gives no more, or has no teacher for any more, waits until it is changed; the school is told so, once."""
    plan = desk.work.calendars.plan
    series = plan.series(desk.school_id, series_id)
    if not series.is_endless or horizon(desk) <= series.made_until:
        return []
    if waits(desk, series):
        told = {"series": series.id, "cause": f"{series.id}:{series.made_until}"}
        for teacher_id in (*series.teacher_ids, *desk.catalogue.teachers)[:1]:
            tell(desk, NoticeKind.SERIES_WAITS, Role.TEACHER, teacher_id, desk.now, data=told)
        return []
    known = {session.occurrence for session in plan.occurrences(desk.school_id, series_id)} | set(series.left_out)
    days = [day for day in days_to_make(desk, series) if day > series.made_until and day not in known]
    desk.work.calendars.lock(series.school_id, [*series.teacher_ids, *series.resource_ids])
    sessions = [session_on(desk, series, day) for day in days]
    busy = busy_with(desk, sessions)
    found = [judged(desk, session, busy, Choice(skip_conflicts=True)) for session in sessions]
    plan.save_series(made(desk, series, days, found, Left.CONFLICT))
    _added(desk, found)
    return found


def waits(desk: Desk, series: Series) -> bool:
    """Whether an endless one can't go on: the school gives no such classes any more, or one of its teachers doesn't."""
    kind = desk.catalogue.lesson_type(series.lesson_type_id)
    teaching = {teacher.id for teacher in desk.catalogue.teachers_of(kind)}
    return series.is_endless and not (kind.active and teaching >= set(series.teacher_ids))


def _is_coming(desk: Desk, session: Session, since: date) -> bool:
    """Whether it is one of those that a change since that day is about."""
    on_time = session.occurrence is not None and session.occurrence >= since
    return on_time and not session.cancelled and session.start > desk.now


def _cancelled_before(every: Iterable[Session], days: Collection[date]) -> list[Occurrence]:
    """Those on days of the rule, also of one that was changed and is changed back: they stay cancelled."""
    return [
        Occurrence(session.occurrence, session, Fate.CANCELLED)
        for session in every
        if session.cancelled and session.occurrence is not None and session.occurrence in days
    ]


def _as_changed(desk: Desk, old: Series, changes: dict[str, Any], day: date, splits: bool) -> Series:
    """The series from `day` on; one of its own if it splits off those before."""
    new = replace(old, **changes)
    if new.rule != old.rule:
        zone = desk.catalogue.zone
        days = desk.work.calendars.plan.days(new.rule, day, day + timedelta(days=366), zone)
        if not days:
            raise Invalid(field="rule", reason="has no day in the coming year")
        new = replace(new, first=days[0], begins=days[0])
    if splits:
        new = replace(new, id=desk.work.next_id(), begins=max(day, new.begins))
    ensure_sound(desk, session_on(desk, new, max(new.begins, desk.today + timedelta(days=1))))
    ensure_teaching(desk, new.lesson_type_id, set(new.teacher_ids) - set(old.teacher_ids))
    return new


def _outcomes(desk: Desk, staying: Iterable[Touched], old: Series, new: Series) -> list[Outcome]:
    outcomes = [outcome for each in staying if (outcome := changed(each, _own_changes(desk, each.session, old, new)))]
    for outcome in outcomes:
        ensure_changeable(desk, outcome)
    return outcomes


def _own_changes(desk: Desk, session: Session, old: Series, new: Series) -> dict[str, Any]:
    """What changes of an occurrence: whatever it has from the series and was not given by itself."""
    zone, day = desk.catalogue.zone, session.occurrence
    assert day is not None
    own: dict[str, Any] = {}
    if session.during == old.during(day, zone):
        own["during"] = new.during(day, zone)
    for name in ("teacher_ids", "resource_ids", "capacity", "branch_id"):
        if getattr(session, name) == getattr(old, name):
            own[name] = getattr(new, name)
    return own


def _judged(
    desk: Desk,
    outcomes: Sequence[Outcome],
    fresh: Sequence[Session],
    gone: Sequence[tuple[Touched, Occurrence]],
    choice: Choice,
) -> list[Occurrence]:
    """What becomes of every day, by day. What is to be changed or cancelled is not in the way of anything."""
    students = {booking.student_id for outcome in outcomes for booking in outcome.touched.bookings}
    without = [outcome.before.id for outcome in outcomes]
    without += [each.session.id for each, becomes in gone if becomes.fate is not Fate.KEPT]
    busy = busy_with(desk, [*(outcome.after for outcome in outcomes), *fresh], students, without)
    found = [judged_change(desk, outcome, busy, choice) for outcome in outcomes]
    found += [judged(desk, session, busy, choice) for session in fresh]
    found += [occurrence for _, occurrence in gone]
    return sorted(found, key=attrgetter("day"))


def _chosen(outcomes: Sequence[Outcome], found: Sequence[Occurrence], new: Series) -> list[Outcome]:
    """Those that are carried out, as occurrences of the series that has them now."""
    changing = {each.day: each for each in found if each.fate is Fate.CHANGED}
    return [
        replace(
            outcome,
            after=replace(outcome.after, series_id=new.id),
            leaving=frozenset(changing[day].students),
        )
        for outcome in outcomes
        if (day := outcome.after.occurrence) in changing and day is not None
    ]


def _take_over(desk: Desk, old: Series, new: Series, day: date) -> None:
    plan = desk.work.calendars.plan
    if new.id == old.id:
        plan.save_series(new)
        return
    plan.save_series(replace(old, until=day - timedelta(days=1)))
    plan.add_series(new)
    plan.hand_over(old, day, new)


def _added(desk: Desk, found: Collection[Occurrence]) -> list[Session]:
    added = [each.session for each in found if each.fate is Fate.PLANNED]
    for session in added:
        desk.work.calendars.plan.add(session)
    return added
