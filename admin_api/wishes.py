"""From what staff ask for to the slot that the domain books."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from admin_api.counter import Counter
from domain.errors import Invalid, NotFound
from domain.schools import Catalogue, LessonType, Student, Teacher
from domain.services.searching import search
from domain.slots import Slot, SlotQuery, Window, pool, seat_of
from domain.timeslots import Interval, to_wall


def seat_in(counter: Counter, session_id: int) -> Slot:
    """A place in a planned class, or beside the student of a lesson that may be shared. NotFound if it is neither."""
    session = counter.work.calendars.plan.session(counter.school_id, session_id)
    if session.capacity == 1:
        raise NotFound(what="session", id=session_id)
    return seat_of(session)


def seat_at(counter: Counter, kind: LessonType, start: datetime) -> Slot:
    """A place in the class of this type that starts then, in one with a free seat if there are several."""
    planned = counter.work.calendars.classes(counter.school_id, kind.id, Interval(start, start + timedelta(seconds=1)))
    if not planned:
        raise NotFound(what="session", start=start)
    return seat_of(next((session for session in planned if session.taken < session.capacity), planned[0]))


def lesson_at(
    counter: Counter,
    student: Student,
    kind: LessonType,
    start: datetime,
    *,
    teachers: Sequence[Teacher],
    resource_ids: Sequence[int],
    ignoring: int | None = None,
    attributes: Mapping[str, str] | None = None,
) -> Slot:
    """An individual lesson with the first of the teachers who can. If nobody can, one that booking will refuse with
    the reason."""
    query = SlotQuery(
        kind,
        (Window(start, None),),
        counter.now,
        teacher_ids=tuple(teacher.id for teacher in teachers),
        student_id=student.id,
        resource_ids=tuple(resource_ids),
        ignoring=ignoring,
        attributes=attributes or {},
        licence_class=counter.catalogue.licence_class_of(student),
    )
    needed = [list(pool(counter.catalogue, query, each)) for each in kind.requires]
    pools = [[resource.id for resource in among] for among in needed]
    if stray := set(resource_ids) - {resource_id for among in pools for resource_id in among}:
        raise Invalid(field="resources", reason=f"{sorted(stray)} are not what this lesson needs")
    if not all(pools) and attributes:
        raise Invalid(field="attributes", reason="must be those of something that this lesson needs")
    if (found := next(search(counter.desk, query, student), None)) is not None:
        return found
    teacher = teachers[0] if teachers else None
    there = teacher.branch_at(to_wall(start, counter.catalogue.zone)) if teacher is not None else None
    for among in needed:  # a car of where the teacher is then is no other reason
        among.sort(key=lambda resource: there is not None and resource.branch_id not in {None, there})
    during = Interval(start, start + kind.duration)
    teacher_id = teacher.id if teacher is not None else None
    return Slot(during, kind.id, teacher_id, tuple(among[0].id for among in needed if among), there)


def teachers_for(counter: Counter, kind: LessonType, wanted: int | None, preferred: int | None) -> tuple[Teacher, ...]:
    """The wanted one, or all who teach it, the preferred one first."""
    able = counter.catalogue.teachers_of(kind)
    if wanted is not None:
        chosen = counter.catalogue.teacher(wanted)
        if chosen not in able:
            raise Invalid(field="teacher", reason="does not give these lessons")
        return (chosen,)
    return tuple(sorted(able, key=lambda teacher: teacher.id != preferred))


def own_first(catalogue: Catalogue, kind: LessonType, student: Student | None) -> tuple[int, ...]:
    """All who give such lessons, the student's own teacher first, as a booking takes them; of a class whoever gives
    it."""
    if kind.is_class or student is None:
        return ()
    able = sorted(catalogue.teachers_of(kind), key=lambda teacher: teacher.id != student.usual_teacher_id)
    return tuple(teacher.id for teacher in able)
