"""The completion record: everything a licensing authority wants to see of a student's training."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.learning import Progress
from domain.schools import School, Student
from domain.services.desk import Desk
from domain.services.progress import progress
from domain.services.signing import verified
from domain.signatures import Fault, Signature


@dataclass(frozen=True, slots=True)
class CompletionRecord:
    """As of `issued_at`. chain: all signatures of the student; fault: the first that does not fit, if one does not."""

    school: School
    student: Student
    progress: Progress
    chain: tuple[Signature, ...]
    fault: Fault | None
    issued_at: datetime


def completion_record(desk: Desk, student_id: int) -> CompletionRecord:
    """The student's record as it stands, whether or not the training is completed: a student who changes schools takes
    it along. Raises NotFound."""
    student = desk.work.students.get(desk.school_id, student_id)
    chain, fault = verified(desk, student_id)
    found = progress(desk, student)
    return CompletionRecord(desk.catalogue.school, student, found, tuple(chain), fault, desk.now)
