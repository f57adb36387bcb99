"""The real program as a process: started, spoken to over HTTP, ended in several ways."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self, TypeVar

import psutil

from tests import database

PROGRAM = str(Path(sys.executable).with_name("justdriving"))
PATIENCE = 60.0
"""Seconds until a wait is given up: a busy machine may be slow, and nothing waits longer than it has to."""

T = TypeVar("T")


def eventually(look: Callable[[], T], what: str, patience: float = PATIENCE) -> T:
    """What `look` finds, as soon as that is true."""
    deadline = time.monotonic() + patience
    while True:
        if found := look():
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {patience:.0f} s: {what}")
        time.sleep(0.02)


def free_port() -> int:
    """Below those that the system gives to outgoing connections, so that none of them takes it meanwhile."""
    while True:
        port = random.randint(20_000, 32_000)
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


def environment(settings: Mapping[str, object]) -> dict[str, str]:
    """What a process needs, and these settings; nothing of whoever runs the tests."""
    kept = {name: os.environ[name] for name in ("HOME", "LANG", "TMPDIR", "USER") if name in os.environ}
    path = f"{Path(sys.executable).parent}:{os.environ.get('PATH', os.defpath)}"
    return kept | {"PATH": path} | {name: str(value) for name, value in settings.items()}


@contextlib.contextmanager
def given_database() -> Iterator[dict[str, str]]:
    """The settings that name a database of its own where the tests were given a server; else none, and the program
    starts its embedded one."""
    server = os.environ.get("TEST_DATABASE_URL")
    if not server:
        yield {}
        return
    with database.new_database(server) as url:
        yield {"DATABASE_URL": url}


def still_running(processes: Sequence[psutil.Process]) -> list[psutil.Process]:
    """The dead that nobody has buried, as in a container without an init, don't count."""
    found = []
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            if process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def finished(
    *command: str, folder: Path, settings: Mapping[str, object], text: str = ""
) -> subprocess.CompletedProcess[str]:
    """`justdriving …` run to its end, with `text` on standard input."""
    return subprocess.run(
        [PROGRAM, *command],
        cwd=folder,
        env=environment(settings),
        input=text,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


class Program:
    """A command in a session of its own, so that it can be signalled as a terminal signals its foreground.

    port: where it serves; none for a program that serves nothing.
    """

    def __init__(self, command: Sequence[str], folder: Path, port: int, settings: Mapping[str, object]) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._lines: list[str] = []
        self._log = (folder / f"log-{time.monotonic_ns()}").open("w+", encoding="utf-8")
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment(settings),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @classmethod
    def start(cls, command: str, folder: Path, **settings: object) -> Self:
        """`justdriving <command>` in `folder`, once it is ready."""
        port = int(str(settings.get("PORT") or free_port()))
        program = cls([PROGRAM, *command.split()], folder, port, {"PORT": port} | settings)
        try:
            program.until_it_prints("ready")
        except BaseException:
            program.dies()
            raise
        return program

    @property
    def key(self) -> str:
        """The admin key that was printed."""
        self.until_it_prints("admin key: ")
        (key,) = (line.removeprefix("admin key: ") for line in self.printed if line.startswith("admin key: "))
        return key

    @property
    def printed(self) -> list[str]:
        """Standard output, line by line."""
        return [line.rstrip("\n") for line in self._lines]

    @property
    def logged(self) -> str:
        """Standard error."""
        return Path(self._log.name).read_text(encoding="utf-8")

    def until_it_prints(self, words: str) -> None:
        def look() -> bool:
            if any(words in line for line in self.printed):
                return True
            told = "\n".join(self.printed[-20:]) + self.logged[-2000:]
            assert self.process.poll() is None, f"it ended with {self.process.returncode}: {told}"
            return False

        eventually(look, f"{words!r} on standard output")

    def processes(self) -> list[psutil.Process]:
        """It and all that it has started, its PostgreSQL too."""
        me = psutil.Process(self.process.pid)
        return [me, *me.children(recursive=True)]

    def send(self, number: int) -> None:
        """To the whole process group, as a terminal does it."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    def ends(self, number: int = signal.SIGINT) -> int:
        """Ctrl-C, and the exit code."""
        self.send(number)
        try:
            code = self.process.wait(PATIENCE)
        finally:
            self._close()
        return code

    def dies(self) -> None:
        """kill -9 of the process group."""
        self.send(signal.SIGKILL)
        self.process.wait(PATIENCE)
        self._close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            try:
                self.ends()
            except subprocess.TimeoutExpired:
                self.dies()
                raise

    def get(self, path: str, **headers: str) -> Any:
        """The JSON at `path`. Raises `urllib.error.HTTPError`."""
        return self._asked(urllib.request.Request(self.url + path, headers=headers))

    def post(self, path: str, body: object, **headers: str) -> Any:
        """The JSON of the answer to `body` as JSON. Raises `urllib.error.HTTPError`."""
        headers = {"content-type": "application/json"} | headers
        return self._asked(urllib.request.Request(self.url + path, json.dumps(body).encode(), headers))

    def advance(self, by: str) -> None:
        """Move the demo's clock forward by an ISO 8601 duration."""
        self.post("/simulator/clock", {"advance": by})

    @staticmethod
    def _asked(request: urllib.request.Request) -> Any:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.load(answer)

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.append(line)

    def _close(self) -> None:
        self._reader.join(5)
        if self.process.stdout is not None and not self._reader.is_alive():
            self.process.stdout.close()
        self._log.close()
