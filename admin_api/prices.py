"""What lessons cost on which days: prices that are listed beside a lesson type's own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from fastapi import APIRouter
from starlette.responses import Response

from admin_api.counter import Counter, CurrentCaller
from admin_api.values import LEFT_OUT, Changes, Id, In, Items, MoneyIn, MoneyOut, Out, SchoolDay
from domain.errors import NotFound
from domain.schools import LessonType, ListedPrice

router = APIRouter(prefix="/lesson-types/{lesson_type_id}/prices", tags=["catalogue"])


class PriceOut(Out):
    """valid_until: the last day on which it holds; null is for good."""

    id: int
    valid_from: date
    valid_until: date | None
    price: MoneyOut

    @classmethod
    def of(cls, listed: ListedPrice) -> PriceOut:
        price = MoneyOut.of(listed.price)
        return cls(id=listed.id, valid_from=listed.valid_from, valid_until=listed.valid_until, price=price)


class NewPrice(In):
    valid_from: SchoolDay
    valid_until: SchoolDay | None = None
    price: MoneyIn


class PriceChanges(Changes):
    """What was agreed for bookings stays; of a price only its end can be changed."""

    valid_until: SchoolDay | None = LEFT_OUT


@router.get("")
def list_prices(caller: CurrentCaller, lesson_type_id: Id) -> Items[PriceOut]:
    """By first day. Where none of them holds, a lesson costs the type's own `price`; where several do, the one that
    began last."""
    with caller.counter() as counter:
        return Items(items=[PriceOut.of(listed) for listed in counter.catalogue.lesson_type(lesson_type_id).prices])


@router.post("", status_code=201, response_model=PriceOut)
def add_price(caller: CurrentCaller, lesson_type_id: Id, new: NewPrice) -> Response:
    """Lessons on these days cost this from now on. Bookings keep the price they were made at."""

    def act(counter: Counter) -> PriceOut:
        kind = counter.catalogue.lesson_type(lesson_type_id)
        listed = ListedPrice(counter.work.next_id(), new.valid_from, new.valid_until, new.price.money)
        counter.work.administration.add_price(counter.school_id, kind, listed)
        return PriceOut.of(listed)

    return caller.answer(act, alone=True)


@router.patch("/{price_id}")
def end_price(caller: CurrentCaller, lesson_type_id: Id, price_id: Id, changes: PriceChanges) -> PriceOut:
    """Set or take away its last day."""

    def act(counter: Counter) -> PriceOut:
        kind = counter.catalogue.lesson_type(lesson_type_id)
        listed = replace(_listed(kind, price_id), **changes.given())
        counter.work.administration.save_price(counter.school_id, kind, listed)
        return PriceOut.of(listed)

    return caller.change(act, alone=True)


@router.delete("/{price_id}", status_code=204)
def remove_price(caller: CurrentCaller, lesson_type_id: Id, price_id: Id) -> None:
    """Take a price off the list. Bookings that were made at it keep it."""

    def act(counter: Counter) -> None:
        listed = _listed(counter.catalogue.lesson_type(lesson_type_id), price_id)
        counter.work.administration.remove_price(counter.school_id, listed)

    caller.change(act, alone=True)


def _listed(kind: LessonType, price_id: int) -> ListedPrice:
    for listed in kind.prices:
        if listed.id == price_id:
            return listed
    raise NotFound(what="price", id=price_id)
