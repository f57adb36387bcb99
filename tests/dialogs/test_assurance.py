"""Who asks to be assured of a lesson, or tells that somebody else cancelled one, is shown what there is: nothing is
booked by it, and nothing put up for cancelling."""

from __future__ import annotations

import pytest

from tests.chat import Chat, Town
from tests.factories import SmallSchool

WEDNESDAY, MONDAY = "2026-11-25 12:00", "2026-11-30 10:00"


@pytest.mark.parametrize(
    ("language", "said", "lesson"),
    [
        ("en", "i have a lesson wednesday, right?", "Wed 25 Nov 12:00"),
        ("en", "i have a lesson on wednesday don't i?", "Wed 25 Nov 12:00"),
        ("en", "don't i have a lesson on wednesday?", "Wed 25 Nov 12:00"),
        ("en", "i'll be there on wednesday", "Wed 25 Nov 12:00"),
        ("da", "jeg har lektion på onsdag ik?", "ons 25. nov. 12.00"),
        ("da", "jeg skal køre onsdag ik", "ons 25. nov. 12.00"),
        ("da", "jeg har time onsdag, ikke?", "ons 25. nov. 12.00"),
        ("da", "har jeg ikke en time på onsdag?", "ons 25. nov. 12.00"),
        ("de", "ich hab doch Mittwoch Fahrstunde, nicht?", "Mi 25. Nov. 12:00"),
        ("de", "hab ich nicht am Mittwoch eine Fahrstunde?", "Mi 25. Nov. 12:00"),
        ("sv", "jag har lektion på onsdag, eller hur?", "ons 25 nov 12:00"),
        ("nb", "jeg har time på onsdag, ikke sant?", "ons 25. nov. 12:00"),
        ("nb", "har jeg ikke en time på onsdag?", "ons 25. nov. 12:00"),
    ],
)
def test_a_question_to_be_assured_shows_that_lesson(
    town: Town, school: SmallSchool, language: str, said: str, lesson: str
) -> None:
    anna = town.anna(school, language, WEDNESDAY, MONDAY)
    anna.says(said).hears("lessons", lesson)
    assert not anna.last.has("30"), "it is of that day alone"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "did you cancel my lesson?"),
        ("en", "who cancelled my lesson"),
        ("en", "the school cancelled my lesson"),
        ("en", "my lesson was cancelled, why"),
        ("da", "har i aflyst min time?"),
        ("da", "hvem har aflyst min time"),
        ("da", "min time er blevet aflyst"),
        ("de", "habt ihr meine Stunde abgesagt?"),
        ("sv", "har ni avbokat min lektion?"),
        ("nb", "har dere avlyst timen min?"),
    ],
)
def test_whether_others_have_cancelled_is_told_by_the_lessons_there_are(
    town: Town, school: SmallSchool, language: str, said: str
) -> None:
    town.anna(school, language, WEDNESDAY, MONDAY).says(said).hears("lessons")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "i'm not sick on wednesday anymore"),
        ("en", "my mum is sick on wednesday"),
        ("en", "my friend freja wants to cancel her lesson tomorrow"),
        ("da", "jeg er ikke længere syg på onsdag"),
        ("da", "min mor er syg på onsdag"),
        ("da", "min ven vil gerne aflyse hendes time i morgen"),
        ("de", "meine Mutter ist Mittwoch krank"),
    ],
)
def test_what_is_told_of_somebody_else_or_is_over_leaves_the_lessons(
    town: Town, school: SmallSchool, language: str, said: str
) -> None:
    anna = town.anna(school, language, WEDNESDAY, MONDAY)
    anna.says(said)
    assert not {"confirm_cancel", "which_lesson_cancel"} & {*anna.last.names}, anna.text


@pytest.mark.parametrize(
    ("english", "danish"),
    [
        ("cancel my account", "slet min konto"),
        ("my teacher didn't show up", "min lærer kom ikke"),
    ],
)
def test_what_only_people_can_answer_is_for_the_school(
    anna: Chat, school: SmallSchool, english: str, danish: str
) -> None:
    school.books(school.students["Anna Berg"], WEDNESDAY, made="2026-11-20 12:00")
    anna.says(english, da=danish).hears("message_passed_on")


@pytest.mark.parametrize(
    ("language", "said", "asked"),
    [
        ("en", "i can't come wednesday, my mum is sick", "confirm_cancel"),
        ("en", "my mum needs the car, cancel my lesson wednesday", "confirm_cancel"),
        ("en", "can i have a lesson thursday, yes?", "offers"),
        ("da", "jeg er syg onsdag, min mor også", "confirm_cancel"),
        ("da", "jeg vil gerne have en time torsdag, ikke onsdag", "offers"),
        ("de", "ich fahre Mittwoch nicht", "confirm_cancel"),
    ],
)
def test_a_wish_beside_such_words_stays_one(
    town: Town, school: SmallSchool, language: str, said: str, asked: str
) -> None:
    town.anna(school, language, WEDNESDAY, MONDAY).says(said).hears(asked)
