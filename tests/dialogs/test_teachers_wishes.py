"""What teachers wish of their own time, and that they are there again: the school plans it, nothing is lost."""

from __future__ import annotations

import pytest

from bot.dialogs.exchange import Channel
from tests.chat import Chat, Town
from tests.factories import SmallSchool

LANGUAGES = ("en", "da", "de", "sv", "nb")


def inbox(town: Town, school: SmallSchool) -> list[str]:
    rows = town.database.execute("SELECT text FROM school_messages WHERE school_id = %s ORDER BY at, id", [school.id])
    return [text for (text,) in rows]


def teacher(town: Town, school: SmallSchool, language: str) -> Chat:
    school.books(school.student("Bo Lind"), "2026-12-04 14:00", made="2026-11-20 12:00")
    return town.person(school, school.mette, Channel.SMS, language)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "I don't want to work Friday afternoon next week"),
        ("en", "could I take next week's Friday afternoon off?"),
        ("en", "please keep Friday afternoon next week free for me"),
        ("da", "jeg vil helst ikke arbejde fredag eftermiddag i næste uge"),
        ("de", "nächste Woche Freitagnachmittag möchte ich nicht arbeiten"),
        ("sv", "jag vill inte jobba fredag eftermiddag nästa vecka"),
        ("nb", "jeg vil ikke jobbe fredag ettermiddag neste uke"),
    ],
)
def test_a_wish_not_to_work_shows_the_lessons_then_and_asks_the_school(
    town: Town, school: SmallSchool, language: str, said: str
) -> None:
    mette = teacher(town, school, language)
    mette.says(said).hears("confirm_sick", "Bo Lind").picks("off").hears("time_off_asked")
    assert [text[:32] for text in inbox(town, school)] == ["[time off?] Mette Holm: 2026-12-"]
    assert town.bookings() == [("2026-12-04 14:00", "confirmed")]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "I'd like to finish at 2 on Friday"),
        ("en", "can I start later tomorrow"),
        ("en", "I can't do evenings next week"),
        ("en", "please don't put anything on Friday after 3"),
        ("en", "I want a longer break on Tuesday"),
        ("da", "jeg vil gerne slutte kl 14 på fredag"),
        ("da", "jeg kan ikke arbejde om aftenen i næste uge"),
        ("de", "ich möchte am Freitag um 14 Uhr Schluss machen"),
        ("sv", "jag vill sluta kl 14 på fredag"),
        ("nb", "jeg vil slutte kl 14 på fredag"),
    ],
)
def test_other_hours_are_for_the_school_to_plan(town: Town, school: SmallSchool, language: str, said: str) -> None:
    teacher(town, school, language).says(said).hears("school_plans")
    assert inbox(town, school) == [f"[to plan] Mette Holm: {said}"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "am I working on Friday"),
        ("en", "do I work saturday"),
        ("en", "when do I finish on friday"),
        ("da", "arbejder jeg på fredag?"),
        ("de", "wann fange ich morgen an"),
        ("sv", "hur ser fredag ut"),
        ("nb", "hvordan ser fredag ut"),
    ],
)
def test_a_question_about_a_day_wishes_nothing(town: Town, school: SmallSchool, language: str, said: str) -> None:
    teacher(town, school, language).says(said).hears("today")
    assert inbox(town, school) == []


BACK = {
    "en": ("sick until friday", "back from being sick tomorrow", "can work again from tomorrow"),
    "da": ("syg fra i dag til fredag", "tilbage fra sygdom i morgen", "jeg er på arbejde igen i morgen"),
    "de": ("krank bis Freitag", "morgen wieder zurück vom Kranksein", "ab morgen wieder gesund"),
    "sv": ("sjuk till fredag", "tillbaka från sjukskrivning imorgon", "jag är frisk igen imorgon"),
    "nb": ("syk til fredag", "tilbake fra sykdom i morgen", "jeg er tilbake på jobb i morgen"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_is_back_sooner_tells_from_when(town: Town, school: SmallSchool, language: str) -> None:
    mette = teacher(town, school, language)
    sick, *back = BACK[language]
    mette.says(back[0]).hears("not_off_sick")
    mette.says(sick).hears("confirm_sick").picks("sick")
    for said in back:
        mette.says(said).hears("well_again")
        assert inbox(town, school)[-1] == "[well?] Mette Holm: 2026-11-24 00:00 - 2026-11-28 00:00"


def test_who_is_back_later_is_sick_until_then(town: Town, school: SmallSchool) -> None:
    mette = teacher(town, school, "en")
    mette.says("sick tomorrow").picks("sick")
    mette.says("back on wednesday").hears("well_then", "Tue 24 Nov")
    mette.says("back on friday").hears("confirm_sick", "Tue 24 Nov - Thu 26 Nov").picks("sick").hears("sick_noted")


def test_well_again_before_the_yes_reports_nothing(town: Town, school: SmallSchool) -> None:
    mette = teacher(town, school, "en")
    mette.says("sick tomorrow").says("well again").hears("not_sick")
    assert inbox(town, school) == []


def test_who_will_be_back_after_lunch_is_sick_until_then(town: Town, school: SmallSchool) -> None:
    mette = teacher(town, school, "en")
    mette.says("sick today, back at work tomorrow").hears("confirm_sick", "Mon 23 Nov")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "can't come in tomorrow, migraine"),
        ("en", "I've come down with the flu, out tomorrow"),
        ("da", "kan ikke arbejde i morgen, har migræne"),
        ("de", "kann morgen nicht arbeiten, hab die Grippe"),
        ("sv", "kan inte jobba imorgon, har migrän"),
        ("nb", "kan ikke jobbe i morgen, har feber"),
    ],
)
def test_who_is_ill_is_not_asked_whether_they_want_time_off(
    town: Town, school: SmallSchool, language: str, said: str
) -> None:
    mette = teacher(town, school, language)
    mette.says(said).hears("confirm_sick")
    assert mette.last.ids == ["sick", "no"]


def test_who_only_cannot_work_is_asked_which(town: Town, school: SmallSchool) -> None:
    mette = teacher(town, school, "en")
    mette.says("I can't work tomorrow").hears("confirm_sick")
    assert mette.last.ids == ["off", "sick", "no"]
