"""What keeps calendars busy, and what a teacher may drive beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from domain.rules.breaks import Breaks
from domain.schools import Catalogue, LessonType, Teacher
from domain.timeslots import Interval

Busy = Mapping[int, Sequence[int]]
"""Calendar id -> start, end, start, end … in Unix seconds of what it is busy with, sorted and without overlaps; and,
where they were asked for, `driven(teacher id)` -> the same of the lessons that the teacher drives, and
`coming(student id)` -> of all lessons that the student has booked."""

ReadBusy = Callable[[Sequence[int], Interval, int | None], Busy]
"""(calendar ids, during, session to ignore) -> what keeps them busy then."""


def driven(teacher_id: int) -> int:
    """The name, in `Busy`, of what a teacher drives: the lessons in a car themselves, without buffers. Only asked for
    where it counts; nobody locks it, since whoever adds to it has locked the teacher's calendar."""
    return -teacher_id


def coming(student_id: int) -> int:
    """The name, in `Busy`, of all lessons to come that the student has booked, whatever time was looked at."""
    return -student_id


def limits(catalogue: Catalogue, teacher: Teacher, lesson_type: LessonType) -> bool:
    """Whether it matters for such a lesson what the teacher drives beside it."""
    return lesson_type.drives and (teacher.most_driving is not None or bool(breaks_of(catalogue, lesson_type)))


def breaks_of(catalogue: Catalogue, lesson_type: LessonType) -> Mapping[int | None, Breaks]:
    """Branch id -> which breaks are kept for such lessons there; None: at any other. Empty where none are."""

    def found() -> Mapping[int | None, Breaks]:
        rules = {branch_id: policy[Breaks] for branch_id, policy in catalogue.policies_of(lesson_type.id).items()}
        some = lesson_type.drives and any(rule.break_after_minutes is not None for rule in rules.values())
        return rules if some else {}

    return catalogue.kept(("breaks", lesson_type.id), found)


def breaks_kept(
    catalogue: Catalogue, lesson_type: LessonType, branch_id: int | None, during: Interval, ranges: Sequence[int]
) -> bool:
    """Whether a teacher who gives the lesson there has the breaks that are due. ranges: as in `day_is_full`."""
    rules = breaks_of(catalogue, lesson_type)
    if not rules:
        return True
    rule = rules.get(branch_id, rules[None])
    return rule.kept(int(during.start.timestamp()), int(during.end.timestamp()), ranges)


def day_is_full(teacher: Teacher, lesson_type: LessonType, day: Interval, ranges: Sequence[int]) -> bool:
    """Whether one more such lesson that day would be more driving than is agreed with the teacher.

    ranges: what `Busy` has of `driven(teacher.id)`.
    """
    if teacher.most_driving is None or not lesson_type.drives:
        return False
    start, end = day.start.timestamp(), day.end.timestamp()
    begun = (at for at in range(0, len(ranges), 2) if start <= ranges[at] < end)
    seconds = sum(ranges[at + 1] - ranges[at] for at in begun)
    return timedelta(seconds=seconds) + lesson_type.duration > teacher.most_driving


def overlaps(busy: Sequence[int], during: Interval) -> bool:
    """Whether a calendar that is busy so has something then."""
    start, end = during.start.timestamp(), during.end.timestamp()
    return any(busy[at] < end and start < busy[at + 1] for at in range(0, len(busy), 2))
