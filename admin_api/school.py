"""The school itself, its rules and its branches."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field, StrictInt
from starlette.responses import Response

from admin_api.counter import Counter, CurrentCaller
from admin_api.values import LEFT_OUT, Changes, In, Items, Out, Words
from domain.policies import Policy
from domain.schools import Branch, School

router = APIRouter(tags=["school"])

Rule = Annotated[StrictInt, Field(ge=0, le=1_000_000)]


class PolicyOut(Out):
    minimum_notice_minutes: int = Field(description="Between booking and the lesson's start")
    horizon_days: int = Field(description="How far ahead students may book")
    free_until_hours: int = Field(description="Until when, before the start, cancelling and moving is free")
    late_fee_percent: int = Field(description="Of the price, for cancelling or moving after that")
    no_show_fee_percent: int = Field(description="Of the price, for not coming")
    max_open_bookings: int = Field(description="Coming lessons a student may have")
    hold_minutes: int = Field(description="How long a draft keeps its slot")
    start_grid_minutes: int = Field(description="Lessons start at multiples of it past the hour")

    @classmethod
    def of(cls, policy: Policy) -> PolicyOut:
        return cls(**policy.data())


class PolicyChanges(Changes):
    minimum_notice_minutes: Rule = LEFT_OUT
    horizon_days: Rule = LEFT_OUT
    free_until_hours: Rule = LEFT_OUT
    late_fee_percent: Rule = LEFT_OUT
    no_show_fee_percent: Rule = LEFT_OUT
    max_open_bookings: Rule = LEFT_OUT
    hold_minutes: Rule = LEFT_OUT
    start_grid_minutes: Rule = LEFT_OUT


class SchoolOut(Out):
    """zone: IANA name. code: what students write to join."""

    id: int
    code: str
    name: str
    zone: str
    language: str
    currency: str
    phone: str | None
    policy: PolicyOut

    @classmethod
    def of(cls, school: School) -> SchoolOut:
        return cls(
            id=school.id,
            code=school.code,
            name=school.name,
            zone=school.zone.key,
            language=school.language,
            currency=school.currency,
            phone=school.phone,
            policy=PolicyOut.of(school.policy),
        )


class BranchOut(Out):
    id: int
    name: str
    address: str

    @classmethod
    def of(cls, branch: Branch) -> BranchOut:
        return cls(id=branch.id, name=branch.name, address=branch.address)


class NewBranch(In):
    name: Words
    address: Words = ""


@router.get("/school")
def get_school(caller: CurrentCaller) -> SchoolOut:
    """The school that the key belongs to."""
    with caller.counter() as counter:
        return SchoolOut.of(counter.catalogue.school)


@router.get("/school/policy")
def get_policy(caller: CurrentCaller) -> PolicyOut:
    """The rules that bookings are made under from now on."""
    with caller.counter() as counter:
        return PolicyOut.of(counter.catalogue.school.policy)


@router.patch("/school/policy")
def change_policy(caller: CurrentCaller, changes: PolicyChanges) -> PolicyOut:
    """Change some of the rules. Bookings keep those they were made under."""

    def act(counter: Counter) -> PolicyOut:
        school = counter.catalogue.school
        policy = replace(school.policy, **changes.given())
        counter.work.administration.save_school(replace(school, policy=policy))
        return PolicyOut.of(policy)

    return caller.change(act, alone=True)


@router.get("/branches")
def list_branches(caller: CurrentCaller) -> Items[BranchOut]:
    """All branches."""
    with caller.counter() as counter:
        return Items(items=[BranchOut.of(branch) for branch in counter.catalogue.branches.values()])


@router.post("/branches", status_code=201, response_model=BranchOut)
def add_branch(caller: CurrentCaller, new: NewBranch) -> Response:
    """Add a branch."""

    def act(counter: Counter) -> BranchOut:
        branch = Branch(counter.work.next_id(), new.name, new.address)
        counter.work.administration.add_branch(counter.school_id, branch)
        return BranchOut.of(branch)

    return caller.answer(act)
