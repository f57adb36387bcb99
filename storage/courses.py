"""Courses and who takes part in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from domain.courses import Course
from domain.errors import NotFound
from domain.languages import FALLBACK
from domain.lessons import Session
from storage import checks
from storage.catalogue_rows import names_of
from storage.jsonb import jsonb
from storage.sessions import SESSION_COLUMNS, session_of
from storage.statements import Stage

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

_COLUMNS = """
  c.id, c.names, c.name, c.active,
  ARRAY(SELECT session_id FROM course_sessions x WHERE x.school_id = c.school_id AND x.course_id = c.id ORDER BY 1),
  ARRAY(SELECT series_id FROM course_series x WHERE x.school_id = c.school_id AND x.course_id = c.id ORDER BY 1)
"""
_WIDTH = 6
"""How many these are."""

_COURSES = f"SELECT {_COLUMNS} FROM courses c WHERE c.school_id = %(school_id)s ORDER BY c.id"

_SESSIONS = f"""
SELECT part.course_id, {SESSION_COLUMNS} FROM sessions s JOIN (
  SELECT course_id, session_id FROM course_sessions WHERE school_id = %(school_id)s AND course_id = ANY(%(ids)s)
  UNION
  SELECT c.course_id, o.id FROM course_series c
  JOIN sessions o ON o.school_id = c.school_id AND o.series_id = c.series_id
  WHERE c.school_id = %(school_id)s AND c.course_id = ANY(%(ids)s)
) part ON part.session_id = s.id
WHERE s.school_id = %(school_id)s AND s.planned AND NOT s.cancelled
ORDER BY s.starts_at, s.id
"""

_WITH_SESSIONS = f"""
SELECT {_COLUMNS}, planned.* FROM courses c LEFT JOIN ({_SESSIONS}) planned ON planned.course_id = c.id
WHERE c.school_id = %(school_id)s AND c.id = ANY(%(ids)s) ORDER BY planned.starts_at, planned.id
"""

_ENDS = """
SELECT s.ends_at FROM bookings b JOIN sessions s ON s.school_id = b.school_id AND s.id = b.session_id
WHERE b.school_id = %(school_id)s AND b.student_id = %(student)s AND b.status = 'confirmed' AND s.ends_at > %(now)s
  AND s.planned AND EXISTS (
    SELECT FROM enrolments e WHERE e.school_id = b.school_id AND e.student_id = b.student_id AND e.left_at IS NULL
      AND (EXISTS (SELECT FROM course_sessions x
                   WHERE x.school_id = e.school_id AND x.course_id = e.course_id AND x.session_id = s.id)
        OR EXISTS (SELECT FROM course_series x
                   WHERE x.school_id = e.school_id AND x.course_id = e.course_id AND x.series_id = s.series_id)))
