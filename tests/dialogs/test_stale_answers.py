"""A yes is to what was asked: what has become otherwise since is said, and asked once more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.dialogs.exchange import Channel
from domain.lessons import Actor, Booking
from domain.services.classes import change_session
from domain.services.offering import slot_of
from domain.services.rescheduling import move
from domain.timeslots import Interval
from storage.unit_of_work import UnitOfWork
from tests.chat import Chat, Town
from tests.dialogs.places import offered
from tests.dialogs.test_absences import is_back, takes_off
from tests.dialogs.test_money import NOW, change
from tests.factories import SmallSchool, moment
from tests.storage.books import Books

WEDNESDAY, THURSDAY, FRIDAY = "2026-11-25 12:00", "2026-11-26 12:00", "2026-11-27 11:00"


@pytest.fixture
def lesson(school: SmallSchool, anna: Chat) -> Booking:
    """Anna's, with Mette."""
    return school.books(school.students["Anna Berg"], THURSDAY, made="2026-11-20 12:00")


def school_moves(town: Town, school: SmallSchool, booking: Booking, start: str) -> None:
    """Staff do it; the student's question stays open."""
    with town.app.open_work() as work:
        desk = school.desk(work, Actor.STAFF, town.clock())
        found, begins = work.bookings.get(school.id, booking.id), moment(start)
        slot = replace(slot_of(found.session), during=Interval(begins, begins + found.session.during.duration))
        move(desk, work.students.get(school.id, booking.student_id), found, slot)
        work.commit()


# Cancelling and moving what the school has changed


def test_a_lesson_that_the_school_moves_meanwhile_is_not_cancelled_by_an_old_yes(
    anna: Chat, town: Town, school: SmallSchool, lesson: Booking
) -> None:
    anna.says("cancel my lesson", da="aflys min tid").hears("Cancel Thu 26 Nov 12:00", da="Aflys tor 26. nov. 12.00")
    school_moves(town, school, lesson, FRIDAY)
    anna.picks("cancel").hears(
        "Changed meanwhile: your lesson is now Fri 27 Nov 11:00 with Mette.\nCancel Fri 27 Nov 11:00",
        da="Ændret i mellemtiden: din tid er nu fre 27. nov. 11.00 hos Mette.\nAflys fre 27. nov. 11.00",
    )
    assert town.bookings() == [(FRIDAY, "confirmed")]
    anna.picks("cancel").hears("cancelled", "Fri 27 Nov 11:00", da="fre 27. nov. 11.00")
    assert town.bookings() == [(FRIDAY, "cancelled")]


def test_nor_is_the_schools_move_undone_by_a_yes_to_moving(
    anna: Chat, town: Town, school: SmallSchool, lesson: Booking
) -> None:
    anna.says("move my lesson to tuesday at 10", da="flyt min tid til tirsdag kl 10").hears("confirm_move")
    school_moves(town, school, lesson, FRIDAY)
    anna.picks("move").hears("lesson_changed", "From Fri 27 Nov 11:00 to", da="Fra fre 27. nov. 11.00 til")
    assert town.bookings() == [(FRIDAY, "confirmed")]
    anna.picks("move").hears("moved")
    assert len(town.bookings("confirmed")) == 1
    assert town.bookings() != [(FRIDAY, "confirmed")]


def test_another_teacher_meanwhile_is_said_before_the_yes(
    anna: Chat, town: Town, school: SmallSchool, lesson: Booking
) -> None:
    anna.says("cancel my lesson", da="aflys min tid").hears("with Mette", da="hos Mette")
    with town.app.open_work() as work:
        desk = school.desk(work, Actor.STAFF, town.clock())
        change_session(desk, lesson.session.id, teacher_ids=(school.jonas.id,))
        work.commit()
    anna.picks("cancel").hears("lesson_changed", "Jonas", "confirm_cancel")
    assert town.bookings() == [(THURSDAY, "confirmed")]


def test_of_other_times_looked_for_after_the_change_the_lesson_itself_is_none(
    anna: Chat, town: Town, school: SmallSchool, lesson: Booking
) -> None:
    anna.says("move my lesson to friday at 10", da="flyt min tid til fredag kl 10").hears("confirm_move")
    school_moves(town, school, lesson, FRIDAY)
    anna.picks("move").hears("lesson_changed").says("friday at 11", da="fredag kl 11").hears("already_then")


@pytest.mark.parametrize("asked", ["move", "cancel"])
def test_what_takes_place_after_all_is_neither_moved_nor_cancelled_by_an_old_yes(
    anna: Chat, town: Town, school: SmallSchool, asked: str
) -> None:
    school.books(school.students["Anna Berg"], WEDNESDAY, made="2026-11-20 12:00")
    off = takes_off(town, school, school.mette, ask=False)
    if asked == "move":
        anna.says("move my lesson to friday at 10", da="flyt min tid til fredag kl 10").hears("confirm_move")
    else:
        anna.says("cancel my lesson", da="aflys min tid").hears("confirm_cancel")
    is_back(town, school, off)
    anna.picks(asked).hears(
        f"confirm_{asked}", "takes place as planned after all", da="bliver alligevel holdt som planlagt"
    )
    assert town.bookings() == [(WEDNESDAY, "confirmed")]


# The same thing done on the other channel


