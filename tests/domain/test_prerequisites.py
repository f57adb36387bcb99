"""The rule that modules are taken in order."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.curricula import Curriculum, Module, ModuleKind
from domain.learning import History, Lesson, ModuleResult
from domain.policies import Policy
from domain.rules.prerequisites import Prerequisites
from domain.rules.rule import Occasion, Request
from domain.schools import Catalogue
from tests.domain.catalogues import KIND, STUDENT, catalogue
from tests.domain.wishes import IDA, NOW, Known, Unread, refusal, wish

THEORY, TRACK = 2, 3
IN_ORDER = Policy(modules_in_order=True)
PLAN = Curriculum(
    9, {"en": "B"}, "B",
    (
        Module(91, "theory", ModuleKind.THEORY, {"en": "Theory"}, (THEORY,), 2),
        Module(92, "track", ModuleKind.TRACK, {"en": "Track"}, (TRACK,), 1, requires=("theory",)),
        Module(93, "road", ModuleKind.ROAD, {"en": "Road"}, (KIND,), 2, requires=("theory", "track")),
        Module(94, "test", ModuleKind.TEST, {"en": "Test"}, requires=("road",)),
        Module(95, "after", ModuleKind.ROAD, {"en": "After the test"}, (KIND,), 1, requires=("test",)),
    ),
)  # fmt: skip
DAY = timedelta(days=1)


def school() -> Catalogue:
    """Where three lesson types are taught, and Ida is on the plan."""
    bare = catalogue()
    types = {
        id_: replace(bare.lesson_type(KIND), id=id_, code=f"kind-{id_}", names={"en": f"kind {id_}"})
        for id_ in (KIND, THEORY, TRACK)
    }
    return Catalogue(**vars(bare) | {"lesson_types": types, "curricula": {PLAN.id: PLAN}, "notes": {}})


def lesson(kind: int, start: datetime) -> Lesson:
    return Lesson(int(start.timestamp()) + kind, kind, start, start + timedelta(minutes=45))


def wants(
    done: dict[int, int], *, kind: int = KIND, coming: tuple[Lesson, ...] = (), passed: bool = False, days: int = 3
) -> Request:
    """Ida wants a lesson in some days, having completed so many of each type."""
    lessons = tuple(lesson(of, NOW - (10 + n) * DAY) for of, count in done.items() for n in range(count))
    results = (ModuleResult(1, 94, True, NOW.date(), NOW),) if passed else ()
    history = History(STUDENT, "Ida Holm", NOW.date(), PLAN.id, None, lessons, coming, results=results)
    at, student = school(), replace(IDA, curriculum_id=PLAN.id)
    return wish(
        NOW + days * DAY, catalogue=at, student=student, lesson_type=at.lesson_type(kind), facts=Known(learnt=history)
    )


def test_a_lesson_before_its_time_is_refused_with_what_comes_first() -> None:
    refused = refusal(IN_ORDER, wants({THEORY: 1}))
    assert refused.code == "prerequisites_missing"
    assert refused.missing == [{"en": "Theory"}, {"en": "Track"}]
    assert (refused.module, refused.first, refused.lesson_type) == ({"en": "Road"}, {"en": "Theory"}, {"en": "kind 2"})


@pytest.mark.parametrize("done", [{THEORY: 2, TRACK: 1}, {THEORY: 2, TRACK: 1, KIND: 1}])
def test_a_lesson_whose_modules_are_complete_may_be_booked(done: dict[int, int]) -> None:
    IN_ORDER.ensure(wants(done))


def test_the_first_module_requires_nothing() -> None:
    IN_ORDER.ensure(wants({}, kind=THEORY))


def test_what_is_booked_before_the_lesson_counts_and_what_comes_after_it_does_not() -> None:
    track = lesson(TRACK, NOW + 2 * DAY)
    IN_ORDER.ensure(wants({THEORY: 2}, coming=(track,), days=3))
    no = refusal(IN_ORDER, wants({THEORY: 2}, coming=(track,), days=1))
    assert (no.first, no.possible_from) == ({"en": "Track"}, track.end)


def test_when_a_lesson_is_possible_is_not_said_before_all_that_is_missing_is_booked() -> None:
    first, track = lesson(THEORY, NOW + DAY), lesson(TRACK, NOW + 2 * DAY)
    assert refusal(IN_ORDER, wants({THEORY: 1}, coming=(track,), days=1)).possible_from is None
    assert refusal(IN_ORDER, wants({THEORY: 1}, coming=(first, track), days=1)).possible_from == track.end


def test_a_module_may_wait_for_a_test_that_no_lesson_can_be_booked_for() -> None:
    refused = refusal(IN_ORDER, wants({THEORY: 2, TRACK: 1, KIND: 2}))
    assert (refused.module["en"], refused.first["en"], refused.lesson_type) == ("After the test", "Test", None)
    IN_ORDER.ensure(wants({THEORY: 2, TRACK: 1, KIND: 2}, passed=True))


def test_lessons_beyond_the_plan_are_nobodys_business() -> None:
    IN_ORDER.ensure(wants({THEORY: 2, TRACK: 1, KIND: 3}, passed=True))
    IN_ORDER.ensure(wants({THEORY: 2, TRACK: 5}, kind=TRACK))


def test_a_school_that_has_not_asked_for_it_reads_nothing() -> None:
    at, start = school(), NOW + 3 * DAY
    on_plan = replace(IDA, curriculum_id=PLAN.id)
    Prerequisites().check(wish(start, catalogue=at, student=on_plan, facts=Unread()))
    Prerequisites(modules_in_order=True).check(wish(start, catalogue=at, facts=Unread()))  # Ida is on no plan


def test_a_lesson_is_not_moved_before_what_it_requires() -> None:
    track = lesson(TRACK, NOW + 2 * DAY)
    moved = replace(wants({THEORY: 2}, coming=(track,), days=1), occasion=Occasion.MOVE)
    assert refusal(IN_ORDER, moved).code == "prerequisites_missing"
    IN_ORDER.ensure(replace(moved, start=NOW + 3 * DAY))


def moving(moved: Lesson, coming: tuple[Lesson, ...], to: timedelta, done: dict[int, int]) -> Request:
    """Ida wants to move a coming lesson; `coming` are the others."""
    asked = wants(done, kind=moved.lesson_type_id, coming=coming)
    facts = Known(learnt=asked.facts.history, moved=moved)
    return replace(asked, occasion=Occasion.MOVE, start=NOW + to, facts=facts)


def test_a_lesson_is_not_moved_behind_one_that_requires_it() -> None:
    track, road = lesson(TRACK, NOW + 2 * DAY), lesson(KIND, NOW + 4 * DAY)
    no = refusal(IN_ORDER, moving(track, (road,), 5 * DAY, {THEORY: 2}))
    assert (no.code, no.module, no.before) == ("prerequisites_missing", {"en": "Road"}, road.start)
    assert no.missing == [{"en": "Track"}]
    overlapping = 4 * DAY - timedelta(minutes=44)
    assert refusal(IN_ORDER, moving(track, (road,), overlapping, {THEORY: 2})).before == road.start
    IN_ORDER.ensure(moving(track, (road,), 4 * DAY - timedelta(minutes=45), {THEORY: 2}))


def test_of_several_that_require_it_the_first_is_named() -> None:
    track = lesson(TRACK, NOW + 2 * DAY)
    roads = tuple(lesson(KIND, NOW + days * DAY) for days in (6, 4))
    assert refusal(IN_ORDER, moving(track, roads, 5 * DAY, {THEORY: 2})).before == NOW + 4 * DAY


def test_a_lesson_may_be_moved_behind_one_that_does_not_need_it() -> None:
    spare, road = lesson(TRACK, NOW + 2 * DAY), lesson(KIND, NOW + 4 * DAY)
    IN_ORDER.ensure(moving(spare, (road,), 5 * DAY, {THEORY: 2, TRACK: 1}))
    other = lesson(TRACK, NOW + 3 * DAY)
    IN_ORDER.ensure(moving(spare, (other, road), 5 * DAY, {THEORY: 2}))


def test_what_was_out_of_order_before_does_not_hold_the_lesson_back() -> None:
    road, track = lesson(KIND, NOW + DAY), lesson(TRACK, NOW + 2 * DAY)
    IN_ORDER.ensure(moving(track, (road,), 5 * DAY, {THEORY: 2}))
