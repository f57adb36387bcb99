"""What a licence class takes: curricula and their modules."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field, StrictInt
from starlette.responses import Response

from admin_api.counter import Counter, CurrentCaller
from admin_api.values import LEFT_OUT, Changes, Id, IdIn, In, Items, Names, OneOrNames, Out, Words, by_language
from domain.curricula import Curriculum, EducationLink, Module, ModuleKind, Skill, Unit
from domain.errors import NotFound

router = APIRouter(tags=["learning"])


class LinkIn(In):
    """url: https."""

    title: Words
    url: Words


class SkillIn(In):
    """Something teachers mark from 1 to 5."""

    code: Words
    names: Names


class ModuleIn(In):
    """code: names it within its curriculum, for good.

    lesson_types: that count, the usual one first. required: so many lessons or minutes, as `unit` says.
    lesson_minutes: a session counts as so many lessons as it has whole ones of these; without, as one.
    requires: codes of earlier modules that must be complete before.
    """

    code: Words
    kind: ModuleKind
    titles: Names
    lesson_types: Annotated[list[IdIn], Field(max_length=20)] = Field(default_factory=list)
    required: Annotated[StrictInt, Field(ge=1, le=100_000)] = 1
    unit: Unit = Unit.LESSONS
    lesson_minutes: Annotated[StrictInt, Field(ge=5, le=720)] | None = None
    requires: Annotated[list[Words], Field(max_length=60)] = Field(default_factory=list)
    links: Annotated[list[LinkIn], Field(max_length=20)] = Field(default_factory=list)
    skills: Annotated[list[SkillIn], Field(max_length=20)] = Field(default_factory=list)

    def module(self, module_id: int) -> Module:
        return Module(
            id=module_id,
            code=self.code,
            kind=self.kind,
            titles=self.titles,
            lesson_type_ids=tuple(self.lesson_types),
            required=self.required,
            unit=self.unit,
            lesson_minutes=self.lesson_minutes,
            requires=tuple(self.requires),
            links=tuple(EducationLink(link.title, link.url) for link in self.links),
            skills=tuple(Skill(skill.code, skill.names) for skill in self.skills),
        )


class LinkOut(Out):
    title: str
    url: str


class SkillOut(Out):
    code: str
    names: dict[str, str]


class ModuleOut(Out):
    code: str
    kind: ModuleKind
    titles: dict[str, str]
    lesson_types: list[int]
    required: int
    unit: Unit
    lesson_minutes: int | None
    requires: list[str]
    links: list[LinkOut]
    skills: list[SkillOut]

    @classmethod
    def of(cls, module: Module) -> ModuleOut:
        return cls(
            code=module.code,
            kind=module.kind,
            titles=dict(module.titles),
            lesson_types=list(module.lesson_type_ids),
            required=module.required,
            unit=module.unit,
            lesson_minutes=module.lesson_minutes,
            requires=list(module.requires),
            links=[LinkOut(title=link.title, url=link.url) for link in module.links],
            skills=[SkillOut(code=skill.code, names=dict(skill.names)) for skill in module.skills],
        )


class CurriculumOut(Out):
    """name: in the school's language; names: in all that there are. modules: in the order in which they are usually
    taken."""

    id: int
    name: str
    names: dict[str, str]
    licence_class: str
    modules: list[ModuleOut]

    @classmethod
    def of(cls, curriculum: Curriculum, language: str) -> CurriculumOut:
        return cls(
            id=curriculum.id,
            name=curriculum.name(language),
            names=dict(curriculum.names),
            licence_class=curriculum.licence_class,
            modules=[ModuleOut.of(module) for module in curriculum.modules],
        )


Modules = Annotated[list[ModuleIn], Field(max_length=60)]


class NewCurriculum(In):
    """name: in the school's language, or an object of several by language. licence_class: "B", "A1" …"""

    name: OneOrNames
    licence_class: Words
    modules: Modules


class CurriculumChanges(Changes):
    """modules: all of them, in order; those whose code stays keep what has been signed, marked and credited in them."""

    name: OneOrNames = LEFT_OUT
    licence_class: Words = LEFT_OUT
    modules: Modules = LEFT_OUT


@router.get("/curricula")
def list_curricula(caller: CurrentCaller) -> Items[CurriculumOut]:
    """What the school's licence classes take, module by module."""
    with caller.counter() as counter:
        language = counter.catalogue.school.language
        return Items(items=[CurriculumOut.of(each, language) for each in counter.catalogue.curricula.values()])


@router.post("/curricula", status_code=201, response_model=CurriculumOut)
def add_curriculum(caller: CurrentCaller, new: NewCurriculum) -> Response:
    """Add a curriculum. Students are put on it by PATCH /students."""

    def act(counter: Counter) -> CurriculumOut:
        modules = tuple(part.module(counter.work.next_id()) for part in new.modules)
        language = counter.catalogue.school.language
        names = by_language(new.name, language)
        curriculum = Curriculum(counter.work.next_id(), names, new.licence_class, modules)
        counter.work.administration.add_curriculum(counter.school_id, curriculum)
        return CurriculumOut.of(curriculum, language)

    return caller.answer(act, alone=True)


@router.patch("/curricula/{curriculum_id}")
def change_curriculum(caller: CurrentCaller, curriculum_id: Id, changes: CurriculumChanges) -> CurriculumOut:
    """Change some of it. It holds at once for all students on it.

    A module that has been signed, marked or credited cannot be taken out.
    """

    def act(counter: Counter) -> CurriculumOut:
        if (curriculum := counter.catalogue.curricula.get(curriculum_id)) is None:
            raise NotFound(what="curriculum", id=curriculum_id)
        given: dict[str, Any] = changes.given()
        language = counter.catalogue.school.language
        if "name" in given:
            given["names"] = by_language(given.pop("name"), language)
        if "modules" in given:
            known = {module.code: module.id for module in curriculum.modules}
            given["modules"] = tuple(
                part.module(known.get(part.code) or counter.work.next_id()) for part in given["modules"]
            )
        curriculum = replace(curriculum, **given)
        counter.work.administration.save_curriculum(counter.school_id, curriculum)
        return CurriculumOut.of(curriculum, language)

    return caller.change(act, alone=True)
