"""Payments, refunds and reversals on a student's account."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest

from domain.errors import Invalid, NotAllowed, NotFound, RefundTooLarge
from domain.ledger import Method
from domain.lessons import Actor
from domain.services.attendance import Outcome
from domain.services.paying import pay, refund, reverse
from storage.engine import Database
from storage.unit_of_work import UnitOfWork
from tests.factories import SmallSchool
from tests.storage.books import Books, kroner
from tests.storage.racing import race


@pytest.fixture
def books(school: SmallSchool) -> Books:
    return Books(school, school.student("Ida"))


def test_a_payment_keeps_how_it_was_paid(books: Books) -> None:
    books.does(lambda desk: pay(desk, books.student.id, kroner(100), "k", method=Method.MOBILEPAY, reference="8812"))
    with books.open_work() as work:
        (line,) = work.views.ledger(books.school.id, books.student.id, limit=9)
    assert (line.entry.method, line.entry.reference) == (Method.MOBILEPAY, "8812")


def test_what_is_to_the_good_can_be_paid_back_and_no_more(books: Books) -> None:
    books.drives("2027-06-08 12:00")
    books.pays(1_000)
    with pytest.raises(RefundTooLarge) as refused:
        books.pays_back(351)
    assert refused.value.most == kroner(350)
    books.pays_back(300)
    books.pays_back(50)
    with pytest.raises(RefundTooLarge):
        books.pays_back(1)
    assert books.owes() == 0


def test_who_owes_gets_nothing_back(books: Books) -> None:
    books.drives("2027-06-08 12:00")
    with pytest.raises(RefundTooLarge) as refused:
        books.pays_back(1)
    assert refused.value.most == kroner(0)


def test_the_same_refund_is_entered_once(books: Books) -> None:
    books.pays(500)
    for _ in range(2):
        books.does(lambda desk: refund(desk, books.student.id, kroner(500), "one"))
    assert books.owes() == 0


def test_two_refunds_at_once_do_not_take_the_same_money(books: Books) -> None:
    books.pays(500)

    def paying_back(key: str) -> Callable[[UnitOfWork], object]:
        return lambda work: refund(books.school.desk(work, Actor.STAFF, books.now), books.student.id, kroner(400), key)

    result = race(books.open_work, [paying_back(key) for key in "abc"])
    assert (len(result.won), result.lost) == (1, ["refund_too_large"] * 2)
    assert books.owes() == -100


def test_a_payment_that_bounced_is_owed_again(books: Books) -> None:
    books.drives("2027-06-08 12:00")
    paid = books.pays(650)
    assert books.reverses(paid).id == books.reverses(paid).id
    assert books.entries() == [("charge", 650), ("payment", -650), ("reversal", 650)]
    with books.open_work() as work:
        account = work.ledger.account(books.school.id, books.student.id)
    assert (account.balance, account.lessons) == (kroner(650), 1)


def test_a_fee_is_let_off_and_correcting_the_lesson_then_takes_nothing_twice(books: Books) -> None:
    booking = books.drives("2027-06-08 12:00", Outcome.NO_SHOW)
    with books.open_work() as work:
        (fee,) = work.ledger.standing_of(books.school.id, [booking.id])
    books.reverses(fee)
    assert books.owes() == 0
    books.corrects(booking, Outcome.NOT_HELD)
    assert books.owes() == 0


def test_a_reversal_is_final_and_nobody_elses(books: Books) -> None:
    paid = books.pays(100)
    reversal = books.reverses(paid)
    with pytest.raises(NotAllowed):
        books.reverses(reversal)
    other = books.school.student("Bo")
    with pytest.raises(NotFound):
        books.does(lambda desk: reverse(desk, other.id, paid.id))


def test_money_of_nothing_or_of_elsewhere_is_refused(books: Books) -> None:
    for deed in (pay, refund):
        with pytest.raises(Invalid):
            books.does(lambda desk, deed=deed: deed(desk, books.student.id, kroner(0), "k"))  # type: ignore[misc]


LIES = {
    "a charge of no booking": "kind, amount_minor) VALUES (%(s)s, 1, %(p)s, 'k', 'DKK', now(), 'charge', 5)",
    "a package that is none": "kind, amount_minor) VALUES (%(s)s, 1, %(p)s, 'k', 'DKK', now(), 'package', 5)",
    "a payment that is owed": "kind, amount_minor) VALUES (%(s)s, 1, %(p)s, 'k', 'DKK', now(), 'payment', 5)",
    "a refund that lowers": "kind, amount_minor) VALUES (%(s)s, 1, %(p)s, 'k', 'DKK', now(), 'refund', -5)",
    "a reversal of nothing": "kind, amount_minor) VALUES (%(s)s, 1, %(p)s, 'k', 'DKK', now(), 'reversal', 5)",
    "a word for money": "kind, amount_minor) VALUES (%(s)s, 1, %(p)s, 'k', 'DKK', now(), 'tip', 5)",
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_the_database_itself_wants_to_know_what_an_amount_is_for(books: Books, database: Database, lie: str) -> None:
    columns = "INSERT INTO ledger_entries (school_id, id, student_id, key, currency, at, "
    with pytest.raises(psycopg.errors.CheckViolation) as refused:
        database.execute(columns + lie, {"s": books.school.id, "p": books.student.id})
    assert refused.value.diag.constraint_name == "ck_ledger_entries_trace"


def test_an_entry_is_reversed_once_whoever_writes(books: Books, database: Database) -> None:
    paid = books.pays(100)
    books.reverses(paid)
    with pytest.raises(psycopg.errors.UniqueViolation):
        database.execute(
            "INSERT INTO ledger_entries (school_id, id, student_id, key, currency, at, kind, amount_minor, reverses_id)"
            " VALUES (%(s)s, 1, %(p)s, 'k', 'DKK', now(), 'reversal', 5, %(e)s)",
            {"s": books.school.id, "p": books.student.id, "e": paid.id},
        )
