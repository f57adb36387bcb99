"""A branch that is named is where the lesson is to be. Mette drives at Harbour St, Jonas at Station Square."""

from __future__ import annotations

import pytest

from tests.chat import Chat, Town
from tests.dialogs.conftest import STATION
from tests.factories import SmallSchool, found_school


def test_times_are_offered_where_they_are_wished(anna: Chat, two_branches: SmallSchool) -> None:
    anna.says("lesson at station square thursday", "køretime på banegårdspladsen torsdag")
    anna.hears("Thu 26 Nov with Jonas, Station Square", da="tor 26. nov. hos Jonas, Banegårdspladsen")
    anna.picks("slot:0").hears("confirm_booking", "blue Polo, Station Square", da="blue Polo, Banegårdspladsen")
    anna.picks("book").hears("booked")


def test_the_place_is_kept_when_another_day_is_wished_and_given_up_by_words(
    anna: Chat, two_branches: SmallSchool
) -> None:
    anna.says("lesson at station square thursday", "køretime på banegårdspladsen torsdag")
    anna.says("what about friday?", "hvad med fredag?")
    anna.hears("Fri 27 Nov with Jonas, Station Square", da="fre 27. nov. hos Jonas, Banegårdspladsen")
    anna.says("with mette", "hos mette").hears("not_there_with_teacher", "Station Square", da="Banegårdspladsen")
    anna.says("it doesn't matter where", "det er lige meget hvor").hears(
        "offers", "with your teacher", da="hos din lærer"
    )


@pytest.mark.parametrize(
    ("language", "said", "any_", "other"),
    [
        ("en", "lesson at station square thursday", "any branch", "at another place"),
        ("da", "køretime på banegårdspladsen torsdag", "lige meget hvor", "et andet sted"),
        ("de", "fahrstunde am bahnhofsplatz donnerstag", "egal wo", "woanders"),
        ("sv", "körlektion på stationstorget torsdag", "spelar ingen roll var", "någon annanstans"),
        ("nb", "kjøretime på stasjonsplassen torsdag", "hvor som helst", "et annet sted"),
    ],
)
def test_any_place_and_another_place_are_wished_in_every_language(
    town: Town, two_branches: SmallSchool, language: str, said: str, any_: str, other: str
) -> None:
    anna = town.person(two_branches, two_branches.student("Anna Berg", language), language=language)
    anna.says(said).hears("offers", STATION[language])
    anna.says(any_).hears("offers")
    assert STATION[language] not in anna.text
    anna.says(said).says(other).hears("offers", "Harbour St", "Mette")


def test_that_nothing_is_free_there_is_said_with_other_days_there_and_other_places_then(
    anna: Chat, two_branches: SmallSchool
) -> None:
    anna.says("lesson at station square thursday at 8", "køretime på banegårdspladsen torsdag kl 8")
    anna.hears(
        "Station Square: nothing is free Thu 26 Nov 08:00.",
        da="Banegårdspladsen: Der er ikke noget ledigt tor 26. nov. 8.00.",
    )
    anna.hears("Nearest times, Thu 26 Nov with Jonas, Station Square", da="hos Jonas, Banegårdspladsen")
    anna.picks("elsewhere").hears("confirm_booking", "Harbour St").hears("Thu 26 Nov 08:00", da="tor 26. nov. 8.00")


def test_a_kind_of_lesson_that_is_never_given_there_is_offered_elsewhere(anna: Chat, two_branches: SmallSchool) -> None:
    two_branches.plans_class("2026-11-26 18:00")
    anna.says("theory class at station square", "teorilektion på banegårdspladsen")
    anna.hears("Station Square: there are no times", da="Banegårdspladsen: Der er ingen tider").hears("offers")


def test_a_lesson_on_offer_is_put_elsewhere_at_its_time(anna: Chat, two_branches: SmallSchool) -> None:
    anna.says("lesson thursday at 12 with mette", "køretime torsdag kl 12 hos mette").hears("Harbour St")
    anna.says("at station square instead", "på banegårdspladsen i stedet").hears("not_there_with_teacher")
    anna.hears("offers", "with Jonas, Station Square", da="hos Jonas, Banegårdspladsen")
    assert anna.words("12:00", "12.00") in " ".join((anna.text, *anna.labels))


def test_a_place_may_be_refused(anna: Chat, two_branches: SmallSchool) -> None:
    anna.says("lesson thursday at 12 but not at harbour st", "køretime torsdag kl 12 men ikke på harbour st")
    anna.hears("Station Square", da="Banegårdspladsen")


def test_a_booked_lesson_is_moved_to_another_branch_at_the_same_time(anna: Chat, two_branches: SmallSchool) -> None:
    two_branches.books(two_branches.students["Anna Berg"], "2026-11-25 12:00", made="2026-11-20 12:00")
    anna.says("put my wednesday lesson at station square", "flyt min onsdagstime til banegårdspladsen")
    anna.hears("confirm_move", "to Wed 25 Nov 12:00", da="til ons 25. nov. 12.00")
    anna.hears("blue Polo, Station Square", da="blue Polo, Banegårdspladsen").picks("move").hears("moved")


def test_which_lesson_is_meant_is_no_question_of_where_it_goes(anna: Chat, two_branches: SmallSchool) -> None:
    student = two_branches.students["Anna Berg"]
    two_branches.books(student, "2026-11-25 12:00", made="2026-11-20 12:00")
    two_branches.books(student, "2026-11-26 12:00", teacher=two_branches.jonas, made="2026-11-20 12:00")
    anna.says("move my lesson to station square", "flyt min tid til banegårdspladsen").hears("which_lesson_move")
    anna.picks_number(1).hears("confirm_move", "Station Square", da="Banegårdspladsen")


def test_a_part_of_a_branchs_name_is_enough_where_a_lesson_is_to_go(anna: Chat, two_branches: SmallSchool) -> None:
    two_branches.books(two_branches.students["Anna Berg"], "2026-11-25 12:00", made="2026-11-20 12:00")
    anna.says("move my lesson to station", "flyt min tid til banegården")
    anna.hears("confirm_move", "blue Polo, Station Square", da="blue Polo, Banegårdspladsen")


def test_a_place_alone_is_a_wish_to_drive_there(anna: Chat, two_branches: SmallSchool) -> None:
    anna.says("at station square", "på banegårdspladsen").hears("offers", "Station Square", da="Banegårdspladsen")
    anna.says("menu").says("station square please", "banegårdspladsen tak").hears(
        "offers", "Jonas, Station Square", da="Jonas, Banegårdspladsen"
    )
    anna.says("menu").says("I am standing at station square", "jeg står her ved banegårdspladsen")
    assert "offers" not in anna.last.names


def test_where_the_school_is_stays_a_question(anna: Chat, two_branches: SmallSchool) -> None:
    anna.says("where is station square", "hvor ligger banegårdspladsen").hears(
        "Station Square 3, 8600 Silkeborg", da="Station Square 3, 8600 Silkeborg"
    )


def test_the_own_place_to_be_fetched_is_no_branch(anna: Chat, two_branches: SmallSchool) -> None:
    anna.says("pick me up at station square", "hent mig på banegårdspladsen").hears("pickup_kept")
    anna.says("lesson thursday", "køretime torsdag").hears("offers", "with your teacher", da="hos din lærer")


def test_a_school_without_other_places_says_so(town: Town) -> None:
    school = found_school(town.app.open_work)
    anna = town.person(school, school.student("Anna Berg", usual=school.mette))
    anna.says("lesson thursday").says("at another place").hears("There is no other place.", "offers")
