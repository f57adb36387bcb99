"""A rule of a school: a name, what it can be set to, a check, and its explanation. One file holds all of it.

Every module of this package is read for the rules it defines. What can be set is a field of the rule, so a rule object
is the rule as one school has set it. Whether it is kept with bookings, offered by the API, said in chat or listed in
the docs needs no other line anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, Protocol

from domain.errors import Refusal
from domain.presence import room_on
from domain.timeslots import Interval, to_wall

if TYPE_CHECKING:
    from domain.learning import History, Lesson
    from domain.lessons import Booking
    from domain.money import Money
    from domain.ports import Work
    from domain.schools import Catalogue, LessonType, Student

_LOOKED_AHEAD = 100
"""Days in which a next legal option is looked for: what is further ahead is not worth telling."""


class About(StrEnum):
    """What a rule is about, in the order in which they are judged and listed."""

    PERSON = "who may book"
    TIME = "when"
    TEACHER = "with whom"
    NUMBER = "how many"
    CHANGE = "moving and cancelling"
    PRICE = "fees"
    HOLDING = "holding a place"


_OF_TIMES = frozenset({About.TIME, About.TEACHER})


class Occasion(StrEnum):
    """When a rule is asked. Leaving a place is judged by the rules it was booked under, taking one by today's."""

    BOOK = "booking"
    MOVE = "taking the new time when moving"
    LEAVE = "leaving the old time when moving"
    CANCEL = "cancelling"


class Facts(Protocol):
    """What is known of the student. It is read when a rule asks for it, once: a rule that is off must not ask.

    notes: what rules have worked out from these facts, kept as long as they are.
    """

    notes: dict[Any, Any]

    @property
    def open_ends(self) -> Sequence[datetime]:
        """Ends of the coming bookings, held ones included."""

    @property
    def course_ends(self) -> Sequence[datetime]:
        """Of these, the ends of classes of courses in which the student takes part."""

    def starts(self, during: Interval) -> Sequence[datetime]:
        """Starts in `during` of all that is booked or held and of what took place, sorted; not of the one moved."""

    @property
    def completed(self) -> Mapping[int, int]:
        """Lesson type id -> how many of them the student has completed."""

    @property
    def balance(self) -> Money:
        """What the student owes."""

    @property
    def history(self) -> History:
        """What the student's progress follows from, coming lessons included, but not the one moved."""

    @property
    def moved(self) -> Lesson | None:
        """The coming lesson that is being moved."""

    @property
    def work(self) -> Work:
        """For what has no name here yet."""


