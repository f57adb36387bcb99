"""Progress: a plan measured against what has happened."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.curricula import Curriculum, Module, ModuleKind, Unit
from domain.learning import (
    History,
    Lesson,
    ModuleResult,
    PlanChange,
    PlanStatus,
    Progress,
    Signer,
    SignOff,
    measure,
)

THEORY, DRIVING, DOUBLE, TRIAL = 1, 2, 3, 4
METTE, JONAS, ANNA = 11, 12, 21
FIRST = datetime(2026, 9, 1, 8, tzinfo=UTC)


def module(number: int, code: str, kind: ModuleKind = ModuleKind.ROAD, required: int = 1, **more: object) -> Module:
    values: dict[str, object] = {"lesson_type_ids": (DRIVING, DOUBLE), "lesson_minutes": 45} | more
    return Module(number, code, kind, {"en": code}, required=required, **values)  # type: ignore[arg-type]


START = module(101, "road-1", required=2)
TRAFFIC = module(102, "road-2", required=3, requires=("road-1",))
CLASSES = module(103, "theory", ModuleKind.THEORY, 2, lesson_type_ids=(THEORY,))
TEST = module(104, "test", ModuleKind.TEST, lesson_type_ids=(), requires=("road-2", "theory"))
PLAN = Curriculum(7, {"en": "B"}, "B", (START, TRAFFIC, CLASSES, TEST))


def lesson(number: int, kind: int = DRIVING, minutes: int = 45, teacher: int = METTE) -> Lesson:
    start = FIRST + timedelta(days=number)
    return Lesson(number, kind, start, start + timedelta(minutes=minutes), (teacher,))


def driven(count: int, *more: Lesson, **parts: object) -> Progress:
    """Progress after so many driving lessons, and more."""
    lessons = (*(lesson(number) for number in range(1, count + 1)), *more)
    return measure(PLAN, replace(History(ANNA, "Anna", FIRST.date(), PLAN.id, lessons=lessons), **parts))  # type: ignore[arg-type]


def counts(progress: Progress) -> list[tuple[str, int, int]]:
    return [(line.module.code, line.completed, line.required) for line in progress.modules]


def signed(number: int, by: Signer, *bookings: int, module_id: int = START.id) -> SignOff:
    return SignOff(number, module_id, by, METTE if by is Signer.TEACHER else ANNA, FIRST, frozenset(bookings))


def test_lessons_fill_the_modules_that_take_them_in_order() -> None:
    assert counts(driven(0)) == [("road-1", 0, 2), ("road-2", 0, 3), ("theory", 0, 2), ("test", 0, 1)]
    assert counts(driven(3, lesson(9, THEORY)))[:3] == [("road-1", 2, 2), ("road-2", 1, 3), ("theory", 1, 2)]


def test_what_is_more_than_enough_counts_for_the_last_module_that_takes_it() -> None:
    assert counts(driven(7))[:2] == [("road-1", 2, 2), ("road-2", 5, 3)]
    assert driven(7).of(TRAFFIC.id).missing == 0  # type: ignore[union-attr]


def test_lessons_of_types_that_no_module_takes_are_told_apart() -> None:
    assert driven(1, lesson(8, TRIAL), lesson(9, TRIAL)).others == {TRIAL: 2}
    bare = measure(None, History(ANNA, "Anna", FIRST.date(), lessons=(lesson(1),)))
    assert (bare.modules, bare.others, bare.share, bare.next) == ((), {DRIVING: 1}, 0.0, None)


@pytest.mark.parametrize(("minutes", "worth"), [(30, 0), (45, 1), (60, 1), (89, 1), (90, 2), (135, 3)], ids=str)
def test_a_session_counts_as_many_lessons_as_it_has_whole_ones(minutes: int, worth: int) -> None:
    assert START.worth(timedelta(minutes=minutes)) == worth
    assert replace(START, lesson_minutes=None).worth(timedelta(minutes=minutes)) == 1
    assert replace(START, unit=Unit.MINUTES).worth(timedelta(minutes=minutes)) == minutes


def test_a_double_lesson_counts_whole_for_one_module() -> None:
    assert counts(driven(1, lesson(2, DOUBLE, 90), lesson(3)))[:2] == [("road-1", 3, 2), ("road-2", 1, 3)]


def test_a_lesson_whose_attendance_is_taken_back_counts_no_more() -> None:
    before, after = driven(2), driven(1)
    assert (before.modules[0].complete, before.modules[1].available) == (True, True)
    assert (after.modules[0].complete, after.modules[1].available) == (False, False)


def test_coming_lessons_are_counted_apart_and_after_what_is_done() -> None:
    progress = driven(1, coming=(lesson(20), lesson(21), lesson(22)))
    road = progress.modules[:2]
    assert [(line.completed, len(line.booked), line.to_book) for line in road] == [(1, 1, 0), (0, 2, 1)]
    assert not road[0].complete


def test_a_plan_may_credit_exempt_or_ask_for_more() -> None:
    changes = (
        PlanChange(START.id, credited=2, reason="Done at Havn"),
        PlanChange(TRAFFIC.id, required=5, reason="Needs more"),
        PlanChange(CLASSES.id, exempt=True, reason="Has A1"),
    )
    progress = driven(1, changes=changes)
    assert counts(progress)[:3] == [("road-1", 2, 2), ("road-2", 1, 5), ("theory", 0, 2)]
    assert [line.complete for line in progress.modules] == [True, False, True, False]
    assert not progress.modules[0].to_be_signed, "what was done elsewhere is signed elsewhere"


def test_a_test_is_completed_by_its_newest_result() -> None:
    def result(number: int, passed: bool) -> ModuleResult:
        return ModuleResult(number, TEST.id, passed, date(2026, 11, number), FIRST + timedelta(days=number))

    assert not driven(0, results=(result(1, False),)).modules[3].complete
    assert driven(0, results=(result(1, False), result(2, True))).modules[3].complete
    assert not driven(0, results=(result(1, True), result(2, False))).modules[3].complete


def test_a_module_opens_when_what_it_requires_is_complete() -> None:
    assert [line.available for line in driven(0).modules] == [True, False, True, False]
    assert [line.available for line in driven(2).modules] == [True, True, True, False]
    assert driven(2).lacking(TEST) == (TRAFFIC, CLASSES)


def test_the_next_module_is_the_first_open_one() -> None:
    assert driven(1).next.module is START  # type: ignore[union-attr]
    assert driven(2).next.module is TRAFFIC  # type: ignore[union-attr]
    skipped = (PlanChange(START.id, required=5, reason=""), PlanChange(CLASSES.id, exempt=True, reason=""))
    assert driven(4, changes=skipped).next.module is START  # type: ignore[union-attr]


def test_the_share_of_the_whole_weighs_modules_by_their_lessons() -> None:
    shares = [driven(0).share, driven(2).share, driven(5).share]
    assert shares == [0, pytest.approx(2 / 8), pytest.approx(5 / 8)]


def test_the_teacher_signs_first_and_then_the_student() -> None:
    def awaits(*sign_offs: SignOff) -> list[Signer]:
        line = driven(2, sign_offs=sign_offs).modules[0]
        return [signer for signer in Signer if line.awaits(signer)]

    teacher, student = signed(1, Signer.TEACHER, 1, 2), signed(2, Signer.STUDENT, 1, 2)
    assert awaits() == [Signer.TEACHER]
    assert awaits(teacher) == [Signer.STUDENT]
    assert awaits(teacher, student) == []
    assert driven(1).modules[0].awaits(Signer.TEACHER) is False, "what is not complete is not signed"


def test_a_signature_stands_as_long_as_its_lessons_do() -> None:
    sign_offs = (signed(1, Signer.TEACHER, 1, 2), signed(2, Signer.STUDENT, 1, 2))
    assert driven(2, sign_offs=sign_offs).modules[0].signed
    corrected = measure(
        PLAN,
        History(ANNA, "Anna", FIRST.date(), PLAN.id, lessons=(lesson(1), lesson(3)), sign_offs=sign_offs),
    )
    assert corrected.modules[0].complete
    assert corrected.modules[0].awaits(Signer.TEACHER), "lesson 2, which was signed, did not take place after all"


def test_a_plan_is_completed_when_all_is_done_and_signed() -> None:
    passed = (ModuleResult(1, TEST.id, True, date(2026, 11, 1), FIRST),)
    done = driven(5, lesson(8, THEORY), lesson(9, THEORY), results=passed)
    assert (done.complete, done.next, done.status) == (True, None, PlanStatus.ACTIVE)
    sign_offs = tuple(
        signed(number, signer, *(part.booking_id for part in line.lessons), module_id=line.module.id)
        for number, (line, signer) in enumerate((line, signer) for line in done.modules[:3] for signer in Signer)
    )
    assert driven(5, lesson(8, THEORY), lesson(9, THEORY), results=passed, sign_offs=sign_offs).status == "completed"


def test_of_what_is_credited_no_more_counts_than_was_needed() -> None:
    much = PlanChange(CLASSES.id, credited=50, reason="Havn")
    line = driven(0, lesson(9, THEORY), changes=(much,)).of(CLASSES.id)
    assert line is not None
    assert (line.completed, line.required, line.credited) == (2, 2, 1), "one lesson, and one done elsewhere"
    line = driven(0, changes=(much,)).of(CLASSES.id)
    assert line is not None
    assert (line.completed, line.credited) == (2, 2)
