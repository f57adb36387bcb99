"""The PostgreSQL of a test run: the one in TEST_DATABASE_URL, else a throwaway one, started when a test first asks.

Every pytest process (with xdist: every worker) starts its own throwaway server. That takes about as long as the workers
would wait for one another on a shared one, and nothing has to be agreed on between them.
"""

import contextlib
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from storage.embedded import EmbeddedPostgres

ROOM = 1 << 30
"""Bytes that the databases of a run may take, with much to spare."""


@contextlib.contextmanager
def server() -> Iterator[str]:
    """The URL of a server where databases may be made, by its database `postgres`. A throwaway one leaves no trace."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    with (
        tempfile.TemporaryDirectory(prefix="justdriving-tests-", dir=place(), ignore_cleanup_errors=True) as folder,
        EmbeddedPostgres.start(Path(folder), durable=False, throwaway=True) as started,
    ):
        yield started.url


@contextlib.contextmanager
def new_folder() -> Iterator[Path]:
    """A folder for a program that starts its own PostgreSQL.

    Not one of pytest's: at the start of each run pytest closes those of all its runs to everybody but their owner,
    also to the user who runs PostgreSQL for root.
    """
    with tempfile.TemporaryDirectory(prefix="justdriving-", dir=place(), ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def place() -> Path | None:
    """Where databases are made and dropped by the hundred: in memory where that has room, else where TMPDIR says.

    A database is a thousand files. Made on a disk they take most of the time that the tests of the storage take.
    """
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM
    return memory if roomy and psutil.virtual_memory().available > 2 * ROOM else None


@contextlib.contextmanager
def new_database(server_url: str, template: str = "template1") -> Iterator[str]:
    """A database of its own, copied from `template`, dropped at the end with whoever is still connected to it."""
    name = f"justdriving_test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
    try:
        yield make_url(server_url).set(database=name).render_as_string(hide_password=False)
    finally:
        with psycopg.connect(server_url, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def name_of(url: str) -> str:
    """The database that a URL names."""
    name = make_url(url).database
    assert name is not None
    return name
