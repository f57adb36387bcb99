"""Every test founds schools of its own in this worker's database; what it commits is in nobody's way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from storage.catalogue import CatalogueCache
from storage.engine import Database
from storage.unit_of_work import unit_of_work
from tests.factories import OpenWork, SmallSchool, found_school


@pytest.fixture(scope="session")
def database(database_url: str) -> Iterator[Database]:
    with Database(database_url, size=20) as opened:
        yield opened


@pytest.fixture(scope="session")
def open_work(database: Database) -> OpenWork:
    catalogues = CatalogueCache()
    return lambda: unit_of_work(database, catalogues)


@pytest.fixture
def school(open_work: OpenWork) -> SmallSchool:
    return found_school(open_work)


@pytest.fixture
def other_school(open_work: OpenWork) -> SmallSchool:
    return found_school(open_work)
