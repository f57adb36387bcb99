"""Packages: prepaid lessons are taken out before anything is charged, and never one too many."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any, LiteralString, cast

import psycopg
import pytest
from psycopg.rows import TupleRow

from domain.errors import Changed, NotAllowed, NotFound
from domain.lessons import Actor, Booking
from domain.packages import Package, Prepaid
from domain.ports import TryAgain
from domain.services.attendance import Outcome, settle
from domain.services.desk import Desk
from domain.services.selling import sell, undo_sale
from storage.engine import Database
from storage.packages import SqlPackages
from storage.unit_of_work import UnitOfWork
from tests.factories import SmallSchool, moment
from tests.storage.books import Books, kroner
from tests.storage.racing import race, together


@pytest.fixture
def books(school: SmallSchool) -> Books:
    return Books(school, school.student("Ida"), moment("2027-06-01 12:00"))


def left(books: Books) -> list[int]:
    with books.open_work() as work:
        return [package.left for package in work.ledger.packages.of_student(books.school.id, books.student.id)]


def test_a_package_is_owed_when_it_is_bought_and_pays_for_lessons_then(books: Books) -> None:
    books.buys(books.offers(lessons=2, price=1_200))
    for day in (7, 8, 9):
        books.drives(f"2027-06-0{day} 12:00")
    assert books.entries() == [("package", 1_200), ("charge", 650)]
    assert left(books) == [0]


def test_the_oldest_package_is_used_first(books: Books) -> None:
    product = books.offers(lessons=1)
    books.buys(product)
    books.passes(minutes=1)
    books.buys(books.offers(lessons=3))
    books.drives("2027-06-07 12:00")
    assert left(books) == [0, 3]
    books.drives("2027-06-08 12:00")
    assert left(books) == [0, 2]


def test_a_package_pays_for_its_own_types_of_lesson_only(books: Books) -> None:
    books.buys(books.offers())
    books.drives("2027-06-07 12:00", kind="track")
    assert (books.entries()[-1], left(books)) == (("charge", 800), [10])


def test_a_package_pays_up_to_its_last_day_for_the_lessons_of_that_day(books: Books) -> None:
    books.buys(books.offers(lessons=5, valid_days=6))
    assert books.drives("2027-06-07 15:00").status.value == "completed"
    books.drives("2027-06-08 08:00")
    assert [kind for kind, _ in books.entries()] == ["package", "charge"]


def test_not_coming_costs_its_fee_in_money(books: Books) -> None:
    books.buys(books.offers())
    books.drives("2027-06-07 12:00", Outcome.NO_SHOW)
    assert (books.entries()[-1], left(books)) == (("no_show_fee", 650), [10])


def test_a_correction_gives_the_lesson_back_and_takes_it_again(books: Books) -> None:
    books.buys(books.offers(lessons=1, price=600))
    booking = books.drives("2027-06-07 12:00")
    books.corrects(booking, Outcome.NO_SHOW)
    assert (books.entries(), left(books)) == ([("package", 600), ("no_show_fee", 650)], [1])
    books.corrects(booking, Outcome.ATTENDED)
    assert (books.owes(), left(books)) == (600, [0])
    with books.open_work() as work:
        uses = work.read("SELECT lessons FROM package_uses WHERE booking_id = %(b)s ORDER BY id", {"b": booking.id})
    assert uses == [(1,), (-1,), (1,)]


def test_what_one_lesson_has_used_up_pays_for_no_other_in_the_same_work(books: Books) -> None:
    books.buys(books.offers(lessons=1, price=600))
    first, second = (books.school.books(books.student, f"2027-06-0{day} 12:00") for day in (7, 8))

    def both(desk: Desk) -> list[Package | None]:
        for booking in (first, second):
            settle(desk, booking.id, Outcome.ATTENDED)
        used = desk.work.ledger.packages.used_for(desk.school_id, [first.id, second.id])
        return [used.get(first.id), used.get(second.id)]

    paid, not_paid = books.does(both, now=second.end)
    assert (paid and paid.left, not_paid) == (0, None)
    assert (books.entries(), left(books)) == ([("package", 600), ("charge", 650)], [0])


def test_what_costs_nothing_uses_up_nothing(books: Books) -> None:
    books.buys(books.offers())
    booking = books.school.books(books.student, "2027-06-07 12:00")
    with books.open_work() as work:
        work.write("UPDATE bookings SET price_minor = 0 WHERE id = %(id)s", {"id": booking.id})
        work.commit()
    books.does(lambda desk: settle(desk, booking.id, Outcome.ATTENDED), Actor.TEACHER, booking.end)
    assert left(books) == [10]


def test_a_sale_is_undone_while_nothing_is_used(books: Books) -> None:
    package = books.buys(books.offers(lessons=2, price=1_200))
    for _ in range(2):
        books.does(lambda desk: undo_sale(desk, package.id, reason="wrong one"))
    assert (books.entries(), books.owes(), left(books)) == ([("package", 1_200), ("reversal", -1_200)], 0, [])
    books.drives("2027-06-07 12:00")
    assert books.entries()[-1] == ("charge", 650)


def test_a_package_in_use_is_not_taken_back(books: Books) -> None:
    package = books.buys(books.offers())
    books.drives("2027-06-07 12:00")
    with pytest.raises(NotAllowed):
        books.does(lambda desk: undo_sale(desk, package.id))


def test_students_buy_only_what_is_sold_by_chat_at_the_price_they_saw(books: Books) -> None:
    product = books.offers(price=6_000)
    with pytest.raises(Changed) as refused:
        books.does(lambda desk: sell(desk, books.student.id, product.id, agreed_price=kroner(5_000)), Actor.STUDENT)
    assert refused.value.price == kroner(6_000)
    books.does(
        lambda desk: desk.work.administration.save_package_product(  # type: ignore[attr-defined]
            desk.school_id, replace(product, by_chat=False)
        )
    )
    with pytest.raises(NotFound):
        books.does(lambda desk: sell(desk, books.student.id, product.id), Actor.STUDENT)
    assert books.does(lambda desk: sell(desk, books.student.id, product.id)).price == kroner(6_000)


# The last lesson of a package


def settling(books: Books, *days: int) -> list[Callable[[UnitOfWork], object]]:
    """Deeds that settle a lesson on each of the days as attended."""
    bookings = [books.school.books(books.student, f"2027-06-{day:02} 12:00") for day in days]
    after = moment("2027-06-20 12:00")
    return [
        lambda work, booking=booking: settle(  # type: ignore[misc]
            books.school.desk(work, Actor.STAFF, after), booking.id, Outcome.ATTENDED
        )
        for booking in bookings
    ]


def test_the_last_lesson_of_a_package_is_taken_once(books: Books) -> None:
    books.buys(books.offers(lessons=1, price=600))
    result = race(books.open_work, settling(books, 7, 8, 9, 10))
    assert (len(result.won), left(books)) == (4, [0])
    assert [kind for kind, _ in books.entries()].count("charge") == 3


def test_who_waits_for_one_package_finds_the_next(books: Books) -> None:
    for _ in range(2):
        books.buys(books.offers(lessons=1, price=600))
        books.passes(minutes=1)
    race(books.open_work, settling(books, 7, 8))
    assert left(books) == [0, 0]
    assert "charge" not in [kind for kind, _ in books.entries()]


class Unlocked:
    """Reads that lock no package."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    def read(self, query: LiteralString, parameters: Mapping[str, Any]) -> list[TupleRow]:
        assert "FOR NO KEY UPDATE OF p" in query
        return self._work.read(query.replace("FOR NO KEY UPDATE OF p", ""), parameters)

    read_apart = read


