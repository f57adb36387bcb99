"""A school's rules as it has set them.

A policy is kept with each booking as it was when the booking was made, so a later change of the rules never changes
what a student agreed to. The rules themselves are in `domain/rules/`; whatever is defined there is found.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import Field, fields
from datetime import datetime
from functools import cached_property, lru_cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any, TypeVar

from domain import rules
from domain.errors import Invalid
from domain.money import Money
from domain.rules import fees
from domain.rules.changes import CancelCutOff, RescheduleCutOff
from domain.rules.fees import LateFee, NoShowFee
from domain.rules.notice import Horizon, MinimumNotice
from domain.rules.parameters import Parameter, parameter_of
from domain.rules.rule import About, Broken, Occasion, Request, Rule

if TYPE_CHECKING:
    from domain.schools import Catalogue

R = TypeVar("R", bound=Rule)


def _defined() -> Iterator[type[Rule]]:
    """The rules of all modules of the package, in the order in which they are judged."""
    for _, name, _ in sorted(iter_modules(rules.__path__), key=lambda module: module[1]):
        module = import_module(f"{rules.__name__}.{name}")
        here = (part for part in vars(module).values() if isinstance(part, type) and part.__module__ == module.__name__)
        yield from (part for part in here if issubclass(part, Rule) and part is not Rule)


def _order(kind: type[Rule]) -> tuple[int, bool]:
    return list(About).index(kind.about), kind.reads


RULES: tuple[type[Rule], ...] = tuple(sorted(_defined(), key=_order))


def _settings(kind: type[Rule]) -> tuple[Field[Any], ...]:
    made: tuple[Field[Any], ...] = fields(kind)  # type: ignore[arg-type] # every rule is a dataclass
    return made


PARAMETERS: Mapping[str, Parameter] = {
    setting.name: parameter_of(setting) for kind in RULES for setting in _settings(kind)
}
"""Everything that a school can set, by its name in JSON."""


class Policy:
    """Rules as one school has set them: `Policy(horizon_days=30)[Horizon].horizon_days`. Immutable; what is not given
    has its default, which changes nothing."""

    def __init__(self, **given: Any) -> None:
        """Raises Invalid for a value that its rule can't be set to, or a name that no rule has."""
        for name in given.keys() - PARAMETERS.keys():
            raise Invalid(field=name, reason="is no rule")
        self._values = {name: given.get(name, made.default) for name, made in PARAMETERS.items()}
        self._rules = {kind: kind(**self._read(kind)) for kind in RULES}

    def _read(self, kind: type[Rule]) -> dict[str, Any]:
        read = {}
        for setting in _settings(kind):
            try:
                read[setting.name] = PARAMETERS[setting.name].kind.read(self._values[setting.name])
            except ValueError as error:
                raise Invalid(field=setting.name, reason=str(error)) from None
        return read

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Policy:
        """From values by name. Unknown names are dropped: an older program may read what a newer one wrote."""
        return cls.from_json(json.dumps(data))

    @classmethod
    def from_json(cls, text: str) -> Policy:
        """The same from JSON as it is stored."""
        return _kept(text)

    @cached_property
    def json(self) -> str:
        """As it is stored."""
        return json.dumps(self._values)

    def data(self) -> dict[str, Any]:
        """As JSON, each value by its name."""
        return dict(self._values)

    def changed(self, changes: Mapping[str, Any]) -> Policy:
        return Policy(**self._values | dict(changes))

    def ensure_known(self, changed: Collection[str], catalogue: Catalogue) -> None:
        """Raise Invalid if one of the settings that were changed names something that the school has not."""
        for kind, rule in self._rules.items():
            if names := [setting.name for setting in _settings(kind) if setting.name in changed]:
                try:
                    rule.ensure_known(catalogue)
                except ValueError as error:
                    raise Invalid(field=names[0], reason=str(error)) from None

    def __getitem__(self, kind: type[R]) -> R:
        found = self._rules[kind]
        assert isinstance(found, kind)
        return found

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Policy) and self._rules == other._rules

    def __hash__(self) -> int:
        return hash(tuple(self._rules.values()))

    def __repr__(self) -> str:
        changed = {name: value for name, value in self._values.items() if value != PARAMETERS[name].default}
        return f"Policy({', '.join(f'{name}={value!r}' for name, value in changed.items())})"

    # Judging

    @cached_property
    def _asked(self) -> dict[Occasion, tuple[Rule, ...]]:
        return {occasion: tuple(rule for rule in self._rules.values() if occasion in rule.on) for occasion in Occasion}

    @cached_property
    def offering(self) -> tuple[Rule, ...]:
        """The rules that an offer must keep beside notice and horizon, if any are set: of time and of teacher."""
        searched = (rule for rule in self.asked(Occasion.BOOK) if rule.about in {About.TIME, About.TEACHER})
        return tuple(
            rule for rule in searched if not isinstance(rule, MinimumNotice | Horizon) and rule != type(rule)()
        )

    def asked(self, occasion: Occasion) -> tuple[Rule, ...]:
        """The rules that judge such a request, in their order."""
        return self._asked[occasion]

    def ensure(self, request: Request) -> None:
        """Raise the first broken rule's refusal."""
        for rule in self.asked(request.occasion):
            rule.check(request)

    def broken(self, request: Request) -> list[Broken]:
        """The refusals of all broken rules, for "why can't I book?"."""
        return broken(self.asked(request.occasion), request)

    # What the rules say

    def earliest_start(self, now: datetime) -> datetime:
        return self[MinimumNotice].earliest(now)

    def latest_start(self, now: datetime) -> datetime:
        return self[Horizon].latest(now)

    def free_until(self, start: datetime) -> datetime:
        """Until when a lesson starting at `start` may be cancelled or moved without a fee."""
        late = self[LateFee]
        limits = (
            fees.free_until(late.for_cancelling, start),
            fees.free_until(late.for_moving, start),
            self[CancelCutOff].latest(start),
            self[RescheduleCutOff].latest(start),
        )
        return min(limit for limit in limits if limit is not None)

    def late_fee(self, price: Money, start: datetime, now: datetime) -> Money:
        """What cancelling at `now` costs."""
        return fees.fee(self[LateFee].for_cancelling, price, start, now)

    def move_fee(self, price: Money, start: datetime, now: datetime) -> Money:
        """What moving at `now` costs."""
        return fees.fee(self[LateFee].for_moving, price, start, now)

    def no_show_fee(self, price: Money) -> Money:
        return price.percent(self[NoShowFee].no_show_fee_percent)


@lru_cache(4_096)
def _kept(text: str) -> Policy:
    """Bookings of a school share few policies, so each is made once. A value that could be set once and can't any more
    has its default."""
    values = {name: value for name, value in json.loads(text).items() if name in PARAMETERS}
    return Policy(**{name: value for name, value in values.items() if PARAMETERS[name].takes(value)})


def broken(asked: Iterable[Rule], request: Request) -> list[Broken]:
    found = []
    for rule in asked:
        try:
            rule.check(request)
        except Broken as refusal:
            found.append(refusal)
    return found
