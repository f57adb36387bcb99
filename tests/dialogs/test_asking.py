"""Questions about what is on offer are answered, and what is held stays as it is."""

from __future__ import annotations

import pytest

from tests.chat import Chat, Town
from tests.factories import SmallSchool

QUESTIONS = {  # about the car, two teachers, the teacher, the place, the length
    "en": (
        "which car is it?", "is that with mette?", "is it with jonas",
        "who is it with", "where is it?", "how long is it",
    ),
    "da": (
        "hvilken bil er det", "er det med mette?", "er det hos jonas",
        "hvem er det hos", "hvor er det", "hvor længe varer det",
    ),
    "de": (
        "welches auto ist das?", "ist das bei mette?", "ist das bei jonas",
        "bei wem ist das", "wo ist das?", "wie lange dauert das",
    ),
    "sv": (
        "vilken bil är det", "är det med mette?", "är det hos jonas",
        "vem är det hos", "var är det?", "hur länge är det",
    ),
    "nb": (
        "hvilken bil er det", "er det med mette?", "er det hos jonas",
        "hvem er det hos", "hvor er det", "hvor lenge er det",
    ),
}  # fmt: skip
WISHES = {
    "en": "book thursday at 14",
    "da": "book torsdag kl 14",
    "de": "fahrstunde donnerstag um 14 uhr",
    "sv": "boka torsdag kl 14",
    "nb": "bestill torsdag kl 14",
}
SO = {"en": "Yes:|No:", "da": "Ja:|Nej:", "de": "Ja:|Nein:", "sv": "Ja:|Nej:", "nb": "Ja:|Nei:"}


@pytest.mark.parametrize("language", QUESTIONS)
def test_a_question_at_the_hold_is_answered_and_the_time_stays_held(
    town: Town, school: SmallSchool, language: str
) -> None:
    student = town.person(school, school.student("Anna Berg", language, school.mette), language=language)
    student.says(WISHES[language]).hears("confirm_booking")
    yes, no = SO[language].split("|")
    for place, question in enumerate(QUESTIONS[language]):
        student.says(question).hears("about_slot", "Mette", "red Golf")
        assert ("confirm_booking_again" in student.last.names) == (place == 0), "once is enough"
        assert (yes in student.text, no in student.text) == (place == 1, place == 2), student.text
    student.says("1").hears("booked")


def test_questions_and_answers_word_for_word(town: Town, school: SmallSchool) -> None:
    anna = town.person(school, school.student("Anna Berg", "en", school.mette))
    anna.says("book thursday at 14")
    anna.says("which car is it?").hears_exactly(
        "Driving lesson, Thu 26 Nov 14:00-14:45, 45 min with Mette, red Golf, Harbour St.\n"
        "Back to Thu 26 Nov 14:00:\n1 Book it\n2 Another time"
    )
    bo = town.person(school, school.student("Bo Lind", "da", school.mette), language="da")
    bo.says("book onsdag kl 14")
    bo.says("er det hos jonas?").hears_exactly(
        "Nej: Køretime, ons 25. nov. 14.00-14.45, 45 min hos Mette, red Golf, Harbour St.\n"
        "Tilbage til ons 25. nov. 14.00:\n1 Book den\n2 En anden tid"
    )


def test_a_question_behind_a_yes_is_answered_and_nothing_is_booked_yet(anna: Chat) -> None:
    anna.says("book wednesday at 10", da="book onsdag kl 10").hears("confirm_booking")
    anna.says("yes that's fine, is it the red one?", da="ja det er fint, er det den røde?")
    anna.hears("about_slot", "confirm_booking_again", "Yes:", da="Ja:")
    anna.says("ok great, is it the blue one?", da="ok fint, er det den blå?").hears("about_slot", "No:", da="Nej:")


def test_yes_or_is_11_free_looks_at_that_hour(anna: Chat) -> None:
    anna.says("book wednesday at 10", da="book onsdag kl 10").hears("confirm_booking")
    anna.says("yes, or is 11 free?", da="ja, eller er kl 11 fri?")
    anna.hears("confirm_booking", "Wed 25 Nov 11:00", da="ons 25. nov. 11.00")


def test_a_question_in_a_move_is_no_wish(anna: Chat, school: SmallSchool) -> None:
    school.books(school.students["Anna Berg"], "2026-11-26 12:00", made="2026-11-20 12:00")
    anna.says("move my lesson to friday at 10", da="flyt min time til fredag kl 10").hears("confirm_move")
    anna.says("is that with jonas?", da="er det med jonas?").hears("about_slot", "No:", da="Nej:")
    anna.says("yes", da="ja").hears("moved", "Fri 27 Nov 10:00", da="fre 27. nov. 10.00")


def test_who_teaches_me_then_is_told_and_the_times_are_offered_again(anna: Chat, school: SmallSchool) -> None:
    school.books(school.students["Anna Berg"], "2026-11-26 12:00", made="2026-11-20 12:00")
    anna.says("move my lesson", da="flyt min time").hears("offers")
    anna.says("who teaches me on thursday", da="hvem har jeg på torsdag").hears("Mette", "offers")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        *(("en", said) for said in ("never mind", "later maybe", "maybe later", "not now", "actually no")),
        *(("da", said) for said in ("alligevel ikke", "nej alligevel ikke", "måske senere", "ikke nu")),
        *(("de", said) for said in ("doch nicht", "ach nee, doch nicht", "lass mal", "vielleicht später")),
        *(("sv", said) for said in ("ändå inte", "nej, ändå inte", "kanske senare", "inte nu")),
        *(("nb", said) for said in ("likevel ikke", "nei, likevel ikke", "kanskje senere", "ikke nå")),
    ],
)
def test_who_thinks_better_of_it_at_the_hold_leaves(town: Town, school: SmallSchool, language: str, said: str) -> None:
    student = town.person(school, school.student("Anna Berg", language, school.mette), language=language)
    student.says(WISHES[language]).hears("confirm_booking")
    student.says(said).hears("not_booked")
    assert town.bookings("draft") == []


