"""What the teacher says of a lesson: marks for skills, and notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.errors import Invalid, NotAllowed, NotFound
from domain.feedback import HIGHEST, LOWEST, Mark, Note
from domain.learning import ModuleProgress, Progress
from domain.lessons import Booking, Status
from domain.services.desk import Desk
from domain.services.progress import measured, progress_of


@dataclass(frozen=True, slots=True)
class Placed:
    """A lesson in the student's plan: the module that it counts for."""

    progress: Progress
    line: ModuleProgress


def module_of(desk: Desk, booking: Booking) -> Placed | None:
    """Where the completed lesson counts; None if it counts for no module."""
    progress = progress_of(desk, booking.student_id)
    for line in progress.modules:
        if any(lesson.booking_id == booking.id for lesson in line.lessons):
            return Placed(progress, line)
    return None


def modules_by_lesson(desk: Desk, student_ids: Sequence[int]) -> dict[int, ModuleProgress]:
    """Booking id -> the module that it counts for, of all completed lessons of these students that count for one."""
    histories = desk.work.learning.histories(desk.school_id, student_ids) if student_ids else ()
    lines = (line for history in histories for line in measured(desk, history).modules)
    return {lesson.booking_id: line for line in lines for lesson in line.lessons}


def mark(desk: Desk, booking_id: int, skill: str, value: int, *, teacher_id: int | None = None) -> Mark:
    """Mark a skill of the lesson's module from 1 to 5. Marking it again replaces the mark.

    A teacher (`teacher_id`) marks own lessons only. Raises NotFound, NotAllowed (the lesson is not completed), Invalid.
    """
    return mark_several(desk, booking_id, {skill: value}, teacher_id=teacher_id)[0]


def mark_several(
    desk: Desk, booking_id: int, marks: Mapping[str, int], *, teacher_id: int | None = None
) -> Sequence[Mark]:
    """The same for several skills: all of it happens or nothing. Raises as `mark`."""
    booking = _completed(desk, booking_id, teacher_id)
    if any(not LOWEST <= value <= HIGHEST for value in marks.values()):
        raise Invalid(field="mark", reason=f"must be from {LOWEST} to {HIGHEST}")
    placed = module_of(desk, booking)
    known = {skill.code for skill in placed.line.module.skills} if placed is not None else set()
    unknown = [skill for skill in marks if skill not in known]
    if placed is None or unknown:
        raise NotFound(what="skill", id=unknown[0])
    given = [Mark(placed.line.module.id, skill, value, desk.now, teacher_id) for skill, value in marks.items()]
    for each in given:
        desk.work.learning.mark(desk.school_id, booking_id, each)
    return given


def note(desk: Desk, booking_id: int, text: str, *, teacher_id: int | None = None) -> Note:
    """Add a note, which the student may read. A teacher notes on own lessons only.

    Raises NotFound, NotAllowed (the lesson is not completed), Invalid.
    """
    _completed(desk, booking_id, teacher_id)
    if not text.strip():
        raise Invalid(field="text", reason="must not be blank")
    given = Note(text.strip(), desk.now, teacher_id)
    desk.work.learning.note(desk.school_id, booking_id, given)
    return given


def _completed(desk: Desk, booking_id: int, teacher_id: int | None) -> Booking:
    booking = desk.work.bookings.get(desk.school_id, booking_id, lock=False)
    if teacher_id is not None and teacher_id not in booking.session.teacher_ids:
        raise NotFound(what="booking", id=booking_id)
    if booking.status is not Status.COMPLETED:
        raise NotAllowed(action="mark", status=booking.status.value)
    return booking
