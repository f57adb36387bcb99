"""Random histories of lessons and money against PostgreSQL, beside a model that is as simple as can be.

The model knows no ledger: it keeps, for each booking, what it costs as things stand, for each package what it cost and
how many lessons are taken out of it, and what was paid. A balance must be the sum of what happened.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.errors import NotAllowed, RefundTooLarge
from domain.invoices import Invoice
from domain.ledger import EntryKind, LedgerEntry
from domain.lessons import Actor, Booking
from domain.packages import Package, PackageProduct
from domain.policies import Policy
from domain.schools import Teacher
from domain.services.attendance import Outcome
from domain.services.cancelling import cancel
from domain.services.crediting import credit
from domain.services.rescheduling import reschedule
from domain.services.selling import undo_sale
from domain.slots import Slot
from domain.timeslots import Interval
from tests.factories import OpenWork, SmallSchool, found_school, moment
from tests.storage.books import Books

PRICE, LATE = 650, 325
FIRST_DAY = moment("2027-06-07 00:00")


@dataclass
class Told:
    """A booking of the model: what it costs now, and the package that pays for it."""

    booking: Booking
    cost: int = 0
    fees: int = 0
    package: int | None = None
    settled: bool = False
    """Whether it has been; it can be corrected."""


@dataclass
class Model:
    told: list[Told] = field(default_factory=list)
    packages: dict[int, int] = field(default_factory=dict)
    """Package id -> its lessons left."""
    sold: dict[int, int] = field(default_factory=dict)
    """Package id -> what it costs; undone ones are gone."""
    paid: Counter[int] = field(default_factory=Counter)
    """Entry id -> paid (or, less than nothing, paid back); reversed ones are gone."""

    @property
    def owed(self) -> int:
        costs = sum(told.cost + told.fees for told in self.told)
        return costs + sum(self.sold.values()) - sum(self.paid.values())

    def settle(self, told: Told, outcome: Outcome) -> None:
        if told.package is not None:
            self.packages[told.package] += 1
            told.package = None
        told.settled, told.cost = True, 0
        if outcome is Outcome.NO_SHOW:
            told.cost = PRICE
        if outcome is Outcome.ATTENDED:
            told.package = next((package for package, left in self.packages.items() if left), None)
            if told.package is None:
                told.cost = PRICE
            else:
                self.packages[told.package] -= 1


class History:
    """Acts on the real school and on the model alike. pick: chooses among things by any number."""

    def __init__(self, school: SmallSchool) -> None:
        self.books = Books(school, school.student("Ida"), FIRST_DAY - timedelta(days=1))
        self.model = Model()
        self.invoices: list[Invoice] = []
        self.payments: list[LedgerEntry] = []
        self.bought: list[Package] = []
        self.product: PackageProduct = self.books.offers(lessons=2, price=1_000)
        self._days = 0

    def next_start(self) -> datetime:
        """A new weekday at ten, so that lessons are in nobody's way."""
        start = FIRST_DAY + timedelta(days=self._days + 2 * (self._days // 5), hours=10)
        self._days += 1
        return start

    def wall(self, start: datetime) -> str:
        return (start + timedelta(hours=2)).strftime("%Y-%m-%d %H:%M")  # summer time

    def act(self, what: str, pick: int, amount: int) -> None:
        getattr(self, what)(pick, amount)
        self.books.passes(seconds=1)

    def drive(self, pick: int, _: int) -> None:
        outcome = list(Outcome)[pick % 3]
        told = Told(self.books.drives(self.wall(self.next_start() - timedelta(hours=2)), outcome))
        self.model.told.append(told)
        self.model.settle(told, outcome)

    def correct(self, pick: int, _: int) -> None:
        settled = [told for told in self.model.told if told.settled]
        if settled:
            told, outcome = settled[pick % len(settled)], list(Outcome)[(pick // 7) % 3]
            before = self.books.does(lambda desk: desk.work.bookings.get(desk.school_id, told.booking.id)).version
            after = self.books.corrects(told.booking, outcome)
            if after.version != before:
                self.model.settle(told, outcome)

    def cancel_late(self, _: int, __: int) -> None:
        start = self.next_start()
        booking = self.books.school.books(self.books.student, self.wall(start - timedelta(hours=2)))
        self.books.does(lambda desk: cancel(desk, booking.id), Actor.STUDENT, booking.start - timedelta(hours=1))
        self.model.told.append(Told(booking, fees=LATE))

    def move_late(self, _: int, __: int) -> None:
        booking = self.books.school.books(self.books.student, self.wall(self.next_start() - timedelta(hours=2)))
        later = Interval(booking.start + timedelta(hours=2), booking.end + timedelta(hours=2))
        teacher: Teacher = self.books.school.mette
        slot = Slot(later, booking.session.lesson_type_id, teacher.id, (self.books.school.cars[0].id,))
        self.books.does(
            lambda desk: reschedule(desk, self.books.student, booking.id, slot),
            Actor.STUDENT,
            booking.start - timedelta(hours=3),
        )
        self.model.told.append(Told(booking, fees=LATE))

    def pay(self, pick: int, amount: int) -> None:
        invoice = self.invoices[pick % len(self.invoices)] if self.invoices and pick % 2 else None
        entry = self.books.pays(amount, invoice)
        self.payments.append(entry)
        self.model.paid[entry.id] = amount

    def pay_back(self, _: int, amount: int) -> None:
        try:
            entry = self.books.pays_back(amount)
        except RefundTooLarge:
            assert amount > -self.model.owed
            return
        assert amount <= -self.model.owed
        self.payments.append(entry)
        self.model.paid[entry.id] = -amount

    def bounce(self, pick: int, _: int) -> None:
        if self.payments:
            entry = self.payments[pick % len(self.payments)]
            self.books.reverses(entry)
            self.model.paid.pop(entry.id, None)

    def buy(self, _: int, __: int) -> None:
        package = self.books.buys(self.product)
        self.bought.append(package)
        self.model.packages[package.id], self.model.sold[package.id] = 2, 1_000

    def undo(self, pick: int, _: int) -> None:
        if self.bought:
            package = self.bought[pick % len(self.bought)]
            try:
                self.books.does(lambda desk: undo_sale(desk, package.id))
            except NotAllowed:
                assert self.model.packages[package.id] < 2
                return
            self.forget(package.id)

    def forget(self, package_id: int) -> None:
        self.model.packages.pop(package_id, None)
        self.model.sold.pop(package_id, None)

    def invoice(self, _: int, __: int) -> None:
        if (issued := self.books.is_invoiced()) is not None:
            self.invoices.append(issued)

    def credit(self, pick: int, _: int) -> None:
        if not self.invoices:
            return
        invoice = self.invoices[pick % len(self.invoices)]
        line = invoice.lines[pick % len(invoice.lines)]
        try:
            self.books.does(lambda desk: credit(desk, invoice.id, entry_ids=[line.entry_id]))
        except NotAllowed:
            return  # credited before, or a package in use; that the balance stays is checked
        self.let_off(line.entry_id)

    def let_off(self, entry_id: int) -> None:
        with self.books.open_work() as work:
            entry = work.ledger.get(self.books.school.id, entry_id)
        if entry.package_id is not None:
            self.forget(entry.package_id)
            return
        (told,) = [told for told in self.model.told if told.booking.id == entry.booking_id]
        if entry.kind is EntryKind.LATE_FEE:
            told.fees = 0
        else:
            told.cost = 0

    def check(self) -> None:
        school, student = self.books.school.id, self.books.student.id
        with self.books.open_work() as work:
            lines = work.views.ledger(school, student, limit=10_000)
            account = work.ledger.account(school, student)
            standings = work.ledger.invoices.standings(school, [student])
            documents = work.views.invoices(school, limit=10_000)
            packages = work.ledger.packages.of_student(school, student)
        assert account.balance.minor == self.model.owed * 100 == sum(line.entry.amount.minor for line in lines)
        assert {package.id: package.left for package in packages} == self.model.packages
        assert [document.number for document in documents] == list(range(1, len(documents) + 1))
        by_id = {line.entry.id: line for line in lines}
        for line in lines:
            entry = line.entry
            source = by_id[entry.reverses_id].entry if entry.reverses_id is not None else entry
            assert source.amount.minor == (-entry.amount.minor if source is not entry else entry.amount.minor)
            if source.kind not in {EntryKind.PAYMENT, EntryKind.REFUND}:
                assert (line.traced.start is not None) != (line.traced.product_id is not None)
        stands_on = Counter(line.entry_id for document in documents for line in document.lines)
        assert all(count == 1 for count in stands_on.values())
        for entry_id, line in by_id.items():  # what is reversed is credited, if it was invoiced
            if line.entry.reverses_id in stands_on:
                assert entry_id in stands_on
        assert all(standing.remaining.minor >= 0 for standing in standings)
        open_ = sum(standing.remaining.minor for standing in standings)
        money_in = max(0, sum(self.model.paid.values()) * 100)
        net = sum(standing.invoice.total.minor - standing.credited.minor for standing in standings)
        assert open_ <= max(0, net - money_in)
        if not any(entry.invoice_id for entry in self.payments):
            assert open_ == max(0, net - money_in)


ACTS = ("drive", "drive", "correct", "correct", "cancel_late", "move_late", "pay", "pay", "pay_back", "bounce", "buy",
        "undo", "invoice", "invoice", "credit")  # fmt: skip

steps = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 10_000), st.integers(1, 1_500)), max_size=18)


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps)
def test_a_balance_is_the_sum_of_what_happened(open_work: OpenWork, history: list[tuple[str, int, int]]) -> None:
    story = History(found_school(open_work, Policy(max_open_bookings=50)))
    for what, pick, amount in history:
        story.act(what, pick, amount)
    story.check()
