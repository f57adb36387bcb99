"""What progress follows from, marks and notes, and the chains of signatures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from domain.errors import NotFound
from domain.feedback import Feedback, Mark, Note
from domain.learning import History, Lesson, ModuleResult, PlanChange, Signer, SignOff
from domain.signatures import Signature
from domain.timeslots import Interval
from storage import signatures
from storage.bookings import STARTS, of_starts

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

_LESSON = """
jsonb_build_array(b.id, s.lesson_type_id, extract(epoch FROM s.starts_at), extract(epoch FROM s.ends_at),
  ARRAY(SELECT a.calendar_id FROM allocations a WHERE a.school_id = s.school_id AND a.session_id = s.id
        AND a.role = 'teacher' ORDER BY a.id), s.branch_id, s.id, b.status)
"""

_HISTORY_COLUMNS = f"""
p.id, p.name, coalesce(e.enrolled_on, (p.created_at AT TIME ZONE c.zone)::date), p.curriculum_id,
  p.usual_teacher_id,
  ARRAY(SELECT {_LESSON} FROM bookings b JOIN sessions s ON s.school_id = b.school_id AND s.id = b.session_id
        WHERE b.school_id = p.school_id AND b.student_id = p.id AND b.status IN ('completed', 'confirmed')
        ORDER BY s.starts_at, b.id),
  ARRAY(SELECT jsonb_build_array(module_id, required, credited, exempt, reason) FROM plan_changes r
        WHERE r.school_id = p.school_id AND r.student_id = p.id ORDER BY module_id),
  ARRAY(SELECT jsonb_build_array(id, module_id, passed, taken_on, extract(epoch FROM at), teacher_id, note)
        FROM module_results r WHERE r.school_id = p.school_id AND r.student_id = p.id ORDER BY at, id),
  ARRAY(SELECT jsonb_build_array(number, module_id, signer, person_id, extract(epoch FROM at), booking_ids)
        FROM signatures r WHERE r.school_id = p.school_id AND r.student_id = p.id ORDER BY number)
"""
_FROM_STUDENTS = """
FROM students p JOIN schools c ON c.id = p.school_id
LEFT JOIN plans e ON e.school_id = p.school_id AND e.student_id = p.id
WHERE p.school_id = %(school_id)s
"""
_HISTORIES = f"SELECT {_HISTORY_COLUMNS} {_FROM_STUDENTS}"

_RULES_ASK = f"""
SELECT ARRAY(SELECT date_part('epoch', starts_at)::bigint FROM ({STARTS}) booked),
  (SELECT coalesce(sum(e.amount_minor), 0)::bigint FROM ledger_entries e
   WHERE e.school_id = p.school_id AND e.student_id = p.id),
  {_HISTORY_COLUMNS} {_FROM_STUDENTS}
  AND p.id = %(student_id)s
"""

_OF_TEACHER = f"""
{_HISTORIES} AND p.curriculum_id IS NOT NULL AND p.status = 'active' AND p.id IN (
  SELECT b.student_id FROM allocations a
  JOIN bookings b ON b.school_id = a.school_id AND b.session_id = a.session_id AND b.status = 'completed'
  WHERE a.school_id = %(school_id)s AND a.calendar_id = %(teacher_id)s AND a.role = 'teacher'
    AND a.active AND a.starts_at > %(since)s)
ORDER BY p.name, p.id
"""

_ENROL = """
INSERT INTO plans (school_id, student_id, enrolled_on) VALUES (%(school_id)s, %(student_id)s, %(enrolled_on)s)
ON CONFLICT (school_id, student_id) DO UPDATE SET enrolled_on = excluded.enrolled_on
"""

_CHANGE = """
INSERT INTO plan_changes (school_id, student_id, module_id, required, credited, exempt, reason, at)
VALUES (%(school_id)s, %(student_id)s, %(module_id)s, %(required)s, %(credited)s, %(exempt)s, %(reason)s, %(at)s)
ON CONFLICT (school_id, student_id, module_id) DO UPDATE SET required = excluded.required,
  credited = excluded.credited, exempt = excluded.exempt, reason = excluded.reason, at = excluded.at
