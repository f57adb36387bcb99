"""The process of an embedded PostgreSQL: started, watched, awaited and ended; and what is left of an old one."""

import contextlib
import logging
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psutil

from storage.embedded_account import Account, child_environment, started_as
from storage.embedded_error import EmbeddedPostgresError
from storage.embedded_files import SOCKET_FOLDER, SOCKET_NAME, postmaster_line

log = logging.getLogger(__name__)

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
    "update_process_title": "off",  # a twentieth of what a short statement costs
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


def run_server(
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
            **started_as(account),
            cwd=cluster,
            env=child_environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )


def set_watch(process: subprocess.Popen[bytes], cluster: Path, to_remove: Path | None) -> subprocess.Popen[bytes]:
    """Start the watchman. Only this program holds the other end of its pipe, which closes when the program ends."""
    return subprocess.Popen(
        ["/bin/sh", "-c", WATCHMAN, "watchman", str(process.pid), str(cluster), str(to_remove or "")],
        cwd="/", stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip


def wait_until_ready(process: subprocess.Popen[bytes], cluster: Path, log_file: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while True:
        status = postmaster_line(cluster, 7)
        if status == "ready" and postmaster_line(cluster, 0) == str(process.pid):
            return
        if process.poll() is not None:
            raise EmbeddedPostgresError(f"PostgreSQL didn't start: {_complaint(log_file)} (see {log_file}).")
        if time.monotonic() > deadline:
            raise EmbeddedPostgresError(f"PostgreSQL wasn't ready after {START_TIMEOUT:.0f} seconds: see {log_file}.")
        time.sleep(0.01)


def _complaint(log_file: Path) -> str:
    lines = log_file.read_text(errors="replace").strip().splitlines()
    return next((line.partition("FATAL:")[2].strip() for line in lines if "FATAL:" in line), "it gave no reason")


def end(process: subprocess.Popen[bytes]) -> None:
    for sign in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):  # fast, immediate, none at all
        if process.poll() is None:
            process.send_signal(sign)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_TIMEOUT)
            return


def stop_left_over(cluster: Path) -> None:
    """Make sure nothing runs on these files. Only called with the directory's lock, so what runs has lost its program.

    A server that was left over is stopped, not adopted: it may run with another version's settings. A process that
    merely has the number in a stale postmaster.pid, as happens in containers, is left alone.
    """
    if not (cluster / "postmaster.pid").exists():
        return
    parent = postmaster_line(cluster, 0)
    sockets = Path(postmaster_line(cluster, 4) or cluster)
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
