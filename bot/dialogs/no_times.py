"""Why there is no time as it was wished."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from bot.dialogs.branches import may_be_there, place_wished
from bot.dialogs.full_classes import full_classes
from bot.dialogs.lesson_slots import against, everything, is_elsewhere, lacks_car, lesson_type
from bot.dialogs.talk import Talk
from bot.dialogs.wording import say_refusal, session_params, wall
from domain.lessons import Booking, Status
from domain.presence import working
from domain.rules.rule import About, Broken
from domain.schools import Closure, LessonType, Teacher
from domain.services.availability import unavailable
from domain.services.bookability import together
from domain.slots import Window
from domain.timeslots import to_wall

_PLACES_TOLD = 3
_ALSO = {"outside_hours": "nobody_teaches_then", "slot_taken": "no_times_then"}
"""By the code of a refusal that tells why a time is not to be had, the words where it was only asked about."""


def say_not_with(talk: Talk, teacher_id: int | None, windows: tuple[Window, ...]) -> None:
    """The teacher who was wanted has no time, or may not be had."""
    teacher = talk.school.teacher(teacher_id) if teacher_id is not None else None
    if teacher is not None and (found := against(talk, windows, teacher.id)):
        say_rules(talk, found, said_times(talk, windows), teacher)
        return
    if teacher is not None and say_not_taught(talk, teacher):
        return
    if teacher is not None and not may_be_there(talk, teacher.id):
        talk.say("not_there_with_teacher", teacher=teacher.first_name, place=place_wished(talk))
        return
    told = "no_such_car_then" if teacher and lacks_car(talk, windows, (teacher.id,)) else "not_with_teacher"
    talk.say(told, teacher=teacher.first_name if teacher else None, asked=None)


def say_not_taught(talk: Talk, teacher: Teacher) -> bool:
    """Whether the teacher doesn't give such lessons, which is said."""
    kind = lesson_type(talk)
    if teacher in talk.school.teachers_of(kind):
        return False
    talk.say("not_taught_by", teacher=teacher.first_name, type=kind.name(talk.language))
    return True


def say_rules(
    talk: Talk, found: Sequence[Broken], asked: Mapping[str, Any] | None, teacher: Teacher | None = None
) -> None:
    """The rules in the way of what was asked for: all of them to who asks why, else the one that no other time would
    change, or the first. teacher: with whom it was asked for."""
    of_teacher = [refusal for refusal in found if refusal.rule.about is About.TEACHER]
    if asked is not None and teacher is not None:
        asked = {**asked, "teacher": teacher.first_name}
    told = found if asks_why(talk) else (of_teacher or found)[:1]
    if teacher is not None and not all(_names_the_teacher(refusal, asked) for refusal in told):
        talk.say("rules_with_teacher", teacher=teacher.first_name)
    elif told and (there := place_wished(talk)) is not None and talk.school.overrides:
        talk.say("rules_there", place=there)
    for refusal in told:
        say_refusal(talk, refusal, asked)


def _names_the_teacher(refusal: Broken, asked: Mapping[str, Any] | None) -> bool:
    """Whether its words say with whom, or say back what was asked for, the teacher included."""
    return refusal.rule.about is About.TEACHER or (asked is not None and "asked" in refusal.rule.words["en"])


def asks_why(talk: Talk) -> bool:
    return talk.reading.intent == "why"


def say_why_none(talk: Talk, windows: tuple[Window, ...]) -> None:
    """Nothing was found in the windows: because of a rule, if one forbids them all, else because all is taken. Who asks
    why hears of both."""
    kind, teacher_id = lesson_type(talk), talk.data.get("teacher")
    if talk.data.get("after"):
        talk.say("no_more_times")
        return
    if teacher_id is not None and say_not_taught(talk, talk.school.teacher(teacher_id)):
        return
    if all((window.end or window.start) <= talk.now for window in windows):  # it has gone by while it lay open
        talk.say("when_past")
        return
    if any(talk.data.get("own", [])[:1] == [window.start.isoformat()] for window in windows if window.end is None):
        talk.say("already_then")
        return
    if places := places_in(talk, kind, windows):
        say_already_in(talk, kind, places)
        return
    own = lesson_at(talk, kind, windows)
    if own is not None and not asks_why(talk):
        say_busy(talk, own)
        return
    found, teacher = rules_against(talk, kind, windows, teacher_id)
    say_rules(talk, found, said_times(talk, windows), teacher)
    talk.data["elsewhere"] = bool(found) and is_elsewhere(talk, windows)
    if found and asks_why(talk):
        say_also(talk, kind, windows, teacher_id)
    elif own is not None:
        say_busy(talk, own)
    elif not found:
        say_what_is_there(talk, kind, windows)


