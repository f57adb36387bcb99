"""Somebody changes a part of what was wished: the rest stays."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.chat import Chat, Town
from tests.factories import SmallSchool


def hours(chat: Chat) -> list[str]:
    """At which the offered times begin."""
    return [found[1].replace(".", ":") for label in chat.labels if (found := re.search(r"(\d{1,2}[.:]\d\d)$", label))]


def test_another_day_keeps_the_hours(anna: Chat) -> None:
    anna.says("any chance thu after 3?", da="er der noget torsdag efter 15?").hears(
        "offers", "Thu 26 Nov", da="tor 26."
    )
    anna.says("no, make it friday", da="nej, hellere fredag").hears("offers", "Fri 27 Nov", da="fre 27. nov.")
    assert hours(anna)[0] == "15:00"


def test_another_day_keeps_the_hours_and_the_teacher(anna: Chat) -> None:
    anna.says("book friday afternoon with Jonas", da="book fredag eftermiddag hos Jonas").hears("Jonas")
    anna.says("no, tuesday", da="nej, tirsdag").hears("Jonas", "Tue 24 Nov", da="tir 24. nov.")
    assert hours(anna)[0] == "12:00"


def test_another_day_keeps_the_hours_and_the_week(anna: Chat) -> None:
    anna.says("next week mornings, not tuesday", da="næste uge om formiddagen, ikke tirsdag").hears("offers")
    anna.says("no, make it thursday", da="nej, torsdag").hears("Thu 3 Dec", da="tor 3. dec.")
    assert all(int(hour.partition(":")[0]) < 12 for hour in hours(anna))


def test_the_week_stays_where_hours_are_named_too(anna: Chat) -> None:
    anna.says("next week mornings", da="næste uge om formiddagen").hears("offers")
    anna.says("thursday at 14", da="torsdag kl 14").hears("confirm_booking", "Thu 3 Dec 14:00", da="tor 3. dec. 14.00")


def test_a_date_is_that_date_whatever_week_was_talked_of(anna: Chat) -> None:
    anna.says("next week mornings", da="næste uge om formiddagen").hears("offers")
    anna.says("thursday 26 november", da="torsdag den 26. november").hears("Thu 26 Nov", da="tor 26. nov.")
    anna.says("tomorrow", da="i morgen").hears("Tue 24 Nov", da="tir 24. nov.")


def test_other_hours_keep_the_days(anna: Chat) -> None:
    anna.says("next week mornings, not monday", da="næste uge om formiddagen, ikke mandag").hears("offers")
    anna.says("after 14 then", da="så efter 14").hears("offers")
    assert anna.last.reply.choices[0].params["start"][:10] == "2026-12-01"
    assert hours(anna)[0] == "14:00"


def test_another_day_keeps_an_exact_time(anna: Chat, town: Town) -> None:
    anna.says("book wed at 15", da="book ons kl 15").hears("confirm_booking")
    anna.says("no, thursday", da="nej, torsdag").hears("Thu 26 Nov 15:00-15:45", da="tor 26. nov. 15.00-15.45")
    anna.picks("book").hears("booked")
    assert town.bookings("confirmed") == [("2026-11-26 15:00", "confirmed")]


def test_another_day_keeps_the_hours_to_which_a_lesson_is_moved(anna: Chat, school: SmallSchool) -> None:
    school.books(school.students["Anna Berg"], "2026-11-25 10:00")
    anna.says("move my lesson to thursday after 14", da="flyt min time til torsdag efter 14").hears(
        "Thu 26", da="tor 26"
    )
    anna.says("no, friday", da="nej, fredag").hears("Fri 27 Nov", da="fre 27. nov.")
    assert hours(anna)[0] == "14:00"


@pytest.mark.parametrize(("en", "da"), [("book friday", "book fredag"), ("any time friday", "fredag når som helst")])
def test_a_new_wish_does_not(anna: Chat, en: str, da: str) -> None:
    anna.says("any chance thu after 3?", da="er der noget torsdag efter 15?").hears("offers")
    anna.says(en, da=da).hears("Fri 27 Nov", da="fre 27. nov.")
    assert hours(anna)[0] in {"8:00", "08:00"}


@pytest.mark.parametrize(
    ("said", "then"),
    [
        ("Donnerstag nach 15 Uhr", "nein, Freitag"),
        ("torsdag etter 15", "nei, fredag"),
        ("torsdag efter 15", "nej, fredag"),
    ],
)
def test_all_languages_correct_the_day(town: Town, school: SmallSchool, said: str, then: str) -> None:
    language = "de" if "nach" in said else "nb" if "etter" in said else "sv"
    mia = town.person(school, school.student("Mia Holt", language, school.mette), language=language)
    mia.says(said).hears("offers").says(then).hears("27")
    assert hours(mia)[0] == "15:00"


def test_whoever_goes_back_to_the_kind_of_lesson_has_not_chosen_one(anna: Chat, school: SmallSchool) -> None:
    school.plans_class("2026-11-25 18:30")
    anna.says("book theory class", da="book teoritime").hears("offers").says("back", da="tilbage").hears("what_to_book")
    anna.says("wednesday at 15", da="onsdag kl 15")
    anna.hears("confirm_booking", "Wed 25 Nov 15:00-15:45, Driving lesson", da="ons 25. nov. 15.00-15.45, Køretime")


def test_no_thanks_lets_go_of_the_time(anna: Chat, town: Town) -> None:
    anna.says("book wed at 10", da="book ons kl 10").hears("confirm_booking")
    anna.says("no thanks", da="nej tak").hears("left", "Fine, let's leave that.", da="Fint, det lader vi ligge.")
    assert anna.last.ids == ["book", "lessons", "home"], "what else can be done"
    assert town.bookings() == [("2026-11-25 10:00", "cancelled")]


def test_no_thanks_to_the_times_leaves_them(anna: Chat) -> None:
    anna.says("lesson wed after 10", da="køretime ons efter 10").hears("offers")
    anna.says("no thank you", da="nej mange tak").hears("left")


def test_a_mere_no_asks_for_other_times(anna: Chat) -> None:
    anna.says("book wed at 10", da="book ons kl 10").says("no", da="nej").hears("offers")


@pytest.mark.parametrize("said", ["nein danke", "nei takk", "nej tack", "nejtak"])
def test_all_languages_decline_kindly(town: Town, school: SmallSchool, said: str) -> None:
    mia = town.person(school, school.student("Mia Holt"))
    mia.says("book wed at 10").hears("confirm_booking").says(said).hears("left")


def test_a_greeting_is_answered_and_the_question_asked_again(anna: Chat) -> None:
    anna.says("book", da="book")
    for _ in range(3):
        anna.says("hi", da="hej").hears("hello", "what_to_book")
        assert "not_understood" not in anna.last.names


def test_another_time_right_after_the_booking_moves_it(anna: Chat, town: Town) -> None:
    anna.says("book wed at 10", da="book ons kl 10").picks("book").hears("booked")
    anna.says("no, tuesday at 11", da="nej, tirsdag kl 11")
    anna.hears(
        "confirm_move", "From Wed 25 Nov 10:00 to Tue 24 Nov 11:00", da="Fra ons 25. nov. 10.00 til tir 24. nov. 11.00"
    )
    anna.picks("move").hears("moved")
    assert town.bookings() == [("2026-11-24 11:00", "confirmed")]


def test_another_day_right_after_the_booking_keeps_its_hour(anna: Chat) -> None:
    anna.says("book wed at 10", da="book ons kl 10").picks("book").hears("booked")
    anna.says("no, tuesday", da="nej, tirsdag").hears("confirm_move", "Tue 24 Nov 10:00", da="tir 24. nov. 10.00")


def test_a_new_wish_after_the_booking_is_another_lesson(anna: Chat) -> None:
    anna.says("book wed at 10", da="book ons kl 10").picks("book").hears("booked")
    anna.says("tuesday at 11", da="tirsdag kl 11").hears("confirm_booking")
    anna.says("menu").says("no, tuesday at 12", da="nej, tirsdag kl 12").hears("confirm_booking")


@pytest.mark.parametrize(
    ("said", "da"),
    [
        ("another teacher", "en anden lærer"),
        ("other teacher please", "anden kørelærer tak"),
        ("no, with someone else", "nej, med en anden lærer"),
    ],
)
def test_another_teacher_keeps_the_day_and_the_hours(anna: Chat, said: str, da: str) -> None:
    anna.says("wednesday after 11", da="onsdag efter 11").hears("with your teacher", da="hos din lærer")
    anna.says(said, da=da).hears("offers", "Wed 25 Nov", da="ons 25. nov.")
    anna.hears("with Jonas", da="hos Jonas")
    assert all(int(hour.partition(":")[0]) >= 11 for hour in hours(anna))
    anna.says(said, da=da).hears("with your teacher", da="hos din lærer")


def test_another_teacher_lets_the_time_go_that_was_held(anna: Chat, town: Town) -> None:
    anna.says("book wed at 11", da="book ons kl 11").hears("confirm_booking", "Mette")
    anna.says("another teacher", da="en anden lærer").hears("confirm_booking", "Jonas")
    assert town.bookings() == [("2026-11-25 11:00", "cancelled"), ("2026-11-25 11:00", "draft")]


def test_who_says_at_once_that_it_shall_be_another_teacher_is_offered_one(anna: Chat) -> None:
    anna.says("lesson wednesday with another teacher", da="køretime onsdag hos en anden lærer")
    anna.hears("with Jonas", da="hos Jonas")


def test_where_there_is_no_other_teacher_that_is_said(anna: Chat, town: Town, school: SmallSchool) -> None:
    with town.app.open_work() as work:
        work.administration.save_teacher(school.id, replace(school.jonas, active=False))
        work.commit()
    anna.says("lesson wed", da="køretime ons").hears("with your teacher", da="hos din lærer")
    anna.says("another teacher", da="en anden lærer").hears("no_other_teacher", "offers")


@pytest.mark.parametrize("said", ["cancel", "cancel this", "annuller", "aflys det"])
@pytest.mark.parametrize(
    "opening", [("book", "book"), ("lesson wed", "køretime ons"), ("book wed at 10", "book ons kl 10")]
)
def test_a_bare_cancel_in_a_booking_leaves_the_booking_and_nothing_else(
    anna: Chat, town: Town, opening: tuple[str, str], said: str
) -> None:
    anna.says("book fri at 10", da="book fre kl 10").picks("book").hears("booked")
    anna.says(*opening).says(said).hears("not_booked", "Lessons you have stay", da="andre tider står ved magt")
    assert town.bookings("draft") == []
    assert town.bookings("confirmed") == [("2026-11-27 10:00", "confirmed")]
    anna.says("hello", da="hej").hears("menu")


def test_a_lesson_that_is_named_in_a_booking_is_asked_about(anna: Chat, town: Town) -> None:
    anna.says("book fri at 10", da="book fre kl 10").picks("book").says("book wed at 10", da="book ons kl 10")
    anna.says("cancel friday", da="aflys fredag").hears("confirm_cancel", "Fri 27 Nov", da="fre 27. nov.")
    assert town.bookings("draft") == []


def test_the_second_wish_is_taken_up_where_there_is_nothing_to_do_for_the_first(anna: Chat) -> None:
    anna.says("move friday to monday and book tuesday at 10", da="flyt fredag til mandag og book tirsdag kl 10")
    anna.hears("no_coming_lessons", "now_to", "offers", "Tue 24 Nov", da="tir 24. nov.")


def with_another(anna: Chat, school: SmallSchool, *, moving: bool) -> str:
    """Wednesday at 10 with Mette lies open, to be booked or to be moved to. The question."""
    if moving:
        school.books(school.students["Anna Berg"], "2026-11-27 12:00")
        anna.says("move my lesson to wed at 10", da="flyt min time til ons kl 10").hears("confirm_move", "Mette")
        return "confirm_move"
    anna.says("book wed at 10", da="book ons kl 10").hears("confirm_booking", "Mette")
    return "confirm_booking"


@pytest.mark.parametrize("moving", [False, True])
@pytest.mark.parametrize(
    ("said", "da"),
    [("another teacher", "en anden lærer"), ("with jonas", "hos jonas"), ("no, with jonas", "nej, Jonas")],
)
def test_another_teacher_for_the_time_that_was_picked_keeps_it(
    anna: Chat, school: SmallSchool, said: str, da: str, moving: bool
) -> None:
    question = with_another(anna, school, moving=moving)
    anna.says(said, da=da).hears(question, "Wed 25 Nov 10:00-10:45", da="ons 25. nov. 10.00-10.45").hears("Jonas")


@pytest.mark.parametrize("moving", [False, True])
def test_where_the_other_teacher_is_not_free_the_nearest_times_of_the_day_follow(
    anna: Chat, school: SmallSchool, moving: bool
) -> None:
    school.books(school.student("Bo Lind"), "2026-11-25 10:00", teacher=school.jonas)
    with_another(anna, school, moving=moving)
    anna.says("with jonas", da="hos Jonas").hears("offers", "Nearest times, Wed 25 Nov", da="ons 25. nov.")
    anna.hears("with Jonas", da="hos Jonas")
    assert hours(anna) == ["11:00", "12:00", "13:00"]
    anna.says("at 15", da="kl 15").hears("Wed 25 Nov 15:00", da="ons 25. nov. 15.00")


def test_another_car_for_the_time_that_was_picked_keeps_it(town: Town, automatic: SmallSchool) -> None:
    anna = town.person(automatic, automatic.student("Anna Berg", "en", automatic.mette))
    anna.says("book wed at 10").hears("confirm_booking", "red Golf")
    anna.says("in the automatic").hears("confirm_booking", "Wed 25 Nov 10:00", "blue Polo")


def test_the_teacher_who_is_asked_for_is_looked_for_among_the_nearest_times_too(
    anna: Chat, school: SmallSchool
) -> None:
    for teacher in (school.mette, school.jonas):
        school.books(school.student(f"Bo {teacher.first_name}"), "2026-11-25 10:00", teacher=teacher)
    anna.says("book wed at 10", da="book ons kl 10").hears("no_times_then", "offers")
    anna.says("with jonas", da="hos Jonas").hears("with Jonas", da="hos Jonas")
    anna.says("with mette", da="hos Mette").hears("with your teacher", da="hos din lærer")


@pytest.mark.parametrize("moving", [False, True])
def test_earlier_than_the_time_that_was_picked_is_earlier_on_that_day(
    anna: Chat, town: Town, school: SmallSchool, moving: bool
) -> None:
    with_another(anna, school, moving=moving)
    anna.says("earlier", da="tidligere").hears("offers", "Wed 25 Nov", da="ons 25. nov.")
    assert hours(anna)[-1] in {"9:00", "09:00"}
    assert town.bookings("draft") == []


def test_earlier_than_the_first_time_of_a_day_is_on_the_days_before(anna: Chat) -> None:
    anna.says("book wed at 8", da="book ons kl 8").hears("confirm_booking")
    anna.says("earlier", da="tidligere").hears("offers", "Mon 23 Nov", da="man 23. nov.")


@pytest.mark.parametrize("moving", [False, True])
def test_of_two_times_the_earlier_one_can_be_meant(anna: Chat, school: SmallSchool, moving: bool) -> None:
    if moving:
        school.books(school.students["Anna Berg"], "2026-11-27 12:00")
        anna.says("move my lesson", da="flyt min time").says("at 13", da="kl 13").hears("which_time")
    else:
        anna.says("lesson at 13", da="køretime kl 13").hears("which_time")
    anna.says("the earlier one", da="tidligere").hears("Mon 23 Nov 13:00", da="man 23. nov. 13.00")


@pytest.mark.parametrize("moving", [False, True])
@pytest.mark.parametrize(("said", "da"), [("another day", "en anden dag"), ("no, other days", "nej, andre dage")])
def test_another_day_than_the_one_that_was_picked_keeps_the_hour(
    anna: Chat, school: SmallSchool, said: str, da: str, moving: bool
) -> None:
    with_another(anna, school, moving=moving)
    anna.says(said, da=da).hears("offers")
    assert anna.words("Thu 26 Nov 10:00", "tor 26. nov. 10.00") in anna.labels[0]


def test_another_day_than_those_that_are_offered_is_none_of_them(anna: Chat, school: SmallSchool) -> None:
    school.books(school.students["Anna Berg"], "2026-11-27 12:00")
    anna.says("move my lesson", da="flyt min time").hears("offers", "Mon 23 Nov", da="man 23. nov.")
    anna.says("another day", da="en anden dag").hears("offers", "Tue 24 Nov", da="tir 24. nov.")
    anna.says("another day", da="en anden dag").hears("offers", "Wed 25 Nov", da="ons 25. nov.")


def test_another_day_of_next_week_is_looked_for_there(anna: Chat) -> None:
    anna.says("lesson wed", da="køretime ons").hears("offers")
    anna.says("another day next week", da="en anden dag i næste uge").hears("offers", "Mon 30 Nov", da="man 30. nov.")
