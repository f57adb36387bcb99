"""Students."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from domain.errors import NotFound
from domain.schools import Student

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

STUDENT_COLUMNS = """
  p.id AS student_id, p.name AS student_name, p.phone, p.language AS student_language, p.usual_teacher_id,
  p.branch_id, p.curriculum_id, p.status, p.birth_date, p.licence_class, p.exam_on, p.pickup
"""

REACHABLE = """
  EXISTS (SELECT FROM contact_links l JOIN contacts c ON c.id = l.contact_id
          WHERE l.school_id = p.school_id AND l.person_id = p.id AND c.gone_at IS NULL)
"""
"""Of students: whether there is a contact by which they can be told something."""

_COMPLETED = """
SELECT s.lesson_type_id, count(*) FROM bookings b
JOIN sessions s ON s.school_id = b.school_id AND s.id = b.session_id
WHERE b.school_id = %(school_id)s AND b.student_id = %(student_id)s AND b.status = 'completed'
GROUP BY s.lesson_type_id
"""

_ADD = """
INSERT INTO students (school_id, id, name, phone, language, usual_teacher_id, branch_id, curriculum_id, status,
                      birth_date, licence_class, exam_on, pickup)
VALUES (%(school_id)s, %(id)s, %(name)s, %(phone)s, %(language)s, %(usual_teacher_id)s, %(branch_id)s,
        %(curriculum_id)s, %(status)s, %(birth_date)s, %(licence_class)s, %(exam_on)s, %(pickup)s)
"""

ADD_CALENDAR = "INSERT INTO calendars (school_id, id, kind) VALUES (%(school_id)s, %(id)s, %(kind)s)"


def student_of(school_id: int, columns: Sequence[Any]) -> Student:
    """The student in `STUDENT_COLUMNS`."""
    student_id, *rest = columns
    return Student(student_id, school_id, *rest)


def student_row(student: Student) -> dict[str, Any]:
    """All of a student but the keys, by column."""
    return {
        "name": student.name,
        "phone": student.phone,
        "language": student.language,
        "usual_teacher_id": student.usual_teacher_id,
        "branch_id": student.branch_id,
        "curriculum_id": student.curriculum_id,
        "status": student.status,
        "birth_date": student.birth_date,
        "licence_class": student.licence_class,
        "exam_on": student.exam_on,
        "pickup": student.pickup,
    }


class SqlStudents:
    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    def get(self, school_id: int, student_id: int) -> Student:
        rows = self._work.read(
            f"SELECT {STUDENT_COLUMNS} FROM students p WHERE p.school_id = %(school_id)s AND p.id = %(id)s",
            {"school_id": school_id, "id": student_id},
        )
        if not rows:
            raise NotFound(what="student", id=student_id)
        return student_of(school_id, rows[0])

    def several(self, school_id: int, student_ids: Collection[int]) -> dict[int, Student]:
        rows = self._work.read(
            f"SELECT {STUDENT_COLUMNS} FROM students p WHERE p.school_id = %(school_id)s AND p.id = ANY(%(ids)s)",
            {"school_id": school_id, "ids": list(student_ids)},
        )
        return {row[0]: student_of(school_id, row) for row in rows}

    def several_and_reach(self, school_id: int, student_ids: Collection[int]) -> dict[int, tuple[Student, bool]]:
        rows = self._work.read(
            f"SELECT {STUDENT_COLUMNS}, {REACHABLE} "
            "FROM students p WHERE p.school_id = %(school_id)s AND p.id = ANY(%(ids)s)",
            {"school_id": school_id, "ids": list(student_ids)},
        )
        return {row[0]: (student_of(school_id, row[:-1]), row[-1]) for row in rows}

    def by_phone(self, school_id: int, phone: str) -> Student | None:
        rows = self._work.look(
            f"SELECT {STUDENT_COLUMNS} FROM students p WHERE p.school_id = %(school_id)s AND p.phone = %(phone)s",
            {"school_id": school_id, "phone": phone},
        )
        return student_of(school_id, rows[0]) if rows else None

    def has_first_name(self, school_id: int, word: str) -> bool:
        ((known,),) = self._work.look(
            "SELECT EXISTS (SELECT FROM students p WHERE p.school_id = %(school_id)s "
            "AND lower(split_part(p.name, ' ', 1)) = lower(%(word)s))",
            {"school_id": school_id, "word": word},
        )
        return bool(known)

    def called(self, school_id: int, named: str) -> list[Student]:
        rows = self._work.read(
            f"SELECT {STUDENT_COLUMNS} FROM students p WHERE p.school_id = %(school_id)s "
            "AND (p.phone = %(named)s OR lower(p.name) = lower(%(named)s)) ORDER BY p.id LIMIT 2",
            {"school_id": school_id, "named": named},
        )
        return [student_of(school_id, row) for row in rows]

    def add(self, student: Student) -> None:
        key = {"school_id": student.school_id, "id": student.id}
        self._work.write(ADD_CALENDAR, key | {"kind": "student"})
        self._work.write(_ADD, key | student_row(student))

    def set_language(self, school_id: int, student_id: int, language: str) -> None:
        self._work.write(
            "UPDATE students SET language = %(language)s WHERE school_id = %(school_id)s AND id = %(id)s",
            {"school_id": school_id, "id": student_id, "language": language},
        )

    def set_pickup(self, school_id: int, student_id: int, place: str) -> None:
        self._work.write(
            "UPDATE students SET pickup = %(place)s WHERE school_id = %(school_id)s AND id = %(id)s",
            {"school_id": school_id, "id": student_id, "place": place},
        )

    def completed(self, school_id: int, student_id: int) -> Mapping[int, int]:
        rows = self._work.read(_COMPLETED, {"school_id": school_id, "student_id": student_id})
        return dict(rows)
