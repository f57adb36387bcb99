"""Packages of lessons: what the school sells, and what students have of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field, StrictInt
from starlette.responses import Response

from admin_api.catalogue import BasisPoints
from admin_api.counter import Counter, CurrentCaller
from admin_api.money import Why
from admin_api.values import LEFT_OUT, Changes, Flag, Id, IdIn, In, Items, MoneyIn, MoneyOut, Names, Out, local
from domain.packages import Package, PackageProduct
from domain.schools import Catalogue
from domain.services.selling import sell, undo_sale

router = APIRouter(tags=["packages"])

Lessons = Annotated[StrictInt, Field(ge=1, le=1_000)]
ValidDays = Annotated[StrictInt, Field(ge=1, le=3_650, description="After the day of sale; null is for good")]
Types = Annotated[list[IdIn], Field(min_length=1, max_length=50, description="Lesson types that it pays for")]


class ProductOut(Out):
    """by_chat: students may buy it themselves."""

    id: int
    names: dict[str, str]
    lesson_types: list[int]
    lessons: int
    price: MoneyOut
    vat_basis_points: int
    valid_days: int | None
    by_chat: bool
    active: bool

    @classmethod
    def of(cls, product: PackageProduct) -> ProductOut:
        return cls(
            id=product.id,
            names=dict(product.names),
            lesson_types=sorted(product.lesson_type_ids),
            lessons=product.lessons,
            price=MoneyOut.of(product.price),
            vat_basis_points=product.vat_basis_points,
            valid_days=product.valid_days,
            by_chat=product.by_chat,
            active=product.active,
        )


class NewProduct(In):
    names: Names
    lesson_types: Types
    lessons: Lessons
    price: MoneyIn
    vat_basis_points: BasisPoints = 0
    valid_days: ValidDays | None = None
    by_chat: Flag = False
    active: Flag = True


class ProductChanges(Changes):
    names: Names = LEFT_OUT
    lessons: Lessons = LEFT_OUT
    price: MoneyIn = LEFT_OUT
    vat_basis_points: BasisPoints = LEFT_OUT
    valid_days: ValidDays | None = LEFT_OUT
    by_chat: Flag = LEFT_OUT
    active: Flag = LEFT_OUT


class PackageOut(Out):
    """left: lessons that can still be taken out of it. valid_until: the midnight that ends its last day."""

    id: int
    student: int
    product: int
    lessons: int
    used: int
    left: int
    price: MoneyOut
    sold_at: datetime
    valid_until: datetime | None
    returned_at: datetime | None

    @classmethod
    def of(cls, package: Package, catalogue: Catalogue) -> PackageOut:
        zone = catalogue.zone
        return cls(
            id=package.id,
            student=package.student_id,
            product=package.product_id,
            lessons=package.lessons,
            used=package.used,
            left=package.left,
            price=MoneyOut.of(package.price),
            sold_at=local(package.sold_at, zone),
            valid_until=package.valid_until and local(package.valid_until, zone),
            returned_at=package.returned_at and local(package.returned_at, zone),
        )


class Sale(In):
    """product: what is sold."""

    product: IdIn


@router.get("/package-products")
def list_package_products(caller: CurrentCaller) -> Items[ProductOut]:
    """What is and was sold."""
    with caller.counter() as counter:
        return Items(items=[ProductOut.of(product) for product in counter.catalogue.package_products.values()])


@router.post("/package-products", status_code=201, response_model=ProductOut)
def add_package_product(caller: CurrentCaller, new: NewProduct) -> Response:
    """So many lessons for one price, paid beforehand."""

    def act(counter: Counter) -> ProductOut:
        types = frozenset(counter.catalogue.lesson_type(type_id).id for type_id in new.lesson_types)
        given = dict(new)
        del given["lesson_types"]
        product = PackageProduct(counter.work.next_id(), lesson_type_ids=types, **_as_kept(given))
        counter.work.administration.add_package_product(counter.school_id, product)
        return ProductOut.of(product)

    return caller.answer(act, alone=True)


@router.patch("/package-products/{product_id}")
def change_package_product(caller: CurrentCaller, product_id: Id, changes: ProductChanges) -> ProductOut:
    """Change some of it. What was sold stays as it was sold."""

    def act(counter: Counter) -> ProductOut:
        product = replace(counter.catalogue.package_product(product_id), **_as_kept(changes.given()))
        counter.work.administration.save_package_product(counter.school_id, product)
        return ProductOut.of(product)

    return caller.change(act, alone=True)


@router.get("/students/{student_id}/packages")
def list_packages(caller: CurrentCaller, student_id: Id) -> Items[PackageOut]:
    """The student's packages, the oldest first; sales that were undone left out."""
    with caller.counter() as counter:
        counter.work.students.get(counter.school_id, student_id)
        packages = counter.work.ledger.packages.of_student(counter.school_id, student_id)
        return Items(items=[PackageOut.of(package, counter.catalogue) for package in packages])


@router.post("/students/{student_id}/packages", status_code=201, response_model=PackageOut)
def sell_package(caller: CurrentCaller, student_id: Id, sale: Sale) -> Response:
    """Sell a package to the student, who owes its price from now on."""

    def act(counter: Counter) -> PackageOut:
        return PackageOut.of(sell(counter.desk, student_id, sale.product), counter.catalogue)

    return caller.answer(act)


@router.post("/packages/{package_id}/undo-sale", response_model=PackageOut)
def undo_package_sale(caller: CurrentCaller, package_id: Id, why: Why | None = None) -> Response:
    """Take a package back of which nothing has been used. Its price is reversed, and credited if it was invoiced."""

    def act(counter: Counter) -> PackageOut:
        reason = why.reason if why else ""
        return PackageOut.of(undo_sale(counter.desk, package_id, reason=reason), counter.catalogue)

    return caller.answer(act, status=200)


def _as_kept(given: dict[str, Any]) -> dict[str, Any]:
    return given | {"price": given["price"].money} if "price" in given else given
