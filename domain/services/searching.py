"""Find free slots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from domain.busy import Busy, coming
from domain.lessons import Session
from domain.policies import Policy, broken
from domain.rules.rule import Occasion, Rule
from domain.schools import Catalogue, LessonType, Student
from domain.services.bookability import WHATEVER_THE_TIME, barring
from domain.services.desk import Desk
from domain.services.facts import StudentFacts, wish_for
from domain.slots import Permitted, Slot, SlotQuery, Window, class_slots, find_slots
from domain.timeslots import Interval


def search(
    desk: Desk, query: SlotQuery, student: Student | None = None, facts: StudentFacts | None = None
) -> Iterator[Slot]:
    """Bookable offers, lazily; of a class type the places in planned classes.

    student: for whom; what the rules of time and teacher would refuse is not offered then, and one who can't have such
    lessons at all is told so: the refusal is raised, at once or when the first offer is asked for, before any is made.
    facts: what is known of the student, if several searches are to share it. Where staff pass over the rules, whatever
    is free is offered.
    """
    calendars = desk.work.calendars
    if desk.passing is not None:
        query, student = replace(query, freely=True), None
    permitted, asking = None, None
    if student is not None:
        asking = _Asking(desk, query, student, facts)
        permitted = asking.permitted
        if query.licence_class is None:
            query = replace(query, licence_class=desk.catalogue.licence_class_of(student))

    def busy(calendar_ids: Sequence[int], during: Interval, ignoring: int | None) -> Busy:
        of = asking.coming_of if asking is not None else None
        found = calendars.busy(desk.school_id, calendar_ids, during, desk.now, ignoring, coming_of=of)
        if asking is not None:
            asking.hear(found)
        return found

    if not query.lesson_type.is_class:
        return find_slots(desk.catalogue, query, busy, permitted)
    if query.student_id is None:
        return class_slots(desk.catalogue, query, classes_in(desk, query.lesson_type, query.windows), {}, permitted)
    sessions, own = _classes_beside(desk, query, query.student_id)
    if asking is not None and sessions:
        asking.hear(own)
    return class_slots(desk.catalogue, query, sessions, own, permitted)


class _Asking:
    """The rules of a student's search. Those that need no facts are asked at once, the others when the calendars are
    read, which tells how many lessons the student has. Raises the refusal of one that leaves nothing to look for."""

    def __init__(self, desk: Desk, query: SlotQuery, student: Student, facts: StudentFacts | None) -> None:
        self._desk = desk
        self._kind = query.lesson_type
        self._student = student
        self._facts = facts or StudentFacts(desk, student, ignoring=query.ignoring)
        self._occasion = Occasion.BOOK if query.ignoring is None else Occasion.MOVE
        self._heard = False
        self._ensure_any(reads=False)

    @property
    def coming_of(self) -> int | None:
        """Whose coming lessons are to be read with the calendars."""
        wanted = self._occasion is Occasion.BOOK and not self._facts.open_ends_known
        return self._student.id if wanted else None

    def hear(self, busy: Busy) -> None:
        if self.coming_of is not None:
            ends = busy.get(coming(self._student.id), ())[1::2]
            self._facts.open_ends = [datetime.fromtimestamp(end, UTC) for end in ends]
        if not self._heard:
            self._heard = True
            self._ensure_any(reads=True)

    def _ensure_any(self, *, reads: bool) -> None:
        refusal = barring(self._desk, self._student, self._kind, self._facts, self._occasion, reads=reads)
        if refusal is not None:
            raise refusal

    @property
    def permitted(self) -> Permitted | None:
        """What the rules say of an offer, or None where none is set that could say no."""
        asked = _asked_of_offers(self._desk.catalogue, self._kind, self._occasion)
        if not any(asked.values()):
            return None

        def permitted(start: datetime, teacher_id: int | None, branch_id: int | None) -> bool:
            rules = asked.get(branch_id, asked[None])
            wish = wish_for(self._desk, self._student, self._kind, start, self._facts, self._occasion, teacher_id)
            return not broken(rules, wish)

        return permitted


def _asked_of_offers(catalogue: Catalogue, kind: LessonType, occasion: Occasion) -> Mapping[int | None, Sequence[Rule]]:
    """Branch id -> the rules that an offer of such a lesson there must keep, beside notice and horizon."""

    def found() -> Mapping[int | None, Sequence[Rule]]:
        policies = catalogue.policies_of(kind.id)
        varying = _varying(list(policies.values()), occasion)
        return {
            branch_id: [*(rule for rule in policy.offering if occasion in rule.on), *(policy[kind] for kind in varying)]
            for branch_id, policy in policies.items()
        }

    return catalogue.kept(("asked of offers", kind.id, occasion), found)


def _varying(policies: Sequence[Policy], occasion: Occasion) -> list[type[Rule]]:
    """The rules that forbid lessons whatever the time, and may do so at some branches only."""
    first, *others = policies
    return [
        type(rule)
        for rule in first.asked(occasion)
        if rule.about in WHATEVER_THE_TIME and any(other[type(rule)] != rule for other in others)
    ]


def classes_in(desk: Desk, kind: LessonType, windows: Sequence[Window]) -> list[Session]:
    """The planned classes of that type that start from the first to the last instant that both the windows and the
    rules allow. They are few: all are read that can be booked, so another search in this work finds them read."""
    if (within := _within(desk, kind, windows)) is None:
        return []
    bookable, asked = within
    planned = desk.work.calendars.classes(desk.school_id, kind.id, bookable)
    return [session for session in planned if asked.start <= session.start < asked.end]


def _classes_beside(desk: Desk, query: SlotQuery, student_id: int) -> tuple[list[Session], Busy]:
    """The same for a student, with what else the student has."""
    kind = query.lesson_type
    if (within := _within(desk, kind, query.windows)) is None:
        return [], {}
    bookable, asked = within
    planned, own = desk.work.calendars.classes_beside(
        desk.school_id, kind.id, bookable, student_id, desk.now, query.ignoring
    )
    return [session for session in planned if asked.start <= session.start < asked.end], own


def _within(desk: Desk, kind: LessonType, windows: Sequence[Window]) -> tuple[Interval, Interval] | None:
    """When classes can be booked, and when they are asked for; None if never."""
    if not windows:
        return None
    policies = desk.catalogue.policies_of(kind.id).values()
    earliest = min(policy.earliest_start(desk.now) for policy in policies)
    latest = max(policy.latest_start(desk.now) for policy in policies)
    start = max(earliest, min(window.start for window in windows))
    end = min(latest, max(window.last for window in windows)) + kind.duration
    return (Interval(earliest, latest + kind.duration), Interval(start, end)) if start < end else None
