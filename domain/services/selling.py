"""Sell a package to a student, and take the sale back."""

from __future__ import annotations

from datetime import datetime

from domain.errors import Changed, NotAllowed, NotFound
from domain.ledger import EntryKind, LedgerEntry
from domain.lessons import Actor
from domain.money import Money
from domain.notices import NoticeKind, Role
from domain.packages import Package, PackageProduct
from domain.rules.debt import DebtLimit
from domain.schools import Student
from domain.services.desk import Desk
from domain.services.reversing import take_back
from domain.services.telling import plan


def sell(
    desk: Desk,
    student_id: int,
    product_id: int,
    *,
    agreed_price: Money | None = None,
    asked_at: datetime | None = None,
) -> Package:
    """The student has the package's lessons from now on and owes its price.

    A student buys only what the school lets students buy. If `agreed_price` is given and the price has become another,
    nothing happens and Changed(price) is raised. What the student has bought since they were asked is returned as it
    is: saying yes on two phones is buying once. Raises NotFound, NotAllowed, Changed.
    """
    if asked_at is not None and (bought := _bought_since(desk, student_id, product_id, asked_at)) is not None:
        return bought
    product = desk.catalogue.package_product(product_id)
    if not product.active or (desk.actor is Actor.STUDENT and not product.by_chat):
        raise NotFound(what="package_product", id=product_id)
    if agreed_price is not None and product.price != agreed_price:
        raise Changed(price=product.price)
    student = desk.work.students.get(desk.school_id, student_id)
    if student.status != "active":
        raise NotAllowed(action="buy", status=student.status)
    package = Package(
        id=desk.work.next_id(),
        school_id=desk.school_id,
        student_id=student.id,
        product_id=product.id,
        lesson_type_ids=product.lesson_type_ids,
        lessons=product.lessons,
        price=product.price,
        sold_at=desk.now,
        valid_until=product.valid_until(desk.now, desk.catalogue.zone),
    )
    desk.work.ledger.packages.add(package)
    if package.price:
        desk.work.ledger.append(
            LedgerEntry(
                id=desk.work.next_id(),
                school_id=desk.school_id,
                student_id=student.id,
                kind=EntryKind.PACKAGE,
                amount=package.price,
                key=f"package:{package.id}",
                at=desk.now,
                package_id=package.id,
            )
        )
    _tell(desk, NoticeKind.PACKAGE_SOLD, package)
    return package


def _bought_since(desk: Desk, student_id: int, product_id: int, asked_at: datetime) -> Package | None:
    desk.work.calendars.lock(desk.school_id, (student_id,))
    packages = desk.work.ledger.packages.of_student(desk.school_id, student_id)
    return next((each for each in packages if each.product_id == product_id and each.sold_at >= asked_at), None)


def debt_with(desk: Desk, student: Student, product: PackageProduct) -> tuple[Money, Money] | None:
    """What the student would owe with the package, and how much one may owe and still book what it is for, if that is
    less."""
    types = product.lesson_type_ids or desk.catalogue.lesson_types
    policies = [desk.catalogue.policy_for(type_id, student.branch_id) for type_id in types]
    limits = [minor for policy in policies if (minor := policy[DebtLimit].debt_limit_minor) is not None]
    if not limits:
        return None
    owed = desk.work.ledger.account(desk.school_id, student.id).balance + product.price
    limit = Money(min(limits), owed.currency)
    return (owed, limit) if owed.minor > limit.minor else None


def undo_sale(desk: Desk, package_id: int, *, reason: str = "") -> Package:
    """Take a package back of which nothing has been used; what it cost is taken back too. Twice is once.

    Raises NotFound, NotAllowed.
    """
    ledger = desk.work.ledger

    def price() -> list[LedgerEntry]:
        entry = ledger.keyed(desk.school_id, f"package:{package_id}")
        return [entry] if entry is not None and not ledger.keyed(desk.school_id, f"reversal:{entry.id}") else []

    ledger.invoices.lock(desk.school_id)
    if let_go(desk, package_id):
        take_back(desk, price, reason)
    return ledger.packages.get(desk.school_id, package_id)


def let_go(desk: Desk, package_id: int) -> bool:
    """End a package of which nothing has been used; its price is taken back by whoever asks for this. Returns whether
    it was there to be ended. `Invoices.lock` is held. Raises NotFound, NotAllowed."""
    package = desk.work.ledger.packages.get(desk.school_id, package_id)
    if package.returned_at is not None:
        return False
    if package.used:
        raise NotAllowed(action="undo_sale", status="used")
    desk.work.ledger.packages.undo(package, desk.now)
    _tell(desk, NoticeKind.PACKAGE_RETURNED, package)
    return True


def _tell(desk: Desk, kind: NoticeKind, package: Package) -> None:
    """Who buys by chat has been told there."""
    if desk.actor is not Actor.STUDENT:
        plan(desk, kind, Role.STUDENT, package.student_id, desk.now, data={"package": package.id})
