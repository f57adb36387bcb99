"""What messages are told, as JSON: wall times as ISO text, money as [minor units, currency]. Words come later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from bot.dialogs.talk import Talk
from domain.curricula import EducationLink, Unit
from domain.errors import Refusal
from domain.hindrances import SICK, Cause, given_by, hindrance, is_affected
from domain.languages import name_in
from domain.learning import ModuleProgress
from domain.lessons import Booking, Session, Status
from domain.money import Money
from domain.notices import REMINDERS
from domain.schools import Catalogue
from domain.services.reactions import TOO_LATE_TO_REMIND
from domain.slots import Slot
from domain.timeslots import comes_twice

_SOME_DAY = date(2000, 1, 3)
"""A Monday, for clock times of no day in particular."""


def wall(moment: datetime, catalogue: Catalogue) -> str:
    """As ISO text; a time that comes twice with [summer] or [winter] behind it."""
    return _wall(moment, catalogue.zone)


@lru_cache(2048)
def _wall(moment: datetime, zone: ZoneInfo) -> str:
    there = moment.astimezone(zone)
    text = there.replace(tzinfo=None).isoformat(timespec="minutes")
    return f"{text}[{'winter' if there.fold else 'summer'}]" if comes_twice(there) else text


def money(amount: Money) -> list[Any]:
    return [amount.minor, amount.currency]


def from_to(start: time, end: time) -> dict[str, str]:
    """Clock times of no day in particular."""
    return {name: datetime.combine(_SOME_DAY, at).isoformat() for name, at in (("start", start), ("end", end))}


def place(
    catalogue: Catalogue,
    teacher_ids: Sequence[int],
    resource_ids: tuple[int, ...],
    branch_id: int | None,
    language: str,
) -> Any:
    """Who, all of them, and where: names that may be missing are None."""
    teachers = [catalogue.teachers[id_].first_name for id_ in teacher_ids if id_ in catalogue.teachers]
    branch = catalogue.branches.get(branch_id) if branch_id is not None else None
    names = [
        catalogue.resources[resource_id].name for resource_id in resource_ids if resource_id in catalogue.resources
    ]
    return {
        "teacher": " & ".join(teachers) or None,
        "resources": ", ".join(names) or None,
        "branch": branch.name(language) if branch else None,
    }


def reminded(booking: Booking, now: datetime) -> bool:
    """Whether a reminder will come before the lesson: not if it starts so soon that none is planned."""
    return any(booking.start - before > now + TOO_LATE_TO_REMIND for before in REMINDERS.values())


def session_params(catalogue: Catalogue, session: Session, language: str) -> dict[str, Any]:
    return {
        "start": wall(session.start, catalogue),
        "end": wall(session.end, catalogue),
        "type": catalogue.lesson_type(session.lesson_type_id).name(language),
        **place(catalogue, given_by(catalogue, session), session.resource_ids, session.branch_id, language),
    }


def lesson_label(catalogue: Catalogue, booking: Booking, language: str) -> dict[str, Any]:
    """What is written on the choice of a lesson."""
    kind = catalogue.lesson_type(booking.session.lesson_type_id)
    return {"start": wall(booking.start, catalogue), "type": kind.name(language)}


def booking_params(catalogue: Catalogue, booking: Booking, language: str) -> dict[str, Any]:
    return {
        **session_params(catalogue, booking.session, language),
        "reference": booking.reference,
        "price": money(booking.price),
        "free_until": wall(booking.free_until, catalogue),
        "waiting": booking.status is Status.REQUESTED,
    }


def listed_params(catalogue: Catalogue, booking: Booking, language: str) -> dict[str, Any]:
    """Of a lesson in the student's list. off: it can't be held as agreed, and the student has not said yet what now."""
    return booking_params(catalogue, booking, language) | {"off": is_affected(catalogue, booking)}


def hindrance_params(catalogue: Catalogue, session: Session, language: str) -> dict[str, Any]:
    """Why the lesson can't be held as agreed. why: None if it can; ill: its teacher has reported sick; several: more
    than one teacher is off."""
    found = hindrance(catalogue, session)
    if found is None:
        return {"why": None, "reason": "", "missing": "", "ill": False, "several": False}
    missing = [catalogue.resources[id_].name for id_ in found.calendar_ids if id_ in catalogue.resources]
    return {
        "why": found.cause.value,
        "reason": name_in(language, found.reasons),
        "missing": ", ".join(missing),
        "ill": found.reason == SICK,
        "several": found.cause is Cause.TEACHER and len(found.calendar_ids) > 1,
    }


def module_params(line: ModuleProgress, language: str) -> dict[str, Any]:
    """share: from 0 to 1, for a bar. passed: of a test, None until it was taken."""
    return {
        "title": line.module.title(language),
        "completed": line.completed,
        "required": line.required,
        "missing": line.missing,
        "credited": line.credited,
        "minutes": line.module.unit is Unit.MINUTES,
        "test": line.module.by_result,
        "passed": line.result.passed if line.result else None,
        "exempt": line.exempt,
        "share": round(line.share, 3),
    }


def link_params(link: EducationLink) -> dict[str, Any]:
    return {"title": link.title, "url": link.url}


def slot_params(catalogue: Catalogue, slot: Slot, language: str) -> dict[str, Any]:
    lesson_type = catalogue.lesson_type(slot.lesson_type_id)
    teacher_ids = (slot.teacher_id,) if slot.teacher_id is not None else ()
    return {
        "start": wall(slot.start, catalogue),
        "end": wall(slot.end, catalogue),
        "type": lesson_type.name(language),
        "price": money(catalogue.price_at(lesson_type.id, slot.start)),
        "seats": slot.seats if slot.session_id is not None else None,
        **place(catalogue, teacher_ids, slot.resource_ids, slot.branch_id, language),
    }


def own_slot_params(talk: Talk, slot: Slot) -> dict[str, Any]:
    """Of a slot that the student is about to agree to."""
    params = slot_params(talk.school, slot, talk.language)
    return params | {"branch": fetched_at(talk, slot.lesson_type_id) or params["branch"]}


def fetched_at(talk: Talk, lesson_type_id: int) -> str:
    """Where the teacher fetches the student for such a lesson, instead of its branch; "" for nowhere."""
    return talk.student.pickup if talk.school.lesson_type(lesson_type_id).drives else ""


def say_refusal(talk: Talk, refusal: Refusal, asked: Mapping[str, Any] | None = None) -> None:
    """Why not, and what is possible instead. asked: what was asked for, to be said back."""
    talk.say(f"refused_{refusal.code}", **refusal_params(refusal.data, talk.school.zone, talk.language), asked=asked)


def refusal_params(data: Mapping[str, Any], zone: ZoneInfo, language: str) -> dict[str, Any]:
    """What a refusal knows, as its words are given it: times of the school's clocks, names in the language."""
    params: dict[str, Any] = {}
    for name, value in data.items():
        match value:
            case datetime():
                params[name] = _wall(value, zone)
            case date():
                params[name] = value.isoformat()
            case Money():
                params[name] = money(value)
            case Mapping():
                params[name] = name_in(language, value)
            case [Mapping(), *_]:
                params[name] = [name_in(language, names) for names in value]
            case str() | int() | None:
                params[name] = value
            case list() | tuple():
                params[name] = list(value)
    return params
