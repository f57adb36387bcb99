"""What is owed, bought, paid and invoiced."""

from __future__ import annotations

from bot.previews.samples import END, FREE, PRICE, START, Params, Previews, Sample
from domain.ledger import EntryKind, Method


def previews(sample: Sample) -> Previews:
    kind = sample.kind
    owing: Params = {"owed": [-65_000, "DKK"], "lessons": 0, "fees": 0, "packages": 0, "invoice": None, "left": []}
    invoice: Params = {"number": 1001, "remaining": PRICE, "due_on": "2026-12-10", "overdue": False}
    late_invoice = invoice | {"number": 998, "due_on": "2026-11-10", "overdue": True}
    package: Params = {"name": sample.ten, "left": 7, "lessons": 10, "until": "2027-11-25T23:59"}
    on_sale: list[Params] = [{"name": name, "price": [600_000, "DKK"]} for name in (sample.ten, sample.ten)]
    billed: Params = {"number": 1001, "total": PRICE, "due": PRICE, "due_on": "2026-12-10", "credits": 998}
    billed |= {"settled": None}
    sold: Params = {"name": f"10 {kind}", "lessons": 10, "price": PRICE, "until": "2027-11-26T00:00"}
    thanked: Params = {"amount": PRICE, "method": None, "balance": PRICE, "owed": FREE}
    entry: Params = {"at": END, "kind": "charge", "name": kind, "reference": "K7Q2", "start": START, "method": None}
    entries = [entry | {"amount": PRICE}]
    entries += [
        entry | {"kind": other, "at": "2026-11-28T10:00", "amount": [-65_000, "DKK"]}
        for other in ("late_fee", "no_show_fee", "package", "refund", "reversal")
    ]
    paid = entry | {"kind": "payment", "name": None, "reference": "8812", "start": None, "amount": [-65_000, "DKK"]}
    entries += [paid | {"method": method} for method in (None, "cash", "transfer", "card", "mobilepay")]
    to_buy: Params = {
        "name": package["name"], "lessons": 10, "price": [600_000, "DKK"], "days": 365, "debt": None,
    }  # fmt: skip
    sealed = f"1f-32c-6a1b2c3d-{'7' * 40}"
    paper = {"number": 1012, "link": f"https://chat.school.example/media/{sealed}.pdf", "others": [1011, 998]}
    return {
        "refused_refund_too_large": ({"most": FREE}, {"most": PRICE}),
        "balance": (
            owing | {"balance": FREE, "owed": FREE},
            owing | {"balance": PRICE, "lessons": 1},
            owing | {"balance": [162_550, "DKK"], "lessons": 2, "fees": 1, "invoice": invoice},
            owing | {"balance": [97_500, "DKK"], "fees": 3, "invoice": late_invoice, "left": [package]},
            owing | {"balance": [697_500, "DKK"], "fees": 1, "packages": 1, "left": [package]},
            owing | {"balance": [-65_000, "DKK"], "owed": PRICE},
            owing | {"balance": PRICE},
        ),
        "no_such_entry": ({"amount": PRICE},),
        "last_paid": tuple(
            {"at": START, "amount": PRICE, "method": method, "reference": reference}
            for method, reference in (
                (None, ""),
                ("cash", ""),
                ("transfer", "8812"),
                ("card", ""),
                ("mobilepay", "8812"),
            )
        ),
        "statement": (
            {"lines": entries, "balance": PRICE, "credit": [-65_000, "DKK"], "last": True},
            {"lines": entries[:2], "balance": [-65_000, "DKK"], "credit": PRICE, "last": True},
            {"lines": entries[:2], "balance": PRICE, "credit": [-65_000, "DKK"], "last": False},
        ),
        "invoices": (
            {"invoices": [late_invoice, invoice], "pay_to": "Bank: 1234 567890"},
            {"invoices": [invoice], "pay_to": ""},
            {"invoices": [], "pay_to": "Bank: 1234 567890"},
        ),
        "paper": (paper, paper | {"others": []}),
        "paper_asked_for": ({"number": 1012, "school": "Nordlys"},),
        "how_to_pay": ({"pay_to": "Bank: 1234 567890"}, {"pay_to": ""}),
        "no_statement_in": ({"month": "2026-10-01T00:00"},),
        "packages": (
            {"packages": [package], "sold": on_sale},
            {"packages": [package | {"until": None, "left": 0}], "sold": []},
            {"packages": [], "sold": []},
            {"packages": [], "sold": on_sale},
        ),
        "choice_package": ({"name": package["name"], "price": [600_000, "DKK"]},),
        "confirm_package": (
            to_buy,
            to_buy | {"lessons": 1, "days": None},
            to_buy | {"debt": {"owed": [660_000, "DKK"], "pay": [460_000, "DKK"]}},
        ),
        "package_bought": tuple(
            {"name": package["name"], "lessons": lessons, "price": [600_000, "DKK"]} for lessons in (1, 10)
        ),
        "notice_package_sold": (sold, sold | {"until": None, "price": FREE, "lessons": 1}),
        "notice_package_returned": (sold, sold | {"price": FREE}),
        "notice_payment_registered": (
            thanked,
            *(thanked | {"method": method.value} for method in Method),
            thanked | {"balance": [-65_000, "DKK"], "owed": [65_000, "DKK"]},
            thanked | {"balance": FREE},
        ),
        "notice_payment_refunded": (thanked | {"balance": FREE}, thanked | {"method": Method.TRANSFER.value}),
        "notice_entry_reversed": tuple(
            thanked | {"kind": kind.value, "start": "2026-11-26T16:00", "reason": reason}
            for kind in (EntryKind.PAYMENT, EntryKind.REFUND, EntryKind.CHARGE, EntryKind.LATE_FEE)
            for reason in ("", "it bounced")
        ),
        "notice_invoice_issued": (
            billed,
            *(billed | {"due": FREE, "settled": how} for how in ("paid", "credited", "both")),
        ),
        "notice_invoice_overdue": (billed,),
        "notice_invoice_credited": (billed,),
    }
