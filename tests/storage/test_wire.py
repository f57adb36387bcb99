from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest

from storage.engine import Database
from storage.wire import MOST_PREPARED, Connection


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    with Database(database_url) as database, database.connect() as connection:
        connection.wire.run([(b"CREATE TEMPORARY TABLE drawn (number bigint)", ())])
        yield connection


def put(number: object) -> tuple[bytes, list[object]]:
    return b"INSERT INTO drawn VALUES ($1)", [number]


ALL = (b"SELECT number FROM drawn ORDER BY number", ())


def prepared(connection: Connection) -> list[str]:
    rows = connection.wire.run([(b"SELECT statement FROM pg_prepared_statements ORDER BY statement", ())])
    return [statement for (statement,) in rows]


def test_statements_are_done_in_order_and_the_rows_are_those_of_the_last(connection: Connection) -> None:
    assert connection.wire.run([put(1), put(2), ALL]) == [(1,), (2,)]


def test_values_and_rows_are_what_psycopg_makes_of_them(connection: Connection) -> None:
    values = [7, "æ'\\", None, True, datetime(2027, 6, 7, 12, tzinfo=UTC), [1, None, 3], {"a": [1]}]
    (row,) = connection.wire.run(
        [
            (
                b"SELECT $1::int, $2::text, $3::text, $4::bool, $5::timestamptz, $6::int[], $7::jsonb",
                [*values[:6], psycopg.types.json.Jsonb(values[6])],
            )
        ]
    )
    assert list(row) == values


def test_what_comes_after_one_that_fails_is_not_done(connection: Connection) -> None:
    with pytest.raises(psycopg.errors.DivisionByZero):
        connection.wire.run([(b"BEGIN", ()), put(1), (b"SELECT 1 / 0", ()), put(2), (b"COMMIT", ())])
    assert connection.info.transaction_status == psycopg.pq.TransactionStatus.INERROR
    connection.wire.run([(b"ROLLBACK", ())])
    assert connection.wire.run([ALL]) == []


def test_a_statement_is_prepared_when_it_comes_the_second_time(connection: Connection) -> None:
    statement = (b"SELECT 'twice', $1::text", ["x"])
    connection.wire.run([statement])
    assert not any("twice" in text for text in prepared(connection))
    connection.wire.run([statement])
    connection.wire.run([statement])
    assert sum("twice" in text for text in prepared(connection)) == 1


def test_another_type_of_value_is_another_preparation(connection: Connection) -> None:
    for value in (1, 1, None, None, 2**40, 2**40):
        connection.wire.run([put(value)])
    assert sum("INSERT INTO drawn" in text for text in prepared(connection)) == 3


def test_one_that_can_not_be_prepared_harms_nobody(connection: Connection) -> None:
    wrong = (b"SELECT nothing_like_it", ())
    for _ in range(3):
        with pytest.raises(psycopg.errors.UndefinedColumn):
            connection.wire.run([put(1), wrong])
    connection.wire.run([(b"ALTER TABLE drawn ADD nothing_like_it int", ())])
    assert connection.wire.run([(b"SELECT nothing_like_it FROM drawn", ())]) == []


def test_a_rollback_keeps_what_was_prepared(connection: Connection) -> None:
    for _ in range(2):
        connection.wire.run([(b"BEGIN", ()), put(1), (b"ROLLBACK", ())])
    assert connection.wire.run([put(1), ALL]) == [(1,)]


def test_there_is_an_end_to_preparing(connection: Connection) -> None:
    for number in range(MOST_PREPARED + 10):
        for _ in range(2):
            connection.wire.run([(b"SELECT %d" % number, ())])
    assert len(prepared(connection)) <= MOST_PREPARED


def test_a_lost_connection_is_told_and_closed(connection: Connection, database_url: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [connection.info.backend_pid])
    with pytest.raises(psycopg.OperationalError):
        connection.wire.run([ALL])
    assert connection.closed


def test_one_that_is_interrupted_is_not_used_again(connection: Connection) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    connection.wire.wait = interrupt
    with pytest.raises(KeyboardInterrupt):
        connection.wire.run([ALL])
    assert connection.closed


def test_a_value_that_can_not_be_sent_leaves_nothing_half_sent(connection: Connection) -> None:
    with pytest.raises(psycopg.DataError):
        connection.wire.run([put(1), (b"SELECT $1::text", ["a\0b"])])
    assert connection.closed
