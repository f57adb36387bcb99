from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.days import FIRST_READ_DAYS, runs
from domain.lessons import Session
from domain.policies import Policy
from domain.schools import Catalogue, LessonType, Teacher, TimeOff, WorkingHours
from domain.slots import Slot, SlotQuery, Window, class_slots, find_slots, first, nearest
from domain.timeslots import Interval, to_wall
from tests.domain.catalogues import (
    COPENHAGEN,
    GOLF,
    JONAS,
    KIND,
    METTE,
    POLO,
    STUDENT,
    Calendars,
    at,
    catalogue,
    lesson_type,
    minutes,
)
from tests.domain.wishes import wish

ANY_TIME = Policy(minimum_notice_minutes=0)
NOW = at("2027-06-01 12:00")
MONDAY = Window(at("2027-06-07 00:00"), at("2027-06-08 00:00"))
WEEK = Window(at("2027-06-07 00:00"), at("2027-06-14 00:00"))


def works(*spans: str, weekdays: range = range(7), id_: int = METTE) -> Teacher:
    """A teacher with hours such as "08:00-12:00" on all these weekdays."""
    hours = []
    for weekday in weekdays:
        for span in spans:
            start, _, end = span.partition("-")
            hours.append(WorkingHours(weekday, time.fromisoformat(start), time.fromisoformat(end)))
    return Teacher(id_, "Mette Holm", frozenset({KIND}), tuple(hours))


def ask(school: Catalogue, *windows: Window, now: datetime = NOW, **more: object) -> SlotQuery:
    (kind,) = school.lesson_types.values()
    return SlotQuery(kind, windows, now, **{"spread": False, **more})  # type: ignore[arg-type]


def starts(school: Catalogue, query: SlotQuery, calendars: Calendars | None = None) -> list[str]:
    """Wall times of what is offered: "Mon 08:00"."""
    found = find_slots(school, query, (calendars or Calendars()).read)
    return [f"{to_wall(slot.start, school.zone):%a %H:%M}" for slot in found]


def busy(calendar_id: int, start: str, end: str) -> Calendars:
    return Calendars({calendar_id: [Interval(at(start), at(end))]})


def test_a_lesson_and_its_buffers_fit_exactly_between_two_others() -> None:
    school = catalogue(works("08:00-16:00"), kind=lesson_type(45, before=10, after=15), policy=ANY_TIME)
    around = Calendars({
        GOLF: [Interval(at("2027-06-07 00:00"), at("2027-06-07 09:50")),
               Interval(at("2027-06-07 11:00"), at("2027-06-08 00:00"))],
    })  # fmt: skip
    assert starts(school, ask(school, MONDAY), around) == ["Mon 10:00"]
    around.busy[METTE] = [Interval(at("2027-06-07 10:59"), at("2027-06-07 11:30"))]
    assert starts(school, ask(school, MONDAY), around) == []


def test_the_student_needs_no_buffer() -> None:
    school = catalogue(works("10:00-11:00"), kind=lesson_type(45, before=10, after=15), policy=ANY_TIME)
    calendars = busy(STUDENT, "2027-06-07 09:00", "2027-06-07 10:00")
    assert starts(school, ask(school, MONDAY, student_id=STUDENT), calendars) == ["Mon 10:00", "Mon 10:15"]


def test_a_buffer_may_lie_outside_working_hours_but_not_in_time_off() -> None:
    kind = lesson_type(60, before=30, after=30)
    school = catalogue(works("08:00-09:00"), kind=kind, policy=ANY_TIME)
    assert starts(school, ask(school, MONDAY)) == ["Mon 08:00"]
    off = TimeOff(1, METTE, Interval(at("2027-06-07 09:15"), at("2027-06-07 12:00")))
    away = catalogue(works("08:00-09:00"), kind=kind, policy=ANY_TIME, time_off=[off])
    assert starts(away, ask(away, MONDAY)) == []


