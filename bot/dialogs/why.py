"""Why can't I book? The rules that stand in the way, each with the next legal option; or that none does, and times."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Flow, Step, told
from bot.dialogs.instead import instead
from bot.dialogs.lesson_slots import everything, slot_from
from bot.dialogs.no_times import has_lesson, nobody_works, said_times
from bot.dialogs.talk import End, Heard, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.windows import windows_of
from bot.dialogs.wishing import remember_when
from bot.dialogs.wording import say_refusal
from domain.errors import Refusal
from domain.schools import LessonType
from domain.services.bookability import forbidding, reasons
from domain.services.searching import search
from domain.slots import SlotQuery, Window


def begin(talk: Talk) -> dict[str, Any]:
    """A time or a teacher that is named is left to the booking, which explains and offers others."""
    return remember_when(talk)


def wanted(talk: Talk) -> LessonType | None:
    """The type that is named, else the one being talked of, else the ordinary lesson."""
    types = {kind.id: kind for kind in talk.school.bookable_types}
    named = (talk.reading.lesson_type, talk.data.get("type"))
    usual = next(iter((*talk.school.types_for_students, *types.values())), None)
    return next((types[type_id] for type_id in named if type_id in types), usual)


def tell(talk: Talk, kind: LessonType, found: Sequence[Refusal]) -> None:
    talk.say("why_not" if found else "why_nothing", type=kind.name(talk.language))
    for refusal in found:
        say_refusal(talk, refusal)


def aside(talk: Talk) -> None:
    """In passing: also what forbids the time that is named."""
    if (kind := wanted(talk)) is None:
        talk.say("nothing_to_book")
        return
    teacher_id = talk.reading.teacher
    found = reasons(talk.at, talk.student, kind, teacher_id)
    windows = windows_of(talk, talk.reading.windows)
    if windows:
        first, last = windows[0].start, max(windows[-1].start, windows[-1].last - kind.duration)
        never = forbidding(talk.at, talk.student, kind, first, last, teacher_id=teacher_id)
        found += [never] if never is not None and never.code not in {refusal.code for refusal in found} else []
    if found or not (say_nothing_then(talk, kind, tuple(windows), teacher_id) if windows else say_never(talk, kind)):
        tell(talk, kind, found)


def say_never(talk: Talk, kind: LessonType) -> bool:
    """Say that such a lesson can't be had at all although no rule forbids it, if that is so: no car may be for it."""
    if kind.is_class or talk.data.get("held") or _is_free(talk, kind, (everything(talk, kind.id),), None):
        return False
    talk.say("no_times_at_all", type=kind.name(talk.language))
    return True


def say_nothing_then(talk: Talk, kind: LessonType, windows: tuple[Window, ...], teacher_id: int | None) -> bool:
    """Say why nothing can be had in the windows although no rule forbids it, if that is so."""
    asked = said_times(talk, windows)
    if nobody_works(talk, kind, windows):
        talk.say("nobody_teaches_then", asked=asked)
    elif _is_held(talk, windows) or _is_free(talk, kind, windows, teacher_id):
        return False
    elif has_lesson(talk, kind, windows):
        talk.say("refused_student_busy")
    elif teacher_id is not None:
        talk.say("not_with_teacher", teacher=talk.school.teacher(teacher_id).first_name, asked=None)
    else:
        talk.say("no_times_then", asked=asked)
    return True


def _is_held(talk: Talk, windows: Sequence[Window]) -> bool:
    """Whether a time in the windows is held for the student just now."""
    if not talk.data.get("held"):
        return False
    start = slot_from(talk.data["slot"]).start
    return any(window.start <= start < window.last for window in windows)


def _is_free(talk: Talk, kind: LessonType, windows: tuple[Window, ...], teacher_id: int | None) -> bool:
    teachers = () if teacher_id is None else (teacher_id,)
    query = SlotQuery(kind, windows, talk.now, teacher_ids=teachers, student_id=talk.student.id)
    return next(search(talk.at, query, talk.student, talk.facts()), None) is not None


def booking_says(talk: Talk, kind: LessonType) -> bool:
    """Whether the booking itself says what is in the way: of a time that is named, or of a teacher."""
    teacher_id = talk.data.get("teacher")
    barred = teacher_id is not None and reasons(talk.at, talk.student, kind, teacher_id)
    return bool(barred) or "windows" in talk.data or "candidates" in talk.data


def ask(talk: Talk) -> Prompt | End | Open:
    if (kind := wanted(talk)) is None:
        talk.say("nothing_to_book")
        return End()
    found = reasons(talk.at, talk.student, kind)
    if found or not booking_says(talk, kind):
        if not found and say_never(talk, kind):
            return instead()
        tell(talk, kind, found)
    if not found:
        return Open("book", {**talk.data, "type": kind.id})
    choices = (Choice("lessons", "menu_lessons"), Choice("school", "choice_school"), Choice("home", "choice_menu"))
    return Prompt("menu_again", {}, choices)


def hear(talk: Talk, heard: Heard) -> Move:
    return Open(heard.choice) if heard.choice is not None else Unheard()


FLOW = Flow("why", "tell", {"tell": Step(ask, hear, passing=True)}, aside=told(aside), begin=begin)
