"""Money by chat: statement, invoices, packages, and a teacher who takes an answer back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.media import linked
from bot.dialogs.exchange import Channel
from bot.speaking import Screen
from domain.invoices import Invoicing
from domain.ledger import Method
from domain.lessons import Actor
from domain.packages import PackageProduct
from domain.policies import Policy
from domain.services.attendance import Outcome, correct, settle
from domain.services.desk import Desk
from domain.services.invoicing import issue
from domain.services.paying import pay, refund
from domain.services.selling import sell, undo_sale
from tests.chat import Chat, Town
from tests.factories import SmallSchool, moment
from tests.storage.books import Books, kroner

NOW = "2026-11-23 08:00"


@pytest.fixture
def books(town: Town, school: SmallSchool) -> Books:
    """Of Anna, who is on the phone as `anna` or `chat`."""

    return Books(school, named="Anna Berg", now=moment(NOW))


def invoices(books: Books, at: str = NOW) -> None:
    books.now = moment(at)
    assert books.is_invoiced() is not None


# The statement


def test_a_statement_tells_what_each_amount_is_for(anna: Chat, books: Books) -> None:
    anna.says("statement", da="kontoudtog")
    anna.hears("no_statement")
    booking = books.drives("2026-11-16 10:00")
    books.does(lambda desk: pay(desk, books.student.id, kroner(300), "k", reference="8812"))
    anna.says("statement", da="kontoudtog")
    anna.hears(
        f"Mon 23 Nov paid 8812: -300 kr\nMon 16 Nov Driving lesson {booking.reference}: 650 kr\nOwed now: 350 kr.",
        da=f"man 23. nov. betalt 8812: -300 kr\nman 16. nov. Køretime {booking.reference}: 650 kr\nAt betale nu",
    )


def test_a_statement_tells_how_money_came_and_went(anna: Chat, books: Books) -> None:
    books.pays(300)
    books.passes(minutes=1)
    books.does(
        lambda desk: refund(desk, books.student.id, kroner(100), "back", method=Method.TRANSFER, reference="8813")
    )
    anna.says("statement", da="kontoudtog")
    anna.hears(
        "Mon 23 Nov paid back to you by transfer 8813: 100 kr\nMon 23 Nov paid",
        da="man 23. nov. betalt tilbage til dig ved overførsel 8813: 100 kr\nman 23. nov. betalt",
    )


def test_the_receipts_of_a_month_are_those_of_that_month(anna: Chat, books: Books) -> None:
    booking = books.drives("2026-10-20 10:00")
    books.pays(300)
    anna.says("receipts for october", da="kvitteringer for oktober").hears(booking.reference)
    assert "-300 kr" not in anna.text
    anna.says("receipts for november", da="kvitteringer for november").hears("-300 kr")
    assert booking.reference not in anna.text
    anna.says("receipts for september", da="kvitteringer for september")
    anna.hears("no_statement_in", "September", da="september")


@pytest.mark.parametrize(
    ("language", "october", "last_month", "november"),
    [
        ("en", "statement for october", "statement last month", "my statement for november"),
        ("en", "statement of october", "last month's receipts", "november statement"),
        ("da", "kontoudtog oktober", "kontoudtog for sidste måned", "kontoudtog for november"),
        ("de", "Kontoauszug Oktober", "Kontoauszug vom letzten Monat", "Kontoauszug für November"),
        ("sv", "kontoutdrag för oktober", "kontoutdrag förra månaden", "kontoutdrag november"),
        ("nb", "kontoutskrift oktober", "kontoutskrift for forrige måned", "kontoutskrift for november"),
    ],
)
def test_a_statements_month_is_heeded(
    town: Town, school: SmallSchool, language: str, october: str, last_month: str, november: str
) -> None:
    mia = school.student("Mia Lund", language)
    books = Books(school, known=mia, now=moment(NOW))
    booking = books.drives("2026-10-20 10:00")
    books.pays(300)
    chat = town.person(school, mia)
    for said in (october, last_month):
        chat.says(said).hears("statement", booking.reference)
        assert "-300" not in chat.text
    chat.says(november).hears("statement", "-300")
    assert booking.reference not in chat.text
    december = {"october": "december", "oktober": "december", "Oktober": "Dezember"}
    word = next(each for each in december if each in october)
    chat.says(october.replace(word, december[word])).hears("no_statement_in")


def test_a_long_statement_goes_back_page_by_page(chat: Chat, books: Books) -> None:
    for amount in range(1, 13):
        books.pays(amount)
        books.passes(minutes=1)
    chat.says("statement").hears("-12 kr", "-8 kr", choices=["Earlier", "Menu"])
    chat.picks("Earlier").hears("-7 kr", "-3 kr", choices=["Earlier", "Menu"])
    assert "Owed now" not in chat.text
    chat.picks("Earlier").hears("-2 kr", "-1 kr", choices=["Menu"])
    chat.says("more").hears("-2 kr", "-1 kr", choices=["Menu"])
    chat.picks("Menu").hears("menu")


def test_a_statement_is_told_in_passing(chat: Chat, books: Books) -> None:
    books.pays(100)
    chat.says("book wed at 10").hears("confirm_booking")
    chat.says("statement").hears("statement", "confirm_booking_again").picks("book").hears("booked")


# Invoices


def test_open_invoices_are_told_with_their_due_days(anna: Chat, books: Books) -> None:
    anna.says("invoices", da="fakturaer").hears("You have no open invoices.", da="Du har ingen åbne fakturaer.")
    anna.says("can I pay with mobilepay?", da="kan jeg betale med mobilepay?").hears(
        "balance", "to ask how", da="spørge"
    )
    books.does(
        lambda desk: desk.work.administration.save_invoicing(  # type: ignore[attr-defined]
            desk.school_id, Invoicing(pay_to="MobilePay 12345")
        )
    )
    for english, danish in (("how do I pay?", "hvordan betaler jeg?"), ("mobilepay?", "mobilepay?")):
        anna.says(english, da=danish).hears(
            "You owe nothing.\nMobilePay 12345", da="Du skylder ikke noget.\nMobilePay 12345"
        )
    books.drives("2026-11-16 10:00")
    invoices(books)
    anna.says("invoices", da="fakturaer")
    anna.hears("1: 650 kr by Mon 7 Dec\nMobilePay 12345", da="1: 650 kr senest man 7. dec.\nMobilePay 12345")
    books.pays(400)
    anna.says("what do I owe?", da="hvad skylder jeg?")
    anna.hears(
        "You owe 250 kr (1 lesson).\nNext: invoice 1, 250 kr by Mon 7 Dec.",
        da="Du skylder 250 kr (1 time).\nNæste: faktura 1, 250 kr senest man 7. dec.",
    )


AS_PDF = {
    "en": ("send me the invoice as pdf", "can I get invoice 1 as a pdf"),
    "da": ("send mig fakturaen som pdf", "kan jeg få faktura 1 som pdf"),
    "de": ("schickt mir die Rechnung", "Rechnung 1 bitte als PDF"),
    "sv": ("skicka fakturan som pdf", "kan jag få faktura 1 på papper"),
    "nb": ("send meg fakturaen som pdf", "kan jeg få faktura 1 som pdf"),
}


@pytest.mark.parametrize("language", AS_PDF)
def test_the_paper_of_an_invoice_is_given_as_a_link_to_it(town: Town, school: SmallSchool, language: str) -> None:
    anna = town.anna(school, language)
    books = Books(school, named="Anna Berg", now=moment(NOW))
    for day in (16, 17):
        books.drives(f"2026-11-{day} 10:00")
        invoices(books)
    last, first = AS_PDF[language]
    for said, number in ((last, 2), (first, 1)):
        anna.says(said).hears("paper")
        assert anna.last.reply.says[0].params["number"] == number
        found = linked(town.app, anna.last.reply.says[0].params["link"].rpartition("/")[2])
        assert found is not None
        assert (found[0][:5], found[1]) == (b"%PDF-", "application/pdf")


def test_an_invoice_of_somebody_else_is_not_given(anna: Chat, school: SmallSchool, books: Books) -> None:
    bo = Books(school, school.student("Bo Lind"), now=moment(NOW))
    bo.drives("2026-11-16 12:00")
    invoices(bo)
    books.drives("2026-11-16 10:00")
    invoices(books)
    anna.says("invoice 1 as pdf", da="faktura 1 som pdf").hears("invoices")


def test_where_nothing_can_be_fetched_the_school_is_asked_for_the_paper(
    anna: Chat, town: Town, school: SmallSchool, books: Books
) -> None:
    books.drives("2026-11-16 10:00")
    invoices(books)
    town.app.conversations = replace(town.app.conversations, screen=Screen())
    anna.says("invoice as pdf", da="faktura som pdf").hears("paper_asked_for", "Havn Driving")
    ((told,),) = town.database.execute("SELECT text FROM school_messages WHERE school_id = %s", [school.id])
    assert told == "[paper] Anna Berg: 1"


def test_an_invoice_is_announced_and_once_it_is_overdue_reminded_of(chat: Chat, town: Town, books: Books) -> None:
    books.drives("2026-11-16 10:00")
    invoices(books)
    town.work()
    chat.hears("Invoice 1: 650 kr, to be paid by Mon 7 Dec.")
    chat.forget()
    town.until("2026-12-08 08:59")
    chat.hears_nothing()
    town.until("2026-12-08 09:00")
    chat.hears_exactly(
        "Invoice 1 was to be paid by Mon 7 Dec. 650 kr is still open. If you have just paid, all is well."
    )
    chat.says("balance").hears("Overdue: invoice 1, 650 kr, was due Mon 7 Dec.")


def test_nobody_is_reminded_of_what_was_paid_in_time(chat: Chat, town: Town, books: Books) -> None:
    books.drives("2026-11-16 10:00")
    invoices(books)
    town.work()
    books.pays(650)
    town.work()
    chat.forget()
    town.until("2026-12-08 10:00")
    chat.hears_nothing()


def test_a_credit_note_is_told(chat: Chat, town: Town, books: Books) -> None:
    booking = books.drives("2026-11-16 10:00")
    invoices(books)
    town.work()
    books.corrects(booking, Outcome.NOT_HELD)
    town.work()
    heard = [message.plain for message in chat.heard]
    assert "Corrected: Mon 16 Nov 10:00, Driving lesson: did not take place. It costs nothing." in heard
    assert "Credit note 2: 650 kr of invoice 1 is taken back." in heard


# Packages


def test_a_package_tells_what_is_left_and_is_bought_by_chat(anna: Chat, books: Books) -> None:
    anna.says("how many lessons are left in my package?", da="hvor mange timer er der tilbage i min pakke?")
    anna.hears("You have no package.", da="Du har ingen pakke.")
    books.offers(lessons=10, price=6_000, valid_days=365)
    anna.says("how many package lessons left", da="hvor mange pakketimer har jeg tilbage").hears("packages")
    anna.says("package", da="pakke").hears("packages").picks("6,000 kr" if anna.speaks == "en" else "6.000 kr")
    anna.hears("confirm_package", "10 lessons for 6,000 kr", da="10 timer for 6.000 kr").picks("buy")
    anna.hears("package_bought", "6,000 kr is added to your balance.", da="6.000 kr er lagt til din saldo.")
    anna.says("balance", da="saldo")
    anna.hears(
        "You owe 6,000 kr (1 package).\n10 driving lessons: 10 left.",
        da="Du skylder 6.000 kr (1 pakke).\n10 køretimer: 10 tilbage.",
    )
    assert books.entries() == [("package", 6_000)]


@pytest.mark.parametrize(
    ("said", "da"),
    [
        ("yes please", "ja tak"),
        ("buy it", "køb den"),
        ("I'll buy that", "jeg køber"),
        ("how long is it valid?", "hvor længe gælder den?"),
    ],
)
def test_the_one_package_that_is_for_sale_is_asked_about_by_words(anna: Chat, books: Books, said: str, da: str) -> None:
    books.offers()
    anna.says("packages", da="pakker").says(said, da).hears("confirm_package")
    assert books.entries() == []


def test_in_the_middle_of_something_else_it_is_told_which_packages_there_are(anna: Chat, books: Books) -> None:
    books.offers()
    anna.says("book wed at 10", da="book ons kl 10").says("do you have packages", da="har i pakker")
    anna.hears("packages", "For sale: 10 driving lessons, 6,000 kr.", da="Til salg: 10 køretimer, 6.000 kr.")


def test_a_package_is_bought_by_the_word_for_it_and_not_by_a_wait(anna: Chat, books: Books) -> None:
    books.offers()
    anna.says("packages", da="pakker").picks_number(1)
    anna.says("no wait, not yet", da="nej vent, ikke endnu").hears("left")
    anna.says("packages", da="pakker").picks_number(1).says("too expensive", da="for dyrt").hears("left")
    assert books.entries() == []
    anna.says("packages", da="pakker").picks_number(1).says("ok I'll buy it", da="den køber jeg").hears(
        "package_bought"
    )


def test_a_yes_with_another_wish_buys_and_tells_that_the_other_is_not_done(anna: Chat, books: Books) -> None:
    anna.says("book wed at 10", da="book ons kl 10").picks("book").hears("booked")
    books.offers()
    anna.says("packages", da="pakker").picks_number(1).hears("confirm_package")
    anna.says("yes, and cancel wednesday", da="ja, og aflys onsdag").hears("package_bought", "left_undone")
    assert books.entries() == [("package", 6_000)]


def test_a_second_yes_buys_no_second_package(chat: Chat, books: Books) -> None:
    books.offers()
    chat.says("packages").picks_number(1).hears("confirm_package").says("yes").hears("package_bought")
    chat.says("yes").says("1")
    assert books.entries() == [("package", 6_000)]


def test_a_price_that_changed_while_the_student_read_is_asked_about_again(chat: Chat, books: Books) -> None:
    product = books.offers()
    chat.says("packages").picks_number(1).hears("6,000 kr")
    change(books, replace(product, price=kroner(7_000)))
    chat.picks("buy").hears("fee_changed", "7,000 kr")
    assert books.entries() == []
    chat.picks("buy").hears("package_bought")
    assert books.entries() == [("package", 7_000)]


def test_a_package_that_is_sold_no_more_is_not_bought(chat: Chat, books: Books) -> None:
    product = books.offers()
    chat.says("packages").picks_number(1).hears("confirm_package")
    change(books, replace(product, by_chat=False))
    chat.picks("buy")
    assert books.entries() == []


def test_whoever_does_not_want_it_keeps_their_money(chat: Chat, books: Books) -> None:
    books.offers()
    chat.says("packages").picks_number(1).picks("not_now").hears("left")
    assert books.entries() == []


def test_who_could_book_no_more_until_a_package_is_paid_is_warned_before_the_yes(
    town: Town, voice: tuple[Channel, str]
) -> None:
    channel, language = voice
    strict = town.found(policy=Policy(debt_limit_minor=200_000))
    anna = town.person(strict, strict.student("Anna Berg", language, strict.mette), channel, language)
    books = Books(strict, named="Anna Berg", now=moment(NOW))
    books.offers(lessons=10, price=6_000, valid_days=365)
    anna.says("package", da="pakke").picks("6,000 kr" if language == "en" else "6.000 kr")
    anna.hears(
        "You then owe 6,000 kr and can book again after paying 4,000 kr.",
        da="Så skylder du 6.000 kr og kan booke igen, når 4.000 kr er betalt.",
    )
    books.pays(4_000)
    anna.says("menu").says("package", da="pakke").picks("6,000 kr" if language == "en" else "6.000 kr")
    anna.hears("confirm_package")
    assert "4.000" not in anna.text.replace(",", "."), "with what was paid nothing is in the way"
    anna.picks("buy").hears("package_bought")
    anna.says("book wed at 10", da="book ons kl 10").hears("confirm_booking")


def change(books: Books, product: PackageProduct) -> None:
    def save(desk: Desk) -> None:
        desk.work.administration.save_package_product(desk.school_id, product)  # type: ignore[attr-defined]

    books.does(save)


def test_the_teacher_hears_how_many_lessons_are_left(chat: Chat, mette: Chat, town: Town, books: Books) -> None:
    product = books.offers(lessons=3)
    books.does(lambda desk: sell(desk, books.student.id, product.id))
    books.school.books(books.student, "2026-11-23 10:00", made="2026-11-20 12:00")
    town.until("2026-11-23 10:46")
    mette.picks("Attended").hears("attended. Paid by package, 2 left.")


# Undo


def test_a_teacher_takes_an_answer_back_by_another(chat: Chat, mette: Chat, town: Town, books: Books) -> None:
    books.school.books(books.student, "2026-11-23 10:00", made="2026-11-20 12:00")
    town.until("2026-11-23 10:46")
    mette.picks("Attended").hears("650 kr charged")
    mette.says("undo").hears("Anna Berg, Mon 23 Nov 10:00, Driving lesson: noted as attended. How did it really go?")
    mette.hears(choices=["No-show", "Did not take place", "As noted"])
    assert books.owes() == 650, "until there is another answer the first one stands"
    mette.picks("Did not take place").hears("did not take place. Nothing charged.")
    assert books.owes() == 0
    mette.says("undo").picks("as_noted").hears("left_as_noted")
    mette.says("undo").says("no show").hears("recorded_no_show")
    assert books.owes() == 650


@pytest.mark.parametrize("language", ["en", "da"])
def test_who_says_otherwise_of_a_lesson_that_was_settled_is_asked_about_it(
    town: Town, chat: Chat, books: Books, language: str
) -> None:
    mette = town.person(books.school, books.school.mette, language=language)
    books.school.books(books.student, "2026-11-23 10:00", made="2026-11-20 12:00")
    town.until("2026-11-23 10:46")
    mette.picks_number(1).says("attended", da="mødt").hears("no_attendance")
    mette.says("no show", da="udeblevet").hears("ask_correction", "noted as attended", da="noteret som mødt")
    mette.picks("as_noted").hears("left_as_noted")
    mette.says("correct it", da="ret det").hears("ask_correction").says("no show", da="udeblevet")
    mette.hears("recorded_no_show")
    town.until("2026-11-23 22:47")
    mette.says("attended", da="mødt").hears("no_attendance")


def test_there_is_nothing_to_undo_after_twelve_hours(mette: Chat, chat: Chat, town: Town, books: Books) -> None:
    mette.says("undo").hears("nothing_to_undo")
    books.school.books(books.student, "2026-11-23 10:00", made="2026-11-20 12:00")
    town.until("2026-11-23 10:46")
    mette.picks("Attended")
    town.until("2026-11-23 22:47")
    mette.says("undo").hears("nothing_to_undo")


def test_an_undo_that_comes_too_late_for_its_question_changes_nothing(
    mette: Chat, chat: Chat, town: Town, books: Books
) -> None:
    books.school.books(books.student, "2026-11-23 10:00", made="2026-11-20 12:00")
    town.until("2026-11-23 10:46")
    mette.picks("Attended").says("undo").hears("ask_correction")
    town.until("2026-11-23 22:47")
    mette.picks("No-show").hears("refused_not_allowed")
    assert books.entries() == [("charge", 650)]


def test_the_staffs_correction_meanwhile_stands(mette: Chat, chat: Chat, town: Town, books: Books) -> None:
    booking = books.school.books(books.student, "2026-11-23 10:00", made="2026-11-20 12:00")
    town.until("2026-11-23 10:46")
    mette.picks("Attended").says("undo").hears("ask_correction")
    books.now = town.clock()
    books.does(lambda desk: correct(desk, booking.id, Outcome.NO_SHOW))
    mette.picks("No-show").hears("recorded_no_show")
    assert [kind for kind, _ in books.entries()] == ["charge", "reversal", "no_show_fee"]


def test_undo_is_one_step_back_for_a_student(chat: Chat) -> None:
    chat.says("book").says("undo").hears("menu")


def test_settling_by_the_staff_is_not_undone_by_another_teacher(
    mette: Chat, chat: Chat, town: Town, books: Books
) -> None:
    booking = books.school.books(books.student, "2026-11-23 10:00", teacher=books.school.jonas, made="2026-11-20 12:00")
    books.does(lambda desk: settle(desk, booking.id, Outcome.ATTENDED), Actor.STAFF, booking.end)
    town.until("2026-11-23 11:00")
    mette.says("undo").hears("nothing_to_undo")


def test_an_issued_invoice_that_is_paid_says_so(chat: Chat, town: Town, books: Books) -> None:
    books.pays(650)
    books.drives("2026-11-16 10:00")
    books.does(lambda desk: issue(desk, books.student.id))
    town.work()
    assert any(message.has("Invoice 1: 650 kr, which is paid already.") for message in chat.heard)


def test_an_invoice_that_was_credited_before_it_was_told_says_that_and_not_that_it_is_paid(
    anna: Chat, town: Town, books: Books
) -> None:
    package = books.buys(books.offers())
    invoices(books)
    books.does(lambda desk: undo_sale(desk, package.id))
    town.work()
    heard = " ".join(message.plain for message in anna.heard)
    told = {
        "en": "Invoice 1: 6,000 kr, all of which is credited",
        "da": "Faktura 1: 6.000 kr, som allerede er krediteret",
    }
    assert told[anna.speaks] in heard.replace("\xa0", " ")
    assert "paid already" not in heard
    assert "allerede er betalt" not in heard


def test_a_package_that_staff_sell_is_told_once_and_so_is_its_end(anna: Chat, town: Town, books: Books) -> None:
    package = books.buys(books.offers())
    town.work()
    anna.hears("given you a package: 10 driving lessons", da="givet dig en pakke: 10 køretimer")
    anna.hears("6,000 kr is added to your balance", da="6.000 kr er lagt til din saldo")
    town.work()
    assert len(anna.heard) == 1
    anna.forget()
    for _ in range(2):
        books.does(lambda desk: undo_sale(desk, package.id))
        town.work()
    assert [message.names for message in anna.heard] == [("notice_package_returned",)]
    anna.hears("Its price of 6,000 kr is taken off", da="Prisen på 6.000 kr er trukket")
    anna.says("statement", da="kontoudtog")
    anna.hears("taken back 10 driving lessons: -6,000 kr", da="tilbageført 10 køretimer: -6.000 kr")


def test_a_package_bought_by_chat_is_told_there_and_no_second_time(chat: Chat, town: Town, books: Books) -> None:
    books.offers()
    chat.says("packages").picks("10 driving").picks("buy").hears("package_bought").forget()
    town.work()
    chat.hears_nothing()


def test_a_payment_is_thanked_for_once_with_what_is_left(anna: Chat, town: Town, books: Books) -> None:
    books.drives("2026-11-16 10:00")
    for _ in range(2):
        books.does(lambda desk: pay(desk, books.student.id, kroner(300), "same", method=Method.MOBILEPAY))
        town.work()
    assert [message.names for message in anna.heard] == [("notice_payment_registered",)]
    anna.hears("300 kr is registered as paid by MobilePay", da="300 kr er registreret som betalt med MobilePay")
    anna.hears("You owe 350 kr now", da="Du skylder nu 350 kr").forget()
    books.pays(500)
    town.work()
    anna.hears("You have 150 kr to your credit", da="Du har 150 kr til gode")


def test_a_payment_that_was_taken_back_at_once_is_not_thanked_for(chat: Chat, town: Town, books: Books) -> None:
    books.reverses(books.pays(300))
    town.work()
    chat.hears_nothing()


def test_money_that_is_paid_back_is_told_once(anna: Chat, town: Town, books: Books) -> None:
    books.pays(300)
    town.work()
    anna.forget()
    for _ in range(2):
        books.does(lambda desk: refund(desk, books.student.id, kroner(100), "same", method=Method.TRANSFER))
        town.work()
    assert [message.plain for message in anna.heard] == [
        anna.words(
            "100 kr is paid back to you by transfer. You have 200 kr to your credit.",
            da="100 kr er betalt tilbage til dig ved overførsel. Du har 200 kr til gode.",
        )
    ]


def test_a_payment_that_bounced_is_told(anna: Chat, town: Town, books: Books) -> None:
    booking = books.drives("2026-11-16 10:00")
    paid = books.pays(300)
    town.work()
    anna.forget()
    for _ in range(2):
        books.reverses(paid)
        town.work()
    assert [message.plain for message in anna.heard] == [
        anna.words(
            "The payment of 300 kr is taken back (it bounced). You owe 650 kr now.",
            da="Betalingen på 300 kr er tilbageført (it bounced). Du skylder nu 650 kr.",
        )
    ]
    anna.forget()
    with books.open_work() as work:
        (charge,) = work.ledger.standing_of(books.school.id, [booking.id])
    books.reverses(charge)
    town.work()
    anna.hears("The 650 kr for Mon 16 Nov 10:00 is taken off", da="650 kr for man 16. nov. 10.00 er trukket")
    anna.hears("You owe nothing.", da="Du skylder ikke noget.")


def test_a_fee_that_is_let_off_is_told_by_the_credit_note_if_there_is_one(anna: Chat, town: Town, books: Books) -> None:
    fees = []
    for start in ("2026-11-16 10:00", "2026-11-17 10:00"):
        booking = books.drives(start, Outcome.NO_SHOW)
        with books.open_work() as work:
            fees += work.ledger.standing_of(books.school.id, [booking.id])
    town.work()
    anna.forget()
    books.reverses(fees[0])
    town.work()
    anna.hears("The fee of 650 kr for Mon 16 Nov 10:00 is let off", da="Gebyret på 650 kr for man 16. nov. 10.00")
    invoices(books)
    town.work()
    anna.forget()
    books.reverses(fees[1])
    town.work()
    assert [message.names for message in anna.heard] == [("notice_invoice_credited",)]


# How much may be owed


LIMITS = {
    1_000: (
        "You owe 1,300 kr, and the school lets you book up to 1,000 kr. You can book again once you have paid 300 kr.",
        "Du skylder 1.300 kr, og skolen lader dig booke op til 1.000 kr. Du kan booke igen, når du har betalt 300 kr",
    ),
    0: (
        "You owe 1,300 kr, and that has to be paid before you book. You can book again once you have paid 1,300 kr.",
        "Du skylder 1.300 kr, og det skal være betalt, før du booker. Du kan booke igen, når du har betalt 1.300 kr",
    ),
}


@pytest.mark.parametrize("limit", LIMITS)
def test_whoever_owes_too_much_books_again_once_it_is_paid(town: Town, voice: tuple[Channel, str], limit: int) -> None:
    channel, language = voice
    strict = town.found(policy=Policy(debt_limit_minor=limit * 100))
    anna = town.person(strict, strict.student("Anna Berg", language, strict.mette), channel, language)
    books = Books(strict, named="Anna Berg", now=moment(NOW))
    for booking in [strict.books(books.student, f"2026-11-{day} 10:00") for day in (16, 17)]:
        books.does(lambda desk, held=booking: settle(desk, held.id, Outcome.ATTENDED), now=booking.end)  # type: ignore[misc]
    english, danish = LIMITS[limit]
    anna.says("book wed at 10", da="book ons kl 10").hears(english, da=danish)
    anna.says("1").hears("balance", "1,300 kr", da="1.300 kr")
    books.pays(1_300 - limit)
    anna.says("book wed at 10", da="book ons kl 10").hears("confirm_booking").picks("book").hears("booked")


def test_without_a_limit_whoever_owes_books_as_ever(chat: Chat, books: Books) -> None:
    for day in (16, 17):
        books.drives(f"2026-11-{day} 10:00")
    chat.says("book wed at 10").hears("confirm_booking").picks("book").hears("booked")


# What an amount is for, whether a payment has come, and giving a package back


@pytest.fixture(params=["en", "da", "de", "sv", "nb"])
def asking(request: pytest.FixtureRequest, town: Town, school: SmallSchool) -> Chat:
    """Anna, in any language."""
    return town.anna(school, str(request.param))


WHY = {
    "en": ("why 650?", "what is the 650 kr for"),
    "da": ("hvorfor 650?", "hvad er de 650 kr for"),
    "de": ("warum 650?", "wofür sind die 650 kr"),
    "sv": ("varför 650?", "vad är 650 kr för"),
    "nb": ("hvorfor 650?", "hva er de 650 kr for"),
}
PAID = {
    "en": ("did my payment arrive?", "I paid yesterday by MobilePay"),
    "da": ("er min betaling kommet?", "jeg betalte i går med MobilePay"),
    "de": ("ist meine Zahlung angekommen?", "ich habe gestern überwiesen"),
    "sv": ("har min betalning kommit fram?", "jag betalade igår"),
    "nb": ("har betalingen min kommet?", "jeg betalte i går med vipps"),
}
GIVES_BACK = {
    "en": "can I return my package?",
    "da": "kan jeg returnere min pakke?",
    "de": "kann ich mein Paket zurückgeben?",
    "sv": "kan jag lämna tillbaka mitt paket?",
    "nb": "kan jeg levere tilbake pakken min?",
}


def test_what_an_amount_is_for_is_told_with_its_lesson(asking: Chat, books: Books) -> None:
    booking = books.drives("2026-11-16 10:00")
    books.pays(300)
    for question in WHY[asking.speaks]:
        asking.says(question).hears(booking.reference)
        assert asking.last.names == ("statement",)
        assert len(asking.last.reply.says[0].params["lines"]) == 1
    asking.says(WHY[asking.speaks][0].replace("650", "350"))
    assert asking.last.names == ("statement",), "it is the balance that is asked of"
    asking.says(WHY[asking.speaks][0].replace("650", "999")).hears("no_such_entry", "statement")


def test_at_the_hold_a_price_is_told_by_the_terms_and_nothing_of_the_account(asking: Chat, books: Books) -> None:
    books.drives("2026-11-16 10:00")
    asking.says({"en": "book wed at 10", "da": "book onsdag kl 10", "de": "Mittwoch um 10 buchen",
                 "sv": "boka onsdag kl 10", "nb": "bestill onsdag kl 10"}[asking.speaks])  # fmt: skip
    asking.hears("confirm_booking").says(WHY[asking.speaks][0]).hears("terms", "confirm_booking_again")
    assert "statement" not in asking.last.names


def test_a_fee_is_told_with_its_lesson(anna: Chat, books: Books) -> None:
    anna.says("what is the fee for?", da="hvad er gebyret for?").hears("terms")
    books.drives("2026-11-16 10:00", Outcome.NO_SHOW)
    anna.says("what is the fee for?", da="hvad er gebyret for?").hears("no-show fee", da="gebyr for udeblivelse")
    assert anna.last.names == ("statement",)


def test_why_so_much_is_owed_is_told_by_its_entries(anna: Chat, books: Books) -> None:
    books.drives("2026-11-16 10:00")
    anna.says("why do I owe that much?", da="hvorfor skylder jeg så meget?")
    assert anna.last.names == ("statement",)
    anna.hears("Owed now: 650 kr", da="At betale nu: 650 kr")


def test_who_says_to_have_paid_is_told_the_last_payment_that_is_entered(asking: Chat, books: Books) -> None:
    for question in PAID[asking.speaks]:
        asking.says(question).hears("balance", "nothing_paid")
    books.pays(300)
    for question in PAID[asking.speaks]:
        asking.says(question).hears("balance", "last_paid", "300")


def test_a_payment_that_bounced_is_not_the_last_one(anna: Chat, books: Books) -> None:
    books.pays(200)
    books.passes(minutes=1)
    books.reverses(books.pays(300))
    anna.says("did my payment arrive?", da="er min betaling kommet?").hears("last_paid", "200")


def test_who_wants_to_give_a_package_back_is_told_what_is_left_and_the_school_is_told(
    asking: Chat, books: Books, town: Town, school: SmallSchool
) -> None:
    books.buys(books.offers())
    town.work()
    asking.says(GIVES_BACK[asking.speaks]).hears("packages", "message_passed_on")
    assert GIVES_BACK[asking.speaks] in [text for (text,) in town.database.execute(
        "SELECT text FROM school_messages WHERE school_id = %s", [school.id])]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "when does it run out"),
        ("da", "hvornår udløber den"),
        ("de", "wann läuft das ab"),
        ("sv", "när går det ut"),
        ("nb", "når går den ut"),
    ],
)
def test_how_long_a_package_is_valid_is_told_when_it_was_bought(
    town: Town, school: SmallSchool, language: str, said: str
) -> None:
    anna = town.anna(school, language)
    Books(school, school.students["Anna Berg"], moment("2026-11-20 12:00")).offers()
    anna.says({"en": "packages", "de": "pakete", "sv": "paket"}.get(language, "pakker")).picks_number(1)
    anna.says(said).hears("confirm_package").picks_number(1).hears("package_bought")
    anna.says(said).hears("packages")
    assert "not_understood" not in anna.last.names
