"""With whom a student may drive."""

from __future__ import annotations

from dataclasses import dataclass

from domain.rules.parameters import switch
from domain.rules.rule import PLACED, About, Request, Rule, said


@dataclass(frozen=True, slots=True)
class OwnTeacherOnly(Rule):
    """teacher, teacher_id: first name and id of the student's own. Who has none, and whoever goes to a class or to a
    lesson that the own teacher does not give, is not bound."""

    name = "own_teacher_only"
    about = About.TEACHER
    on = PLACED
    code = "own_teacher_only"
    title = "The student drives with the own teacher only"
    words = said(
        en="You drive with your own teacher, {{ teacher }}.",
        da="Du kører med din egen lærer, {{ teacher }}.",
        de="Deine Fahrstunden hast du nur bei {{ teacher }}.",
        sv="Du kör med din egen lärare, {{ teacher }}.",
        nb="Du kjører med din egen lærer, {{ teacher }}.",
    )
    examples = ({"teacher": "Mette", "teacher_id": 11},)

    own_teacher_only: bool = switch("students drive with their usual teacher only")

    def check(self, request: Request) -> None:
        if not self.own_teacher_only or request.teacher_id is None or request.lesson_type.is_class:
            return
        own = request.catalogue.teachers.get(request.student.usual_teacher_id or 0)
        if own is None or own.id == request.teacher_id or own not in request.catalogue.teachers_of(request.lesson_type):
            return
        self.refuse(teacher=own.first_name, teacher_id=own.id)
