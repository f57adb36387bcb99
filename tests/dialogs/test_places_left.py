"""How many places are left is asked of classes on offer, of a course, of what one has and of what comes next."""

from __future__ import annotations

import pytest

from tests.chat import Chat, Town
from tests.dialogs.test_courses import EVENINGS, offered
from tests.factories import SmallSchool

ASKED = [
    ("en", "how many seats are left", "book theory", "2 seats left", "1 seat left"),
    ("da", "hvor mange pladser er der tilbage", "book teori", "2 pladser tilbage", "1 plads tilbage"),
    ("de", "wie viele Plätze sind noch frei?", "Theorie buchen", "noch 2 Plätze", "noch 1 Platz"),
    ("sv", "hur många platser är kvar", "boka teori", "2 platser kvar", "1 plats kvar"),
    ("nb", "hvor mange plasser er det igjen", "bestill teori", "2 plasser igjen", "1 plass igjen"),
]


@pytest.mark.parametrize(("language", "asked", "wish", "two", "one"), ASKED)
def test_places_left_are_told_of_the_next_class_of_those_on_offer_and_of_ones_own(
    town: Town, school: SmallSchool, language: str, asked: str, wish: str, two: str, one: str
) -> None:
    school.plans_class(EVENINGS[0])
    anna = town.anna(school, language)
    anna.says(asked).hears("places_left", two)
    anna.says(wish).says(asked).hears("places_left", two, "offers")
    anna.picks_number(1).says("ok").hears("booked").says(asked).hears("places_left", one)


def test_of_a_course_that_is_asked_about_its_own_places_are_told(anna: Chat, town: Town, school: SmallSchool) -> None:
    offered(town, school, "Winter", EVENINGS)
    anna.says("courses", "kurser").says("how many places are left?", "hvor mange pladser er der?")
    anna.hears("confirm_join_course", "2 seats left", da="2 pladser tilbage")


def test_where_there_is_no_class_none_is_told_of(chat: Chat) -> None:
    chat.says("how many seats are left").hears("nothing_to_book")
