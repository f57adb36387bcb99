"""A student's packages: what is left of them, and buying another where the school sells it by chat."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Flow, Step
from bot.dialogs.instead import refuse
from bot.dialogs.own_lessons import agrees, names_something
from bot.dialogs.passing_on import pass_on
from bot.dialogs.talk import Again, End, Go, Heard, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.wording import money, wall
from bot.understanding.lexicon import listened_for, words_listened_for
from bot.understanding.tokens import says_one, spoken
from domain.errors import Changed, Refusal
from domain.money import Money
from domain.packages import Package, PackageProduct
from domain.services.selling import debt_with, sell

MOST_PRODUCTS = 5


def packages_of(talk: Talk) -> list[dict[str, Any]]:
    """Those that can still be used, and the last one that is used up. Where none is sold, nothing is read."""
    if not talk.school.package_products:
        return []
    every = talk.work.ledger.packages.of_student(talk.student.school_id, talk.student.id)
    valid = [package for package in every if package.valid_until is None or package.valid_until > talk.now]
    return [_params(talk, package) for package in [p for p in valid if p.left] or valid[-1:]]


def _params(talk: Talk, package: Package) -> dict[str, Any]:
    return {
        "name": talk.school.package_product(package.product_id).name(talk.language),
        "left": package.left,
        "lessons": package.lessons,
        "until": package.valid_until and _last_day(talk, package),
    }


def _last_day(talk: Talk, package: Package) -> str:
    assert package.valid_until is not None
    return wall(package.valid_until - timedelta(seconds=1), talk.school)


def for_sale(talk: Talk) -> list[PackageProduct]:
    products = talk.school.package_products.values()
    return [product for product in products if product.active and product.by_chat][:MOST_PRODUCTS]


def tell(talk: Talk) -> None:
    """What is left of them; who has none is told what there is."""
    sold = [{"name": each.name(talk.language), "price": money(each.price)} for each in for_sale(talk)]
    talk.say("packages", packages=packages_of(talk), sold=sold)


def aside(talk: Talk) -> bool:
    """What is left of them; who wants to buy one is asked which, also in the middle of something else."""
    if talk.frame.flow == "packages" and _asks_how_long(talk.reading.text):
        return True  # the question says it
    if wants_to_return(talk.reading.text):
        tell_of_returning(talk)
        return True
    if wants_to_buy(talk.reading.text) and for_sale(talk):
        return False
    tell(talk)
    return True


def wants_to_buy(text: str) -> bool:
    return not words_listened_for("to_buy").isdisjoint(spoken(text))


def wants_to_return(text: str) -> bool:
    return says_one(spoken(text), listened_for("to_return"))


def tell_of_returning(talk: Talk) -> None:
    """What is left of it; whether it is taken back only people can say."""
    tell(talk)
    if packages_of(talk):
        pass_on(talk, talk.reading.text)


def begin(talk: Talk) -> dict[str, Any]:
    named = product_in(talk, talk.reading.text)
    return {"product": named} if named is not None and wants_to_buy(talk.reading.text) else {}


def product_in(talk: Talk, text: str) -> int | None:
    """The one product that the words name best, by its own words or the number of its lessons."""
    words = set(spoken(text))
    fits = {
        product.id: len(words & {word for name in product.names.values() for word in spoken(name)})
        + (str(product.lessons) in words)
        for product in for_sale(talk)
    }
    best = max(fits.values(), default=0)
    named = [product_id for product_id, fit in fits.items() if fit == best]
    return named[0] if best and len(named) == 1 else None


def ask_list(talk: Talk) -> Prompt | Go | End | Open:
    products = for_sale(talk)
    if not talk.resuming and wants_to_return(talk.reading.text):
        tell_of_returning(talk)
        return End()
    if not products:
        tell(talk)
        return End()
    if "product" in talk.data and not talk.resuming:
        return Go("confirm")
    choices = tuple(
        Choice(f"buy:{p.id}", "choice_package", {"name": p.name(talk.language), "price": money(p.price)})
        for p in products
    )
    return Prompt("packages", {"packages": packages_of(talk), "sold": []}, (*choices, Choice("menu", "choice_menu")))


def hear_list(talk: Talk, heard: Heard) -> Move:
    if heard.intent == "terms" and not _asks_how_long(heard.text):
        return Unheard()  # of lessons
    match heard.choice:
        case None if (named := product_in(talk, heard.text) or _only_one(talk, heard)) is not None:
            talk.data["product"] = named
        case None:
            return Unheard()
        case "menu":
            return Open("home")
        case choice:
            talk.data["product"] = int(choice.removeprefix("buy:"))
    return Go("confirm")


def _only_one(talk: Talk, heard: Heard) -> int | None:
    """ "Buy it", "yes" or "how long is it valid?", where one is for sale: it is told of, and asked about once more
    before anything is paid."""
    products, asks = for_sale(talk), wants_to_buy(heard.text) or _asks_how_long(heard.text)
    wanted = agrees(heard.reading) or (asks and not names_something(heard.reading))
    return products[0].id if wanted and len(products) == 1 else None


def _asks_how_long(text: str) -> bool:
    return says_one(spoken(text), listened_for("valid"))


def ask_confirm(talk: Talk) -> Prompt | Go | End | Open:
    product = next((product for product in for_sale(talk) if product.id == talk.data.get("product")), None)
    if product is None:  # the school sells it no more
        talk.data.pop("product", None)
        return Go("list")
    talk.data.update(price=money(product.price), asked=talk.now.isoformat())
    debt = debt_with(talk.at, talk.student, product)
    params = {
        "name": product.name(talk.language),
        "lessons": product.lessons,
        "price": talk.data["price"],
        "days": product.valid_days,
        "debt": debt and {"owed": money(debt[0]), "pay": money(debt[0] - debt[1])},
    }
    return Prompt("confirm_package", params, (Choice("buy", "choice_buy"), Choice("not_now", "choice_not_now")))


def hear_confirm(talk: Talk, heard: Heard) -> Move:
    if heard.choice == "buy" or heard.intent in {"yes", "ok"}:
        return buy(talk)
    if heard.choice == "not_now" or heard.intent == "no":
        talk.say("left")
        return End()
    return Unheard()


def buy(talk: Talk) -> Move:
    price, asked = Money(*talk.data["price"]), talk.data.get("asked")
    asked_at = datetime.fromisoformat(asked) if asked is not None else None
    try:
        package = sell(talk.at, talk.student.id, talk.data["product"], agreed_price=price, asked_at=asked_at)
    except Changed:
        talk.say("fee_changed")
        return Again()
    except Refusal as refusal:
        return refuse(talk, refusal)
    name = talk.school.package_product(package.product_id).name(talk.language)
    talk.say("package_bought", name=name, lessons=package.lessons, price=money(package.price))
    return End()


FLOW = Flow(
    "packages",
    "list",
    {
        "list": Step(ask_list, hear_list, takes=frozenset({"terms", "packages"}), passing=True, leads=("confirm",)),
        "confirm": Step(ask_confirm, hear_confirm, takes=frozenset({"yes", "ok", "no"}), leads=("list",)),
    },
    aside=aside,
    begin=begin,
)
