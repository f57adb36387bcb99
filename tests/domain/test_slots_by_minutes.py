"""The slot search finds exactly what looking at every minute finds, whatever the hours, the zone and the clocks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from domain.policies import Policy
from domain.schools import Catalogue, Closure, SpecialDay, Teacher, TimeOff, WorkingHours
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


HERE, THERE = 41, 42
"""Two branches."""


def worked(weekday: int, start: int, length: int, branch_id: int | None) -> WorkingHours:
    end = min(start + length, 24 * 60) % (24 * 60)
    return WorkingHours(weekday, time(start // 60, start % 60), time(end // 60, end % 60), branch_id)


def _attributes() -> st.SearchStrategy[dict[str, str]]:
    some = {"transmission": "automatic"}
    return st.sampled_from([{}, some, some, {"licence_class": "B"}, some | {"licence_class": "C"}])


def _closures() -> st.SearchStrategy[list[tuple[int, int, int | None]]]:
    return st.lists(
        st.tuples(st.integers(0, DAYS), st.integers(0, 1), st.sampled_from([None, HERE, THERE])), max_size=1
    )


Question = tuple[Calendars, Catalogue, SlotQuery]


@st.composite
def questions(draw: st.DrawFn, zone: str) -> Question:
    """Two teachers, two cars and a student around a day of the zone, often one on which its clocks change."""
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
        weekdays = [(day + timedelta(days=more)).weekday() for more in range(DAYS)]
        starts = st.sampled_from([0, 0, 30, 150]) | st.integers(0, 23 * 60)
        lengths = st.sampled_from([30, 45, 24 * 60]) | st.integers(15, 12 * 60)
        part = st.builds(worked, st.sampled_from(weekdays), starts, lengths, st.sampled_from(branches))
        return st.lists(part, min_size=3, max_size=9).map(tuple)

    def special() -> st.SearchStrategy[tuple[SpecialDay, ...]]:
        def on(more: int, parts: list[tuple[int, int, int | None]], extra: bool) -> SpecialDay:
            date_ = day + timedelta(days=more)
            return SpecialDay(date_, tuple(worked(date_.weekday(), *part) for part in parts), extra)

        parts = st.lists(
            st.tuples(st.integers(0, 23 * 60), st.integers(15, 10 * 60), st.sampled_from(branches)), max_size=3
        )
        days = st.builds(on, st.integers(0, DAYS - 1), parts, st.booleans())
        return st.lists(days, max_size=2, unique_by=lambda each: each.day).map(tuple)

    def teacher(id_: int, name: str) -> Teacher:
        return Teacher(
            id_,
            name,
            frozenset({KIND}),
            draw(hours()),
            special=draw(special()),
            most_driving=draw(st.sampled_from([None, None, timedelta(minutes=60), timedelta(minutes=240)])),
            travel=timedelta(minutes=draw(st.sampled_from([0, 0, 20, 37]))),
        )

    branches = draw(st.sampled_from([(None,), (None,), (HERE, THERE), (HERE, THERE, None)]))

    kind = lesson_type(
        draw(st.sampled_from([20, 45, 60]) | st.integers(1, 24).map(lambda cells: cells * 5)),
        draw(st.sampled_from([0, 15, 120]) | st.integers(0, 24).map(lambda cells: cells * 5)),
        draw(st.sampled_from([0, 15, 120]) | st.integers(0, 24).map(lambda cells: cells * 5)),
        draw(st.sampled_from([(), ("car",), ("car",)])),
    )
    if draw(st.booleans()):
        kind = replace(kind, wishes={"car": {"transmission": "automatic"}} if kind.requires else {})
    policy = Policy(
        minimum_notice_minutes=draw(st.sampled_from([0, 0, 120, 24 * 60])),
        horizon_days=draw(st.sampled_from([1, 60, 60])),
        start_grid_minutes=draw(st.sampled_from([5, 10, 15, 20, 30, 60])),
    )
    calendars = Calendars(
        {
            id_: draw(st.lists(spans(300), min_size=1, max_size=8))
            for id_ in draw(st.sets(st.sampled_from([METTE, JONAS, GOLF, POLO, STUDENT, -METTE, -JONAS])))
        }
    )
    off = draw(st.lists(st.tuples(st.sampled_from([METTE, GOLF]), spans(2_000)), max_size=2))
    school = catalogue(
        teacher(METTE, "Mette"),
        teacher(JONAS, "Jonas"),
        kind=kind,
        zone=info,
        policy=policy,
        cars=(GOLF, POLO),
        attributes={id_: draw(_attributes()) for id_ in (GOLF, POLO)},
        places={id_: draw(st.sampled_from([None, HERE, THERE])) for id_ in (GOLF, POLO)},
        closures=[
            Closure(number, day + timedelta(days=first), day + timedelta(days=first + length), branch_id)
            for number, (first, length, branch_id) in enumerate(draw(_closures()))
        ],
        time_off=[TimeOff(number, id_, during) for number, (id_, during) in enumerate(off)],
    )
    whole = st.just(Window(origin - timedelta(hours=2), origin + timedelta(minutes=last)))
    open_windows = whole | st.builds(lambda part: Window(part.start, part.end), spans(last))
    exact = moment(5).map(lambda start: Window(start, None)) | moment().map(lambda start: Window(start, None))
    query = SlotQuery(
        kind,
        tuple(draw(st.lists(open_windows | open_windows | exact, min_size=1, max_size=3))),
        now=origin
        + timedelta(minutes=draw(st.integers(-36 * 60, 12 * 60)), microseconds=draw(st.sampled_from([0, 7]))),
        teacher_ids=draw(st.sampled_from([(), (JONAS,), (JONAS, METTE)])),
        student_id=draw(st.sampled_from([None, STUDENT])),
        spread=draw(st.booleans()),
        licence_class=draw(st.sampled_from([None, None, "B", "C"])),
    )
    return calendars, school, query


@pytest.mark.parametrize("zone", ZONES)
def test_a_slot_is_offered_exactly_when_every_minute_of_it_is_free(zone: str) -> None:
    @settings(
        max_examples=12,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],  # looking for a smaller example of a fault would take minutes
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(questions(zone))
    def holds(question: Question) -> None:
        calendars, school, query = question
        slots = find_slots(school, query, calendars.read)
        found = [(slot.start, slot.teacher_id, slot.resource_ids, slot.branch_id) for slot in slots]
        assert found == naive.search(school, query, calendars.busy)
        assert len(calendars.asked) <= 2

    holds()


def test_the_year_has_two_clock_changes_in_the_zones_that_change_clocks() -> None:
    assert [len(clock_changes(zone)) for zone in ZONES] == [2, 2, 2, 2, 2, 0, 2, 2]
    assert clock_changes("Europe/Copenhagen") == [date(2027, 3, 28), date(2027, 10, 31)]
    assert datetime(2027, 3, 28, 1, tzinfo=UTC) == naive.instant(
        date(2027, 3, 28), time(3), ZoneInfo("Europe/Copenhagen")
    )
