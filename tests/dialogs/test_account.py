"""What a student asks in passing, and what is set by chat: balance, progress, language, help, the school."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.dialogs.exchange import Channel
from domain.lessons import Actor
from domain.money import Money
from domain.schools import ListedPrice
from domain.services.attendance import Outcome, settle
from domain.services.paying import pay
from tests.chat import Chat, Town
from tests.factories import SmallSchool, moment
from tests.storage.books import kroner


def drives(town: Town, school: SmallSchool, *starts: str, outcome: Outcome = Outcome.ATTENDED) -> None:
    """Anna has driven then."""
    for start in starts:
        booking = school.books(school.students["Anna Berg"], start)
        with town.app.open_work() as work:
            settle(school.desk(work, Actor.TEACHER, booking.end), booking.id, outcome)
            work.commit()


def pays(town: Town, school: SmallSchool, kroner: int) -> None:
    with town.app.open_work() as work:
        desk = school.desk(work, Actor.STAFF, moment("2026-11-20 12:00"))
        pay(desk, school.students["Anna Berg"].id, Money(kroner * 100, "DKK"), f"test-{kroner}")
        work.commit()


def test_the_balance_counts_what_is_open(anna: Chat, town: Town, school: SmallSchool) -> None:
    ask = {"en": "how much do I owe?", "da": "hvad skylder jeg?"}[anna.speaks]
    anna.says(ask).hears("You owe nothing.", da="Du skylder ikke noget.")
    drives(town, school, "2026-11-16 10:00", "2026-11-18 10:00")
    anna.says(ask).hears("You owe 1,300 kr (2 lessons).", da="Du skylder 1.300 kr (2 timer).")
    pays(town, school, 650)
    anna.says(ask).hears("You owe 650 kr (1 lesson).", da="Du skylder 650 kr (1 time).")
    drives(town, school, "2026-11-19 10:00", outcome=Outcome.NO_SHOW)
    anna.says(ask).hears("You owe 1,300 kr (1 lesson, 1 fee).", da="Du skylder 1.300 kr (1 time, 1 gebyr).")
    pays(town, school, 2_000)
    anna.says(ask).hears("You have 700 kr to your credit.", da="Du har 700 kr til gode.")


def test_progress_is_counted_against_the_curriculum(anna: Chat, town: Town, school: SmallSchool) -> None:
    drives(town, school, "2026-11-16 10:00", "2026-11-18 10:00")
    drives(town, school, "2026-11-19 10:00", outcome=Outcome.NO_SHOW)
    anna.says("progress", da="fremskridt")
    bars = {Channel.SMS: ("#----", "-----")}.get(anna.channel, ("▰▱▱▱▱", "▱▱▱▱▱"))
    anna.hears("Category B: 4%", da="Kategori B: 4 %")
    anna.hears(
        f"{bars[0]} Driving lesson 2/16\n{bars[1]} Theory class 0/29",
        da=f"{bars[0]} Køretime 2/16\n{bars[1]} Teorilektion 0/29",
    )


def test_without_a_curriculum_lessons_are_counted_by_type(anna: Chat, town: Town, school: SmallSchool) -> None:
    with town.app.open_work() as work:
        work.administration.save_student(replace(school.students["Anna Berg"], curriculum_id=None))
        work.commit()
    anna.says("progress", da="fremskridt").hears("No completed lessons yet.", da="Endnu ingen gennemførte timer.")
    drives(town, school, "2026-11-16 10:00", "2026-11-18 10:00")
    anna.says("progress", da="fremskridt").hears("Driving lesson: 2", da="Køretime: 2")


def test_every_choice_of_the_menu_leads_somewhere(anna: Chat) -> None:
    leads = {
        "book": "what_to_book",
        "lessons": "no_coming_lessons",
        "reschedule": "no_coming_lessons",
        "cancel": "no_coming_lessons",
        "balance": "balance",
        "progress": "progress",
        "language": "ask_language",
        "school": "ask_message",
    }
    assert anna.says("menu").last.ids == list(leads)
    for choice, name in leads.items():
        anna.says("menu").picks(choice).hears(name)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("dansk", "Godt, jeg taler dansk med dig."),
        ("dansk tak", "Godt, jeg taler dansk med dig."),
        ("can we speak Danish?", "Godt, jeg taler dansk med dig."),
        ("english please", "Good, I speak English with you."),
    ],
)
def test_a_language_can_be_asked_for_by_name(chat: Chat, said: str, answer: str) -> None:
    chat.says(said).hears(answer)


@pytest.mark.parametrize(
    "said",
    [
        "kann ich am Freitag um 10 Uhr eine Stunde haben?",
        "kan jag få en lektion på fredag kl 10?",
        "har dere noe ledig på fredag kl 10?",
    ],
)
def test_what_is_said_in_another_language_is_understood_all_the_same(chat: Chat, said: str) -> None:
    chat.says(said).hears("Fri 27 Nov 10:00")


def test_the_language_chosen_stays(chat: Chat, town: Town) -> None:
    offered = ["English", "Dansk", "Deutsch", "Svenska", "Norsk"]
    chat.says("language").hears("Which language shall I speak?", choices=offered).picks("Dansk")
    chat.hears("language_set").says("hi").hears("Anna, vælg eller skriv")
    chat.says("book thursday at 10").hears("tor 26. nov. 10.00")


def test_help_tells_what_can_be_written(anna: Chat) -> None:
    anna.says("what can you do?", da="hvad kan du?")
    anna.hears("help_student", "book friday at 10", da="book fredag kl 10")
    anna.hears("menu_again")


@pytest.mark.parametrize(
    ("said", "answer"), [("thanks!", "thanks"), ("yes", "nothing_open"), ("no", "nothing_open"), ("hello", "menu")]
)
def test_small_talk_at_home_is_answered(chat: Chat, said: str, answer: str) -> None:
    chat.says(said).hears(answer)


def test_a_message_reaches_the_school_word_for_word(anna: Chat, town: Town, school: SmallSchool) -> None:
    anna.says("talk to the school", da="tal med skolen").hears("ask_message", "+4570000000")
    anna.says("I am ill & can't come <tomorrow> at 10").hears("message_passed_on")
    rows = town.database.execute("SELECT text, person_id FROM school_messages WHERE school_id = %s", [school.id])
    assert rows == [("I am ill & can't come <tomorrow> at 10", school.students["Anna Berg"].id)]


def test_asking_for_the_school_twice_sends_nothing(chat: Chat, town: Town, school: SmallSchool) -> None:
    chat.says("talk to the school").says("talk to the school").hears("ask_message")
    chat.picks("Menu").hears("menu")
    assert not town.database.execute("SELECT 1 FROM school_messages WHERE school_id = %s", [school.id])


def test_the_school_says_where_it_is(chat: Chat) -> None:
    chat.says("where are you?").hears("Havn Driving, phone +4570000000.", "Harbour St: Harbour Street 12")
    chat.hears(choices=["Talk to the school", "Join another school", "Menu"]).picks("talk").hears("ask_message")


def test_a_name_with_markup_is_shown_as_it_is(town: Town, school: SmallSchool) -> None:
    chat = town.person(school, school.student("<b>Bo</b> & Co"), Channel.TELEGRAM)
    chat.says("hi")
    assert chat.text.startswith("Hi &lt;b&gt;Bo&lt;/b&gt;.")


def test_a_price_that_changes_soon_is_told_with_its_day(anna: Chat, town: Town, school: SmallSchool) -> None:
    anna.says("what does a lesson cost", da="hvad koster en køretime").hears("650 kr")
    assert "1 Dec" not in anna.text
    assert "1. dec" not in anna.text
    with town.app.open_work() as work:
        for first, price in (("2026-12-01", 700), ("2027-12-01", 900)):
            listed = ListedPrice(work.next_id(), date.fromisoformat(first), None, kroner(price))
            work.administration.add_price(school.id, school.types["driving"], listed)
        work.commit()
    anna.says("what does a driving lesson cost", da="hvad koster en køretime")
    anna.hears("650 kr, from Tue 1 Dec 700 kr", da="650 kr, fra tir 1. dec. 700 kr")
    assert "900" not in anna.text


def test_prices_and_terms_are_told_in_passing(anna: Chat, school: SmallSchool) -> None:
    anna.says("what does a lesson cost", da="hvad koster en køretime").hears("650 kr")
    anna.hears("free until 24 h", da="indtil 24 t")
    school.books(school.students["Anna Berg"], "2026-11-26 12:00", made="2026-11-20 12:00")
    anna.says("cancel", da="aflys").hears("confirm_cancel")
    anna.says("how much to cancel?", da="hvad koster det at aflyse?").hears("confirm_cancel", "It is free", da="gratis")