"""

_TAKE_BACK = """
DELETE FROM plan_changes WHERE school_id = %(school_id)s AND student_id = %(student_id)s AND module_id = %(module_id)s
"""

_RESULT = """
INSERT INTO module_results (school_id, id, student_id, module_id, passed, taken_on, teacher_id, note, at)
VALUES (%(school_id)s, %(id)s, %(student_id)s, %(module_id)s, %(passed)s, %(taken_on)s, %(teacher_id)s, %(note)s,
        %(at)s)
"""

_MARK = """
INSERT INTO marks (school_id, booking_id, module_id, skill, mark, teacher_id, at)
VALUES (%(school_id)s, %(booking_id)s, %(module_id)s, %(skill)s, %(mark)s, %(teacher_id)s, %(at)s)
ON CONFLICT (school_id, booking_id, skill) DO UPDATE SET mark = excluded.mark, module_id = excluded.module_id,
  teacher_id = excluded.teacher_id, at = excluded.at
"""

_NOTE = """
INSERT INTO lesson_notes (school_id, id, booking_id, text, teacher_id, at)
VALUES (%(school_id)s, %(id)s, %(booking_id)s, %(text)s, %(teacher_id)s, %(at)s)
"""

_FEEDBACK = """
SELECT b.id, s.lesson_type_id, s.starts_at, s.ends_at,
  ARRAY(SELECT jsonb_build_array(module_id, skill, mark, extract(epoch FROM at), teacher_id) FROM marks m
        WHERE m.school_id = b.school_id AND m.booking_id = b.id ORDER BY at, skill),
  ARRAY(SELECT jsonb_build_array(text, extract(epoch FROM at), teacher_id) FROM lesson_notes n
        WHERE n.school_id = b.school_id AND n.booking_id = b.id ORDER BY at, id)
FROM bookings b JOIN sessions s ON s.school_id = b.school_id AND s.id = b.session_id
WHERE b.school_id = %(school_id)s AND b.student_id = %(student_id)s AND b.status = 'completed'
  AND (EXISTS (SELECT FROM marks m WHERE m.school_id = b.school_id AND m.booking_id = b.id)
    OR EXISTS (SELECT FROM lesson_notes n WHERE n.school_id = b.school_id AND n.booking_id = b.id))
