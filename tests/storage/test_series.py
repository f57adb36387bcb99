"""Series: rules across clock changes and closures, conflicts with a choice, changes from a day on, and going on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time, timedelta
from itertools import pairwise
from typing import Any

import pytest

from domain.errors import Invalid, NotAllowed, SeriesConflicts
from domain.lessons import Actor, Booking, Session, Status
from domain.schools import Closure, Student
from domain.series import Left, Series
from domain.services.booking import book
from domain.services.classes import cancel_session, change_session, plan_class
from domain.services.desk import Desk
from domain.services.occurrences import Choice, Fate, Occurrence
from domain.services.series import cancel_series, change_series, extend_series, plan_series
from domain.slots import seat_of
from domain.timeslots import Interval, to_wall
from storage.unit_of_work import UnitOfWork
from tests.factories import ZONE, OpenWork, SmallSchool, moment, tell_planned
from tests.storage.racing import race

NOW = moment("2027-03-01 12:00")
TUESDAYS = "FREQ=WEEKLY;BYDAY=TU"


@pytest.fixture
def office(open_work: OpenWork, school: SmallSchool) -> Iterator[Office]:
    school.lets_mette_teach_theory()
    with open_work() as work:
        yield Office(work, school)


class Office:
    """The school's staff at one desk, in one transaction that is undone."""

    def __init__(self, work: UnitOfWork, school: SmallSchool) -> None:
        self.work = work
        self.school = school
        self.now = NOW

    def desk(self, actor: Actor = Actor.STAFF) -> Desk:
        return self.school.desk(self.work, actor, self.now)

    def series(self, rule: str = TUESDAYS, first: date = date(2027, 3, 2), **more: Any) -> Series:
        series = Series(
            id=self.work.next_id(),
            school_id=self.school.id,
            lesson_type_id=self.school.types["theory"].id,
            rule=rule,
            first=first,
            starts=time(18, 30),
            duration=timedelta(minutes=90),
            teacher_ids=(self.school.jonas.id,),
            resource_ids=(self.school.room.id,),
            capacity=8,
            begins=first,
            made_until=first,
        )
        return replace(series, **more)

    def plans(self, rule: str = TUESDAYS, choice: Choice = Choice(), **more: Any) -> Series:  # noqa: B008
        series = self.series(rule, **more)
        plan_series(self.desk(), series, choice)
        tell_planned(self.work, self.school.id)
        return self.kept(series)

    def kept(self, series: Series) -> Series:
        return self.work.calendars.plan.series(self.school.id, series.id)

    def all(self, series: Series) -> list[Session]:
        return self.work.calendars.plan.occurrences(self.school.id, series.id)

    def walls(self, series: Series) -> list[str]:
        """The wall times of what takes place."""
        return [wall(session) for session in self.all(series) if not session.cancelled]

    def on(self, series: Series, day: str) -> Session:
        return next(session for session in self.all(series) if session.occurrence == date.fromisoformat(day))

    def seats(self, student: Student, session: Session) -> Booking:
        seat = seat_of(session)
        return book(self.school.desk(self.work, Actor.STUDENT, session.start - timedelta(days=20)), student, seat)

    def in_the_way(self, day: str, hour: int = 19) -> Session:
        start = moment(f"{day} {hour}:00")
        kind = self.school.types["theory"]
        session = Session(
            self.work.next_id(), self.school.id, kind.id, Interval(start, start + kind.duration),
            (self.school.jonas.id,), (self.school.room.id,), 5,
        )  # fmt: skip
        return plan_class(self.desk(), session)

    def news(self) -> list[tuple[str, int, int]]:
        """(kind, whom, how many more) of what is told now."""
        return [
            (kind, person, data.get("more", 0))
            for kind, person, data in self.work.read(
                "SELECT kind, person_id, data FROM notices WHERE school_id = %(id)s AND due_at = %(now)s "
                "AND data->>'led_by' IS NULL AND done_at IS NULL ORDER BY id",
                {"id": self.school.id, "now": self.now},
            )
        ]


def wall(session: Session) -> str:
    return to_wall(session.start, ZONE).isoformat(" ", "minutes")


def fates(found: list[Occurrence]) -> dict[str, Fate]:
    return {each.day.isoformat(): each.fate for each in found}


# Rules


