"""Find free slots."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from domain.policies import broken
from domain.rules.rule import Occasion
from domain.schools import Student
from domain.services.desk import Desk
from domain.services.facts import StudentFacts, wish_for
from domain.slots import Busy, Permitted, Slot, SlotQuery, class_slots, find_slots
from domain.timeslots import Interval


def search(desk: Desk, query: SlotQuery, student: Student | None = None) -> Iterator[Slot]:
    """Bookable offers, lazily; of a class type the places in planned classes.

    student: for whom; what the rules of time and teacher would refuse is not offered then. Where staff pass over the
    rules, whatever is free is.
    """
    calendars = desk.work.calendars
    if desk.passing is not None:
        query, student = replace(query, freely=True), None
    permitted = _permitted(desk, query, student) if student is not None else None
    if student is not None and query.licence_class is None:
        query = replace(query, licence_class=desk.catalogue.licence_class_of(student))

    def busy(calendar_ids: Sequence[int], during: Interval, ignoring: int | None) -> Busy:
        return calendars.busy(desk.school_id, calendar_ids, during, desk.now, ignoring)

    if not query.lesson_type.is_class:
        return find_slots(desk.catalogue, query, busy, permitted)
    span = _span(desk, query)
    if span is None:
        return iter(())
    sessions = calendars.classes(desk.school_id, query.lesson_type.id, span)
    own: Busy = {}
    if query.student_id is not None and sessions:
        of_classes = Interval(sessions[0].start, max(session.end for session in sessions))
        own = busy([query.student_id], of_classes, query.ignoring)
    return class_slots(desk.catalogue, query, sessions, own, permitted)


def _permitted(desk: Desk, query: SlotQuery, student: Student) -> Permitted | None:
    """What the rules say of an offer, or None where none is set that could say no."""
    kind = query.lesson_type
    policies = desk.catalogue.policies_of(kind.id)
    if not any(policy.offering for policy in policies.values()):
        return None
    facts = StudentFacts(desk, student, ignoring=query.ignoring)
    occasion = Occasion.BOOK if query.ignoring is None else Occasion.MOVE

    def permitted(start: datetime, teacher_id: int | None, branch_id: int | None) -> bool:
        rules = policies.get(branch_id, policies[None]).offering
        asked = [rule for rule in rules if occasion in rule.on]
        return not broken(asked, wish_for(desk, student, kind, start, facts, occasion, teacher_id))

    return permitted


def _span(desk: Desk, query: SlotQuery) -> Interval | None:
    """From the first to the last instant that both the windows and the rules allow."""
    if not query.windows:
        return None
    policies = desk.catalogue.policies_of(query.lesson_type.id).values()
    earliest = min(policy.earliest_start(desk.now) for policy in policies)
    latest = max(policy.latest_start(desk.now) for policy in policies)
    start = max(earliest, min(window.start for window in query.windows))
    end = min(latest, max(window.last for window in query.windows)) + query.lesson_type.duration
    return Interval(start, end) if start < end else None
