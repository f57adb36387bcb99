"""The money side of a small school: each thing done to it is a transaction of its own."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from domain.invoices import Invoice
from domain.ledger import LedgerEntry
from domain.lessons import Actor, Booking
from domain.money import Money
from domain.packages import Package, PackageProduct
from domain.schools import Student
from domain.services.attendance import Outcome, correct, settle
from domain.services.desk import Desk
from domain.services.invoicing import issue
from domain.services.paying import pay, refund, reverse
from domain.services.selling import sell
from tests.factories import OpenWork, SmallSchool, moment

T = TypeVar("T")
_keys = itertools.count(1)


def kroner(amount: int) -> Money:
    return Money(amount * 100, "DKK")


@dataclass
class Books:
    """Of one student: given, or `named` and known to the school once something is done.

    now: the instant of what is done next; lessons are settled right after they end.
    """

    school: SmallSchool
    known: Student | None = None
    now: datetime = field(default_factory=lambda: moment("2027-06-30 12:00"))
    named: str = ""

    @property
    def student(self) -> Student:
        return self.known or self.school.students[self.named]

    def does(self, deed: Callable[[Desk], T], actor: Actor = Actor.STAFF, now: datetime | None = None) -> T:
        with self.open_work() as work:
            done = deed(self.school.desk(work, actor, now or self.now))
            work.commit()
        return done

    @property
    def open_work(self) -> OpenWork:
        return self.school.open_work

    def drives(self, start: str, outcome: Outcome = Outcome.ATTENDED, kind: str = "driving") -> Booking:
        """A lesson then, settled by its teacher as it ends."""
        booking = self.school.books(self.student, start, kind)
        return self.does(lambda desk: settle(desk, booking.id, outcome), Actor.TEACHER, booking.end)

    def corrects(self, booking: Booking, outcome: Outcome) -> Booking:
        return self.does(lambda desk: correct(desk, booking.id, outcome, reason="a mistake"))

    def pays(self, amount: int, invoice: Invoice | None = None) -> LedgerEntry:
        invoice_id = invoice.id if invoice else None
        return self.does(
            lambda desk: pay(desk, self.student.id, kroner(amount), f"{next(_keys)}", invoice_id=invoice_id)
        )

    def pays_back(self, amount: int) -> LedgerEntry:
        return self.does(lambda desk: refund(desk, self.student.id, kroner(amount), f"{next(_keys)}"))

    def reverses(self, entry: LedgerEntry) -> LedgerEntry:
        return self.does(lambda desk: reverse(desk, self.student.id, entry.id, "it bounced"))

    def offers(
        self, lessons: int = 10, price: int = 6_000, valid_days: int | None = None, kind: str = "driving"
    ) -> PackageProduct:
        """A package of driving lessons, or of others."""

        def add(desk: Desk) -> PackageProduct:
            types = frozenset({self.school.types[kind].id})
            names = {"en": f"{lessons} driving lessons", "da": f"{lessons} køretimer"}
            product = PackageProduct(
                desk.work.next_id(), names, types, lessons, kroner(price), valid_days, by_chat=True
            )
            desk.work.administration.add_package_product(desk.school_id, product)  # type: ignore[attr-defined]
            return product

        return self.does(add)

    def buys(self, product: PackageProduct) -> Package:
        return self.does(lambda desk: sell(desk, self.student.id, product.id))

    def is_invoiced(self) -> Invoice | None:
        return self.does(lambda desk: issue(desk, self.student.id))

    def entries(self) -> list[tuple[str, int]]:
        """(kind, kroner), the oldest first."""
        with self.open_work() as work:
            lines = work.views.ledger(self.school.id, self.student.id, limit=1_000)
        return [(line.entry.kind.value, line.entry.amount.minor // 100) for line in lines]

    def owes(self) -> int:
        with self.open_work() as work:
            return work.ledger.account(self.school.id, self.student.id).balance.minor // 100

    def passes(self, **by: float) -> None:
        self.now += timedelta(**by)
