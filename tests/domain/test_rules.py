"""The catalogue of rules, one by one: where each limit lies, and which next legal option it names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from domain.errors import Invalid
from domain.lessons import Booking, Session, Status
from domain.money import Money
from domain.policies import Policy
from domain.rules.fees import LateFee
from domain.rules.parameters import Tier
from domain.rules.rule import Occasion, Request
from domain.schools import Catalogue, Closure, Teacher, WorkingHours
from domain.timeslots import Interval
from tests.domain.catalogues import JONAS, KIND, METTE, STUDENT, at, catalogue, lesson_type
from tests.domain.wishes import IDA, NOW, OPEN, Known, refusal, wish

SECOND = timedelta(seconds=1)
WEDNESDAY = at("2027-06-09 10:00")


def booked(*walls: str) -> Known:
    return Known(booked=[at(wall) for wall in walls])


def taught_by(*ids: int) -> Catalogue:
    return catalogue(*(Teacher(teacher_id, f"Teacher {teacher_id}", frozenset({KIND})) for teacher_id in ids))


def leaving(occasion: Occasion, *, now: datetime, moves: int = 0, by_student: bool = True) -> Request:
    """To leave or cancel a lesson on Wednesday."""
    session = Session(2, 1, KIND, Interval(WEDNESDAY, WEDNESDAY + timedelta(hours=1)), (METTE,), ())
    lesson = Booking(1, 1, session, STUDENT, Status.CONFIRMED, Money(0, "DKK"), Policy(), NOW, moves=moves)
    return wish(WEDNESDAY, occasion, now=now, booking=lesson, by_student=by_student)


# Per day, per week


def test_a_day_is_a_day_of_the_school_and_the_next_with_room_is_named() -> None:
    policy = Policy(max_bookings_per_day=2)
    full = booked("2027-06-09 00:00", "2027-06-09 23:45", "2027-06-10 08:00", "2027-06-10 09:00")
    no = refusal(policy, wish(at("2027-06-09 12:00"), facts=full))
    assert (no.code, no.limit, no.next_free_at) == ("too_many_that_day", 2, at("2027-06-11 00:00"))
    policy.ensure(wish(at("2027-06-11 00:00"), facts=full))
    policy.ensure(wish(at("2027-06-08 23:45"), facts=full))


def test_a_week_begins_on_monday_also_when_the_clocks_change() -> None:
    policy = Policy(max_bookings_per_week=1, horizon_days=365)
    one = booked("2027-03-28 23:00")  # Sunday, the day on which the clocks are set forward
    no = refusal(policy, wish(at("2027-03-22 00:00"), facts=one, now=at("2027-03-01 00:00")))
    assert (no.code, no.next_free_at) == ("too_many_that_week", at("2027-03-29 00:00"))
    policy.ensure(wish(at("2027-03-29 00:00"), facts=one, now=at("2027-03-01 00:00")))
    policy.ensure(wish(at("2027-03-21 23:45"), facts=one, now=at("2027-03-01 00:00")))


def test_the_next_day_that_is_named_is_one_that_all_rules_allow() -> None:
    busy = booked("2027-06-09 08:00", "2027-06-11 08:00")
    of_day = {"max_bookings_per_day": 1}
    assert refusal(Policy(**of_day), wish(WEDNESDAY, facts=busy)).next_free_at == at("2027-06-10 00:00")
    two_a_week = Policy(**of_day, max_bookings_per_week=2)
    assert refusal(two_a_week, wish(WEDNESDAY, facts=busy)).next_free_at == at("2027-06-14 00:00")
    child = replace(IDA, birth_date=date(2010, 6, 17))
    of_age = Policy(**of_day, minimum_age_years=17)
    old = replace(child, birth_date=date(2010, 6, 1))
    assert refusal(of_age, wish(WEDNESDAY, facts=busy, student=old)).next_free_at == at("2027-06-10 00:00")
    weekly = Policy(max_bookings_per_week=1, minimum_notice_minutes=10 * 1440)
    soon = wish(WEDNESDAY, facts=busy, rules=weekly.asked(Occasion.BOOK))
    (no,) = [broken for broken in weekly.broken(soon) if broken.code == "too_many_that_week"]
    assert no.next_free_at == at("2027-06-17 00:00"), "Monday the 14th would be too soon"


def test_no_day_is_named_beyond_the_horizon() -> None:
    policy = Policy(max_bookings_per_week=1, horizon_days=6)
    assert refusal(policy, wish(WEDNESDAY, facts=booked("2027-06-09 08:00"))).next_free_at is None


def test_no_day_is_named_on_which_the_school_is_closed() -> None:
    closed = catalogue(*OPEN.teachers.values(), closures=(Closure(1, date(2027, 6, 10), date(2027, 6, 12)),))
    no = refusal(Policy(max_bookings_per_day=1), wish(WEDNESDAY, catalogue=closed, facts=booked("2027-06-09 08:00")))
    assert no.next_free_at == at("2027-06-13 00:00")


def test_the_earliest_time_that_is_named_is_one_that_all_rules_and_the_hours_allow() -> None:
    """A week with two lessons already, then one that begins at eight on Tuesday."""
    policy = Policy(minimum_notice_minutes=24 * 60, max_bookings_per_week=2)
    busy = "2027-06-09 10:00", "2027-06-10 10:00"
    assert refusal(policy, wish(NOW, facts=booked(*busy))).earliest == at("2027-06-14 00:00")
    from_tuesday = tuple(WorkingHours(weekday, time(8), time(16)) for weekday in (1, 2))
    school = catalogue(Teacher(METTE, "Mette Holm", frozenset({KIND}), from_tuesday))
    assert refusal(policy, wish(NOW, facts=booked(*busy), catalogue=school)).earliest == at("2027-06-15 08:00")
    assert refusal(policy, wish(NOW, catalogue=school)).earliest == at("2027-06-08 14:00"), "a day from now she works"
    late = NOW + timedelta(hours=2)  # at 16 she goes home
    assert refusal(policy, wish(late, now=late, catalogue=school)).earliest == at("2027-06-09 08:00")


def test_no_earliest_time_is_named_where_another_rule_forbids_all_of_them() -> None:
    policy = Policy(minimum_notice_minutes=24 * 60, horizon_days=3, max_bookings_per_week=1)
    assert refusal(policy, wish(NOW, facts=booked("2027-06-10 10:00"))).earliest is None


def test_the_last_day_that_is_named_is_one_on_which_somebody_works() -> None:
    hours = tuple(WorkingHours(weekday, time(8), time(16)) for weekday in (0, 1))
    school = catalogue(Teacher(METTE, "Mette Holm", frozenset({KIND}), hours))
    no = refusal(Policy(horizon_days=10), wish(NOW + timedelta(days=20), catalogue=school))
    assert (no.code, no.latest) == ("beyond_horizon", at("2027-06-15 08:00"))


def test_the_day_from_which_one_is_old_enough_is_one_that_the_other_rules_allow() -> None:
    young = replace(IDA, birth_date=date(2010, 6, 12))
    policy = Policy(minimum_age_years=17, max_bookings_per_week=1)
    no = refusal(policy, wish(WEDNESDAY, student=young, facts=booked("2027-06-08 10:00")))
    assert (no.code, no.earliest) == ("too_young", date(2027, 6, 14))


def test_where_the_other_rules_allow_no_day_only_when_one_is_old_enough_is_told() -> None:
    young = replace(IDA, birth_date=date(2010, 6, 12))
    no = refusal(Policy(minimum_age_years=17, horizon_days=2), wish(WEDNESDAY, student=young))
    assert (no.code, no.of_age, no.earliest) == ("too_young", date(2027, 6, 12), None)


def test_numbers_per_day_and_week_hold_for_moving_too() -> None:
    full = booked("2027-06-09 08:00")
    for policy in (Policy(max_bookings_per_day=1), Policy(max_bookings_per_week=1)):
        refusal(policy, wish(WEDNESDAY, Occasion.MOVE, facts=full))


# Who


def test_only_students_are_kept_from_what_staff_book() -> None:
    policy = Policy(bookable_by="staff")
    assert refusal(policy, wish(WEDNESDAY)).code == "staff_only"
    assert refusal(policy, wish(WEDNESDAY, Occasion.MOVE)).code == "staff_only"
    policy.ensure(wish(WEDNESDAY, by_student=False))


@pytest.mark.parametrize(
    ("born", "years", "months", "earliest"),
    [
        (date(2010, 6, 9), 17, 0, date(2027, 6, 9)),
        (date(2010, 6, 10), 17, 0, date(2027, 6, 10)),
        (date(2010, 9, 9), 16, 9, date(2027, 6, 9)),
        (date(2010, 12, 31), 16, 6, date(2027, 7, 1)),
        (date(2008, 2, 29), 19, 0, date(2027, 3, 1)),
        (date(2008, 2, 29), 20, 0, date(2028, 2, 29)),
    ],
)
def test_old_enough_is_who_is_so_on_the_day_of_the_lesson(born: date, years: int, months: int, earliest: date) -> None:
    policy = Policy(minimum_age_years=years, minimum_age_months=months, horizon_days=730, minimum_notice_minutes=0)
    child = replace(IDA, birth_date=born)
    day_before = at(f"{earliest - timedelta(days=1)} 23:45")
    now = at("2027-01-01 00:00")
    no = refusal(policy, wish(day_before, student=child, now=now))
    assert (no.code, no.earliest) == ("too_young", earliest)
    policy.ensure(wish(at(f"{earliest} 00:00"), student=child, now=now))


def test_who_was_born_when_is_unknown_is_not_taken_for_old_enough() -> None:
    assert refusal(Policy(minimum_age_years=0), wish(WEDNESDAY)).earliest is None


def test_a_licence_class_is_one_of_those_wanted() -> None:
    policy = Policy(licence_classes=["A", "A2"])
    policy.ensure(wish(WEDNESDAY, student=replace(IDA, licence_class="A2")))
    no = refusal(policy, wish(WEDNESDAY, student=replace(IDA, licence_class="B")))
    assert (no.code, no.wanted, no.licence_class) == ("other_licence_class", ["A", "A2"], "B")
    assert refusal(policy, wish(WEDNESDAY)).licence_class is None


def test_an_examination_is_booked_when_it_has_a_day() -> None:
    policy = Policy(exam_booked=True)
    assert refusal(policy, wish(WEDNESDAY)).code == "exam_not_booked"
    policy.ensure(wish(WEDNESDAY, student=replace(IDA, exam_on=date(2027, 7, 1))))


def test_lessons_before_count_what_was_completed() -> None:
    policy = Policy(lessons_before={"driving": 3})
    no = refusal(policy, wish(WEDNESDAY, facts=Known(done={KIND: 2})))
    assert (no.code, no.lesson_types, no.completed, no.required) == ("lessons_first", ("driving",), (2,), (3,))
    policy.ensure(wish(WEDNESDAY, facts=Known(done={KIND: 3})))


def test_every_type_of_which_lessons_are_missing_is_named() -> None:
    policy = Policy(lessons_before={"driving": 3, "theory": 4, "track": 9})
    no = refusal(policy, wish(WEDNESDAY, facts=Known(done={KIND: 3})))
    assert (no.lesson_types, no.completed, no.required) == (("theory", "track"), (0, 0), (4, 9))


def test_a_type_that_is_not_there_cannot_have_been_completed() -> None:
    no = refusal(Policy(lessons_before={"theroy": 1}), wish(WEDNESDAY, facts=Known(done={KIND: 9})))
    assert (no.lesson_types, no.completed) == (("theroy",), (0,))


# With whom


def test_the_own_teacher_is_named_to_who_wants_another() -> None:
    policy, school = Policy(own_teacher_only=True), taught_by(METTE, JONAS)
    mine = replace(IDA, usual_teacher_id=METTE)
    no = refusal(policy, wish(WEDNESDAY, catalogue=school, student=mine, teacher_id=JONAS))
    assert (no.code, no.teacher_id) == ("own_teacher_only", METTE)
    policy.ensure(wish(WEDNESDAY, catalogue=school, student=mine, teacher_id=METTE))


def test_who_has_no_own_teacher_for_it_may_have_any() -> None:
    policy = Policy(own_teacher_only=True)
    policy.ensure(wish(WEDNESDAY, catalogue=taught_by(METTE, JONAS), teacher_id=JONAS))
    mine = replace(IDA, usual_teacher_id=METTE)
    policy.ensure(wish(WEDNESDAY, catalogue=taught_by(JONAS), student=mine, teacher_id=JONAS))
    theory = lesson_type(capacity=9)
    with_class = catalogue(*(taught_by(METTE, JONAS).teachers.values()), kind=theory)
    policy.ensure(wish(WEDNESDAY, catalogue=with_class, student=mine, teacher_id=JONAS))


# Moving and cancelling


@pytest.mark.parametrize(
    ("occasion", "setting", "code"),
    [
        (Occasion.CANCEL, "cancel_until_hours", "too_late_to_cancel"),
        (Occasion.LEAVE, "reschedule_until_hours", "too_late_to_move"),
    ],
)
def test_a_cut_off_is_the_last_instant_at_which_it_may_be_done(occasion: Occasion, setting: str, code: str) -> None:
    policy, cut_off = Policy(**{setting: 24}), WEDNESDAY - timedelta(hours=24)
    policy.ensure(leaving(occasion, now=cut_off))
    no = refusal(policy, leaving(occasion, now=cut_off + SECOND))
    assert (no.code, no.latest, no.hours) == (code, cut_off, 24)
    policy.ensure(leaving(occasion, now=cut_off + SECOND, by_student=False))


def test_a_lesson_is_left_so_often_and_no_more() -> None:
    policy = Policy(max_reschedules=2)
    policy.ensure(leaving(Occasion.LEAVE, now=NOW, moves=1))
    assert refusal(policy, leaving(Occasion.LEAVE, now=NOW, moves=2)).limit == 2
    policy.ensure(leaving(Occasion.LEAVE, now=NOW, moves=2, by_student=False))
    policy.ensure(leaving(Occasion.CANCEL, now=NOW, moves=9))


# What can be set


def test_tiers_are_kept_in_order_whatever_the_order_they_come_in() -> None:
    late = Policy(cancellation_fees=[{"hours": 2, "percent": 100}, {"hours": 48, "percent": 25}])[LateFee]
    assert late.for_cancelling == (Tier(48, 25), Tier(2, 100))
    assert late.for_moving == late.for_cancelling


@pytest.mark.parametrize(
    "nonsense",
    [
        {"bookable_by": "teachers"},
        {"own_teacher_only": 1},
        {"max_bookings_per_day": 0},
        {"max_bookings_per_week": "3"},
        {"licence_classes": "B"},
        {"licence_classes": ["B", ""]},
        {"licence_classes": ["A B"]},
        {"lessons_before": ["theory"]},
        {"lessons_before": {"theory": 0}},
        {"lessons_before": {"theory": True}},
        {"minimum_age_months": 12},
        {"cancellation_fees": None},
        {"cancellation_fees": [{"hours": 24}]},
        {"cancellation_fees": [{"hours": 24, "percent": 50, "minutes": 1}]},
        {"cancellation_fees": [{"hours": 24, "percent": 50}, {"hours": 24, "percent": 60}]},
        {"cancellation_fees": [{"hours": 48, "percent": 50}, {"hours": 24, "percent": 40}]},
        {"cancellation_fees": [{"hours": 24, "percent": 101}]},
        {"late_fee_percent": 101},
        {"no_show_fee_percent": 150},
        {"reschedule_fees": [{"hours": -1, "percent": 50}]},
        {"no_rule_of_ours": 1},
    ],
    ids=str,
)
def test_what_a_rule_cannot_be_set_to_is_refused_by_its_name(nonsense: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        Policy(**nonsense)
    assert refused.value.field in nonsense


def test_a_policy_with_everything_set_survives_storing() -> None:
    policy = Policy(
        bookable_by="staff",
        licence_classes=["A", "A2"],
        lessons_before={"theory": 4, "track": 2},
        max_bookings_per_day=2,
        minimum_age_years=17,
        cancellation_fees=[{"hours": 48, "percent": 25}],
        reschedule_fees=[],
        approval_needed=True,
    )
    assert Policy.from_data(policy.data()) == policy
    assert Policy.from_data(policy.data()) is Policy.from_data(policy.data())
    assert policy.changed({"bookable_by": "students"}) != policy


def test_a_value_that_can_be_set_no_more_has_its_default_in_what_was_kept() -> None:
    kept = Policy.from_data({"late_fee_percent": 150, "horizon_days": 30, "no_such_rule": 1})
    assert kept == Policy(horizon_days=30)
