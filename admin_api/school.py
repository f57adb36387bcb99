"""The school itself, its rules and its branches."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter
from pydantic import WithJsonSchema, create_model
from starlette.responses import Response

from admin_api.counter import Counter, CurrentCaller
from admin_api.values import LEFT_OUT, Changes, In, Items, Out, Words
from domain.policies import PARAMETERS, Policy
from domain.rules.parameters import Parameter
from domain.schools import Branch, School

router = APIRouter(tags=["school"])


def _field(parameter: Parameter) -> Any:
    """Any JSON for pydantic, so that it is the rule that judges it; documented as the rule says."""
    return Annotated[Any, WithJsonSchema(parameter.kind.schema() | {"description": parameter.meaning})]


if TYPE_CHECKING:
    PolicyOut = Out
    PolicyChanges = Changes
else:
    PolicyOut = create_model("PolicyOut", __base__=Out, **{name: _field(made) for name, made in PARAMETERS.items()})
    PolicyChanges = create_model(
        "PolicyChanges",
        __base__=Changes,
        **{name: (_field(made), LEFT_OUT) for name, made in PARAMETERS.items()},
    )


def policy_out(policy: Policy) -> PolicyOut:
    return PolicyOut(**policy.data())


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
            policy=policy_out(school.policy),
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
        return policy_out(counter.catalogue.school.policy)


@router.patch("/school/policy")
def change_policy(caller: CurrentCaller, changes: PolicyChanges) -> PolicyOut:
    """Change some of the rules. Bookings keep those they were made under."""

    def act(counter: Counter) -> PolicyOut:
        school = counter.catalogue.school
        policy = school.policy.changed(changes.given())
        counter.work.administration.save_school(replace(school, policy=policy))
        return policy_out(policy)

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
