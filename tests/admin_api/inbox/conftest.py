"""The phones of a town beside the API of its school."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.admin_api.calling import NOW, Api, Staff
from tests.admin_api.inbox.writing import phone
from tests.chat import Chat, Town
from tests.watched_database import WatchedDatabase, new_watched_database


@pytest.fixture(scope="package")
def towns_database(database_server: str, migrated_template: str) -> Iterator[WatchedDatabase]:
    with new_watched_database(database_server, migrated_template) as opened:
        yield opened


@pytest.fixture
def town(towns_database: WatchedDatabase) -> Iterator[Town]:
    town = Town(towns_database)
    town.clock.now = NOW
    yield town
    town.leave()


@pytest.fixture
def api(town: Town) -> Api:
    """The API over the town's database: it is asked what the town's phones have said."""
    return Api(town.database)


@pytest.fixture
def anna(town: Town, staff: Staff) -> Chat:
    return phone(town, staff, staff.anna)
