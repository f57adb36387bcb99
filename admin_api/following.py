"""What follows for booked lessons when somebody or something is off or the school is closed, as the API shows it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from admin_api.counter import Counter
from admin_api.values import Flag, Named, Out, local
from domain.schools import Catalogue
from domain.services.reopening import reopen
from domain.services.stranding import Change, Requested, Stranded, StrandedClass, Stranding, follow
from domain.timeslots import Interval

AskStudents = Annotated[
    Flag,
    Field(
        description="Let students whose lessons can't be held then be asked what to do, as when a teacher is sick; "
        "else that is left to you"
    ),
]


class StrandedOut(Out):
    """A lesson that can't be held as agreed. substitute: whose lesson it would be, with another teacher or in another
    car; that is held until `until`, if it can be had, and the student is asked. reached: whether the student has a
    channel by which they can be."""

    booking: int
    student: Named
    start: datetime
    substitute: Named | None
    until: datetime | None
    reached: bool

    @classmethod
    def of(cls, stranded: Stranded, catalogue: Catalogue) -> StrandedOut:
        other = catalogue.teachers[stranded.teacher_id] if stranded.teacher_id is not None else None
        return cls(
            booking=stranded.booking.id,
            student=Named(id=stranded.student.id, name=stranded.student.name),
            start=local(stranded.booking.start, catalogue.zone),
            substitute=Named(id=other.id, name=other.name) if other else None,
            until=local(stranded.offer.until, catalogue.zone) if stranded.offer else None,
            reached=stranded.reached,
        )


class ClassOut(Out):
    """free: teachers of such classes who have nothing else then; who gives it is for the school to say. there: its own
    teachers who are there, if it can be held by them."""

    session: int
    start: datetime
    free: list[Named]
    there: list[Named]

    @classmethod
    def of(cls, stranded: StrandedClass, catalogue: Catalogue) -> ClassOut:
        return cls(
            session=stranded.session.id,
            start=local(stranded.session.start, catalogue.zone),
            free=[Named(id=teacher.id, name=teacher.name) for teacher in stranded.free],
            there=[Named(id=teacher.id, name=teacher.name) for teacher in stranded.there],
        )


class RequestOut(Out):
    """What a student has asked for: it is declined, unless the students are left to you."""

    booking: int
    student: Named
    start: datetime

    @classmethod
    def of(cls, requested: Requested, catalogue: Catalogue) -> RequestOut:
        return cls(
            booking=requested.booking.id,
            student=Named(id=requested.student.id, name=requested.student.name),
            start=local(requested.booking.start, catalogue.zone),
        )


def affected(stranding: Stranding, catalogue: Catalogue) -> dict[str, Any]:
    """The fields lessons, classes and requests of an answer: what can't be held as agreed, and what was asked for."""
    return {
        "lessons": [StrandedOut.of(stranded, catalogue) for stranded in stranding.lessons],
        "classes": [ClassOut.of(stranded, catalogue) for stranded in stranding.classes],
        "requests": [RequestOut.of(requested, catalogue) for requested in stranding.requests],
    }


def followed(
    counter: Counter, entered: int, during: Interval, calendar_id: int | None = None, *, ask: bool = True
) -> Stranding:
    """What follows from what has just been written. entered: its id."""
    after = counter.work.catalogue(counter.school_id)
    reopen(counter.desk, after, during, calendar_id)
    return follow(counter.desk, Change(entered, after, during, calendar_id), ask=ask)
