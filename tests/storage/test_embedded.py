"""The private PostgreSQL comes up fast, keeps what was committed, and never stays behind."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from storage.embedded import EmbeddedPostgres, EmbeddedPostgresError
from tests.database import new_folder

PROGRAM = """
import sys, time
from pathlib import Path
import psycopg
from storage.embedded import EmbeddedPostgres

with EmbeddedPostgres.start(Path(sys.argv[1]), throwaway=sys.argv[2] == "throwaway") as server:
    with psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('committed')")
    try:
        print("ready", flush=True)
        time.sleep(60)
    except KeyboardInterrupt:
        with psycopg.connect(server.url) as connection:
            print(connection.execute("SELECT word FROM kept").fetchone()[0], flush=True)
"""
StartProgram = Callable[..., subprocess.Popen[str]]


@pytest.fixture(scope="module")
def directory() -> Iterator[Path]:
    """A directory with a database in it, which costs half a second to make; every test here leaves it stopped."""
    with new_folder() as place:
        EmbeddedPostgres.start(place).stop()
        yield place


@pytest.fixture
def start_program(directory: Path) -> Iterator[StartProgram]:
    """Start another program on a directory, with a session of its own like a shell's job; killed after the test."""
    with contextlib.ExitStack() as started:

        def start(place: Path = directory, kind: str = "") -> subprocess.Popen[str]:
            command = [sys.executable, "-c", PROGRAM, str(place), kind]
            program = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
            started.enter_context(program)
            started.callback(program.kill)
            assert program.stdout is not None
            assert program.stdout.readline() == "ready\n"
            return program

        yield start


def ask(server: EmbeddedPostgres, question: str) -> object:
    with psycopg.connect(server.url) as connection:
        row = connection.execute(question).fetchone()
    assert row is not None
    return row[0]


def postmaster(directory: Path) -> psutil.Process:
    return psutil.Process(int((directory / "postgres" / "postmaster.pid").read_text().splitlines()[0]))


def soon(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 10
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()


def is_gone(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.NoSuchProcess):
        return bool(process.status() == psutil.STATUS_ZOMBIE)
    return True


def test_what_is_committed_is_there_at_the_next_start(directory: Path) -> None:
    with EmbeddedPostgres.start(directory) as server, psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE lessons (name text)")
        connection.execute("INSERT INTO lessons VALUES ('parking')")
    with EmbeddedPostgres.start(directory) as server:
        assert ask(server, "SELECT name FROM lessons") == "parking"


def test_the_second_start_takes_less_than_a_second(directory: Path) -> None:
    began = time.monotonic()
    EmbeddedPostgres.start(directory).stop()
    assert time.monotonic() - began < 1


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("SHOW fsync", "on"),
        ("SHOW full_page_writes", "on"),
        ("SHOW synchronous_commit", "on"),
        ("SHOW TimeZone", "UTC"),
        ("SHOW server_encoding", "UTF8"),
        ("SHOW listen_addresses", ""),
        ("SELECT upper('æøåüçñ')", "ÆØÅÜÇÑ"),
    ],
)
def test_it_is_durable_private_and_speaks_utf8_in_utc(directory: Path, question: str, answer: str) -> None:
    with EmbeddedPostgres.start(directory) as server:
        assert ask(server, question) == answer


def test_a_throwaway_server_trades_durability_for_speed(folder: Path) -> None:
    with EmbeddedPostgres.start(folder, durable=False) as server:
        assert ask(server, "SHOW fsync") == "off"


def test_only_its_owner_can_reach_the_data(directory: Path) -> None:
    with EmbeddedPostgres.start(directory):
        assert (directory / "postgres").stat().st_mode & 0o077 == 0


def test_stopping_twice_is_as_good_as_once(directory: Path) -> None:
    server = EmbeddedPostgres.start(directory)
    server.stop()
    server.stop()
    assert not (directory / "postgres" / "postmaster.pid").exists()


def test_a_second_program_in_the_same_directory_is_told_so(directory: Path, start_program: StartProgram) -> None:
    start_program()
    with pytest.raises(EmbeddedPostgresError, match=r"^Another program is using the database in .*: stop it first"):
        EmbeddedPostgres.start(directory)


def test_a_killed_program_takes_its_server_with_it(directory: Path, start_program: StartProgram) -> None:
    program = start_program()
    server = postmaster(directory)
    program.kill()
    assert soon(lambda: is_gone(server))
    with EmbeddedPostgres.start(directory) as restarted:
        assert ask(restarted, "SELECT word FROM kept LIMIT 1") == "committed"


def test_a_restart_right_after_a_kill_waits_for_the_old_server(directory: Path, start_program: StartProgram) -> None:
    start_program().kill()
    assert soon(lambda: starts(directory))


