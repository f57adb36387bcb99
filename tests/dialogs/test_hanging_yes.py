"""A yes that hangs on a question, "yes, but what does it cost?", does nothing: the question is answered first."""

from __future__ import annotations

import pytest

from bot.dialogs.exchange import Channel
from tests.chat import Chat, Town
from tests.factories import SmallSchool

FRIDAY = ("2026-11-27 10:00", "confirmed")
BOOK = {
    "en": "book thursday at 9",
    "da": "book torsdag kl 9",
    "de": "buche donnerstag um 9 uhr",
    "sv": "boka torsdag kl 9",
    "nb": "bestill torsdag kl 9",
}
CANCEL = {
    "en": "cancel friday",
    "da": "aflys fredag",
    "de": "storniere freitag",
    "sv": "avboka fredag",
    "nb": "avbestill fredag",
}
MOVE = {
    "en": "move friday to thursday at 9",
    "da": "flyt fredag til torsdag kl 9",
    "de": "verschiebe freitag auf donnerstag um 9 uhr",
    "sv": "flytta fredag till torsdag kl 9",
    "nb": "flytt fredag til torsdag kl 9",
}
ASKED = [(BOOK, "confirm_booking_again"), (CANCEL, "confirm_cancel"), (MOVE, "confirm_move")]
"""What is wished, and the question that it is asked again with."""
MENU = {"de": "menü", "sv": "meny", "nb": "meny"}
HANGING = [
    ("en", "yes, but what does it cost?"),
    ("en", "yes please, what does it cost"),
    ("en", "ok, but how much do i owe then?"),
    ("da", "ja, men hvad koster det?"),
    ("da", "ja tak, men hvad skylder jeg så"),
    ("de", "ja, aber was kostet das"),
    ("sv", "ja, men vad kostar det?"),
    ("nb", "ja, men hva koster det?"),
]


@pytest.fixture
def student(town: Town, school: SmallSchool, language: str) -> Chat:
    """Anna, who has a lesson on Friday at 10."""
    return town.anna(school, language, FRIDAY[0])


@pytest.mark.parametrize(("language", "said"), HANGING)
def test_nothing_is_booked_cancelled_or_moved_by_it(student: Chat, town: Town, language: str, said: str) -> None:
    for wish, asked in ASKED:
        student.says(wish[language]).says(said).hears(asked)
        assert town.bookings("confirmed") == [FRIDAY]
        student.says(MENU.get(language, "menu"))


@pytest.mark.parametrize(("language", "said"), HANGING)
def test_the_question_is_answered_and_a_yes_behind_it_counts(
    student: Chat, town: Town, language: str, said: str
) -> None:
    student.says(BOOK[language]).says(said)
    assert student.last.names[0] in {"terms", "balance"}
    student.says("ok").hears("booked")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "ok, but can i cancel later?"),
        ("en", "yes, but can i move it if i get sick?"),
        ("da", "ok, men kan jeg aflyse senere?"),
        ("de", "ok, aber kann ich später absagen?"),
        ("sv", "ok, men kan jag avboka senare?"),
        ("nb", "ok, men kan jeg avbestille senere?"),
    ],
)
def test_whether_it_can_be_cancelled_later_is_told_and_the_draft_stays(
    student: Chat, town: Town, language: str, said: str
) -> None:
    student.says(BOOK[language]).says(said).hears("terms", "confirm_booking_again").picks("book").hears("booked")
    assert FRIDAY in town.bookings("confirmed")


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "yes, but can you cancel my friday lesson?"), ("da", "ja, men kan du aflyse min fredagstime?")],
)
def test_what_takes_more_than_an_answer_waits_and_the_question_stays(
    student: Chat, town: Town, language: str, said: str
) -> None:
    student.says(BOOK[language]).says(said).hears("one_by_one", "confirm_booking_again")
    assert town.bookings("confirmed") == [FRIDAY]
    student.picks("book").hears("booked", "now_to", "confirm_cancel")


@pytest.mark.parametrize(
    ("language", "wish", "said"),
    [("en", "lesson thursday", "yes, but what does it cost?"), ("da", "køretime torsdag", "ja, men hvad koster det?")],
)
def test_what_was_answered_does_not_come_again_later(student: Chat, language: str, wish: str, said: str) -> None:
    student.says(wish).hears("offers").says(said).hears("terms", "offers").says("menu").hears("menu")
    assert "terms" not in student.last.names


@pytest.mark.parametrize("said", ["yes?", "ok?", "1?", "1 ?"])
@pytest.mark.parametrize("language", ["en"])
def test_an_answer_with_a_question_mark_is_none(student: Chat, town: Town, said: str) -> None:
    for wish, asked in ASKED:
        student.says(wish["en"]).says(said).hears("nothing_done", asked)
        assert town.bookings("confirmed") == [FRIDAY]
        student.says("menu")


