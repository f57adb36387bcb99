"""A student's wishes, and what is known of the student, without a database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time
from typing import Any, NoReturn

import pytest

from domain.learning import History, Lesson
from domain.money import Money
from domain.policies import Policy
from domain.rules.rule import Broken, Facts, Occasion, Request
from domain.schools import Student, Teacher, WorkingHours
from domain.timeslots import Interval
from tests.domain.catalogues import KIND, METTE, STUDENT, catalogue

NOW = datetime(2027, 6, 7, 12, 0, tzinfo=UTC)
"""A Monday in summer, 14:00 at the school."""

ALWAYS = tuple(WorkingHours(weekday, time(), time()) for weekday in range(7))
OPEN = catalogue(Teacher(METTE, "Mette Holm", frozenset({KIND}), ALWAYS))
"""A school at which a lesson can be had at any hour."""

IDA = Student(STUDENT, 1, "Ida Holm", "+4520000009", "en")


@dataclass
class Known(Facts):
    """open_ends, booked and done: what the student has; learnt: what progress follows from."""

    open_ends: Sequence[datetime] = ()
    course_ends: Sequence[datetime] = ()
    booked: Sequence[datetime] = ()
    done: Mapping[int, int] = field(default_factory=dict)
    owes: int = 0
    learnt: History = field(default_factory=lambda: History(STUDENT, "Ida Holm", NOW.date()))
    moved: Lesson | None = None
    notes: dict[Any, Any] = field(default_factory=dict)

    def starts(self, during: Interval) -> Sequence[datetime]:
        return sorted(start for start in self.booked if during.start <= start < during.end)

    @property
    def completed(self) -> Mapping[int, int]:
        return self.done

    @property
    def balance(self) -> Money:
        return Money(self.owes, "DKK")

    @property
    def history(self) -> History:
        return self.learnt

    @property
    def work(self) -> NoReturn:
        raise AssertionError("a rule of the domain has its facts by name")


class Unread(Known):
    """For whom nothing may be looked up."""

    def __getattribute__(self, name: str) -> Any:
        raise AssertionError(f"{name} was read for a rule that is off")


def wish(start: datetime, occasion: Occasion = Occasion.BOOK, **given: Any) -> Request:
    """To drive at that time; `given` are other fields of the request."""
    school = given.pop("catalogue", None) or OPEN
    fields: dict[str, Any] = {
        "now": NOW,
        "student": IDA,
        "lesson_type": school.lesson_type(KIND),
        "facts": Known(),
    } | given
    return Request(occasion, start=start, catalogue=school, **fields)


def refusal(policy: Policy, request: Request) -> Broken:
    """Why the policy says no."""
    with pytest.raises(Broken) as refused:
        policy.ensure(replace(request, rules=policy.asked(request.occasion)))
    return refused.value