def rules_against(
    talk: Talk,
    kind: LessonType,
    windows: Sequence[Window],
    teacher_id: int | None,
    places: Sequence[int] | None = None,
) -> tuple[list[Broken], Teacher | None]:
    """The rules for which nothing can be had then; if they are in the way of the teacher who was asked for, that one
    too. places: if it isn't where it is wished to be."""
    if teacher_id is not None and (found := against(talk, windows, teacher_id, kind, places)):
        return found, talk.school.teacher(teacher_id)
    return against(talk, windows, kind=kind, places=places), None


def say_also(talk: Talk, kind: LessonType, windows: Sequence[Window], teacher_id: int | None) -> None:
    """What would be in the way of the one time that was asked for even if no rule was."""
    if len(windows) != 1 or windows[0].end is not None:
        return
    for refusal in unavailable(talk.at, talk.student, kind, windows[0].start, teacher_id):
        if refusal.code not in _ALSO:
            say_refusal(talk, refusal)
        elif teacher_id is not None:
            talk.say("not_with_teacher", teacher=talk.school.teacher(teacher_id).first_name, asked=None)
        else:
            talk.say(_ALSO[refusal.code], asked=None)


def say_what_is_there(talk: Talk, kind: LessonType, windows: tuple[Window, ...]) -> None:
    """It is closed, nobody works, or all is taken."""
    named = said_times(talk, windows)
    if is_elsewhere(talk, windows):
        talk.say("none_there", place=place_wished(talk), asked=named)
        talk.data["elsewhere"] = True
    elif (closure := closed_in(talk, windows)) is not None:
        talk.say("refused_closed", reason=closure.reason(talk.language))
    elif nobody_works(talk, kind, windows):
        talk.say("nobody_teaches_then", asked=named)
    elif full := full_classes(talk, kind, windows):
        talk.say("class_full_then", **session_params(talk.school, full[0], talk.language))
    elif lacks_car(talk, windows):
        talk.say("no_such_car_then", teacher=None, asked=named)
    else:
        talk.say("no_times_then", asked=named)


def say_none_at_all(talk: Talk) -> None:
    """There is nothing to offer, whenever it may be: of a class because the student is in it already, perhaps."""
    if any(say.message == "already_in_class" for say in talk.says):
        return
    if places := places_in(talk, lesson_type(talk), (everything(talk),)):
        say_already_in(talk, lesson_type(talk), places)
    elif "ignoring" in talk.data or not say_together(talk, lesson_type(talk)):
        talk.say("no_times_at_all", type=lesson_type(talk).name(talk.language))


def say_together(talk: Talk, kind: LessonType) -> bool:
    """Say which rules leave no time between them, if that is so."""
    found = together(talk.at, talk.student, kind, facts=talk.facts())
    for refusal in found:
        say_refusal(talk, refusal)
    return bool(found)


def nobody_works(talk: Talk, kind: LessonType, windows: Sequence[Window]) -> bool:
    """Whether no teacher has hours then for such a lesson. Classes are planned, whatever the hours; of today, hours are
    over that there were."""
    begun = any(window.start <= talk.now for window in windows)
    return not (kind.is_class or begun) and next(working(talk.school, kind, windows), None) is None


def places_in(talk: Talk, kind: LessonType, windows: Sequence[Window]) -> list[Booking]:
    """What the student has already, or has asked for, in classes of the type that begin then."""
    if not kind.is_class:
        return []
    coming = talk.work.bookings.coming(talk.student.school_id, talk.student.id, talk.now)
    own = (b for b in coming if b.session.lesson_type_id == kind.id and b.session.id != talk.data.get("ignoring"))
    return [booking for booking in own if any(window.start <= booking.start < window.last for window in windows)]


def say_already_in(talk: Talk, kind: LessonType, places: Sequence[Booking]) -> None:
    """What waits for the school's answer is told where there is nothing else."""
    taken = [place for place in places if place.status is not Status.REQUESTED]
    told = [wall(place.start, talk.school) for place in (taken or places)[:_PLACES_TOLD]]
    talk.say("already_in_class" if taken else "already_asked_for", type=kind.name(talk.language), starts=told)


def say_busy(talk: Talk, lesson: Booking) -> None:
    """The student has something else then, or has asked for it."""
    if lesson.status is Status.REQUESTED:
        say_already_in(talk, talk.school.lesson_type(lesson.session.lesson_type_id), [lesson])
    else:
        talk.say("refused_student_busy")


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


def lesson_at(talk: Talk, kind: LessonType, windows: Sequence[Window]) -> Booking | None:
    """The student's own that a lesson of that type at the one exact time would overlap."""
    if len(windows) != 1 or windows[0].end is not None:
        return None
    start, end = windows[0].start, windows[0].start + kind.duration
    lessons = talk.work.bookings.coming(talk.student.school_id, talk.student.id, talk.now)
    return next((lesson for lesson in lessons if lesson.start < end and start < lesson.end), None)
