"""Invoices: numbers without a gap, every entry on one of them, and what was paid on each."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest

from domain.errors import Invalid, NotAllowed, NotFound
from domain.invoices import Invoice, InvoiceKind, InvoiceStanding, InvoiceStatus, Invoicing
from domain.lessons import Actor
from domain.services.attendance import Outcome
from domain.services.crediting import credit
from domain.services.invoicing import issue, issue_all
from domain.services.paying import pay, reverse
from domain.services.selling import undo_sale
from domain.timeslots import to_wall
from storage.engine import Database
from storage.unit_of_work import UnitOfWork
from tests.factories import ZONE, SmallSchool, moment
from tests.storage.books import Books, kroner
from tests.storage.racing import race


@pytest.fixture
def books(school: SmallSchool) -> Books:
    return Books(school, school.student("Ida"))


def invoiced(books: Books) -> Invoice:
    invoice = books.is_invoiced()
    assert invoice is not None
    return invoice


def standings(books: Books) -> list[InvoiceStanding]:
    with books.open_work() as work:
        return work.ledger.invoices.standings(books.school.id, [books.student.id])


def paid(books: Books) -> list[tuple[int, int]]:
    """(paid, remaining) of each invoice, in kroner."""
    return [(standing.paid.minor // 100, standing.remaining.minor // 100) for standing in standings(books)]


def status(books: Books) -> list[str]:
    today = to_wall(books.now, ZONE).date()
    return [standing.status(today).value for standing in standings(books)]


def documents(books: Books) -> list[tuple[int, str, int]]:
    with books.open_work() as work:
        found = work.views.invoices(books.school.id, limit=100)
    return [(invoice.number, invoice.kind.value, invoice.total.minor // 100) for invoice in found]


def test_an_invoice_has_a_line_for_everything_sold_that_is_on_none(books: Books) -> None:
    booking = books.drives("2027-06-08 12:00")
    books.drives("2027-06-09 12:00", Outcome.NO_SHOW)
    books.buys(books.offers(price=6_000))
    books.pays(100)
    invoice = invoiced(books)
    assert [(line.about.kind.value, line.amount) for line in invoice.lines] == [
        ("charge", kroner(650)), ("no_show_fee", kroner(650)), ("package", kroner(6_000)),
    ]  # fmt: skip
    first = invoice.lines[0].about
    assert (first.reference, first.start, first.name("da")) == (booking.reference, "2027-06-08T12:00", "Køretime")
    assert invoice.lines[2].about.name("en") == "10 driving lessons"
    assert books.is_invoiced() is None, "all of it is on an invoice now"
    books.drives("2027-06-10 12:00", kind="track")
    assert [line.amount for line in invoiced(books).lines] == [kroner(800)]


def test_it_is_dated_and_due_by_the_schools_days(books: Books) -> None:
    books.does(
        lambda desk: desk.work.administration.save_invoicing(  # type: ignore[attr-defined]
            desk.school_id, Invoicing(payment_days=8, address="Street 1", registration="12345678", pay_to="Bank")
        )
    )
    books.drives("2027-06-08 12:00")
    books.now = moment("2027-07-01 00:30")
    invoice = invoiced(books)
    assert (str(invoice.issued_on), str(invoice.due_on)) == ("2027-07-01", "2027-07-09")
    assert (invoice.parties.registration, invoice.parties.student) == ("12345678", "Ida")
    with books.open_work() as work:
        assert work.ledger.invoices.get(books.school.id, invoice.id) == invoice


def test_what_was_reversed_before_is_on_no_invoice(books: Books) -> None:
    booking = books.drives("2027-06-08 12:00")
    books.corrects(booking, Outcome.NOT_HELD)
    assert books.is_invoiced() is None


def test_a_correction_of_what_is_invoiced_writes_a_credit_note(books: Books) -> None:
    booking = books.drives("2027-06-08 12:00")
    books.drives("2027-06-09 12:00")
    invoice = invoiced(books)
    books.corrects(booking, Outcome.NOT_HELD)
    assert documents(books) == [(1, "invoice", 1_300), (2, "credit_note", -650)]
    assert paid(books) == [(0, 650)]
    with books.open_work() as work:
        note = work.views.invoices(books.school.id, limit=9)[1]
    assert (note.credits_id, note.reason, note.due_on) == (invoice.id, "a mistake", None)
    books.corrects(booking, Outcome.ATTENDED)
    assert [line.amount for line in invoiced(books).lines] == [kroner(650)]
    assert books.owes() == 1_300


def test_an_invoice_is_credited_whole_or_in_part_and_not_twice(books: Books) -> None:
    for day in (7, 8, 9):
        books.drives(f"2027-06-0{day} 12:00")
    invoice = invoiced(books)
    first = invoice.lines[0].entry_id
    note = books.does(lambda desk: credit(desk, invoice.id, entry_ids=[first], reason="goodwill"))
    assert (note.kind, note.total, note.credits_id) == (InvoiceKind.CREDIT_NOTE, -kroner(650), invoice.id)
    rest = books.does(lambda desk: credit(desk, invoice.id))
    assert rest.total == -kroner(1_300)
    assert (books.owes(), status(books)) == (0, ["credited"])
    with pytest.raises(NotAllowed):
        books.does(lambda desk: credit(desk, invoice.id))
    with pytest.raises(NotAllowed):
        books.does(lambda desk: credit(desk, note.id))
    with pytest.raises(Invalid):
        books.does(lambda desk: credit(desk, invoice.id, entry_ids=[1]))


def test_a_package_on_a_credited_invoice_is_given_back_unless_it_is_used(books: Books) -> None:
    product = books.offers(lessons=2, price=1_200)
    unused = books.buys(product)
    invoice = invoiced(books)
    books.does(lambda desk: credit(desk, invoice.id))
    with books.open_work() as work:
        assert work.ledger.packages.get(books.school.id, unused.id).returned_at == books.now
    books.buys(product)
    second = invoiced(books)
    books.drives("2027-06-28 12:00")
    with pytest.raises(NotAllowed):
        books.does(lambda desk: credit(desk, second.id))
    assert books.owes() == 1_200


def test_an_undone_sale_that_was_invoiced_is_credited(books: Books) -> None:
    package = books.buys(books.offers(price=1_200))
    invoiced(books)
    books.does(lambda desk: undo_sale(desk, package.id))
    assert documents(books) == [(1, "invoice", 1_200), (2, "credit_note", -1_200)]


# What is paid


def test_payments_settle_the_oldest_invoice_first(books: Books) -> None:
    for day in (7, 8):
        books.drives(f"2027-06-0{day} 12:00")
        invoiced(books)
    assert (paid(books), status(books)) == ([(0, 650), (0, 650)], ["open", "open"])
    books.pays(700)
    assert (paid(books), status(books)) == ([(650, 0), (50, 600)], ["paid", "partly_paid"])
    books.pays(600)
    assert status(books) == ["paid", "paid"]


def test_a_payment_for_one_invoice_settles_that_and_what_is_over_the_oldest(books: Books) -> None:
    for day in (7, 8):
        books.drives(f"2027-06-0{day} 12:00")
        last = invoiced(books)
    books.pays(400, last)
    assert paid(books) == [(0, 650), (400, 250)]
    books.pays(500, last)
    assert paid(books) == [(250, 400), (650, 0)]


def test_what_bounced_is_open_again(books: Books) -> None:
    books.drives("2027-06-07 12:00")
    payment = books.pays(650, invoiced(books))
    assert status(books) == ["paid"]
    books.reverses(payment)
    assert paid(books) == [(0, 650)]


def test_what_was_paid_before_the_invoice_pays_it(books: Books) -> None:
    books.pays(1_000)
    books.drives("2027-06-07 12:00")
    invoiced(books)
    assert status(books) == ["paid"]
    books.pays_back(350)
    assert (status(books), books.owes()) == (["paid"], 0)


def test_what_was_paid_and_then_credited_is_to_the_good(books: Books) -> None:
    books.drives("2027-06-07 12:00")
    invoice = invoiced(books)
    books.pays(650, invoice)
    books.does(lambda desk: credit(desk, invoice.id))
    books.drives("2027-06-08 12:00")
    invoiced(books)
    assert paid(books) == [(0, 0), (650, 0)]


def test_an_invoice_is_overdue_on_the_day_after_it_was_due(books: Books) -> None:
    books.drives("2027-06-07 12:00")
    invoiced(books)
    books.now = moment("2027-07-14 23:59")
    assert status(books) == ["open"]
    books.now = moment("2027-07-15 00:00")
    assert status(books) == [InvoiceStatus.OVERDUE]
    books.pays(1)
    assert status(books) == ["overdue"]
    books.pays(649)
    assert status(books) == ["paid"]


def test_a_payment_is_for_the_students_own_invoice(books: Books) -> None:
    books.drives("2027-06-07 12:00")
    invoice, other = invoiced(books), books.school.student("Bo")
    with pytest.raises(NotFound):
        books.does(lambda desk: pay(desk, other.id, kroner(1), "k", invoice_id=invoice.id))


# Numbers


def test_everybody_to_whom_something_was_sold_gets_one(books: Books) -> None:
    books.drives("2027-06-07 12:00")
    other = Books(books.school, books.school.student("Bo"))
    other.drives("2027-06-08 12:00")
    books.school.student("Nobody")
    issued = books.does(issue_all)
    assert [invoice.number for invoice in issued] == [1, 2]
    assert books.does(issue_all) == []


def issuing(books: Books, students: int) -> list[Callable[[UnitOfWork], object]]:
    """Deeds that invoice a student each, to whom a package was sold."""
    product = books.offers(price=100)
    deeds: list[Callable[[UnitOfWork], object]] = []
    for number in range(students):
        other = Books(books.school, books.school.student(f"Student {number}"))
        other.buys(product)

        def deed(work: UnitOfWork, student_id: int = other.student.id) -> object:
            return issue(books.school.desk(work, Actor.STAFF, books.now), student_id)

        deeds.append(deed)
    return deeds


def test_racers_get_numbers_without_a_gap(books: Books) -> None:
    result = race(books.open_work, issuing(books, 8))
    assert (len(result.won), result.lost) == (8, [])
    assert [number for number, _, _ in documents(books)] == list(range(1, 9))


def test_two_who_invoice_the_same_student_write_one_invoice(books: Books) -> None:
    (deed,) = issuing(books, 1)
    result = race(books.open_work, [deed, deed, deed])
    assert sorted(won is None for won in result.won) == [False, True, True]
    assert len(documents(books)) == 1


def test_an_invoice_that_is_undone_leaves_no_gap(books: Books) -> None:
    first, second = issuing(books, 2)
    with books.open_work() as work:
        first(work)  # and no commit
    for deed in (first, second):
        with books.open_work() as work:
            deed(work)
            work.commit()
    assert [number for number, _, _ in documents(books)] == [1, 2]


def test_a_sequence_in_place_of_the_counter_would_leave_a_gap(books: Books, database: Database) -> None:
    """The twin: numbers drawn from a sequence are gone when the work that drew them is undone."""
    ((before,),) = database.execute("SELECT nextval('ids')")
    with books.open_work() as work:
        ((undone,),) = work.read("SELECT nextval('ids')")
    ((after,),) = database.execute("SELECT nextval('ids')")
    assert before < undone < after


def test_each_school_counts_for_itself(books: Books, other_school: SmallSchool) -> None:
    for school in (books.school, other_school):
        own = Books(school, school.student("Eva"))
        own.drives("2027-06-07 12:00")
        assert invoiced(own).number == 1


def test_what_is_reversed_while_it_is_invoiced_is_credited_or_on_no_invoice(books: Books) -> None:
    """Whoever comes first: an invoiced entry is never reversed without a credit note."""
    for day in range(1, 6):
        student = Books(books.school, books.school.student(f"Racer {day}"))
        booking = student.drives(f"2027-06-{day + 6:02} 12:00", Outcome.NO_SHOW)
        with student.open_work() as work:
            (fee,) = work.ledger.standing_of(books.school.id, [booking.id])

        def issues(work: UnitOfWork, student: Books = student) -> object:
            return issue(books.school.desk(work, Actor.STAFF, books.now), student.student.id)

        def reverses(work: UnitOfWork, student: Books = student, fee_id: int = fee.id) -> object:
            return reverse(books.school.desk(work, Actor.STAFF, books.now), student.student.id, fee_id)

        race(books.open_work, [issues, reverses])
        assert all(not standing.remaining for standing in standings(student))
        assert student.owes() == 0
    numbers = [number for number, _, _ in documents(books)]
    assert numbers == list(range(1, len(numbers) + 1))


def test_an_entry_stands_on_one_invoice_whoever_writes(books: Books, database: Database) -> None:
    books.drives("2027-06-07 12:00")
    invoice = invoiced(books)
    with pytest.raises(psycopg.errors.UniqueViolation):
        database.execute(
            "INSERT INTO invoice_lines SELECT school_id, invoice_id, 2, entry_id, amount_minor, 0, about "
            "FROM invoice_lines WHERE invoice_id = %s",
            [invoice.id],
        )
