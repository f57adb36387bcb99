"""A student names one of several own lessons: by its day, its hour, its teacher, or as one of two to be kept."""

from __future__ import annotations

import pytest

from bot.dialogs.exchange import Channel
from tests.chat import Chat, Town
from tests.factories import SmallSchool

WEDNESDAY_11, MONDAY_13 = "2026-11-25 11:00", "2026-12-07 13:00"
"""It is Monday 23 November."""


@pytest.fixture
def lessons(school: SmallSchool, anna: Chat) -> None:
    """On Wednesday, and with Jonas on the Monday in a fortnight."""
    lessons_of(school)


def lessons_of(school: SmallSchool) -> None:
    student = school.students["Anna Berg"]
    school.books(student, WEDNESDAY_11, made="2026-11-20 12:00")
    school.books(student, MONDAY_13, teacher=school.jonas, made="2026-11-20 12:00")


@pytest.mark.usefixtures("lessons")
def test_the_only_monday_lesson_need_not_be_next_mondays(anna: Chat) -> None:
    anna.says("cancel my monday lesson", da="aflys min mandagstime")
    anna.hears("confirm_cancel", "Cancel Mon 7 Dec 13:00", da="Aflys man 7. dec. 13.00").says("menu")
    anna.says("move my monday lesson to friday 11 dec at 10", da="flyt min mandagstime til fredag 11. dec. kl 10")
    anna.hears("From Mon 7 Dec 13:00 to Fri 11 Dec 10:00", da="Fra man 7. dec. 13.00 til fre 11. dec. 10.00")


@pytest.mark.usefixtures("lessons")
@pytest.mark.parametrize(
    ("said", "da"),
    [
        ("cancel my lesson on monday 30 nov", "aflys min tid mandag 30. november"),
        ("cancel my lesson tomorrow", "aflys min tid i morgen"),
    ],
)
def test_a_date_is_that_day_and_no_other(anna: Chat, said: str, da: str) -> None:
    anna.says(said, da=da).hears("no_lesson_then", "which_lesson_cancel")


@pytest.mark.usefixtures("lessons")
def test_of_two_such_lessons_the_first_one_is_meant(anna: Chat, school: SmallSchool) -> None:
    school.books(school.students["Anna Berg"], "2026-11-30 15:00", made="2026-11-20 12:00")
    anna.says("cancel my monday lesson", da="aflys min mandagstime").hears("Mon 30 Nov 15:00", da="man 30. nov. 15.00")


@pytest.mark.usefixtures("lessons")
@pytest.mark.parametrize(
    ("said", "da"),
    [
        ("move my lesson with jonas to friday 11 dec at 10", "flyt min tid med jonas til fredag 11. dec. kl 10"),
        ("move the one with jonas to friday 11 dec at 10", "flyt den med jonas til fredag 11. dec. kl 10"),
    ],
)
def test_the_lesson_with_a_teacher_is_moved(anna: Chat, said: str, da: str) -> None:
    anna.says(said, da=da).hears(
        "From Mon 7 Dec 13:00 to Fri 11 Dec 10:00", da="Fra man 7. dec. 13.00 til fre 11. dec."
    )
    anna.hears("with Jonas", da="hos Jonas")


@pytest.mark.usefixtures("lessons")
def test_a_teacher_behind_the_time_is_whom_it_is_moved_to(anna: Chat) -> None:
    anna.says("move wednesday to friday at 10 with jonas", da="flyt onsdag til fredag kl 10 hos jonas")
    anna.hears("From Wed 25 Nov 11:00 to Fri 27 Nov 10:00", da="Fra ons 25. nov. 11.00 til fre 27. nov. 10.00")
    anna.hears("with Jonas", da="hos Jonas")


@pytest.mark.usefixtures("lessons")
def test_the_lesson_with_a_teacher_is_the_one_asked_for(anna: Chat) -> None:
    anna.says("when is my lesson with jonas", da="hvornår er min tid med jonas").hears("Mon 7 Dec", da="man 7. dec.")
    assert not anna.last.has(anna.words("Wed 25 Nov", da="ons 25. nov."))


