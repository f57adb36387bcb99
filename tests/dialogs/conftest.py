"""A school, its people and their phones, fresh for each test; one database for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.dialogs.exchange import Channel
from domain.schools import Branch
from tests.chat import Chat, Town
from tests.factories import SmallSchool
from tests.watched_database import WatchedDatabase, new_watched_database

STATION = {
    "en": "Station Square", "da": "Banegårdspladsen", "de": "Bahnhofsplatz", "sv": "Stationstorget",
    "nb": "Stasjonsplassen",
}  # fmt: skip
"""The second branch."""


@pytest.fixture(scope="session")
def chat_database(database_server: str, migrated_template: str) -> Iterator[WatchedDatabase]:
    with new_watched_database(database_server, migrated_template) as opened:
        yield opened


@pytest.fixture
def town(chat_database: WatchedDatabase) -> Iterator[Town]:
    town = Town(chat_database)
    yield town
    town.leave()


@pytest.fixture
def school(town: Town) -> SmallSchool:
    return town.found()


@pytest.fixture
def chat(town: Town, school: SmallSchool) -> Chat:
    """Anna, who writes English by SMS and usually drives with Mette."""
    return town.person(school, school.student("Anna Berg", "en", school.mette))


@pytest.fixture
def mette(town: Town, school: SmallSchool) -> Chat:
    """A teacher, who writes English by SMS."""
    return town.person(school, school.mette)


@pytest.fixture(params=["sms-da", "telegram-en"])
def voice(request: pytest.FixtureRequest) -> tuple[Channel, str]:
    """A channel and a language: without buttons and with, in either language. WhatsApp, which has both, and the other
    languages are gone through where every question is asked (test_fuzz, test_sms, test_segments)."""
    channel, _, language = str(request.param).partition("-")
    return Channel(channel), language


@pytest.fixture
def anna(town: Town, school: SmallSchool, voice: tuple[Channel, str]) -> Chat:
    """Anna again, in either voice."""
    channel, language = voice
    return town.person(school, school.student("Anna Berg", language, school.mette), channel, language)


@pytest.fixture
def automatic(town: Town, school: SmallSchool) -> SmallSchool:
    """The blue Polo is an automatic, the red Golf is not."""
    with town.app.open_work() as work:
        golf, polo = school.cars
        work.administration.save_resource(school.id, replace(golf, attributes={"transmission": "manual"}))
        work.administration.save_resource(school.id, replace(polo, attributes={"transmission": "automatic"}))
        work.commit()
    return school


@pytest.fixture
def two_branches(town: Town, school: SmallSchool) -> SmallSchool:
    """Mette drives at Harbour St, Jonas in the blue Polo at Station Square."""
    _, polo = school.cars
    with town.app.open_work() as work:
        station = Branch(work.next_id(), STATION, "Station Square 3, 8600 Silkeborg")
        work.administration.add_branch(school.id, station)
        work.administration.save_resource(school.id, replace(polo, branch_id=station.id))
        hours = tuple(replace(part, branch_id=station.id) for part in school.jonas.hours)
        work.administration.save_teacher(school.id, replace(school.jonas, hours=hours))
        work.commit()
    return school
