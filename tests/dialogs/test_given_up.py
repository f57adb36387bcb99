"""Who can't come on the day of a lesson and asks for something else wants that lesson moved, and no second one."""

from __future__ import annotations

import pytest

from tests.chat import Chat, Town
from tests.factories import SmallSchool

TOMORROW, TUESDAY_AFTER, MONDAY = "2026-11-24 12:00", "2026-12-01 10:00", "2026-11-30 09:00"


def writer(town: Town, school: SmallSchool, language: str, *starts: str) -> Chat:
    student = school.student("Anna Berg", language, school.mette)
    for start in starts:
        school.books(student, start, made="2026-11-20 12:00")
    return town.person(school, student, language=language)


@pytest.mark.parametrize(
    ("language", "said", "lesson", "week"),
    [
        ("en", "Hi! can't make it tmrw, sorry!!! any time next week?", "Tue 24 Nov", "Mon 30 Nov"),
        ("en", "can't make it tomorrow, any time next week?", "Tue 24 Nov", "Mon 30 Nov"),
        ("da", "kan ikke komme i morgen, undskyld. er der noget i næste uge?", "tir 24. nov.", "man 30. nov."),
        ("de", "kann morgen nicht kommen, sorry. geht nächste Woche was?", "Di 24. Nov.", "Mo 30. Nov."),
        ("sv", "kan inte komma imorgon, förlåt. finns det något nästa vecka?", "tis 24 nov", "mån 30 nov"),
        ("nb", "kan ikke komme i morgen, beklager. er det noe neste uke?", "tir 24. nov.", "man 30. nov."),
    ],
)
def test_the_lesson_of_the_day_that_is_impossible_moves_and_not_that_of_the_week_asked_for(
    town: Town, school: SmallSchool, language: str, said: str, lesson: str, week: str
) -> None:
    anna = writer(town, school, language, TOMORROW, TUESDAY_AFTER)
    anna.says(said).hears("offers", lesson, week)
    anna.picks_number(1).hears("confirm_move", lesson)


@pytest.mark.parametrize(
    ("language", "said", "lesson"),
    [
        ("en", "can't do monday, anything else?", "Mon 30 Nov"),
        ("en", "monday doesn't work, what about tuesday?", "Mon 30 Nov"),
        ("da", "jeg kan ikke på mandag, har i noget ugen efter?", "man 30. nov."),
        ("da", "mandag dur ikke, hvad med i morgen?", "man 30. nov."),
        ("da", "jeg kan ikke på mandag, har i noget andet?", "man 30. nov."),
        ("de", "Montag kann ich nicht, geht nächste Woche?", "Mo 30. Nov."),
        ("sv", "måndag går inte, har ni något annat?", "mån 30 nov"),
        ("nb", "mandag passer ikke, har dere noe uka etter?", "man 30. nov."),
    ],
)
def test_a_lesson_on_the_day_that_is_impossible_is_moved(
    town: Town, school: SmallSchool, language: str, said: str, lesson: str
) -> None:
    anna = writer(town, school, language, MONDAY)
    anna.says(said).hears("offers", lesson)
    anna.picks_number(1).hears("confirm_move", lesson)


@pytest.mark.parametrize(
    ("english", "danish"),
    [
        ("can't do wednesday, anything else?", "jeg kan ikke på onsdag, har i noget andet?"),
        ("any day next week but not monday", "en dag i næste uge, bare ikke mandag"),
        ("not monday please, any day next week", "ikke mandag, men ellers næste uge"),
    ],
)
def test_without_a_lesson_on_that_day_or_where_it_is_only_left_out_a_new_one_is_wished(
    anna: Chat, school: SmallSchool, english: str, danish: str
) -> None:
    school.books(school.students["Anna Berg"], MONDAY, made="2026-11-20 12:00")
    anna.says(english, da=danish).hears("offers").picks_number(1).hears("confirm_booking")


def test_a_day_that_is_put_right_by_a_sorry_is_the_one_that_is_meant(anna: Chat, school: SmallSchool) -> None:
    for start in (TOMORROW, "2026-11-25 10:00"):
        school.books(school.students["Anna Berg"], start, made="2026-11-20 12:00")
    anna.says("cancel tomorrow, sorry, wednesday", da="aflys i morgen, undskyld, onsdag")
    anna.hears("confirm_cancel", "Wed 25 Nov", da="ons 25. nov.")
