"""A teacher's day and week."""

from __future__ import annotations

from datetime import date, timedelta

from bot.dialogs.flow import telling
from bot.dialogs.talk import Talk
from bot.dialogs.wording import session_params
from bot.understanding.reading import Reading
from domain.timeslots import Interval, day_start, to_wall

TEACHER = frozenset({"teacher"})
_MOST_DAYS = 3


def tell_today(talk: Talk) -> None:
    today = to_wall(talk.now, talk.school.zone).date()
    _tell(talk, "today", today, today + timedelta(days=1))


def tell_week(talk: Talk) -> None:
    """From today on for seven days: what is over is of no use in the car."""
    today = to_wall(talk.now, talk.school.zone).date()
    _tell(talk, "week", today, today + timedelta(days=7))


def told_days(talk: Talk, reading: Reading) -> bool:
    """Tell the days that a teacher names and says no more about, like today; whether that was it."""
    if talk.speaker.role != "teacher" or reading.intent is not None or reading.dayless or not reading.windows:
        return False
    for first in sorted({window.start.date() for window in reading.windows})[:_MOST_DAYS]:
        _tell(talk, "today", first, first + timedelta(days=1))
    return True


def _tell(talk: Talk, message: str, first: date, end: date) -> None:
    zone = talk.school.zone
    during = Interval(day_start(first, zone), day_start(end, zone))
    bookings = talk.work.bookings.of_teacher(talk.at.school_id, talk.teacher.id, during)
    people = talk.directory.people(talk.at.school_id, [booking.student_id for booking in bookings])
    lessons: dict[int, dict[str, object]] = {}
    for booking in bookings:
        line = lessons.setdefault(
            booking.session.id,
            {**session_params(talk.school, booking.session, talk.language), "students": [], "pickups": []},
        )
        students, pickups = line["students"], line["pickups"]
        assert isinstance(students, list)
        assert isinstance(pickups, list)
        name, place = people[booking.student_id]
        students.append(name)
        if place and talk.school.lesson_type(booking.session.lesson_type_id).drives:
            pickups.append(place)
    talk.say(message, lessons=list(lessons.values()), first=first.isoformat())


TODAY = telling("today", tell_today, TEACHER)
WEEK = telling("week", tell_week, TEACHER)
