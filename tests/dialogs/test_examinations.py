"""Examinations are no lessons: nothing here knows their dates, so the school's people are asked."""

from __future__ import annotations

import pytest

from tests.chat import Town
from tests.factories import SmallSchool

ASKED = {
    "en": ["when is my theory test", "is my driving test booked?", "book my theory test"],
    "da": ["hvornår er min køreprøve", "kan du booke min teoriprøve", "er min teoriprøve booket?"],
    "de": ["wann ist meine Fahrprüfung", "ist meine praktische Prüfung schon gebucht?"],
    "sv": ["när är min uppkörning", "kan ni boka mitt teoriprov"],
    "nb": ["når er oppkjøringa mi", "kan dere bestille teoriprøven?"],
}  # fmt: skip
BESIDE = {
    "en": ["book a lesson before my driving test"],
    "da": ["en køretime inden min køreprøve"],
    "de": ["eine Fahrstunde vor meiner Prüfung buchen"],
    "sv": ["boka en körlektion före uppkörningen"],
    "nb": ["en kjøretime før oppkjøringen"],
}


@pytest.mark.parametrize(("language", "said"), [(code, said) for code, all_ in ASKED.items() for said in all_])
def test_who_asks_for_one_is_passed_on(town: Town, school: SmallSchool, language: str, said: str) -> None:
    town.anna(school, language).says(said).hears("message_passed_on")


@pytest.mark.parametrize(("language", "said"), [(code, said) for code, all_ in BESIDE.items() for said in all_])
def test_a_lesson_before_it_is_a_lesson(town: Town, school: SmallSchool, language: str, said: str) -> None:
    assert {"message_passed_on", "not_understood"}.isdisjoint(town.anna(school, language).says(said).last.names)
