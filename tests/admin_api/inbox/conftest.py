"""The phones of a town beside the API of its school."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.admin_api.calling import NOW, Api, Staff
from tests.admin_api.inbox.writing import phone
from tests.chat import Chat, Town, WatchedDatabase


@pytest.fixture
def town(fresh_database_url: str) -> Iterator[Town]:
    database = WatchedDatabase(fresh_database_url)
    with database:
        town = Town(database)
        town.clock.now = NOW
        yield town


@pytest.fixture
def api(town: Town) -> Api:
    """The API over the town's database: it is asked what the town's phones have said."""
    return Api(town.database)


@pytest.fixture
def anna(town: Town, staff: Staff) -> Chat:
    return phone(town, staff, staff.anna)
