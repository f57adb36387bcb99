"""Start and stop: the database, the web server, the worker.

What is heavy is imported where it is needed: what keeps the program from starting is told at once."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import gc
import signal
import socket
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from app.logs import configure_logging
from app.redaction import Redactor
from app.settings import Settings
from storage.embedded import EmbeddedPostgres, EmbeddedPostgresError

if TYPE_CHECKING:
    import uvicorn

    from app.bootstrap import Application

OLDEST_POSTGRES = 15
BACKLOG = 2048
"""Connections that may wait to be taken, as uvicorn has it."""


class StartError(Exception):
    """The program can't start; the message is one sentence for whoever started it."""


@contextmanager
def database(settings: Settings, *, join: bool = False) -> Iterator[str]:
    """A URL of the database: the one that is set, or the private one, which runs as long as the context lasts.

    join: visit the private database of a program that is running. Raises StartError.
    """
    if settings.storage.database_url is not None:
        from storage.engine import libpq_url

        url = libpq_url(settings.storage.database_url.get_secret_value())
        _check(url)
        yield url
        return
    directory = settings.storage.data_dir
    if join and (running := EmbeddedPostgres.url_of_running(directory)) is not None:
        yield running
        return
    try:
        server = EmbeddedPostgres.start(directory)
    except EmbeddedPostgresError as error:
        raise StartError(str(error)) from error
    try:
        yield server.url
    finally:
        server.stop()


def _check(url: str) -> None:
    import psycopg

    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            version = connection.info.server_version // 10000
    except (psycopg.OperationalError, psycopg.ProgrammingError) as error:
        reason = Redactor([url]).text(_first_line(error))  # libpq repeats an address that it can't read
        raise StartError(f"The database in DATABASE_URL can't be used: {reason}.") from error
    if version < OLDEST_POSTGRES:
        raise StartError(f"The database is PostgreSQL {version}; {OLDEST_POSTGRES} is the oldest that works.")


def bring_up_to_date(url: str) -> None:
    """Run the migrations that are missing, and give the program's role its rights. Raises StartError."""
    from alembic.util import CommandError
    from sqlalchemy.exc import SQLAlchemyError

    from storage.migrate import upgrade

    try:
        upgrade(url)
    except (SQLAlchemyError, CommandError) as error:
        reason = _first_line(getattr(error, "orig", None) or error)
        raise StartError(f"The database can't be brought to this program's schema: {reason}.") from error


def _first_line(error: BaseException) -> str:
    """What went wrong; the further lines of libpq's messages only ask questions."""
    said = str(error).strip() or type(error).__name__
    return " ".join(said.splitlines()[0].split())[:300].rstrip(".?")


def serve(settings: Settings, *, with_worker: bool) -> None:
    """Web, and with `with_worker` everything in one process, until SIGINT or SIGTERM. Raises StartError."""
    configure_logging(settings.logs.log_level, settings.secrets())
    listener = _listen(settings)
    with database(settings, join=not with_worker) as url, contextlib.closing(listener):
        if not with_worker:
            require_schema(url)
        elif not _is_current(url):
            bring_up_to_date(url)
        application = _opened(settings, url)
        try:
            if with_worker and settings.storage.database_url is None:
                application.outbox.release()  # the private database has just been started, so nobody else is sending
            greeting = _prepare(application)
            _run(_serve(application, listener, greeting, with_worker=with_worker))
        finally:
            application.close()


def work(settings: Settings) -> None:
    """The worker, until SIGINT or SIGTERM. Raises StartError."""
    configure_logging(settings.logs.log_level, settings.secrets())
    with database(settings, join=True) as url:
        require_schema(url)
        application = _opened(settings, url)
        try:
            _run(_work(application))
        finally:
            application.close()


def _run(main: Coroutine[Any, Any, None]) -> None:
    """On uvloop where it exists: it halves what the event loop costs a turn."""
    with asyncio.Runner(loop_factory=_new_event_loop) as runner:
        runner.run(main)


