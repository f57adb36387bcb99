"""The money side of the demo school: what invoices say, a package, a price to come, and invoices of the past weeks.

Anna has none of it: the README holds her to her two lessons.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from app.demo_history import hush
from app.demo_school import CURRENCY, ZONE, DemoSchool
from domain.invoices import Invoicing
from domain.languages import named
from domain.ledger import Method
from domain.lessons import Actor
from domain.money import Money
from domain.packages import PackageProduct
from domain.schools import ListedPrice
from domain.services.desk import Desk
from domain.services.invoicing import issue
from domain.services.paying import pay
from domain.services.selling import sell
from domain.timeslots import to_utc
from storage.unit_of_work import UnitOfWork

PRICE_FROM_NEXT_YEAR = Money(67_500, CURRENCY)
PACKAGE_PRICE = Money(600_000, CURRENCY)
MIKKEL, EMIL, FREJA = 1, 3, 4


def tell_of_money(work: UnitOfWork, school: DemoSchool, now: datetime) -> None:
    _invoicing(work, school)
    _prices(work, school, now.astimezone(ZONE).date())
    product = _package(work, school)
    work.flush()
    _sales(work, school, product, now)
    hush(work, school.school_id, now)


def _invoicing(work: UnitOfWork, school: DemoSchool) -> None:
    says = Invoicing(
        payment_days=14,
        address="Harbour Street 12\n8000 Aarhus C",
        registration="00000000",
        pay_to="Bank 0000 0000000000\nMobilePay 00000",
    )
    work.administration.save_invoicing(school.school_id, says)


def _prices(work: UnitOfWork, school: DemoSchool, today: date) -> None:
    listed = ListedPrice(work.next_id(), date(today.year + 1, 1, 1), None, PRICE_FROM_NEXT_YEAR)
    work.administration.add_price(school.school_id, school.types["driving"], listed)


def _package(work: UnitOfWork, school: DemoSchool) -> PackageProduct:
    product = PackageProduct(
        work.next_id(),
        named("10 driving lessons", "10 køretimer", "10 Fahrstunden", "10 körlektioner", "10 kjøretimer"),
        frozenset({school.types["driving"].id}),
        lessons=10,
        price=PACKAGE_PRICE,
        valid_days=365,
        by_chat=True,
    )
    work.administration.add_package_product(school.school_id, product)
    return product


def _sales(work: UnitOfWork, school: DemoSchool, product: PackageProduct, now: datetime) -> None:
    """Freja has bought a package and paid half of it; Mikkel's invoice is new, Emil's is overdue."""
    today, students = now.astimezone(ZONE).date(), school.students

    def desk(days_ago: int) -> Desk:
        at = to_utc(datetime.combine(today - timedelta(days=days_ago), time(12)), ZONE)
        return Desk(work, work.catalogue(school.school_id), Actor.STAFF, at)

    sell(desk(4), students[FREJA].id, product.id)
    half = Money(PACKAGE_PRICE.minor // 2, CURRENCY)
    pay(desk(3), students[FREJA].id, half, "demo-package", method=Method.MOBILEPAY, reference="8812")
    for student, days_ago in ((EMIL, 18), (MIKKEL, 2), (FREJA, 2)):
        issue(desk(days_ago), students[student].id, until=desk(days_ago).now)
