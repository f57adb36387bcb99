"""A school, its people and their phones, fresh for each test; one database for all of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.dialogs.exchange import Channel
from tests import database
from tests.chat import Chat, CountingDatabase, Town
from tests.factories import SmallSchool


@pytest.fixture(scope="session")
def chat_database(database_server: str, migrated_template: str) -> Iterator[CountingDatabase]:
    """A database of the chats' own: what is due in it is due in their stories."""
    with database.new_database(database_server, migrated_template) as url:
        opened = CountingDatabase(url)
        with opened:
            yield opened


@pytest.fixture
def town(chat_database: CountingDatabase) -> Iterator[Town]:
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


@pytest.fixture(params=list(Channel))
def channel(request: pytest.FixtureRequest) -> Channel:
    found: Channel = request.param
    return found


@pytest.fixture(params=["en", "da"])
def language(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture
def anna(town: Town, school: SmallSchool, channel: Channel, language: str) -> Chat:
    """Anna again, on every channel and in every language."""
    return town.person(school, school.student("Anna Berg", language, school.mette), channel, language)