"""

_ENROL = """
INSERT INTO enrolments (school_id, course_id, student_id, since) VALUES (%(school_id)s, %(id)s, %(student)s, %(now)s)
ON CONFLICT (school_id, course_id, student_id) DO UPDATE
SET since = CASE WHEN enrolments.left_at IS NULL THEN enrolments.since ELSE excluded.since END, left_at = NULL
"""

_LEAVE = """
UPDATE enrolments SET left_at = %(now)s
WHERE school_id = %(school_id)s AND course_id = %(id)s AND student_id = %(student)s AND left_at IS NULL
"""


class SqlCourses:
    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    def get(self, school_id: int, course_id: int) -> Course:
        found = next((course for course in self.all(school_id) if course.id == course_id), None)
        if found is None:
            raise NotFound(what="course", id=course_id)
        return found

    def all(self, school_id: int) -> list[Course]:
        return [_course_of(school_id, row) for row in self._work.look(_COURSES, {"school_id": school_id})]

    def with_sessions(self, school_id: int, course_id: int) -> tuple[Course, list[Session]]:
        rows = self._work.look(_WITH_SESSIONS, {"school_id": school_id, "ids": [course_id]})
        if not rows:
            raise NotFound(what="course", id=course_id)
        planned = [columns[_WIDTH + 1 :] for columns in rows if columns[_WIDTH] is not None]
        return _course_of(school_id, rows[0][:_WIDTH]), [session_of(school_id, columns) for columns in planned]

    def sessions_of(self, school_id: int, course_ids: Sequence[int]) -> dict[int, list[Session]]:
        found: dict[int, list[Session]] = {course_id: [] for course_id in course_ids}
        for course_id, *columns in self._work.look(_SESSIONS, {"school_id": school_id, "ids": list(course_ids)}):
            found[course_id].append(session_of(school_id, columns))
        return found

    def of_student(self, school_id: int, student_id: int) -> list[int]:
        rows = self._work.look(
            "SELECT course_id FROM enrolments WHERE school_id = %(school_id)s AND student_id = %(student)s "
            "AND left_at IS NULL ORDER BY 1",
            {"school_id": school_id, "student": student_id},
        )
        return [course_id for (course_id,) in rows]

    def ends_for(self, school_id: int, student_id: int, now: datetime) -> list[datetime]:
        rows = self._work.read(_ENDS, {"school_id": school_id, "student": student_id, "now": now})
        return [end.astimezone(UTC) for (end,) in rows]

    def students(self, school_id: int, course_id: int) -> list[tuple[int, str]]:
        rows = self._work.read(
            "SELECT p.id, p.name FROM enrolments e "
            "JOIN students p ON p.school_id = e.school_id AND p.id = e.student_id "
            "WHERE e.school_id = %(school_id)s AND e.course_id = %(id)s AND e.left_at IS NULL ORDER BY p.name, p.id",
            {"school_id": school_id, "id": course_id},
        )
        return [(student_id, name) for student_id, name in rows]

    def add(self, course: Course) -> None:
        checks.course(course)
        self._work.write(
            "INSERT INTO courses (school_id, id, names, name, active) "
            "VALUES (%(school_id)s, %(id)s, %(names)s, %(name)s, %(active)s)",
            _row(course),
        )
        self._add_parts(course)

    def save(self, course: Course) -> None:
        checks.course(course)
        for table in ("course_sessions", "course_series"):
            self._work.write(
                f"DELETE FROM {table} WHERE school_id = %(school_id)s AND course_id = %(id)s", _row(course), Stage.FREE
            )
        self._work.write(
            "UPDATE courses SET names = %(names)s, name = %(name)s, active = %(active)s "
            "WHERE school_id = %(school_id)s AND id = %(id)s",
            _row(course),
        )
        self._add_parts(course)

    def enrol(self, school_id: int, course_id: int, student_id: int, now: datetime) -> None:
        self._work.write(_ENROL, {"school_id": school_id, "id": course_id, "student": student_id, "now": now})

    def leave(self, school_id: int, course_id: int, student_id: int, now: datetime) -> None:
        self._work.write(_LEAVE, {"school_id": school_id, "id": course_id, "student": student_id, "now": now})

    def _add_parts(self, course: Course) -> None:
        for table, column, ids in (
            ("course_sessions", "session_id", course.session_ids),
            ("course_series", "series_id", course.series_ids),
        ):
            for part in ids:
                self._work.write(
                    f"INSERT INTO {table} (school_id, course_id, {column}) VALUES (%(school_id)s, %(id)s, %(part)s)",
                    {"school_id": course.school_id, "id": course.id, "part": part},
                )


def _row(course: Course) -> dict[str, Any]:
    names, name = jsonb(dict(course.names)), course.name(FALLBACK)
    return {"school_id": course.school_id, "id": course.id, "names": names, "name": name, "active": course.active}


def _course_of(school_id: int, columns: Sequence[Any]) -> Course:
    course_id, names, name, active, sessions, series = columns
    return Course(course_id, school_id, names_of(names, name), tuple(sessions), tuple(series), active)
