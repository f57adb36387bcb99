"""What a student says of somebody else, by name or as family, is never answered with their own lessons or money, and
changes none of these; whether a teacher is there is for the school to answer."""

from __future__ import annotations

import pytest

from tests.chat import Chat, Town
from tests.factories import SmallSchool

WEDNESDAY, MONDAY = "2026-11-25 12:00", "2026-11-30 10:00"
OWN = {
    "en": [
        "cancel freja's lesson", "cancel Freja Dahl's lesson tomorrow", "move frejas lesson to friday",
        "what does freja owe", "how much does my brother owe", "when is freja's lesson",
        "cancel the lesson of freja", "does freja have a lesson on wednesday?",
        "my brother wants a lesson on friday", "book Freja on friday", "book a lesson for my brother on friday",
        "can my sister have a lesson on friday", "my brother needs a lesson",
    ],
    "da": [
        "aflys frejas time", "hvad skylder freja", "hvornår er frejas time", "aflys timen for freja",
        "har freja en time på onsdag?", "min bror vil have en time på fredag", "book Freja på fredag",
        "book en time til min bror", "kan min søster få en time på fredag",
        "kan jeg bytte time med Freja",
    ],
    "de": [
        "Frejas Stunde am Mittwoch absagen", "was schuldet Freja", "hat Freja am Mittwoch eine Stunde?",
        "buch Freja am Freitag", "eine Stunde für meinen Bruder buchen", "kann ich mit Freja tauschen",
    ],
    "sv": [
        "avboka frejas lektion", "vad är freja skyldig", "flytta frejas lektion till fredag",
        "boka Freja på fredag", "boka en lektion åt min bror på fredag",
    ],
    "nb": [
        "avbestill frejas time", "hvor mye skylder freja", "har freja en time på onsdag?",
        "bestill en time til søsteren min", "kan broren min få en time på fredag",
    ],
}  # fmt: skip
TOLD = {
    "en": ["freja is sick tomorrow", "freja can't come on wednesday", "my friend freja wants to cancel her lesson"],
    "da": ["freja er syg i morgen", "freja kommer ikke på onsdag"],
    "de": ["Freja ist am Mittwoch krank", "Freja kann am Mittwoch nicht kommen"],
    "sv": ["freja är sjuk på onsdag", "freja kan inte komma på onsdag"],
    "nb": ["freja er syk på onsdag", "freja kommer ikke på onsdag"],
}
TEACHER = {
    "en": ["is mette off on wednesday?", "is mette sick on wednesday?", "mette can't come on wednesday"],
    "da": ["er mette fri på onsdag?", "er mette syg på onsdag?", "er mette på ferie på onsdag?"],
    "de": ["ist Mette am Mittwoch krank?", "hat Mette am Mittwoch frei?"],
    "sv": ["är mette sjuk på onsdag?", "är mette ledig på onsdag?"],
    "nb": ["er mette syk på onsdag?", "har mette fri på onsdag?"],
}
GONE = {
    "en": ["mette didn't come on friday", "mette wasn't there"],
    "da": ["mette kom ikke i fredags"],
    "de": ["Mette ist am Freitag nicht gekommen"],
    "sv": ["mette kom inte i fredags"],
    "nb": ["mette kom ikke på fredag"],
}


@pytest.mark.parametrize("language", OWN)
def test_what_is_somebody_elses_is_neither_told_nor_changed(town: Town, school: SmallSchool, language: str) -> None:
    anna = town.anna(school, language, WEDNESDAY, MONDAY)
    for said in OWN[language]:
        anna.says("menu").says(said).hears("anothers_own")
    for said in TOLD[language]:
        anna.says("menu").says(said).hears("told")


@pytest.mark.parametrize("language", TEACHER)
def test_whether_a_teacher_is_there_goes_to_the_school_beside_the_lesson_of_that_day(
    town: Town, school: SmallSchool, language: str
) -> None:
    anna = town.anna(school, language, WEDNESDAY, MONDAY)
    for said in TEACHER[language]:
        anna.says("menu").says(said).hears("lessons", "message_passed_on")
    for said in GONE[language]:
        anna.says("menu").says(said).hears("message_passed_on")


@pytest.mark.parametrize(
    ("english", "danish", "heard"),
    [
        ("cancel anna's wednesday lesson", "aflys annas time på onsdag", "confirm_cancel"),
        ("cancel my lesson with mette on wednesday", "aflys min time hos mette på onsdag", "confirm_cancel"),
        ("does mette have time on thursday?", "har mette tid på torsdag?", "offers"),
        ("do you have a lesson on thursday?", "har i en time på torsdag?", "offers"),
        ("i'm sick on wednesday", "jeg er syg på onsdag", "confirm_cancel"),
        ("book mette on thursday", "book mette på torsdag", "offers"),
        ("a lesson for thursday please", "en køretime til torsdag tak", "offers"),
        (
            "I have waited for my boyfriend all day, so is there a time on thursday after two",
            "jeg har siddet og ventet på min kæreste hele dagen, så er der en tid på torsdag efter klokken to",
            "offers",
        ),
    ],
)
def test_ones_own_name_and_a_teachers_are_nobody_elses(
    anna: Chat, school: SmallSchool, english: str, danish: str, heard: str
) -> None:
    school.books(school.students["Anna Berg"], WEDNESDAY, made="2026-11-20 12:00")
    anna.says(english, da=danish).hears(heard)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "bring Freja Dahl"),
        ("en", "can Freja Dahl come along on wednesday"),
        ("da", "kan Freja Dahl komme med på onsdag"),
        ("de", "kann Freja Dahl am Mittwoch mitkommen"),
        ("sv", "kan Freja Dahl följa med på onsdag"),
        ("nb", "kan Freja Dahl bli med på onsdag"),
    ],
)
def test_who_is_named_to_come_along_is_brought(town: Town, school: SmallSchool, language: str, said: str) -> None:
    town.anna(school, language, WEDNESDAY).says(said).hears("nothing_to_share")
