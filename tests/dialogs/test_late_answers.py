"""A question that lay open for long is not answered by what comes much later: it is asked again, as things are then."""

from __future__ import annotations

import pytest

from bot.dialogs.exchange import Channel
from domain.lessons import Actor
from domain.services.cancelling import cancel
from tests.chat import Chat, Town
from tests.dialogs.plans import attended, skilled
from tests.factories import SmallSchool


def test_offers_of_yesterday_are_looked_for_again(anna: Chat, town: Town) -> None:
    anna.says("lesson tomorrow", da="køretime i morgen").hears("offers")
    assert anna.labels[0] in {"08:00", "8.00"}
    town.passes(hours=26)
    anna.picks_number(1).hears("a_while_ago", "offers")
    assert anna.labels[0] in {"12:00", "12.00"}, "what was offered has begun by now"
    assert town.bookings() == []
    anna.picks_number(1).hears("confirm_booking").picks("book").hears("booked")


def test_a_digit_beyond_the_menu_of_yesterday_is_asked_again_too(anna: Chat, town: Town) -> None:
    anna.says("lesson tomorrow", da="køretime i morgen").hears("offers")
    town.passes(hours=26)
    anna.says("9").hears("a_while_ago", "offers")
    assert anna.labels[0] in {"12:00", "12.00"}, "what was offered has begun by now"


def test_a_booking_that_was_not_confirmed_is_held_again_at_todays_terms(anna: Chat, town: Town) -> None:
    anna.says("book fri at 10", da="book fre kl 10").hears("confirm_booking")
    town.passes(hours=13)
    anna.says("1").hears("a_while_ago", "confirm_booking", "27")
    assert [status for _, status in town.bookings()] == ["expired", "draft"]
    anna.says("1").hears("booked")
    assert town.bookings("confirmed") == [("2026-11-27 10:00", "confirmed")]


def test_a_time_that_has_passed_meanwhile_is_not_offered_again(chat: Chat, town: Town) -> None:
    chat.says("book tomorrow at 10").hears("confirm_booking")
    town.passes(hours=30)
    chat.says("yes").hears("a_while_ago", "when_past", "offers")
    assert town.bookings("confirmed") == []


def test_a_time_that_somebody_else_has_taken_meanwhile_is_not_offered_again(
    chat: Chat, town: Town, school: SmallSchool
) -> None:
    chat.says("book fri at 10").hears("confirm_booking")
    town.passes(minutes=6)
    for teacher in (school.mette, school.jonas):
        school.books(school.student(f"Bo {teacher.first_name}"), "2026-11-27 10:00", "driving", teacher)
    town.passes(hours=13)
    chat.says("1").hears("a_while_ago", "offers")


def test_a_move_that_was_not_confirmed_is_looked_at_again(anna: Chat, town: Town, school: SmallSchool) -> None:
    school.books(school.students["Anna Berg"], "2026-11-26 12:00", made="2026-11-20 12:00")
    anna.says("move thursday to friday at 10", da="flyt torsdag til fredag kl 10").hears("confirm_move")
    town.passes(hours=13)
    anna.says("1").hears("a_while_ago", "confirm_move")
    anna.says("1").hears("moved")


def test_a_cancellation_is_not_made_by_a_digit_of_days_ago(anna: Chat, town: Town, school: SmallSchool) -> None:
    school.books(school.students["Anna Berg"], "2026-11-26 12:00", made="2026-11-20 12:00")
    anna.says("cancel thursday", da="aflys torsdag").hears("confirm_cancel", "It is free", da="Det er gratis")
    town.passes(hours=60)
    anna.says("1").hears("a_while_ago", "confirm_cancel", "325")
    assert town.bookings("confirmed") == [("2026-11-26 12:00", "confirmed")]
    anna.says("1").hears("cancelled")


def test_a_button_of_yesterday_does_nothing_either(town: Town, school: SmallSchool) -> None:
    chat = town.person(school, school.student("Teo Lind", "en", school.mette), Channel.TELEGRAM)
    chat.says("book fri at 10").hears("confirm_booking")
    town.passes(hours=13)
    chat.picks("book").hears("a_while_ago", "confirm_booking").picks("book").hears("booked")


@pytest.mark.parametrize(("said", "heard"), [("menu", "menu"), ("balance", "balance"), ("my lessons", "lessons")])
def test_what_is_clear_by_itself_is_done_at_once(
    chat: Chat, town: Town, school: SmallSchool, said: str, heard: str
) -> None:
    school.books(school.students["Anna Berg"], "2026-11-30 12:00", made="2026-11-20 12:00")
    chat.says("book fri at 10").hears("confirm_booking")
    town.passes(hours=13)
    chat.says(said).hears(heard)


