"""Prices, packages, invoices and corrections, as the school's own people use them."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from pypdf import PdfReader

from tests.admin_api.calling import NOW, Staff

TEN = {"names": {"en": "10 lessons", "da": "10 timer"}, "lessons": 10}


def kroner(amount: int) -> dict[str, Any]:
    return {"amount_minor": amount * 100, "currency": "DKK"}


def drives(staff: Staff, start: str, outcome: str = "complete", student: int | None = None) -> Any:
    booked = staff.books(start, **({"student": student} if student else {}))
    before, staff.api.now = staff.api.now, NOW + timedelta(days=7)
    settled = staff.posts(f"/bookings/{booked['id']}/{outcome}", status=200)
    staff.api.now = before
    return settled


def product(staff: Staff, **more: Any) -> Any:
    return staff.posts("/package-products", TEN | {"lesson_types": [staff.driving], "price": kroner(6_000)} | more)


def invoice(staff: Staff, **wish: Any) -> Any:
    (issued,) = staff.posts("/invoices", wish, status=200)["items"]
    return issued


# Prices


def test_a_price_list_is_kept_by_days(staff: Staff) -> None:
    path = f"/lesson-types/{staff.driving}/prices"
    listed = staff.posts(path, {"valid_from": "2026-11-24", "price": kroner(700)})
    monday, tuesday = staff.books("mon 09:00"), staff.books("tue 09:00")
    assert (monday["price"], tuesday["price"]) == (kroner(650), kroner(700))
    ended = staff.patches(f"{path}/{listed['id']}", {"valid_until": "2026-11-24"})
    assert ended["valid_until"] == "2026-11-24"
    assert staff.books("wed 09:00")["price"] == kroner(650)
    assert staff.gets(path)["items"] == [ended]
    assert staff.gets("/lesson-types")["items"][0]["price"] == kroner(650), "the type's own stays what it is"
    assert staff.ask("DELETE", f"{path}/{listed['id']}").status_code == 204
    assert staff.gets(path)["items"] == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"valid_from": "2026-11-24", "valid_until": "2026-11-23"}, "valid_until"),
        ({"valid_from": "2026-12-01"}, "valid_from"),
    ],
)
def test_a_price_that_makes_no_sense_is_refused(staff: Staff, body: dict[str, str], field: str) -> None:
    path = f"/lesson-types/{staff.driving}/prices"
    staff.posts(path, {"valid_from": "2026-12-01", "price": kroner(700)})
    assert staff.posts(path, body | {"price": kroner(1)}, status=422)["field"] == field


# Corrections


def test_a_settled_lesson_is_corrected_and_the_ledger_tells_why(staff: Staff) -> None:
    booked, open_ = drives(staff, "mon 09:00"), staff.books("wed 09:00")
    staff.api.now = NOW + timedelta(days=7)
    corrected = staff.posts(
        f"/bookings/{booked['id']}/correct", {"outcome": "not_held", "reason": "The car broke down"}, status=200
    )
    assert (corrected["status"], corrected["version"]) == ("cancelled", 2)
    charge, reversal = staff.gets(f"/students/{staff.anna}/ledger")["items"]
    assert (reversal["reverses"], reversal["reference"]) == (charge["id"], "The car broke down")
    assert (reversal["booking_reference"], reversal["lesson_type"]) == (booked["reference"], "driving")
    assert (reversal["start"], reversal["balance"]) == (booked["start"], kroner(0))
    assert staff.posts(f"/bookings/{open_['id']}/correct", {"outcome": "no_show"}, status=409)["code"] == "not_allowed"


# Payments


def test_money_comes_back_goes_back_and_bounces(staff: Staff) -> None:
    paid = staff.posts(f"/students/{staff.anna}/payments", kroner(500) | {"method": "mobilepay", "reference": "8812"})
    assert (paid["payment"]["method"], paid["balance"]) == ("mobilepay", kroner(-500))
    too_much = staff.posts(f"/students/{staff.anna}/refunds", kroner(501), status=409)
    assert (too_much["code"], too_much["most"]) == ("refund_too_large", kroner(500))
    back = staff.posts(f"/students/{staff.anna}/refunds", kroner(200) | {"method": "transfer"})
    assert (back["refund"]["kind"], back["balance"]) == ("refund", kroner(-300))
    path = f"/students/{staff.anna}/ledger/{paid['payment']['id']}/reverse"
    bounced = staff.posts(path, {"reason": "No cover"})
    assert (bounced["reversal"]["reverses"], bounced["balance"]) == (paid["payment"]["id"], kroner(200))
    assert staff.posts(path)["reversal"] == bounced["reversal"]


def test_an_unknown_way_to_pay_is_refused(staff: Staff) -> None:
    refused = staff.posts(f"/students/{staff.anna}/payments", kroner(1) | {"method": "beads"}, status=422)
    assert refused["errors"][0]["field"] == "body.method"


# Packages


def test_a_package_is_sold_used_and_shown(staff: Staff) -> None:
    sold = staff.posts(f"/students/{staff.anna}/packages", {"product": product(staff, valid_days=365)["id"]})
    assert (sold["left"], sold["valid_until"]) == (10, "2027-11-23T00:00:00+01:00")
    drives(staff, "mon 09:00")
    (shown,) = staff.gets(f"/students/{staff.anna}/packages")["items"]
    assert (shown["used"], shown["left"]) == (1, 9)
    balance = staff.gets(f"/students/{staff.anna}/balance")
    assert (balance["balance"], balance["unpaid_packages"]) == (kroner(6_000), 1)
    refused = staff.posts(f"/packages/{sold['id']}/undo-sale", status=409)
    assert (refused["code"], refused["status_now"]) == ("not_allowed", "used")


def test_a_sale_is_undone_and_a_product_changed(staff: Staff) -> None:
    made = product(staff)
    sold = staff.posts(f"/students/{staff.anna}/packages", {"product": made["id"]})
    undone = staff.posts(f"/packages/{sold['id']}/undo-sale", {"reason": "Wrong student"}, status=200)
    assert (undone["left"], undone["returned_at"] is not None) == (0, True)
    assert staff.gets(f"/students/{staff.anna}/balance")["balance"] == kroner(0)
    staff.patches(f"/package-products/{made['id']}", {"active": False, "price": kroner(7_000)})
    (listed,) = staff.gets("/package-products")["items"]
    assert (listed["active"], listed["price"]) == (False, kroner(7_000))
    gone = staff.posts(f"/students/{staff.anna}/packages", {"product": made["id"]}, status=404)
    assert gone["what"] == "package_product"


def test_a_package_is_of_lesson_types_that_are_there(staff: Staff, strangers: Staff) -> None:
    body = TEN | {"lesson_types": [strangers.driving], "price": kroner(1)}
    assert staff.posts("/package-products", body, status=404)["what"] == "lesson_type"


# Invoices


def test_invoices_are_issued_for_one_or_all_and_a_dry_run_issues_none(staff: Staff) -> None:
    drives(staff, "mon 09:00")
    drives(staff, "tue 09:00", "no-show", staff.mikkel)
    tried = staff.posts("/invoices", {"dry_run": True}, status=200)["items"]
    assert [one["total"] for one in tried] == [kroner(650), kroner(650)]
    assert staff.gets("/invoices")["items"] == []
    mikkels = invoice(staff, student=staff.mikkel)
    annas = invoice(staff)
    assert (mikkels["number"], annas["number"]) == (1, 2)
    assert (annas["issued_on"], annas["due_on"], annas["status"]) == ("2026-11-22", "2026-12-06", "open")
    (line,) = annas["lines"]
    assert (line["kind"], line["name"], line["amount"]) == ("charge", "Driving lesson", kroner(650))
    assert staff.posts("/invoices", {}, status=200)["items"] == []
    assert staff.gets(f"/invoices/{annas['id']}") == annas
    assert [one["number"] for one in staff.gets("/invoices", limit=1)["items"]] == [1]
    page = staff.gets("/invoices", limit=1)
    assert staff.gets("/invoices", limit=1, cursor=page["next"])["items"] == [annas]
    assert staff.gets("/invoices", student=staff.mikkel)["items"] == [mikkels]


def test_a_month_is_invoiced_up_to_its_last_day(staff: Staff) -> None:
    drives(staff, "mon 09:00")  # settled on the 29th
    assert staff.posts("/invoices", {"until": "2026-11-28"}, status=200)["items"] == []
    assert invoice(staff, until="2026-11-29")["total"] == kroner(650)


def test_issuing_is_safe_to_repeat(staff: Staff) -> None:
    drives(staff, "mon 09:00")
    first, second = (staff.ask("POST", "/invoices", json={}, retry_key="november") for _ in range(2))
    assert first.json() == second.json()
    assert len(staff.gets("/invoices")["items"]) == 1


def test_what_is_paid_of_an_invoice_follows_from_the_payments(staff: Staff) -> None:
    drives(staff, "mon 09:00")
    drives(staff, "tue 09:00")
    issued = invoice(staff)
    staff.posts(f"/students/{staff.anna}/payments", kroner(300) | {"invoice": issued["id"]})
    now = staff.gets(f"/invoices/{issued['id']}")
    assert (now["status"], now["paid"], now["remaining"]) == ("partly_paid", kroner(300), kroner(1_000))
    staff.api.now = NOW + timedelta(days=15)
    (late,) = staff.gets("/invoices/unpaid", overdue="true")["items"]
    assert (late["number"], late["status"]) == (issued["number"], "overdue")
    staff.posts(f"/students/{staff.anna}/payments", kroner(1_000))
    assert staff.gets("/invoices/unpaid")["items"] == []
    assert staff.gets(f"/invoices/{issued['id']}")["status"] == "paid"


def test_an_invoice_is_credited_by_lines(staff: Staff) -> None:
    drives(staff, "mon 09:00")
    drives(staff, "tue 09:00")
    issued = invoice(staff)
    entry = issued["lines"][0]["entry"]
    note = staff.posts(f"/invoices/{issued['id']}/credit", {"entries": [entry], "reason": "Goodwill"})
    assert (note["kind"], note["number"], note["credits"], note["total"]) == (
        "credit_note", 2, issued["id"], kroner(-650),
    )  # fmt: skip
    assert note["status"] is None
    now = staff.gets(f"/invoices/{issued['id']}")
    assert (now["credited"], now["remaining"]) == (kroner(650), kroner(650))
    assert staff.posts(f"/invoices/{issued['id']}/credit", {"entries": [entry]}, status=409)["code"] == "not_allowed"
    assert staff.posts(f"/invoices/{issued['id']}/credit", {"entries": [1]}, status=422)["field"] == "entries"


# On paper


@pytest.fixture
def printed(staff: Staff) -> Any:
    """Mikkel's invoice, in Danish, with VAT on lessons and a package without."""
    staff.patches(
        "/school/invoicing",
        {
            "payment_days": 8,
            "address": "Havnegade 12\n8000 Aarhus C",
            "registration": "12345678",
            "pay_to": "Bank 1234 5678901\nMobilePay 99887 <b>",
        },
    )
    staff.patches(f"/lesson-types/{staff.driving}", {"vat_basis_points": 2_500, "names": {"en": "x", "da": "Køretime"}})
    staff.patches(f"/students/{staff.mikkel}", {"name": "Łukasz <Yıldız> Sørensen"})
    drives(staff, "mon 09:00", student=staff.mikkel)
    staff.posts(f"/students/{staff.mikkel}/packages", {"product": product(staff)["id"]})
    return invoice(staff, student=staff.mikkel)