@pytest.mark.parametrize(
    ("hours", "busy_from", "busy_to", "expected"),
    [
        ("00:00-02:00", "2027-06-06 23:00", "2027-06-06 23:50", ["Mon 00:15", "Mon 00:30", "Mon 00:45"]),
        ("00:00-02:00", "2027-06-06 23:00", "2027-06-06 23:45", ["Mon 00:00", "Mon 00:15", "Mon 00:30", "Mon 00:45"]),
        ("22:00-00:00", "2027-06-08 00:10", "2027-06-08 01:00", ["Mon 22:00", "Mon 22:15"]),
        ("22:00-00:00", "2027-06-08 00:30", "2027-06-08 01:00", ["Mon 22:00", "Mon 22:15", "Mon 22:30", "Mon 22:45"]),
    ],
    ids=["before, in the way", "before, beside", "after, in the way", "after, beside"],
)
def test_a_buffer_reaches_over_midnight(hours: str, busy_from: str, busy_to: str, expected: list[str]) -> None:
    school = catalogue(works(hours), kind=lesson_type(75, before=15, after=30), policy=ANY_TIME)
    window = Window(MONDAY.start - minutes(60), at("2027-06-08 01:00"))
    found = starts(school, ask(school, window), busy(METTE, busy_from, busy_to))
    assert [start for start in found if start.startswith("Mon")] == expected


def test_hours_may_end_at_the_midnight_that_ends_the_day() -> None:
    school = catalogue(works("23:00-00:00", weekdays=range(1)), kind=lesson_type(30, after=0), policy=ANY_TIME)
    assert starts(school, ask(school, WEEK)) == ["Mon 23:00", "Mon 23:15", "Mon 23:30"]


def test_a_lesson_never_spans_midnight() -> None:
    school = catalogue(works("23:30-00:00", "00:00-00:30"), kind=lesson_type(30, after=0), policy=ANY_TIME)
    window = Window(at("2027-06-07 23:00"), at("2027-06-08 01:00"))
    assert starts(school, ask(school, window)) == ["Mon 23:30", "Tue 00:00"]


def test_a_lesson_may_go_on_over_two_hours_that_meet() -> None:
    school = catalogue(works("08:00-10:00", "10:00-12:00"), kind=lesson_type(240, after=0), policy=ANY_TIME)
    assert starts(school, ask(school, MONDAY)) == ["Mon 08:00"]


def test_hours_keep_their_wall_time_through_both_clock_changes() -> None:
    school = catalogue(works("08:00-09:00"), kind=lesson_type(60, after=0), policy=ANY_TIME)
    for sunday in ("2027-03-28", "2027-10-31"):
        noon = at(f"{sunday} 12:00")
        window = Window(noon - timedelta(days=1, hours=12), noon + timedelta(days=1))
        assert starts(school, ask(school, window, now=noon - timedelta(days=5))) == [
            "Sat 08:00",
            "Sun 08:00",
            "Mon 08:00",
        ]


def test_an_hour_that_the_clocks_skip_is_not_offered_and_one_they_double_is_offered_twice() -> None:
    school = catalogue(
        works("01:00-04:00"),
        kind=lesson_type(60, after=0),
        policy=Policy(minimum_notice_minutes=0, start_grid_minutes=60),
    )
    spring = Window(at("2027-03-28 00:00"), at("2027-03-28 12:00"))
    autumn = Window(at("2027-10-31 00:00"), at("2027-10-31 12:00"))
    assert starts(school, ask(school, spring, now=spring.start)) == ["Sun 01:00", "Sun 03:00"]
    assert starts(school, ask(school, autumn, now=autumn.start)) == ["Sun 01:00", "Sun 02:00", "Sun 02:00", "Sun 03:00"]


def test_hours_that_the_clocks_skip_altogether_leave_the_rest_of_the_day() -> None:
    cairo = ZoneInfo("Africa/Cairo")
    school = catalogue(works("00:30-01:00", "08:00-09:00"), zone=cairo, policy=ANY_TIME)
    window = Window(at("2027-04-30 00:00", cairo), at("2027-05-01 00:00", cairo))
    assert starts(school, ask(school, window, now=window.start)) == ["Fri 08:00", "Fri 08:15"]


