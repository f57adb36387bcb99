"""What branches, special days, closures, cars and the teacher's day make of the offers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

from domain.busy import driven
from domain.policies import Policy
from domain.schools import Closure, SpecialDay, Teacher, WorkingHours
from domain.slots import Slot, SlotQuery, Window, find_slots
from domain.timeslots import Interval, to_wall
from tests.domain.catalogues import COPENHAGEN, GOLF, JONAS, KIND, METTE, POLO, Calendars, at, catalogue, lesson_type

HARBOUR, STATION = 41, 42
MONDAY = date(2027, 6, 7)
NOW = at("2027-06-01 08:00")


def part(start: int, end: int, branch: int | None = None, weekday: int = 0) -> WorkingHours:
    return WorkingHours(weekday, time(start), time(end), branch)


def teacher(*hours: WorkingHours, id_: int = METTE, **more: Any) -> Teacher:
    return Teacher(id_, "Mette", frozenset({KIND}), hours, **more)


def offers(school: Any, calendars: Calendars | None = None, days: int = 1, **wish: Any) -> list[Slot]:
    kind = school.lesson_types[KIND]
    window = Window(at(f"{MONDAY} 00:00"), at(f"{MONDAY + timedelta(days=days)} 00:00"))
    query = SlotQuery(kind, (window,), NOW, **wish)
    return list(find_slots(school, query, (calendars or Calendars()).read))


def clocks(slots: Sequence[Slot]) -> list[str]:
    return [to_wall(slot.start, COPENHAGEN).strftime("%H:%M") for slot in slots]


HOUR = lesson_type(60, after=0)


def test_a_date_may_have_hours_of_its_own() -> None:
    instead = SpecialDay(MONDAY, (part(14, 16),))
    assert clocks(offers(catalogue(teacher(part(8, 10), special=(instead,)), kind=HOUR))) == ["14:00", "15:00"]


def test_or_hours_beside_the_weekly_ones() -> None:
    extra = SpecialDay(MONDAY, (part(14, 16),), extra=True)
    found = clocks(offers(catalogue(teacher(part(8, 10), special=(extra,)), kind=HOUR)))
    assert found == ["08:00", "09:00", "14:00", "15:00"]


def test_or_none_at_all() -> None:
    assert offers(catalogue(teacher(part(8, 10), special=(SpecialDay(MONDAY, ()),)), kind=HOUR)) == []


def test_a_date_on_which_a_teacher_never_works_may_have_hours() -> None:
    sunday = SpecialDay(date(2027, 6, 13), (part(10, 11, weekday=6),))
    found = offers(catalogue(teacher(part(8, 9), special=(sunday,)), kind=HOUR), days=7)
    assert [slot.start for slot in found] == [at("2027-06-07 08:00"), at("2027-06-13 10:00")]


def test_nothing_is_offered_while_the_school_is_closed() -> None:
    closed = Closure(1, MONDAY, MONDAY + timedelta(days=1))
    week = [part(8, 9, weekday=weekday) for weekday in range(4)]
    found = offers(catalogue(teacher(*week), kind=HOUR, closures=[closed]), days=4)
    assert [slot.start for slot in found] == [at("2027-06-09 08:00"), at("2027-06-10 08:00")]


def test_a_closed_branch_closes_the_hours_there_only() -> None:
    school = catalogue(
        teacher(part(8, 10, HARBOUR), part(12, 13, STATION)), kind=HOUR, closures=[Closure(1, MONDAY, MONDAY, HARBOUR)]
    )
    (slot,) = offers(school)
    assert (clocks([slot]), slot.branch_id) == (["12:00"], STATION)


def test_the_way_between_two_branches_is_kept_free() -> None:
    hours = (part(8, 10, HARBOUR), part(10, 13, STATION))
    there_at_once = offers(catalogue(teacher(*hours), kind=HOUR))
    assert clocks(there_at_once) == ["08:00", "09:00", "10:00", "11:00", "12:00"]
    travelling = offers(catalogue(teacher(*hours, travel=timedelta(minutes=30)), kind=HOUR))
    assert clocks(travelling) == ["08:00", "09:00", "10:30", "11:30"]
    assert [slot.branch_id for slot in travelling] == [HARBOUR, HARBOUR, STATION, STATION]


def test_no_lesson_begins_at_one_branch_and_ends_at_another() -> None:
    half_past = (WorkingHours(0, time(8), time(9, 30), HARBOUR), WorkingHours(0, time(9, 30), time(11), STATION))
    assert clocks(offers(catalogue(teacher(*half_past), kind=HOUR))) == ["08:00", "09:30"]
    at_one = tuple(replace(hours, branch_id=HARBOUR) for hours in half_past)
    assert clocks(offers(catalogue(teacher(*at_one), kind=HOUR))) == ["08:00", "09:00", "10:00"]


def test_a_car_is_offered_at_its_branch_only_and_one_of_no_branch_everywhere() -> None:
    hours = (part(8, 9, HARBOUR), part(10, 11, STATION))
    there = catalogue(teacher(*hours), kind=HOUR, cars=(GOLF, POLO), places={GOLF: HARBOUR, POLO: STATION})
    assert [slot.resource_ids for slot in offers(there)] == [(GOLF,), (POLO,)]
    only_harbour = catalogue(teacher(*hours), kind=HOUR, cars=(GOLF,), places={GOLF: HARBOUR})
    assert clocks(offers(only_harbour)) == ["08:00"]
    anywhere = catalogue(teacher(*hours), kind=HOUR, cars=(GOLF,))
    assert clocks(offers(anywhere)) == ["08:00", "10:00"]


def test_another_teacher_is_asked_when_there_is_no_car_where_the_first_works() -> None:
    school = catalogue(
        teacher(part(8, 9, HARBOUR)), teacher(part(8, 9, STATION), id_=JONAS), kind=HOUR, places={GOLF: STATION}
    )
    assert [slot.teacher_id for slot in offers(school, teacher_ids=(METTE, JONAS))] == [JONAS]


def test_a_day_of_enough_driving_is_full() -> None:
    """Three hours are agreed: with two driven, one more of an hour is possible, anywhere in the day."""
    school = catalogue(teacher(part(8, 14), most_driving=timedelta(hours=3)), kind=HOUR)
    drives = [Interval(at(f"{MONDAY} {hour:02}:00"), at(f"{MONDAY} {hour + 1:02}:00")) for hour in (8, 9, 10)]
    two = Calendars({METTE: drives[:2], driven(METTE): drives[:2]})
    assert clocks(offers(school, two)) == ["10:00", "11:00", "12:00", "13:00"]
    assert offers(school, Calendars({METTE: drives, driven(METTE): drives})) == []
    the_day_before = [Interval(at("2027-06-06 08:00"), at("2027-06-06 12:00"))]
    assert offers(school, Calendars({driven(METTE): the_day_before})) != []


def test_only_what_takes_a_car_counts_as_driving() -> None:
    school = catalogue(
        teacher(part(8, 14), most_driving=timedelta(minutes=30)), kind=lesson_type(60, after=0, requires=())
    )
    assert len(offers(school)) == 6


def test_what_teachers_drive_is_only_read_where_it_counts() -> None:
    for limit, asked in ((None, False), (timedelta(hours=3), True)):
        calendars: list[int] = []

        def read(ids: Sequence[int], *_: Any, calendars: list[int] = calendars) -> dict[int, list[int]]:
            calendars.extend(ids)
            return {}

        school = catalogue(teacher(part(8, 14), most_driving=limit), kind=HOUR)
        window = Window(at(f"{MONDAY} 00:00"), at(f"{MONDAY} 23:00"))
        list(find_slots(school, SlotQuery(HOUR, (window,), NOW), read))
        assert (driven(METTE) in calendars) is asked


def test_a_lesson_type_and_a_student_may_want_a_certain_car() -> None:
    cars: dict[str, Any] = {
        "cars": (GOLF, POLO),
        "attributes": {GOLF: {"transmission": "manual", "licence_class": "B"}, POLO: {"transmission": "Automatic"}},
    }
    automatic = replace(HOUR, wishes={"car": {"transmission": "automatic"}})
    assert offers(catalogue(teacher(part(8, 9)), kind=automatic, **cars))[0].resource_ids == (POLO,)
    school = catalogue(teacher(part(8, 9)), kind=HOUR, **cars)
    assert offers(school, licence_class="B")[0].resource_ids == (GOLF,)
    assert offers(school, licence_class="C")[0].resource_ids == (POLO,), "it is for all classes, since it names none"
    assert offers(school, attributes={"transmission": "automatic"})[0].resource_ids == (POLO,)
    assert offers(school, attributes={"transmission": "tiptronic"}) == []


def driving(*hours: tuple[str, str]) -> Calendars:
    drives = [Interval(at(f"{MONDAY} {start}"), at(f"{MONDAY} {end}")) for start, end in hours]
    return Calendars({METTE: drives, driven(METTE): drives})


def test_after_so_much_driving_there_is_a_break() -> None:
    """Two hours in a row are allowed, then half an hour is kept free; before and after a lesson alike."""
    rested = Policy(break_after_minutes=120, break_minutes=30, start_grid_minutes=30)
    school = catalogue(teacher(part(8, 14)), kind=HOUR, policy=rested)
    assert clocks(offers(school, driving(("08:00", "09:00")), spread=False))[:2] == ["09:00", "09:30"]
    after_two = clocks(offers(school, driving(("08:00", "10:00")), spread=False))
    assert after_two == ["10:30", "11:00", "11:30", "12:00", "12:30", "13:00"]
    between = driving(("08:00", "09:00"), ("10:00", "11:00"))
    assert clocks(offers(school, between, spread=False)) == ["11:00", "11:30", "12:00", "12:30", "13:00"]
    two_later = driving(("11:00", "13:00"))
    assert clocks(offers(school, two_later, spread=False)) == ["08:00", "08:30", "09:00", "09:30"]


def test_a_gap_that_is_shorter_than_the_break_is_none() -> None:
    rested = Policy(break_after_minutes=120, break_minutes=30, start_grid_minutes=15)
    school = catalogue(teacher(part(8, 14)), kind=HOUR, policy=rested)
    assert "10:15" not in clocks(offers(school, driving(("08:00", "09:00"), ("09:15", "10:00")), spread=False))
    assert "10:30" in clocks(offers(school, driving(("08:00", "09:00"), ("09:15", "10:00")), spread=False))


def test_a_lesson_that_is_longer_than_one_may_drive_stands_alone() -> None:
    rested = Policy(break_after_minutes=45, break_minutes=30, start_grid_minutes=30)
    school = catalogue(teacher(part(8, 12)), kind=HOUR, policy=rested)
    assert clocks(offers(school, driving(("08:00", "09:00")), spread=False)) == ["09:30", "10:00", "10:30", "11:00"]


def test_breaks_are_of_who_drives_and_read_only_where_they_are_kept() -> None:
    for policy, requires, asked in (
        (Policy(), ("car",), False),
        (Policy(break_after_minutes=120), ("car",), True),
        (Policy(break_after_minutes=120), (), False),
    ):
        calendars: list[int] = []

        def read(ids: Sequence[int], *_: Any, calendars: list[int] = calendars) -> dict[int, list[int]]:
            calendars.extend(ids)
            return {}

        kind = lesson_type(60, after=0, requires=requires)
        window = Window(at(f"{MONDAY} 00:00"), at(f"{MONDAY} 23:00"))
        school = catalogue(teacher(part(8, 14)), kind=kind, policy=policy)
        list(find_slots(school, SlotQuery(kind, (window,), NOW), read))
        assert (driven(METTE) in calendars) is asked


def test_lessons_are_looked_for_at_the_branches_wished_for() -> None:
    hours = (part(8, 10, HARBOUR), part(10, 12, STATION), part(13, 14))
    there = catalogue(teacher(*hours), kind=HOUR)
    assert clocks(offers(there, branch_ids=(STATION,))) == ["10:00", "11:00"]
    assert clocks(offers(there, branch_ids=(STATION, HARBOUR))) == ["08:00", "09:00", "10:00", "11:00"]
    assert clocks(offers(there)) == ["08:00", "09:00", "10:00", "11:00", "13:00"]
