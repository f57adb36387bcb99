"""Why there is no time as it was wished."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.dialogs.lesson_slots import against, lesson_type
from bot.dialogs.talk import Talk
from bot.dialogs.wording import say_refusal, wall
from domain.rules.rule import About
from domain.schools import Closure
from domain.slots import Window
from domain.timeslots import to_wall


def say_not_with(talk: Talk, teacher_id: int | None, windows: tuple[Window, ...]) -> None:
    """The teacher who was wanted has no time, or may not be had."""
    teacher = talk.school.teacher(teacher_id) if teacher_id is not None else None
    refusal = against(talk, windows, teacher_id)
    if refusal is not None and refusal.rule.about is About.TEACHER:
        say_refusal(talk, refusal)
    else:
        talk.say("not_with_teacher", teacher=teacher.first_name if teacher else None)


def say_why_none(talk: Talk, windows: tuple[Window, ...]) -> None:
    """Nothing was found in the windows: because of a rule, if one forbids them all, else because all is taken."""
    if talk.data.get("after"):
        talk.say("no_more_times")
        return
    if any(talk.data.get("own", [])[:1] == [window.start.isoformat()] for window in windows if window.end is None):
        talk.say("already_then")
        return
    if len(windows) == 1 and windows[0].end is None and has_lesson(talk, windows[0].start):
        talk.say("refused_student_busy")
        return
    named = said_times(talk, windows)
    refusal = against(talk, windows)
    if refusal is not None:
        say_refusal(talk, refusal, named)
    elif (closure := closed_in(talk, windows)) is not None:
        talk.say("refused_closed", reason=closure.reason)
    else:
        talk.say("no_times_then", asked=named)


def closed_in(talk: Talk, windows: tuple[Window, ...]) -> Closure | None:
    """What closes the school on every day of the windows, if something does."""
    zone = talk.school.zone
    days = {
        to_wall(moment, zone).date()
        for window in windows
        for moment in (window.start, window.last - timedelta(minutes=1))
    }
    closures = [talk.school.closure_on(day) for day in sorted(days)]
    return closures[0] if closures and all(closure is closures[0] for closure in closures) else None


def said_times(talk: Talk, windows: tuple[Window, ...]) -> dict[str, str | None] | None:
    """The one time or day that was asked for, to be said back: its start, and its clock times if it has any."""
    zone = talk.school.zone
    days = {to_wall(window.start, zone).date() for window in windows}
    if len(days) > 1:
        return None
    window = windows[0]
    start, end = wall(window.start, talk.school), wall(window.end, talk.school) if window.end is not None else None
    opens = None if window.end is not None and (start.endswith("T00:00") or window.start <= talk.now) else start
    closes = None if end is None or end.endswith("T00:00") else end
    return {"start": start, "opens": opens, "until": closes, "exact": None if window.end is not None else start}


def has_lesson(talk: Talk, start: datetime) -> bool:
    """Whether a lesson at that time would overlap another one of the student's."""
    end = start + lesson_type(talk).duration
    lessons = talk.work.bookings.coming(talk.student.school_id, talk.student.id, talk.now)
    return any(lesson.start < end and start < lesson.end for lesson in lessons)