def test_the_grid_follows_the_wall_clock_where_it_is_set_by_half_an_hour() -> None:
    lord_howe = ZoneInfo("Australia/Lord_Howe")
    school = catalogue(
        works("08:00-10:00"), zone=lord_howe, policy=Policy(minimum_notice_minutes=0, start_grid_minutes=60)
    )
    window = Window(at("2027-10-03 00:00", lord_howe), at("2027-10-04 00:00", lord_howe))
    assert starts(school, ask(school, window, now=window.start)) == ["Sun 08:00", "Sun 09:00"]


def test_an_exact_time_need_not_lie_on_the_schools_grid_but_on_five_minutes() -> None:
    school = catalogue(works("08:00-16:00"))
    for wanted, expected in (
        ("10:05", ["Mon 10:05"]),
        ("10:07", []),
        ("07:55", []),
        ("15:15", ["Mon 15:15"]),
        ("15:20", []),
    ):
        assert starts(school, ask(school, Window(at(f"2027-06-07 {wanted}"), None))) == expected
    assert starts(school, ask(school, Window(at("2027-06-07 10:05") + timedelta(seconds=0.5), None))) == []


def test_what_is_offered_keeps_the_notice_to_the_microsecond() -> None:
    """Twin of the use case's own check: what the search offers, booking must not refuse for its time."""
    school = catalogue(works("08:00-16:00"))
    window = Window(at("2027-06-07 08:00"), at("2027-06-07 16:00"))
    for now, expected in (
        (at("2027-06-07 08:00"), "10:00"),
        (at("2027-06-07 08:00") + timedelta(microseconds=1), "10:15"),
    ):
        slot = next(find_slots(school, ask(school, window, now=now), Calendars().read))
        assert f"{to_wall(slot.start, COPENHAGEN):%H:%M}" == expected
        school.school.policy.ensure(wish(slot.start, now=now))


def test_the_last_start_is_the_horizon_itself() -> None:
    school = catalogue(works("08:00-16:00"), policy=Policy(minimum_notice_minutes=0, horizon_days=7))
    assert starts(school, ask(school, MONDAY, now=at("2027-05-31 10:00")))[-1] == "Mon 10:00"
    assert starts(school, ask(school, MONDAY, now=at("2027-05-31 09:59")))[-1] == "Mon 09:45"


def test_the_preferred_teacher_comes_first_and_the_next_one_fills_the_gaps() -> None:
    mette, jonas = works("10:00-11:00"), works("08:00-11:00", id_=JONAS)
    school = catalogue(
        mette, jonas, kind=lesson_type(60, after=0), policy=Policy(start_grid_minutes=60), cars=(GOLF, POLO)
    )
    query = ask(school, MONDAY, teacher_ids=(METTE, JONAS))
    found = find_slots(school, query, busy(GOLF, "2027-06-07 08:00", "2027-06-07 09:30").read)
    assert [(slot.teacher_id, slot.resource_ids) for slot in found] == [
        (JONAS, (POLO,)),
        (JONAS, (POLO,)),
        (METTE, (GOLF,)),
    ]


def test_only_teachers_of_the_lesson_type_and_asked_for_are_looked_at() -> None:
    other = Teacher(JONAS, "Jonas", frozenset({99}), works("08:00-16:00").hours)
    gone = Teacher(13, "Ida", frozenset({KIND}), works("08:00-16:00").hours, active=False)
    school = catalogue(other, gone)
    assert starts(school, ask(school, MONDAY)) == []
    assert starts(school, ask(school, MONDAY, teacher_ids=(JONAS,))) == []


def test_without_a_car_there_is_no_driving_lesson() -> None:
    school = catalogue(works("08:00-16:00"), cars=())
    assert starts(school, ask(school, MONDAY)) == []


