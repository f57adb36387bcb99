"""What the school offers: lesson types, cars and rooms."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field, StrictInt
from starlette.responses import Response

from admin_api.counter import Counter, CurrentCaller
from admin_api.planned import coming, ensure_not_needed
from admin_api.values import LEFT_OUT, Changes, Flag, Id, IdIn, In, Items, MoneyIn, MoneyOut, Names, Out, Words
from domain.days import CELL, REACH
from domain.errors import Invalid, NotFound
from domain.money import Money
from domain.schools import CAR, ROOM, Catalogue, LessonType, Resource

router = APIRouter(tags=["catalogue"])

Minutes = Annotated[StrictInt, Field(ge=0, le=1_440, description="In steps of 5")]
Seats = Annotated[StrictInt, Field(ge=1, le=1_000)]
BasisPoints = Annotated[StrictInt, Field(ge=0, le=10_000, description="VAT in the price: 2500 is 25 %")]
Kinds = Annotated[list[Words], Field(max_length=5, description='One of each kind is needed, such as "car"')]
Wishes = Annotated[
    dict[Words, dict[Words, Words]],
    Field(
        max_length=5,
        description="By kind, what its attributes must be",
        examples=[{"car": {"transmission": "automatic"}}],
    ),
]
Places = Annotated[StrictInt, Field(ge=1, le=8, description="Students who may share an individual lesson")]
Attributes = Annotated[dict[Words, Words], Field(max_length=50)]


class LessonTypeOut(Out):
    """price: on days for which no other is listed (`/prices`). capacity: 1 is an individual lesson, planned by booking
    it; more is a class, planned by the school."""

    id: int
    code: str
    names: dict[str, str]
    duration_minutes: int
    buffer_before_minutes: int
    buffer_after_minutes: int
    price: MoneyOut
    vat_basis_points: int
    capacity: int
    requires: list[str]
    wishes: dict[str, dict[str, str]]
    places: int
    active: bool

    @classmethod
    def of(cls, kind: LessonType) -> LessonTypeOut:
        return cls(
            id=kind.id,
            code=kind.code,
            names=dict(kind.names),
            duration_minutes=_minutes(kind.duration),
            buffer_before_minutes=_minutes(kind.buffer_before),
            buffer_after_minutes=_minutes(kind.buffer_after),
            price=MoneyOut.of(kind.price),
            vat_basis_points=kind.vat_basis_points,
            capacity=kind.capacity,
            requires=list(kind.requires),
            wishes={needed: dict(wanted) for needed, wanted in kind.wishes.items()},
            places=kind.places,
            active=kind.active,
        )


class NewLessonType(In):
    code: Words
    names: Names
    duration_minutes: Minutes
    price: MoneyIn
    buffer_before_minutes: Minutes = 0
    buffer_after_minutes: Minutes = 0
    vat_basis_points: BasisPoints = 0
    capacity: Seats = 1
    requires: Kinds = Field(default_factory=list)
    wishes: Wishes = Field(default_factory=dict)
    places: Places = 1
    active: Flag = True


class LessonTypeChanges(Changes):
    """despite_lessons: let one of which lessons are to come be not active."""

    code: Words = LEFT_OUT
    names: Names = LEFT_OUT
    duration_minutes: Minutes = LEFT_OUT
    price: MoneyIn = LEFT_OUT
    buffer_before_minutes: Minutes = LEFT_OUT
    buffer_after_minutes: Minutes = LEFT_OUT
    vat_basis_points: BasisPoints = LEFT_OUT
    capacity: Seats = LEFT_OUT
    requires: Kinds = LEFT_OUT
    wishes: Wishes = LEFT_OUT
    places: Places = LEFT_OUT
    active: Flag = LEFT_OUT
    despite_lessons: Flag = LEFT_OUT


class ResourceOut(Out):
    id: int
    kind: str
    name: str
    branch: int | None
    attributes: dict[str, str]
    active: bool

    @classmethod
    def of(cls, resource: Resource) -> ResourceOut:
        return cls(
            id=resource.id,
            kind=resource.kind,
            name=resource.name,
            branch=resource.branch_id,
            attributes=dict(resource.attributes),
            active=resource.active,
        )


class NewResource(In):
    """kind: "car", "room" or one of your own."""

    kind: Words
    name: Words
    branch: IdIn | None = None
    attributes: Attributes = Field(default_factory=dict)
    active: Flag = True


class ResourceChanges(Changes):
    """despite_lessons: let one that lessons to come are planned with be not active."""

    kind: Words = LEFT_OUT
    name: Words = LEFT_OUT
    branch: IdIn | None = LEFT_OUT
    attributes: Attributes = LEFT_OUT
    active: Flag = LEFT_OUT
    despite_lessons: Flag = LEFT_OUT


@router.get("/lesson-types")
def list_lesson_types(caller: CurrentCaller) -> Items[LessonTypeOut]:
    """All lesson types, also those not offered any more."""
    with caller.counter() as counter:
        return Items(items=[LessonTypeOut.of(kind) for kind in counter.catalogue.lesson_types.values()])


@router.post("/lesson-types", status_code=201, response_model=LessonTypeOut)
def add_lesson_type(caller: CurrentCaller, new: NewLessonType) -> Response:
    """Add a lesson type. Teachers who give it must be told so (PATCH /teachers)."""

    def act(counter: Counter) -> LessonTypeOut:
        blank = LessonType(counter.work.next_id(), new.code, {}, timedelta(0), Money(0, "XXX"))
        kind = replace(blank, **_as_kept(dict(new)))
        _ensure_on_grid(kind)
        _ensure_there(counter.catalogue, kind)
        counter.work.administration.add_lesson_types(counter.school_id, kind)
        return LessonTypeOut.of(kind)

    return caller.answer(act, alone=True)


@router.patch("/lesson-types/{lesson_type_id}")
def change_lesson_type(caller: CurrentCaller, lesson_type_id: Id, changes: LessonTypeChanges) -> LessonTypeOut:
    """Change some of it. Bookings keep the price they were made at. While lessons of it are to come it is kept active,
    and individual lessons don't become classes, nor the other way round: they are listed (`still_needed`)."""

    def act(counter: Counter) -> LessonTypeOut:
        given, before = changes.given(), counter.catalogue.lesson_type(lesson_type_id)
        despite = given.pop("despite_lessons", False)
        kind = replace(before, **_as_kept(given))
        given_up = before.active and not kind.active
        if (given_up or kind.is_class != before.is_class) and not despite:
            ensure_not_needed(counter, coming(counter, lesson_type_id=kind.id))
        _ensure_on_grid(kind)
        if {"requires", "wishes"} & given.keys():
            _ensure_there(counter.catalogue, kind)
        counter.work.administration.save_lesson_type(counter.school_id, kind)
        return LessonTypeOut.of(kind)

    return caller.change(act, alone=True)


