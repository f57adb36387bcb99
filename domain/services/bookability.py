"""Why can't I book?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from domain.errors import NotAllowed, Refusal
from domain.lessons import Booking
from domain.policies import Policy, broken
from domain.presence import working
from domain.rules.rule import About, Broken, Facts, Occasion, Request, Rule
from domain.schools import Catalogue, LessonType, Student
from domain.services.availability import unavailable
from domain.services.cancelling import may_always_leave
from domain.services.desk import Desk
from domain.services.facts import StudentFacts, change, wish_for
from domain.slots import Window
from domain.timeslots import to_wall

WHATEVER_THE_TIME = frozenset({About.PERSON, About.NUMBER})
OF_TIMES = frozenset({About.TIME, About.TEACHER})
OF_PLACES = WHATEVER_THE_TIME | OF_TIMES


def obstacles(desk: Desk, student: Student, kind: LessonType, *, about: Collection[About]) -> list[Broken]:
    """The refusals of the rules that forbid the student lessons of that type, whatever the time, at the own branch."""
    policy = desk.catalogue.policy_for(kind.id, student.branch_id)
    asked = [rule for rule in policy.asked(Occasion.BOOK) if rule.about in about]
    return broken(asked, wish_for(desk, student, kind, desk.now))


def barring(
    desk: Desk,
    student: Student,
    kind: LessonType,
    facts: Facts | None = None,
    occasion: Occasion = Occasion.BOOK,
    *,
    reads: bool | None = None,
) -> Refusal | None:
    """The first reason for which the student can have no lesson of that type, whatever the time, at no branch.

    reads: ask only the rules that need facts, or only those that need none.
    """
    if reads is not True and occasion is Occasion.BOOK and (pausing := paused(student)):
        return pausing[0]
    wish, found = wish_for(desk, student, kind, desk.now, facts, occasion), None
    for asked in _whatever_the_time(desk.catalogue, kind, occasion):
        refusals = broken((rule for rule in asked if reads is None or rule.reads is reads), wish)
        if not refusals:
            return None
        found = found or refusals[0]
    return found


def _whatever_the_time(catalogue: Catalogue, kind: LessonType, occasion: Occasion) -> Sequence[Sequence[Rule]]:
    """For each branch the rules that may forbid all such lessons there."""
    return catalogue.kept(
        ("whatever the time", kind.id, occasion),
        lambda: [
            [rule for rule in policy.asked(occasion) if rule.about in WHATEVER_THE_TIME]
            for policy in catalogue.policies_of(kind.id).values()
        ],
    )


def paused(student: Student) -> list[Refusal]:
    """That the student takes no lessons for now, if that is so."""
    return [NotAllowed(action="book", status=student.status)] if student.status != "active" else []


def reasons(
    desk: Desk,
    student: Student,
    kind: LessonType,
    teacher_id: int | None = None,
    *,
    facts: Facts | None = None,
    branch_ids: Collection[int] = (),
) -> list[Refusal]:
    """Everything for which the student can't book a lesson of that type, at whatever time, perhaps with that teacher or
    at one of these branches; nothing if one can be had, should it be free."""
    policies = desk.catalogue.policies_of(kind.id).values()
    earliest = min(policy.earliest_start(desk.now) for policy in policies)
    latest = max(policy.latest_start(desk.now) for policy in policies)
    about = OF_PLACES if earliest <= latest else WHATEVER_THE_TIME
    last = max(earliest, latest)
    never = forbidding(
        desk, student, kind, earliest, last, teacher_id=teacher_id, facts=facts, about=about, branch_ids=branch_ids
    )
    if earliest > latest:
        never += together(desk, student, kind, facts=facts, branch_ids=branch_ids)
    return [*paused(student), *never]


def together(
    desk: Desk,
    student: Student,
    kind: LessonType,
    *,
    facts: Facts | None = None,
    branch_ids: Collection[int] = (),
) -> list[Broken]:
    """The refusals of the rules of time and teacher that leave no time between them, though each of them would: without
    any one of these there is a day on which such a lesson could be. None if there is such a day with all of them."""
    facts = facts or StudentFacts(desk, student)
    found: list[list[Broken]] = []
    for policy, with_whom in _ways(desk.catalogue, student, kind, [desk.now], None, Occasion.BOOK, branch_ids):
        wish = wish_for(desk, student, kind, desk.now, facts, Occasion.BOOK, with_whom)
        wish = replace(wish, rules=policy.asked(Occasion.BOOK))
        if wish.possible_from(desk.now, besides=Rule()) is not None:
            return []
        found.append([no for rule in wish.rules if rule.about in OF_TIMES and (no := _decisive(rule, wish))])
    return _everywhere([refusals for refusals in found if refusals]) if any(found) else []


def _decisive(rule: Rule, wish: Request) -> Broken | None:
    """The rule's refusal of the first start that all other rules of time and teacher allow, if there is one."""
    start = wish.possible_from(wish.now, besides=rule)
    return next(iter(broken([rule], replace(wish, start=start))), None) if start is not None else None


def reasons_at(
    desk: Desk, student: Student, kind: LessonType, start: datetime, teacher_id: int | None = None
) -> list[Refusal]:
    """The same for a lesson that starts then, and why there is none: the student has something else, or it is closed,
    nobody works, all is taken."""
    forbidden = forbidding(desk, student, kind, start, start, teacher_id=teacher_id, about=OF_PLACES)
    return [*paused(student), *forbidden, *unavailable(desk, student, kind, start, teacher_id)]