def test_a_rule_that_ends_is_made_whole(office: Office) -> None:
    series = office.plans("FREQ=WEEKLY;BYDAY=TU,TH;COUNT=4")
    assert office.walls(series) == ["2027-03-02 18:30", "2027-03-04 18:30", "2027-03-09 18:30", "2027-03-11 18:30"]
    assert series.made_until == date(2027, 3, 11)
    assert {session.capacity for session in office.all(series)} == {8}


def test_an_endless_rule_is_made_four_weeks_beyond_the_horizon(office: Office) -> None:
    series = office.plans()
    assert series.made_until == date(2027, 3, 1) + timedelta(days=60 + 28)
    assert len(office.all(series)) == 13
    assert office.walls(series)[-1] == "2027-05-25 18:30"


@pytest.mark.parametrize(
    ("first", "changes"), [(date(2027, 3, 16), date(2027, 3, 28)), (date(2027, 10, 19), date(2027, 10, 31))]
)
def test_the_wall_time_stays_across_clock_changes(office: Office, first: date, changes: date) -> None:
    office.now = moment(f"{first} 08:00")
    series = office.plans("FREQ=WEEKLY;BYDAY=TU;COUNT=4", first=first)
    sessions = office.all(series)
    assert {to_wall(session.start, ZONE).time() for session in sessions} == {time(18, 30)}
    assert {session.during.duration for session in sessions} == {timedelta(minutes=90)}
    offsets = [session.start.astimezone(ZONE).utcoffset() for session in sessions]
    assert len(set(offsets)) == 2
    apart = [later.start - earlier.start for earlier, later in pairwise(sessions)]
    week, hour = timedelta(days=7), timedelta(hours=1)
    assert sorted(apart) == sorted([week, week, week - hour if changes.month == 3 else week + hour])


def test_a_wall_time_that_the_clocks_skip_or_repeat_is_the_first_there_is(office: Office) -> None:
    nights = office.plans("FREQ=DAILY;COUNT=2", first=date(2027, 3, 27), starts=time(2, 30))
    assert [session.start for session in office.all(nights)] == [moment("2027-03-27 02:30"), moment("2027-03-28 03:30")]
    office.now = moment("2027-10-20 12:00")
    doubled = office.plans("FREQ=DAILY;COUNT=2", first=date(2027, 10, 30), starts=time(2, 30))
    start = office.all(doubled)[1].start
    assert (wall(office.all(doubled)[1]), start.astimezone(ZONE).utcoffset()) == (
        "2027-10-31 02:30",
        timedelta(hours=2),
    )


