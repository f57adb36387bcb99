"""What was noted of a lesson is corrected: by further entries, never by a change."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.errors import ClassFull, NotAllowed, NotFound, SlotTaken
from domain.lessons import UNDO_WITHIN, Actor, Status
from domain.services.attendance import Outcome, correct, settle
from domain.services.booking import book
from domain.services.cancelling import cancel
from domain.services.desk import Desk
from domain.slots import Slot, seat_of
from tests.factories import SmallSchool, moment
from tests.storage.books import Books

NOON = "2027-06-08 12:00"


@pytest.fixture
def books(school: SmallSchool) -> Books:
    return Books(school, school.student("Ida"))


@pytest.mark.parametrize(
    ("first", "second", "entries", "owes"),
    [
        ("attended", "no_show", [("charge", 650), ("reversal", -650), ("no_show_fee", 650)], 650),
        ("attended", "not_held", [("charge", 650), ("reversal", -650)], 0),
        ("no_show", "attended", [("no_show_fee", 650), ("reversal", -650), ("charge", 650)], 650),
        ("not_held", "attended", [("charge", 650)], 650),
        ("not_held", "no_show", [("no_show_fee", 650)], 650),
        ("attended", "attended", [("charge", 650)], 650),
    ],
)
def test_a_correction_takes_the_old_outcome_back_and_enters_the_new_one(
    books: Books, first: str, second: str, entries: list[tuple[str, int]], owes: int
) -> None:
    booking = books.drives(NOON, Outcome(first))
    assert books.corrects(booking, Outcome(second)).status is not Status.CONFIRMED
    assert books.entries() == entries
    assert books.owes() == owes


def test_there_and_back_and_there_again_leaves_what_is_true(books: Books) -> None:
    booking = books.drives(NOON)
    for outcome in ("no_show", "attended", "not_held", "attended", "attended", "not_held", "no_show"):
        books.corrects(booking, Outcome(outcome))
    assert books.owes() == 650
    kinds = [kind for kind, _ in books.entries()]
    assert (kinds.count("charge"), kinds.count("no_show_fee"), kinds.count("reversal")) == (3, 2, 4)


def test_a_reversal_names_the_entry_and_the_booking(books: Books) -> None:
    booking = books.drives(NOON)
    books.corrects(booking, Outcome.NOT_HELD)
    with books.open_work() as work:
        charge, reversal = (line.traced for line in work.views.ledger(books.school.id, books.student.id, limit=9))
    assert reversal.entry.reverses_id == charge.entry.id
    assert (reversal.entry.booking_id, reversal.start, reversal.entry.reference) == (
        booking.id,
        booking.start,
        "a mistake",
    )


def test_a_late_fee_stays_whatever_became_of_the_lesson(books: Books) -> None:
    booking = books.school.books(books.student, NOON)
    late = moment("2027-06-08 11:00")
    books.does(lambda desk: cancel(desk, booking.id), Actor.STUDENT, late)
    refused = pytest.raises(NotAllowed)
    with refused:  # it was cancelled, not settled
        books.corrects(booking, Outcome.ATTENDED)
    assert books.entries() == [("late_fee", 325)]


def test_the_student_is_told_and_the_version_grows(books: Books) -> None:
    booking = books.drives(NOON)
    corrected = books.corrects(booking, Outcome.NO_SHOW)
    assert corrected.version == booking.version + 1
    with books.open_work() as work:
        told = work.read(
            "SELECT person_id, version FROM notices WHERE school_id = %(s)s AND kind = 'attendance_corrected'",
            {"s": books.school.id},
        )
    assert told == [(books.student.id, corrected.version)]


def test_a_teacher_corrects_own_lessons_for_some_hours(books: Books) -> None:
    booking, school = books.drives(NOON), books.school

    def noted_by(teacher_id: int, after: timedelta) -> Status:
        def deed(desk: Desk) -> Status:
            return correct(desk, booking.id, Outcome.NO_SHOW, teacher_id=teacher_id).status

        return books.does(deed, Actor.TEACHER, booking.end + after)

    with pytest.raises(NotFound):
        noted_by(school.jonas.id, timedelta(0))
    with pytest.raises(NotAllowed):
        noted_by(school.mette.id, UNDO_WITHIN + timedelta(seconds=1))
    assert noted_by(school.mette.id, UNDO_WITHIN) is Status.NO_SHOW
    assert books.entries()[-1] == ("no_show_fee", 650)


def test_a_student_corrects_nothing(books: Books) -> None:
    booking = books.drives(NOON)
    with pytest.raises(NotAllowed):
        books.does(lambda desk: correct(desk, booking.id, Outcome.NOT_HELD), Actor.STUDENT, booking.end)


def test_what_has_not_been_settled_cannot_be_corrected(books: Books) -> None:
    booking = books.school.books(books.student, NOON)
    with pytest.raises(NotAllowed):
        books.corrects(booking, Outcome.NO_SHOW)


def test_a_lesson_that_was_held_after_all_has_its_place_again(books: Books) -> None:
    booking = books.drives(NOON, Outcome.NOT_HELD)
    assert held(books) == 0
    books.corrects(booking, Outcome.ATTENDED)
    assert held(books) == 3
    with books.open_work() as work:
        again = work.bookings.get(books.school.id, booking.id)
    assert (again.session.cancelled, again.session.taken) == (False, 1)
    books.corrects(booking, Outcome.NOT_HELD)
    assert held(books) == 0


def test_a_place_that_was_given_to_somebody_else_stays_theirs(books: Books) -> None:
    booking, school = books.drives(NOON, Outcome.NOT_HELD), books.school
    other = school.student("Bo")
    with books.open_work() as work:  # made before, entered now: nobody books what is past
        book(
            school.desk(work, Actor.STAFF, moment("2027-06-01 12:00")),
            other,
            Slot(booking.session.during, booking.session.lesson_type_id, school.mette.id, (school.cars[0].id,)),
        )
        work.commit()
    with pytest.raises(SlotTaken):
        books.corrects(booking, Outcome.ATTENDED)
    assert books.owes() == 0


def test_a_seat_that_was_given_to_somebody_else_stays_theirs(books: Books) -> None:
    school = books.school
    session = school.plans_class("2027-06-08 16:00")
    seat = seat_of(session)
    early = moment("2027-06-01 12:00")
    booking = books.does(lambda desk: book(desk, books.student, seat), Actor.STUDENT, early)
    books.does(lambda desk: settle(desk, booking.id, Outcome.NOT_HELD), Actor.TEACHER, booking.end)
    for name in ("Bo", "Eva"):
        other = school.student(name)
        books.does(lambda desk, other=other: book(desk, other, seat), Actor.STUDENT, early)  # type: ignore[misc]
    with pytest.raises(ClassFull):
        books.corrects(booking, Outcome.ATTENDED)


def held(books: Books) -> int:
    with books.open_work() as work:
        ((count,),) = work.read(
            "SELECT count(*) FROM allocations WHERE school_id = %(s)s AND active", {"s": books.school.id}
        )
    return int(count)