def forbidding(
    desk: Desk,
    student: Student,
    kind: LessonType,
    first: datetime,
    last: datetime,
    *,
    ignoring: int | None = None,
    teacher_id: int | None = None,
    facts: Facts | None = None,
    about: Collection[About] = OF_TIMES,
    branch_ids: Collection[int] = (),
) -> list[Broken]:
    """The refusals of the rules that forbid all starts from `first` to `last`, with whoever works then and where they
    work, or with that teacher; none if they leave one.

    ignoring: the session that is being moved. facts: what is known of the student already. about: which rules are
    asked. branch_ids: where it may be; empty means anywhere.
    """
    facts = facts or StudentFacts(desk, student, ignoring=ignoring)
    occasion = Occasion.BOOK if ignoring is None else Occasion.MOVE
    starts = [*_daily(first, last), last]
    found: list[list[Broken]] = []
    for policy, with_whom in _ways(desk.catalogue, student, kind, starts, teacher_id, occasion, branch_ids):
        asked = [rule for rule in policy.asked(occasion) if rule.about in about]
        wish = replace(wish_for(desk, student, kind, first, facts, occasion, with_whom), rules=policy.asked(occasion))
        found.append(_forbidding_all(asked, wish, starts))
        if not found[-1]:
            return []
    return _everywhere(found) if found else []


def _ways(
    catalogue: Catalogue,
    student: Student,
    kind: LessonType,
    starts: Sequence[datetime],
    teacher_id: int | None,
    occasion: Occasion,
    branch_ids: Collection[int],
) -> Iterator[tuple[Policy, int | None]]:
    """By which rules, and with whom, such a lesson could be: of each who works in that time the branches, else of
    everybody who gives such lessons. Classes may be anywhere."""
    given: set[tuple[Policy, int | None]] = set()
    for branch_id, teacher in _places(catalogue, student, kind, starts, teacher_id):
        if branch_ids and branch_id not in branch_ids:
            continue
        policy = catalogue.policy_for(kind.id, branch_id)
        bound = any(rule.about is About.TEACHER and rule != type(rule)() for rule in policy.asked(occasion))
        way = (policy, teacher if bound or teacher_id is not None else None)
        if way not in given:
            given.add(way)
            yield way


def _places(
    catalogue: Catalogue, student: Student, kind: LessonType, starts: Sequence[datetime], teacher_id: int | None
) -> Iterator[tuple[int | None, int | None]]:
    """Branch and teacher, each perhaps unknown."""
    if kind.is_class:
        yield from ((branch_id, teacher_id) for branch_id in catalogue.policies_of(kind.id))
        return
    exact, window = starts[0] == starts[-1], Window(starts[0], starts[-1] + kind.duration)
    there = [each for each in working(catalogue, kind, [window]) if teacher_id in {None, each.id}]
    teachers = there or [each for each in catalogue.teachers_of(kind) if teacher_id in {None, each.id}]
    if not teachers:
        yield student.branch_id, teacher_id
    for teacher in teachers:
        walls = [to_wall(start, catalogue.zone) for start in starts]
        if exact and there:
            yield teacher.branch_at(walls[0]), teacher.id
            continue
        hours = [hours for wall in walls for hours in teacher.hours_on(wall.date())] or teacher.hours
        for branch_id in {each.branch_id: None for each in hours} or {student.branch_id: None}:
            yield branch_id, teacher.id


def _forbidding_all(asked: Sequence[Rule], wish: Request, starts: Sequence[datetime]) -> list[Broken]:
    """The refusals, of the first start, of the rules that refuse every one of them."""
    found = broken(asked, replace(wish, start=starts[0]))
    for start in starts[1:]:
        found = [refusal for refusal in found if not refusal.rule.allows(replace(wish, start=start))]
    return found


def _everywhere(found: Sequence[list[Broken]]) -> list[Broken]:
    """Of the refusals by each way those that all have in common, or else all of them: each rule's once, with the
    soonest of what it would allow."""
    codes = set.intersection(*({refusal.code for refusal in refusals} for refusals in found))
    by_code: dict[str, list[Broken]] = {}
    for refusal in (refusal for refusals in found for refusal in refusals):
        if not codes or refusal.code in codes:
            by_code.setdefault(refusal.code, []).append(refusal)
    return [min(same, key=_option) for same in by_code.values()]


def _option(refusal: Broken) -> str:
    """When what would be allowed begins, to be compared with others of the same rule."""
    option = refusal.data.get("earliest") or refusal.data.get("next_free_at") or refusal.data.get("possible_from")
    return option.isoformat() if option is not None else "9999"


def forbidding_change(desk: Desk, student: Student, booking: Booking, occasion: Occasion) -> Broken | None:
    """The refusal of the first rule, as the booking was made under, that forbids the student to leave or cancel it.
    None does if the school itself is why it is left."""
    if may_always_leave(desk, booking):
        return None
    return next(iter(booking.policy.broken(change(desk, student, booking, occasion))), None)


def _daily(first: datetime, last: datetime) -> Sequence[datetime]:
    return [first + timedelta(days=days) for days in range(max(0, (last - first).days) + 1)]
