"""The slots of the lesson that is looked for: which there are, and what forbids them all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.dialogs.full_classes import full_classes
from bot.dialogs.talk import Talk
from bot.dialogs.windows import window_from
from domain.errors import Refusal
from domain.lessons import Session
from domain.rules.rule import Broken
from domain.schools import LessonType
from domain.services.bookability import forbidding, together
from domain.services.searching import search
from domain.slots import Slot, SlotQuery, Window
from domain.timeslots import Interval


def lesson_type(talk: Talk) -> LessonType:
    return talk.school.lesson_type(talk.data["type"])


def everything(talk: Talk, type_id: int | None = None) -> Window:
    """All times of lessons of that type, or of the one looked for, that can be booked."""
    return Window(talk.now, latest(talk, type_id) + timedelta(days=1))


def latest(talk: Talk, type_id: int | None = None) -> datetime:
    """The last start that can be booked anywhere."""
    policies = talk.school.policies_of(type_id or talk.data["type"]).values()
    return max(policy.latest_start(talk.now) for policy in policies)


def others(
    talk: Talk,
    windows: tuple[Window, ...],
    teachers: tuple[int, ...],
    *,
    any_car: bool = False,
    anywhere: bool = False,
    spread: bool = True,
) -> Iterator[Slot]:
    """Offers; when a lesson is moved, not the very time it has (data["own"]), unless another teacher is asked for.

    any_car: whatever is wished of it. anywhere: wherever it is wished to be. spread: as `SlotQuery` has it.
    """
    start, teacher = talk.data.get("own") or (None, None)
    facts = talk.facts(talk.data.get("ignoring"))
    asked = query(talk, windows, teachers)
    if not spread:
        asked = replace(asked, spread=False)
    if anywhere:
        asked = replace(asked, branch_ids=())
    if any_car:
        asked = replace(asked, attributes={}, resource_ids=())
    for slot in search(talk.at, asked, talk.student, facts):
        if slot.start.isoformat() != start or teacher not in {slot.teacher_id, talk.data.get("teacher")}:
            yield slot


def lacks_car(talk: Talk, windows: tuple[Window, ...], teachers: tuple[int, ...] = ()) -> bool:
    """Whether it is the car wished for that is not to be had then: in another one there are times."""
    wished = talk.data.get("car") or talk.data.get("not_cars")
    return bool(wished) and any(True for _ in others(talk, windows, teachers, any_car=True))


def is_elsewhere(talk: Talk, windows: tuple[Window, ...]) -> bool:
    """Whether it is the place wished for at which there is nothing then: at another one there are times."""
    return bool(talk.data.get("places")) and any(True for _ in others(talk, windows, (), anywhere=True))


def query(talk: Talk, windows: tuple[Window, ...], teachers: tuple[int, ...]) -> SlotQuery:
    unwanted = talk.data.get("not_cars", ())
    return SlotQuery(
        lesson_type(talk),
        windows,
        talk.now,
        teacher_ids=teachers,
        student_id=talk.student.id,
        resource_ids=tuple(id_ for id_ in talk.school.resources if id_ not in unwanted) if unwanted else (),
        ignoring=talk.data.get("ignoring"),
        attributes=talk.data.get("car", {}),
        branch_ids=tuple(talk.data.get("places") or ()),
    )


def against(
    talk: Talk,
    windows: Sequence[Window],
    teacher_id: int | None = None,
    kind: LessonType | None = None,
    places: Sequence[int] | None = None,
) -> list[Broken]:
    """The rules of time and teacher that forbid all starts in the windows. kind, places: if it isn't the one looked
    for, where it is wished to be."""
    kind = kind or lesson_type(talk)
    first_start = min(window.start for window in windows)
    last_start = max(window.start if window.end is None else window.end - kind.duration for window in windows)
    return forbidding(
        talk.at,
        talk.student,
        kind,
        first_start,
        max(first_start, last_start),
        teacher_id=teacher_id,
        ignoring=talk.data.get("ignoring"),
        facts=talk.facts(talk.data.get("ignoring")),
        branch_ids=talk.data.get("places") or () if places is None else places,
    )


def never(talk: Talk) -> Broken | None:
    """The first rule that forbids the student all times that could be booked, if one does."""
    policies = talk.school.policies_of(talk.data["type"]).values()
    earliest, last = min(policy.earliest_start(talk.now) for policy in policies), latest(talk)
    if earliest > last:
        return next(iter(together(talk.at, talk.student, lesson_type(talk), facts=talk.facts())), None)
    if not any(policy.offering for policy in policies):
        return None
    return next(iter(against(talk, (Window(earliest, last),), places=())), None)


def gone_by_now(talk: Talk) -> list[Window]:
    """The starts that are offered of which one can be booked no more: the rules have come to forbid it, or it is
    taken."""
    offered = [slot_from(offer) for offer in talk.data.get("offers") or ()]
    windows = tuple(Window(slot.start, None) for slot in offered)
    teachers = dict.fromkeys(slot.teacher_id for slot in offered if slot.teacher_id is not None)
    if not offered or talk.data.get("held"):
        return []
    try:
        free = {(slot.start, slot.teacher_id) for slot in others(talk, windows, tuple(teachers))}
    except Refusal:
        return list(windows)
    return list(windows) if any((slot.start, slot.teacher_id) not in free for slot in offered) else []


def full_now(talk: Talk) -> list[Session]:
    """The full classes where times are looked for, which may be waited for."""
    windows = tuple(map(window_from, talk.data["windows"])) if talk.data.get("windows") else (everything(talk),)
    return full_classes(talk, lesson_type(talk), windows) if "ignoring" not in talk.data else []


def stored_slot(slot: Slot) -> dict[str, Any]:
    return {
        "start": slot.start.isoformat(),
        "end": slot.end.isoformat(),
        "type": slot.lesson_type_id,
        "teacher": slot.teacher_id,
        "resources": list(slot.resource_ids),
        "branch": slot.branch_id,
        "session": slot.session_id,
        "seats": slot.seats,
        "wished": dict(slot.wished),
    }


def slot_from(data: Mapping[str, Any]) -> Slot:
    return Slot(
        Interval(datetime.fromisoformat(data["start"]), datetime.fromisoformat(data["end"])),
        data["type"],
        data["teacher"],
        tuple(data["resources"]),
        data["branch"],
        data["session"],
        data["seats"],
        data.get("wished", {}),
    )
