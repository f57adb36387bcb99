"""Lists that are longer than one menu, and pointing at one of them by words."""

from __future__ import annotations

import re

import pytest

from bot.dialogs.exchange import Channel
from bot.segments import segments
from domain.policies import Policy
from tests.chat import Chat, Town
from tests.factories import SmallSchool

MORE = {"en": "next", "da": "næste", "de": "weiter", "sv": "nästa", "nb": "neste"}
PREVIOUS = {"en": "previous", "da": "forrige", "de": "vorherige", "sv": "föregående", "nb": "forrige"}
LAST = {"en": "the last one", "da": "den sidste", "de": "den letzten", "sv": "den sista", "nb": "den siste"}
SECOND = {"en": "the second", "da": "den anden", "de": "den zweiten", "sv": "den andra", "nb": "den andre"}


@pytest.fixture(params=list(MORE))
def writer(request: pytest.FixtureRequest, town: Town, school: SmallSchool) -> Chat:
    """A student of each language, by SMS."""
    language = str(request.param)
    who = school.student("Anna Berg", language, school.mette)
    return town.person(school, who, Channel.SMS, language)


def offered(chat: Chat) -> Chat:
    """The times of Thursday, by digits."""
    book = {"en": "lesson on thursday", "da": "køretime på torsdag", "de": "Fahrstunde am Donnerstag"}
    book |= {"sv": "körlektion på torsdag", "nb": "kjøretime på torsdag"}
    return chat.says(book[chat.speaks]).hears("offers")


def test_times_are_paged_on_and_back_by_words(writer: Chat) -> None:
    first = offered(writer).labels
    second = writer.says(MORE[writer.speaks]).hears("offers").labels
    third = writer.says(MORE[writer.speaks]).hears("offers").labels
    assert first != second != third
    assert writer.says(PREVIOUS[writer.speaks]).hears("offers").labels == second
    assert writer.says(PREVIOUS[writer.speaks]).hears("offers").labels == first
    writer.says(PREVIOUS[writer.speaks]).hears("what_to_book")


def test_the_last_and_the_second_are_those_of_the_list(writer: Chat) -> None:
    *_, last, _ = offered(writer).labels
    writer.says(LAST[writer.speaks]).hears("confirm_booking", last)
    second = offered(writer).labels[1]
    writer.says(SECOND[writer.speaks]).hears("confirm_booking", second)


def test_after_another_time_back_leads_to_the_times_before(anna: Chat) -> None:
    first = anna.says("lesson on thursday", da="køretime på torsdag").hears("offers").labels
    anna.picks("slot:1").hears("confirm_booking").picks("other").hears("offers")
    assert anna.labels != first
    anna.says("back", da="tilbage").hears("offers")
    assert anna.labels == first
    anna.picks("slot:0").hears("confirm_booking").says("back", da="tilbage").hears("offers")
    assert anna.labels == first


def test_earlier_goes_back_page_by_page(anna: Chat) -> None:
    anna.says("lesson on thursday", da="køretime på torsdag")
    pages = [anna.labels, anna.says("more", da="mere").labels, anna.says("more", da="mere").labels]
    assert anna.says("earlier", da="tidligere").hears("offers").labels == pages[1]


def test_a_new_wish_begins_new_pages(anna: Chat) -> None:
    anna.says("lesson on thursday", da="køretime på torsdag").says("more", da="mere").hears("offers")
    anna.says("friday", da="fredag").hears("offers").says("back", da="tilbage").hears("what_to_book")


def test_when_moving_back_leads_through_the_times_too(anna: Chat) -> None:
    anna.says("book wed at 10", da="book onsdag kl 10").picks("book").hears("booked")
    first = anna.says("move it to thursday", da="flyt den til torsdag").hears("offers").labels
    anna.says("more", da="mere").hears("offers")
    anna.says("back", da="tilbage").hears("offers")
    assert anna.labels == first


@pytest.fixture
def generous(town: Town) -> SmallSchool:
    """A school where one may have many lessons ahead."""
    return town.found(policy=Policy(max_open_bookings=20, max_bookings_per_day=None))


def many_lessons(town: Town, school: SmallSchool, channel: Channel, language: str) -> Chat:
    """More own lessons than a menu of SMS or Telegram shows."""
    who = school.student("Anna Berg", language, school.mette)
    for day in range(24, 28):
        for hour in ("09:00", "11:00", "13:00"):
            school.books(who, f"2026-11-{day} {hour}", made="2026-11-20 12:00")
    return town.person(school, who, channel, language)


@pytest.mark.parametrize("language", ["en", "da"])
@pytest.mark.parametrize("channel", [Channel.SMS, Channel.TELEGRAM])
def test_a_long_list_is_turned_on_and_back_by_words(
    town: Town, generous: SmallSchool, channel: Channel, language: str
) -> None:
    anna = many_lessons(town, generous, channel, language)
    first = anna.says("cancel a lesson", da="aflys en tid").hears("which_lesson_cancel").labels
    second = anna.says("next", da="næste").hears("which_lesson_cancel").labels
    assert first != second
    assert anna.says("previous", da="forrige").hears("which_lesson_cancel").labels == first
    anna.says("more", da="mere")
    assert anna.says("back", da="tilbage").labels == first
    while "engine:first" not in anna.says("next", da="næste").last.ids:
        pass
    anna.says("the last one", da="den sidste")
    anna.hears("confirm_cancel", "Fri 27 Nov 13:00", da="fre 27. nov. 13.00")


def test_back_on_the_first_page_leaves_the_list(town: Town, generous: SmallSchool) -> None:
    anna = many_lessons(town, generous, Channel.SMS, "en")
    anna.says("cancel a lesson").says("more").says("back").says("back").hears("menu")


@pytest.mark.parametrize("language", ["en", "da"])
def test_what_a_list_has_no_room_for_is_told_by_more(town: Town, language: str) -> None:
    """The teacher's day; the same days in a sick note, whose choices stay; and what comes of that."""
    school = town.found()
    names = [f"Maximilian Frederik Schulze-Hohenstein {number}" for number in range(8)]
    for day in ("26", "27"):
        for number, name in enumerate(names):
            who = school.student(f"{name}{day}")
            school.books(who, f"2026-11-{day} {8 + number:02d}:00", made="2026-11-20 12:00")
    mette = town.person(school, school.mette, Channel.SMS, language)

    def told_in_pages(*said: str) -> str:
        """All that is told, each message of two SMS at most."""
        pages = [mette.says(*said).last]
        while "more:" in pages[-1].plain or "mere:" in pages[-1].plain:
            pages.append(mette.says("more", da="mere").last)
            assert pages[-1].labels == pages[0].labels
        assert all(segments(page.plain) <= 2 for page in pages), [page.plain for page in pages]
        assert len(pages) > 1
        return "\n".join(page.plain for page in pages)

    mette.says("today", da="i dag").hears("today").says("more", da="mere").hears("not_understood")
    week = told_in_pages("week", "uge")
    assert len(re.findall("Maximilian", week)) == 2 * len(names)
    sick = told_in_pages("sick from 26 to 27 november", "syg fra 26. til 27. november")
    assert len(re.findall("Maximilian", sick)) == 2 * len(names)
    noted = told_in_pages("yes", "ja")
    assert len(re.findall("Maximilian", noted)) == 2 * len(names)
    assert noted.count("Get well soon") + noted.count("God bedring") == 1