@pytest.mark.usefixtures("lessons")
@pytest.mark.parametrize(
    ("said", "da"),
    [
        ("move the 11 o clock one to 12", "flyt den kl 11 til 12"),
        ("move the 11 o'clock one to 12", "flyt den klokken 11 til 12"),
        ("move the 11:00 one to 12", "flyt timen kl 11 til kl 12"),
    ],
)
def test_a_lesson_is_named_by_its_hour(anna: Chat, said: str, da: str) -> None:
    anna.says(said, da=da).hears("From Wed 25 Nov 11:00 to Wed 25 Nov 12:00", da="Fra ons 25. nov. 11.00 til ons 25.")


@pytest.mark.usefixtures("lessons")
def test_an_hour_names_a_lesson_that_is_weeks_away(anna: Chat) -> None:
    anna.says("cancel the 1 o'clock one", da="aflys den kl 13").hears("Mon 7 Dec 13:00", da="man 7. dec. 13.00")
    anna.says("menu").says("move the 1 o'clock one to 2", da="flyt den kl 13 til kl 14")
    anna.hears("From Mon 7 Dec 13:00 to Mon 7 Dec 14:00", da="Fra man 7. dec. 13.00 til man 7. dec. 14.00")


@pytest.mark.usefixtures("lessons")
def test_where_it_goes_may_be_said_before_which_one_it_is(anna: Chat) -> None:
    anna.says("move my lesson", da="flyt min tid").hears("which_lesson_move")
    anna.says("to fri 11 dec at 10", da="til fre 11. dec. kl 10")
    anna.hears(
        "Which lesson would you like to move to Fri 11 Dec 10:00?",
        da="Hvilken tid vil du flytte til fre 11. dec. 10.00?",
    )
    anna.picks_number(1)
    anna.hears("From Wed 25 Nov 11:00 to Fri 11 Dec 10:00", da="Fra ons 25. nov. 11.00 til fre 11. dec. 10.00")


@pytest.mark.usefixtures("lessons")
def test_both_may_be_said_to_the_question_which_one(anna: Chat) -> None:
    anna.says("move my lesson", da="flyt min tid").hears("which_lesson_move")
    anna.says("the wednesday one to fri 11 dec at 10", da="onsdag til fre 11. dec. kl 10")
    anna.hears("From Wed 25 Nov 11:00 to Fri 11 Dec 10:00", da="Fra ons 25. nov. 11.00 til fre 11. dec. 10.00")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "keep monday but cancel wednesday"),
        ("en", "cancel wednesday, keep monday"),
        ("da", "behold mandag men aflys onsdag"),
        ("da", "aflys onsdag, behold mandag"),
        ("de", "montag behalten aber mittwoch absagen"),
        ("de", "behalte montag aber sag mittwoch ab"),
        ("sv", "behåll måndag men avboka onsdag"),
        ("nb", "behold mandag men avlys onsdag"),
    ],
)
def test_of_two_lessons_one_is_kept(town: Town, school: SmallSchool, language: str, said: str) -> None:
    chat = town.person(school, school.student("Anna Berg", language, school.mette), Channel.SMS, language)
    lessons_of(school)
    chat.says(said).hears("confirm_cancel", "25", "11")
    assert chat.last.reply.says[-1].params["start"] == "2026-11-25T11:00"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "not monday's, wednesday's"),
        ("da", "ikke mandagens, onsdagens"),
        ("de", "nicht montag, mittwoch"),
        ("sv", "inte måndagens, onsdagens"),
        ("nb", "ikke mandagen, onsdagen"),
    ],
)
def test_at_the_question_one_is_put_in_the_place_of_another(
    town: Town, school: SmallSchool, language: str, said: str
) -> None:
    chat = town.person(school, school.student("Anna Berg", language, school.mette), Channel.SMS, language)
    lessons_of(school)
    chat.says({"en": "cancel monday", "da": "aflys mandag", "de": "montag absagen"}.get(language, "avboka måndag"))
    chat.hears("confirm_cancel").says(said).hears("confirm_cancel")
    assert chat.last.reply.says[-1].params["start"] == "2026-11-25T11:00"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "verschieb die mit jonas auf freitag 11.12. um 10"),
        ("sv", "flytta den med jonas till fredag 11 december kl 10"),
        ("nb", "flytt den med jonas til fredag 11. desember kl 10"),
        ("de", "verschieb die um 13 auf freitag 11.12. um 10"),
        ("sv", "flytta den klockan 13 till fredag 11 december kl 10"),
        ("nb", "flytt den klokka 13 til fredag 11. desember kl 10"),
        ("de", "verschieb meine montagsstunde auf freitag 11.12. um 10"),
        ("sv", "flytta min måndagslektion till fredag 11 december kl 10"),
        ("nb", "flytt mandagstimen min til fredag 11. desember kl 10"),
    ],
)
def test_in_every_language(town: Town, school: SmallSchool, language: str, said: str) -> None:
    chat = town.person(school, school.student("Anna Berg", language, school.mette), Channel.SMS, language)
    lessons_of(school)
    chat.says(said).hears("confirm_move")
    params = chat.last.reply.says[-1].params
    assert (params["from"], params["start"]) == ("2026-12-07T13:00", "2026-12-11T10:00")