@pytest.mark.parametrize("language", ["da"])
def test_a_time_of_a_list_may_be_picked_with_one(student: Chat) -> None:
    student.says("køretime torsdag").says("1?").hears("confirm_booking")


@pytest.mark.parametrize(
    ("language", "wish", "said"),
    [
        ("en", "sick on friday", "yes, what about my lessons"),
        ("en", "sick on friday", "yes?"),
        ("da", "syg på fredag", "ja, hvad med mine timer"),
        ("da", "syg på fredag", "ja?"),
    ],
)
def test_no_teacher_is_off_sick_by_it(town: Town, school: SmallSchool, language: str, wish: str, said: str) -> None:
    mette = town.person(school, school.mette, Channel.SMS, language)
    mette.says(wish).hears("confirm_sick").says(said).hears("confirm_sick")
    mette.says("2").hears("not_sick")


@pytest.mark.parametrize("language", ["en", "da"])
def test_what_stands_behind_a_yes_without_a_question_is_done_after_it(student: Chat, town: Town, language: str) -> None:
    student.says(BOOK[language]).says("yes, and cancel friday", da="ja, og aflys fredag")
    student.hears("booked", "now_to", "confirm_cancel")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "yes but at 11"),
        ("en", "yes, friday at 11"),
        ("da", "ja, men kl 11"),
        ("de", "ja, aber um 11 uhr"),
        ("sv", "ja, men klockan 11"),
        ("nb", "ja, men klokka 11"),
    ],
)
@pytest.mark.parametrize("wish", ["book", "move"])
def test_a_yes_that_names_another_time_is_told_to_have_done_nothing(
    student: Chat, town: Town, language: str, said: str, wish: str
) -> None:
    student.says({"book": BOOK, "move": MOVE}[wish][language]).says(said).hears("nothing_done")
    assert town.bookings("confirmed") == [FRIDAY]


@pytest.mark.parametrize(
    ("language", "said", "then"),
    [
        ("en", "yes and also the week after", "2026-12-03 09:00"),
        ("en", "yes please, and the day after", "2026-11-27 09:00"),
        ("en", "yes and also tuesday at 9", "2026-11-24 09:00"),
        ("da", "ja og også ugen efter", "2026-12-03 09:00"),
        ("da", "ja tak, og tirsdag kl 9", "2026-11-24 09:00"),
        ("de", "ja und auch die Woche danach", "2026-12-03 09:00"),
        ("sv", "ja, och veckan efter", "2026-12-03 09:00"),
        ("nb", "ja og uka etter", "2026-12-03 09:00"),
    ],
)
def test_one_more_beside_what_is_agreed_to_comes_after_it(
    town: Town, school: SmallSchool, language: str, said: str, then: str
) -> None:
    anna = town.anna(school, language)
    anna.says(BOOK[language]).says(said).hears("booked", "now_to")
    assert town.bookings("confirmed") == [("2026-11-26 09:00", "confirmed")]
    if "confirm_booking" not in anna.last.names:
        anna.hears("offers").picks("slot:0")
    anna.hears("confirm_booking").picks("book").hears("booked")
    assert (then, "confirmed") in town.bookings("confirmed")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "no, don't keep it"),
        ("en", "don't keep it"),
        ("da", "nej, behold den ikke"),
        ("de", "nein, behalte sie nicht"),
        ("sv", "nej, behåll den inte"),
        ("nb", "nei, ikke behold den"),
    ],
)
def test_who_does_not_keep_a_lesson_is_asked_again_whether_to_cancel_it(
    student: Chat, town: Town, language: str, said: str
) -> None:
    student.says(CANCEL[language]).says(said).hears("confirm_cancel")
    assert "kept" not in student.last.names
    assert town.bookings("confirmed") == [FRIDAY]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "no, keep it"),
        ("da", "nej, behold den"),
        ("en", "no, don't"),
        ("en", "i can come after all"),
        ("da", "ok så behold den"),
        ("da", "jeg kommer alligevel"),
        ("sv", "då behåller jag den"),
        ("sv", "jag kommer ändå"),
        ("nb", "da beholder jeg den"),
        ("de", "ich komme doch"),
        ("de", "lass den Termin stehen"),
    ],
)
def test_who_keeps_it_keeps_it(student: Chat, language: str, said: str) -> None:
    student.says(CANCEL[language]).says(said).hears("kept")


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "yes please, pick me up at home"), ("da", "ja tak, hent mig på arbejdet")],
)
def test_where_to_be_picked_up_comes_after_the_yes(student: Chat, town: Town, language: str, said: str) -> None:
    student.says(BOOK[language]).says(said).hears("booked", "now_to")
    assert len(town.bookings("confirmed")) == 2
