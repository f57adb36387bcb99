"""Prices by date: the lesson's day decides, and what was agreed stays."""

from __future__ import annotations

from datetime import date

import pytest

from domain.errors import Invalid
from domain.schools import ListedPrice
from domain.services.desk import Desk
from domain.services.rescheduling import reschedule
from domain.slots import Slot
from domain.timeslots import Interval
from tests.factories import SmallSchool, moment
from tests.storage.books import Books, kroner


@pytest.fixture
def books(school: SmallSchool) -> Books:
    return Books(school, school.student("Ida"), moment("2027-06-01 12:00"))


def lists(books: Books, price: int, first: str, last: str | None = None) -> ListedPrice:
    def add(desk: Desk) -> ListedPrice:
        kind = desk.catalogue.lesson_type(books.school.types["driving"].id)
        until = date.fromisoformat(last) if last else None
        listed = ListedPrice(desk.work.next_id(), date.fromisoformat(first), until, kroner(price))
        desk.work.administration.add_price(desk.school_id, kind, listed)  # type: ignore[attr-defined]
        return listed

    return books.does(add)


@pytest.mark.parametrize(
    ("day", "price"),
    [("2027-06-06", 650), ("2027-06-07", 700), ("2027-06-13", 700), ("2027-06-14", 500), ("2027-06-20", 500),
     ("2027-06-21", 700)],
)  # fmt: skip
def test_the_price_that_began_last_holds_and_else_the_types_own(books: Books, day: str, price: int) -> None:
    lists(books, 700, "2027-06-07")
    lists(books, 500, "2027-06-14", "2027-06-20")
    with books.open_work() as work:
        kind = work.catalogue(books.school.id).lesson_type(books.school.types["driving"].id)
    assert kind.price_on(date.fromisoformat(day)) == kroner(price)


def test_a_booking_costs_what_holds_on_the_lessons_day_at_the_school(books: Books) -> None:
    lists(books, 700, "2027-06-08")
    assert books.school.books(books.student, "2027-06-07 15:00").price == kroner(650)
    booking = books.school.books(books.student, "2027-06-08 08:00")
    assert booking.price == kroner(700)


def test_the_day_is_the_schools_own(books: Books) -> None:
    """23:30 in Copenhagen is still the day before in UTC's eyes two hours later."""
    lists(books, 700, "2027-06-08")
    with books.open_work() as work:
        catalogue = work.catalogue(books.school.id)
    kind = books.school.types["driving"].id
    assert catalogue.price_at(kind, moment("2027-06-07 23:59")) == kroner(650)
    assert catalogue.price_at(kind, moment("2027-06-08 00:00")) == kroner(700)


def test_a_booking_keeps_its_price_when_the_list_changes_and_when_it_moves(books: Books) -> None:
    booking = books.school.books(books.student, "2027-06-07 10:00")
    lists(books, 900, "2027-06-07")
    later = moment("2027-06-09 10:00")
    slot = Slot(
        Interval(later, later + booking.session.during.duration),
        booking.session.lesson_type_id,
        books.school.mette.id,
        (books.school.cars[0].id,),
    )
    moved = books.does(lambda desk: reschedule(desk, books.student, booking.id, slot))
    assert moved.price == kroner(650)


@pytest.mark.parametrize(
    ("price", "first", "last"), [(700, "2027-06-07", "2027-06-06"), (-1, "2027-06-07", None), (1, "2027-07-01", None)]
)
def test_a_price_that_makes_no_sense_is_refused(books: Books, price: int, first: str, last: str | None) -> None:
    lists(books, 700, "2027-07-01")
    with pytest.raises(Invalid):
        lists(books, price, first, last)