SAYS = (
    "Faktura 1", "Łukasz <Yıldız> Sørensen", "Nordlys", "Havnegade 12", "8000 Aarhus C", "CVR-nr. 12345678",
    "søn 22. nov. 2026", "man 30. nov. 2026", "Køretime", "man 23. nov. 2026 9.00", "650,00 kr", "10 timer",
    "6.000,00 kr", "I alt", "6.650,00 kr", "Heraf moms 25 %", "130,00 kr", "Bank 1234 5678901", "MobilePay 99887 <b>",
)  # fmt: skip


def test_the_pdf_says_all_of_it_in_the_students_language(staff: Staff, printed: Any) -> None:
    answer = staff.ask("GET", f"/invoices/{printed['id']}.pdf")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.headers["content-disposition"] == 'inline; filename="invoice-1.pdf"'
    pages = PdfReader(io.BytesIO(answer.content)).pages
    text = "\n".join(page.extract_text() for page in pages)
    assert len(pages) == 1
    (reference,) = [line["booking_reference"] for line in printed["lines"] if line["booking_reference"]]
    for words in (*SAYS, reference):
        assert words in text, (words, text)


def test_the_page_says_all_of_it_escapes_names_and_needs_nothing_else(staff: Staff, printed: Any) -> None:
    answer = staff.ask("GET", f"/invoices/{printed['id']}.html")
    assert answer.headers["content-type"].startswith("text/html")
    for words in SAYS:
        assert words.replace("<", "&lt;").replace(">", "&gt;") in answer.text, words
    assert not re.search(r"https?://|<script|<link|<img|@import|url\(", answer.text)


