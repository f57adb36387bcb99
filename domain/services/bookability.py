"""Why can't I book?"""

from __future__ import annotations

from collections.abc import Collection

from domain.policies import broken
from domain.rules.rule import About, Broken, Occasion
from domain.schools import LessonType, Student
from domain.services.desk import Desk
from domain.services.facts import wish_for

WHATEVER_THE_TIME = frozenset({About.PERSON, About.NUMBER})


def obstacles(
    desk: Desk, student: Student, kind: LessonType, *, about: Collection[About] = WHATEVER_THE_TIME
) -> list[Broken]:
    """The refusals of the rules that forbid the student lessons of that type, whatever the time."""
    policy = desk.catalogue.policy_for(kind.id, student.branch_id)
    asked = [rule for rule in policy.asked(Occasion.BOOK) if rule.about in about]
    return broken(asked, wish_for(desk, student, kind, desk.now))
