"""To the question about a lesson that can't take place, own words are about that lesson; who is held for it stays so
until that is answered."""

from __future__ import annotations

import pytest

from tests.chat import Chat, Town
from tests.factories import SmallSchool

NOON, TWO = "2026-11-25 12:00", "2026-11-25 14:00"


def stranded(town: Town, school: SmallSchool, language: str, *, jonas_at: tuple[str, ...] = ()) -> Chat:
    """Anna's teacher is sick on Wednesday, when she has lessons at 12 and 14; Jonas has others at these hours."""
    student = school.student("Anna Berg", language, school.mette)
    chat = town.person(school, student, language=language)
    school.books(student, NOON, made="2026-11-20 12:00")
    school.books(student, TWO, made="2026-11-20 12:00")
    for start in jonas_at:
        school.books(school.student("Bo Lind"), start, teacher=school.jonas, made="2026-11-20 12:00")
    mette = town.person(school, school.mette)
    mette.says("sick on wednesday").picks("sick")
    town.work()
    return chat


@pytest.mark.parametrize(
    ("language", "said", "day"),
    [
        ("en", "is there anything on thursday?", "Thu 26 Nov"),
        ("en", "oh no! anything else on thursday?", "Thu 26 Nov"),
        ("en", "can it be thursday at 10 instead?", "Thu 26 Nov"),
        ("en", "thursday at 10", "Thu 26 Nov"),
        ("da", "er der noget på torsdag?", "tor 26. nov."),
        ("da", "øv! er der noget andet på torsdag?", "tor 26. nov."),
        ("de", "geht Donnerstag was?", "Do 26. Nov."),
        ("sv", "finns det något på torsdag?", "tors 26 nov"),
        ("nb", "er det noe på torsdag?", "26. nov."),
    ],
)
def test_a_day_is_one_for_that_lesson_and_free_of_charge(
    town: Town, school: SmallSchool, language: str, said: str, day: str
) -> None:
    anna = stranded(town, school, language, jonas_at=(NOON, TWO))
    anna.hears("ask_affected").says(said).hears(day)
    if "offers" in anna.last.names:
        anna.picks_number(1)
    anna.hears("confirm_move").picks("move").hears("moved")
    assert len(town.bookings("confirmed")) == 4, "none has been added"


@pytest.mark.parametrize(
    ("language", "said"), [("en", "is there anything on thursday?"), ("da", "er der noget på torsdag?")]
)
def test_so_it_is_where_another_teacher_is_held(town: Town, school: SmallSchool, language: str, said: str) -> None:
    anna = stranded(town, school, language)
    anna.hears("ask_offer_sick").says(said).hears("offers")
    anna.picks_number(1).hears("confirm_move")


def test_who_wants_another_lesson_says_so(town: Town, school: SmallSchool) -> None:
    anna = stranded(town, school, "en", jonas_at=(NOON, TWO))
    anna.hears("ask_affected").says("book a lesson on thursday").hears("offers").picks_number(1)
    anna.hears("confirm_booking")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "take jonas"),
        ("en", "ok jonas is fine"),
        ("da", "ok så med jonas"),
        ("da", "tag jonas"),
        ("de", "ja mit Jonas"),
    ],
)
def test_the_name_of_who_is_held_is_a_yes(town: Town, school: SmallSchool, language: str, said: str) -> None:
    anna = stranded(town, school, language)
    anna.hears("ask_offer_sick").says(said).hears("offer_moved")


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("en", ["thanks jonas!", "get well mette!", "jonas", "hmm jonas", "what happened to mette?", "who is jonas?"]),
        ("da", ["tak jonas!", "god bedring mette!", "hvad er der galt med mette?", "hvem er jonas?"]),
        ("de", ["danke Jonas!", "Gute Besserung an Mette!", "wer ist Jonas?", "tausend Dank, Jonas"]),
        ("sv", ["tack Jonas!", "krya på dig Mette!", "vad har hänt med Mette?", "vem är Jonas?"]),
        ("nb", ["takk Jonas!", "god bedring Mette!", "hvem er Jonas?"]),
    ],
)
def test_neither_thanks_nor_a_name_take_or_hide_what_is_held(
    town: Town, school: SmallSchool, language: str, lines: list[str]
) -> None:
    anna = stranded(town, school, language)
    for line in lines:
        anna.hears("ask_offer_sick").says(line)
        assert not {"offer_moved", "offers"} & {*anna.last.names}, line
    anna.hears("ask_offer_sick").picks_number(1).hears("offer_moved")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "i dont like jonas"),
        ("da", "jeg kan ikke lide jonas"),
        ("de", "ich mag Jonas nicht"),
        ("sv", "jag gillar inte Jonas"),
        ("nb", "jeg liker ikke Jonas"),
    ],
)
def test_who_does_not_want_the_one_held_is_offered_nothing_with_them(
    town: Town, school: SmallSchool, language: str, said: str
) -> None:
    anna = stranded(town, school, language)
    anna.hears("ask_offer_sick").says(said)
    assert "offer_moved" not in anna.last.names
    assert "Jonas" not in anna.text.splitlines()[0], anna.text


@pytest.mark.parametrize("said", ["not jonas", "jonas?", "is jonas any good"])
def test_a_name_with_more_is_none(town: Town, school: SmallSchool, said: str) -> None:
    anna = stranded(town, school, "en")
    anna.hears("ask_offer_sick").says(said)
    assert "offer_moved" not in anna.last.names


@pytest.mark.parametrize(
    ("language", "said", "asked"),
    [("en", "cancel the one at 14", "Jonas can teach you"), ("da", "aflys den kl 14", "Jonas kan undervise dig")],
)
def test_who_is_held_for_one_is_asked_about_again_after_the_other_is_settled(
    town: Town, school: SmallSchool, language: str, said: str, asked: str
) -> None:
    anna = stranded(town, school, language, jonas_at=(TWO,))
    anna.says(said).hears("confirm_cancel").picks("cancel").hears("cancelled", "ask_offer_sick", asked)
    anna.picks_number(1).hears("offer_moved")


def test_so_it_is_after_the_other_was_moved(town: Town, school: SmallSchool) -> None:
    anna = stranded(town, school, "en", jonas_at=(TWO,))
    anna.says("move the one at 14 to thursday at 10").hears("confirm_move").picks("move").hears(
        "moved", "ask_offer_sick"
    )
