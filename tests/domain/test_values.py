from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.errors import Invalid
from domain.ledger import EntryKind, LedgerEntry
from domain.lessons import Actor
from domain.money import Money
from domain.notices import Notice, NoticeKind, Role
from domain.policies import Policy
from domain.schools import WorkingHours
from domain.timeslots import Interval, day_start, local_day, to_utc, to_wall
from tests.domain.catalogues import COPENHAGEN

NOON = datetime(2027, 6, 7, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (NOON, NOON),
        (NOON, NOON - HOUR),
        (NOON.replace(tzinfo=None), NOON),
        (NOON, (NOON + HOUR).replace(tzinfo=None)),
        (NOON.astimezone(timezone(HOUR)), NOON + HOUR),
        (NOON, (NOON + HOUR).astimezone(COPENHAGEN)),
    ],
    ids=["empty", "backwards", "naive start", "naive end", "start not in UTC", "end not in UTC"],
)
def test_an_interval_refuses_nonsense(start: datetime, end: datetime) -> None:
    with pytest.raises(ValueError, match="must"):
        Interval(start, end)


def test_intervals_are_half_open() -> None:
    morning, next_one = Interval(NOON - HOUR, NOON), Interval(NOON, NOON + HOUR)
    assert not morning.overlaps(next_one)
    assert not next_one.overlaps(morning)
    assert morning.overlaps(Interval(NOON - timedelta(microseconds=1), NOON + HOUR))
    assert morning.widened(HOUR, 2 * HOUR) == Interval(NOON - 2 * HOUR, NOON + 2 * HOUR)


@pytest.mark.parametrize(
    ("wall", "utc", "real"),
    [
        ("2027-03-28 01:59", "2027-03-28 00:59", True),
        ("2027-03-28 02:30", "2027-03-28 01:30", False),  # skipped: half an hour after the gap began, called 03:30
        ("2027-03-28 03:00", "2027-03-28 01:00", True),
        ("2027-10-31 02:30", "2027-10-31 00:30", True),  # doubled: the first of the two
        ("2027-10-31 03:00", "2027-10-31 02:00", True),
    ],
)
def test_wall_times_that_the_clocks_skip_or_double_have_one_meaning(wall: str, utc: str, real: bool) -> None:
    shown = datetime.fromisoformat(wall)
    assert to_utc(shown, COPENHAGEN) == datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert (to_wall(to_utc(shown, COPENHAGEN), COPENHAGEN) == shown) is real


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Copenhagen", date(2027, 3, 28), 23),
        ("Europe/Copenhagen", date(2027, 10, 31), 25),
        ("America/Santiago", date(2027, 9, 5), 23),
        ("America/Havana", date(2027, 11, 7), 25),
        ("Australia/Lord_Howe", date(2027, 10, 3), 23.5),
        ("Australia/Lord_Howe", date(2027, 4, 4), 24.5),
        ("Asia/Kathmandu", date(2027, 6, 7), 24),
    ],
)
def test_a_local_day_has_the_hours_it_has(zone: str, day: date, hours: float) -> None:
    info = ZoneInfo(zone)
    assert local_day(day, info).duration == timedelta(hours=hours)
    assert to_wall(day_start(day, info), info).date() == day
    assert to_wall(day_start(day, info) - timedelta(seconds=1), info).date() == day - timedelta(days=1)


def test_hours_until_midnight_end_when_the_day_does() -> None:
    sunday = WorkingHours(6, time(22), time(0))
    assert sunday.on(date(2027, 10, 31), COPENHAGEN) == Interval(
        datetime(2027, 10, 31, 21, tzinfo=UTC), datetime(2027, 10, 31, 23, tzinfo=UTC)
    )


@pytest.mark.parametrize("minor", [1.5, 1.0, "1", None, True])
def test_money_is_whole_minor_units(minor: Any) -> None:
    with pytest.raises(TypeError):
        Money(minor, "DKK")


