"""What a school's staff (and the demo) do to its catalogue and its people.

Values come as the domain's own objects, with an id from `work.next_id()`. All methods raise Invalid for what breaks a
rule of the model, at once or, where the database has the last word, when the work ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, LiteralString

from domain.curricula import Curriculum
from domain.errors import Invalid, NotFound
from domain.invoices import Invoicing
from domain.packages import PackageProduct
from domain.schools import (
    Branch,
    Closure,
    LessonType,
    ListedPrice,
    PolicyOverride,
    Resource,
    School,
    SpecialDay,
    Student,
    Teacher,
    TimeOff,
)
from storage import checks, contacts
from storage.catalogue_rows import branch_row, lesson_type_row, product_row, resource_row, school_row, teacher_row
from storage.curricula import add_curriculum, save_curriculum
from storage.jsonb import jsonb
from storage.people import ADD_CALENDAR, student_row
from storage.statements import Stage

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

_CURRENCY_AND_CODES = """
SELECT s.currency, EXISTS (
  SELECT FROM lesson_types t WHERE t.school_id = s.id AND t.code = ANY(%(codes)s) AND NOT t.id = ANY(%(ids)s))
FROM schools s WHERE s.id = %(school_id)s
"""


class Administration:
    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    def lock(self, school_id: int) -> None:
        """Let nobody else change the school's catalogue until this work ends. For read, change, write."""
        self._work.read("SELECT FROM schools WHERE id = %(id)s FOR NO KEY UPDATE", {"id": school_id})

    def add_school(self, school: School) -> None:
        checks.school(school)
        if self._work.conversations.school_by_code(school.code) is not None:
            raise Invalid(field="code", reason="is another school's")
        self._work.write(
            """
            INSERT INTO schools (id, code, name, zone, language, currency, policy, invoicing, phone)
            VALUES (%(id)s, %(code)s, %(name)s, %(zone)s, %(language)s, %(currency)s, %(policy)s, %(invoicing)s,
                    %(phone)s)
            """,
            school_row(school),
        )

    def save_school(self, school: School) -> None:
        """Name, phone, language and policy. Code, zone and currency stay: what has been agreed rests on them."""
        checks.school(school)
        self._work.write(
            """
            UPDATE schools SET name = %(name)s, phone = %(phone)s, language = %(language)s, policy = %(policy)s
            WHERE id = %(id)s
            """,
            school_row(school),
        )

    def set_override(self, school_id: int, override: PolicyOverride) -> None:
        """In place of what was set before for the same lesson type and branch."""
        self._work.write(
            """
            INSERT INTO policy_overrides (school_id, id, lesson_type_id, branch_id, policy)
            VALUES (%(school_id)s, %(id)s, %(lesson_type_id)s, %(branch_id)s, %(policy)s)
            ON CONFLICT (school_id, lesson_type_id, branch_id) DO UPDATE SET policy = excluded.policy
            """,
            {
                "school_id": school_id,
                "id": override.id,
                "lesson_type_id": override.lesson_type_id,
                "branch_id": override.branch_id,
                "policy": jsonb(dict(override.values)),
            },
        )

    def remove_override(self, school_id: int, override_id: int) -> None:
        """NotFound if there is none."""
        self._delete("policy_overrides", "policy_override", school_id, override_id)

    def save_invoicing(self, school_id: int, invoicing: Invoicing) -> None:
        checks.invoicing(invoicing)
        self._work.write(
            "UPDATE schools SET invoicing = %(invoicing)s WHERE id = %(id)s",
            {"id": school_id, "invoicing": jsonb(invoicing.data())},
        )

    def add_branch(self, school_id: int, branch: Branch) -> None:
        checks.branch(branch)
        self._insert("branches", school_id, {"id": branch.id, **branch_row(branch)})

    def save_branch(self, school_id: int, branch: Branch) -> None:
        checks.branch(branch)
        self._update("branches", school_id, branch.id, branch_row(branch))

    def add_teacher(self, school_id: int, teacher: Teacher) -> None:
        """With calendar, lesson types and working hours."""
        self._check_teacher(school_id, teacher)
        self._add_calendar(school_id, teacher.id, "teacher")
        self._insert("teachers", school_id, {"id": teacher.id, **teacher_row(teacher)})
        self._add_types_and_hours(school_id, teacher)

    def save_teacher(self, school_id: int, teacher: Teacher) -> None:
        """Lesson types and hours are replaced. Bookings made before stay as they are. Whoever is not active any more is
        disconnected, and so is the phone of a number that has changed."""
        self._check_teacher(school_id, teacher)
        before = self._work.catalogue(school_id).teachers.get(teacher.id)
        self._work.flush()  # what was just added must be there before it is deleted
        key = {"school_id": school_id, "teacher_id": teacher.id}
        for table in ("teacher_lesson_types", "working_hours"):
            self._work.write(
                f"DELETE FROM {table} WHERE school_id = %(school_id)s AND teacher_id = %(teacher_id)s", key, Stage.FREE
            )
        self._update("teachers", school_id, teacher.id, teacher_row(teacher))
        self._add_types_and_hours(school_id, teacher)
        if not teacher.active:
            contacts.disconnect(self._work, school_id, teacher.id)
        elif before is not None:
            contacts.change_number(self._work, school_id, teacher.id, before.phone, teacher.phone)

    def set_special_day(self, school_id: int, teacher_id: int, special: SpecialDay) -> None:
        """What the teacher works on that date, in place of what was said of it before."""
        checks.hours(special.hours)
        self.remove_special_day(school_id, teacher_id, special.day)
        day = {"teacher_id": teacher_id, "day": special.day, "extra": special.extra}
        if not special.hours:
            self._insert("special_hours", school_id, day | {"id": self._work.next_id(), "extra": False})
        for hours in special.hours:
            part = {"branch_id": hours.branch_id, "starts": hours.start, "ends": hours.end}
            self._insert("special_hours", school_id, day | part | {"id": self._work.next_id()})

    def remove_special_day(self, school_id: int, teacher_id: int, day: date) -> None:
        self._work.write(
            "DELETE FROM special_hours WHERE school_id = %(school_id)s AND teacher_id = %(teacher_id)s "
            "AND day = %(day)s",
            {"school_id": school_id, "teacher_id": teacher_id, "day": day},
            Stage.FREE,
        )

    def _add_types_and_hours(self, school_id: int, teacher: Teacher) -> None:
        for lesson_type_id in sorted(teacher.lesson_type_ids):
            taught = {"teacher_id": teacher.id, "lesson_type_id": lesson_type_id}
            self._insert("teacher_lesson_types", school_id, taught)
        for hours in teacher.hours:
            row: dict[str, Any] = {"id": self._work.next_id(), "teacher_id": teacher.id, "branch_id": hours.branch_id}
            worked = {"weekday": hours.weekday, "starts": hours.start, "ends": hours.end}
            self._insert("working_hours", school_id, row | worked)

    def add_lesson_types(self, school_id: int, *kinds: LessonType) -> None:
        self._check_lesson_types(school_id, *kinds)
        for kind in kinds:
            self._insert("lesson_types", school_id, {"id": kind.id, **lesson_type_row(kind)})

    def save_lesson_type(self, school_id: int, kind: LessonType) -> None:
        """Bookings keep the price they were made at."""
        self._check_lesson_types(school_id, kind)
        self._update("lesson_types", school_id, kind.id, lesson_type_row(kind))

    def add_price(self, school_id: int, kind: LessonType, listed: ListedPrice) -> None:
        self._check_price(school_id, kind, listed)
        row = {"id": listed.id, "lesson_type_id": kind.id, "valid_from": listed.valid_from}
        more = {"valid_until": listed.valid_until, "price_minor": listed.price.minor}
        self._insert("lesson_type_prices", school_id, row | more)

    def save_price(self, school_id: int, kind: LessonType, listed: ListedPrice) -> None:
        """Only its last day can have changed."""
        self._check_price(school_id, kind, listed)
        self._update("lesson_type_prices", school_id, listed.id, {"valid_until": listed.valid_until})

    def remove_price(self, school_id: int, listed: ListedPrice) -> None:
        self._work.write(
            "DELETE FROM lesson_type_prices WHERE school_id = %(school_id)s AND id = %(id)s",
            {"school_id": school_id, "id": listed.id},
        )

    def _check_price(self, school_id: int, kind: LessonType, listed: ListedPrice) -> None:
        checks.listed_price(listed, self._work.catalogue(school_id).school.currency)
        if any(other.valid_from == listed.valid_from and other.id != listed.id for other in kind.prices):
            raise Invalid(field="valid_from", reason="must not be the day on which another price begins")

    def add_package_product(self, school_id: int, product: PackageProduct) -> None:
        checks.package_product(product, self._work.catalogue(school_id).school.currency)
        self._insert("package_products", school_id, {"id": product.id, **product_row(product)})
        for lesson_type_id in sorted(product.lesson_type_ids):
            of_product = {"product_id": product.id, "lesson_type_id": lesson_type_id}
            self._insert("package_product_types", school_id, of_product)

    def save_package_product(self, school_id: int, product: PackageProduct) -> None:
        """All but its lesson types. Packages that were sold stay as they were sold."""
        checks.package_product(product, self._work.catalogue(school_id).school.currency)
        self._update("package_products", school_id, product.id, product_row(product))

    def _check_lesson_types(self, school_id: int, *kinds: LessonType) -> None:
        ids, codes = [kind.id for kind in kinds], [kind.code for kind in kinds]
        ((currency, taken),) = self._work.look(
            _CURRENCY_AND_CODES, {"school_id": school_id, "ids": ids, "codes": codes}
        )
        for kind in kinds:
            checks.lesson_type(kind, currency)
        if taken or len(set(codes)) < len(codes):
            raise Invalid(field="code", reason="is another lesson type's")

    def add_resource(self, school_id: int, resource: Resource) -> None:
        checks.resource(resource)
        self._add_calendar(school_id, resource.id, "resource")
        self._insert("resources", school_id, {"id": resource.id, **resource_row(resource)})

    def save_resource(self, school_id: int, resource: Resource) -> None:
        checks.resource(resource)
        self._update("resources", school_id, resource.id, resource_row(resource))

    def add_time_off(self, school_id: int, off: TimeOff) -> None:
        """Of a teacher or a resource. Bookings made before stay as they are."""
        checks.text("reason", off.reason)
        self._work.calendars.add_time_off(school_id, off)

    def remove_time_off(self, school_id: int, time_off_id: int) -> None:
        """NotFound if there is none."""
        self._delete("time_off", "time_off", school_id, time_off_id)

    def add_closure(self, school_id: int, closure: Closure) -> None:
        """Lessons booked and classes planned before stay as they are."""
        checks.closure(closure)
        reason = closure.reason(self._work.catalogue(school_id).school.language)
        row = {"id": closure.id, "branch_id": closure.branch_id, "first": closure.first, "last": closure.last}
        self._insert("closures", school_id, row | {"reasons": jsonb(dict(closure.reasons)), "reason": reason})

    def remove_closure(self, school_id: int, closure_id: int) -> None:
        """NotFound if there is none."""
        self._delete("closures", "closure", school_id, closure_id)

    def add_curriculum(self, school_id: int, curriculum: Curriculum) -> None:
        """See `storage.curricula`."""
        add_curriculum(self._work, school_id, curriculum)

    def save_curriculum(self, school_id: int, curriculum: Curriculum) -> None:
        """Its modules are replaced; those with an id that is known keep what has been signed and marked in them."""
        save_curriculum(self._work, school_id, curriculum)

    def add_student(self, student: Student) -> None:
        self._check_student(student)
        self._work.students.add(student)

    def save_student(self, student: Student) -> None:
        """The phone of a number that has changed is disconnected."""
        self._check_student(student)
        before = self._work.students.get(student.school_id, student.id)
        self._update("students", student.school_id, student.id, student_row(student))
        contacts.change_number(self._work, student.school_id, student.id, before.phone, student.phone)

    def _check_student(self, student: Student) -> None:
        checks.student(student)
        if student.phone is not None:
            contacts.ensure_own_number(self._work, student.school_id, student.id, student.phone)

    def _check_teacher(self, school_id: int, teacher: Teacher) -> None:
        checks.teacher(teacher)
        if teacher.active and teacher.phone is not None:
            contacts.ensure_own_number(self._work, school_id, teacher.id, teacher.phone)

    def link_contact(
        self,
        school_id: int,
        role: str,
        person_id: int,
        channel: str,
        address: str,
        *,
        language: str | None = None,
        transport: str | None = None,
    ) -> int:
        """The contact at this address is this student or teacher. Returns the contact's id.

        A conversation that speaks as nobody yet speaks as this person from now on, in `language`, over `transport`.
        """
        link = {"school_id": school_id, "role": role, "person_id": person_id, "channel": channel, "address": address}
        return contacts.link(self._work, link | {"language": language, "transport": transport})

    def _add_calendar(self, school_id: int, calendar_id: int, kind: str) -> None:
        self._work.write(ADD_CALENDAR, {"school_id": school_id, "id": calendar_id, "kind": kind})

    def _delete(self, table: LiteralString, what: str, school_id: int, row_id: int) -> None:
        rows = self._work.read(
            f"DELETE FROM {table} WHERE school_id = %(school_id)s AND id = %(id)s RETURNING id",
            {"school_id": school_id, "id": row_id},
        )
        if not rows:
            raise NotFound(what=what, id=row_id)

    def _insert(self, table: str, school_id: int, row: Mapping[str, Any]) -> None:
        columns = ", ".join(row)
        values = ", ".join(f"%({column})s" for column in row)
        self._work.write(
            f"INSERT INTO {table} (school_id, {columns}) VALUES (%(school_id)s, {values})",
            {"school_id": school_id, **row},
        )

    def _update(self, table: str, school_id: int, row_id: int, row: Mapping[str, Any]) -> None:
        changes = ", ".join(f"{column} = %({column})s" for column in row)
        self._work.write(
            f"UPDATE {table} SET {changes} WHERE school_id = %(school_id)s AND id = %(id)s",
            {"school_id": school_id, "id": row_id, **row},
        )
