"""What is said right after a booking, of the lesson that was booked: once more, an hour forward; and of all lessons."""

from __future__ import annotations

import pytest

from tests.chat import Chat, Town
from tests.factories import SmallSchool

SAME_AGAIN = {
    "en": ["same again next week", "the same again please"],
    "da": ["samme igen næste uge", "det samme igen tak"],
    "de": ["nochmal dasselbe nächste woche", "das gleiche nochmal bitte"],
    "sv": ["samma igen nästa vecka", "samma sak igen"],
    "nb": ["samme igjen neste uke", "det samme igjen"],
}


@pytest.mark.parametrize(("language", "said"), [(code, said) for code, all_ in SAME_AGAIN.items() for said in all_])
def test_the_same_again_keeps_day_hour_and_teacher(town: Town, school: SmallSchool, language: str, said: str) -> None:
    anna = town.person(school, school.student("Anna Berg", language, school.mette), language=language)
    anna.says({"en": "book thu at 14 with jonas", "de": "do um 14 bei jonas buchen", "sv": "boka tor kl 14 hos jonas",
               "da": "book torsdag kl 14 hos jonas", "nb": "bestill torsdag kl 14 hos jonas"}[language])  # fmt: skip
    anna.hears("confirm_booking", "Jonas").says("1").hears("booked")
    anna.says(said).hears("confirm_booking", "Jonas")
    assert anna.last.reply.says[-1].params["start"] == "2026-12-03T14:00"


A_WEEK_AFTER = {
    "en": [
        "and the week after",
        "thanks, and the week after too, same time",
        "and one more the same time the week after",
        "another one a week later please",
    ],
    "da": ["også ugen efter tak", "og en til samme tid ugen efter", "og endnu en ugen efter"],
    "de": [
        "und die Woche darauf auch",
        "und noch eine zur gleichen Zeit in der Woche darauf",
        "noch eine eine Woche später bitte",
    ],
    "sv": ["och veckan efter också", "och en till samma tid veckan efter", "en lektion till veckan efter"],
    "nb": ["og uka etter", "og en til samme tid uka etter", "enda en uken etter"],
}
ON_A_DAY = {
    "en": "and another one on friday",
    "da": "og så en til på fredag",
    "de": "und dann noch eine am Freitag",
    "sv": "och en till på fredag",
    "nb": "og en til på fredag",
}
NOTHING_ELSE = {
    "en": "one more please",
    "da": "en til tak",
    "de": "noch eine bitte",
    "sv": "en till tack",
    "nb": "enda en, takk",
}
THURSDAY = {"en": "book thu at 14 with jonas", "da": "book torsdag kl 14 hos jonas", "de": "do um 14 bei jonas buchen",
            "sv": "boka tor kl 14 hos jonas", "nb": "bestill torsdag kl 14 hos jonas"}  # fmt: skip


@pytest.mark.parametrize(("language", "said"), [(code, said) for code, all_ in A_WEEK_AFTER.items() for said in all_])
def test_one_more_the_week_after_is_like_the_one_before(
    town: Town, school: SmallSchool, language: str, said: str
) -> None:
    anna = town.anna(school, language).says(THURSDAY[language]).says("1").hears("booked")
    anna.says(said).hears("confirm_booking", "Jonas")
    assert anna.last.reply.says[-1].params["start"] == "2026-12-03T14:00"


@pytest.mark.parametrize("language", ON_A_DAY)
def test_one_more_is_booked_where_nothing_is_asked(town: Town, school: SmallSchool, language: str) -> None:
    anna = town.anna(school, language).says(THURSDAY[language]).says("1").hears("booked")
    anna.says(ON_A_DAY[language]).hears("offers", "27")
    anna.says("menu").says(ON_A_DAY[language]).hears("offers", "27")
    anna.says("menu").says(NOTHING_ELSE[language]).hears("what_to_book")


