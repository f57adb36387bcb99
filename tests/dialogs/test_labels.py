"""What is written on a choice is an answer like its button or its digit, in every flow and language."""

from __future__ import annotations

import pytest

from bot.dialogs.exchange import Channel
from tests.chat import Chat, Town
from tests.dialogs.plans import attended, modules
from tests.factories import SmallSchool

WEDNESDAY = {
    "en": "book wednesday at 9",
    "da": "book onsdag kl 9",
    "de": "fahrstunde mittwoch um 9 buchen",
    "sv": "boka onsdag kl 9",
    "nb": "bestill onsdag kl 9",
}


@pytest.mark.parametrize("language", WEDNESDAY)
@pytest.mark.parametrize("channel", [Channel.SMS, Channel.TELEGRAM])
def test_a_label_is_written_instead_of_pressed(
    town: Town, school: SmallSchool, channel: Channel, language: str
) -> None:
    student = town.person(school, school.student("Anna Berg", language, school.mette), channel, language)
    student.says(WEDNESDAY[language]).hears("confirm_booking")
    book, other = student.labels
    student.says(other.upper()).hears("offers")
    student.says(WEDNESDAY[language]).hears("confirm_booking")
    student.says(f"{book}.").hears("booked")


@pytest.mark.parametrize("language", WEDNESDAY)
def test_every_label_of_the_menu_is_taken_as_it_stands(town: Town, school: SmallSchool, language: str) -> None:
    student = town.person(school, school.student("Anna Berg", language), Channel.TELEGRAM, language)
    student.says("menu")
    for place, label in enumerate(student.labels):
        pressed = student.picks_number(place + 1).last.names
        student.says("menu").says(label)
        assert student.last.names == pressed, label
        student.says("menu")


@pytest.mark.parametrize("language", WEDNESDAY)
def test_a_signature_is_given_by_the_word_on_its_button(town: Town, school: SmallSchool, language: str) -> None:
    modules(school, "1", "2")
    ida = school.student("Ida Krogh", language, school.mette)
    teacher = town.person(school, school.mette, Channel.WHATSAPP, language)
    attended(town, school, ida, "2026-11-16 10:00")
    town.work()
    teacher.hears("ask_sign_teacher")
    teacher.says(teacher.labels[0].lower()).hears("signed_by_teacher")


def test_the_beginning_of_a_label_will_do(anna: Chat) -> None:
    anna.says("my lessons", da="mine tider").hears("no_coming_lessons")
    anna.says("book a less", da="book en").hears("what_to_book")


def test_a_slip_of_the_thumb_is_overlooked(anna: Chat) -> None:
    anna.says("book").picks("Driving lesson" if anna.speaks == "en" else "Køretime").hears("offers")
    before = anna.labels
    anna.says("more tmies", da="flree tider").hears("offers")
    assert anna.labels != before


def fill(school: SmallSchool, *starts: str) -> None:
    """Theory classes with no seat left."""
    for start in starts:
        school.plans_class(start)
        for name in ("Bo Lind", "Mia Holt"):
            who = school.students.get(name) or school.student(name)
            school.books(who, start, "theory", school.jonas, made="2026-11-20 12:00")


def test_where_two_labels_begin_so_it_is_asked_which(anna: Chat, school: SmallSchool) -> None:
    fill(school, "2026-11-25 18:30", "2026-11-26 18:30")
    anna.says("book theory", da="book teori").hears("all_full")
    anna.says("wait for", da="vent på").hears("Which of these do you mean?", da="Hvilken af dem mener du?")
    anna.says("wait for thu 26 nov", da="vent på tor 26. nov").hears("waiting_class")


def test_the_waitlist_is_joined_by_its_name(anna: Chat, school: SmallSchool) -> None:
    fill(school, "2026-11-26 18:30")
    anna.says("book theory", da="book teori").hears("all_full")
    anna.says("wait list", da="venteliste").hears("waiting_class")


def test_a_day_is_a_wish_and_no_beginning_of_a_label(anna: Chat) -> None:
    anna.says("book").picks("Driving lesson" if anna.speaks == "en" else "Køretime").hears("offers")
    anna.says("wed", da="ons").hears("Wed 25 Nov", da="ons 25. nov.")


WAITING = {
    "en": ("I'll wait", "wait for it", "put me on the waiting list"),
    "da": ("jeg venter", "sæt mig på ventelisten", "så venter jeg"),
    "de": ("dann warte ich", "setz mich auf die Warteliste", "ich warte darauf"),
    "sv": ("jag väntar", "sätt mig på väntelistan", "då väntar jag"),
    "nb": ("jeg venter", "sett meg på ventelista", "da venter jeg"),
}


@pytest.mark.parametrize(("language", "said"), [(language, said) for language in WAITING for said in WAITING[language]])
def test_who_would_wait_when_a_class_is_full_waits_for_it(
    town: Town, school: SmallSchool, language: str, said: str
) -> None:
    fill(school, "2026-11-26 18:30")
    anna = town.anna(school, language, "2026-11-27 10:00").says("book theory", da="book teori")
    anna = anna if "all_full" in anna.last.names else anna.says({"de": "Theoriestunde buchen"}.get(language, "teori"))
    anna.hears("all_full").says(said).hears("waiting_class")


@pytest.mark.parametrize("said", ["I'll wait", "put me on the waiting list"])
def test_who_would_wait_where_nothing_is_full_books_nothing(anna: Chat, town: Town, said: str) -> None:
    anna.says("lesson wed after 10", da="køretime ons efter 10").hears("offers").says(said, da=said)
    assert "waiting_class" not in anna.last.names
    assert town.bookings() == []
