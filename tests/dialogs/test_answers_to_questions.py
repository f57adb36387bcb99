"""What is answered to a question: a no is none of what was asked, and that is all means not all of them."""

from __future__ import annotations

import pytest

from tests.chat import Town
from tests.factories import SmallSchool

LESSONS = ("2026-11-26 12:00", "2026-11-27 10:00")
PICKUP = {
    "en": ("can you pick me up at home", "no thanks"),
    "da": ("kan jeg blive hentet derhjemme", "nej tak"),
    "de": ("könnt ihr mich abholen", "nein danke"),
    "sv": ("kan ni hämta mig", "nej tack"),
    "nb": ("kan dere hente meg", "nei takk"),
}
ALL = {
    "en": ("cancel my lesson", "lol sorry. thats all"),
    "da": ("aflys en tid", "det var alt"),
    "de": ("Stunde absagen", "das war alles"),
    "sv": ("avboka en lektion", "det var allt"),
    "nb": ("avbestill en time", "det var alt"),
}
KEEP = {
    "en": ("cancel my lesson", "keep it actually"),
    "da": ("aflys en tid", "behold den alligevel"),
    "de": ("Stunde absagen", "lass ihn stehen"),
    "sv": ("avboka en lektion", "låt den stå"),
    "nb": ("avbestill en time", "la den stå"),
}
THREE = {
    "en": ("book wed at 10", "no wait 3", "Wed 25 Nov 15:00"),
    "da": ("book onsdag kl 10", "nej 3", "ons 25. nov. 15.00"),
    "de": ("buche Mittwoch um 10", "nein 3", "Mi 25. Nov. 15:00"),
    "sv": ("boka onsdag kl 10", "nej 3", "ons 25 nov 15:00"),
    "nb": ("bestill onsdag kl 10", "nei 3", "ons 25. nov. 15:00"),
}


@pytest.mark.parametrize("language", PICKUP)
def test_a_no_is_no_place_to_be_picked_up_at(town: Town, school: SmallSchool, language: str) -> None:
    said, no = PICKUP[language]
    town.anna(school, language).says(said).hears("ask_pickup").says(no).hears("left")
    rows = town.database.execute("SELECT pickup FROM students WHERE school_id = %s", [school.id])
    assert rows == [("",)]


@pytest.mark.parametrize("language", ALL)
def test_that_is_all_does_not_mean_all_lessons(town: Town, school: SmallSchool, language: str) -> None:
    said, ended = ALL[language]
    anna = town.anna(school, language, *LESSONS).says(said).hears("which_lesson_cancel").says(ended)
    assert "confirm_cancel" not in anna.last.names


@pytest.mark.parametrize("language", KEEP)
def test_a_lesson_may_be_kept_at_the_question_which_one(town: Town, school: SmallSchool, language: str) -> None:
    said, keep = KEEP[language]
    town.anna(school, language, *LESSONS).says(said).hears("which_lesson_cancel").says(keep).hears("left")


def test_another_time_at_the_question_which_one_to_cancel_moves_it(town: Town, school: SmallSchool) -> None:
    anna = town.anna(school, "en", *LESSONS).says("i cant make it").hears("which_lesson_cancel")
    anna.says("no dont cancel, is there anything monday instead").hears("which_lesson_move")


@pytest.mark.parametrize("language", THREE)
def test_a_no_with_a_small_number_is_an_hour_where_none_is_on_the_menu(
    town: Town, school: SmallSchool, language: str
) -> None:
    said, three, shown = THREE[language]
    town.anna(school, language).says(said).hears("confirm_booking").says(three).hears("confirm_booking", shown)


LAST = {
    "en": ("book friday at 8", "no the last one"),
    "da": ("book fredag kl 8", "kun den første"),
    "de": ("buche Freitag um 8", "nein die letzte"),
    "sv": ("boka fredag kl 8", "nä den sista"),
    "nb": ("bestill fredag kl 8", "nei den siste"),
}


@pytest.mark.parametrize("language", LAST)
def test_the_first_and_the_last_are_no_yes_to_what_is_to_be_confirmed(
    town: Town, school: SmallSchool, language: str
) -> None:
    said, which = LAST[language]
    town.anna(school, language).says(said).hears("confirm_booking").says(which)
    assert town.bookings("confirmed") == []