def test_a_lesson_changes_its_time_and_never_its_kind(anna: Chat, school: SmallSchool) -> None:
    school.books(school.students["Anna Berg"], "2026-11-26 12:00", made="2026-11-20 12:00")
    school.plans_class("2026-11-27 18:00")
    anna.says("move my lesson", da="flyt min time").hears("offers")
    anna.says("theory on friday", da="teori på fredag").hears(
        'Thu 26 Nov 12:00 is and stays "Driving lesson". Shall I look for a new "Theory class", beside it?',
        da='tor 26. nov. 12.00 er og bliver "Køretime". Skal jeg også finde "Teorilektion"?',
    )
    anna.picks("keep").hears("offers", "Moving Thu 26 Nov 12:00", da="Du flytter tor 26. nov. 12.00")
    anna.says("theory on friday", da="teori på fredag").picks("new").hears("offers", "Fri 27 Nov", da="fre 27. nov.")


def test_the_weekday_where_a_lesson_goes_is_that_of_its_own_week(anna: Chat, school: SmallSchool) -> None:
    student = school.students["Anna Berg"]
    for start in ("2026-12-01 10:00", "2026-12-08 10:00"):
        school.books(student, start, made="2026-11-20 12:00")
    anna.says("move the tuesday one to thursday same time", da="flyt den på tirsdag til torsdag samme tid")
    anna.hears("confirm_move", "Thu 3 Dec 10:00", da="tor 3. dec. 10.00")
    anna.says("menu").says("move a lesson", da="flyt en tid").hears("which_lesson_move")
    anna.says("the one on 8 december to thursday same time", da="flyt den 8. december til torsdag samme tid")
    anna.hears("confirm_move", "Thu 10 Dec 10:00", da="tor 10. dec. 10.00")


def test_with_somebody_else_instead_is_a_move_of_the_lesson_there_is(anna: Chat, school: SmallSchool) -> None:
    school.books(school.students["Anna Berg"], "2026-11-26 12:00", made="2026-11-20 12:00")
    anna.says("I want it with Jonas instead", da="jeg vil hellere have jonas")
    anna.hears("confirm_move", "Jonas", "Thu 26 Nov 12:00", da="tor 26. nov. 12.00")


def test_what_is_past_is_answered_from_the_past(anna: Chat, town: Town, school: SmallSchool) -> None:
    school.books(school.students["Anna Berg"], "2026-11-26 12:00", made="2026-11-20 12:00")
    anna.says("when was my last lesson", da="hvornår var min sidste time").hears("no_history")


def test_a_cancellation_stays_and_it_is_said_what_can_be_done(anna: Chat) -> None:
    anna.says("cancel my cancellation", da="fortryd min aflysning").hears("cancel_stays")
    anna.picks("book").hears("what_to_book")


def test_the_second_lesson_is_moved_by_a_week_at_its_time(anna: Chat, school: SmallSchool) -> None:
    for start in ("2026-11-26 12:00", "2026-12-02 13:00", "2026-12-04 10:00"):
        school.books(school.students["Anna Berg"], start, made="2026-11-20 12:00")
    anna.says("move my second lesson to the week after at the same time", da="flyt min anden time en uge frem")
    anna.hears("confirm_move", "Wed 9 Dec 13:00", da="ons 9. dec. 13.00")


def test_at_the_same_time_holds_for_either_day_that_may_be_meant(town: Town, school: SmallSchool) -> None:
    emma = school.student("Emma Frank", "de", school.mette)
    school.books(emma, "2026-11-24 10:00", made="2026-11-20 12:00")
    student = town.person(school, emma, language="de")
    student.says("verschieb dienstag auf montag gleiche zeit").hears(
        "which_time", choices=["Mo 23. Nov. 10:00", "Mo 30. Nov. 10:00"]
    )


@pytest.mark.parametrize("said", ["ok book it then", "yes book it please", "okay, book"])
def test_a_yes_with_the_command_books(chat: Chat, said: str) -> None:
    chat.says("book thursday at 14").says(said).hears("booked")


def test_an_okay_with_the_command_books_in_danish(town: Town, school: SmallSchool) -> None:
    student = town.person(school, school.student("Anna Berg", "da", school.mette), language="da")
    student.says("book torsdag kl 14").says("okay book").hears("booked")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "can i move it later?"),
        ("en", "can I cancel it later"),
        ("da", "kan jeg flytte den senere"),
        ("sv", "kan jag flytta den senare"),
        ("nb", "kan jeg flytte den senere"),
        ("de", "kann ich das später verschieben"),
        ("de", "kann ich die später noch verschieben?"),
    ],
)
def test_whether_it_can_be_changed_later_is_told_by_the_terms_and_begins_no_move(
    town: Town, school: SmallSchool, language: str, said: str
) -> None:
    student = town.anna(school, language, "2026-11-30 09:00").says(WISHES[language]).hears("confirm_booking")
    student.says(said).hears("confirm_booking_again")
    assert "terms" in " ".join(student.last.names), student.last.names
    student.picks("book").hears("booked")
