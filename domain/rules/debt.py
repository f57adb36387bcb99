"""How much a student may owe."""

from __future__ import annotations

from dataclasses import dataclass

from domain.money import Money
from domain.rules.parameters import whole
from domain.rules.rule import NEW, About, Request, Rule, said

_MOST = 10**9


@dataclass(frozen=True, slots=True)
class DebtLimit(Rule):
    """owed: what the student owes; limit: how much may be owed; pay: at least so much is to be paid to book again."""

    name = "debt_limit"
    about = About.PERSON
    on = NEW
    reads = True
    code = "debt_limit"
    title = "The student owes more than the school allows"
    words = said(
        en="You owe {{ owed|money }}, and {% if limit[0] %}the school lets you book up to {{ limit|money }}"
        "{% else %}that has to be paid before you book{% endif %}. You can book again once you have paid "
        "{{ pay|money }}.",
        da="Du skylder {{ owed|money }}, og {% if limit[0] %}skolen lader dig booke op til {{ limit|money }}"
        "{% else %}det skal være betalt, før du booker{% endif %}. Du kan booke igen, når du har betalt "
        "{{ pay|money }}.",
        de="Du schuldest {{ owed|money }}, und {% if limit[0] %}buchen kannst du bis {{ limit|money }}"
        "{% else %}das muss vor dem Buchen bezahlt sein{% endif %}. Wieder buchen kannst du, sobald du {{ pay|money }} "
        "bezahlt hast.",
        sv="Du är skyldig {{ owed|money }}, och {% if limit[0] %}skolan låter dig boka upp till {{ limit|money }}"
        "{% else %}det måste vara betalt innan du bokar{% endif %}. Du kan boka igen när du har betalat "
        "{{ pay|money }}.",
        nb="Du skylder {{ owed|money }}, og {% if limit[0] %}skolen lar deg bestille opptil {{ limit|money }}"
        "{% else %}det må være betalt før du bestiller{% endif %}. Du kan bestille igjen når du har betalt "
        "{{ pay|money }}.",
    )
    examples = (
        {"owed": Money(250_000, "DKK"), "limit": Money(200_000, "DKK"), "pay": Money(50_000, "DKK")},
        {"owed": Money(65_000, "DKK"), "limit": Money(0, "DKK"), "pay": Money(65_000, "DKK")},
    )

    debt_limit_minor: int | None = whole(None, "most that a student may owe and still book, in minor units", most=_MOST)

    def check(self, request: Request) -> None:
        if self.debt_limit_minor is None:
            return
        owed = request.facts.balance
        limit = Money(self.debt_limit_minor, owed.currency)
        if owed.minor > limit.minor:
            self.refuse(owed=owed, limit=limit, pay=owed - limit)
