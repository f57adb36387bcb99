"""What keeps calendars busy in a stretch of time, locked and read once for many lessons that are judged one by one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from domain.busy import Busy
from domain.lessons import Session
from domain.ports import Calendars, Holding, Standing, Work
from domain.schools import Catalogue
from domain.services.booking import expire
from domain.services.desk import Desk
from domain.timeslots import Interval


def looking_ahead(desk: Desk, calendar_ids: Collection[int], during: Interval) -> tuple[Desk, Foreseen]:
    """The desk with the calendars locked and known for that time, and what is known. Lapsed holds give way."""
    calendars = desk.work.calendars
    calendars.lock(desk.school_id, sorted(calendar_ids))
    found = calendars.holdings(desk.school_id, sorted(calendar_ids), during)
    lapsed = {each.booking_id for each in found if each.hold_until is not None and each.hold_until <= desk.now}
    for booking_id in sorted(id_ for id_ in lapsed if id_ is not None):
        expire(desk, booking_id)
    standing = [each for each in found if each.hold_until is None or each.hold_until > desk.now]
    foreseen = Foreseen(calendars, desk.catalogue, frozenset(calendar_ids), during, standing)
    return replace(desk, work=cast("Work", _Ahead(desk.work, foreseen))), foreseen


class Foreseen:
    """Calendars whose holds are known. What lies outside is asked of those behind."""

    def __init__(
        self,
        behind: Calendars,
        catalogue: Catalogue,
        calendar_ids: frozenset[int],
        during: Interval,
        holdings: list[Holding],
    ) -> None:
        self._behind = behind
        self._catalogue = catalogue
        self._calendar_ids = calendar_ids
        self._during = during
        self._holdings = holdings

    def __getattr__(self, name: str) -> Any:
        return getattr(self._behind, name)

    def take(self, session: Session, student_id: int) -> None:
        """From now on the session keeps its calendars and the student busy."""
        occupied = self._catalogue.lesson_type(session.lesson_type_id).occupied(session.during)
        for id_, during in (
            *((id_, occupied) for id_ in (*session.teacher_ids, *session.resource_ids)),
            (student_id, session.during),
        ):
            self._holdings.append(Holding(id_, session.id, session.lesson_type_id, during, session.during))

    def held_by(self, booking_id: int) -> set[int]:
        """The calendars that the booking keeps busy."""
        return {each.calendar_id for each in self._holdings if each.booking_id == booking_id}

    def lock(self, school_id: int, calendar_ids: Sequence[int]) -> None:
        self._behind.lock(school_id, calendar_ids)

    def busy(
        self,
        school_id: int,
        calendar_ids: Sequence[int],
        during: Interval,
        now: datetime,
        ignoring: int | None,
        *,
        coming_of: int | None = None,
    ) -> Busy:
        if coming_of is not None or not self._knows(calendar_ids, during):
            return self._behind.busy(school_id, calendar_ids, during, now, ignoring, coming_of=coming_of)
        return self._of(calendar_ids, during, {ignoring})

    def standing(
        self,
        school_id: int,
        calendar_ids: Sequence[int],
        during: Interval,
        now: datetime,
        *,
        student_id: int | None = None,
        session_ids: Sequence[int] = (),
        ignoring: Sequence[int] = (),
        without: Sequence[int] = (),
    ) -> Standing:
        """Without the ends of what the student has: who moves a lesson is not asked how many there are."""
        if session_ids or not self._knows(calendar_ids, during):
            return self._behind.standing(
                school_id,
                calendar_ids,
                during,
                now,
                student_id=student_id,
                session_ids=session_ids,
                ignoring=ignoring,
                without=without,
            )
        return Standing(self._of(calendar_ids, during, {*ignoring, *without}), (), ())

    def _knows(self, calendar_ids: Sequence[int], during: Interval) -> bool:
        inside = self._during.start <= during.start and during.end <= self._during.end
        return inside and {abs(id_) for id_ in calendar_ids} <= self._calendar_ids

    def _of(self, calendar_ids: Sequence[int], during: Interval, ignoring: Collection[int | None]) -> Busy:
        busy: dict[int, list[int]] = {}
        wanted = frozenset(calendar_ids)
        for each in sorted(self._holdings, key=lambda holding: holding.during.start):
            if each.session_id in ignoring:
                continue
            if each.calendar_id in wanted and each.during.overlaps(during):
                _add(busy, each.calendar_id, each.during)
            drives = self._catalogue.lesson_type(each.lesson_type_id).drives
            if -each.calendar_id in wanted and drives and each.lesson.overlaps(during):
                _add(busy, -each.calendar_id, each.lesson)
        return busy


def _add(busy: dict[int, list[int]], calendar_id: int, during: Interval) -> None:
    busy.setdefault(calendar_id, []).extend((int(during.start.timestamp()), int(during.end.timestamp())))


class _Ahead:
    """The work, but with calendars that are known."""

    def __init__(self, work: Work, calendars: Foreseen) -> None:
        self._work = work
        self.calendars = calendars

    def __getattr__(self, name: str) -> Any:
        return getattr(self._work, name)
