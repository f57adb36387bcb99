"""The slot search finds exactly what looking at every minute finds, whatever the hours, the zone and the clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.policies import Policy
from domain.schools import Teacher, TimeOff, WorkingHours
from domain.slots import SlotQuery, Window, find_slots
from domain.timeslots import Interval
from tests.domain import naive
from tests.domain.catalogues import GOLF, JONAS, KIND, METTE, POLO, STUDENT, Calendars, catalogue, lesson_type

ZONES = (
    "Europe/Copenhagen",
    "America/Santiago",  # clocks change at midnight
    "Africa/Cairo",  # likewise
    "America/Havana",  # likewise, and midnight is doubled
    "Australia/Lord_Howe",  # by half an hour
    "Asia/Kathmandu",  # 5:45 ahead
    "Pacific/Chatham",  # 12:45 or 13:45 ahead
    "America/St_Johns",  # 3:30 behind
)
DAYS = 4


@lru_cache
def clock_changes(zone: str) -> list[date]:
    """Days of 2027 that do not have 24 hours."""
    info, day = ZoneInfo(zone), date(2027, 1, 1)
    days = []
    while day.year == 2027:
        midnights = [naive.instant(day + timedelta(days=more), time(), info) for more in (0, 1)]
        if midnights[1] - midnights[0] != timedelta(hours=24):
            days.append(day)
        day += timedelta(days=1)
    return days


@st.composite
def questions(draw: st.DrawFn, zone: str, *, spread: bool) -> tuple[Calendars, object, SlotQuery]:
    info = ZoneInfo(zone)
    day = draw(st.sampled_from([*clock_changes(zone), date(2027, 6, 9)])) - timedelta(days=draw(st.integers(0, 2)))
    origin = naive.instant(day, time(), info)
    last = DAYS * 24 * 60

    def moment(step: int = 1) -> st.SearchStrategy[datetime]:
        return st.integers(-180 // step, last // step).map(lambda place: origin + timedelta(minutes=place * step))

    def spans(most: int) -> st.SearchStrategy[Interval]:
        return st.builds(lambda start, length: Interval(start, start + timedelta(minutes=length)), moment(),
                         st.integers(1, most))  # fmt: skip

    def hours() -> st.SearchStrategy[tuple[WorkingHours, ...]]:
        def of(weekday: int, start: int, length: int) -> WorkingHours:
            end = min(start + length, 24 * 60) % (24 * 60)
            return WorkingHours(weekday, time(start // 60, start % 60), time(end // 60, end % 60))

        part = st.builds(of, st.integers(0, 6), st.integers(0, 23 * 60) | st.just(0) | st.integers(0, 180),
                         st.integers(15, 24 * 60))  # fmt: skip
        return st.lists(part, min_size=1, max_size=9).map(tuple)

    kind = lesson_type(
        draw(st.integers(1, 24)) * 5,
        draw(st.integers(0, 24)) * 5,
        draw(st.integers(0, 24)) * 5,
        draw(st.sampled_from([(), ("car",), ("car",)])),
    )
    policy = Policy(
        minimum_notice_minutes=draw(st.sampled_from([0, 45, 120, 24 * 60])),
        horizon_days=draw(st.sampled_from([1, 2, 60])),
        start_grid_minutes=draw(st.sampled_from([5, 10, 15, 20, 30, 60])),
    )
    calendars = Calendars(
        {
            id_: draw(st.lists(spans(300), max_size=6))
            for id_ in draw(st.sets(st.sampled_from([METTE, JONAS, GOLF, POLO, STUDENT])))
        }
    )
    off = draw(st.lists(st.tuples(st.sampled_from([METTE, GOLF]), spans(2_000)), max_size=2))
    school = catalogue(
        Teacher(METTE, "Mette", frozenset({KIND}), draw(hours())),
        Teacher(JONAS, "Jonas", frozenset({KIND}), draw(hours())),
        kind=kind,
        zone=info,
        policy=policy,
        cars=(GOLF, POLO),
        time_off=[TimeOff(number, id_, during) for number, (id_, during) in enumerate(off)],
    )
    open_windows = st.builds(lambda part: Window(part.start, part.end), spans(last))
    exact = moment(5).map(lambda start: Window(start, None)) | moment().map(lambda start: Window(start, None))
    query = SlotQuery(
        kind,
        tuple(draw(st.lists(open_windows | open_windows | exact, min_size=1, max_size=3))),
        now=origin + timedelta(seconds=draw(st.integers(-86_400, 86_400)), microseconds=draw(st.sampled_from([0, 7]))),
        teacher_ids=draw(st.sampled_from([(), (JONAS,), (JONAS, METTE)])),
        student_id=draw(st.sampled_from([None, STUDENT])),
        spread=spread,
    )
    return calendars, school, query


BY_MINUTES = settings(
    max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow], database=None
)


@pytest.mark.parametrize("zone", ZONES)
def test_a_slot_is_offered_exactly_when_every_minute_of_it_is_free(zone: str) -> None:
    @BY_MINUTES
    @given(questions(zone, spread=False))
    def holds(question):  # type: ignore[no-untyped-def]
        calendars, school, query = question
        found = [(s.start, s.teacher_id, s.resource_ids) for s in find_slots(school, query, calendars.read)]
        assert found == naive.search(school, query, calendars.busy)
        assert len(calendars.asked) <= 2

    holds()


@BY_MINUTES
@given(questions("Europe/Copenhagen", spread=True))
def test_spread_offers_leave_room_for_a_lesson_between_their_starts(question) -> None:  # type: ignore[no-untyped-def]
    calendars, school, query = question
    kind = query.lesson_type
    found = [slot.start for slot in find_slots(school, query, calendars.read)]
    everything = naive.search(school, query, calendars.busy)
    assert found == naive.spread(everything, query.windows, kind.duration + kind.buffer_after)


def test_the_year_has_two_clock_changes_in_the_zones_that_change_clocks() -> None:
    assert [len(clock_changes(zone)) for zone in ZONES] == [2, 2, 2, 2, 2, 0, 2, 2]
    assert clock_changes("Europe/Copenhagen") == [date(2027, 3, 28), date(2027, 10, 31)]
    assert datetime(2027, 3, 28, 1, tzinfo=UTC) == naive.instant(
        date(2027, 3, 28), time(3), ZoneInfo("Europe/Copenhagen")
    )
