"""Who is next, what suits, and when nobody is to be disturbed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.errors import Invalid
from domain.lessons import Booking, Session, Status
from domain.money import Money
from domain.policies import Policy
from domain.quiet import quiet_until
from domain.schools import Student
from domain.services.offering import offer_end
from domain.slots import Slot
from domain.timeslots import Interval, to_utc
from domain.waitlist import Candidate, Entry, Opening, Wishes, place_of, ranked

ZONE = ZoneInfo("Europe/Copenhagen")
THURSDAY = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
LONG_AGO = datetime(2026, 11, 1, tzinfo=UTC)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def session(start: datetime, capacity: int = 1, *, planned: bool = False) -> Session:
    return Session(7, 1, 1, Interval(start, start + 45 * MINUTE), (5,), (6,), capacity, planned=planned)


def candidate(number: int, later: timedelta | None = None, *, priority: int = 0, age: timedelta = DAY) -> Candidate:
    """Who waits for the class itself, or whose lesson is so much `later`."""
    since = LONG_AGO - age
    student = Student(number, 1, f"Student {number}", None, "en")
    if later is None:
        return Candidate(Entry(number, 1, number, since, session_id=7, priority=priority), student)
    lesson = session(THURSDAY + later)
    booking = Booking(number, 1, lesson, number, Status.CONFIRMED, Money(0, "DKK"), Policy(), created_at=LONG_AGO)
    return Candidate(Entry(number, 1, number, since, booking_id=number, priority=priority), student, booking)


def order(*candidates: Candidate) -> list[int]:
    return [one.entry.id for one in ranked(candidates, THURSDAY)]


def test_who_waits_for_the_class_itself_comes_before_those_for_whom_it_is_earlier() -> None:
    assert order(candidate(1, 30 * DAY, priority=9), candidate(2)) == [2, 1]


def test_the_schools_priority_comes_before_what_is_gained() -> None:
    assert order(candidate(1, 30 * DAY), candidate(2, DAY, priority=1)) == [2, 1]


def test_more_whole_days_come_before_age_and_age_before_hours() -> None:
    assert order(candidate(1, 2 * DAY, age=9 * DAY), candidate(2, 5 * DAY)) == [2, 1]
    assert order(candidate(1, 2 * DAY + timedelta(hours=5)), candidate(2, 2 * DAY, age=9 * DAY)) == [2, 1]


def test_for_a_class_it_is_first_come_first_served() -> None:
    assert order(candidate(3, age=DAY), candidate(2, age=3 * DAY), candidate(1, age=2 * DAY)) == [2, 1, 3]


def slot(wall: str, teacher: int = 5) -> Slot:
    start = to_utc(datetime.fromisoformat(wall), ZONE)
    return Slot(Interval(start, start + 45 * MINUTE), 1, teacher)


@pytest.mark.parametrize(
    ("wishes", "fits", "does_not"),
    [
        (Wishes(), "2026-11-26 03:00", None),
        (Wishes(weekdays=frozenset({3})), "2026-11-26 10:00", "2026-11-25 10:00"),
        (Wishes(parts=((time(8), time(12)),)), "2026-11-26 11:15", "2026-11-26 11:30"),
        (Wishes(parts=((time(8), time(12)),)), "2026-11-26 08:00", "2026-11-26 07:55"),
        (Wishes(parts=((time(6), time(9)), (time(17), time()))), "2026-11-26 23:15", "2026-11-26 12:00"),
        (Wishes(parts=((time(17), time()),)), "2026-11-26 17:00", "2026-11-26 23:30"),
        (Wishes(until=date(2026, 11, 26)), "2026-11-26 22:00", "2026-11-27 08:00"),
    ],
)
def test_wishes_are_of_wall_time(wishes: Wishes, fits: str, does_not: str | None) -> None:
    assert wishes.fit(slot(fits), ZONE)
    assert does_not is None or not wishes.fit(slot(does_not), ZONE)
    assert Wishes.from_data(wishes.data()) == wishes


def test_any_of_the_wished_teachers_will_do() -> None:
    wishes = Wishes(teacher_ids=frozenset({5, 6}))
    assert [wishes.fit(slot("2026-11-26 10:00", teacher), ZONE) for teacher in (5, 6, 7)] == [True, True, False]


def test_nonsense_is_no_wish() -> None:
    for wrong in ({"weekdays": frozenset({7})}, {"parts": ((time(12), time(8)),)}):
        with pytest.raises(Invalid):
            Wishes(**wrong)
    with pytest.raises(Invalid):
        Entry(1, 1, 1, LONG_AGO, session_id=1, priority=10)
    with pytest.raises(ValueError, match="class or for an earlier lesson"):
        Entry(1, 1, 1, LONG_AGO)


def test_a_seat_that_is_freed_again_is_another_place_a_time_is_not() -> None:
    again = [_opening(number, session(THURSDAY, 2, planned=True)) for number in (1, 2)]
    lessons = [_opening(number, session(THURSDAY)) for number in (1, 2)]
    free = slot("2026-11-26 10:00")
    assert place_of(again[0], free) != place_of(again[1], free)
    assert place_of(lessons[0], free) == place_of(lessons[1], free)


def test_an_offer_ends_while_the_place_could_still_be_booked() -> None:
    policy = Policy(offer_minutes=30, minimum_notice_minutes=120)
    assert offer_end(policy, THURSDAY, THURSDAY - DAY) == THURSDAY - DAY + 30 * MINUTE
    assert offer_end(policy, THURSDAY, THURSDAY - 130 * MINUTE) == THURSDAY - 120 * MINUTE


# Quiet hours


def quiet(wall: str, **hours: int) -> str | None:
    ends = quiet_until(Policy(**hours), ZONE, to_utc(datetime.fromisoformat(wall), ZONE))
    return ends.astimezone(ZONE).isoformat(timespec="minutes") if ends is not None else None


@pytest.mark.parametrize(
    ("wall", "ends"),
    [
        ("2026-11-25 20:59", None),
        ("2026-11-25 21:00", "2026-11-26T08:00+01:00"),
        ("2026-11-26 00:00", "2026-11-26T08:00+01:00"),
        ("2026-11-26 07:59", "2026-11-26T08:00+01:00"),
        ("2026-11-26 08:00", None),
        # the night in which the clocks are set back, which is an hour longer, and the one in which it is shorter
        ("2026-10-24 22:00", "2026-10-25T08:00+01:00"),
        ("2026-10-25 02:30", "2026-10-25T08:00+01:00"),
        ("2027-03-27 22:00", "2027-03-28T08:00+02:00"),
    ],
)
def test_quiet_hours_are_wall_time_across_midnight_and_clock_changes(wall: str, ends: str | None) -> None:
    assert quiet(wall) == ends


def test_quiet_hours_last_as_long_as_the_night_does() -> None:
    lengths = []
    for night in ("2026-10-23", "2026-10-24", "2027-03-27"):
        begins = to_utc(datetime.fromisoformat(f"{night} 21:00"), ZONE)
        ends = quiet_until(Policy(), ZONE, begins)
        assert ends is not None
        lengths.append((ends - begins) / timedelta(hours=1))
    assert lengths == [11, 12, 10]


def test_a_school_may_be_quiet_by_day_or_never() -> None:
    assert quiet("2026-11-26 12:30", quiet_from_hour=12, quiet_until_hour=14) == "2026-11-26T14:00+01:00"
    assert quiet("2026-11-26 14:00", quiet_from_hour=12, quiet_until_hour=14) is None
    assert quiet("2026-11-26 03:00", quiet_from_hour=8, quiet_until_hour=8) is None


def _opening(number: int, freed: Session) -> Opening:
    return Opening(number, 1, freed, freed.during, LONG_AGO)
