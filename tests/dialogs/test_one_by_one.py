"""What is said of both lessons is done one by one; and answers that say no, yes or another kind of lesson."""

from __future__ import annotations

import pytest

from tests.chat import Town
from tests.factories import SmallSchool

THURSDAY, FRIDAY = "2026-11-26 12:00", "2026-11-27 10:00"
NEXT_WEEK = {
    "en": "move both lessons to next week",
    "da": "flyt begge timer til næste uge",
    "de": "verschieb beide auf nächste Woche",
    "sv": "flytta båda till nästa vecka",
    "nb": "flytt begge til neste uke",
}
WITH_JONAS = {
    "en": "make both lessons with jonas",
    "da": "kan jeg få jonas til begge",
    "de": "beide Stunden mit Jonas bitte",
    "sv": "båda lektionerna med jonas",
    "nb": "begge timene med jonas",
}
CANCEL_TRACK = {
    "en": ("cancel the closed track on friday", "yes"),
    "da": ("aflys lukket bane fredag", "ja"),
    "de": ("Übungsplatz am Freitag absagen", "ja"),
    "sv": ("avboka övningsbana på fredag", "ja"),
    "nb": ("avbestill øvingsbane på fredag", "ja"),
}
TRACK = {
    "en": ["could my thursday lesson be a closed track lesson", "can my lesson on thursday become a closed track?"],
    "da": ["kan min torsdagstime blive en lukket bane", "kunne min time på torsdag være en lukket bane"],
    "de": ["könnte meine Stunde am Donnerstag eine Übungsplatzstunde sein"],
    "sv": ["kan min torsdagslektion bli en övningsbana"],
    "nb": ["kan torsdagstimen min bli en øvingsbane"],
}
NO_ELEVEN = {
    "en": ("move thursday to monday at 10", "no 11"),
    "da": ("flyt torsdag til mandag kl 10", "nej 11"),
    "de": ("verschieb Donnerstag auf Montag um 10", "nein 11"),
    "sv": ("flytta torsdag till måndag kl 10", "nej 11"),
    "nb": ("flytt torsdag til mandag kl 10", "nei 11"),
}


@pytest.mark.parametrize("language", NEXT_WEEK)
def test_the_second_of_two_is_moved_when_the_first_is(town: Town, school: SmallSchool, language: str) -> None:
    anna = town.anna(school, language, THURSDAY, FRIDAY)
    anna.says(NEXT_WEEK[language]).hears("one_by_one", "offers", "26").picks("slot:0").picks("move")
    anna.hears("moved", "ask_next_lesson", "27").picks("go").hears("offers", "27", "30").picks("slot:0").picks("move")
    anna.hears("moved")
    assert [start[:10] for start, _ in town.bookings("confirmed")] == ["2026-11-30", "2026-11-30"]


def test_the_second_may_be_left(town: Town, school: SmallSchool) -> None:
    anna = town.anna(school, "en", THURSDAY, FRIDAY).says("move my lesson").says("both").hears("one_by_one", "offers")
    anna.picks("slot:0").picks("move").hears("ask_next_lesson").picks("leave").hears("left")
    assert (FRIDAY, "confirmed") in town.bookings()


@pytest.mark.parametrize("language", WITH_JONAS)
def test_both_are_moved_to_another_teacher(town: Town, school: SmallSchool, language: str) -> None:
    anna = town.anna(school, language, THURSDAY, FRIDAY).says(WITH_JONAS[language])
    anna.hears("confirm_move", "Jonas").picks("move").hears("ask_next_lesson").picks("go")
    anna.hears("confirm_move", "Jonas").picks("move").hears("moved")
    assert town.bookings("confirmed") == [(THURSDAY, "confirmed"), (FRIDAY, "confirmed")]


@pytest.mark.parametrize("language", CANCEL_TRACK)
def test_a_yes_takes_the_only_one_there_is_to_choose(town: Town, school: SmallSchool, language: str) -> None:
    said, yes = CANCEL_TRACK[language]
    anna = town.anna(school, language, FRIDAY)
    school.books(school.students["Anna Berg"], THURSDAY, "track", made="2026-11-20 12:00")
    anna.says(said).hears("which_lesson_cancel").says(yes).hears("confirm_cancel", "26")


@pytest.mark.parametrize("language", TRACK)
def test_a_lesson_that_shall_be_of_another_kind_stays_and_one_beside_it_is_offered(
    town: Town, school: SmallSchool, language: str
) -> None:
    anna = town.anna(school, language, THURSDAY, FRIDAY)
    for said in TRACK[language]:
        anna.says("menu").says(said).hears("ask_other_kind", "26")


@pytest.mark.parametrize("language", NO_ELEVEN)
def test_a_no_with_another_hour_is_another_wish_and_never_a_yes(town: Town, school: SmallSchool, language: str) -> None:
    said, no = NO_ELEVEN[language]
    anna = town.anna(school, language, THURSDAY).says(said).hears("confirm_move").says(no)
    anna.hears("confirm_move", "23", "11").says(no.replace("11", "1"))
    assert town.bookings("confirmed") == [(THURSDAY, "confirmed")]
