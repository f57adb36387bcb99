"""The school itself and its branches."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter
from starlette.responses import Response

from admin_api.counter import Counter, CurrentCaller
from admin_api.policy import PolicyOut, policy_out
from admin_api.values import LEFT_OUT, Changes, Id, In, Items, Names, Out, Words
from domain.errors import NotFound
from domain.schools import Branch, School

router = APIRouter(tags=["school"])


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
    names: dict[str, str]
    address: str

    @classmethod
    def of(cls, branch: Branch) -> BranchOut:
        return cls(id=branch.id, names=dict(branch.names), address=branch.address)


class NewBranch(In):
    names: Names
    address: Words = ""


class BranchChanges(Changes):
    names: Names = LEFT_OUT
    address: Words = LEFT_OUT


@router.get("/school")
def get_school(caller: CurrentCaller) -> SchoolOut:
    """The school that the key belongs to."""
    with caller.counter() as counter:
        return SchoolOut.of(counter.catalogue.school)


@router.get("/branches")
def list_branches(caller: CurrentCaller) -> Items[BranchOut]:
    """All branches."""
    with caller.counter() as counter:
        return Items(items=[BranchOut.of(branch) for branch in counter.catalogue.branches.values()])


@router.post("/branches", status_code=201, response_model=BranchOut)
def add_branch(caller: CurrentCaller, new: NewBranch) -> Response:
    """Add a branch."""

    def act(counter: Counter) -> BranchOut:
        branch = Branch(counter.work.next_id(), new.names, new.address)
        counter.work.administration.add_branch(counter.school_id, branch)
        return BranchOut.of(branch)

    return caller.answer(act)


@router.patch("/branches/{branch_id}")
def change_branch(caller: CurrentCaller, branch_id: Id, changes: BranchChanges) -> BranchOut:
    """Change some of it."""

    def act(counter: Counter) -> BranchOut:
        if (branch := counter.catalogue.branches.get(branch_id)) is None:
            raise NotFound(what="branch", id=branch_id)
        branch = replace(branch, **changes.given())
        counter.work.administration.save_branch(counter.school_id, branch)
        return BranchOut.of(branch)

    return caller.change(act, alone=True)