def test_a_slot_is_at_the_branch_where_the_teacher_works_at_that_hour() -> None:
    morning, evening = WorkingHours(0, time(8), time(12), 501), WorkingHours(0, time(13), time(18), 502)
    for hours in ((morning, evening), (evening, morning)):
        school = catalogue(Teacher(METTE, "Mette", frozenset({KIND}), hours))
        for wanted, branch in (("08:00", 501), ("11:00", 501), ("13:00", 502), ("16:30", 502)):
            (slot,) = find_slots(school, ask(school, Window(at(f"2027-06-07 {wanted}"), None)), Calendars().read)
            assert slot.branch_id == branch


def test_slots_come_window_by_window_and_each_start_once() -> None:
    school = catalogue(works("08:00-16:00"), kind=lesson_type(60, after=0))
    late = Window(at("2027-06-07 14:00"), at("2027-06-07 16:00"))
    early = Window(at("2027-06-07 08:00"), at("2027-06-07 09:00"))
    overlapping = Window(at("2027-06-07 13:45"), at("2027-06-07 15:15"))
    assert starts(school, ask(school, late, early, overlapping)) == [
        "Mon 14:00", "Mon 14:15", "Mon 14:30", "Mon 14:45", "Mon 15:00", "Mon 08:00", "Mon 13:45",
    ]  # fmt: skip


def test_spread_offers_are_a_lesson_and_its_buffer_apart() -> None:
    school = catalogue(works("08:00-12:00"))
    assert starts(school, ask(school, MONDAY, spread=True)) == ["Mon 08:00", "Mon 09:00", "Mon 10:00", "Mon 11:00"]


def test_the_first_offers_cost_one_read_of_a_few_days() -> None:
    school, calendars = catalogue(works("08:00-16:00")), Calendars()
    assert len(first(find_slots(school, ask(school, WEEK, spread=True), calendars.read), 5)) == 5
    (during,) = calendars.asked
    assert during.duration < timedelta(days=FIRST_READ_DAYS + 1)


def test_nothing_is_read_for_what_no_teacher_works_or_no_rule_allows() -> None:
    school, calendars = catalogue(works("08:00-16:00", weekdays=range(5))), Calendars()
    weekend = Window(at("2027-06-12 00:00"), at("2027-06-14 00:00"))
    beyond = Window(at("2027-09-01 00:00"), at("2027-09-30 00:00"))
    past = Window(at("2027-05-01 00:00"), at("2027-05-30 00:00"))
    assert starts(school, ask(school, weekend, beyond, past), calendars) == []
    assert calendars.asked == []


def test_the_second_read_covers_all_the_days_that_remain() -> None:
    school = catalogue(works("08:00-09:00"))
    calendars = Calendars({METTE: [Interval(at("2027-06-07 00:00"), at("2027-06-20 00:00"))]})
    months = Window(at("2027-06-07 00:00"), at("2027-07-30 00:00"))
    assert starts(school, ask(school, months), calendars)[:1] == ["Sun 08:00"]
    assert len(calendars.asked) == 2
    assert calendars.asked[1].end >= at("2027-07-30 00:00")


def test_windows_in_any_order_are_read_at_most_twice() -> None:
    school, calendars = catalogue(works("08:00-09:00")), Calendars()
    windows = [Window(at(f"2027-06-{day:02} 00:00"), at(f"2027-06-{day:02} 23:00")) for day in (25, 3, 14, 26, 10, 29)]
    found = find_slots(school, ask(school, *windows), calendars.read)
    assert [to_wall(slot.start, COPENHAGEN).day for slot in found] == [25, 25, 3, 3, 14, 14, 26, 26, 10, 10, 29, 29]
    assert len(calendars.asked) == 2


def large(busy: dict[int, list[Interval]] | None = None) -> tuple[Catalogue, Calendars]:
    """A school of 40 teachers and 30 cars."""
    teachers = [works("08:00-16:00", id_=100 + n) for n in range(40)]
    return catalogue(*teachers, cars=range(200, 230)), Calendars(busy or {})


def test_of_a_large_school_a_few_calendars_are_looked_at_first() -> None:
    school, calendars = large()
    assert len(first(find_slots(school, ask(school, MONDAY, spread=True), calendars.read), 5)) == 5
    (few,) = calendars.looked_at
    assert len(few) <= 22


