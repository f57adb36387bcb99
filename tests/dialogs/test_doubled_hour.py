"""The hour that comes twice when the clocks are set back: lessons before and after it are told apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.dialogs.exchange import Channel
from domain.lessons import Actor
from domain.schools import WorkingHours
from domain.services.booking import book
from domain.services.searching import search
from domain.slots import SlotQuery, Window
from tests.chat import Chat, Town
from tests.factories import SmallSchool

SUMMER, WINTER = datetime(2027, 10, 31, 0, 15, tzinfo=UTC), datetime(2027, 10, 31, 1, 15, tzinfo=UTC)
"""A quarter past two, both times."""


@pytest.fixture
def by_night(anna: Chat, town: Town, school: SmallSchool) -> Chat:
    """Anna has a lesson of 45 minutes at either, and one in the morning."""
    books_by_night(town, school)
    return anna.forget()


def books_by_night(town: Town, school: SmallSchool) -> None:
    hours = (WorkingHours(6, time(0), time(12), school.mette.hours[0].branch_id),)
    town.clock.set("2027-10-28 12:00")
    with town.app.open_work() as work:
        work.administration.save_teacher(school.id, replace(school.mette, hours=hours))
        work.commit()
    for start in (SUMMER, WINTER, WINTER + timedelta(hours=8)):
        with town.app.open_work() as work:
            desk = school.desk(work, Actor.STUDENT, town.clock())
            query = SlotQuery(school.types["driving"], (Window(start, None),), desk.now, (school.mette.id,))
            book(desk, school.students["Anna Berg"], next(search(desk, query)))
            work.commit()


def test_the_list_says_which_of_the_two_a_time_is_and_nothing_of_other_times(by_night: Chat) -> None:
    by_night.says("my lessons", da="mine tider")
    by_night.hears("Sun 31 Oct 02:15 (summer time)", da="søn 31. okt. 2.15 (sommertid)")
    by_night.hears("Sun 31 Oct 02:15 (winter time)", da="søn 31. okt. 2.15 (vintertid)")
    assert "15 (" not in by_night.text.replace("2:15 (", "").replace("2.15 (", "")


@pytest.mark.parametrize("language", ["en", "da"])
def test_no_end_looks_earlier_than_its_start(town: Town, school: SmallSchool, language: str) -> None:
    anna = town.person(school, school.student("Anna Berg", language, school.mette), Channel.WHATSAPP, language)
    books_by_night(town, school)
    anna.says("my lessons", da="mine tider")
    anna.hears("02:15 (summer time)-02:00 (winter time)", da="2.15 (sommertid)-2.00 (vintertid)")
    anna.hears("02:15 (winter time)-03:00 ", da="2.15 (vintertid)-3.00 ")
    anna.hears("10:15-11:00 ", da="10.15-11.00 ")


def test_of_two_choices_each_is_another(by_night: Chat) -> None:
    by_night.says("cancel my lesson", da="aflys min tid").hears("which_lesson_cancel")
    assert len(set(by_night.labels)) == len(by_night.labels)
    by_night.picks_number(2).hears("02:15 (winter time)", da="2.15 (vintertid)")
    by_night.picks("keep").hears("02:15 (winter time)", da="2.15 (vintertid)")