@pytest.mark.parametrize("currency", ["", "dkk", "DK", "DKKK", "ÆØÅ", "D K", "123"])
def test_money_has_a_currency(currency: str) -> None:
    with pytest.raises(ValueError, match="ISO 4217"):
        Money(1, currency)


def test_currencies_do_not_mix() -> None:
    for mix in (Money.__add__, Money.__sub__):
        with pytest.raises(ValueError, match="mix"):
            mix(Money(1, "DKK"), Money(1, "EUR"))


def test_money_adds_subtracts_and_turns_around() -> None:
    assert Money(5, "DKK") + Money(-7, "DKK") == Money(-2, "DKK") == -Money(2, "DKK")
    assert Money(5, "DKK") - Money(5, "DKK") == Money(0, "DKK")
    assert not Money(0, "DKK")
    assert Money(-1, "DKK")


@pytest.mark.parametrize(
    ("minor", "share", "expected"),
    [(100, 50, 50), (101, 50, 51), (-101, 50, -51), (1, 49, 0), (99, 0, 0), (65_000, 100, 65_000), (10, 250, 25)],
)
def test_a_share_is_rounded_half_away_from_zero(minor: int, share: int, expected: int) -> None:
    assert Money(minor, "DKK").percent(share) == Money(expected, "DKK")


def entry(kind: EntryKind, minor: int) -> LedgerEntry:
    return LedgerEntry(1, 1, 31, kind, Money(minor, "DKK"), "key", NOON, booking_id=7)


def test_a_ledger_entry_moves_money_and_a_payment_lowers_what_is_owed() -> None:
    for kind in EntryKind:
        with pytest.raises(Invalid):
            entry(kind, 0)
    with pytest.raises(Invalid):
        entry(EntryKind.PAYMENT, 1)
    assert entry(EntryKind.PAYMENT, -1).amount == Money(-1, "DKK")


@pytest.mark.parametrize(
    "nonsense",
    [
        {"hold_minutes": 0},
        {"horizon_days": 0},
        {"horizon_days": 731},
        {"minimum_notice_minutes": -1},
        {"late_fee_percent": -50},
        {"max_open_bookings": 2.5},
        {"max_open_bookings": True},
        {"free_until_hours": "24"},
        {"free_until_hours": 1_000_001},
        {"start_grid_minutes": 0},
        {"start_grid_minutes": 7},
        {"start_grid_minutes": 4},
        {"start_grid_minutes": 25},
        {"start_grid_minutes": 120},
    ],
    ids=str,
)
def test_a_policy_refuses_nonsense_and_names_the_rule(nonsense: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        Policy(**nonsense)
    assert refused.value.field in nonsense


def test_a_policy_survives_storing_and_newer_programs() -> None:
    policy = Policy(minimum_notice_minutes=1, start_grid_minutes=30)
    assert Policy.from_data(policy.data()) == policy
    assert Policy.from_data(policy.data() | {"a_rule_of_next_year": 3}) == policy
    assert Policy.from_data({}) == Policy()


def test_a_notice_is_told_once_for_each_reason_and_person() -> None:
    def key(**changes: Any) -> str:
        values: dict[str, Any] = {
            "kind": NoticeKind.REMINDER_DAY,
            "role": Role.STUDENT,
            "person_id": 31,
            "booking_id": 1,
            "version": 1,
        }
        return Notice(id=7, school_id=1, due_at=NOON, **(values | changes)).key

    assert key() == key()
    others: list[dict[str, Any]] = [
        {"version": 2},
        {"booking_id": 2},
        {"person_id": 32},
        {"kind": NoticeKind.REMINDER_SOON},
        {"booking_id": None, "version": None, "session_id": 1},
    ]
    assert len({key(), *(key(**other) for other in others)}) == 1 + len(others)


def test_the_actors_are_those_of_the_lifecycle() -> None:
    assert {actor.value for actor in Actor} == {"student", "teacher", "staff", "system"}
