"""Bring a database to this program's schema."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from storage.engine import APPLICATION_ROLE, sqlalchemy_url

_LOCK = 7_261_001
"""Any number, the same in all processes: only one migrates at a time."""


def upgrade(url: str, revision: str = "head") -> None:
    """Run all migrations that are missing. Safe to call from several processes at once."""
    _with_lock(url, lambda config: command.upgrade(config, revision))


def downgrade(url: str, revision: str) -> None:
    _with_lock(url, lambda config: command.downgrade(config, revision))


def differences(url: str) -> str | None:
    """What the migrations have not brought to the schema of `storage.tables`, or None if they agree."""
    try:
        _with_lock(url, command.check)
    except CommandError as error:
        return str(error)
    return None


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("file_template", "%%(year)d_%%(month).2d_%%(day).2d_%%(slug)s")
    config.set_main_option("path_separator", "os")
    return config


def _with_lock(url: str, run: Callable[[Config], object]) -> None:
    engine = create_engine(sqlalchemy_url(url), poolclass=NullPool)
    config = _config()
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _LOCK})
        connection.commit()
        try:
            connection.execute(text("SET LOCAL lock_timeout = '5s'"))
            config.attributes["connection"] = connection
            run(config)
            _grant(connection)  # in the same transaction: who finds the newest revision finds the rights too
            connection.commit()
        finally:
            connection.rollback()
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _LOCK})
            connection.commit()


def _grant(connection: Connection) -> None:
    """Let the application's role read and write every table and own none.

    Where the database's owner may not create roles, the program works as the owner itself; `doctor` says so.
    """
    try:
        exists = _make_role(connection)
    except DBAPIError:
        # Roles belong to the server, our lock to a database: another one of the server was being migrated too, and its
        # transaction, which this one has waited for, made the role.
        exists = _make_role(connection)
    if not exists:
        return
    connection.execute(text(f"GRANT USAGE ON SCHEMA public TO {APPLICATION_ROLE}"))
    connection.execute(
        text(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APPLICATION_ROLE}")
    )
    connection.execute(text(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APPLICATION_ROLE}"))
    guarded = text("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'append_only' ORDER BY 1")
    for (table,) in connection.execute(guarded).all():
        connection.execute(text(f"REVOKE UPDATE, DELETE ON {table} FROM {APPLICATION_ROLE}"))


def _make_role(connection: Connection) -> bool:
    """Make the application's role, if it is missing and this user may. Says whether it is there."""
    may = connection.execute(
        text("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
    ).scalar()
    exists = connection.execute(
        text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": APPLICATION_ROLE}
    ).scalar()
    if not may:
        return bool(exists)
    with connection.begin_nested():
        if not exists:
            connection.execute(text(f"CREATE ROLE {APPLICATION_ROLE} NOLOGIN"))
        connection.execute(text(f"GRANT {APPLICATION_ROLE} TO CURRENT_USER"))
    return True