ORDER BY s.starts_at DESC, b.id DESC LIMIT %(limit)s
"""


class SqlLearning:
    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    def history(self, school_id: int, student_id: int) -> History:
        found = self.histories(school_id, [student_id])
        if not found:
            raise NotFound(what="student", id=student_id)
        return found[0]

    def histories(self, school_id: int, student_ids: Sequence[int]) -> list[History]:
        rows = self._work.look(
            f"{_HISTORIES} AND p.id = ANY(%(students)s)", {"school_id": school_id, "students": list(student_ids)}
        )
        return [_history(row) for row in rows]

    def what_rules_ask(
        self, school_id: int, student_id: int, during: Interval, now: datetime, *, ignoring: int | None = None
    ) -> tuple[History, list[datetime], int]:
        asked = of_starts(school_id, student_id, during, now, ignoring)
        locked = self._work.calendars.has_locked(student_id)
        rows = self._work.hold(_RULES_ASK, asked) if locked else self._work.look(_RULES_ASK, asked)
        if not rows:
            raise NotFound(what="student", id=student_id)
        ((starts, owed, *history),) = rows
        return _history(history), [datetime.fromtimestamp(start, UTC) for start in starts], owed

    def taught_by(self, school_id: int, teacher_id: int, since: datetime) -> list[History]:
        rows = self._work.read(_OF_TEACHER, {"school_id": school_id, "teacher_id": teacher_id, "since": since})
        return [_history(row) for row in rows]

    def enrol(self, school_id: int, student_id: int, on: date) -> None:
        self._work.write(_ENROL, {"school_id": school_id, "student_id": student_id, "enrolled_on": on})

    def change(self, school_id: int, student_id: int, change: PlanChange, now: datetime) -> None:
        self._work.write(
            _CHANGE,
            {
                "school_id": school_id,
                "student_id": student_id,
                "module_id": change.module_id,
                "required": change.required,
                "credited": change.credited,
                "exempt": change.exempt,
                "reason": change.reason,
                "at": now,
            },
        )

    def take_back(self, school_id: int, student_id: int, module_id: int) -> None:
        self._work.write(_TAKE_BACK, {"school_id": school_id, "student_id": student_id, "module_id": module_id})

    def add_result(self, school_id: int, student_id: int, result: ModuleResult) -> None:
        self._work.write(
            _RESULT,
            {
                "school_id": school_id,
                "id": result.id,
                "student_id": student_id,
                "module_id": result.module_id,
                "passed": result.passed,
                "taken_on": result.taken_on,
                "teacher_id": result.teacher_id,
                "note": result.note,
                "at": result.at,
            },
        )

    def chain(self, school_id: int, student_id: int) -> list[Signature]:
        return signatures.chain(self._work, school_id, student_id)

    def append(self, signature: Signature) -> None:
        signatures.append(self._work, signature)

    def mark(self, school_id: int, booking_id: int, mark: Mark) -> None:
        self._work.write(
            _MARK,
            {
                "school_id": school_id,
                "booking_id": booking_id,
                "module_id": mark.module_id,
                "skill": mark.skill,
                "mark": mark.mark,
                "teacher_id": mark.teacher_id,
                "at": mark.at,
            },
        )

    def note(self, school_id: int, booking_id: int, note: Note) -> None:
        self._work.write(
            _NOTE,
            {
                "school_id": school_id,
                "id": self._work.next_id(),
                "booking_id": booking_id,
                "text": note.text,
                "teacher_id": note.teacher_id,
                "at": note.at,
            },
        )

    def feedback(self, school_id: int, student_id: int, *, limit: int) -> list[Feedback]:
        rows = self._work.read(_FEEDBACK, {"school_id": school_id, "student_id": student_id, "limit": limit})
        return [_feedback(row) for row in rows]


def _history(row: Sequence[Any]) -> History:
    student_id, name, enrolled_on, curriculum_id, usual_teacher_id, lessons, changes, results, sign_offs = row
    return History(
        student_id=student_id,
        student_name=name,
        enrolled_on=enrolled_on,
        curriculum_id=curriculum_id,
        usual_teacher_id=usual_teacher_id,
        lessons=tuple(_lesson(part) for part in lessons if part[-1] == "completed"),
        coming=tuple(_lesson(part) for part in lessons if part[-1] == "confirmed"),
        changes=tuple(PlanChange(*part) for part in changes),
        results=tuple(_result(part) for part in results),
        sign_offs=tuple(_sign_off(part) for part in sign_offs),
    )


def _lesson(part: Sequence[Any]) -> Lesson:
    booking_id, lesson_type_id, start, end, teachers, branch_id, session_id, _ = part
    return Lesson(booking_id, lesson_type_id, _moment(start), _moment(end), tuple(teachers), branch_id, session_id)


def _result(part: Sequence[Any]) -> ModuleResult:
    result_id, module_id, passed, taken_on, at, teacher_id, note = part
    return ModuleResult(result_id, module_id, passed, date.fromisoformat(taken_on), _moment(at), teacher_id, note)


def _sign_off(part: Sequence[Any]) -> SignOff:
    number, module_id, signer, person_id, at, booking_ids = part
    return SignOff(number, module_id, Signer(signer), person_id, _moment(at), frozenset(booking_ids))


def _feedback(row: Sequence[Any]) -> Feedback:
    booking_id, lesson_type_id, start, end, marks, notes = row
    return Feedback(
        booking_id,
        lesson_type_id,
        start.astimezone(UTC),
        end.astimezone(UTC),
        tuple(Mark(module_id, skill, mark, _moment(at), by) for module_id, skill, mark, at, by in marks),
        tuple(Note(text, _moment(at), by) for text, at, by in notes),
    )


def _moment(epoch: Any) -> datetime:
    return datetime.fromtimestamp(float(epoch), UTC)