def test_the_others_are_looked_at_as_soon_as_these_can_not() -> None:
    all_day = [Interval(MONDAY.start, MONDAY.start + timedelta(hours=24))]
    school, calendars = large({100 + n: all_day for n in range(39)})
    found = first(find_slots(school, ask(school, MONDAY, spread=True), calendars.read), 5)
    assert {slot.teacher_id for slot in found} == {139}
    few, others = calendars.looked_at
    assert sorted(few + others) == [*range(100, 140), *range(200, 230)]


@pytest.mark.parametrize("seed", range(10))
def test_what_is_offered_does_not_depend_on_what_is_looked_at_first(seed: int) -> None:
    chance = random.Random(seed)
    hours = [MONDAY.start + timedelta(hours=hour) for hour in range(8, 16)]
    taken = {
        id_: [Interval(hour, hour + minutes(60)) for hour in hours if chance.random() < 0.85]
        for id_ in [*range(100, 140), *range(200, 230)]
    }
    lazily, (school, at_once) = large(taken)[1], large(taken)
    days = [Window(at(f"2027-06-{day:02} 08:00"), at(f"2027-06-{day:02} 09:00")) for day in (8, 9, 10, 11, 12)]
    few = list(find_slots(school, ask(school, MONDAY), lazily.read))
    whole = list(find_slots(school, ask(school, MONDAY, *days), at_once.read))
    assert few == whole[: len(few)]
    assert all(slot.start >= MONDAY.last for slot in whole[len(few) :])
    assert len(lazily.looked_at[0]) < len(at_once.looked_at[0]) == 70


def test_a_search_that_is_not_read_costs_nothing() -> None:
    calendars = Calendars()
    school = catalogue(works("08:00-16:00"))
    find_slots(school, ask(school, WEEK), calendars.read)
    assert calendars.asked == []


def near(school: Catalogue, calendars: Calendars, wanted: datetime) -> list[str]:
    def search(window: Window) -> Iterator[Slot]:
        return find_slots(school, ask(school, window, spread=True), calendars.read)

    found = nearest(search, wanted, 3, timedelta(days=2), timedelta(days=21), school.lesson_type(KIND).duration)
    return [f"{to_wall(slot.start, COPENHAGEN):%a %H}" for slot in found]


def test_the_nearest_are_chosen_by_distance_and_told_by_time() -> None:
    school = catalogue(works("08:00-16:00"), kind=lesson_type(60, after=0))
    calendars = busy(METTE, "2027-06-07 11:00", "2027-06-07 13:00")
    assert near(school, calendars, at("2027-06-07 12:00")) == ["Mon 10", "Mon 13", "Mon 14"]


def test_one_that_begins_before_the_time_and_goes_on_at_it_is_near_unless_another_begins_meanwhile() -> None:
    school = catalogue(works("11:30-16:00"), kind=lesson_type(60, after=0))
    calendars = busy(METTE, "2027-06-07 12:30", "2027-06-07 13:00")
    assert near(school, calendars, at("2027-06-07 12:00")) == ["Mon 11", "Mon 13", "Mon 14"]
    assert near(school, Calendars(), at("2027-06-07 12:00")) == ["Mon 12", "Mon 13", "Mon 14"]


def test_the_nearest_to_a_day_off_are_on_both_sides_of_it() -> None:
    school = catalogue(
        works("15:00-17:00"),
        kind=lesson_type(60, after=0),
        time_off=[TimeOff(1, METTE, Interval(at("2027-06-09 00:00"), at("2027-06-10 00:00")))],
    )
    assert near(school, Calendars(), at("2027-06-09 13:00")) == ["Tue 15", "Tue 16", "Thu 15"]


def test_what_is_farther_away_than_what_was_found_is_not_read() -> None:
    school, calendars = catalogue(works("08:00-16:00")), Calendars()
    assert near(school, calendars, at("2027-06-09 09:00")) == ["Wed 08", "Wed 09", "Wed 10"]
    assert len(calendars.asked) == 2
    assert calendars.asked[1].end <= at("2027-06-10 02:00")


