"""What stands on a printed invoice or credit note, in words, whatever it is printed with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.formats import clock, day, money
from bot.rendering import locale
from domain.invoices import Invoice, InvoiceLine, sum_of
from domain.languages import FALLBACK
from domain.money import Money
from domain.ports import Invoices


@dataclass(frozen=True, slots=True)
class Row:
    """what: with the reference below it. when: of the lesson."""

    what: str
    detail: str
    when: str
    amount: str


@dataclass(frozen=True, slots=True)
class Paper:
    """words: the fixed ones, by name. facts: (label, value) pairs, such as the due date. taxes: VAT by rate."""

    language: str
    title: str
    seller: tuple[str, ...]
    buyer: str
    facts: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    total: str
    taxes: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    words: Mapping[str, str]
    file_name: str

    @classmethod
    def of(cls, invoice: Invoice, credited: Invoice | None) -> Paper:
        """credited: the invoice that a credit note is for."""
        texts = _locale(invoice.parties.language)
        words: Mapping[str, str] = texts["invoice"]
        parties, names = invoice.parties, texts["words"]
        seller = [parties.school, *parties.address.splitlines(), parties.phone or ""]
        if parties.registration:
            seller.append(words["registration"].format(number=parties.registration))
        facts = [(words["date"], _date(invoice.issued_on, names))]
        if invoice.due_on is not None:
            facts.append((words["due"], _date(invoice.due_on, names)))
        if credited is not None:
            facts.append((words["credits"], str(credited.number)))
        pay = parties.pay_to.splitlines() if invoice.due_on is not None else []
        return cls(
            language=parties.language,
            title=words[invoice.kind].format(number=invoice.number),
            seller=tuple(line for line in seller if line.strip()),
            buyer=parties.student,
            facts=tuple(facts),
            rows=tuple(_row(line, parties.language, texts) for line in invoice.lines),
            total=_amount(invoice.total, names),
            taxes=_taxes(invoice, words, names),
            notes=tuple(line for line in [invoice.reason, *pay] if line.strip()),
            words=words,
            file_name=f"{invoice.kind.value.replace('_', '-')}-{invoice.number}",
        )


def paper_of(invoices: Invoices, school_id: int, invoice_id: int) -> Paper:
    """The paper of an invoice or credit note of the school. Raises NotFound."""
    invoice = invoices.get(school_id, invoice_id)
    credited = invoices.get(school_id, invoice.credits_id) if invoice.credits_id is not None else None
    return Paper.of(invoice, credited)


def _locale(language: str) -> Mapping[str, Any]:
    try:
        return locale(language)
    except FileNotFoundError:
        return locale(FALLBACK)


def _row(line: InvoiceLine, language: str, texts: Mapping[str, Any]) -> Row:
    words, names, about = texts["invoice"], texts["words"], line.about
    what = words[f"line_{about.kind}"].format(name=about.name(language))
    when = ""
    if about.start is not None:
        started = datetime.fromisoformat(about.start)
        when = f"{_date(started.date(), names)} {clock(about.start, names)}"
    return Row(what, about.reference or "", when, _amount(line.amount, names))


def _taxes(invoice: Invoice, words: Mapping[str, str], names: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """The VAT in the total by rate, or that there is none."""
    by_rate: dict[int, list[InvoiceLine]] = {}
    for line in invoice.lines:
        by_rate.setdefault(line.vat_basis_points, []).append(line)
    if by_rate.keys() <= {0}:
        return ((words["no_vat"], ""),)
    return tuple(
        (words["vat"].format(rate=_rate(rate, names)), _amount(sum_of([line.vat for line in lines]), names))
        for rate, lines in sorted(by_rate.items())
        if rate
    )


def _rate(basis_points: int, names: Mapping[str, Any]) -> str:
    whole, rest = divmod(basis_points, 100)
    return f"{whole}{names['decimal']}{rest:02d}".rstrip("0") if rest else str(whole)


def _date(on: date, names: Mapping[str, Any]) -> str:
    return f"{day(on.isoformat(), names)} {on.year}"


def _amount(amount: Money, names: Mapping[str, Any]) -> str:
    return money((amount.minor, amount.currency), names, exact=True)
