"""Why can't I book?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from domain.errors import NotAllowed, Refusal
from domain.lessons import Booking
from domain.policies import Policy, broken
from domain.rules.rule import About, Broken, Facts, Occasion, Rule
from domain.schools import Catalogue, LessonType, Student
from domain.services.availability import unavailable
from domain.services.cancelling import may_always_leave
from domain.services.desk import Desk
from domain.services.facts import StudentFacts, change, wish_for

WHATEVER_THE_TIME = frozenset({About.PERSON, About.NUMBER})
OF_TIMES = frozenset({About.TIME, About.TEACHER})


def obstacles(
    desk: Desk, student: Student, kind: LessonType, *, about: Collection[About] = WHATEVER_THE_TIME
) -> list[Broken]:
    """The refusals of the rules that forbid the student lessons of that type, whatever the time."""
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
    if reads is not True and occasion is Occasion.BOOK and (paused := _paused(student)):
        return paused[0]
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


def _paused(student: Student) -> list[Refusal]:
    return [NotAllowed(action="book", status=student.status)] if student.status != "active" else []


def reasons(desk: Desk, student: Student, kind: LessonType, teacher_id: int | None = None) -> list[Refusal]:
    """Everything for which the student can't book a lesson of that type, at whatever time, perhaps with that teacher;
    nothing if one can be had, should it be free."""
    policies = desk.catalogue.policies_of(kind.id).values()
    earliest = min(policy.earliest_start(desk.now) for policy in policies)
    latest = max(policy.latest_start(desk.now) for policy in policies)
    never = None
    if earliest <= latest:
        never = forbidding(desk, student, kind, earliest, latest, teacher_id=teacher_id)
    return [*_paused(student), *obstacles(desk, student, kind), *([never] if never is not None else [])]


def reasons_at(
    desk: Desk, student: Student, kind: LessonType, start: datetime, teacher_id: int | None = None
) -> list[Refusal]:
    """The same for a lesson that starts then, and why there is none: the student has something else, or it is closed,
    nobody works, all is taken."""
    policy = desk.catalogue.policy_for(kind.id, student.branch_id)
    broken_then = policy.broken(wish_for(desk, student, kind, start, teacher_id=teacher_id))
    return [*_paused(student), *broken_then, *unavailable(desk, student, kind, start, teacher_id)]


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
) -> Broken | None:
    """The refusal of a rule of time or teacher that forbids all starts from `first` to `last`, at every branch.

    ignoring: the session that is being moved. facts: what is known of the student already.
    """
    facts = facts or StudentFacts(desk, student, ignoring=ignoring)
    occasion = Occasion.BOOK if ignoring is None else Occasion.MOVE
    starts = [*_daily(first, last), last]
    found = None
    for policy in desk.catalogue.policies_of(kind.id).values():
        found = _forbidding(desk, student, kind, starts, policy, occasion, facts, teacher_id)
        if found is None:
            return None
    return found


def forbidding_change(desk: Desk, student: Student, booking: Booking, occasion: Occasion) -> Broken | None:
    """The refusal of the first rule, as the booking was made under, that forbids the student to leave or cancel it.
    None does if the school itself is why it is left."""
    if may_always_leave(desk, booking):
        return None
    return next(iter(booking.policy.broken(change(desk, student, booking, occasion))), None)


def _daily(first: datetime, last: datetime) -> Sequence[datetime]:
    return [first + timedelta(days=days) for days in range(max(0, (last - first).days) + 1)]


def _forbidding(
    desk: Desk,
    student: Student,
    kind: LessonType,
    starts: Sequence[datetime],
    policy: Policy,
    occasion: Occasion,
    facts: Facts,
    teacher_id: int | None,
) -> Broken | None:
    wishes = [wish_for(desk, student, kind, start, facts, occasion, teacher_id) for start in starts]
    for rule in policy.asked(occasion):
        if rule.about in OF_TIMES:
            refusals = [refusal for wish in wishes for refusal in broken((rule,), wish)]
            if len(refusals) == len(wishes):
                return refusals[0]
    return None
