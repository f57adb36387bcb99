"""Courses: classes that are enrolled in as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from admin_api.classes import SessionOut
from admin_api.counter import Counter, CurrentCaller
from admin_api.values import LEFT_OUT, Changes, Flag, Id, IdIn, In, Items, Named, Out, Said, Words, local
from domain.courses import Course, seats_left
from domain.errors import Invalid, NotFound
from domain.lessons import Booking
from domain.services.courses import coming_classes, join, leave, with_classes

router = APIRouter(prefix="/courses", tags=["classes"])

Ids = Annotated[list[IdIn], Field(max_length=200)]


CourseNames = Annotated[
    dict[Words, Annotated[Said, Field(max_length=60)]],
    Field(min_length=1, max_length=50, description="By language"),
]


class CourseOut(Out):
    """sessions: single classes; series: those of which all occurrences belong to it. seats: how many more can join:
    as many as the fullest coming class has left."""

    id: int
    names: dict[str, str]
    active: bool
    sessions: list[int]
    series: list[int]
    seats: int
    first: datetime | None
    last: datetime | None

    @classmethod
    def of(cls, course: Course, counter: Counter) -> CourseOut:
        coming, zone = coming_classes(counter.desk, course.id), counter.catalogue.zone
        return cls(
            id=course.id,
            names=dict(course.names),
            active=course.active,
            sessions=list(course.session_ids),
            series=list(course.series_ids),
            seats=seats_left(coming),
            first=local(coming[0].start, zone) if coming else None,
            last=local(coming[-1].start, zone) if coming else None,
        )


class WholeCourse(Out):
    """classes: those that are still to come."""

    course: CourseOut
    classes: list[SessionOut]
    students: list[Named]


class NewCourse(In):
    names: CourseNames
    sessions: Ids = Field(default_factory=list)
    series: Ids = Field(default_factory=list)
    active: Flag = True


class CourseChanges(Changes):
    """sessions and series are replaced as a whole. Those who take part keep the places they have."""

    names: CourseNames = LEFT_OUT
    sessions: Ids = LEFT_OUT
    series: Ids = LEFT_OUT
    active: Flag = LEFT_OUT


class Participant(In):
    student: IdIn


class Places(Out):
    """bookings: what was booked or cancelled by this."""

    bookings: list[int]

    @classmethod
    def of(cls, bookings: Sequence[Booking]) -> Places:
        return cls(bookings=[booking.id for booking in bookings])


@router.get("")
def list_courses(caller: CurrentCaller) -> Items[CourseOut]:
    """By id."""
    with caller.counter() as counter:
        courses = counter.work.courses.all(counter.school_id)
        return Items(items=[CourseOut.of(course, counter) for course in courses])


@router.get("/{course_id}")
def get_course(caller: CurrentCaller, course_id: Id) -> WholeCourse:
    with caller.counter() as counter:
        course, classes = with_classes(counter.desk, course_id)
        students = counter.work.courses.students(counter.school_id, course_id)
        return WholeCourse(
            course=CourseOut.of(course, counter),
            classes=[SessionOut.of(session, counter.catalogue) for session in classes],
            students=[Named(id=student_id, name=name) for student_id, name in students],
        )


@router.post("", status_code=201, response_model=CourseOut)
def add_course(caller: CurrentCaller, new: NewCourse) -> Response:
    """Put planned classes together. Students find it by chat and join all of it at once."""

    def act(counter: Counter) -> CourseOut:
        course = Course(
            counter.work.next_id(), counter.school_id, new.names, tuple(new.sessions), tuple(new.series), new.active
        )
        _ensure_sound(counter, course)
        counter.work.courses.add(course)
        return CourseOut.of(course, counter)

    return caller.answer(act)


@router.patch("/{course_id}")
def change_course(caller: CurrentCaller, course_id: Id, changes: CourseChanges) -> CourseOut:
    """Change some of it. One that is not active takes nobody in."""

    def act(counter: Counter) -> CourseOut:
        names = {"sessions": "session_ids", "series": "series_ids"}
        given = {names.get(name, name): value for name, value in changes.given().items()}
        given |= {name: tuple(given[name]) for name in names.values() if name in given}
        course = replace(counter.work.courses.get(counter.school_id, course_id), **given)
        _ensure_sound(counter, course)
        counter.work.courses.save(course)
        return CourseOut.of(course, counter)

    return caller.change(act, alone=True)


@router.post("/{course_id}/students", status_code=201, response_model=Places)
def add_participant(caller: CurrentCaller, course_id: Id, who: Participant) -> Response:
    """A place in each coming class, or in none. Adding twice is adding once."""

    def act(counter: Counter) -> Places:
        student = counter.work.students.get(counter.school_id, who.student)
        return Places.of(join(counter.desk, student, course_id))

    return caller.answer(act)


@router.delete("/{course_id}/students/{student_id}")
def remove_participant(caller: CurrentCaller, course_id: Id, student_id: Id) -> Places:
    """Cancel the student's places in all classes that are still to come, free of charge."""

    def act(counter: Counter) -> Places:
        student = counter.work.students.get(counter.school_id, student_id)
        return Places.of(leave(counter.desk, student, course_id))

    return caller.change(act)


def _ensure_sound(counter: Counter, course: Course) -> None:
    if not course.session_ids and not course.series_ids:
        raise Invalid(field="sessions", reason="must be classes of the course, or series of them")
    if len(set(course.session_ids)) != len(course.session_ids) or len(set(course.series_ids)) != len(course.series_ids):
        raise Invalid(field="sessions", reason="must be different ones")
    try:
        for series_id in course.series_ids:
            counter.work.views.series(counter.school_id, series_id)
        for session_id in course.session_ids:
            if not counter.work.calendars.plan.session(counter.school_id, session_id).planned:
                raise Invalid(field="sessions", reason="must be planned classes")
    except NotFound as missing:
        raise Invalid(
            field="sessions" if missing.what == "session" else "series", reason="must be this school's"
        ) from missing
