"""A lesson is wished beside something else: right before or behind another one, or before a test."""

from __future__ import annotations

import pytest

from tests.chat import Chat, Town
from tests.factories import SmallSchool

TUESDAY = "2026-11-24 12:00"
BEHIND = {
    "en": ["can I have one right after tuesday's", "a lesson straight after my lesson on tuesday please"],
    "da": ["kan jeg få en time lige efter den på tirsdag", "book en time umiddelbart efter min time på tirsdag"],
    "de": [
        "noch eine Stunde direkt nach der am Dienstag",
        "kann ich gleich nach meiner Stunde am Dienstag noch eine haben",
    ],
    "sv": ["kan jag få en lektion direkt efter min på tisdag"],
    "nb": ["kan jeg få en time rett etter den på tirsdag"],
}
BEFORE = {
    "en": ["a lesson right before my tuesday lesson please", "book one just before tuesday's"],
    "da": ["kan jeg få en time lige før den på tirsdag"],
    "de": ["geht eine Stunde direkt vor der am Dienstag"],
    "sv": ["kan jag få en lektion precis före min på tisdag"],
    "nb": ["kan jeg få en time rett før den på tirsdag"],
}
TEST = {
    "en": "my theory test is at 12 on thursday, can I have a lesson right before",
    "da": "jeg har teoriprøve torsdag kl 12, kan jeg få en time lige før",
    "de": "ich habe am Donnerstag um 12 Prüfung, geht eine Stunde direkt davor?",
    "sv": "jag har prov torsdag kl 12, kan jag få en lektion precis innan",
    "nb": "jeg har prøve torsdag kl 12, kan jeg få en time rett før",
}


def hours(chat: Chat) -> list[str]:
    """At which the three offered times begin."""
    return [label[-5:].strip().replace(".", ":") for label in chat.labels[:3]]


@pytest.mark.parametrize("language", BEHIND)
def test_one_right_behind_a_lesson_is_looked_for_from_its_end_on(
    town: Town, school: SmallSchool, language: str
) -> None:
    anna = town.anna(school, language, TUESDAY)
    for said in BEHIND[language]:
        anna.says("menu").says(said).hears("offers", "24")
        assert hours(anna) == ["13:00", "14:00", "15:00"]


@pytest.mark.parametrize("language", BEFORE)
def test_one_right_before_it_ends_when_it_begins(town: Town, school: SmallSchool, language: str) -> None:
    anna = town.anna(school, language, TUESDAY)
    for said in BEFORE[language]:
        anna.says("menu").says(said).hears("offers", "24")
        assert [hour.lstrip("0") for hour in hours(anna)] == ["9:00", "10:00", "11:00"]


@pytest.mark.parametrize("language", TEST)
def test_one_right_before_a_test_is_of_its_day(town: Town, school: SmallSchool, language: str) -> None:
    anna = town.anna(school, language).says(TEST[language]).hears("offers", "26")
    assert [hour.lstrip("0") for hour in hours(anna)] == ["9:00", "10:00", "11:00"]


LIKE = {
    "en": "book the same as tuesday for next week",
    "da": "book det samme som tirsdag i næste uge",
    "de": "buche dasselbe wie Dienstag für nächste Woche",
    "sv": "boka samma som tisdag nästa vecka",
    "nb": "bestill det samme som tirsdag neste uke",
}


@pytest.mark.parametrize("language", LIKE)
def test_the_same_as_a_lesson_that_is_named_is_at_its_hour(town: Town, school: SmallSchool, language: str) -> None:
    town.anna(school, language, TUESDAY, "2026-11-25 14:00").says(LIKE[language]).hears("confirm_booking")
    assert town.bookings("draft") == [("2026-12-01 12:00", "draft")]
