"""What every test may ask for."""

import contextlib
import gc
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.settings import SLICES, name_of
from tests import database, sockets

sockets.refuse_all_but_loopback()
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell lets what it starts in the background ignore Ctrl-C, and so would the programs that the tests start.
    signal.signal(signal.SIGINT, signal.default_int_handler)
for setting in (name_of(kind, field) for kind in SLICES for field in kind.model_fields):
    os.environ.pop(setting, None)  # the settings of whoever runs the tests are theirs, their database above all


def pytest_collection_finish() -> None:
    """The tests and what they import stay to the end: as in the program, no garbage collection looks at them again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where a program can start its own PostgreSQL; see `database.new_folder`."""
    with database.new_folder() as made:
        yield made


@pytest.fixture(scope="session")
def database_server() -> Iterator[str]:
    """The URL of this worker's PostgreSQL server."""
    with database.server() as url:
        yield url


@pytest.fixture(scope="session")
def migrated_template(database_server: str) -> Iterator[str]:
    """The name of a database with every migration in it, to copy from; nobody connects to it."""
    from storage.migrate import upgrade

    with database.new_database(database_server) as url:
        upgrade(url)
        yield database.name_of(url)


@pytest.fixture(scope="session")
def database_url(database_server: str, migrated_template: str) -> Iterator[str]:
    """This worker's migrated database. What a test commits stays, so roll back or ask for `fresh_database_url`."""
    with database.new_database(database_server, migrated_template) as url:
        yield url


@pytest.fixture
def fresh_database_url(make_database: Callable[[], str]) -> str:
    """A migrated database for this test alone, for what only shows on committed rows."""
    return make_database()


@pytest.fixture
def make_database(database_server: str, migrated_template: str) -> Iterator[Callable[[], str]]:
    """Make as many migrated databases as a test likes; all are dropped after it."""
    with contextlib.ExitStack() as made:
        yield lambda: made.enter_context(database.new_database(database_server, migrated_template))
