"""A teacher's days, week and month, the hours that the teacher works, and those that were taught."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time, timedelta
from functools import cache
from typing import Any

from bot.dialogs import week_pictures
from bot.dialogs.capabilities import CAPABILITIES
from bot.dialogs.flow import telling
from bot.dialogs.talk import Talk
from bot.dialogs.wording import from_to, session_params, wall
from bot.understanding.absences import asks_of_oneself, is_asked
from bot.understanding.lexicon import codes, lexicon, listened_for
from bot.understanding.phrases import Phrase
from bot.understanding.reading import Reading, Window
from bot.understanding.tokens import begins_with_one, spoken
from domain.hindrances import is_affected, of_teacher, taking_place
from domain.lessons import Booking
from domain.schools import SpecialDay, WorkingHours
from domain.timeslots import Interval, day_start, to_wall

TEACHER = frozenset({"teacher"})
_MOST_DAYS = 3
_A_DAY = timedelta(days=1)
_A_WEEK, _A_MONTH = timedelta(days=7), timedelta(days=28)
_HALF_A_YEAR = timedelta(days=183)
_MOST_EXCEPTIONS = 10


def tell_today(talk: Talk) -> None:
    today = _today(talk)
    _tell(talk, "today", today, today + _A_DAY)


def tell_week(talk: Talk) -> None:
    """From today on for seven days: what is over is of no use in the car. Also as a picture, where it can be shown."""
    today = _today(talk)
    bookings = _tell(talk, "week", today, today + timedelta(days=week_pictures.DAYS))
    if CAPABILITIES[talk.inbound.channel].pictures:
        talk.picture = week_pictures.of_teacher(
            talk.school, talk.teacher, today, talk.now, bookings, talk.names_of(bookings), talk.language
        )


def tell_lessons(talk: Talk) -> None:
    """Those of the days that are named, else the week."""
    if not told_days(talk, talk.reading):
        tell_week(talk)


def tell_month(talk: Talk) -> None:
    """The whole month of the day that is named, else this one: what was driven in it counts too."""
    named = [window.start.date() for window in _named(talk.reading)]
    _tell_month(talk, named[0] if named else _today(talk))


def tell_taught(talk: Talk) -> None:
    """How many lessons and hours there are on the days that are named, else in this month."""
    named, today = _named(talk.reading), _today(talk)
    if not named:
        _tell_month(talk, today)
        return
    window = _longest(named) or named[0]
    first, end = window.start.date(), _end(window)
    if _is_month(talk, first, end):
        _tell_month(talk, first)
    elif talk.reading.until is not None and first == today and _ends_a_week(first, end):
        _tell_sum(talk, "taught", end - _A_WEEK, end)  # what is over of this week counts too
    else:
        _tell_sum(talk, "taught", first, end)


def names_days(reading: Reading) -> bool:
    """Whether it is about the lessons of some days, or all that is said are days: "who has cancelled today" too. Who
    teaches books none, so what would be a student's wish for some day is about them, "anything on Wednesday?", unless
    it is one for a certain time."""
    named = _named(reading)
    known = (
        reading.intent in {None, "lessons"}
        or (reading.intent == "cancel" and is_asked(reading.text))
        or (reading.intent == "book" and all(window.end for window in named))
    )
    return known and bool(named) and not reading.dayless


def told_days(talk: Talk, reading: Reading) -> bool:
    """Tell the days that are named, like today; a whole week or month, like those. Whether no more was said."""
    if not names_days(reading):
        return False
    named = _named(reading)
    if (longest := _longest(named)) is not None:
        _tell_long(talk, longest)
        return True
    days = sorted({window.start.date() for window in named})[:_MOST_DAYS]
    bookings = lessons_between(talk, days[0], days[-1] + _A_DAY)  # read at once, however many days they are
    for day in days:
        of_day = [each for each in bookings if to_wall(each.start, talk.school.zone).date() == day]
        say_day(talk, day, of_day)
    return True


def say_day(talk: Talk, day: date, bookings: list[Booking]) -> None:
    _say(talk, "today", day, day + _A_DAY, bookings)


def tell_hours(talk: Talk) -> None:
    """By weekday; then the dates that differ, time off and closures that lie ahead. Of days that are named, such as
    last month, what was taught."""
    if _named(talk.reading):
        tell_taught(talk)
        return
    today, teacher, zone = _today(talk), talk.teacher, talk.school.zone
    off = [part for part in talk.school.time_off_by_calendar.get(teacher.id, ()) if part.end > talk.now]
    special = sorted((day for day in teacher.special if day.day >= today), key=lambda day: day.day)
    closed = sorted((c for c in talk.school.closures if c.last >= today), key=lambda closure: closure.first)
    talk.say(
        "hours",
        weekly=_weekly(talk, teacher.hours),
        special=[_special(talk, day) for day in special[:_MOST_EXCEPTIONS]],
        off=[
            {"start": wall(part.start, talk.school), "end": wall(part.end, talk.school), "whole": _is_whole(part, talk)}
            | {"last": to_wall(part.end - timedelta(minutes=1), zone).date().isoformat()}
            for part in sorted(off, key=lambda part: part.start)[:_MOST_EXCEPTIONS]
        ],
        closed=[
            {
                "first": c.first.isoformat(),
                "last": c.last.isoformat(),
                "reason": c.reason(talk.language),
                "branch": _branch(talk, c.branch_id),
            }
            for c in closed[:_MOST_EXCEPTIONS]
        ],
    )


def _tell(talk: Talk, message: str, first: date, end: date) -> list[Booking]:
    bookings = lessons_between(talk, first, end)
    _say(talk, message, first, end, bookings)
    return bookings


def _say(talk: Talk, message: str, first: date, end: date, bookings: list[Booking]) -> None:
    talk.say(message, lessons=_lessons(talk, bookings), first=first.isoformat(), last=(end - _A_DAY).isoformat())


def _tell_long(talk: Talk, window: Window) -> None:
    first, end = window.start.date(), _end(window)
    if _is_month(talk, first, end):
        _tell_month(talk, first)
    else:
        _tell(talk, "days", first, end)


def _is_month(talk: Talk, first: date, end: date) -> bool:
    """Whether it is a month, or what is left of this one and is no week."""
    left = talk.reading.until is not None and first == _today(talk) and end.day == 1
    return end - first >= _A_MONTH or (left and not _ends_a_week(first, end))


def _ends_a_week(first: date, end: date) -> bool:
    return end.weekday() == 0 and end - first <= _A_WEEK


def _named(reading: Reading) -> tuple[Window, ...]:
    """The days that are named, also if they are over; those that are only mentioned, if a question begins with that:
    "how does Thursday look"."""
    return reading.windows or reading.gone or (reading.perhaps if asks(reading.text) else ())


def asks(text: str) -> bool:
    words = spoken(text)
    return is_asked(text) or asks_of_oneself(text) or begins_with_one(words, _asking() | listened_for("asks_if"))


@cache
def _asking() -> frozenset[Phrase]:
    return frozenset().union(*(lexicon(code).asking for code in codes()))


def _end(window: Window) -> date:
    assert window.end is not None
    return (window.end - timedelta(minutes=1)).date() + timedelta(days=1)


def _longest(windows: Iterable[Window]) -> Window | None:
    """The one of more than a day, if there is one."""
    return next((w for w in windows if w.end is not None and w.end - w.start > _A_DAY), None)


def _tell_month(talk: Talk, within: date) -> None:
    first = within.replace(day=1)
    if first - _today(talk) > _HALF_A_YEAR and str(first.year) not in talk.reading.text:
        first = first.replace(year=first.year - 1)  # in December, November is the last one
    _tell_sum(talk, "month", first, (first + timedelta(days=32)).replace(day=1))


def _tell_sum(talk: Talk, message: str, first: date, end: date) -> None:
    bookings = taking_place(talk.school, lessons_between(talk, first, end))
    sessions = {booking.session.id: booking.session for booking in bookings}.values()
    days: dict[str, dict[str, Any]] = {}
    for session in sessions:
        day = to_wall(session.start, talk.school.zone).date().isoformat()
        line = days.setdefault(day, {"day": day, "lessons": 0, "minutes": 0})
        line["lessons"] += 1
        line["minutes"] += int(session.during.duration.total_seconds()) // 60
    talk.say(
        message,
        first=first.isoformat(),
        last=(end - timedelta(days=1)).isoformat(),
        days=list(days.values()),
        lessons=sum(line["lessons"] for line in days.values()),
        minutes=sum(line["minutes"] for line in days.values()),
    )


def _today(talk: Talk) -> date:
    return to_wall(talk.now, talk.school.zone).date()


def lessons_between(talk: Talk, first: date, end: date) -> list[Booking]:
    zone = talk.school.zone
    during = Interval(day_start(first, zone), day_start(end, zone))
    bookings = talk.work.bookings.of_teacher(talk.at.school_id, talk.teacher.id, during)
    return of_teacher(talk.school, talk.teacher.id, bookings)


def _lessons(talk: Talk, bookings: list[Booking]) -> list[dict[str, Any]]:
    """One for each session, with the names of all who have a place in it, and where they are fetched. off: it can't be
    held as agreed, and who has a place in it has not said yet what now."""
    people = talk.directory.people(talk.at.school_id, [booking.student_id for booking in bookings])
    lessons: dict[int, dict[str, Any]] = {}
    for booking in bookings:
        shown = {**session_params(talk.school, booking.session, talk.language), "students": [], "pickups": []}
        shown["off"] = is_affected(talk.school, booking)
        line = lessons.setdefault(booking.session.id, shown)
        name, place = people[booking.student_id]
        line["students"].append(name)
        fetched = booking.fetched_at(place)
        if fetched and talk.school.lesson_type(booking.session.lesson_type_id).drives:
            line["pickups"].append(fetched)
    return list(lessons.values())


def _weekly(talk: Talk, hours: Iterable[WorkingHours]) -> list[dict[str, Any]]:
    """Weekdays with the same hours stand together, in the order of the week."""
    lines: dict[tuple[time, time, int | None], list[int]] = {}
    for part in sorted(hours, key=lambda part: (part.weekday, part.start)):
        lines.setdefault((part.start, part.end, part.branch_id), []).append(part.weekday)
    return [
        {"weekdays": weekdays, **from_to(start, end), "branch": _branch(talk, branch_id)}
        for (start, end, branch_id), weekdays in lines.items()
    ]


def _special(talk: Talk, special: SpecialDay) -> dict[str, Any]:
    parts = [{**from_to(part.start, part.end), "branch": _branch(talk, part.branch_id)} for part in special.hours]
    return {"day": special.day.isoformat(), "parts": parts, "extra": special.extra}


def _branch(talk: Talk, branch_id: int | None) -> str | None:
    branch = talk.school.branches.get(branch_id or 0)
    return branch.name(talk.language) if branch else None


def _is_whole(part: Interval, talk: Talk) -> bool:
    """Whether it is of whole days."""
    return all(to_wall(moment, talk.school.zone).time() == time() for moment in (part.start, part.end))


TODAY = telling("today", tell_today, TEACHER)
WEEK = replace(telling("week", tell_week, TEACHER), intents=frozenset({"week", "picture"}))
LESSONS = replace(telling("lessons_taught", tell_lessons, TEACHER), intents=frozenset({"lessons"}))
MONTH = telling("month", tell_month, TEACHER)
HOURS = telling("hours", tell_hours, TEACHER)
TAUGHT = telling("taught", tell_taught, TEACHER)