@pytest.mark.parametrize("language", NOTHING_ELSE)
def test_one_more_right_after_another_is_of_its_kind(town: Town, school: SmallSchool, language: str) -> None:
    anna = town.anna(school, language).says(THURSDAY[language]).says("1").hears("booked")
    anna.says(NOTHING_ELSE[language]).hears("offers").says("2").hears("confirm_booking")
    assert len(town.bookings("confirmed")) == 1


def test_another_day_that_is_named_has_the_same_hour(anna: Chat) -> None:
    anna.says("book thu at 14", da="book torsdag kl 14").says("1").hears("booked")
    anna.says("same again on friday", da="samme igen på fredag")
    anna.hears("confirm_booking", "Fri 27 Nov 14:00", da="fre 27. nov. 14.00")


def test_of_an_hour_forward_and_back_it_is_the_one_that_is_free(anna: Chat, school: SmallSchool) -> None:
    school.books(school.students["Anna Berg"], "2026-11-26 08:00", made="2026-11-20 12:00")
    anna.says("move it one hour forward", da="flyt den en time frem").hears("confirm_move", "09:00", da="9.00")


def test_both_to_a_day_is_about_the_lessons_there_are(anna: Chat, school: SmallSchool) -> None:
    for day in ("2026-11-26", "2026-11-27"):
        school.books(school.students["Anna Berg"], f"{day} 12:00", made="2026-11-20 12:00")
    anna.says("both to wednesday", da="begge til onsdag").hears("one_by_one", "offers")
    anna.hears("Wed 25 Nov", da="ons 25. nov.").picks("slot:0").picks("move").hears("moved", "ask_next_lesson")


THE_ONE_AFTER = {
    "en": ["one more the friday after", "and another on the following friday at the same time"],
    "da": ["en til fredagen efter samme tid", "en mere fredagen derpå", "og en til den efterfølgende fredag"],
    "de": [
        "ach und noch eine am Freitag drauf",
        "noch eine am Freitag darauf um die gleiche Zeit",
        "noch eine am darauffolgenden Freitag",
    ],
    "sv": ["en till fredagen efter", "och en till fredagen därpå samma tid", "en till påföljande fredag"],
    "nb": ["en til fredagen etter", "og en til påfølgende fredag", "enda en fredagen etter samme tid"],
}


@pytest.mark.parametrize(("language", "said"), [(code, said) for code, all_ in THE_ONE_AFTER.items() for said in all_])
def test_one_more_the_friday_after_is_behind_the_lesson_that_was_booked(
    town: Town, school: SmallSchool, language: str, said: str
) -> None:
    next_week = {"en": "book tuesday next week at 14", "da": "book tirsdag i næste uge kl 14",
                 "de": "Dienstag nächste Woche um 14 buchen", "sv": "boka tisdag nästa vecka kl 14",
                 "nb": "bestill tirsdag neste uke kl 14"}  # fmt: skip
    anna = town.anna(school, language).says(next_week[language]).says("1").hears("booked")
    anna.says(said).hears("confirm_booking")
    assert anna.last.reply.says[-1].params["start"] == "2026-12-04T14:00"


SAME_TIME = {
    "en": "and the second one on thursday at the same time",
    "da": "og den anden på torsdag samme tid",
    "de": "und die zweite Donnerstag gleiche Zeit",
    "sv": "och den andra på torsdag samma tid",
    "nb": "og den andre på torsdag samme tid",
}


@pytest.mark.parametrize("language", SAME_TIME)
def test_the_same_time_is_that_of_the_lesson_that_was_just_booked(
    town: Town, school: SmallSchool, language: str
) -> None:
    anna = town.anna(school, language, "2026-11-25 09:00")
    friday = {"en": "book fri at 14", "da": "book fre kl 14", "de": "Freitag um 14 buchen", "sv": "boka fre kl 14",
              "nb": "bestill fre kl 14"}  # fmt: skip
    anna.says(friday[language]).says("1").hears("booked")
    anna.says(SAME_TIME[language])
    assert anna.hears("confirm_booking").last.reply.says[-1].params["start"] == "2026-11-26T14:00"