# All of them, and none


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "cancel both"),
        ("en", "cancel everything"),
        ("en", "please cancel all my lessons"),
        ("da", "aflys begge"),
        ("da", "aflys alle mine tider"),
        ("de", "beide absagen"),
        ("sv", "avboka båda"),
        ("nb", "avbestill alle timene"),
    ],
)
def test_all_are_cancelled_one_by_one(town: Town, school: SmallSchool, language: str, said: str) -> None:
    chat = town.person(school, school.student("Anna Berg", language, school.mette), Channel.SMS, language)
    lessons_of(school)
    chat.says(said).hears("one_by_one", "confirm_cancel").picks("cancel").hears("cancelled", "confirm_cancel")
    assert town.bookings("confirmed") == [(MONDAY_13, "confirmed")], "the second is asked about"
    chat.picks("cancel").hears("cancelled")
    assert town.bookings("confirmed") == []


@pytest.mark.usefixtures("lessons")
def test_of_all_one_may_be_kept(anna: Chat, town: Town) -> None:
    anna.says("cancel both", da="aflys begge").picks("keep").hears("kept", "confirm_cancel").picks("cancel")
    anna.hears("cancelled")
    assert town.bookings("confirmed") == [(WEDNESDAY_11, "confirmed")]


@pytest.mark.usefixtures("lessons")
def test_who_cannot_come_after_all_cancels_one(anna: Chat) -> None:
    anna.says("i cant make it after all", da="jeg kan alligevel ikke komme").hears("which_lesson_cancel")


@pytest.mark.usefixtures("lessons")
def test_all_of_a_day_without_lessons_are_none(anna: Chat) -> None:
    anna.says("cancel all lessons tomorrow", da="aflys alle timer i morgen").hears(
        "no_lesson_then", "which_lesson_cancel"
    )


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "please don't move my lesson"),
        ("en", "please dont move my wednesday lesson"),
        ("da", "flyt ikke min onsdagstime"),
        ("de", "bitte meine stunde nicht verschieben"),
        ("sv", "flytta inte min lektion"),
        ("nb", "ikke flytt timen min"),
    ],
)
def test_that_nothing_is_to_be_changed_is_answered_kindly(
    town: Town, school: SmallSchool, language: str, said: str
) -> None:
    chat = town.person(school, school.student("Anna Berg", language, school.mette), Channel.SMS, language)
    lessons_of(school)
    chat.says(said).hears("unchanged")


@pytest.mark.usefixtures("lessons")
def test_of_two_days_that_are_impossible_both_lessons_are_named(anna: Chat, school: SmallSchool) -> None:
    school.books(school.students["Anna Berg"], "2026-11-26 12:00", made="2026-11-20 12:00")
    anna.says("I can't Wednesday or Thursday", da="jeg kan ikke onsdag eller torsdag").hears("which_lesson_cancel")
    assert len(anna.labels) == 2


