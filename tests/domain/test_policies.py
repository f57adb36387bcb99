from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from domain.languages import LANGUAGES
from domain.money import Money
from domain.policies import PARAMETERS, RULES, Policy
from domain.rules.notice import Horizon
from domain.rules.numbers import MostOpenBookings, MostPerDay, MostPerWeek
from domain.rules.rule import Occasion, Rule
from domain.schools import PolicyOverride
from tests.domain.catalogues import KIND, catalogue
from tests.domain.wishes import NOW, Known, Unread, refusal, wish

POLICY = Policy(minimum_notice_minutes=120, horizon_days=60, max_open_bookings=2)
INSTANT = timedelta(microseconds=1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def having(*open_ends: datetime) -> Known:
    return Known(open_ends=open_ends)


def test_what_keeps_the_rules_is_bookable_to_the_very_limits() -> None:
    POLICY.ensure(wish(NOW + 2 * HOUR))
    POLICY.ensure(wish(NOW + 60 * DAY))
    POLICY.ensure(wish(NOW + DAY, facts=having(NOW + 2 * DAY)))


def test_too_short_notice_tells_the_first_time_that_would_do() -> None:
    no = refusal(POLICY, wish(NOW + 2 * HOUR - INSTANT))
    assert (no.minutes, no.code, no.rule.name) == (120, "too_short_notice", "minimum_notice")
    POLICY.ensure(wish(no.earliest))


def test_too_far_ahead_tells_the_last_time_that_would_do() -> None:
    no = refusal(POLICY, wish(NOW + 60 * DAY + INSTANT))
    assert (no.days, no.code, no.rule.name) == (60, "beyond_horizon", "horizon")
    POLICY.ensure(wish(no.latest))


def test_too_many_open_bookings_tells_when_the_first_of_them_is_over() -> None:
    no = refusal(POLICY, wish(NOW + 5 * DAY, facts=having(NOW + 9 * DAY, NOW + 3 * DAY)))
    assert (no.limit, no.next_free_at) == (2, NOW + 3 * DAY)
    assert (no.code, no.rule.name) == ("too_many_open_bookings", "max_open_bookings")


def test_over_the_limit_there_is_room_when_enough_of_them_are_over() -> None:
    ends = [NOW + days * DAY for days in (9, 3, 5, 7)]
    no = refusal(POLICY, wish(NOW + 12 * DAY, facts=having(*ends)))
    assert (no.count, no.limit, no.next_free_at) == (4, 2, NOW + 7 * DAY)
    POLICY.ensure(wish(NOW + 12 * DAY, facts=having(*(end for end in ends if end > no.next_free_at))))


def test_classes_of_courses_are_no_open_bookings() -> None:
    ends = [NOW + days * DAY for days in (1, 2, 2, 3)]
    POLICY.ensure(wish(NOW + 5 * DAY, facts=Known(open_ends=ends, course_ends=ends[1:])))
    no = refusal(POLICY, wish(NOW + 5 * DAY, facts=Known(open_ends=ends, course_ends=ends[:2])))
    assert (no.count, no.beside_courses, no.next_free_at) == (2, True, NOW + 2 * DAY)


def test_a_school_that_allows_no_bookings_knows_no_next_time() -> None:
    assert refusal(Policy(max_open_bookings=0), wish(NOW + 5 * DAY)).next_free_at is None


def test_all_broken_rules_are_found_in_order() -> None:
    request = wish(NOW, facts=having(*[NOW + DAY] * 2))
    assert [no.rule.name for no in POLICY.broken(request)] == ["minimum_notice", "max_open_bookings"]
    assert POLICY.broken(wish(NOW + DAY)) == []


def test_a_move_may_be_made_by_who_has_as_many_lessons_as_allowed() -> None:
    POLICY.ensure(wish(NOW + DAY, Occasion.MOVE, facts=having(*[NOW + 2 * DAY] * 9)))
    assert refusal(POLICY, wish(NOW, Occasion.MOVE)).code == "too_short_notice"


@pytest.mark.parametrize(
    "kind", [kind for kind in RULES if kind.name != "max_open_bookings"], ids=lambda kind: kind.name
)
def test_a_rule_that_is_off_looks_nothing_up(kind: type[Rule]) -> None:
    for occasion in kind.on:
        kind().check(wish(NOW + DAY, occasion, facts=Unread()))


def test_a_rule_that_looks_something_up_says_so() -> None:
    for rule in (
        Policy(max_bookings_per_day=1)[MostPerDay],
        Policy(max_bookings_per_week=1)[MostPerWeek],
        Policy()[MostOpenBookings],
    ):
        with pytest.raises(AssertionError, match="was read"):
            rule.check(wish(NOW + DAY, facts=Unread()))
        assert rule.reads


def test_every_rule_has_a_name_of_its_own_and_explains_itself() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
    refusing = [rule for rule in RULES if rule.on]
    assert len({rule.code for rule in refusing}) == len(refusing)
    for rule in refusing:
        assert all((rule.code, rule.title, rule.examples)), rule
        assert tuple(rule.words) == LANGUAGES, rule
        undocumented = {name for example in rule.examples for name in example if name not in (rule.__doc__ or "")}
        assert undocumented == set(), rule


def test_every_setting_has_a_default_that_it_may_have_and_a_meaning() -> None:
    assert Policy().data() == {name: made.default for name, made in PARAMETERS.items()}
    assert all(made.meaning and made.kind.schema() for made in PARAMETERS.values())


def test_the_cut_off_counts_hours_that_pass_also_when_the_clocks_change() -> None:
    start = datetime(2027, 3, 28, 8, 0, tzinfo=UTC)
    assert Policy(free_until_hours=24).free_until(start) == datetime(2027, 3, 27, 8, 0, tzinfo=UTC)


def test_a_fee_is_owed_from_just_after_the_cut_off() -> None:
    policy, start, price = Policy(free_until_hours=24, late_fee_percent=50), NOW + 3 * DAY, Money(65_001, "DKK")
    cut_off = start - 24 * HOUR
    assert policy.late_fee(price, start, cut_off) == Money(0, "DKK")
    assert policy.late_fee(price, start, cut_off + INSTANT) == Money(32_501, "DKK")
    assert Policy(no_show_fee_percent=100).no_show_fee(price) == price
    assert Policy(no_show_fee_percent=0).no_show_fee(price) == Money(0, "DKK")


def test_a_policy_without_a_cut_off_is_free_until_the_lesson_begins() -> None:
    policy, start, price = Policy(free_until_hours=0), NOW, Money(100, "DKK")
    assert policy.late_fee(price, start, start) == Money(0, "DKK")
    assert policy.late_fee(price, start, start + INSTANT) == Money(50, "DKK")


def test_a_fee_grows_by_tiers_each_from_just_after_its_cut_off() -> None:
    policy = Policy(cancellation_fees=[{"hours": 24, "percent": 50}, {"hours": 48, "percent": 25}])
    start, price = NOW + 9 * DAY, Money(100, "DKK")
    fees = [
        policy.late_fee(price, start, start - 48 * HOUR),
        policy.late_fee(price, start, start - 48 * HOUR + INSTANT),
        policy.late_fee(price, start, start - 24 * HOUR),
        policy.late_fee(price, start, start - 24 * HOUR + INSTANT),
    ]
    assert [fee.minor for fee in fees] == [0, 25, 25, 50]
    assert policy.free_until(start) == start - 48 * HOUR


def test_moving_costs_what_cancelling_does_unless_it_has_fees_of_its_own() -> None:
    start, price, late = NOW + 9 * DAY, Money(100, "DKK"), NOW + 9 * DAY - HOUR
    assert Policy().move_fee(price, start, late) == Policy().late_fee(price, start, late) == Money(50, "DKK")
    gentle = Policy(reschedule_fees=[{"hours": 2, "percent": 10}])
    assert gentle.move_fee(price, start, late) == Money(10, "DKK")
    assert gentle.late_fee(price, start, late) == Money(50, "DKK")
    assert Policy(reschedule_fees=[]).move_fee(price, start, late) == Money(0, "DKK")


def test_the_narrower_word_counts_the_type_before_the_branch_and_both_together_first() -> None:
    school = catalogue(policy=Policy(horizon_days=10))
    school = type(school)(
        **vars(school)
        | {
            "overrides": (
                PolicyOverride(1, {"horizon_days": 40}, lesson_type_id=KIND, branch_id=7),
                PolicyOverride(2, {"horizon_days": 30, "max_open_bookings": 1}, lesson_type_id=KIND),
                PolicyOverride(3, {"horizon_days": 20}, branch_id=7),
            ),
            "notes": {},
        }
    )
    assert [
        school.policy_for(*where)[Horizon].horizon_days for where in ((), (None, 7), (KIND,), (KIND, 7), (99, 8))
    ] == [10, 20, 30, 40, 10]
    assert school.policy_for(KIND, 7) == Policy(horizon_days=40, max_open_bookings=1)
    assert school.policy_for(KIND, 7) is school.policy_for(KIND, 7)
