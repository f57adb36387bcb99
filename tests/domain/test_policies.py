from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from domain.errors import BeyondHorizon, Refusal, TooManyOpenBookings, TooShortNotice
from domain.money import Money
from domain.policies import BOOKING_RULES, TIME_RULES, BookingRequest, Policy, broken_rules, ensure_bookable

NOW = datetime(2027, 6, 7, 12, 0, tzinfo=UTC)
POLICY = Policy(minimum_notice_minutes=120, horizon_days=60, max_open_bookings=2)
INSTANT = timedelta(microseconds=1)


def wish(start: datetime, *open_bookings: datetime) -> BookingRequest:
    return BookingRequest(start, NOW, open_bookings)


def refusal(request: BookingRequest) -> Refusal:
    with pytest.raises(Refusal) as refused:
        ensure_bookable(POLICY, request)
    return refused.value


def test_what_keeps_the_rules_is_bookable_to_the_very_limits() -> None:
    ensure_bookable(POLICY, wish(NOW + timedelta(hours=2)))
    ensure_bookable(POLICY, wish(NOW + timedelta(days=60)))
    ensure_bookable(POLICY, wish(NOW + timedelta(days=1), NOW + timedelta(days=2)))


def test_too_short_notice_tells_the_first_time_that_would_do() -> None:
    no = refusal(wish(NOW + timedelta(hours=2) - INSTANT))
    assert isinstance(no, TooShortNotice)
    assert (no.minutes, no.code) == (120, "too_short_notice")
    ensure_bookable(POLICY, wish(no.earliest))


def test_too_far_ahead_tells_the_last_time_that_would_do() -> None:
    no = refusal(wish(NOW + timedelta(days=60) + INSTANT))
    assert isinstance(no, BeyondHorizon)
    assert (no.days, no.code) == (60, "beyond_horizon")
    ensure_bookable(POLICY, wish(no.latest))


def test_too_many_open_bookings_tells_when_the_first_of_them_is_over() -> None:
    ends = (NOW + timedelta(days=9), NOW + timedelta(days=3))
    no = refusal(wish(NOW + timedelta(days=5), *ends))
    assert isinstance(no, TooManyOpenBookings)
    assert (no.limit, no.next_free_at) == (2, NOW + timedelta(days=3))


def test_a_school_that_allows_no_bookings_knows_no_next_time() -> None:
    with pytest.raises(TooManyOpenBookings) as refused:
        ensure_bookable(Policy(max_open_bookings=0), wish(NOW + timedelta(days=5)))
    assert refused.value.next_free_at is None


def test_all_broken_rules_are_found_by_name_and_in_order() -> None:
    request = wish(NOW, *[NOW + timedelta(days=1)] * 2)
    assert [name for name, _ in broken_rules(POLICY, request)] == ["minimum_notice", "max_open_bookings"]
    assert broken_rules(POLICY, wish(NOW + timedelta(days=1))) == []
    assert [rule.name for rule in BOOKING_RULES] == ["minimum_notice", "horizon", "max_open_bookings"]


def test_a_move_is_judged_by_its_time_alone() -> None:
    ensure_bookable(POLICY, wish(NOW + timedelta(days=1), *[NOW + timedelta(days=2)] * 9), TIME_RULES)


def test_the_cut_off_counts_hours_that_pass_also_when_the_clocks_change() -> None:
    start = datetime(2027, 3, 28, 8, 0, tzinfo=UTC)
    assert Policy(free_until_hours=24).free_until(start) == datetime(2027, 3, 27, 8, 0, tzinfo=UTC)


def test_a_fee_is_owed_from_just_after_the_cut_off() -> None:
    policy, start, price = (
        Policy(free_until_hours=24, late_fee_percent=50),
        NOW + timedelta(days=3),
        Money(65_001, "DKK"),
    )
    cut_off = start - timedelta(hours=24)
    assert policy.late_fee(price, start, cut_off) == Money(0, "DKK")
    assert policy.late_fee(price, start, cut_off + INSTANT) == Money(32_501, "DKK")
    assert Policy(no_show_fee_percent=100).no_show_fee(price) == price
    assert Policy(no_show_fee_percent=0).no_show_fee(price) == Money(0, "DKK")


def test_a_policy_without_a_cut_off_is_free_until_the_lesson_begins() -> None:
    policy, start, price = Policy(free_until_hours=0), NOW, Money(100, "DKK")
    assert policy.late_fee(price, start, start) == Money(0, "DKK")
    assert policy.late_fee(price, start, start + INSTANT) == Money(50, "DKK")
