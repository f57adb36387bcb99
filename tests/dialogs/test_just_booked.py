"""Right after a booking what is said of a time is said of the lesson just booked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.chat import Chat, Town
from tests.factories import SmallSchool

BOOK = {
    "en": "wed 2 dec at 10",
    "da": "ons 2. dec. kl 10",
    "sv": "ons 2 dec kl 10",
    "nb": "ons 2. des. kl 10",
    "de": "Mi 2. Dez. um 10",
}


@pytest.mark.parametrize(
    ("language", "said", "start"),
    [
        ("en", "oh wait, can you make it 11 instead", "2026-12-02 11:00"),
        ("en", "sorry i meant thursday", "2026-12-03 10:00"),
        ("en", "half past ten would be better actually", "2026-12-02 10:30"),
        ("da", "hov, kan det blive kl 11 i stedet", "2026-12-02 11:00"),
        ("da", "undskyld, jeg mente torsdag", "2026-12-03 10:00"),
        ("da", "halv elleve passer faktisk bedre", "2026-12-02 10:30"),
        ("sv", "oj, kan det bli klockan 11 istället", "2026-12-02 11:00"),
        ("sv", "förlåt, jag menade torsdag", "2026-12-03 10:00"),
        ("nb", "oi, kan det bli kl 11 i stedet", "2026-12-02 11:00"),
        ("nb", "beklager, jeg mente torsdag", "2026-12-03 10:00"),
        ("nb", "halv elleve passer egentlig bedre", "2026-12-02 10:30"),
        ("de", "oh warte, geht auch 11 Uhr stattdessen", "2026-12-02 11:00"),
        ("de", "sorry ich meinte Donnerstag", "2026-12-03 10:00"),
        ("de", "halb elf wäre doch besser", "2026-12-02 10:30"),
        ("en", "could we make it one hour later", "2026-12-02 11:00"),
        ("da", "kan vi tage den 1 time senere", "2026-12-02 11:00"),
        ("de", "geht das zwei Stunden später", "2026-12-02 12:00"),
        ("sv", "kan vi ta den 1 timme senare", "2026-12-02 11:00"),
        ("nb", "kan vi ta den 1 time senere", "2026-12-02 11:00"),
        ("en", "no, thursday", "2026-12-03 10:00"),
        ("da", "nej, torsdag", "2026-12-03 10:00"),
    ],
)
def test_a_correction_moves_it(town: Town, school: SmallSchool, language: str, said: str, start: str) -> None:
    anna = town.anna(school, language)
    anna.says(BOOK[language]).picks("book").hears("booked")
    anna.says(said).hears("confirm_move").picks("move").hears("moved")
    assert town.bookings("confirmed") == [(start, "confirmed")]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "and the same next week please"),
        ("da", "og det samme næste uge tak"),
        ("sv", "och samma nästa vecka"),
        ("nb", "og det samme neste uke"),
        ("de", "und das gleiche nächste Woche bitte"),
    ],
)
def test_the_same_is_wished_a_week_after_it(town: Town, school: SmallSchool, language: str, said: str) -> None:
    anna = town.anna(school, language)
    anna.says(BOOK[language]).picks("book").hears("booked").says(said).hears("confirm_booking")
    anna.picks("book").hears("booked")
    assert [start for start, _ in town.bookings("confirmed")] == ["2026-12-02 10:00", "2026-12-09 10:00"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "can it be a double"),
        ("en", "make it a double"),
        ("da", "kan det være en dobbelt"),
        ("sv", "kan det bli en dubbel"),
        ("nb", "kan det bli en dobbel"),
    ],
)
def test_it_is_to_become_another_kind(town: Town, school: SmallSchool, language: str, said: str) -> None:
    with town.app.open_work() as work:
        names = {"en": "Double lesson", "da": "Dobbelt køretime", "sv": "Dubbellektion", "nb": "Dobbelttime"}
        work.administration.save_lesson_type(school.id, replace(school.types["track"], names=names))
        work.commit()
    anna = town.anna(school, language)
    anna.says(BOOK[language]).picks("book").hears("booked").says(said).hears("ask_other_kind")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "undo"),
        ("en", "no actually not"),
        ("da", "fortryd"),
        ("da", "nej alligevel ikke"),
        ("sv", "ångra"),
        ("sv", "nej förresten, inte"),
        ("nb", "angre"),
        ("nb", "nei forresten, ikke"),
        ("de", "rückgängig"),
        ("de", "nein doch nicht"),
    ],
)
def test_it_is_taken_back_once_that_is_confirmed(town: Town, school: SmallSchool, language: str, said: str) -> None:
    anna = town.anna(school, language, "2026-11-30 09:00")
    anna.says(BOOK[language]).picks("book").hears("booked").says(said).hears("confirm_cancel").picks("cancel")
    assert town.bookings("confirmed") == [("2026-11-30 09:00", "confirmed")]


WRONG_DAY = {"en": "wrong day", "da": "forkert dag", "de": "falscher Tag", "sv": "fel dag", "nb": "feil dag"}


@pytest.mark.parametrize("language", WRONG_DAY)
def test_a_wrong_day_offers_its_hour_on_days_near_it(town: Town, school: SmallSchool, language: str) -> None:
    anna = town.anna(school, language).says(BOOK[language]).picks("book").hears("booked")
    anna.says(WRONG_DAY[language]).hears("offers")
    starts = [choice.params["start"] for choice in anna.last.reply.choices[:3]]
    assert starts == ["2026-11-30T10:00", "2026-12-01T10:00", "2026-12-03T10:00"]


def test_a_wrong_time_offers_other_hours_of_its_day(town: Town, school: SmallSchool) -> None:
    anna = town.anna(school, "en").says(BOOK["en"]).picks("book").says("sorry, wrong time").hears("offers")
    starts = [choice.params["start"] for choice in anna.last.reply.choices[:3]]
    assert starts == ["2026-12-02T08:00", "2026-12-02T09:00", "2026-12-02T11:00"]


@pytest.mark.parametrize("said", ["oops wrong day", "forkert dag", "oj fel dag", "feil tid", "ups falscher Tag"])
def test_that_it_was_wrong_offers_other_times_for_it(anna: Chat, said: str) -> None:
    anna.says("wed 2 dec at 10", da="ons 2. dec. kl 10").picks("book").hears("booked")
    anna.says(said).hears("offers", "Wed 2 Dec", da="ons 2. dec.")


@pytest.mark.parametrize(
    ("en", "da"),
    [
        ("friday at 9", "fredag kl 9"),
        ("book friday at 9 instead of working", "book fredag kl 9"),
        ("and one on friday at 9, that would be better for me", "og en til fredag kl 9, det er bedre"),
        ("i actually want another one friday at 9", "jeg vil faktisk gerne have en til fredag kl 9"),
    ],
)
def test_another_wish_is_another_lesson(anna: Chat, town: Town, en: str, da: str) -> None:
    anna.says("wed 2 dec at 10", da="ons 2. dec. kl 10").picks("book").hears("booked")
    anna.says(en, da=da).hears("confirm_booking")


ABOUT = {
    "en": ("is it with jonas?", "No:", "how much was that", "is that the automatic?"),
    "da": ("er det hos jonas?", "Nej:", "hvad kostede det", "er det den med automatgear?"),
    "de": ("ist das bei Jonas?", "Nein:", "was hat das gekostet", "ist das der Automatik?"),
    "sv": ("är det med jonas?", "Nej:", "vad kostade det", "är det den automatiska?"),
    "nb": ("er det med jonas?", "Nei:", "hva kostet det", "er det den med automatgir?"),
}


@pytest.mark.parametrize("language", ABOUT)
def test_what_is_asked_about_it_is_answered(town: Town, school: SmallSchool, language: str) -> None:
    with_whom, no, price, gears = ABOUT[language]
    anna = town.anna(school, language).says(BOOK[language])
    anna.says(gears).hears("no_such_car", "confirm_booking_again")
    assert "not_understood" not in anna.last.names
    anna.says("1").hears("booked")
    anna.says(with_whom).hears("about_slot", no, "Mette")
    anna.says(price).hears("terms", "650")
    anna.says(gears).hears("no_such_car")


@pytest.mark.parametrize(
    ("language", "said", "end"),
    [
        ("en", "when does it end", "10:45"),
        ("en", "how long is it?", "10:45"),
        ("da", "hvornår slutter den", "10.45"),
        ("de", "wann ist die vorbei?", "10:45"),
        ("sv", "när slutar den?", "10:45"),
        ("nb", "når er den ferdig", "10:45"),
    ],
)
def test_its_end_is_told(town: Town, school: SmallSchool, language: str, said: str, end: str) -> None:
    anna = town.anna(school, language).says(BOOK[language])
    anna.says(said).hears("about_slot", end, "confirm_booking_again").says("1").hears("booked")
    anna.says(said).hears("about_slot", end)


HESITANTLY = {
    "en": "oh wait, quick question, which teacher is it",
    "da": "hov vent lige, hvem er det hos",
    "de": "ach warte mal kurz, bei wem ist das",
    "sv": "åh förresten, vem är det med",
    "nb": "åh vent, hvem er det med",
}


@pytest.mark.parametrize("language", HESITANTLY)
def test_a_question_may_come_with_some_words_before_it(town: Town, school: SmallSchool, language: str) -> None:
    anna = town.anna(school, language).says(BOOK[language]).says("1").hears("booked")
    anna.says(HESITANTLY[language]).hears("about_slot", "Mette")
