"""The kinds of value that go in and out: ids, moments, words, money, pages."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Annotated, Any, Generic, Protocol, TypeVar

from fastapi import Query
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StrictInt,
    Tag,
    WithJsonSchema,
)

from domain.errors import Invalid
from domain.money import MOST_MONEY, Money
from domain.text import is_blank, unfit

MOST = 2**63 - 1

Id = Annotated[int, Field(ge=1, le=MOST)]
"""In a path or a query."""

IdIn = Annotated[StrictInt, Field(ge=1, le=MOST)]
"""In a body, where "7" and 7.0 are no ids."""

Flag = Annotated[bool, Field(strict=True)]


def _fit(text: str) -> str:
    if (reason := unfit(text)) is not None:
        raise ValueError(reason)
    return text


Words = Annotated[str, Field(max_length=1_000), AfterValidator(_fit)]


def _said(text: str) -> str:
    if is_blank(text):
        raise ValueError("has nothing in it")
    return text.strip()


Said = Annotated[str, Field(min_length=1, max_length=1_000), AfterValidator(_fit), AfterValidator(_said)]
"""Words for a person, never blank."""

Names = Annotated[dict[Words, Words], Field(min_length=1, max_length=50, description="By language")]

OneOrNames = Annotated[
    Annotated[Words, Tag("text")] | Annotated[Names, Tag("by_language")],
    Discriminator(lambda given: "text" if isinstance(given, str) else "by_language"),
]
"""What had one name before it had several may still be given one, in the school's language."""


def by_language(given: str | dict[str, str], language: str) -> dict[str, str]:
    """The names by language; one in the language given, none if it is blank."""
    if isinstance(given, str):
        return {language: given} if given.strip() else {}
    return given


_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:?\d\d)")
_LOST_PLUS = re.compile(r"(?<=\d) (?=\d\d:?\d\d$)")


def _written(value: Any) -> Any:
    if not isinstance(value, str):
        raise ValueError("must be a date and time as text, such as 2026-11-26T15:00:00+01:00")
    text = _LOST_PLUS.sub("+", value)  # an unescaped + in a query arrives as a space
    if not _MOMENT.fullmatch(text):
        raise ValueError("must be a date and time with its offset, such as 2026-11-26T15:00:00+01:00")
    return text


def _sane(moment: datetime) -> datetime:
    moment = moment.astimezone(UTC) if 2000 <= moment.year <= 2200 else moment
    if not 2000 <= moment.year <= 2200:
        raise ValueError("must be between the years 2000 and 2200")
    return moment


Moment = Annotated[
    datetime,
    BeforeValidator(_written),
    AfterValidator(_sane),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-11-26T15:00:00+01:00"]}),
]
"""An instant, written with its offset; in UTC once read."""


def _day_written(value: Any) -> Any:
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        raise ValueError("must be a day as text, such as 2008-03-14")
    return value


def _sane_day(day: date) -> date:
    if not 1900 <= day.year <= 2200:
        raise ValueError("must be between the years 1900 and 2200")
    return day


Day = Annotated[
    date,
    BeforeValidator(_day_written),
    AfterValidator(_sane_day),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2008-03-14"]}),
]
"""A day of the calendar, wherever it is."""


def _of_a_school(day: date) -> date:
    if day.year < 2000:
        raise ValueError("must be between the years 2000 and 2200")
    return day


SchoolDay = Annotated[Day, AfterValidator(_of_a_school)]
"""A day at the school."""


WallTime = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", examples=["08:00"])]


class In(BaseModel):
    """What is sent to us. Unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


LEFT_OUT: Any = Field(default_factory=lambda: None)
"""The default of a field that need not be sent and is not read unless it was: by a factory, to stay out of the docs."""


class Changes(In):
    """Fields that are left out stay as they are."""

    def given(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.model_fields_set}


class Out(BaseModel):
    model_config = ConfigDict(frozen=True)


class MoneyOut(Out):
    """amount_minor: øre, cents …"""

    amount_minor: int
    currency: str

    @classmethod
    def of(cls, money: Money) -> MoneyOut:
        return cls(amount_minor=money.minor, currency=money.currency)


class MoneyIn(In):
    """amount_minor: øre, cents …"""

    amount_minor: Annotated[StrictInt, Field(ge=-MOST_MONEY, le=MOST_MONEY)]
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$", examples=["DKK"])]

    @property
    def money(self) -> Money:
        return Money(self.amount_minor, self.currency)


class Named(Out):
    id: int
    name: str


class HasName(Protocol):
    @property
    def name(self) -> str: ...


def named(ids: Iterable[int], things: Mapping[int, HasName]) -> list[Named]:
    """Those of the catalogue that the ids name. One added a moment ago may be missing in it."""
    return [Named(id=id_, name=things[id_].name) for id_ in ids if id_ in things]


Item = TypeVar("Item")


class Page(Out, Generic[Item]):
    """next: the `cursor` of the next page; null on the last."""

    items: list[Item]
    next: str | None = None


class Items(Out, Generic[Item]):
    items: list[Item]


Limit = Annotated[int, Query(ge=1, le=200, description="How many at most")]
Cursor = Annotated[str | None, Query(max_length=100, description="Where to go on: `next` of the page before")]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def place_of(cursor: str | None) -> tuple[datetime, int] | None:
    """(moment, id) of the last row seen. Invalid if the cursor is none of ours."""
    if cursor is None:
        return None
    try:
        moment, _, row_id = base64.urlsafe_b64decode(cursor.encode("ascii") + b"==").decode("ascii").partition(".")
        place = _EPOCH + timedelta(microseconds=int(moment)), int(row_id)
    except (ValueError, OverflowError):
        raise Invalid(field="cursor", reason="is none that this list has given") from None
    if not 0 <= place[1] <= MOST:
        raise Invalid(field="cursor", reason="is none that this list has given")
    return place


def cursor_of(moment: datetime, row_id: int) -> str:
    text = f"{(moment - _EPOCH) // timedelta(microseconds=1)}.{row_id}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def id_of(cursor: str | None) -> int | None:
    """The id of the last row seen, in a list by id."""
    place = place_of(cursor)
    return place and place[1]


def cursor_of_id(row_id: int) -> str:
    return cursor_of(_EPOCH, row_id)


Row = TypeVar("Row")


def cut(rows: Sequence[Row], limit: int) -> tuple[Sequence[Row], Row | None]:
    """The page out of one row more than it holds, and its last row if there are more."""
    return (rows[:limit], rows[limit - 1]) if len(rows) > limit else (rows, None)


def local(moment: datetime, zone: tzinfo) -> datetime:
    return moment.astimezone(zone)
