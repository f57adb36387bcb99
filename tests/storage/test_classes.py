"""Classes are planned, changed and cancelled as wholes; lessons get another teacher or car."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from domain.curricula import Curriculum
from domain.errors import (
    AlreadyStarted,
    Closed,
    Invalid,
    NotAllowed,
    OutsideHours,
    SlotTaken,
    StudentsBusy,
    Unsuitable,
)
from domain.lessons import Actor, Booking, Session, Status
from domain.schools import Branch, Closure, Student, Teacher
from domain.services.attendance import Outcome, settle
from domain.services.booking import book, confirm, hold
from domain.services.classes import cancel_session, change_session, plan_class
from domain.services.desk import Desk
from domain.slots import Slot, seat_of
from domain.timeslots import Interval
from storage.engine import Database
from storage.unit_of_work import UnitOfWork
from tests.factories import OpenWork, SmallSchool, moment, tell_planned
from tests.storage.racing import race, without_locks

NOW = moment("2027-06-01 12:00")
EVENING = "2027-06-07 18:30"


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

    def desk(self, actor: Actor = Actor.STAFF) -> Desk:
        return self.school.desk(self.work, actor, NOW)

    def plans(self, start: str = EVENING, **more: Any) -> Session:
        begins, kind = moment(start), self.school.types["theory"]
        session = Session(
            id=self.work.next_id(),
            school_id=self.school.id,
            lesson_type_id=kind.id,
            during=Interval(begins, begins + kind.duration),
            teacher_ids=(self.school.jonas.id,),
            resource_ids=(self.school.room.id,),
            capacity=3,
        )
        planned = plan_class(self.desk(), replace(session, **more))
        tell_planned(self.work, self.school.id)
        return planned

    def changes(self, session: Session, **changes: Any) -> Session:
        return change_session(self.desk(), session.id, **changes)

    def seats(self, student: Student, session: Session) -> Booking:
        return book(self.desk(Actor.STUDENT), student, seat_of(session))

    def now(self, session: Session) -> Session:
        return self.work.calendars.plan.session(self.school.id, session.id)

    def booking(self, booking: Booking) -> Booking:
        return self.work.bookings.get(self.school.id, booking.id)

    def news(self) -> list[tuple[str, str, Any]]:
        """(kind, name, data) of what is to be told at once, of bookings first."""
        names = {teacher.id: teacher.first_name for teacher in (self.school.mette, self.school.jonas)}
        names |= {student.id: student.first_name for student in self.school.students.values()}
        rows = self.work.read(
            "SELECT kind, person_id, data FROM notices WHERE school_id = %(id)s AND due_at = %(now)s "
            "AND kind NOT IN ('lesson_booked') AND done_at IS NULL ORDER BY booking_id, kind, id",
            {"id": self.school.id, "now": NOW},
        )
        return [(kind, names[person], data) for kind, person, data in rows]

    def busy(self, calendar_id: int) -> list[tuple[str, str]]:
        return [
            (start, end)
            for start, end in self.work.read(
                "SELECT to_char(starts_at AT TIME ZONE 'Europe/Copenhagen', 'MM-DD HH24:MI'), "
                "to_char(ends_at AT TIME ZONE 'Europe/Copenhagen', 'HH24:MI') FROM allocations "
                "WHERE school_id = %(id)s AND calendar_id = %(calendar)s AND active ORDER BY 1",
                {"id": self.school.id, "calendar": calendar_id},
            )
        ]


def at(wall: str, minutes: int = 45) -> Interval:
    start = moment(wall)
    return Interval(start, start.fromtimestamp(start.timestamp() + 60 * minutes, start.tzinfo))


def test_a_class_has_as_many_teachers_and_rooms_as_it_needs(office: Office) -> None:
    school = office.school
    session = office.plans(
        teacher_ids=(school.mette.id, school.jonas.id), resource_ids=(school.room.id, school.cars[0].id)
    )
    planned = office.now(session)
    assert planned.planned
    assert (set(planned.teacher_ids), set(planned.resource_ids)) == (
        {school.mette.id, school.jonas.id},
        {school.room.id, school.cars[0].id},
    )
    for calendar_id in (*planned.teacher_ids, *planned.resource_ids):
        assert office.busy(calendar_id) == [("06-07 18:30", "19:15")]


def test_a_class_is_not_planned_on_a_closed_day(office: Office) -> None:
    closure = Closure(office.work.next_id(), moment(EVENING).date(), moment(EVENING).date(), None, {"en": "Whitsun"})
    office.work.administration.add_closure(office.school.id, closure)
    with pytest.raises(Closed) as refused:
        office.plans()
    assert refused.value.reason == {"en": "Whitsun"}


def test_moving_a_class_moves_every_calendar_and_tells_each_once(office: Office) -> None:
    ida, ole = office.school.student("Ida"), office.school.student("Ole")
    session = office.plans()
    seats = [office.seats(student, session) for student in (ida, ole)]
    moved = office.changes(session, during=at("2027-06-08 19:00"))
    assert (moved.version, moved.taken) == (2, 2)
    for calendar_id in (ida.id, ole.id, office.school.jonas.id, office.school.room.id):
        assert office.busy(calendar_id) == [("06-08 19:00", "19:45")]
    was = {
        "was": moment(EVENING).isoformat(),
        "now": [moment(f"2027-06-08 19:{minute}").isoformat() for minute in ("00", "45")],
    }
    assert office.news() == [
        ("moved_by_school", "Ida", was),
        ("moved_by_school", "Ole", was),
        ("class_changed", "Jonas", was),
    ]
    assert [office.booking(seat).version for seat in seats] == [2, 2]


def test_reminders_and_the_question_of_attendance_move_along(office: Office) -> None:
    session = office.plans()
    office.seats(office.school.student("Ida"), session)
    office.changes(session, during=at("2027-06-08 19:00"))
    later = [
        (kind, wall, version)
        for kind, wall, version in office.work.read(
            "SELECT kind, to_char(due_at AT TIME ZONE 'Europe/Copenhagen', 'MM-DD HH24:MI'), version FROM notices "
            "WHERE school_id = %(id)s AND due_at > %(now)s AND version = 2 ORDER BY due_at",
            {"id": office.school.id, "now": NOW},
        )
    ]
    assert later == [
        ("reminder_day", "06-07 19:00", 2),
        ("reminder_soon", "06-08 17:00", 2),
        ("attendance", "06-08 19:45", 2),
    ]


def test_another_teacher_and_room_are_told_to_all_concerned(office: Office) -> None:
    ida = office.school.student("Ida")
    session = office.plans()
    office.seats(ida, session)
    office.changes(session, teacher_ids=(office.school.mette.id,))
    assert office.news() == [
        ("changed_by_school", "Ida", {}),
        ("class_given", "Mette", {}),
        ("class_taken", "Jonas", {}),
    ]
    assert office.busy(office.school.jonas.id) == []
    assert office.now(session).teacher_ids == (office.school.mette.id,)


def test_more_seats_are_news_to_nobody(office: Office) -> None:
    session = office.plans()
    booking = office.seats(office.school.student("Ida"), session)
    assert office.changes(session, capacity=2).version == 1
    assert office.news() == []
    assert office.booking(booking).version == 1
    with pytest.raises(Invalid, match="capacity"):
        office.changes(session, capacity=1)


def test_fewer_seats_than_are_taken_are_refused(office: Office) -> None:
    session = office.plans()
    for name in ("Ida", "Ole", "Eva"):
        office.seats(office.school.student(name), session)
    with pytest.raises(Invalid, match="at least 3"):
        office.changes(session, capacity=2)


def test_nothing_new_is_no_change(office: Office) -> None:
    session = office.plans()
    office.seats(office.school.student("Ida"), session)
    assert office.changes(session, during=session.during, teacher_ids=session.teacher_ids).version == 1
    assert office.news() == []


def test_a_class_is_not_in_its_own_way(office: Office) -> None:
    session = office.plans()
    office.seats(office.school.student("Ida"), session)
    assert office.changes(session, during=at("2027-06-07 18:45")).start == moment("2027-06-07 18:45")


def test_a_class_is_not_moved_onto_another_lesson_or_into_time_off(office: Office) -> None:
    session, other = office.plans(), office.plans("2027-06-08 18:30")
    with pytest.raises(SlotTaken) as refused:
        office.changes(session, during=other.during)
    assert refused.value.calendar_ids == sorted((office.school.jonas.id, office.school.room.id))
    assert office.busy(office.school.room.id) == [("06-07 18:30", "19:15"), ("06-08 18:30", "19:15")]


def test_students_who_are_busy_then_are_named_or_give_up_their_places(office: Office) -> None:
    school = office.school
    ida, ole = school.student("Ida"), school.student("Ole")
    session = office.plans()
    seats = [office.seats(student, session) for student in (ida, ole)]
    elsewhere = office.plans("2027-06-08 18:30", teacher_ids=(school.mette.id,), resource_ids=(new_room(office),))
    office.seats(ida, elsewhere)
    with pytest.raises(StudentsBusy) as refused:
        office.changes(session, during=at("2027-06-08 18:30"))
    assert refused.value.students == [ida.id]
    moved = office.changes(session, during=at("2027-06-08 18:30"), release_busy=True)
    assert moved.taken == 1
    assert [office.booking(seat).status for seat in seats] == [Status.CANCELLED, Status.CONFIRMED]
    assert ("cancelled_by_school", "Ida", {}) in office.news()
    assert ("moved_by_school", "Ole") in [(kind, who) for kind, who, _ in office.news()]
    assert office.busy(ida.id) == [("06-08 18:30", "19:15")]


def new_room(office: Office) -> int:
    room = replace(office.school.room, id=office.work.next_id(), name="attic")
    office.work.administration.add_resource(office.school.id, room)
    return room.id


def test_a_draft_of_a_class_that_changes_is_let_go_of(office: Office) -> None:
    session = office.plans()
    ida = office.school.student("Ida")
    draft = hold(office.desk(Actor.STUDENT), ida, seat_of(session))
    assert office.now(session).taken == 1
    moved = office.changes(session, during=at("2027-06-08 19:00"))
    assert (moved.taken, office.now(session).taken) == (0, 0)
    assert office.busy(ida.id) == []
    with pytest.raises(NotAllowed):
        confirm(office.desk(Actor.STUDENT), draft.id)


def test_a_class_that_has_begun_is_not_changed(office: Office) -> None:
    session = office.plans()
    desk = office.school.desk(office.work, Actor.STAFF, session.start)
    with pytest.raises(AlreadyStarted):
        change_session(desk, session.id, capacity=12)


def test_cancelling_a_class_frees_everybody_and_tells_each_once(office: Office) -> None:
    ida, ole = office.school.student("Ida"), office.school.student("Ole")
    session = office.plans()
    seats = [office.seats(student, session) for student in (ida, ole)]
    cancelled = cancel_session(office.desk(), session.id, reason="Jonas is ill")
    assert (cancelled.cancelled, office.now(session).taken) == (True, 0)
    assert office.news() == [
        ("cancelled_by_school", "Ida", {}),
        ("cancelled_by_school", "Ole", {}),
        ("class_cancelled", "Jonas", {}),
    ]
    for seat in seats:
        booking = office.booking(seat)
        assert (booking.status, booking.note, booking.version) == (Status.CANCELLED, "Jonas is ill", 2)
    for calendar_id in (ida.id, ole.id, office.school.jonas.id, office.school.room.id):
        assert office.busy(calendar_id) == []
    assert office.work.ledger.account(office.school.id, ida.id).balance.minor == 0
    again = cancel_session(office.desk(), session.id)
    assert again.version == cancelled.version
    assert len(office.news()) == 3


def test_a_class_that_was_held_is_not_cancelled(office: Office) -> None:
    session = office.plans()
    booking = office.seats(office.school.student("Ida"), session)
    after = office.school.desk(office.work, Actor.TEACHER, session.end)
    settle(after, booking.id, Outcome.ATTENDED)
    with pytest.raises(NotAllowed):
        cancel_session(office.school.desk(office.work, Actor.STAFF, session.end), session.id)
    assert not office.now(session).cancelled


# An individual lesson with somebody or something else


def test_a_lesson_gets_another_car_and_student_and_teacher_are_told(office: Office) -> None:
    school = office.school
    ida = school.student("Ida")
    booking = drives(office, ida)
    changed = office.changes(booking.session, resource_ids=(school.cars[1].id,))
    assert changed.resource_ids == (school.cars[1].id,)
    assert office.news() == [("changed_by_school", "Ida", {}), ("lesson_changed", "Mette", {})]
    assert office.busy(school.cars[0].id) == []
    assert office.busy(school.cars[1].id) == [("06-07 10:00", "11:00")], "with the buffer after it"
    assert office.booking(booking).version == 2


def drives(
    office: Office, student: Student, start: str = "2027-06-07 10:00", teacher: Teacher | None = None
) -> Booking:
    school, kind = office.school, office.school.types["driving"]
    teacher_id = (teacher or school.mette).id
    return book(office.desk(Actor.STUDENT), student, Slot(at(start), kind.id, teacher_id, (school.cars[0].id,)))


def test_old_and_new_teacher_are_told_of_a_lesson_that_changes_hands(office: Office) -> None:
    booking = drives(office, office.school.student("Ida"))
    office.changes(booking.session, teacher_ids=(office.school.jonas.id,))
    assert office.news() == [("changed_by_school", "Ida", {}), ("lesson_cancelled", "Mette", {})]
    booked = office.work.read(
        "SELECT person_id FROM notices WHERE kind = 'lesson_booked' AND booking_id = %(id)s ORDER BY id",
        {"id": booking.id},
    )
    assert [person for (person,) in booked] == [office.school.mette.id, office.school.jonas.id]
    assert office.busy(office.school.mette.id) == []


def test_a_lesson_is_judged_anew_for_its_new_teacher(office: Office) -> None:
    school = office.school
    early = drives(office, school.student("Ida"), "2027-06-07 09:00")
    with pytest.raises(OutsideHours):
        office.changes(early.session, teacher_ids=(school.jonas.id,))
    late = drives(office, school.student("Ole"), "2027-06-07 12:00")
    drives_too = Slot(at("2027-06-07 12:30"), school.types["driving"].id, school.jonas.id, (school.cars[1].id,))
    book(office.desk(), school.student("Eva"), drives_too)
    with pytest.raises(SlotTaken) as refused:
        office.changes(late.session, teacher_ids=(school.jonas.id,))
    assert refused.value.calendar_ids == [school.jonas.id], "the buffer after the lesson reaches into the next one"
    with pytest.raises(Invalid):
        office.changes(late.session, teacher_ids=(school.mette.id, school.jonas.id))
    with pytest.raises(Invalid):
        office.changes(late.session, resource_ids=(school.room.id,))
    with pytest.raises(Invalid, match="moving its booking"):
        office.changes(late.session, during=at("2027-06-07 13:00"))


def test_notice_does_not_bind_who_changes_the_car_of_a_lesson_about_to_begin(office: Office) -> None:
    booking = drives(office, office.school.student("Ida"))
    soon = office.school.desk(
        office.work, Actor.STAFF, booking.start.fromtimestamp(booking.start.timestamp() - 60, booking.start.tzinfo)
    )
    assert change_session(soon, booking.session.id, resource_ids=(office.school.cars[1].id,)).version == 2


def test_a_lesson_given_by_a_teacher_of_another_branch_is_there(office: Office) -> None:
    school, work = office.school, office.work
    booking = drives(office, school.student("Ida"))
    station = Branch(work.next_id(), {"en": "Station Square"})
    work.administration.add_branch(school.id, station)
    hours = tuple(replace(each, branch_id=station.id) for each in school.jonas.hours)
    anna = replace(school.jonas, id=work.next_id(), name="Anna Dal", hours=hours, phone="+4540999999")
    work.administration.add_teacher(school.id, anna)
    mini = replace(school.cars[0], id=work.next_id(), name="white Mini", branch_id=station.id)
    work.administration.add_resource(school.id, mini)
    assert booking.session.branch_id != station.id
    assert office.changes(booking.session, teacher_ids=(anna.id,), resource_ids=(mini.id,)).branch_id == station.id


def test_a_car_of_another_licence_class_is_not_given_to_a_lesson(office: Office) -> None:
    school, work = office.school, office.work
    lorry = replace(school.cars[0], id=work.next_id(), name="lorry", attributes={"licence_class": "C, CE"})
    work.administration.add_resource(school.id, lorry)
    booking = drives(office, school.student("Ida"))
    with pytest.raises(Unsuitable) as refused:
        office.changes(booking.session, resource_ids=(lorry.id,))
    assert refused.value.calendar_ids == [lorry.id]
    driver = Curriculum(work.next_id(), {"en": "Category C"}, "C", ())
    work.administration.add_curriculum(school.id, driver)
    work.administration.save_student(replace(school.students["Ida"], curriculum_id=driver.id))
    assert office.changes(booking.session, resource_ids=(lorry.id,)).resource_ids == (lorry.id,)


# Races


Change = Callable[[UnitOfWork], object]


def test_a_seat_taken_while_the_class_is_cancelled_is_cancelled_too_or_refused(
    open_work: OpenWork, school: SmallSchool, database: Database
) -> None:
    for number in range(6):
        session = school.plans_class(f"2027-06-{7 + number:02} 18:30")
        students = [school.student(f"Racer {number} {place}") for place in range(2)]

        def cancels(work: UnitOfWork, session: Session = session) -> object:
            return cancel_session(school.desk(work, Actor.STAFF, NOW), session.id)

        def books(student: Student, session: Session = session) -> Change:
            return lambda work: book(school.desk(work, Actor.STUDENT, NOW), student, seat_of(session))

        result = race(open_work, [books(students[0]), cancels, books(students[1])])
        assert set(result.lost) <= {"slot_taken"}
        rows = database.execute(
            "SELECT s.taken, s.cancelled, (SELECT count(*) FROM bookings b WHERE b.school_id = s.school_id "
            "AND b.session_id = s.id AND b.status = 'confirmed'), (SELECT count(*) FROM allocations a WHERE "
            "a.school_id = s.school_id AND a.session_id = s.id AND a.active) FROM sessions s WHERE s.id = %s",
            [session.id],
        )
        assert rows == [(0, True, 0, 0)]


def test_without_locks_a_seat_is_taken_in_a_class_that_is_cancelled(
    open_work: OpenWork, school: SmallSchool, database: Database
) -> None:
    session, ida = school.plans_class(EVENING), school.student("Ida")
    deeds: list[Change] = [
        lambda work: cancel_session(school.desk(work, Actor.STAFF, NOW), session.id),
        lambda work: book(school.desk(work, Actor.STUDENT, NOW), ida, seat_of(session)),
    ]
    result = race(without_locks(open_work, 2), deeds)
    assert (len(result.won), result.lost) == (2, [])
    rows = database.execute(
        "SELECT s.cancelled, b.status FROM sessions s JOIN bookings b ON b.session_id = s.id WHERE s.id = %s",
        [session.id],
    )
    assert rows == [(True, "confirmed")]


def test_two_who_change_one_class_at_once_change_it_after_each_other(open_work: OpenWork, school: SmallSchool) -> None:
    session = school.plans_class(EVENING)

    def moves(hour: int) -> Change:
        return lambda work: change_session(
            school.desk(work, Actor.STAFF, NOW), session.id, during=at(f"2027-06-07 {hour}:00")
        )

    result = race(open_work, [moves(hour) for hour in (17, 18, 19, 20)])
    assert (len(result.won), result.lost) == (4, [])
    with open_work() as work:
        assert work.calendars.plan.session(school.id, session.id).version == 5
        busy = work.calendars.busy(school.id, [school.room.id], at("2027-06-07 12:00", 600), NOW, None)
        assert len(busy[school.room.id]) == 2
