"""What a rule can be set to. Each kind of parameter knows which JSON it takes, and what the rule is given for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Protocol

MOST = 1_000_000
WHOLE_PRICE = 100
"""Per cent: no fee is more than the lesson's price."""
_PARAMETER = "parameter"
_CODE = re.compile(r"[^\s,]{1,40}")


class Kind(Protocol):
    def read(self, told: Any) -> Any:
        """The rule's own value for JSON. ValueError says what it must be."""

    def schema(self) -> dict[str, Any]:
        """As JSON Schema."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """default: as JSON; it changes nothing. meaning: told to the school, in the docs and the API."""

    kind: Kind
    default: Any
    meaning: str

    def takes(self, told: Any) -> bool:
        try:
            self.kind.read(told)
        except ValueError:
            return False
        return True


def parameter_of(made: Any) -> Parameter:
    """What a field of a rule was declared with."""
    found: Parameter = made.metadata[_PARAMETER]
    return found


def _declared(kind: Kind, default: Any, meaning: str) -> Any:
    return field(default=kind.read(default), metadata={_PARAMETER: Parameter(kind, default, meaning)})


def whole(default: int | None, meaning: str, *, least: int = 0, most: int = MOST, of: int | None = None) -> Any:
    """A whole number; None, which is no limit, only where it is the default. of: it must divide that."""
    return _declared(Whole(least, most, optional=default is None, of=of), default, meaning)


def switch(meaning: str) -> Any:
    """On or off; off at first."""
    return _declared(Switch(), False, meaning)


def one_of(options: tuple[str, ...], meaning: str) -> Any:
    """One of some words; the first at first."""
    return _declared(OneOf(options), options[0], meaning)


def codes(meaning: str) -> Any:
    """Some codes; none at first."""
    return _declared(Codes(), [], meaning)


def counts(meaning: str) -> Any:
    """A number for each of some codes; none at first."""
    return _declared(Counts(), {}, meaning)


def tiers(meaning: str, *, optional: bool = False) -> Any:
    """Fees that grow as the lesson comes nearer; none at first (where optional: None)."""
    return _declared(Tiers(optional), None if optional else [], meaning)


@dataclass(frozen=True, slots=True)
class Whole:
    least: int
    most: int
    optional: bool = False
    of: int | None = None

    def read(self, told: Any) -> int | None:
        if told is None and self.optional:
            return None
        if isinstance(told, bool) or not isinstance(told, int) or not self.least <= told <= self.most:
            nothing = ", or null for no limit" if self.optional else ""
            raise ValueError(f"must be a whole number between {self.least} and {self.most}{nothing}")
        if self.of is not None and self.of % told:
            raise ValueError(f"must divide {self.of}")
        if self.of is not None and told % self.least:
            raise ValueError(f"must be a multiple of {self.least}")
        return told

    def schema(self) -> dict[str, Any]:
        number = {"type": "integer", "minimum": self.least, "maximum": self.most}
        return {"anyOf": [number, {"type": "null"}]} if self.optional else number


@dataclass(frozen=True, slots=True)
class Switch:
    def read(self, told: Any) -> bool:
        if not isinstance(told, bool):
            raise ValueError("must be true or false")
        return told

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class OneOf:
    options: tuple[str, ...]

    def read(self, told: Any) -> str:
        if told not in self.options:
            raise ValueError(f"must be one of {', '.join(self.options)}")
        return str(told)

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "enum": list(self.options)}


@dataclass(frozen=True, slots=True)
class Codes:
    """["B", "BE"], for the rule a tuple."""

    def read(self, told: Any) -> tuple[str, ...]:
        if not isinstance(told, list | tuple) or len(told) > 20 or not all(map(_is_code, told)):
            raise ValueError("must be a list of up to 20 codes, without spaces")
        return tuple(dict.fromkeys(told))

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "string"}, "maxItems": 20}


@dataclass(frozen=True, slots=True)
class Counts:
    """{"theory": 4}, for the rule a tuple of pairs."""

    def read(self, told: Any) -> tuple[tuple[str, int], ...]:
        pairs = told.items() if isinstance(told, Mapping) else ()
        if not isinstance(told, Mapping) or len(told) > 20 or not all(_is_code(c) and _is_count(n) for c, n in pairs):
            raise ValueError("must be an object of up to 20 codes, each with a whole number between 1 and 1000")
        return tuple(sorted(told.items()))

    def schema(self) -> dict[str, Any]:
        number = {"type": "integer", "minimum": 1, "maximum": 1_000}
        return {"type": "object", "additionalProperties": number, "maxProperties": 20}


@dataclass(frozen=True, slots=True)
class Tier:
    """From less than so many hours before the start, so many percent of the price."""

    hours: int
    percent: int


@dataclass(frozen=True, slots=True)
class Tiers:
    """[{"hours": 48, "percent": 25}, {"hours": 24, "percent": 50}], for the rule a tuple, the longest time first."""

    optional: bool = False

    def read(self, told: Any) -> tuple[Tier, ...] | None:
        if told is None and self.optional:
            return None
        if not isinstance(told, list | tuple) or len(told) > 10 or not all(map(_is_tier, told)):
            raise ValueError('must be a list of up to 10 such as {"hours": 48, "percent": 25}, up to 100 percent')
        found = sorted((Tier(tier["hours"], tier["percent"]) for tier in told), key=lambda tier: -tier.hours)
        if any(a.hours == b.hours or a.percent > b.percent for a, b in pairwise(found)):
            raise ValueError("must have different hours, and no lower percent nearer to the start")
        return tuple(found)

    def schema(self) -> dict[str, Any]:
        tier = {
            "type": "object",
            "required": ["hours", "percent"],
            "additionalProperties": False,
            "properties": {
                "hours": {"type": "integer", "minimum": 0, "maximum": MOST},
                "percent": {"type": "integer", "minimum": 0, "maximum": WHOLE_PRICE},
            },
        }
        listed = {"type": "array", "items": tier, "maxItems": 10}
        return {"anyOf": [listed, {"type": "null"}]} if self.optional else listed


def _is_code(told: Any) -> bool:
    return isinstance(told, str) and _CODE.fullmatch(told) is not None


def _is_count(told: Any, least: int = 1, most: int = 1_000) -> bool:
    return isinstance(told, int) and not isinstance(told, bool) and least <= told <= most


def _is_tier(told: Any) -> bool:
    if not isinstance(told, Mapping) or told.keys() != {"hours", "percent"}:
        return False
    return _is_count(told["hours"], 0, MOST) and _is_count(told["percent"], 0, WHOLE_PRICE)
