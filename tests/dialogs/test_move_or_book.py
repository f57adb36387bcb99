"""A lesson that there is, moved while another is being booked; and one more, booked while one is being moved."""

from __future__ import annotations

import pytest

from tests.chat import Chat, Town
from tests.factories import SmallSchool

FRIDAY = ("2026-11-27 10:00", "confirmed")
LIST = {
    "en": "lesson wednesday",
    "da": "køretime onsdag",
    "de": "fahrstunde mittwoch",
    "sv": "körlektion onsdag",
    "nb": "kjøretime onsdag",
}
MOVE = [
    ("en", "move my friday lesson to thursday at 13"),
    ("en", "change friday to thursday at 13"),
    ("da", "flyt min fredagstime til torsdag kl 13"),
    ("da", "flyt min tid den 27. til torsdag kl 13"),
    ("de", "verschiebe meine freitagsstunde auf donnerstag um 13 uhr"),
    ("sv", "flytta min fredagslektion till torsdag kl 13"),
    ("nb", "flytt fredagstimen til torsdag kl 13"),
]
MORE = [
    ("en", "book another lesson on thursday at 15"),
    ("en", "i also want a lesson on thursday at 15"),
    ("en", "book a lesson on thursday at 15"),
    ("da", "book en køretime mere torsdag kl 15"),
    ("da", "jeg vil også gerne have en køretime torsdag kl 15"),
    ("de", "buche noch eine fahrstunde am donnerstag um 15 uhr"),
    ("sv", "boka en lektion till på torsdag kl 15"),
    ("nb", "bestill en kjøretime til på torsdag kl 15"),
]


@pytest.fixture
def student(town: Town, school: SmallSchool, language: str) -> Chat:
    """Anna, who has a lesson on Friday at 10."""
    return town.anna(school, language, FRIDAY[0])


@pytest.mark.parametrize(("language", "said"), MOVE)
def test_a_lesson_that_is_named_is_moved_though_times_for_another_are_offered(
    student: Chat, town: Town, language: str, said: str
) -> None:
    student.says(LIST[language]).hears("offers").says(said).hears("confirm_move").picks("move").hears("moved")
    assert town.bookings("confirmed") == [("2026-11-26 13:00", "confirmed")]


@pytest.mark.parametrize(("language", "said"), MOVE)
def test_so_it_is_at_the_last_question_which_is_told_to_be_left(
    student: Chat, town: Town, language: str, said: str
) -> None:
    student.says(LIST[language]).picks("slot:0").hears("confirm_booking")
    student.says(said).hears("nothing_done", "confirm_move").picks("move").hears("moved")
    assert town.bookings("confirmed") == [("2026-11-26 13:00", "confirmed")]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "move it to thursday at 13"),
        ("da", "flyt den til torsdag kl 13"),
        ("en", "move wednesday to thursday at 13"),
    ],
)
def test_what_is_just_being_booked_is_moved_by_naming_no_other(student: Chat, language: str, said: str) -> None:
    student.says(LIST[language]).picks("slot:0").says(said).hears("confirm_booking")


@pytest.mark.parametrize(("language", "said"), MORE)
@pytest.mark.parametrize("asked", ["offers", "confirm_move"])
def test_one_more_lesson_is_booked_and_moves_none(
    student: Chat, town: Town, language: str, said: str, asked: str
) -> None:
    student.says(MOVE[[code for code, _ in MOVE].index(language)][1]).hears("confirm_move")
    if asked == "offers":
        student.picks("other").hears("offers")
    student.says(said).hears("confirm_booking").picks("book").hears("booked")
    assert town.bookings("confirmed") == [("2026-11-26 15:00", "confirmed"), FRIDAY]


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "rather thursday at 15"), ("da", "hellere torsdag kl 15"), ("en", "book another time, thursday at 15")],
)
def test_where_that_is_not_plain_it_is_asked_whether_to_move(student: Chat, language: str, said: str) -> None:
    student.says(MOVE[[code for code, _ in MOVE].index(language)][1]).says(said).hears("confirm_move")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "the driving lesson to thursday at 13"),
        ("en", "my lesson to thursday at 13 please"),
        ("da", "min time til torsdag kl 13"),
        ("de", "meine fahrstunde auf donnerstag um 13 uhr"),
        ("sv", "min lektion till torsdag kl 13"),
        ("nb", "min time til torsdag kl 13"),
    ],
)
def test_one_that_there_is_and_where_it_goes_is_a_move(student: Chat, town: Town, language: str, said: str) -> None:
    student.says(said).hears("confirm_move").picks("move").hears("moved")
    assert town.bookings("confirmed") == [("2026-11-26 13:00", "confirmed")]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "a lesson from 13 to 14 on thursday"),
        ("da", "en time til torsdag kl 13"),
        ("en", "book the lesson to 13 thursday"),
    ],
)
def test_a_new_one_for_a_day_is_no_move(student: Chat, language: str, said: str) -> None:
    student.says(said)
    assert "confirm_move" not in student.last.names


@pytest.mark.parametrize(("language", "said"), [("en", "leave the course"), ("da", "forlad kurset")])
def test_what_comes_to_nothing_tells_that_the_open_booking_is_left(
    student: Chat, town: Town, language: str, said: str
) -> None:
    student.says(LIST[language]).picks("slot:0").hears("confirm_booking").says(said).hears("not_booked", "in_no_course")
    assert town.bookings("confirmed") == [FRIDAY]


@pytest.mark.parametrize(("language", "said"), [("en", "cancel friday"), ("da", "aflys fredag")])
def test_what_asks_something_takes_the_place_of_it(student: Chat, language: str, said: str) -> None:
    student.says(LIST[language]).picks("slot:0").says(said).hears("confirm_cancel")
    assert "not_booked" not in student.last.names
