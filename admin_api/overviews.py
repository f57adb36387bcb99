"""What has been and what is planned, at a glance: a student's past lessons, a teacher's week and month."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from admin_api.counter import Counter, CurrentCaller
from admin_api.values import Cursor, Day, Id, Limit, MoneyOut, Named, Out, Page, cursor_of, cut, local, named, place_of
from bot.dialogs import week_pictures
from bot.pictures import draw_week
from domain.hindrances import of_teacher, taking_place
from domain.lessons import Booking
from domain.past import PastLesson
from domain.timeslots import Interval, day_start, to_wall

router = APIRouter(tags=["overviews"])

From = Annotated[Day | None, Query(alias="from", description="The first day; today, if left out")]


class PastLessonOut(Out):
    """outcome: `completed`, `no_show`, `cancelled`, `not_held`, `taken_back` (a request, by the student), or `open`
    while nobody has said. cost: what it has put on the student's balance. prepaid: a package has paid for it."""

    booking: int
    reference: str
    start: datetime
    end: datetime
    lesson_type: int
    teachers: list[Named]
    outcome: str
    cost: MoneyOut
    prepaid: bool

    @classmethod
    def of(cls, lesson: PastLesson, counter: Counter) -> PastLessonOut:
        booking, catalogue = lesson.booking, counter.catalogue
        return cls(
            booking=booking.id,
            reference=booking.reference,
            start=local(booking.start, catalogue.zone),
            end=local(booking.end, catalogue.zone),
            lesson_type=booking.session.lesson_type_id,
            teachers=named(booking.session.teacher_ids, catalogue.teachers),
            outcome=lesson.outcome,
            cost=MoneyOut.of(lesson.cost),
            prepaid=lesson.prepaid,
        )


class DayOut(Out):
    """lessons: how many there are that day, classes included; minutes: of teaching."""

    day: date
    lessons: int
    minutes: int


class MonthOut(Out):
    """Days without lessons are left out."""

    first: date
    lessons: int
    minutes: int
    days: list[DayOut]


@router.get("/students/{student_id}/history")
def student_history(
    caller: CurrentCaller, student_id: Id, limit: Limit = 50, cursor: Cursor = None
) -> Page[PastLessonOut]:
    """Past lessons, the latest first, with what has become of each and what it has cost."""
    with caller.counter() as counter:
        counter.work.students.get(counter.school_id, student_id)
        lessons, last = cut(
            counter.work.bookings.past(
                counter.school_id, student_id, counter.now, limit=limit + 1, before=place_of(cursor)
            ),
            limit,
        )
        following = cursor_of(last.booking.start, last.booking.id) if last else None
        return Page(items=[PastLessonOut.of(lesson, counter) for lesson in lessons], next=following)


@router.get(
    "/teachers/{teacher_id}/week.png",
    response_class=Response,
    responses={200: {"content": {"image/png": {}}, "description": "The picture"}},
)
def week_picture(caller: CurrentCaller, teacher_id: Id, first: From = None) -> Response:
    """Seven days of a teacher as a picture, in the school's language: lessons, and the hours that are worked."""
    with caller.counter() as counter:
        teacher = counter.catalogue.teacher(teacher_id)
        begins = first or counter.desk.today
        bookings = _between(counter, teacher_id, begins, begins + timedelta(days=week_pictures.DAYS))
        students = {booking.student_id for booking in bookings}
        names = {student_id: counter.work.students.get(counter.school_id, student_id).name for student_id in students}
        language = counter.catalogue.school.language
        plan = week_pictures.of_teacher(counter.catalogue, teacher, begins, counter.now, bookings, names, language)
    return Response(draw_week(plan, language), media_type="image/png", headers={"cache-control": "private, no-store"})


@router.get("/teachers/{teacher_id}/month")
def teacher_month(caller: CurrentCaller, teacher_id: Id, first: From = None) -> MonthOut:
    """The month of that day: how many lessons and minutes of teaching each of its days has. What can't be held as
    agreed does not count."""
    with caller.counter() as counter:
        counter.catalogue.teacher(teacher_id)
        begins = (first or counter.desk.today).replace(day=1)
        booked = _between(counter, teacher_id, begins, (begins + timedelta(days=32)).replace(day=1))
        bookings = taking_place(counter.catalogue, booked)
        sessions = {booking.session.id: booking.session for booking in bookings}.values()
        days: dict[date, list[int]] = {}
        for session in sessions:
            on = to_wall(session.start, counter.catalogue.zone).date()
            days.setdefault(on, []).append(int(session.during.duration.total_seconds()) // 60)
        shown = [DayOut(day=on, lessons=len(minutes), minutes=sum(minutes)) for on, minutes in days.items()]
        return MonthOut(first=begins, lessons=len(sessions), minutes=sum(one.minutes for one in shown), days=shown)


def _between(counter: Counter, teacher_id: int, first: date, end: date) -> list[Booking]:
    zone = counter.catalogue.zone
    during = Interval(day_start(first, zone), day_start(end, zone))
    booked = counter.work.bookings.of_teacher(counter.school_id, teacher_id, during)
    return of_teacher(counter.catalogue, teacher_id, booked)
