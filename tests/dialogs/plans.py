"""Short plans of learning, and lessons that were held."""

from __future__ import annotations

from domain.curricula import Curriculum, Module, ModuleKind, Skill
from domain.lessons import Actor, Booking
from domain.schools import Student, Teacher
from domain.services.attendance import Outcome, settle
from tests.chat import Town
from tests.factories import SmallSchool

SKILLS = (
    Skill("parking", {"en": "Parking", "da": "Parkering"}),
    Skill("junctions", {"en": "Junctions", "da": "Vejkryds"}),
)


def modules(
    school: SmallSchool, *codes: str, tests: tuple[str, ...] = (), skills: tuple[Skill, ...] = ()
) -> Curriculum:
    """A curriculum of one driving lesson for each code, and of tests; students who come now are on it."""
    driving = (school.types["driving"].id,)
    with school.open_work() as work:
        parts = [
            Module(
                work.next_id(),
                f"road-{code}",
                ModuleKind.ROAD,
                {"en": f"Road {code}", "da": f"Vej {code}"},
                driving,
                skills=skills,
            )
            for code in codes
        ]
        parts += [Module(work.next_id(), code, ModuleKind.TEST, {"en": "Test", "da": "Prøve"}) for code in tests]
        school.curriculum = Curriculum(work.next_id(), {"en": "Short B"}, "B", tuple(parts))
        work.administration.add_curriculum(school.id, school.curriculum)
        work.commit()
    return school.curriculum


def skilled(school: SmallSchool) -> Curriculum:
    """Many driving lessons with two skills, and a theory test that requires nothing; for students who come now."""
    driving = (school.types["driving"].id,)
    with school.open_work() as work:
        parts = (
            Module(work.next_id(), "road", ModuleKind.ROAD, {"en": "Road", "da": "Vej"}, driving, 16, skills=SKILLS),
            Module(work.next_id(), "test", ModuleKind.TEST, {"en": "Theory test", "da": "Teoriprøve"}),
        )
        school.curriculum = Curriculum(work.next_id(), {"en": "Short B"}, "B", parts)
        work.administration.add_curriculum(school.id, school.curriculum)
        work.commit()
    return school.curriculum


def attended(town: Town, school: SmallSchool, who: Student, start: str, by: Teacher | None = None) -> Booking:
    """A lesson that was held, as the school has entered it."""
    booking = school.books(who, start, teacher=by)
    with town.app.open_work() as work:
        settle(school.desk(work, Actor.STAFF, town.clock()), booking.id, Outcome.ATTENDED)
        work.commit()
    return booking
