"""A week as a picture, still without lines and colours: the plan that is drawn when the message is sent.

It is JSON: {"first": day, "today": day, "days": [{"hours": [[start, end]], "lessons": [{start, end, title, detail,
kind}]}]}. Times are wall times of the school; kind numbers the lesson type, for its colour.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from bot.dialogs.wording import session_params, wall
from domain.lessons import Booking, Session
from domain.schools import Catalogue, Teacher
from domain.timeslots import Interval, day_start, to_wall
from domain.week import worked

DAYS = 7
_MOST_NAMES = 2


def days_from(first: date, catalogue: Catalogue) -> Interval:
    """The instants of the days that the picture shows."""
    return Interval(day_start(first, catalogue.zone), day_start(first + timedelta(days=DAYS), catalogue.zone))


def of_teacher(
    catalogue: Catalogue,
    teacher: Teacher,
    first: date,
    now: datetime,
    bookings: Iterable[Booking],
    names: Mapping[int, str],
    language: str,
) -> dict[str, Any]:
    """Lessons with the names of who comes, and the hours that the teacher works. names: by student id."""
    sessions: dict[int, tuple[Session, list[str]]] = {}
    for booking in bookings:
        sessions.setdefault(booking.session.id, (booking.session, []))[1].append(names[booking.student_id])
    blocks = [(session, _short(people), None) for session, people in sessions.values()]
    plan = _plan(catalogue, first, now, blocks, language)
    for number, day in enumerate(plan["days"]):
        hours = worked(catalogue, teacher, first + timedelta(days=number))
        day["hours"] = [[wall(part.start, catalogue), wall(part.end, catalogue)] for part in hours]
    return plan


def of_student(
    catalogue: Catalogue, first: date, now: datetime, bookings: Iterable[Booking], language: str
) -> dict[str, Any]:
    """Lessons with what they are and who teaches them."""
    blocks = []
    for booking in bookings:
        shown = session_params(catalogue, booking.session, language)
        blocks.append((booking.session, shown["type"], shown["teacher"] or shown["branch"] or ""))
    return _plan(catalogue, first, now, blocks, language)


def _plan(
    catalogue: Catalogue,
    first: date,
    now: datetime,
    blocks: Sequence[tuple[Session, str, str | None]],
    language: str,
) -> dict[str, Any]:
    """blocks: each with its title and detail; the detail is the lesson's type where it is None."""
    kinds = {kind: number for number, kind in enumerate(sorted(catalogue.lesson_types))}
    days: list[dict[str, Any]] = [{"hours": [], "lessons": []} for _ in range(DAYS)]
    for session, title, detail in blocks:
        place = (to_wall(session.start, catalogue.zone).date() - first).days
        if not 0 <= place < DAYS:
            continue
        shown = session_params(catalogue, session, language)
        block = {"start": shown["start"], "end": shown["end"], "title": title}
        block |= {"detail": shown["type"] if detail is None else detail, "kind": kinds.get(session.lesson_type_id, 0)}
        days[place]["lessons"].append(block)
    today = to_wall(now, catalogue.zone).date()
    return {"first": first.isoformat(), "today": today.isoformat(), "days": days}


def _short(names: Sequence[str]) -> str:
    """ "Anna Berg", "Anna, Bo", "Anna, Bo +6"."""
    if len(names) == 1:
        return names[0]
    more = f" +{len(names) - _MOST_NAMES}" if len(names) > _MOST_NAMES else ""
    return ", ".join(name.split()[0] if name.split() else name for name in names[:_MOST_NAMES]) + more
