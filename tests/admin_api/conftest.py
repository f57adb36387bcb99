"""Every test gets a school of its own in this worker's database."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest

from storage.engine import Database
from tests.admin_api.calling import Api, Staff, found


@pytest.fixture(scope="package")
def opened(database_url: str) -> Iterator[Database]:
    with Database(database_url) as database:
        yield database


@pytest.fixture
def api(opened: Database) -> Api:
    return Api(opened)


@pytest.fixture
def staff(api: Api) -> Staff:
    return found(api, _code())


@pytest.fixture
def strangers(api: Api) -> Staff:
    """The staff of another school."""
    return found(api, _code(), "Canary")


def _code() -> str:
    return "T" + secrets.token_hex(5).upper()