@pytest.fixture
def other_phone(anna: Chat, town: Town, school: SmallSchool) -> Chat:
    """Anna's too, on a channel that she does not write on otherwise."""
    other = Channel.TELEGRAM if anna.channel is not Channel.TELEGRAM else Channel.WHATSAPP
    return town.person(school, school.students["Anna Berg"], other, anna.speaks)


def test_what_was_moved_there_on_the_other_channel_is_said_to_be_there(
    anna: Chat, other_phone: Chat, town: Town, lesson: Booking
) -> None:
    for phone in (anna, other_phone):
        phone.says("move my lesson to friday at 11", da="flyt min tid til fredag kl 11").hears("confirm_move")
    other_phone.picks("move").hears("moved")
    anna.picks("move").hears("now Fri 27 Nov 11:00 with Mette", da="nu fre 27. nov. 11.00 hos Mette")
    assert "confirm_move" not in anna.last.names
    assert town.bookings() == [(FRIDAY, "confirmed")]


@pytest.fixture
def books(school: SmallSchool, anna: Chat) -> Books:
    return Books(school, named="Anna Berg", now=moment(NOW))


def test_a_package_that_was_bought_on_the_other_channel_is_not_bought_twice(
    anna: Chat, other_phone: Chat, books: Books
) -> None:
    books.offers()
    for phone in (anna, other_phone):
        phone.says("packages", da="pakker").picks_number(1).hears("confirm_package")
    for phone in (other_phone, anna):
        phone.picks("buy").hears("package_bought", "Yours: 10 driving lessons", da="Den er din: 10 køretimer")
    assert books.entries() == [("package", 6_000)]


def test_a_package_that_is_sold_no_more_is_said_to_be_so(anna: Chat, books: Books) -> None:
    product = books.offers()
    anna.says("packages", da="pakker").picks_number(1).hears("confirm_package")
    change(books, replace(product, active=False))
    anna.picks("buy").hears("That package isn't sold any more.", da="Den pakke sælges ikke længere.")
    assert books.entries() == []


# What a held time rests on has gone


Change = Callable[[UnitOfWork, SmallSchool], None]


def teacher_leaves(work: UnitOfWork, school: SmallSchool) -> None:
    work.administration.save_teacher(school.id, replace(school.mette, active=False))


def car_goes(work: UnitOfWork, school: SmallSchool) -> None:
    work.administration.save_resource(school.id, replace(school.cars[0], active=False))


def type_goes(work: UnitOfWork, school: SmallSchool) -> None:
    work.administration.save_lesson_type(school.id, replace(school.types["driving"], active=False))


def student_is_paused(work: UnitOfWork, school: SmallSchool) -> None:
    work.administration.save_student(replace(school.students["Anna Berg"], status="inactive"))


def does(town: Town, school: SmallSchool, change: Change) -> None:
    with town.app.open_work() as work:
        change(work, school)
        work.commit()


@pytest.mark.parametrize(
    ("change", "told"),
    [(teacher_leaves, "refused_outside_hours"), (car_goes, "refused_unsuitable")],
    ids=["the teacher has left", "the car is not in use"],
)
def test_a_held_time_that_can_not_be_kept_is_not_booked_and_others_are_offered(
    anna: Chat, town: Town, school: SmallSchool, change: Change, told: str
) -> None:
    anna.says("book thursday at 12 with mette", da="book torsdag kl 12 hos mette").hears("confirm_booking")
    does(town, school, change)
    anna.picks("book").hears(told, "offers")
    assert town.bookings("confirmed") == []
    anna.picks("slot:0").hears("confirm_booking").picks("book").hears("booked")


def test_a_lesson_that_the_school_books_no_more_is_not_booked_by_an_old_yes(
    anna: Chat, town: Town, school: SmallSchool
) -> None:
    anna.says("book thursday at 12", da="book torsdag kl 12").hears("confirm_booking")
    does(town, school, type_goes)
    anna.picks("book").hears("Such lessons can't be booked any more.", da="Den slags timer kan ikke bookes længere.")
    assert town.bookings("confirmed") == []
    assert "offers" not in anna.last.names


def test_nor_does_a_student_book_who_is_paused_by_then(anna: Chat, town: Town, school: SmallSchool) -> None:
    anna.says("book thursday at 12", da="book torsdag kl 12").hears("confirm_booking")
    does(town, school, student_is_paused)
    anna.picks("book").hears("Your school has paused your bookings.", da="Din skole har sat dine bookinger på pause.")
    assert town.bookings("confirmed") == []
    assert "offers" not in anna.last.names


@pytest.mark.parametrize("language", ["en", "da"])
def test_an_offer_is_not_taken_by_who_is_paused_by_then(town: Town, school: SmallSchool, language: str) -> None:
    anna = offered(town, school, language)
    does(town, school, student_is_paused)
    anna.picks_number(1).hears("Your school has paused", da="Din skole har sat")
    assert town.bookings("confirmed") == [("2026-11-26 18:30", "confirmed")]


@pytest.mark.parametrize("language", ["en", "da"])
def test_nor_of_a_class_that_the_school_books_no_more(town: Town, school: SmallSchool, language: str) -> None:
    anna = offered(town, school, language)
    theory = replace(school.types["theory"], active=False)
    does(town, school, lambda work, school: work.administration.save_lesson_type(school.id, theory))
    anna.picks_number(1).hears("offer_gone", "is no longer free", da="er ikke længere ledig")
    assert town.bookings("confirmed") == [("2026-11-26 18:30", "confirmed")]
