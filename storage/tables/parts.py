"""What the tables are made of."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    MetaData,
    PrimaryKeyConstraint,
    Sequence,
    Table,
    Text,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

ids = Sequence("ids", metadata=metadata, data_type=BigInteger, increment=64)
"""Programs take 64 ids at a time and hand them out themselves."""


def moment(name: str, **options: Any) -> Column[Any]:
    return Column(name, DateTime(timezone=True), **options)


def words(name: str, default: str | None = "") -> Column[Any]:
    if default is None:
        return Column(name, Text)
    return Column(name, Text, nullable=False, server_default=default)


def flag(name: str, *, default: bool) -> Column[Any]:
    return Column(name, Boolean, nullable=False, server_default=text("true" if default else "false"))


def of_school(name: str, *parts: Any, key: tuple[str, ...] = ("school_id", "id"), **options: Any) -> Table:
    # What points at another row of the school needs no check of the school itself.
    rooted = not any(isinstance(part, ForeignKeyConstraint) for part in parts)
    columns = [Column("school_id", BigInteger, *([ForeignKey("schools.id")] if rooted else []), nullable=False)]
    if "id" in key:
        columns.append(Column("id", BigInteger, nullable=False))
    return Table(name, metadata, *columns, *parts, PrimaryKeyConstraint(*key), **options)


def ref(column: str, table: str, *, nullable: bool = False) -> list[Any]:
    """A column that points at a row of the same school."""
    return [
        Column(column, BigInteger, nullable=nullable),
        ForeignKeyConstraint(["school_id", column], [f"{table}.school_id", f"{table}.id"]),
    ]
