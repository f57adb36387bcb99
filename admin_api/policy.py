"""The school's rules, and what they are for a branch or a lesson type."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter
from pydantic import WithJsonSchema, create_model
from starlette.responses import Response

from admin_api.counter import Counter, CurrentCaller
from admin_api.values import LEFT_OUT, Changes, Id, IdIn, In, Items, Out
from domain.errors import Invalid, NotFound
from domain.policies import PARAMETERS, Policy
from domain.rules.parameters import Parameter
from domain.schools import Catalogue, PolicyOverride

router = APIRouter(prefix="/school/policy", tags=["rules"])


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


class NewOverride(In):
    """What is set otherwise for a lesson type, for a branch, or (both) for one at the other."""

    lesson_type: IdIn | None = None
    branch: IdIn | None = None
    policy: PolicyChanges


class OverrideOut(Out):
    id: int
    lesson_type: int | None
    branch: int | None
    policy: dict[str, Any]

    @classmethod
    def of(cls, override: PolicyOverride) -> OverrideOut:
        return cls(
            id=override.id,
            lesson_type=override.lesson_type_id,
            branch=override.branch_id,
            policy=dict(override.values),
        )


@router.get("")
def get_policy(caller: CurrentCaller) -> PolicyOut:
    """The rules that bookings are made under from now on, where nothing else is said."""
    with caller.counter() as counter:
        return policy_out(counter.catalogue.school.policy)


@router.patch("")
def change_policy(caller: CurrentCaller, changes: PolicyChanges) -> PolicyOut:
    """Change some of the rules. Bookings keep those they were made under."""

    def act(counter: Counter) -> PolicyOut:
        school = counter.catalogue.school
        policy = school.policy.changed(given := changes.given())
        policy.ensure_known(given, counter.catalogue)
        counter.work.administration.save_school(replace(school, policy=policy))
        return policy_out(policy)

    return caller.change(act, alone=True)


@router.get("/effective")
def get_effective_policy(caller: CurrentCaller, lesson_type: Id | None = None, branch: Id | None = None) -> PolicyOut:
    """The rules for a lesson type at a branch: the school's, changed by the branch's own, then by the type's, then by
    those for both."""
    with caller.counter() as counter:
        _ensure_known(counter.catalogue, lesson_type, branch)
        return policy_out(counter.catalogue.policy_for(lesson_type, branch))


@router.get("/overrides")
def list_overrides(caller: CurrentCaller) -> Items[OverrideOut]:
    """All that is set otherwise than for the whole school."""
    with caller.counter() as counter:
        return Items(items=[OverrideOut.of(override) for override in counter.catalogue.overrides])


@router.put("/overrides", response_model=OverrideOut)
def set_override(caller: CurrentCaller, new: NewOverride) -> Response:
    """Set all that is otherwise there, in place of what was set before."""

    def act(counter: Counter) -> OverrideOut:
        catalogue, values = counter.catalogue, new.policy.given()
        _ensure_known(catalogue, new.lesson_type, new.branch)
        if new.lesson_type is None and new.branch is None:
            raise Invalid(field="lesson_type", reason="is needed, or a branch; the school's own rules are its policy")
        if not values:
            raise Invalid(field="policy", reason="must have something in it")
        catalogue.school.policy.changed(values).ensure_known(values, catalogue)
        same = (o.id for o in catalogue.overrides if (o.lesson_type_id, o.branch_id) == (new.lesson_type, new.branch))
        override = PolicyOverride(next(same, counter.work.next_id()), values, new.lesson_type, new.branch)
        counter.work.administration.set_override(counter.school_id, override)
        return OverrideOut.of(override)

    return caller.answer(act, status=200, alone=True)


@router.delete("/overrides/{override_id}", status_code=204)
def remove_override(caller: CurrentCaller, override_id: Id) -> None:
    """From now on the wider rules hold there. Bookings keep those they were made under."""
    caller.change(lambda counter: counter.work.administration.remove_override(counter.school_id, override_id))


def _ensure_known(catalogue: Catalogue, lesson_type: int | None, branch: int | None) -> None:
    if lesson_type is not None:
        catalogue.lesson_type(lesson_type)
    if branch is not None and branch not in catalogue.branches:
        raise NotFound(what="branch", id=branch)
