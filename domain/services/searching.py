"""Find free slots."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain.services.desk import Desk
from domain.slots import Busy, Slot, SlotQuery, class_slots, find_slots
from domain.timeslots import Interval


def search(desk: Desk, query: SlotQuery) -> Iterator[Slot]:
    """Bookable offers, lazily; of a class type the places in planned classes."""
    calendars = desk.work.calendars

    def busy(calendar_ids: Sequence[int], during: Interval, ignoring: int | None) -> Busy:
        return calendars.busy(desk.school_id, calendar_ids, during, desk.now, ignoring)

    if not query.lesson_type.is_class:
        return find_slots(desk.catalogue, query, busy)
    span = _span(desk, query)
    if span is None:
        return iter(())
    sessions = calendars.classes(desk.school_id, query.lesson_type.id, span)
    own: Busy = {}
    if query.student_id is not None and sessions:
        of_classes = Interval(sessions[0].start, max(session.end for session in sessions))
        own = busy([query.student_id], of_classes, query.ignoring)
    return class_slots(desk.catalogue, query, sessions, own)


def _span(desk: Desk, query: SlotQuery) -> Interval | None:
    """From the first to the last instant that both the windows and the rules allow."""
    if not query.windows:
        return None
    policy = desk.catalogue.policy_for(query.lesson_type.id)
    start = max(policy.earliest_start(desk.now), min(window.start for window in query.windows))
    end = min(
        policy.latest_start(desk.now) + query.lesson_type.duration,
        max(window.last for window in query.windows) + query.lesson_type.duration,
    )
    return Interval(start, end) if start < end else None