def starts(directory: Path) -> bool:
    with contextlib.suppress(EmbeddedPostgresError):  # the killed program may hold the lock for a moment
        EmbeddedPostgres.start(directory).stop()
        return True
    return False


def test_a_server_that_was_left_over_is_stopped_first(directory: Path, start_program: StartProgram) -> None:
    program = start_program()
    left_over = postmaster(directory)
    for process in (*watchmen(program), psutil.Process(program.pid)):
        process.kill()
    program.wait()
    assert left_over.is_running()  # or this test would show nothing
    with EmbeddedPostgres.start(directory) as server:
        assert is_gone(left_over)
        assert ask(server, "SELECT word FROM kept LIMIT 1") == "committed"


def watchmen(program: subprocess.Popen[str]) -> list[psutil.Process]:
    return [child for child in psutil.Process(program.pid).children() if "watchman" in child.cmdline()]


def test_a_power_cut_loses_nothing_committed(directory: Path, start_program: StartProgram) -> None:
    program = start_program()
    for process in (*watchmen(program), psutil.Process(program.pid), postmaster(directory)):
        process.kill()
    program.wait()
    with EmbeddedPostgres.start(directory) as server:
        assert ask(server, "SELECT word FROM kept LIMIT 1") == "committed"


def test_a_stale_file_that_names_a_stranger_harms_nobody(directory: Path) -> None:
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        stale = f"{stranger.pid}\n{directory / 'postgres'}\n1\n5432\n{directory / 'postgres'}\n\n\nready\n"
        (directory / "postgres" / "postmaster.pid").write_text(stale)
        EmbeddedPostgres.start(directory).stop()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_ctrl_c_reaches_the_program_and_leaves_it_its_database(directory: Path, start_program: StartProgram) -> None:
    program = start_program()
    server = postmaster(directory)
    os.killpg(program.pid, signal.SIGINT)  # as a terminal does: to all of the job at once
    said, _ = program.communicate(timeout=10)
    assert said == "committed\n"
    assert program.returncode == 0
    assert is_gone(server)


def test_a_killed_test_run_leaves_no_directory(folder: Path, start_program: StartProgram) -> None:
    place = folder / "throwaway"
    start_program(place, "throwaway").kill()
    assert soon(lambda: not place.exists())


def test_a_directory_too_deep_for_a_socket_works(folder: Path) -> None:
    deep = folder.joinpath(*["a-folder-with-a-long-name"] * 6)
    with EmbeddedPostgres.start(deep, durable=False) as server:
        assert len(str(deep)) > 107
        assert ask(server, "SELECT 1") == 1
        sockets = Path(str(ask(server, "SHOW unix_socket_directories")).strip('"'))
        assert sockets.stat().st_mode & 0o077 == 0
    assert not sockets.exists()


def test_a_path_with_blanks_and_signs_works(folder: Path) -> None:
    with EmbeddedPostgres.start(folder / "skole & søn, 100%", durable=False) as server:
        assert ask(server, "SELECT 1") == 1


def test_a_place_that_cant_be_written_is_refused_in_one_sentence(folder: Path) -> None:
    (folder / "file").touch()
    with pytest.raises(EmbeddedPostgresError, match=r"^The embedded PostgreSQL can't write to .*\.$"):
        EmbeddedPostgres.start(folder / "file" / "data")


def test_data_of_another_version_is_refused_and_left_alone(folder: Path) -> None:
    (folder / "postgres").mkdir()
    (folder / "postgres" / "PG_VERSION").write_text("9\n")
    with pytest.raises(EmbeddedPostgresError, match="was made by PostgreSQL 9 and this installation brings"):
        EmbeddedPostgres.start(folder)
    assert os.listdir(folder / "postgres") == ["PG_VERSION"]


def test_a_half_made_database_is_made_anew(folder: Path) -> None:
    half = folder / "postgres.partial"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    with EmbeddedPostgres.start(folder, durable=False) as server:
        assert ask(server, "SELECT 1") == 1
    assert not half.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's PostgreSQL runs as another user")
def test_root_may_keep_its_data_in_a_directory_closed_to_others(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    with EmbeddedPostgres.start(closed / "data", durable=False) as server:
        assert ask(server, "SELECT 1") == 1
    assert closed.stat().st_mode & 0o007 == 0


def test_another_program_can_visit_a_running_server(directory: Path, start_program: StartProgram) -> None:
    assert EmbeddedPostgres.url_of_running(directory) is None
    start_program()
    url = EmbeddedPostgres.url_of_running(directory)
    assert url is not None
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_directory_without_a_server_has_none_to_visit(folder: Path) -> None:
    assert EmbeddedPostgres.url_of_running(folder / "none") is None
    assert not (folder / "none").exists()