def _new_event_loop() -> asyncio.AbstractEventLoop:
    try:
        from uvloop import new_event_loop
    except ImportError:
        return asyncio.SelectorEventLoop()  # on Windows, too: it can wait for the database's sockets
    return new_event_loop()


def require_schema(url: str) -> None:
    """Raises StartError unless the database has this program's schema."""
    if not _is_current(url):
        raise StartError("The database has another schema than this program: run `justdriving migrate` first.")


def _is_current(url: str) -> bool:
    import psycopg

    from storage.revisions import is_current

    try:
        return is_current(url)
    except psycopg.Error as error:
        raise StartError(f"The database can't tell its schema: {_first_line(error)}.") from error


def _opened(settings: Settings, url: str) -> Application:
    from app.bootstrap import build

    return build(settings, url).open()


def _listen(settings: Settings) -> socket.socket:
    host, port = settings.web.host, settings.web.port
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)  # at once: two programs may be bound to a port as long as neither listens
    except OSError as error:
        todo = {
            errno.EADDRINUSE: "stop the program that has it or set PORT",
            errno.EACCES: "set PORT to one from 1024 on",
        }.get(error.errno or 0, "set HOST to an address of this machine, like 127.0.0.1")
        reason = (error.strerror or str(error)).lower()
        raise StartError(f"Port {port} on {host} can't be used ({reason}): {todo}.") from error
    listener.set_inheritable(True)
    return listener


def _prepare(application: Application) -> str:
    """Seed the demo if it is one. Returns what to print when the server is ready."""
    settings = application.settings
    address = f"http://{settings.web.host}:{settings.web.port}"
    if not settings.web.demo:
        return f"Just Driving is ready at {address}\n"
    from app.demo import seed

    folder = settings.storage.data_dir
    try:
        key = seed(application.database, application.catalogues, application.clock(), folder)
    except OSError as error:
        raise StartError(f"The demo's admin key can't be kept in {folder} ({error.strerror}): set DATA_DIR.") from error
    return (
        f"\nJust Driving is ready: {address}\n\n"
        "  Open it in a browser and write, as the student on the left: any chance thu after 3?\n"
        "  Move the clock forward and answer as the teacher on the right.\n"
        f"  In another terminal: .venv/bin/justdriving chat --url {address}\n"
        f"  The admin API: {address}/docs, with this key:\n"
        f"admin key: {key}\n\n"
        "Ctrl-C ends it; what was booked is kept.\n"
    )


def _settle() -> None:
    """What is loaded by now stays: the garbage collector need not look at it again, and looks less often at the rest.
    A turn leaves hardly any cycles; by default the collector takes a twentieth of its time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


async def _serve(application: Application, listener: socket.socket, greeting: str, *, with_worker: bool) -> None:
    import uvicorn

    from app.asgi import create_app

    config = uvicorn.Config(
        create_app(application, with_worker=with_worker),
        http=_protocol(),
        log_config=None,
        access_log=False,
        lifespan="on",
        timeout_graceful_shutdown=4,
        proxy_headers=False,  # nobody is told apart by address, and signatures are over PUBLIC_URL
        server_header=False,
        date_header=False,
    )
    _settle()
    server = uvicorn.Server(config)
    with _ordinary_end():
        ready = asyncio.create_task(_greet(server, greeting))
        await server.serve(sockets=[listener])
        ready.cancel()


def _protocol() -> Any:
    try:
        from app.bounded_http import BoundedHttp
    except ImportError:  # no httptools on Windows; h11, which takes its place, has a limit of its own
        return "h11"
    return BoundedHttp


async def _greet(server: uvicorn.Server, greeting: str) -> None:
    while not server.started:
        await asyncio.sleep(0.02)
    print(greeting, flush=True)  # noqa: T201


@contextmanager
def _ordinary_end() -> Iterator[None]:
    """Ctrl-C is how it is meant to end. uvicorn raises the signal again when it is done; that one says nothing new."""
    handled = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.signal(number, lambda *_: None) for number in handled}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


async def _work(application: Application) -> None:
    from app.worker import working

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with working(application):
        print("The worker is ready.", flush=True)  # noqa: T201
        await stop.wait()