def test_what_is_asked_on_the_side_days_later_is_answered_without_the_old_question(anna: Chat, town: Town) -> None:
    anna.says("lesson tomorrow", da="køretime i morgen").hears("offers")
    town.passes(hours=11)
    anna.says("balance", da="saldo").hears("balance", "offers")
    town.passes(days=9)
    anna.says("balance", da="saldo").hears("balance")
    assert anna.last.names == ("balance",), "those times are over"
    anna.says("1").hears("menu")
    assert town.bookings() == []


def test_a_new_wish_is_no_answer_to_an_old_question(anna: Chat, town: Town) -> None:
    anna.says("theory", da="teori")
    anna.says("book fri at 10 with jonas", da="book fre kl 10 med jonas").hears("confirm_booking", "Jonas")
    town.passes(hours=13)
    anna.says("friday at 11", da="fredag kl 11").hears("confirm_booking", "Mette")
    assert "a_while_ago" not in anna.last.names


def test_words_that_say_nothing_are_answered_with_the_question(anna: Chat, town: Town) -> None:
    anna.says("book fri at 10", da="book fre kl 10")
    town.passes(hours=13)
    anna.says("hello?", da="hallo?").hears("a_while_ago", "confirm_booking")


def test_a_note_of_a_day_later_is_no_note(town: Town, school: SmallSchool, mette: Chat) -> None:
    skilled(school)
    attended(town, school, school.student("Anna Berg"), "2026-11-20 10:00")
    mette.says("note anna").hears("ask_note")
    town.passes(hours=24)
    mette.says("I will be there soon").hears("a_while_ago", "ask_note").says("parks well").hears("noted")


def test_the_day_after_attendance_is_still_told_by_a_digit(town: Town, school: SmallSchool, mette: Chat) -> None:
    school.books(school.student("Bo Lind"), "2026-11-23 09:00", made="2026-11-20 12:00")
    town.until("2026-11-24 10:00")
    mette.says("1").hears("recorded_attended")


def test_somebody_who_joins_takes_as_long_as_it_takes(town: Town, school: SmallSchool) -> None:
    nia = town.stranger().says(school.code).hears("ask_name")
    town.passes(hours=100)
    nia.says("Nia Holt").hears("welcome")


@pytest.mark.parametrize(
    ("said", "gesagt", "heard"),
    [("help", "hjælp", "help_student"), ("english", "dansk", "language_set"), ("99", "99", "")],
)
@pytest.mark.parametrize(
    "wish", [("book wed at 10", "book ons kl 10"), ("move my lesson to 25 nov at 10", "flyt min tid til 25. nov kl 10")]
)
def test_a_question_that_ran_out_is_asked_afresh_whatever_is_said_beside_it(
    anna: Chat, town: Town, school: SmallSchool, wish: tuple[str, str], said: str, gesagt: str, heard: str
) -> None:
    school.books(school.students["Anna Berg"], "2026-12-04 12:00", made="2026-11-20 12:00")
    anna.says(wish[0], da=wish[1]).hears("Wed 25 Nov 10:00", da="ons 25. nov. 10.00")
    town.passes(days=4)
    anna.says(said, da=gesagt).hears(*filter(None, [heard]), "a_while_ago", "offers")
    assert not any("25" in label for label in anna.labels), "that day is over"


def test_a_question_that_ran_out_beneath_another_is_asked_afresh_when_that_is_answered(
    anna: Chat, town: Town, school: SmallSchool
) -> None:
    anna.says("book wed at 10", da="book ons kl 10").hears("confirm_booking")
    town.passes(days=4)
    anna.says("language", da="sprog").picks("Deutsch").hears("a_while_ago", "offers")


@pytest.mark.parametrize(
    "wish",
    [("move my lesson to wed 2 dec at 10", "flyt min tid til ons 2. dec kl 10"), ("move my lesson", "flyt min tid")],
)
def test_a_lesson_that_was_cancelled_meanwhile_is_not_offered_to_be_moved(
    anna: Chat, town: Town, school: SmallSchool, wish: tuple[str, str]
) -> None:
    booking = school.books(school.students["Anna Berg"], "2026-12-04 12:00", made="2026-11-20 12:00")
    anna.says(wish[0], da=wish[1])
    with town.app.open_work() as work:
        cancel(school.desk(work, Actor.STAFF, town.clock()), booking.id)
        work.commit()
    town.passes(hours=13)
    anna.says("help", da="hjælp").hears("help_student", "refused_not_allowed")
