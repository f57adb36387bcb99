"""Synchronous work on an event loop: side by side, each with a connection of its own, and none lost."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator

import psycopg
import pytest

from storage.catalogue import CatalogueCache
from storage.engine import Database
from storage.lanes import Lanes, connection_at_hand
from storage.unit_of_work import unit_of_work
from storage.wire import Connection

MOST = 3


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    with Database(database_url, size=2) as database:
        yield database


def run(database: Database, scenario: Callable[[Lanes], Awaitable[object]]) -> None:
    lanes = Lanes(database.connect, MOST)
    try:
        asyncio.run(asyncio.wait_for(scenario(lanes), 20))
    finally:
        lanes.close()


def asking(database: Database, *queries: str) -> Callable[[], object]:
    """Work that asks the database one thing after another, in a transaction; the last answer."""

    def ask() -> object:
        with unit_of_work(database, CatalogueCache()) as work:
            rows = [work.read(query) for query in queries]
        return rows[-1][0][0]

    return ask


def test_a_call_returns_what_it_would_return_elsewhere(database: Database) -> None:
    async def scenario(lanes: Lanes) -> None:
        assert await lanes.run(asking(database, "SELECT 1", "SELECT 2")) == 2
        assert connection_at_hand() is None

    run(database, scenario)


def test_who_waits_for_the_database_keeps_nobody_waiting(database: Database) -> None:
    async def scenario(lanes: Lanes) -> None:
        done: list[str] = []

        async def note(name: str, *queries: str) -> None:
            await lanes.run(asking(database, *queries))
            done.append(name)

        await asyncio.gather(note("slow", "SELECT pg_sleep(0.3)", "SELECT 1"), note("quick", "SELECT 1"))
        assert done == ["quick", "slow"]

    run(database, scenario)


def test_each_has_a_transaction_of_its_own(database: Database) -> None:
    async def scenario(lanes: Lanes) -> None:
        same = ["SELECT pg_current_xact_id()", "SELECT pg_sleep(0.02)", "SELECT pg_current_xact_id()"]
        found = await asyncio.gather(*(lanes.run(asking(database, *same)) for _ in range(9)))
        assert len(set(found)) == 9

    run(database, scenario)


def test_more_than_there_are_lanes_wait_in_line(database: Database) -> None:
    async def scenario(lanes: Lanes) -> None:
        query = "SELECT pg_backend_pid() FROM pg_sleep(0.02)"
        found = await asyncio.gather(*(lanes.run(asking(database, query)) for _ in range(5 * MOST)))
        assert len(set(found)) == MOST

    run(database, scenario)


def test_a_failure_is_told_and_harms_nobody_after_it(database: Database) -> None:
    async def scenario(lanes: Lanes) -> None:
        for _ in range(2 * MOST):
            with pytest.raises(psycopg.errors.DivisionByZero):
                await lanes.run(asking(database, "SELECT 1 / 0"))
        assert await lanes.run(asking(database, "SELECT 1")) == 1

    run(database, scenario)


@pytest.mark.parametrize("meanwhile", ["idle", "asking"])
def test_a_lost_connection_is_replaced(database: Database, meanwhile: str) -> None:
    async def scenario(lanes: Lanes) -> None:
        pid = await lanes.run(asking(database, "SELECT pg_backend_pid()"))
        asked = None
        if meanwhile == "asking":
            asked = asyncio.create_task(lanes.run(asking(database, "SELECT pg_sleep(10)")))
            await asyncio.sleep(0.05)
        with psycopg.connect(database.url, autocommit=True) as owner:
            owner.execute("SELECT pg_terminate_backend(%s)", [pid])
        if asked is None:
            await asyncio.sleep(0.1)
        else:
            with pytest.raises(psycopg.OperationalError):
                await asked
        for _ in range(MOST + 1):
            assert await lanes.run(asking(database, "SELECT 1")) == 1

    run(database, scenario)


def test_a_database_that_is_away_is_told_to_each_and_tried_anew() -> None:
    tries: list[int] = []

    def away() -> None:
        tries.append(1)
        raise psycopg.OperationalError("away")

    async def scenario() -> None:
        lanes = Lanes(away, MOST)  # type: ignore[arg-type]
        found = await asyncio.gather(*(lanes.run(lambda: 1) for _ in range(7)), return_exceptions=True)
        assert all(isinstance(one, psycopg.OperationalError) for one in found)

    asyncio.run(asyncio.wait_for(scenario(), 20))
    assert len(tries) == 7


def test_what_nobody_waits_for_any_more_is_carried_out_to_its_end(database: Database) -> None:
    async def scenario(lanes: Lanes) -> None:
        ended: list[object] = []
        ask = asking(database, "SELECT pg_sleep(0.1)", "SELECT 1")
        await lanes.run(asking(database, "SELECT 1"))  # so that there is a lane
        waiting = asyncio.create_task(lanes.run(lambda: ended.append(ask())))
        await asyncio.sleep(0.05)
        waiting.cancel()
        for _ in range(100):
            await asyncio.sleep(0.01)
            if ended:
                break
        assert ended == [1]
        assert await lanes.run(asking(database, "SELECT 1")) == 1

    run(database, scenario)


def test_a_connection_that_nobody_waits_for_any_more_is_the_next_ones(database: Database) -> None:
    opened: list[Connection] = []

    def connect() -> Connection:
        time.sleep(0.1)
        opened.append(database.connect())
        return opened[-1]

    async def scenario() -> None:
        lanes = Lanes(connect, 1)
        impatient = asyncio.create_task(lanes.run(lambda: 1))
        await asyncio.sleep(0.03)
        impatient.cancel()
        assert await lanes.run(lambda: 2) == 2
        lanes.close()

    asyncio.run(asyncio.wait_for(scenario(), 20))
    assert [connection.closed for connection in opened] == [True]


def test_who_gives_up_in_the_line_holds_up_nobody_behind(database: Database) -> None:
    async def scenario(lanes: Lanes) -> None:
        slow = [asyncio.create_task(lanes.run(asking(database, "SELECT pg_sleep(0.1)"))) for _ in range(MOST)]
        await asyncio.sleep(0.03)
        impatient = [asyncio.create_task(lanes.run(asking(database, "SELECT 1"))) for _ in range(3)]
        patient = asyncio.create_task(lanes.run(asking(database, "SELECT 2")))
        await asyncio.sleep(0.01)
        for one in impatient:
            one.cancel()
        assert await patient == 2
        await asyncio.gather(*slow)

    run(database, scenario)


def test_lanes_serve_another_loop_when_the_first_has_ended(database: Database) -> None:
    lanes = Lanes(database.connect, MOST)
    try:
        for _ in range(2):
            assert asyncio.run(lanes.run(asking(database, "SELECT 1"))) == 1
    finally:
        lanes.close()