@dataclass(frozen=True, slots=True)
class Request:
    """What the rules judge. start: of the lesson wanted (of the lesson left, when leaving or cancelling), in UTC.

    by_student: whether the student asks, and not the school. teacher_id: None for whoever it will be. booking: the one
    that is to be moved or cancelled. rules: all that judge it.
    """

    occasion: Occasion
    now: datetime
    start: datetime
    catalogue: Catalogue
    student: Student
    lesson_type: LessonType
    facts: Facts
    by_student: bool = True
    teacher_id: int | None = None
    booking: Booking | None = None
    rules: tuple[Rule, ...] = ()

    def possible_on(self, day: date, besides: Rule) -> bool:
        """Whether the lesson could start at some time of that day of the school, as far as the hours of those who
        teach, its closures and the rules of time and teacher beside `besides` go. It is how a rule names a next legal
        option that really is one."""
        return self._first_on(day, besides) is not None

    def possible_from(self, moment: datetime, besides: Rule) -> datetime | None:
        """The first start from `moment` on (UTC) that is possible in the same sense; None if there is none for now."""
        if not self.rules:  # asked by another rule, which only wants to know whether this one allows it
            return moment
        day = to_wall(moment, self.catalogue.zone).date()
        days = (day + timedelta(days=number) for number in range(_LOOKED_AHEAD))
        return self._noted(besides, moment, (self._first_on(each, besides, moment) for each in days))

    def possible_until(self, moment: datetime, besides: Rule) -> datetime | None:
        """The start on the last day up to that of `moment` (UTC) on which one is possible from now on."""
        if not self.rules:
            return moment
        first, last = (to_wall(each, self.catalogue.zone).date() for each in (self.now, moment))
        days = (last - timedelta(days=number) for number in range(min((last - first).days + 1, _LOOKED_AHEAD)))
        return self._noted(besides, moment, (self._first_on(each, besides, self.now, moment) for each in days))

    def _noted(self, rule: Rule, moment: datetime, found: Iterator[datetime | None]) -> datetime | None:
        """The first that is found; it is looked for once, however many starts are judged."""
        notes, key = self.facts.notes, (rule, moment, self.teacher_id, self.lesson_type.id, self.rules)
        if key not in notes:
            notes[key] = next((start for start in found if start is not None), None)
        start: datetime | None = notes[key]
        return start

    def _first_on(
        self, day: date, besides: Rule, earliest: datetime | None = None, latest: datetime | None = None
    ) -> datetime | None:
        wishes = list[Request]()
        for teacher_id, part in room_on(self.catalogue, self.lesson_type, day, self.teacher_id):
            last = part.end - (timedelta(minutes=1) if self.lesson_type.is_class else self.lesson_type.duration)
            first, last = max(part.start, earliest or part.start), min(last, latest or last)
            starts = {first, last} if first <= last else ()
            wishes += (replace(self, start=start, teacher_id=teacher_id, rules=()) for start in starts)
        wishes.sort(key=lambda wish: wish.start)
        return next(
            (wish.start for wish in wishes if all(rule.allows(wish) for rule in self._others(wish, besides))), None
        )

    def _others(self, wish: Request, besides: Rule) -> Iterator[Rule]:
        """The rules of time and teacher that hold where the lesson would be then."""
        rules = self.rules
        if self.catalogue.overrides and wish.teacher_id is not None:
            teacher = self.catalogue.teachers[wish.teacher_id]
            branch_id = teacher.branch_at(to_wall(wish.start, self.catalogue.zone))
            rules = self.catalogue.policy_for(self.lesson_type.id, branch_id).asked(self.occasion)
        return (rule for rule in rules if rule.about in _OF_TIMES and rule != besides)


class Rule:
    """Base of all rules, which are frozen dataclasses; their fields are made by `domain.rules.parameters`.

    name: stable, named when staff pass over the rule.
    on: when it is asked; a rule that is never asked has something to say only (fees, how long a hold lasts).
    reads: it needs facts, so it is asked only when the calendars are locked.
    code, title: of its refusal, stable and part of the API.
    words: by language, the refusal told to a student as a Jinja2 template, given its data as `bot.dialogs.wording`
        makes it, and `asked`: what the student asked for, if that is to be said back.
    examples: of the refusal's data, one for each way its words can turn out.
    """

    name: ClassVar[str]
    about: ClassVar[About]
    on: ClassVar[frozenset[Occasion]] = frozenset()
    reads: ClassVar[bool] = False
    code: ClassVar[str] = ""
    title: ClassVar[str] = ""
    words: ClassVar[Mapping[str, str]] = MappingProxyType({})
    examples: ClassVar[Sequence[Mapping[str, Any]]] = ()

    def check(self, request: Request) -> None:
        """Raise the rule's refusal, with the next legal option as its data, if the request breaks it."""

    def ensure_known(self, catalogue: Catalogue) -> None:
        """Raise ValueError, saying why, if what it is set to names something that the school has not."""

    def allows(self, request: Request) -> bool:
        try:
            self.check(request)
        except Broken:
            return False
        return True

    def refuse(self, **data: Any) -> NoReturn:
        raise Broken(self, **data)


class Broken(Refusal):
    """`rule` said no. Its data is what the rule explains itself with."""

    def __init__(self, rule: Rule, **data: Any) -> None:
        self.rule = rule
        self.code = rule.code
        super().__init__(**data)


def said(en: str, **others: str) -> Mapping[str, str]:
    """A text by language. English is said in those of `domain.languages` that it lacks."""
    return MappingProxyType({"en": en, **others})


NEW = frozenset({Occasion.BOOK})
PLACED = frozenset({Occasion.BOOK, Occasion.MOVE})
"""Asked of every place that is taken, whether by booking or by moving."""
