"""Who the usual teacher is, when the school is open, and that one comes after all."""

from __future__ import annotations

import pytest

from tests.chat import Town
from tests.factories import SmallSchool

FRIDAY = "2026-11-27 10:00"
WHO = {
    "en": ["who is my teacher?", "who's my instructor"],
    "da": ["hvem er min kørelærer?", "hvad hedder min lærer"],
    "de": ["wer ist mein Fahrlehrer?", "welchen Fahrlehrer habe ich"],
    "sv": ["vem är min lärare", "vad heter min lärare?"],
    "nb": ["hvem er kjørelæreren min?", "hvilken lærer har jeg"],
}
COMES = {
    "en": "i'll be there friday after all",
    "da": "jeg er der alligevel fredag",
    "de": "Bin Freitag doch da",
    "sv": "jag är där ändå på fredag",
    "nb": "jeg er der likevel fredag",
}


@pytest.mark.parametrize("language", WHO)
def test_who_asks_for_the_teacher_is_told_whom_they_usually_drive_with(
    town: Town, school: SmallSchool, language: str
) -> None:
    anna = town.anna(school, language)
    for said in WHO[language]:
        anna.says("menu").says(said).hears("usual_teacher", "Mette Holm")


def test_who_has_no_usual_teacher_is_told_so(town: Town, school: SmallSchool) -> None:
    anna = town.person(school, school.student("Anna Berg", "en"))
    anna.says("who is my teacher?").hears("usual_teacher", "no usual teacher")


@pytest.mark.parametrize("language", COMES)
def test_who_comes_after_all_is_shown_the_lesson_and_no_other_times(
    town: Town, school: SmallSchool, language: str
) -> None:
    town.anna(school, language, FRIDAY).says(COMES[language]).hears("lessons", "27", "10")


def test_hours_are_those_of_the_school(town: Town, school: SmallSchool) -> None:
    town.anna(school, "en").says("what are your hours on friday").hears("school_hours")