@router.get("/resources")
def list_resources(caller: CurrentCaller) -> Items[ResourceOut]:
    """Cars, rooms and the like."""
    with caller.counter() as counter:
        return Items(items=[ResourceOut.of(resource) for resource in counter.catalogue.resources.values()])


@router.post("/resources", status_code=201, response_model=ResourceOut)
def add_resource(caller: CurrentCaller, new: NewResource) -> Response:
    """Add a car, a room or the like."""

    def act(counter: Counter) -> ResourceOut:
        resource = Resource(counter.work.next_id(), new.kind, new.name, new.branch, new.attributes, new.active)
        counter.work.administration.add_resource(counter.school_id, resource)
        return ResourceOut.of(resource)

    return caller.answer(act)


@router.patch("/resources/{resource_id}")
def change_resource(caller: CurrentCaller, resource_id: Id, changes: ResourceChanges) -> ResourceOut:
    """Change some of it. One that is not active is not given to new lessons. While lessons to come are planned with it
    it is kept active: they are listed (`still_needed`), to be given other ones first."""

    def act(counter: Counter) -> ResourceOut:
        given = changes.given()
        if "branch" in given:
            given["branch_id"] = given.pop("branch")
        if (resource := counter.catalogue.resources.get(resource_id)) is None:
            raise NotFound(what="resource", id=resource_id)
        despite = given.pop("despite_lessons", False)
        if resource.active and not given.get("active", True) and not despite:
            ensure_not_needed(counter, coming(counter, calendar_id=resource_id))
        resource = replace(resource, **given)
        counter.work.administration.save_resource(counter.school_id, resource)
        return ResourceOut.of(resource)

    return caller.change(act, alone=True)


def _ensure_on_grid(kind: LessonType) -> None:
    """Raise Invalid for times that the search can't keep to."""
    if not kind.duration or kind.duration % CELL:
        raise Invalid(field="duration_minutes", reason="must be a multiple of 5")
    for name, buffer in (("before", kind.buffer_before), ("after", kind.buffer_after)):
        if buffer % CELL or buffer > REACH:
            raise Invalid(field=f"buffer_{name}_minutes", reason=f"must be a multiple of 5, up to {_minutes(REACH)}")


def _ensure_there(catalogue: Catalogue, kind: LessonType) -> None:
    """Raise Invalid if it needs a kind of resource that the school has not, or one that is as none of them is. Cars and
    rooms may be entered later."""
    there = list(catalogue.resources.values())
    kinds = {CAR, ROOM} | {resource.kind for resource in there}
    if unknown := [needed for needed in kind.requires if needed not in kinds]:
        raise Invalid(field="requires", reason=f"names kinds that you have not entered: {', '.join(unknown)}")
    for needed, wished in kind.wishes.items():
        if needed not in kind.requires:
            raise Invalid(field="wishes", reason=f"is of {needed}, which `requires` does not name")
        own = [resource for resource in there if resource.kind == needed]
        if own and not any(resource.fits(wished) for resource in own):
            raise Invalid(field="wishes", reason=f"is as no {needed} of yours is")


def _as_kept(given: dict[str, Any]) -> dict[str, Any]:
    """Fields as the domain names and types them."""
    kept = dict(given)
    for name in ("duration", "buffer_before", "buffer_after"):
        if f"{name}_minutes" in kept:
            kept[name] = timedelta(minutes=kept.pop(f"{name}_minutes"))
    if "price" in kept:
        kept["price"] = kept["price"].money
    if "requires" in kept:
        kept["requires"] = tuple(kept["requires"])
    return kept


def _minutes(span: timedelta) -> int:
    return span // timedelta(minutes=1)