@pytest.mark.parametrize(
    "rule",
    ["", "weekly", "FREQ=HOURLY", "FREQ=WEEKLY;BYHOUR=9", "FREQ=WEEKLY;BYDAY=XX", "FREQ=DAILY;INTERVAL=0",
     "FREQ=DAILY;COUNT=3;UNTIL=20270401", "FREQ=DAILY;UNTIL=tomorrow", "FREQ=DAILY;FREQ=DAILY", "BYDAY=TU",
     "FREQ=MONTHLY;BYDAY=99MO", "FREQ=DAILY;COUNT=201", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"],
)  # fmt: skip
def test_what_is_no_rule_is_refused(office: Office, rule: str) -> None:
    with pytest.raises(Invalid):
        plan_series(office.desk(), office.series(rule))


@pytest.mark.parametrize("rule", ["FREQ=DAILY;BYHOUR=9,18", "FREQ=HOURLY;INTERVAL=6", "FREQ=WEEKLY;BYMINUTE=0,30"])
def test_several_times_a_day_are_refused_with_what_to_do_instead(office: Office, rule: str) -> None:
    with pytest.raises(Invalid, match=r"one occurrence a day.*a series for each time"):
        plan_series(office.desk(), office.series(rule))


def test_an_until_in_utc_is_that_days_end_at_the_school(office: Office) -> None:
    series = office.plans("RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20270315T233000Z")
    assert office.walls(series)[-1] == "2027-03-16 18:30", "half past midnight of the 16th in Copenhagen"


def test_the_first_day_must_be_one_of_the_rule_and_not_past(office: Office) -> None:
    with pytest.raises(Invalid, match="first"):
        office.plans(first=date(2027, 3, 3))
    with pytest.raises(Invalid, match="past"):
        office.plans(first=date(2027, 2, 23))


# Closures and conflicts


def test_closed_days_have_no_occurrence(office: Office) -> None:
    office.work.administration.add_closure(
        office.school.id, Closure(office.work.next_id(), date(2027, 3, 8), date(2027, 3, 12), None, {"en": "Winter"})
    )
    found = plan_series(office.desk(), office.series("FREQ=WEEKLY;BYDAY=TU;COUNT=3"))
    assert fates(found) == {"2027-03-02": Fate.PLANNED, "2027-03-09": Fate.CLOSED, "2027-03-16": Fate.PLANNED}


def test_a_closure_of_another_branch_is_none(office: Office) -> None:
    (branch_id,) = {resource.branch_id for resource in office.school.cars}
    closure = Closure(office.work.next_id(), date(2027, 3, 9), date(2027, 3, 9), branch_id)
    office.work.administration.add_closure(office.school.id, closure)
    assert len(office.walls(office.plans("FREQ=WEEKLY;BYDAY=TU;COUNT=3"))) == 3
    there = office.series("FREQ=WEEKLY;BYDAY=WE;COUNT=2", first=date(2027, 3, 3), branch_id=branch_id)
    assert len(plan_series(office.desk(), there)) == 2


def test_one_conflict_is_listed_and_nothing_is_planned(office: Office) -> None:
    office.in_the_way("2027-03-09")
    series = office.series("FREQ=WEEKLY;BYDAY=TU;COUNT=3")
    with pytest.raises(SeriesConflicts) as refused:
        plan_series(office.desk(), series)
    assert refused.value.conflicts == [
        {
            "day": date(2027, 3, 9),
            "start": moment("2027-03-09 18:30"),
            "calendar_ids": sorted((office.school.jonas.id, office.school.room.id)),
            "students": [],
            "reasons": ["slot_taken"],
        }
    ]
    assert office.all(series) == []


@pytest.mark.parametrize("choice", [Choice(frozenset({date(2027, 3, 9)})), Choice(skip_conflicts=True)])
def test_a_conflict_is_skipped_on_demand_for_good(office: Office, choice: Choice) -> None:
    other = office.in_the_way("2027-03-09")
    series = office.plans("FREQ=WEEKLY;BYDAY=TU;COUNT=3", choice)
    assert office.walls(series) == ["2027-03-02 18:30", "2027-03-16 18:30"]
    assert series.left_out == {date(2027, 3, 9): Left.SKIPPED}
    cancel_session(office.desk(), other.id)
    change_series(office.desk(), series.id, {"starts": time(19, 0)})
    assert office.walls(series) == ["2027-03-02 19:00", "2027-03-16 19:00"]


def test_skipping_another_day_does_not_skip_the_conflict(office: Office) -> None:
    office.in_the_way("2027-03-09")
    with pytest.raises(SeriesConflicts):
        office.plans("FREQ=WEEKLY;BYDAY=TU;COUNT=3", Choice(frozenset({date(2027, 3, 16)})))


def test_a_trial_plans_nothing_and_tells_what_would_be(office: Office) -> None:
    office.in_the_way("2027-03-09")
    series = office.series("FREQ=WEEKLY;BYDAY=TU;COUNT=3")
    found = plan_series(office.desk(), series, Choice(dry_run=True))
    assert fates(found) == {"2027-03-02": Fate.PLANNED, "2027-03-09": Fate.CONFLICT, "2027-03-16": Fate.PLANNED}
    assert office.all(series) == []


# One of them


def test_a_cancelled_occurrence_never_comes_back(office: Office) -> None:
    series = office.plans()
    cancel_session(office.desk(), office.on(series, "2027-03-16").id)
    change_series(office.desk(), series.id, {"starts": time(17, 0)})
    change_series(office.desk(), series.id, {"rule": "FREQ=WEEKLY;BYDAY=TU,TH"}, since=date(2027, 3, 9))
    office.now += timedelta(days=10)
    for each in (series, *others(office, series)):
        extend_series(office.desk(), each.id)
    there = [office.walls(each) for each in (series, *others(office, series))]
    assert not [start for starts in there for start in starts if start.startswith("2027-03-16")]
    assert any(start.startswith("2027-03-18") for starts in there for start in starts)


def others(office: Office, series: Series) -> list[Series]:
    return [each for each in office.work.views.all_series(office.school.id, limit=10) if each.id != series.id]


def test_an_occurrence_that_was_moved_by_itself_stays_where_it_was_put(office: Office) -> None:
    series = office.plans("FREQ=WEEKLY;BYDAY=TU;COUNT=3")
    start = moment("2027-03-10 17:00")
    change_session(office.desk(), office.on(series, "2027-03-09").id, during=Interval(start, start + series.duration))
    _, found = change_series(office.desk(), series.id, {"starts": time(20, 0), "capacity": 5})
    assert office.walls(series) == ["2027-03-02 20:00", "2027-03-10 17:00", "2027-03-16 20:00"]
    assert {session.capacity for session in office.all(series)} == {5}
    assert set(fates(found).values()) == {Fate.CHANGED}


# All, or those since a day


def test_all_coming_ones_are_changed_and_the_past_stays(office: Office) -> None:
    series = office.plans("FREQ=WEEKLY;BYDAY=TU;COUNT=4")
    office.now = moment("2027-03-09 20:00")
    changed, found = change_series(
        office.desk(), series.id, {"teacher_ids": (office.school.mette.id,), "starts": time(17, 0)}
    )
    assert changed.id == series.id
    assert office.walls(series) == ["2027-03-02 18:30", "2027-03-09 18:30", "2027-03-16 17:00", "2027-03-23 17:00"]
    assert [session.teacher_ids[0] == office.school.mette.id for session in office.all(series)] == [0, 0, 1, 1]
    assert list(fates(found)) == ["2027-03-16", "2027-03-23"]


def test_this_and_following_become_a_series_of_their_own(office: Office) -> None:
    series = office.plans("FREQ=WEEKLY;BYDAY=TU;COUNT=4")
    following, _ = change_series(office.desk(), series.id, {"starts": time(17, 0)}, since=date(2027, 3, 16))
    assert following.id != series.id
    assert office.walls(series) == ["2027-03-02 18:30", "2027-03-09 18:30"]
    assert office.walls(following) == ["2027-03-16 17:00", "2027-03-23 17:00"]
    assert office.kept(series).until == date(2027, 3, 15)
    change_series(office.desk(), series.id, {"capacity": 3})
    assert {session.capacity for session in office.all(following)} == {8}


def test_everybody_is_told_once_of_a_series_that_changes(office: Office) -> None:
    series = office.plans("FREQ=WEEKLY;BYDAY=TU;COUNT=4")
    ida, ole = office.school.student("Ida"), office.school.student("Ole")
    for session in office.all(series):
        office.seats(ida, session)
    office.seats(ole, office.on(series, "2027-03-16"))
    change_series(office.desk(), series.id, {"starts": time(19, 0)})
    assert sorted(office.news()) == sorted(
        [("moved_by_school", ida.id, 3), ("moved_by_school", ole.id, 0), ("class_changed", office.school.jonas.id, 3)]
    )


def test_a_conflict_of_a_change_is_listed_and_nothing_changes_until_it_is_skipped(office: Office) -> None:
    series = office.plans("FREQ=WEEKLY;BYDAY=TU;COUNT=3")
    ida = office.school.student("Ida")
    office.seats(ida, office.on(series, "2027-03-16"))
    office.in_the_way("2027-03-09", 20)
    elsewhere: dict[str, Any] = {"teacher_ids": (office.school.mette.id,), "resource_ids": (attic(office),)}
    busy = office.in_the_way("2027-03-20")
    busy = plan_class(
        office.desk(), replace(busy, id=office.work.next_id(), during=at("2027-03-16 20:15"), **elsewhere)
    )
    office.seats(ida, busy)
    with pytest.raises(SeriesConflicts) as refused:
        change_series(office.desk(), series.id, {"starts": time(19, 0)})
    assert [(each["day"].day, each["students"]) for each in refused.value.conflicts] == [(9, []), (16, [ida.id])]
    assert office.walls(series) == ["2027-03-02 18:30", "2027-03-09 18:30", "2027-03-16 18:30"]
    choice = Choice(frozenset({date(2027, 3, 9)}), release_busy=True)
    _, found = change_series(office.desk(), series.id, {"starts": time(19, 0)}, choice=choice)
    assert list(fates(found).values()) == [Fate.CHANGED, Fate.KEPT, Fate.CHANGED]
    assert office.walls(series) == ["2027-03-02 19:00", "2027-03-09 18:30", "2027-03-16 19:00"]
    assert office.on(series, "2027-03-16").taken == 0
    assert office.kept(series).left_out == {}


def at(start: str) -> Interval:
    return Interval(moment(start), moment(start) + timedelta(minutes=45))


def attic(office: Office) -> int:
    room = replace(office.school.room, id=office.work.next_id(), name="attic")
    office.work.administration.add_resource(office.school.id, room)
    return room.id


def test_an_evening_with_more_students_than_there_are_to_be_seats_is_a_conflict_that_can_be_kept(
    office: Office,
) -> None:
    series = office.plans("FREQ=WEEKLY;BYDAY=TU;COUNT=3")
    for name in ("Anna Berg", "Bo Lind", "Mia Holt"):
        office.seats(office.school.student(name), office.on(series, "2027-03-09"))
    with pytest.raises(SeriesConflicts) as refused:
        change_series(office.desk(), series.id, {"capacity": 2})
    assert [(each["day"], each["reasons"]) for each in refused.value.conflicts] == [(date(2027, 3, 9), ["seats_taken"])]
    _, found = change_series(office.desk(), series.id, {"capacity": 2}, choice=Choice(skip_conflicts=True))
    assert list(fates(found).values()) == [Fate.CHANGED, Fate.KEPT, Fate.CHANGED]
    assert [session.capacity for session in office.all(series)] == [2, 8, 2]


def test_another_rule_cancels_what_it_has_not_and_plans_what_is_new(office: Office) -> None:
    series = office.plans("FREQ=WEEKLY;BYDAY=TU,TH;COUNT=6")
    ida = office.school.student("Ida")
    thursday = office.seats(ida, office.on(series, "2027-03-11"))
    rule, since = {"rule": "FREQ=WEEKLY;BYDAY=TU,WE;COUNT=4"}, date(2027, 3, 9)
    with pytest.raises(SeriesConflicts) as refused:
        change_series(office.desk(), series.id, rule, since=since)
    assert [(each["day"], each["students"]) for each in refused.value.conflicts] == [(date(2027, 3, 11), [ida.id])]
    changed, found = change_series(office.desk(), series.id, rule, since=since, choice=Choice(cancel_booked=True))
    assert fates(found) == {
        "2027-03-10": Fate.PLANNED,
        "2027-03-11": Fate.CANCELLED,
        "2027-03-17": Fate.PLANNED,
        "2027-03-18": Fate.CANCELLED,
    }
    assert office.walls(series) == ["2027-03-02 18:30", "2027-03-04 18:30"]
    assert office.walls(changed) == ["2027-03-09 18:30", "2027-03-10 18:30", "2027-03-16 18:30", "2027-03-17 18:30"]
    assert office.work.bookings.get(office.school.id, thursday.id).status is Status.CANCELLED


def test_a_rule_that_is_changed_back_names_the_days_that_stay_cancelled(office: Office) -> None:
    series = office.plans("FREQ=WEEKLY;BYDAY=TU,TH;COUNT=4")
    change_series(office.desk(), series.id, {"rule": "FREQ=WEEKLY;BYDAY=TU;COUNT=2"})
    _, found = change_series(office.desk(), series.id, {"rule": "FREQ=WEEKLY;BYDAY=TU,TH;COUNT=4"})
    assert {day: fate for day, fate in fates(found).items() if fate is Fate.CANCELLED} == {
        "2027-03-04": Fate.CANCELLED,
        "2027-03-11": Fate.CANCELLED,
    }


def test_cancelling_from_a_day_on_tells_each_once_and_ends_the_series(office: Office) -> None:
    series = office.plans()
    ida = office.school.student("Ida")
    seats = [office.seats(ida, session) for session in office.all(series)[:4]]
    cancel_series(office.desk(), series.id, since=date(2027, 3, 16), reason="No more theory")
    assert office.walls(series) == ["2027-03-02 18:30", "2027-03-09 18:30"]
    assert [office.work.bookings.get(office.school.id, seat.id).status for seat in seats] == [
        Status.CONFIRMED, Status.CONFIRMED, Status.CANCELLED, Status.CANCELLED,
    ]  # fmt: skip
    assert office.news() == [("cancelled_by_school", ida.id, 1), ("class_cancelled", office.school.jonas.id, 10)]
    office.now += timedelta(days=60)
    assert extend_series(office.desk(), series.id) == []
    cancel_series(office.desk(), series.id)
    assert office.walls(series) == ["2027-03-02 18:30", "2027-03-09 18:30"], "what was held was held"


def test_a_series_that_has_ended_is_not_changed(office: Office) -> None:
    series = office.plans()
    cancel_series(office.desk(), series.id, since=date(2027, 3, 16))
    for since in (date(2027, 3, 16), date(2027, 4, 6)):
        with pytest.raises(NotAllowed):
            change_series(office.desk(), series.id, {"rule": "FREQ=WEEKLY;BYDAY=WE"}, since=since)
    change_series(office.desk(), series.id, {"starts": time(19)})
    assert office.walls(series) == ["2027-03-02 19:00", "2027-03-09 19:00"]


# Going on


def test_an_endless_series_goes_on_by_itself(office: Office) -> None:
    series = office.plans()
    office.now += timedelta(days=14)
    assert [each.day for each in extend_series(office.desk(), series.id)] == [date(2027, 6, 1), date(2027, 6, 8)]
    assert extend_series(office.desk(), series.id) == []
    assert office.walls(series)[-2:] == ["2027-06-01 18:30", "2027-06-08 18:30"]


def test_what_is_in_the_way_when_it_goes_on_is_left_out_and_kept_in_mind(office: Office) -> None:
    series = office.plans()
    office.now += timedelta(days=14)
    office.in_the_way("2027-06-01")
    assert list(fates(extend_series(office.desk(), series.id)).values()) == [Fate.SKIPPED, Fate.PLANNED]
    assert office.kept(series).left_out == {date(2027, 6, 1): Left.CONFLICT}


@pytest.mark.parametrize("taken", ["teacher", "kind of their lessons", "lesson type"])
def test_what_is_given_no_more_does_not_go_on_until_somebody_else_gives_it(office: Office, taken: str) -> None:
    series, theory, jonas = office.plans(), office.school.types["theory"], office.school.jonas
    office.now += timedelta(days=14)
    administration = office.work.administration
    if taken == "teacher":
        administration.save_teacher(office.school.id, replace(jonas, active=False))
    elif taken == "lesson type":
        administration.save_lesson_type(office.school.id, replace(theory, active=False))
    else:
        others = jonas.lesson_type_ids - {theory.id}
        administration.save_teacher(office.school.id, replace(jonas, lesson_type_ids=others))
    assert extend_series(office.desk(), series.id) == extend_series(office.desk(), series.id) == []
    assert office.news() == [("series_waits", jonas.id, 0)], "the school hears, once"
    administration.save_lesson_type(office.school.id, theory)
    change_series(office.desk(), series.id, {"teacher_ids": (office.school.mette.id,)})
    assert office.walls(series)[-2:] == ["2027-06-01 18:30", "2027-06-08 18:30"], "none is lost"


def test_a_series_with_an_end_does_not_go_on(office: Office) -> None:
    series = office.plans("FREQ=WEEKLY;BYDAY=TU;COUNT=2")
    office.now += timedelta(days=30)
    assert extend_series(office.desk(), series.id) == []


def test_two_workers_make_each_occurrence_once(open_work: OpenWork, school: SmallSchool) -> None:
    with open_work() as work:
        series = Office(work, school).plans()
        work.commit()
    later = NOW + timedelta(days=30)
    result = race(open_work, [lambda work: extend_series(school.desk(work, Actor.SYSTEM, later), series.id)] * 4)
    assert sorted(len(made) for made in result.won) == [0, 0, 0, 4]  # type: ignore[arg-type]
    with open_work() as work:
        days = [session.occurrence for session in work.calendars.plan.occurrences(school.id, series.id)]
    assert len(days) == len(set(days)) == 17


def test_without_the_key_a_deleted_occurrence_would_come_back(office: Office) -> None:
    """The twin: what keeps it away is that its row still stands for its day."""
    series = office.plans("FREQ=WEEKLY;BYDAY=TU;COUNT=3")
    deleted = office.on(series, "2027-03-09")
    cancel_session(office.desk(), deleted.id)
    office.work.read(
        "UPDATE sessions SET series_id = NULL, occurrence = NULL WHERE school_id = %(s)s AND id = %(id)s RETURNING id",
        {"s": office.school.id, "id": deleted.id},
    )
    change_series(office.desk(), series.id, {"capacity": 4})
    assert "2027-03-09 18:30" in office.walls(series)