def test_fewer_than_wanted_are_all_that_there_are() -> None:
    school = catalogue(works("08:00-09:00", weekdays=range(1)), kind=lesson_type(60, after=0))
    assert near(school, Calendars(), at("2027-06-14 08:00")) == ["Mon 08", "Mon 08", "Mon 08"]


@pytest.mark.parametrize("length", [1, 2, 3, 5, 8, 13, 64])
def test_runs_are_where_so_many_free_bits_in_a_row_begin(length: int) -> None:
    free = int("1101110111110011111111000" + "1" * 70, 2)
    slow = sum(1 << place for place in range(100) if all(free >> place + more & 1 for more in range(length)))
    assert runs(free, length) == slow


THEORY = lesson_type(45, after=0, requires=("room",), capacity=12)


def planned(number: int, start: str, taken: int = 0, length: int = 45, teacher: int = METTE) -> Session:
    begin = at(start)
    return Session(number, 1, KIND, Interval(begin, begin + minutes(length)), (teacher,), (), 12, taken)


def offered(*sessions: Session, query: SlotQuery, mine: list[Interval] | None = None) -> list[int | None]:
    own = Calendars({STUDENT: mine or []}).read([STUDENT], Interval(NOW, NOW + timedelta(days=900)), None)
    school = catalogue(works("08:00-16:00"), kind=THEORY)
    return [slot.session_id for slot in class_slots(school, query, sessions, own)]


def theory(*windows: Window, kind: LessonType = THEORY, **more: object) -> SlotQuery:
    return SlotQuery(kind, windows, NOW, **{"student_id": STUDENT, **more})  # type: ignore[arg-type]


def test_classes_with_seats_are_offered_by_time_with_how_many_are_left() -> None:
    school = catalogue(works("08:00-16:00"), kind=THEORY)
    sessions = [
        planned(2, "2027-06-07 19:00", taken=11),
        planned(1, "2027-06-07 18:00"),
        planned(3, "2027-06-07 20:00", 12),
    ]
    found: list[Slot] = list(class_slots(school, theory(MONDAY), sessions, {}))
    assert [(slot.session_id, slot.seats, slot.teacher_id) for slot in found] == [(1, 12, METTE), (2, 1, METTE)]


def test_a_class_must_fit_in_the_window_or_begin_exactly_then() -> None:
    session = planned(1, "2027-06-07 18:00")
    fits = {("17:00", "19:00"): [1], ("18:00", "18:45"): [1], ("18:01", "19:00"): [], ("17:00", "18:44"): []}
    for (start, end), expected in fits.items():
        window = Window(at(f"2027-06-07 {start}"), at(f"2027-06-07 {end}"))
        assert offered(session, query=theory(window)) == expected
    assert offered(session, query=theory(Window(session.start, None))) == [1]
    assert offered(session, query=theory(Window(session.start + minutes(5), None))) == []


def test_a_class_is_not_offered_to_a_student_who_is_busy_then() -> None:
    beside = Interval(at("2027-06-07 17:00"), at("2027-06-07 18:00"))
    across = Interval(at("2027-06-07 18:44"), at("2027-06-07 19:00"))
    session = planned(1, "2027-06-07 18:00")
    assert offered(session, query=theory(MONDAY), mine=[beside]) == [1]
    assert offered(session, query=theory(MONDAY), mine=[beside, across]) == []


def test_classes_keep_notice_horizon_teacher_and_the_session_that_is_left() -> None:
    sessions = [planned(1, "2027-06-01 13:59"), planned(2, "2027-06-01 14:00"), planned(3, "2027-07-31 12:00"),
                planned(4, "2027-07-31 12:01"), planned(5, "2027-06-05 12:00", teacher=JONAS)]  # fmt: skip
    months = Window(NOW, at("2027-09-01 00:00"))
    assert offered(*sessions, query=theory(months)) == [2, 5, 3]
    assert offered(*sessions, query=theory(months, teacher_ids=(JONAS,))) == [5]
    assert offered(*sessions, query=theory(months, ignoring=5)) == [2, 3]