class NoLocks(SqlPackages):
    """Packages that nobody locks."""

    def prepaid(self, school_id: int, bookings: Sequence[Booking]) -> Mapping[int, Prepaid]:
        work, self._work = self._work, cast(UnitOfWork, Unlocked(self._work))
        try:
            return super().prepaid(school_id, bookings)
        finally:
            self._work = work


def test_without_the_lock_only_the_check_keeps_the_last_lesson_from_being_taken_twice(
    books: Books, database: Database
) -> None:
    """The twin: both have seen the last lesson; the constraint refuses the second, and without it both have it."""
    package = books.buys(books.offers(lessons=1, price=600))
    import threading

    looked, in_turn = threading.Barrier(2), threading.Lock()

    @contextmanager
    def opened() -> Iterator[UnitOfWork]:
        with books.open_work() as work:
            work.ledger.packages = NoLocks(work)
            commit = work.commit

            def meet_and_commit() -> None:
                looked.wait(10)
                with in_turn:
                    commit()

            work.commit = meet_and_commit  # type: ignore[method-assign]
            yield work

    def unlocked() -> AbstractContextManager[UnitOfWork]:
        return opened()

    failed: list[Exception] = []

    def run(deed: Callable[[UnitOfWork], object]) -> None:
        try:
            with unlocked() as work:
                deed(work)
                work.commit()
        except (psycopg.errors.CheckViolation, TryAgain) as error:
            failed.append(error)

    together(run, settling(books, 7, 8))
    assert len(failed) == 1
    assert database.execute("SELECT used FROM packages WHERE id = %s", [package.id]) == [(1,)]


def test_a_package_is_valid_through_the_last_day_at_the_school(books: Books) -> None:
    product = books.offers(valid_days=1)
    package = books.buys(product)
    assert package.valid_until == moment("2027-06-03 00:00")
    assert not package.pays(books.school.types["driving"].id, package.valid_until)
    assert package.pays(books.school.types["driving"].id, package.valid_until - timedelta(seconds=1))
