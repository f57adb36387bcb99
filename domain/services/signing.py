"""Sign a completed module off: first the teacher, then the student, each once, in the student's chain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from domain.errors import NotAllowed, NotFound
from domain.learning import Lesson, ModuleProgress, Progress, Signer
from domain.notices import Notice, NoticeKind, Role
from domain.services.desk import Desk
from domain.services.progress import measured, progress_of
from domain.signatures import Fault, Signature, canonical, chained, fault, head

LOOKED_BACK = timedelta(days=120)
"""Students whom the teacher has not seen for so long are not looked through for what is to be signed."""


@dataclass(frozen=True, slots=True)
class Hand:
    """Who signs, and by which channel and contact."""

    signer: Signer
    person_id: int
    name: str
    channel: str
    contact_id: int | None = None


@dataclass(frozen=True, slots=True)
class OpenSignOff:
    """A module of a student that waits for somebody's signature."""

    progress: Progress
    line: ModuleProgress

    @property
    def student_id(self) -> int:
        return self.progress.history.student_id


def open_for_teacher(desk: Desk, teacher_id: int) -> list[OpenSignOff]:
    """Modules that this teacher is to sign, the one that has waited longest first."""
    since = desk.now - LOOKED_BACK
    histories = desk.work.learning.taught_by(desk.school_id, teacher_id, since)
    found = [
        OpenSignOff(progress, line)
        for progress in (measured(desk, history) for history in histories)
        for line in progress.modules
        if line.awaits(Signer.TEACHER) and teacher_of(desk, progress, line) == teacher_id
    ]
    return sorted(found, key=_last_lesson)


def open_for_student(desk: Desk, student_id: int) -> list[OpenSignOff]:
    """Modules that the teacher has signed and the student has not, in the plan's order."""
    return awaiting_student(progress_of(desk, student_id))


def awaiting_student(progress: Progress) -> list[OpenSignOff]:
    """The same of a student whose progress is known."""
    return [OpenSignOff(progress, line) for line in progress.modules if line.awaits(Signer.STUDENT)]


def teacher_of(desk: Desk, progress: Progress, line: ModuleProgress) -> int | None:
    """Who signs the module off."""
    teacher = desk.catalogue.teachers.get(line.teacher_id or 0)
    return teacher.id if teacher is not None and teacher.active else progress.history.usual_teacher_id


def _last_lesson(waiting: OpenSignOff) -> datetime:
    return waiting.line.lessons[-1].end


def sign(desk: Desk, student_id: int, module_id: int, hand: Hand) -> Signature:
    """Add a signature to the student's chain. Signing what one has signed already returns that signature.

    The chain is locked by the student's calendar, so two signatures never follow the same one. The teacher who gave the
    module's last lesson signs; if that one teaches no more, the student's usual teacher. Then the student is asked.

    Raises NotFound, NotAllowed (it is not to be signed, or not by this one).
    """
    desk.work.calendars.lock(desk.school_id, [student_id])
    progress = progress_of(desk, student_id)
    line = progress.of(module_id)
    if line is None:
        raise NotFound(what="module", id=module_id)
    chain = desk.work.learning.chain(desk.school_id, student_id)
    if (given := line.sign_offs.get(hand.signer)) is not None:
        return next(signature for signature in chain if signature.number == given.number)
    owner = teacher_of(desk, progress, line) if hand.signer is Signer.TEACHER else student_id
    if not line.awaits(hand.signer) or owner != hand.person_id:
        raise NotAllowed(action="sign", status="complete" if line.complete else "incomplete")
    signature = _next(desk, chain, progress, line, hand)
    desk.work.learning.append(signature)
    if hand.signer is Signer.TEACHER:
        _ask_student(desk, signature)
    return signature


def _ask_student(desk: Desk, signature: Signature) -> None:
    desk.work.notices.schedule(
        Notice(
            id=desk.work.next_id(),
            school_id=desk.school_id,
            kind=NoticeKind.COUNTERSIGN,
            role=Role.STUDENT,
            person_id=signature.student_id,
            due_at=desk.now,
            booking_id=signature.booking_ids[-1],
            version=signature.number,
        )
    )


def verified(desk: Desk, student_id: int) -> tuple[list[Signature], Fault | None]:
    """The student's chain, and the first record in it that does not fit."""
    chain = desk.work.learning.chain(desk.school_id, student_id)
    return chain, fault(chain)


def _next(desk: Desk, chain: Sequence[Signature], progress: Progress, line: ModuleProgress, hand: Hand) -> Signature:
    number, previous = len(chain) + 1, head(chain)
    content = canonical(_facts(desk, progress, line, hand, number))
    return Signature(
        id=desk.work.next_id(),
        school_id=desk.school_id,
        student_id=progress.history.student_id,
        number=number,
        module_id=line.module.id,
        signer=hand.signer,
        person_id=hand.person_id,
        at=desk.now,
        channel=hand.channel,
        contact_id=hand.contact_id,
        booking_ids=tuple(lesson.booking_id for lesson in line.lessons),
        content=content,
        previous=previous,
        hash=chained(previous, content),
    )


def _facts(desk: Desk, progress: Progress, line: ModuleProgress, hand: Hand, number: int) -> dict[str, Any]:
    """All that is signed, complete in itself: who reads it in ten years needs nothing else."""
    school, curriculum, module = desk.catalogue.school, progress.curriculum, line.module
    assert curriculum is not None, "a module belongs to a curriculum"
    return {
        "number": number,
        "at": desk.now.isoformat(),
        "school": {"id": school.id, "name": school.name},
        "student": {"id": progress.history.student_id, "name": progress.history.student_name},
        "curriculum": {
            "id": curriculum.id,
            "name": curriculum.name(school.language),
            "licence_class": curriculum.licence_class,
        },
        "module": {"id": module.id, "code": module.code, "kind": module.kind.value, "titles": dict(module.titles)},
        "required": line.required,
        "completed": line.completed,
        "credited": line.credited,
        "unit": module.unit.value,
        "lessons": [_lesson(desk, lesson) for lesson in line.lessons],
        "signer": {
            "role": hand.signer.value,
            "id": hand.person_id,
            "name": hand.name,
            "channel": hand.channel,
            "contact": hand.contact_id,
        },
    }


def _lesson(desk: Desk, lesson: Lesson) -> dict[str, Any]:
    teachers = desk.catalogue.teachers
    return {
        "booking": lesson.booking_id,
        "type": desk.catalogue.lesson_type(lesson.lesson_type_id).code,
        "start": lesson.start.isoformat(),
        "end": lesson.end.isoformat(),
        "minutes": lesson.duration // timedelta(minutes=1),
        "teachers": [{"id": id_, "name": teachers[id_].name} for id_ in lesson.teacher_ids if id_ in teachers],
    }