def test_a_move_may_be_called_a_shift(chat: Chat, school: SmallSchool) -> None:
    lessons_of(school)
    chat.says("shift monday to friday 11 dec at 10").hears("From Mon 7 Dec 13:00 to Fri 11 Dec 10:00")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "cancel everything except wednesday"),
        ("da", "aflys alt undtagen onsdag"),
        ("de", "alles außer mittwoch absagen"),
        ("sv", "avboka allt utom onsdag"),
        ("nb", "avbestill alt unntatt onsdag"),
    ],
)
def test_all_but_those_of_a_day_are_cancelled(town: Town, school: SmallSchool, language: str, said: str) -> None:
    chat = town.person(school, school.student("Anna Berg", language, school.mette), Channel.SMS, language)
    lessons_of(school)
    chat.says(said).hears("confirm_cancel").picks("cancel").hears("cancelled")
    assert town.bookings("confirmed") == [(WEDNESDAY_11, "confirmed")]
    assert "confirm_cancel" not in chat.last.names


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "cancel my last lesson"),
        ("en", "cancel the later one"),
        ("da", "aflys min sidste time"),
        ("da", "aflys den senere"),
        ("de", "sag die spätere ab"),
        ("sv", "avboka den senare"),
        ("nb", "avbestill den senere"),
        ("de", "meine letzte stunde absagen"),
        ("sv", "avboka min sista lektion"),
        ("nb", "avbestill den siste timen min"),
    ],
)
def test_a_lesson_is_named_by_its_place_among_them(town: Town, school: SmallSchool, language: str, said: str) -> None:
    chat = town.person(school, school.student("Anna Berg", language, school.mette), Channel.SMS, language)
    lessons_of(school)
    chat.says(said).hears("confirm_cancel")
    assert chat.last.reply.says[-1].params["start"] == "2026-12-07T13:00"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "the later one"),
        ("da", "den senere"),
        ("de", "die spätere"),
        ("sv", "den senare"),
        ("nb", "den senere"),
    ],
)
def test_the_question_which_one_is_answered_by_its_place(
    town: Town, school: SmallSchool, language: str, said: str
) -> None:
    chat = town.person(school, school.student("Anna Berg", language, school.mette), Channel.SMS, language)
    lessons_of(school)
    chat.says("menu").picks("cancel").hears("which_lesson_cancel")
    chat.says(said).hears("confirm_cancel")
    assert chat.last.reply.says[-1].params["start"] == "2026-12-07T13:00"


@pytest.mark.usefixtures("lessons")
def test_a_yes_to_both_is_one_to_the_first_and_the_next_is_asked(anna: Chat, town: Town) -> None:
    anna.says("cancel both", da="aflys begge").hears("one_by_one", "confirm_cancel")
    anna.says("yes to both", da="ja til begge").hears("cancelled", "confirm_cancel")
    anna.says("yes", da="ja").hears("cancelled")


@pytest.mark.usefixtures("lessons")
def test_the_question_which_one_is_answered_by_an_hour(anna: Chat) -> None:
    anna.says("move my lesson", da="flyt min tid").says("the 11 o'clock one", da="den kl 11")
    anna.hears("offers", "Moving Wed 25 Nov 11:00", da="Du flytter ons 25. nov. 11.00")


@pytest.mark.usefixtures("lessons")
@pytest.mark.parametrize(("said", "da"), [("both", "begge"), ("all of them", "alle sammen")])
def test_the_question_which_one_is_answered_by_all(anna: Chat, said: str, da: str) -> None:
    anna.says("cancel my lesson", da="aflys min tid").hears("which_lesson_cancel").says(said, da=da)
    anna.hears("one_by_one", "confirm_cancel", "Wed 25 Nov", da="ons 25. nov.").picks("cancel")
    anna.hears("cancelled", "confirm_cancel", "Mon 7 Dec", da="man 7. dec.")
