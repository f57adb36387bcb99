"""Politeness around what is meant, and nothing but politeness."""

from __future__ import annotations

import pytest

from tests.chat import Town
from tests.factories import SmallSchool

WISHES = {
    "en": "thu after 3",
    "da": "torsdag efter 15",
    "de": "donnerstag nach 15 uhr",
    "sv": "torsdag efter 15",
    "nb": "torsdag etter 15",
}
DATED = {
    "en": "book thu 26 nov after 3",
    "da": "book tor 26. nov efter 15",
    "de": "buche do 26. nov nach 15 uhr",
    "sv": "boka tors 26 nov efter 15",
    "nb": "bestill tor 26. nov etter 15",
}
CANCEL = {
    "en": "cancel my lesson",
    "da": "aflys min time",
    "de": "termin absagen",
    "sv": "avboka min tid",
    "nb": "avbestill timen",
}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "hang on, who is it with"),
        ("en", "oh wait who is it with?"),
        ("da", "hov vent, hvem er det med"),
        ("de", "warte mal, bei wem ist das"),
        ("sv", "oj vänta, vem är det med"),
        ("nb", "oi vent, hvem er det med"),
    ],
)
def test_what_stands_behind_small_talk_is_heard(town: Town, school: SmallSchool, language: str, said: str) -> None:
    anna = town.anna(school, language)
    anna.says(WISHES[language]).picks_number(1).hears("confirm_booking")
    anna.says(said).hears("Mette", "confirm_booking_again")
    assert "not_understood" not in anna.last.names


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "right ta, bye then"),
        ("da", "tak for hjælpen, hej hej"),
        ("de", "alles klar danke, bis dann"),
        ("sv", "ok tack, hej då"),
        ("nb", "ok takk, ha det"),
    ],
)
def test_thanks_and_good_bye_are_no_miss_and_no_yes(town: Town, school: SmallSchool, language: str, said: str) -> None:
    anna = town.anna(school, language)
    anna.says(WISHES[language]).picks_number(1).hears("confirm_booking")
    anna.says(said).hears("confirm_booking_again")
    assert "not_understood" not in anna.last.names
    assert town.bookings("confirmed") == []


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "sorry can't do that day"),
        ("da", "den dag kan jeg ikke"),
        ("de", "an dem tag kann ich nicht"),
        ("sv", "den dagen kan jag inte"),
        ("nb", "den dagen kan jeg ikke"),
    ],
)
def test_a_day_that_is_offered_and_does_not_suit_cancels_nothing(
    town: Town, school: SmallSchool, language: str, said: str
) -> None:
    anna = town.anna(school, language, "2026-12-04 10:00")
    anna.says(DATED[language]).hears("offers").says(said).hears("offers")
    assert not any("26" in label for label in anna.labels)
    anna.picks_number(1).hears("confirm_booking").says(said).hears("offers")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "oh no, i can't do that day after all"),
        ("da", "argh, den dag kan jeg ikke alligevel"),
        ("de", "mist, an dem tag kann ich doch nicht"),
        ("sv", "attans, kan inte den dagen ändå"),
        ("nb", "æsj, den dagen kan jeg ikke likevel"),
    ],
)
def test_a_day_that_was_booked_and_does_not_suit_is_asked_about(
    town: Town, school: SmallSchool, language: str, said: str
) -> None:
    town.anna(school, language, "2026-12-04 10:00").says(said).hears("confirm_cancel")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "then the one next week"),
        ("da", "så den i næste uge"),
        ("de", "dann den nächste woche"),
        ("sv", "då tar jag den nästa vecka"),
        ("nb", "da tar jeg den neste uke"),
    ],
)
def test_what_is_wished_right_after_a_lesson_was_cancelled_is_of_its_kind(
    town: Town, school: SmallSchool, language: str, said: str
) -> None:
    school.plans_class("2026-12-03 18:30")
    school.plans_class("2026-11-26 18:30")
    anna = school.student("Anna Berg", language)
    school.books(anna, "2026-11-26 18:30", "theory", school.jonas, made="2026-11-20 12:00")
    chat = town.person(school, anna, language=language)
    chat.says(CANCEL[language]).picks_number(1).hears("cancelled")
    chat.says(said).hears("offers")
    assert "18" in chat.labels[0]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "oh well, friday then"),
        ("da", "pyt så fredag"),
        ("de", "ach egal, dann freitag"),
        ("sv", "äsch, fredag då"),
        ("nb", "samme det, fredag da"),
    ],
)
def test_who_minds_little_and_names_another_day_goes_on(
    town: Town, school: SmallSchool, language: str, said: str
) -> None:
    town.anna(school, language).says(WISHES[language]).hears("offers").says(said).hears("offers", "27")


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "only mette"), ("da", "kun mette"), ("de", "nur mette"), ("sv", "bara mette"), ("nb", "bare mette")],
)
def test_only_before_a_teacher_is_no_introduction(town: Town, school: SmallSchool, language: str, said: str) -> None:
    anna = town.person(school, school.student("Anna Berg", language), language=language)
    anna.says(WISHES[language]).hears("offers").says(said).hears("offers", "Mette")
