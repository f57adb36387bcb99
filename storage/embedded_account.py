"""Who PostgreSQL runs as. It refuses to be root, so that root needs a user for it, who can reach the files."""

import contextlib
import logging
import os
import stat
import struct
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if sys.platform != "win32":
    import pwd

log = logging.getLogger(__name__)

NAME = "pgserver"
SPARE_NAME = "nobody"  # where no user can be made: a read-only /etc, a system without useradd

ACL_NAME = "system.posix_acl_access"
ACL_VERSION = 2
OWNER, USER, GROUP, MASK, OTHER = 0x01, 0x02, 0x04, 0x10, 0x20
PASS = 1  # the x of a directory: pass through, without seeing what is in it
NO_ID = 0xFFFFFFFF


@dataclass(frozen=True)
class Account:
    name: str
    uid: int
    gid: int


def account_for(cluster: Path) -> Account | None:
    """Who runs PostgreSQL when we are root; None when we aren't, or when no user could be found or made.

    An existing cluster is run by its owner, so that `sudo` on an ordinary user's clone doesn't lock that user out.
    """
    if os.geteuid() != 0:
        return None
    with contextlib.suppress(FileNotFoundError, KeyError):
        owner = cluster.stat().st_uid
        if owner != 0:
            return _account(pwd.getpwuid(owner))
    for name in (NAME, SPARE_NAME):
        with contextlib.suppress(KeyError):
            return _account(pwd.getpwnam(name))
        if name == NAME:
            _make_user(name)
            with contextlib.suppress(KeyError):
                return _account(pwd.getpwnam(name))
    return None


def _account(entry: "pwd.struct_passwd") -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _make_user(name: str) -> None:
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", name]
    with contextlib.suppress(OSError):
        subprocess.run(command, check=False, capture_output=True)


def let_pass(account: Account, *, binaries: Path, directory: Path) -> None:
    """Make sure `account` can run PostgreSQL's `binaries` and reach `directory`, and change no more than that takes.

    Nothing is changed where the way is open. Else (a clone or Python below /root) the account, and nobody else, may
    pass through the closed directories, by an access control list; where the file system has none, everybody may pass
    through, though not list them.
    """
    if _reaches(account, binaries, directory):
        return
    opened = []
    for path in (*reversed(binaries.parents), *reversed(directory.parents), directory):
        if not _may_enter(account, path):
            _open_for(account, path)
            opened.append(str(path))
    if not _reaches(account, binaries, directory):  # the wheel was unpacked under a strict umask
        package = binaries.parents[1]
        for folder in (package, package.with_name(f"{package.name}.libs")):
            _open_to_all(folder)
            opened.append(str(folder))
    log.warning("opened directories for the database's user", extra={"user": account.name, "opened": opened})


def _open_to_all(folder: Path) -> None:
    """Let everybody read the wheel's files, as they may under an ordinary umask."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            mode = stat.S_IMODE(path.stat().st_mode)
            path.chmod(mode | 0o444 | (0o111 if mode & 0o100 else 0))


def _reaches(account: Account, binaries: Path, directory: Path) -> bool:
    """Ask the system rather than compute it: lists, mounts and security modules all have a say."""
    script = 'cd "$1" && ./postgres --version && ./initdb --version && cd ../share && cd "$2"'
    return _succeeds(account, script, binaries, directory)


def _may_enter(account: Account, path: Path) -> bool:
    return _succeeds(account, 'test -x "$1"', path)


def _succeeds(account: Account, script: str, *arguments: Path) -> bool:
    return not subprocess.run(
        ["/bin/sh", "-c", script, "sh", *map(str, arguments)],
        user=account.uid, group=account.gid, extra_groups=[], cwd="/", check=False, capture_output=True,
    ).returncode  # fmt: skip


def _open_for(account: Account, path: Path) -> None:
    if sys.platform == "linux":
        with contextlib.suppress(OSError):  # no lists on this file system
            os.setxattr(path, ACL_NAME, _with_pass(_acl(path), account.uid))
            return
    path.chmod(stat.S_IMODE(path.stat().st_mode) | stat.S_IXOTH)


def _acl(path: Path) -> dict[tuple[int, int], int]:
    """What a file's list allows, by kind and id; made from the file's mode when it has no list."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            packed = os.getxattr(path, ACL_NAME)
            return {(kind, who): may for kind, may, who in struct.iter_unpack("<HHI", packed[4:])}
    mode = path.stat().st_mode
    return {(OWNER, NO_ID): mode >> 6 & 7, (GROUP, NO_ID): mode >> 3 & 7, (OTHER, NO_ID): mode & 7}


def _with_pass(allowed: dict[tuple[int, int], int], uid: int) -> bytes:
    """The list as the system stores it, with one entry more. The mask is the most that any but owner and others get."""
    mask = allowed.get((MASK, NO_ID), allowed[(GROUP, NO_ID)])
    granted = allowed | {(USER, uid): allowed.get((USER, uid), 0) | PASS, (MASK, NO_ID): mask | PASS}
    packed = [struct.pack("<HHI", kind, may, who) for (kind, who), may in sorted(granted.items())]
    return struct.pack("<I", ACL_VERSION) + b"".join(packed)


def started_as(account: Account | None) -> dict[str, Any]:
    """How a child process is started: as the database's user when we are root, else as ourselves."""
    mine: dict[str, Any] = {"umask": 0o077}
    return mine if account is None else mine | {"user": account.uid, "group": account.gid, "extra_groups": []}


def child_environment() -> dict[str, str]:
    """Nothing of ours: neither the program's secrets nor the PG… variables of the person's own databases."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH") if name in os.environ}
    return kept | {"LC_ALL": "C", "TZ": "UTC"}
