"""Two wishes in one message: the second waits until the first is done."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.dialogs.exchange import Channel
from tests.chat import Chat, Town
from tests.dialogs.places import asked_along
from tests.factories import SmallSchool


@pytest.fixture
def lesson(anna: Chat) -> Chat:
    """Anna has a lesson on Friday at 10."""
    anna.says("book friday at 10", da="book fredag kl 10").picks("book").hears("booked")
    return anna


def both(anna: Chat) -> Chat:
    anna.says("cancel friday and book thursday at 15", da="aflys fredag og book torsdag kl 15")
    return anna.hears("one_by_one", "confirm_cancel")


def test_what_is_asked_for_behind_and_is_done_when_the_first_is_done(lesson: Chat, town: Town) -> None:
    both(lesson).picks("cancel")
    lesson.hears("cancelled", "offers", "Now to this: book thursday at 15", da="Nu til dette: book torsdag")
    lesson.picks("slot:0").hears("confirm_booking").picks("book").hears("booked")
    assert town.bookings("confirmed") == [("2026-11-26 15:00", "confirmed")]


def test_the_time_that_the_first_frees_is_free_for_the_second(lesson: Chat, town: Town) -> None:
    lesson.says("cancel friday and book friday at 10", da="aflys fredag og book fredag kl 10").picks("cancel")
    lesson.hears("cancelled", "offers").picks("slot:0").picks("book").hears("booked")
    assert town.bookings("confirmed") == [("2026-11-27 10:00", "confirmed")]


def test_what_is_told_at_once_comes_before_the_second(anna: Chat) -> None:
    anna.says("how much do I owe and book thursday at 15", da="hvad skylder jeg og book torsdag kl 15")
    anna.hears("one_by_one", "balance", "now_to", "offers")


def test_the_second_is_left_when_the_first_is_not_done_and_that_is_said(lesson: Chat) -> None:
    both(lesson).picks("keep").hears("kept", "left_undone", "book thursday at 15", da="book torsdag kl 15")


def test_the_menu_leaves_the_second(lesson: Chat) -> None:
    both(lesson).says("menu").hears("left_undone", "menu_again")
    lesson.says("cancel friday", da="aflys fredag").picks("cancel").hears("cancelled")
    assert "now_to" not in lesson.last.names


def test_something_else_leaves_the_second(lesson: Chat) -> None:
    both(lesson).says("book wednesday at 9", da="book onsdag kl 9").hears("left_undone", "confirm_booking")


def test_a_question_on_the_side_does_not(lesson: Chat) -> None:
    both(lesson).says("balance", da="saldo").hears("balance", "confirm_cancel")
    lesson.picks("cancel").hears("cancelled", "now_to", "offers")


def test_a_day_later_the_second_is_not_taken_up_any_more(lesson: Chat, town: Town) -> None:
    both(lesson)
    town.passes(hours=13)
    lesson.says("1").hears("a_while_ago", "confirm_cancel").picks("cancel").hears("cancelled", "left_undone")


@pytest.mark.parametrize(
    ("said", "da", "told"),
    [
        ("book wednesday at 10 and balance", "book onsdag kl 10 og saldo", "balance"),
        ("book wed 10 and progress", "book ons 10 og status", "progress"),
        ("book wednesday 10, balance", "book onsdag kl 10, saldo", "balance"),
        ("book wed 10 and bring a friend", "book onsdag kl 10 og tag en ven med", "nothing_to_share"),
        ("book wednesday 10 and what does it cost", "book onsdag kl 10 og hvad koster det", "terms"),
    ],
)
def test_a_booking_is_not_lost_for_what_is_asked_in_a_word_behind_it(
    anna: Chat, town: Town, said: str, da: str, told: str
) -> None:
    anna.says(said, da=da).hears("one_by_one", "confirm_booking", "Wed 25 Nov 10:00", da="ons 25. nov. 10.00")
    anna.picks("book").hears("booked", "now_to", told)
    assert town.bookings() == [("2026-11-25 10:00", "confirmed")]


def test_what_is_asked_in_a_word_behind_a_move_is_answered_after_it(lesson: Chat, town: Town) -> None:
    lesson.says("move friday to wednesday at 10 and balance", da="flyt fredag til onsdag kl 10 og saldo")
    lesson.hears("one_by_one", "confirm_move").picks("move").hears("moved", "now_to", "balance")
    assert town.bookings("confirmed") == [("2026-11-25 10:00", "confirmed")]


def test_two_questions_in_a_word_each_are_both_answered(anna: Chat) -> None:
    anna.says("balance and progress", da="saldo og status").hears("one_by_one", "balance", "now_to", "progress")


@pytest.mark.parametrize(
    ("said", "da"),
    [
        (
            "book thursday 9 and move my other lesson to tuesday 10",
            "book torsdag 9 og flyt min time til tirsdag 10",
        ),
        ("book thursday at 9 and move my lesson to tuesday", "book torsdag kl 9 og flyt min time til tirsdag"),
    ],
)
def test_the_time_of_a_booking_is_not_that_of_the_lesson_to_be_moved_behind_it(
    lesson: Chat, town: Town, said: str, da: str
) -> None:
    lesson.says(said, da=da).hears("one_by_one", "confirm_booking", "Thu 26 Nov 09:00", da="tor 26. nov. 9.00")
    lesson.picks("book").hears("booked", "now_to", "which_lesson_move")


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("sag Freitag ab und buche Donnerstag um 15 Uhr", "confirm_cancel"),
        ("storniere Freitag und buche Donnerstag um 15 Uhr", "confirm_cancel"),
        ("avboka fredag och boka torsdag kl 15", "confirm_cancel"),
        ("avbestill fredag og bestill torsdag kl 15", "confirm_cancel"),
        ("cancel friday, then book thursday at 3", "confirm_cancel"),
        ("cancel friday. I want to book a lesson on thursday at 3", "confirm_cancel"),
    ],
)
def test_all_languages_join_wishes(town: Town, school: SmallSchool, said: str, first: str) -> None:
    anna = town.person(school, school.student("Anna Berg", usual=school.mette))
    anna.says("book friday at 10").picks("book")
    anna.says(said).hears("one_by_one", first).picks("cancel").hears("cancelled", "now_to", "offers")


@pytest.mark.parametrize(
    "said",
    [
        "cancel friday and monday",
        "cancel my lesson and move it to thursday",
        "move friday to thursday and monday",
        "book thursday at 3 and pick me up at the station",
        "book monday and wednesday with Jonas",
        "cancel friday and don't book anything",
        "cancel friday and what does it cost",
        "book friday at 11 and cancel",
        "aflys fredag og mandag",
        "flyt fredag til torsdag og tak",
    ],
)
def test_one_wish_is_not_taken_for_two(town: Town, school: SmallSchool, said: str) -> None:
    anna = town.person(school, school.student("Anna Berg", usual=school.mette))
    anna.says("book friday at 10").picks("book")
    assert "one_by_one" not in anna.says(said).last.names


@pytest.mark.parametrize(
    ("said", "second"),
    [
        (
            "book køretime mandag d. 30. november kl. halv fire hos mette og flyt min fredagstime til lørdag",
            "flyt min fredagstime til lørdag",
        ),
        ("book køretime d. 30. hos mette og aflys fredag", "aflys fredag"),
        ("book man. d. 30. nov. hos mette kl. ca. 15 og flyt fredag til lørdag", "flyt fredag til lørdag"),
        ("book a lesson on mon 30. november at 15 with mette and cancel friday", "cancel friday"),
        ("book monday at 15. cancel friday", "cancel friday"),
        ("boka måndag den 30. november kl. 15 hos mette och avboka fredag", "avboka fredag"),
    ],
)
def test_the_full_stops_of_dates_part_no_wishes(town: Town, school: SmallSchool, said: str, second: str) -> None:
    anna = town.person(school, school.student("Anna Berg", usual=school.mette))
    anna.says("book friday at 10").picks("book")
    anna.says(said).hears("one_by_one", "Mon ")
    anna.says("menu").hears("left_undone", f": {second}")


def test_two_lessons_are_booked_one_by_one(anna: Chat, town: Town) -> None:
    anna.says("book monday 10 and tuesday 10", da="book mandag kl 10 og tirsdag kl 10")
    anna.hears("one_by_one", "confirm_booking", "Mon 23 Nov 10:00", da="man 23. nov. 10.00").picks("book")
    anna.hears("booked", "now_to", "offers", "Tue 24 Nov", da="tir 24. nov.").picks("slot:0").picks("book")
    assert town.bookings() == [("2026-11-23 10:00", "confirmed"), ("2026-11-24 10:00", "confirmed")]


@pytest.mark.parametrize("language", ["en", "da"])
def test_the_second_comes_before_a_question_that_has_waited_all_along(
    town: Town, school: SmallSchool, language: str
) -> None:
    """Whether the student comes along with Mia is asked again when both are done."""
    anna = asked_along(town, school, language)
    anna.says("book monday 10 and tuesday 10", da="book mandag kl 10 og tirsdag kl 10").picks("book")
    anna.hears("booked", "now_to", "offers", "Tue 24 Nov", da="tir 24. nov.").picks("slot:0").picks("book")
    anna.hears("booked", "ask_along")
    anna.says("cancel monday and book friday at 12", da="aflys mandag og book fredag kl 12")
    anna.picks("keep").hears("left_undone", "ask_along")


def test_two_days_with_a_bare_hour_each_are_booked_one_by_one(anna: Chat, town: Town) -> None:
    anna.says("book thursday 9 and friday 14", da="book torsdag 9 og fredag 14")
    anna.hears("one_by_one", "confirm_booking", "Thu 26 Nov 09:00", da="tor 26. nov. 9.00").picks("book")
    anna.hears("booked", "now_to", "offers", "Fri 27 Nov", da="fre 27. nov.").picks("slot:0").picks("book")
    assert town.bookings() == [("2026-11-26 09:00", "confirmed"), ("2026-11-27 14:00", "confirmed")]


def test_an_hour_that_may_be_the_date_of_its_day_is_asked_about_before_the_other_day(anna: Chat, town: Town) -> None:
    anna.says("book wednesday 9 and thursday 14", da="book onsdag 9 og torsdag 14")
    anna.hears("one_by_one", "which_time").picks_number(1)
    anna.hears("confirm_booking").picks("book").hears("booked", "now_to", "offers", "Thu 26 Nov", da="tor 26. nov.")
    anna.picks("slot:0").picks("book")
    assert town.bookings() == [("2026-11-25 09:00", "confirmed"), ("2026-11-26 14:00", "confirmed")]


def test_two_times_of_which_one_will_do_are_one_wish(anna: Chat) -> None:
    anna.says("book monday at 10 or tuesday at 10", da="book mandag kl 10 eller tirsdag kl 10").hears("offers")
    assert "one_by_one" not in anna.last.names


def test_a_note_is_kept_whole(town: Town, school: SmallSchool) -> None:
    anna = town.person(school, school.student("Anna Berg"), Channel.TELEGRAM)
    anna.says("talk to the school").says("please cancel friday for me and book thursday at 3 instead")
    anna.hears("message_passed_on")


def test_two_lessons_named_as_if_for_every_week_are_taken_one_after_the_other(anna: Chat, school: SmallSchool) -> None:
    for start in ("2026-11-27 10:00", "2026-11-30 10:00"):
        school.books(school.students["Anna Berg"], start, made="2026-11-20 12:00")
    anna.says("cancel mondays, move fridays to thursday", da="aflys mandagene, flyt fredagene til torsdag")
    anna.hears("one_by_one", "confirm_cancel", "Mon 30 Nov 10:00", da="man 30. nov. 10.00").picks("cancel")
    anna.hears("cancelled", "now_to", "offers", "Thu 26 Nov", da="tor 26. nov.")


@pytest.mark.parametrize(
    ("said", "da"),
    [
        ("may I book 2 lessons on friday", "må jeg booke 2 køretimer på fredag"),
        ("two driving lessons friday please", "to køretimer fredag, tak"),
        ("can I have a double lesson on friday", "kan jeg få en dobbelttime på fredag"),
    ],
)
def test_who_asks_for_several_lessons_is_told_that_they_are_booked_one_by_one(anna: Chat, said: str, da: str) -> None:
    anna.says(said, da=da).hears("one_lesson_by_one", "offers")


@pytest.mark.parametrize(
    ("said", "da"),
    [("book a double lesson friday", "book en dobbelttime fredag"), ("double lesson", "dobbelt køretime")],
)
def test_a_double_lesson_is_one_lesson_where_the_school_has_such(
    anna: Chat, town: Town, school: SmallSchool, said: str, da: str
) -> None:
    with town.app.open_work() as work:
        names = {"en": "Double driving lesson", "da": "Dobbelt køretime"}
        work.administration.save_lesson_type(school.id, replace(school.types["track"], names=names))
        work.commit()
    anna.says(said, da=da).hears("offers", "Double driving lesson", da="Dobbelt køretime")
    assert "one_lesson_by_one" not in anna.last.names


def test_hours_from_now_and_friends_are_no_number_of_lessons(anna: Chat) -> None:
    for said, da in (
        ("lesson friday at 2", "køretime fredag kl 2"),
        ("a lesson in 26 hours", "en køretime om 26 timer"),
        ("friday around 11ish", "fredag ved 11 tiden"),
    ):
        anna.says(said, da=da)
        assert "one_lesson_by_one" not in anna.last.names
        anna.says("menu", da="menu")


# An answer and a wish, two kinds of lesson, and one instead of another


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "yes and cancel my friday lesson"),
        ("en", "yes, and please cancel friday"),
        ("da", "ja og aflys min fredagstime"),
        ("de", "ja und sag meine freitagsstunde ab"),
        ("sv", "ja och avboka min fredagslektion"),
        ("nb", "ja og avbestill fredagstimen min"),
    ],
)
def test_a_yes_counts_and_what_is_wished_behind_it_comes_next(
    town: Town, school: SmallSchool, language: str, said: str
) -> None:
    anna = town.person(school, school.student("Anna Berg", language, school.mette), Channel.SMS, language)
    school.books(school.students["Anna Berg"], "2026-11-27 10:00", made="2026-11-20 12:00")
    booking = {"en": "book thursday at 9", "da": "book torsdag kl 9", "de": "buche donnerstag um 9"}
    anna.says(booking.get(language, {"sv": "boka torsdag kl 9", "nb": "bestill torsdag kl 9"}.get(language, "")))
    anna.hears("confirm_booking").says(said).hears("booked", "now_to", "confirm_cancel")
    assert anna.last.reply.says[-1].params["start"] == "2026-11-27T10:00"


def test_a_yes_and_the_command_once_more_is_one_answer(lesson: Chat, town: Town) -> None:
    lesson.says("cancel friday", da="aflys fredag").hears("confirm_cancel")
    lesson.says("yes, cancel friday", da="ja, aflys fredag")
    assert "now_to" not in lesson.last.names


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "a driving lesson thursday at 10 and a theory class on friday"),
        ("da", "en køretime torsdag kl 10 og teori på fredag"),
        ("de", "eine fahrstunde donnerstag um 10 und theorie am freitag"),
        ("sv", "en körlektion torsdag kl 10 och teori på fredag"),
        ("nb", "en kjøretime torsdag kl 10 og teori på fredag"),
    ],
)
def test_two_kinds_of_lesson_are_booked_one_after_the_other(
    town: Town, school: SmallSchool, language: str, said: str
) -> None:
    anna = town.person(school, school.student("Anna Berg", language, school.mette), Channel.SMS, language)
    school.plans_class("2026-11-27 18:30")
    anna.says(said).hears("one_by_one", "confirm_booking").picks("book").hears("booked", "now_to", "offers")
    assert town.bookings("confirmed") == [("2026-11-26 10:00", "confirmed")]
    assert "18" in anna.labels[0]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "cancel friday and book thursday at 15 instead"),
        ("da", "aflys fredag og book torsdag kl 15 i stedet"),
        ("de", "storniere freitag und buche stattdessen donnerstag um 15 uhr"),
        ("sv", "avboka fredag och boka torsdag kl 15 i stället"),
        ("nb", "avbestill fredag og bestill torsdag kl 15 i stedet"),
    ],
)
def test_one_booked_instead_of_the_other_is_moved(town: Town, school: SmallSchool, language: str, said: str) -> None:
    anna = town.person(school, school.student("Anna Berg", language, school.mette), Channel.SMS, language)
    school.books(school.students["Anna Berg"], "2026-11-27 10:00", made="2026-11-20 12:00")
    anna.says(said).hears("confirm_move").picks("move").hears("moved")
    assert town.bookings() == [("2026-11-26 15:00", "confirmed")]


def test_what_is_just_being_booked_may_be_moved_at_once(anna: Chat, town: Town) -> None:
    anna.says("book thursday at 9 and move it to friday", da="book torsdag kl 9 og flyt den til fredag")
    anna.hears("one_by_one", "confirm_booking").picks("book")
    anna.hears("booked", "now_to", "Moving Thu 26 Nov 09:00", da="Du flytter tor 26. nov. 9.00")


@pytest.mark.parametrize(("then", "then_da"), [("cancel friday", "aflys fredag"), ("menu", "menu")])
def test_a_question_that_waits_is_answered_whatever_comes_instead(lesson: Chat, then: str, then_da: str) -> None:
    lesson.says("book wednesday at 10 and what do i owe", da="book onsdag kl 10 og hvad skylder jeg")
    lesson.hears("one_by_one", "confirm_booking").says(then, da=then_da).hears("balance")
    assert "left_undone" not in lesson.last.names


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "move tuesday to wednesday at 10 and thursday to friday at 10"),
        ("en", "move my tuesday lesson to wednesday at 10 and my thursday one to friday at 10"),
        ("da", "flyt tirsdag til onsdag kl 10, og torsdag til fredag kl 10"),
        ("de", "verschiebe Dienstag auf Mittwoch um 10 und Donnerstag auf Freitag um 10"),
        ("sv", "flytta tisdag till onsdag kl 10 och torsdag till fredag kl 10"),
        ("nb", "flytt tirsdag til onsdag kl 10 og torsdag til fredag kl 10"),
    ],
)
def test_of_two_moves_the_second_is_proposed_when_the_first_is_done(
    town: Town, school: SmallSchool, language: str, said: str
) -> None:
    student = school.student("Anna Berg", language, school.mette)
    for start in ("2026-11-24 12:00", "2026-11-26 12:00"):
        school.books(student, start, made="2026-11-20 12:00")
    anna = town.person(school, student, language=language)
    anna.says(said).hears("one_by_one", "confirm_move").picks("move").hears("moved", "ask_next_move")
    anna.picks("go").hears("confirm_move").picks("move").hears("moved")
    assert town.bookings("confirmed") == [("2026-11-25 10:00", "confirmed"), ("2026-11-27 10:00", "confirmed")]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "a lesson wednesday at 10 and another one on friday after 14"),
        ("da", "kan jeg få en køretime onsdag kl 10 med mette, og en til fredag efter 14?"),
        ("de", "eine Fahrstunde Mittwoch um 10 und noch eine am Freitag nach 14 Uhr"),
        ("sv", "en körlektion onsdag kl 10 och en till på fredag efter 14"),
        ("nb", "en kjøretime onsdag kl 10 og en til fredag etter 14"),
    ],
)
def test_one_more_is_booked_after_the_first(town: Town, school: SmallSchool, language: str, said: str) -> None:
    anna = town.person(school, school.student("Anna Berg", language, school.mette), language=language)
    anna.says(said).hears("one_by_one", "confirm_booking").picks("book").hears("booked", "now_to", "offers")
    assert town.bookings("confirmed") == [("2026-11-25 10:00", "confirmed")]


def test_two_days_to_which_one_may_move_are_one_move(chat: Chat, school: SmallSchool) -> None:
    school.books(school.students["Anna Berg"], "2026-11-24 12:00", made="2026-11-20 12:00")
    chat.says("move tuesday to wednesday or friday").hears("offers")
    assert "one_by_one" not in chat.last.names