def test_a_long_invoice_goes_on_over_pages(staff: Staff) -> None:
    staff.patches(f"/lesson-types/{staff.driving}", {"names": {"en": "A driving lesson with a rather long name " * 3}})
    for day in ("mon", "tue", "wed", "thu", "fri"):
        for hour in ("08", "09", "10", "11", "12", "13", "14"):
            drives(staff, f"{day} {hour}:00")
    issued = invoice(staff)
    answer = staff.ask("GET", f"/invoices/{issued['id']}.pdf")
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages]
    assert len(pages) > 1
    references = [line["booking_reference"] for line in issued["lines"]]
    assert all(any(reference in page for page in pages) for reference in references)


def test_a_credit_note_on_paper_names_its_invoice(staff: Staff) -> None:
    drives(staff, "mon 09:00")
    issued = invoice(staff)
    note = staff.posts(f"/invoices/{issued['id']}/credit", {"reason": "Goodwill"})
    page = staff.ask("GET", f"/invoices/{note['id']}.html").text
    assert "Credit note 2" in page
    assert "<dt>For invoice</dt><dd>1</dd>" in page
    assert "-650.00 kr" in page
    assert "Goodwill" in page
    assert "No VAT" in page


def test_what_was_printed_stays_as_it_was(staff: Staff, printed: Any) -> None:
    before = staff.ask("GET", f"/invoices/{printed['id']}.html").text
    staff.patches("/school/invoicing", {"address": "Elsewhere", "pay_to": ""})
    staff.patches(f"/students/{staff.mikkel}", {"name": "Somebody else", "language": "en"})
    staff.patches(f"/lesson-types/{staff.driving}", {"names": {"en": "Other"}, "vat_basis_points": 0})
    assert staff.ask("GET", f"/invoices/{printed['id']}.html").text == before


def test_what_invoices_say_of_the_school_is_within_limits(staff: Staff) -> None:
    assert staff.gets("/school/invoicing")["payment_days"] == 14
    staff.patches("/school/invoicing", {"payment_days": 366}, status=422)
    staff.patches("/school/invoicing", {"bank": "x"}, status=422)


NAMES = {
    "Łukasz Żółć": "Łukasz Żółć",
    "Ελένη Παππά": "Ελένη Παππά",
    "Наталія Їжак": "Наталія Їжак",
    "Nguyễn Đức": "Nguyễn Đức",
    "陈伟 😀 Ida": "ChenWei :grinning: Ida",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_letters_that_the_font_lacks_is_spelled_and_never_dropped(staff: Staff, name: str) -> None:
    staff.patches(f"/students/{staff.anna}", {"name": name})
    drives(staff, "mon 09:00")
    answer = staff.ask("GET", f"/invoices/{invoice(staff)['id']}.pdf")
    assert NAMES[name] in "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
