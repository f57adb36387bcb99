"""A student says that a day is not possible: with a lesson on it, it is about the lesson; else about the search."""

from __future__ import annotations

import pytest

from tests.chat import Chat, Town
from tests.factories import SmallSchool

SAID = [
    ("I can't on thursday", "jeg kan ikke på torsdag"),
    ("thursday doesn't work", "torsdag går ikke"),
    ("can't do thursday", "kan ikke torsdag"),
]


@pytest.fixture
def lesson(anna: Chat, school: SmallSchool) -> Chat:
    """Anna's on Thursday at 12."""
    school.books(school.students["Anna Berg"], "2026-11-26 12:00", made="2026-11-20 12:00")
    return anna


@pytest.mark.parametrize(("said", "da"), SAID)
def test_a_lesson_on_that_day_is_asked_about(lesson: Chat, said: str, da: str) -> None:
    lesson.says(said, da=da).hears("confirm_cancel", "Thu 26 Nov 12:00", da="tor 26. nov. 12.00")
    lesson.picks("move").hears("offers")


@pytest.mark.parametrize(
    ("said", "da"),
    [
        ("no time this week, exams", "ingen tid i denne uge, eksamen"),
        ("no time on thursday", "har ingen tid på torsdag"),
    ],
)
def test_no_time_is_no_wish_for_one(lesson: Chat, said: str, da: str) -> None:
    lesson.says(said, da=da).hears("confirm_cancel", "Thu 26 Nov 12:00", da="tor 26. nov. 12.00")


@pytest.mark.parametrize(
    ("said", "da"),
    [
        *((said.replace("thursday", "tomorrow"), da.replace("på torsdag", "i morgen").replace("torsdag", "i morgen"))
          for said, da in SAID),
        ("tomorrow doesn't work for me", "i morgen passer ikke"),
    ],
)  # fmt: skip
def test_that_there_is_no_lesson_on_it_is_said(lesson: Chat, said: str, da: str) -> None:
    lesson.says(said, da=da).hears("no_lesson_then", "Tue 24 Nov", da="tir 24. nov.")
    assert "offers" not in lesson.last.names


@pytest.mark.parametrize(("said", "da"), SAID)
def test_who_has_no_lesson_at_all_is_told_so(anna: Chat, said: str, da: str) -> None:
    anna.says(said, da=da).hears("no_coming_lessons")
    assert "offers" not in anna.last.names


@pytest.mark.parametrize(
    ("said", "da"), [("any day but tomorrow", "alle dage undtagen i morgen"), ("not on tuesdays", "ikke om tirsdagen")]
)
def test_who_only_leaves_days_out_wishes_for_others(lesson: Chat, said: str, da: str) -> None:
    lesson.says(said, da=da).hears("offers")
    assert "no_lesson_then" not in lesson.last.names


def test_while_times_are_looked_for_the_rest_of_them_is_left(lesson: Chat) -> None:
    lesson.says("book a driving lesson on thursday or friday", da="book en køretime torsdag eller fredag")
    lesson.hears("offers", "Thu 26 Nov", da="tor 26. nov.")
    lesson.says("I can't on thursday", da="jeg kan ikke på torsdag").hears("offers", "Fri 27 Nov", da="fre 27. nov.")
    assert "26" not in lesson.last.plain


def test_where_nothing_of_them_is_left_other_days_are_offered(lesson: Chat) -> None:
    lesson.says("book a driving lesson on thursday", da="book en køretime torsdag").hears("offers")
    lesson.says("I can't on thursday", da="jeg kan ikke på torsdag").hears("offers")
    assert "26" not in lesson.last.plain


INSTEAD = [
    ("I can't do thursday, could we do friday instead", "jeg kan ikke torsdag, kan vi tage fredag i stedet"),
    ("can't on thursday, is friday possible instead?", "kan ikke på torsdag, går det fredag i stedet?"),
]


@pytest.mark.parametrize(("said", "da"), INSTEAD)
def test_a_lesson_on_that_day_is_moved_to_the_one_that_is_wished_instead(lesson: Chat, said: str, da: str) -> None:
    lesson.says(said, da=da).hears(
        "Moving Thu 26 Nov 12:00. Fri 27 Nov", da="Du flytter tor 26. nov. 12.00. fre 27. nov."
    )


@pytest.mark.parametrize(("said", "da"), INSTEAD)
def test_without_a_lesson_on_it_the_other_day_is_looked_for(anna: Chat, said: str, da: str) -> None:
    anna.says(said, da=da).hears("offers", "Fri 27 Nov", da="fre 27. nov.")
    assert "Moving" not in anna.last.plain
    assert "flytter" not in anna.last.plain


def test_a_day_of_every_week_is_no_lesson(lesson: Chat) -> None:
    lesson.says(
        "I have football on thursdays, can we take friday instead",
        da="jeg går til fodbold om torsdagen, kan vi tage fredag i stedet",
    ).hears("offers", "Fri 27 Nov", da="fre 27. nov.")
    assert "Moving" not in lesson.last.plain
    assert "flytter" not in lesson.last.plain


BUSY = {
    "en": ["I'm away tomorrow", "I work Tuesdays", "I'm on holiday from 20 to 30 december"],
    "da": ["jeg er optaget i morgen", "jeg arbejder om tirsdagen", "jeg er på ferie fra 20. til 30. december"],
    "de": ["morgen bin ich verreist", "dienstags arbeite ich", "vom 20. bis 30. Dezember bin ich im Urlaub"],
    "sv": ["jag är borta imorgon", "jag jobbar på tisdagar", "jag är på semester 20 till 30 december"],
    "nb": ["jeg er borte i morgen", "jeg jobber på tirsdager", "jeg er på ferie 20. til 30. desember"],
}
"""Of the day after the story begins, of its weekday, and of the days before the year ends."""


@pytest.mark.parametrize("language", BUSY)
def test_what_keeps_one_busy_wishes_for_no_lesson_then(town: Town, school: SmallSchool, language: str) -> None:
    thursday = town.anna(school, language, "2026-11-26 12:00")
    for said in BUSY[language]:
        thursday.says("menu").says(said).hears("ask_if_other_days")
    thursday.says("menu").says(BUSY[language][0]).picks("times").hears("offers")
    assert not any("24" in label for label in thursday.labels), "not on the day on which one is busy"


@pytest.mark.parametrize("language", BUSY)
def test_a_lesson_that_there_is_then_is_told_and_asked_about(town: Town, school: SmallSchool, language: str) -> None:
    anna = town.anna(school, language, "2026-11-24 12:00", "2026-12-21 10:00", "2026-12-29 10:00")
    tomorrow, _, december = BUSY[language]
    anna.says(tomorrow).hears("lessons_then", "confirm_cancel")
    anna.says("menu").says(december).hears("lessons_then", "which_lesson_cancel")
    assert len(anna.last.ids) == 2
