"""Why there is no time as it was wished."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.dialogs.full_classes import full_classes
from bot.dialogs.lesson_slots import against, everything, lacks_car, lesson_type
from bot.dialogs.talk import Talk
from bot.dialogs.wording import say_refusal, session_params, wall
from domain.presence import working
from domain.rules.rule import About, Broken
from domain.schools import Closure, LessonType
from domain.slots import Window
from domain.timeslots import to_wall

_PLACES_TOLD = 3


def say_not_with(talk: Talk, teacher_id: int | None, windows: tuple[Window, ...]) -> None:
    """The teacher who was wanted has no time, or may not be had."""
    teacher = talk.school.teacher(teacher_id) if teacher_id is not None else None
    refusal = against(talk, windows, teacher_id)
    if refusal is not None and refusal.rule.about is About.TEACHER:
        say_refusal(talk, refusal)
        return
    told = "no_such_car_then" if teacher and lacks_car(talk, windows, (teacher.id,)) else "not_with_teacher"
    talk.say(told, teacher=teacher.first_name if teacher else None, asked=None)


def say_why_none(talk: Talk, windows: tuple[Window, ...]) -> None:
    """Nothing was found in the windows: because of a rule, if one forbids them all, else because all is taken."""
    if talk.data.get("after"):
        talk.say("no_more_times")
        return
    if any(talk.data.get("own", [])[:1] == [window.start.isoformat()] for window in windows if window.end is None):
        talk.say("already_then")
        return
    if starts := places_in(talk, windows):
        say_already_in(talk, starts)
        return
    if has_lesson(talk, lesson_type(talk), windows):
        talk.say("refused_student_busy")
        return
    named = said_times(talk, windows)
    refusal = against(talk, windows) or against_wished(talk, windows) or against_all_who_work(talk, windows)
    if refusal is not None:
        say_refusal(talk, refusal, named)
    elif (closure := closed_in(talk, windows)) is not None:
        talk.say("refused_closed", reason=closure.reason)
    elif nobody_works(talk, lesson_type(talk), windows):
        talk.say("nobody_teaches_then", asked=named)
    elif full := full_classes(talk, lesson_type(talk), windows):
        talk.say("class_full_then", **session_params(talk.school, full[0], talk.language))
    elif lacks_car(talk, windows):
        talk.say("no_such_car_then", teacher=None, asked=named)
    else:
        talk.say("no_times_then", asked=named)


def say_none_at_all(talk: Talk) -> None:
    """There is nothing to offer, whenever it may be: of a class because the student is in it already, perhaps."""
    if any(say.message == "already_in_class" for say in talk.says):
        return
    if starts := places_in(talk, (everything(talk),)):
        say_already_in(talk, starts)
    else:
        talk.say("no_times_at_all", type=lesson_type(talk).name(talk.language))


def nobody_works(talk: Talk, kind: LessonType, windows: Sequence[Window]) -> bool:
    """Whether no teacher has hours then for such a lesson. Classes are planned, whatever the hours."""
    return not kind.is_class and next(working(talk.school, kind, windows), None) is None


def against_wished(talk: Talk, windows: tuple[Window, ...]) -> Broken | None:
    """The rule for which the teacher who was asked for may not teach the student at all."""
    teacher_id = talk.data.get("teacher")
    refusal = against(talk, windows, teacher_id) if teacher_id is not None else None
    return refusal if refusal is not None and refusal.rule.about is About.TEACHER else None


def against_all_who_work(talk: Talk, windows: tuple[Window, ...]) -> Broken | None:
    """The rule for which nobody who works then may teach the student."""
    found, kind = None, lesson_type(talk)
    if not kind.is_class:
        for teacher in working(talk.school, kind, windows):
            found = against(talk, windows, teacher.id)
            if found is None:
                return None
    return found


def places_in(talk: Talk, windows: Sequence[Window]) -> list[datetime]:
    """When the classes begin of the type looked for in which the student has a place already."""
    kind = lesson_type(talk)
    if not kind.is_class:
        return []
    own = talk.work.bookings.coming(talk.student.school_id, talk.student.id, talk.now)
    others = (booking.session for booking in own if booking.session.id != talk.data.get("ignoring"))
    starts = [session.start for session in others if session.lesson_type_id == kind.id]
    return [start for start in starts if any(window.start <= start < window.last for window in windows)]


def say_already_in(talk: Talk, starts: Sequence[datetime]) -> None:
    told = [wall(start, talk.school) for start in starts[:_PLACES_TOLD]]
    talk.say("already_in_class", type=lesson_type(talk).name(talk.language), starts=told)


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
    """The one day that was asked for, to be said back: its start, and its clock times if it has any, of which there may
    be two."""
    zone = talk.school.zone
    days = {to_wall(window.start, zone).date() for window in windows}
    exact = all(window.end is None for window in windows)
    if len(days) > 1 or len(windows) > (2 if exact else 1):
        return None
    also = wall(windows[1].start, talk.school) if len(windows) == 2 else None
    window = windows[0]
    start, end = wall(window.start, talk.school), wall(window.end, talk.school) if window.end is not None else None
    opens = None if window.end is not None and (start.endswith("T00:00") or window.start <= talk.now) else start
    closes = None if end is None or end.endswith("T00:00") else end
    return {"start": start, "opens": opens, "until": closes, "exact": start if exact else None, "also": also}


def has_lesson(talk: Talk, kind: LessonType, windows: Sequence[Window]) -> bool:
    """Whether a lesson of that type at the one exact time would overlap another one of the student's."""
    if len(windows) != 1 or windows[0].end is not None:
        return False
    start, end = windows[0].start, windows[0].start + kind.duration
    lessons = talk.work.bookings.coming(talk.student.school_id, talk.student.id, talk.now)
    return any(lesson.start < end and start < lesson.end for lesson in lessons)
