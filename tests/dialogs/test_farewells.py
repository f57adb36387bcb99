"""A good-bye books nothing: the lesson of the day that it names is told, or that there is none."""

from __future__ import annotations

import pytest

from tests.chat import Town
from tests.factories import SmallSchool

TUESDAY = "2026-11-24 10:00"
TOMORROW = {
    "en": ["see you tomorrow", "thanks for today, see you tuesday"],
    "da": ["ses i morgen", "tak for i dag, vi ses tirsdag"],
    "de": ["bis morgen!", "danke, bis Dienstag", "bis morgen dann"],
    "sv": ["ses imorgon", "tack, vi ses på tisdag"],
    "nb": ["sees i morgen", "takk for i dag, ses tirsdag"],
}
FRIDAY = {
    "en": "see you friday",
    "da": "vi ses fredag",
    "de": "bis Freitag",
    "sv": "ses på fredag",
    "nb": "sees fredag",
}
ASKED = {"en": "do i see you tomorrow?", "da": "ses vi i morgen?", "sv": "ses vi imorgon?", "nb": "ses vi i morgen?"}


@pytest.mark.parametrize("language", TOMORROW)
def test_the_lesson_of_that_day_is_told(town: Town, school: SmallSchool, language: str) -> None:
    anna = town.anna(school, language, TUESDAY)
    for said in TOMORROW[language]:
        anna.says(said).hears("see_you", "24")
    anna.says(FRIDAY[language]).hears("no_lesson_then", "lessons", "24")


@pytest.mark.parametrize("language", TOMORROW)
def test_who_has_none_is_told_so_and_nothing_is_looked_for(town: Town, school: SmallSchool, language: str) -> None:
    anna = town.anna(school, language)
    for said in (*TOMORROW[language], FRIDAY[language]):
        anna.says("menu").says(said).hears("no_coming_lessons")


@pytest.mark.parametrize("language", ASKED)
def test_whether_one_is_seen_is_answered_with_the_lesson(town: Town, school: SmallSchool, language: str) -> None:
    town.anna(school, language, TUESDAY).says(ASKED[language]).hears("lessons", "24")


@pytest.mark.parametrize("language", TOMORROW)
def test_a_good_bye_without_a_day_is_only_answered(town: Town, school: SmallSchool, language: str) -> None:
    bye = {"en": "see you", "da": "vi ses", "de": "bis dann", "sv": "vi ses", "nb": "vi ses"}
    town.anna(school, language, TUESDAY).says(bye[language]).hears("bye")


REMIND = {
    "en": ["I don't want reminders", "will you remind me?"],
    "da": ["jeg vil ikke have påmindelser", "får jeg en påmindelse?"],
    "de": ["keine Erinnerungen bitte", "erinnerst du mich?"],
    "sv": ["jag vill inte ha påminnelser", "påminner ni mig?"],
    "nb": ["jeg vil ikke ha påminnelser", "minner du meg på det?"],
}


@pytest.mark.parametrize("language", REMIND)
def test_when_one_is_reminded_is_told(town: Town, school: SmallSchool, language: str) -> None:
    anna = town.anna(school, language, TUESDAY)
    for said in REMIND[language]:
        anna.says(said).hears("reminders")
