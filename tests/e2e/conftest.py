"""Running programs that the tests share. Whoever changes what others see, like the clock, starts one of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.program import Program, given_database


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """The demo, as `make run` serves it: web and worker in one process."""
    with (
        given_database() as settings,
        Program.start("run", tmp_path_factory.mktemp("demo"), DEMO=1, **settings) as program,
    ):
        yield program


@pytest.fixture(scope="session")
def demo_url(demo: Program) -> str:
    """Where the demo is served."""
    return demo.url
