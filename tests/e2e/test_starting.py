"""What keeps the program from starting is told in one sentence, and it ends with 1."""

from __future__ import annotations

import os
import shutil
import socket
import socketserver
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.e2e.program import PROGRAM, Program, environment, eventually, finished, free_port, still_running

ROOT = Path(__file__).parents[2]
CANARY = "canary-of-the-password"

Settings = dict[str, object]


class Web(socketserver.BaseRequestHandler):
    """Answers as a web server does."""

    def handle(self) -> None:
        self.request.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


def complaint(*command: str, folder: Path, **settings: object) -> str:
    """The sentence that it ended with. Log lines may go before."""
    ended = finished(*command, folder=folder, settings=settings)
    assert ended.returncode == 1, (ended.stdout, ended.stderr)
    assert "Traceback" not in ended.stderr
    assert CANARY not in ended.stderr + ended.stdout
    (sentence,) = (line for line in ended.stderr.splitlines() if not line.startswith('{"ts"'))
    assert sentence.endswith(".")
    return sentence


def test_a_port_that_is_taken(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        said = complaint("run", folder=folder, PORT=port)
    assert said.startswith(f"Port {port} on 127.0.0.1 can't be used (address already in use): stop the program that")
    assert not (folder / ".data").exists()


def test_an_address_of_another_machine(folder: Path) -> None:
    said = complaint("web", folder=folder, HOST="203.0.113.9", PORT=free_port())
    assert "set HOST to an address of this machine" in said


@pytest.mark.parametrize("command", [["run"], ["worker"], ["key", "create", "--school", "NORD"]])
def test_a_database_that_does_not_answer(command: list[str], folder: Path) -> None:
    url = f"postgresql://justdriving:{CANARY}@127.0.0.1:{free_port()}/main"
    said = complaint(*command, folder=folder, DATABASE_URL=url, PORT=free_port())
    assert said.startswith("The database in DATABASE_URL can't be used: ")
    assert "Connection refused" in said


def test_something_that_is_no_postgresql(folder: Path) -> None:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Web) as server:
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        url = f"postgresql://justdriving:{CANARY}@127.0.0.1:{server.server_address[1]}/main"
        said = complaint("run", folder=folder, DATABASE_URL=url, PORT=free_port())
        server.shutdown()
    assert said.startswith("The database in DATABASE_URL can't be used: ")


def test_a_password_that_libpq_cant_read_is_not_repeated(folder: Path) -> None:
    said = complaint("run", folder=folder, DATABASE_URL=f"postgresql://u:%ZZ{CANARY}@localhost/x", PORT=free_port())
    assert said.startswith("The database in DATABASE_URL can't be used: invalid percent-encoded token")


@pytest.mark.parametrize("url", [f"mysql://u:{CANARY}@localhost/x", CANARY, f"postgresql://u:{CANARY}@[::1/x"])
def test_an_address_of_no_database(url: str, folder: Path) -> None:
    said = complaint("run", folder=folder, DATABASE_URL=url)
    assert said.startswith("DATABASE_URL must be the address of a PostgreSQL database")


@pytest.mark.parametrize("command", ["web", "worker"])
def test_a_database_with_another_schema(command: str, database_server: str, folder: Path) -> None:
    said = complaint(command, folder=folder, DATABASE_URL=database_server, PORT=free_port())
    assert said == "The database has another schema than this program: run `justdriving migrate` first."


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(folder: Path) -> None:
    folder.chmod(0o500)
    said = complaint("run", folder=folder, PORT=free_port())
    assert said == f"The embedded PostgreSQL can't write to {folder}/.data: permission denied."


def test_a_folder_that_cant_be_made(folder: Path) -> None:
    (folder / "file").write_text("in the way")
    said = complaint("run", folder=folder, PORT=free_port(), DATA_DIR="file/data")
    assert said == f"The embedded PostgreSQL can't write to {folder}/file/data: not a directory."


def test_a_second_program_on_the_same_private_database(folder: Path) -> None:
    with Program.start("run", folder):
        said = complaint("run", folder=folder, PORT=free_port())
    assert said.startswith(f"Another program is using the database in {folder}/.data: stop it first")


def installed_with(python: Path, clone: Path) -> subprocess.CompletedProcess[str]:
    """What `make` does first, with that Python."""
    shutil.copytree(ROOT / ".ci", clone / ".ci")
    for name in ("pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, clone)
    settings = environment({"PYTHON": python})
    return subprocess.run([".ci/install", "."], cwd=clone, env=settings, capture_output=True, text=True, check=False)


def test_a_python_that_is_too_old(tmp_path: Path) -> None:
    """One that says it is one."""
    old = tmp_path / "python3.10"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    ended = installed_with(old, tmp_path)
    assert ended.returncode == 1
    assert ended.stderr.startswith("Just Driving needs Python 3.11, 3.12, 3.13 or 3.14: install one of them")
    assert ended.stderr.count("\n") == 1
    assert not (tmp_path / ".venv").exists()


def test_a_python_that_is_not_there_costs_nobody_what_is_installed(tmp_path: Path) -> None:
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    (programs / "python").symlink_to(sys.executable)
    (programs / "pip").write_text(f"#!{programs}/python\n")
    ended = installed_with(tmp_path / "nowhere", tmp_path)
    assert ended.returncode == 1
    assert ended.stderr.startswith("Just Driving needs Python 3.11, 3.12, 3.13 or 3.14: install one of them")
    assert ended.stderr.count("\n") == 1
    assert (programs / "pip").exists()


def test_ctrl_c_before_it_is_ready_is_no_error_either(folder: Path) -> None:
    with Program([PROGRAM, "run"], folder, 0, {"PORT": free_port(), "DEMO": 1}) as program:
        eventually((folder / ".data").exists, "the database is being made")
        everything = program.processes()
        program.ends()
    assert "Traceback" not in program.logged
    eventually(lambda: not still_running(everything), "all of it ends")
