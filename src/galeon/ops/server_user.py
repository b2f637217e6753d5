"""PostgreSQL refuses to run as root; under root it runs as a user of its own.

That user is `galeon` (made on first use), or `nobody` where users cannot be made; a cluster that exists keeps
its owner. Each folder on the way is opened for exactly this user and for passing through only (an access list
entry `--x`), never for everybody.
"""

import errno
import os
import pwd
import shutil
import struct
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

from galeon.kernel.environment import CannotRun

NAME = "galeon"
TRIES = 5
_ACCESS_LIST = "system.posix_acl_access"
_USER_OBJ, _USER, _GROUP_OBJ, _MASK, _OTHER, _NO_ID = 0x01, 0x02, 0x04, 0x10, 0x20, 0xFFFFFFFF
_PASS = 1  # the x of rwx


def server_user(database: Path) -> pwd.struct_passwd | None:
    """The user the server runs as; None means the present one, which is not root."""
    if os.geteuid() != 0:
        return None
    if database.exists() and (owner := database.stat().st_uid) != 0:
        return pwd.getpwuid(owner)
    return _known(NAME) or _made() or pwd.getpwnam("nobody")


def _known(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _made() -> pwd.struct_passwd | None:
    command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME]
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    if shutil.which("useradd", path=path):
        subprocess.run(command, check=False, env={**os.environ, "PATH": path}, capture_output=True)
    return _known(NAME)  # also when another process was quicker


def give(path: Path, user: pwd.struct_passwd | None) -> None:
    """Make a file or a folder, not what lies in it, the server's own."""
    if user is not None:
        os.chown(path, user.pw_uid, user.pw_gid)


def give_all(folders: Iterable[Path], user: pwd.struct_passwd | None) -> None:
    """Make folders and all that lies in them the server's own."""
    for folder in folders:
        for path in (folder, *folder.rglob("*")):
            give(path, user)


def open_the_way(path: Path, user: pwd.struct_passwd | None) -> None:
    """Let the server's user pass through every folder that leads to `path`."""
    if user is None or can_enter(path, user):
        return
    for folder in [*reversed(path.parents), path]:
        if not can_enter(folder, user):
            _let_pass(folder, user)
    if not can_enter(path, user):
        raise CannotRun(
            f"PostgreSQL may not run as root, and its user {user.pw_name!r} cannot enter {path}; "
            "choose another folder with --data, or start Galeón as an ordinary user."
        )


def with_the_way_open(path: Path, user: pwd.struct_passwd | None, attempt: Callable[[], str]) -> str:
    """Try something as that user, again when the way was closed meanwhile: any chmod of a folder on it does that.

    The attempt returns the reason it failed, or nothing; so do we.
    """
    reason = ""
    for _ in range(TRIES):
        open_the_way(path, user)
        reason = attempt()
        if user is None or "Permission denied" not in reason:
            break
    return reason


def can_enter(path: Path, user: pwd.struct_passwd) -> bool:
    """Ask the system itself, as that user: a child that becomes the user and looks."""
    child = os.fork()
    if child == 0:  # pragma: no cover - another process
        try:
            os.setgroups([])
            os.setgid(user.pw_gid)
            os.setuid(user.pw_uid)
            os._exit(0 if os.access(path, os.X_OK) else 1)
        finally:
            os._exit(2)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def _let_pass(folder: Path, user: pwd.struct_passwd) -> None:
    """Add `user:NAME:--x` to the folder's access list, where the system knows such lists."""
    if not hasattr(os, "setxattr"):
        return
    entries = _access_list(folder)
    entries[(_USER, user.pw_uid)] = entries.get((_USER, user.pw_uid), 0) | _PASS
    mask = entries.get((_MASK, _NO_ID), entries[(_GROUP_OBJ, _NO_ID)])
    entries[(_MASK, _NO_ID)] = mask | _PASS
    packed = struct.pack("<I", 2) + b"".join(
        struct.pack("<HHI", tag, bits, who) for (tag, who), bits in sorted(entries.items())
    )
    try:
        os.setxattr(folder, _ACCESS_LIST, packed)
    except OSError:
        return  # no access lists on this file system: the caller says so in a sentence


def _access_list(folder: Path) -> dict[tuple[int, int], int]:
    try:
        packed = os.getxattr(folder, _ACCESS_LIST)
    except OSError as error:
        if error.errno not in (errno.ENODATA, errno.EOPNOTSUPP):
            raise
        mode = folder.stat().st_mode
        return {
            (_USER_OBJ, _NO_ID): mode >> 6 & 7,
            (_GROUP_OBJ, _NO_ID): mode >> 3 & 7,
            (_OTHER, _NO_ID): mode & 7,
        }
    return {(tag, who): bits for tag, bits, who in struct.iter_unpack("<HHI", packed[4:])}


def reachable_binaries(binaries: Path, data: Path, user: pwd.struct_passwd | None) -> Path:
    """The same programs at a place the server's user can reach: where they are, or linked under the data folder."""
    if user is None or (can_enter(binaries, user) and can_enter(binaries / "postgres", user)):
        return binaries
    install = binaries.parent
    stamp = f"{install.parent.name}-{int((binaries / 'postgres').stat().st_mtime)}"
    place = data / "server" / stamp
    if not place.exists():
        draft = data / "server" / f".{stamp}-{os.getpid()}"
        for part in ("bin", "lib", "share"):
            _link_tree(install / part, draft / "server" / install.name / part)
        libraries = install.parent.parent / f"{install.parent.name}.libs"
        if libraries.exists():  # the programs look for them at $ORIGIN/../../../<package>.libs
            _link_tree(libraries, draft / libraries.name)
        draft.rename(place)
    open_the_way(place, user)
    return place / "server" / install.name / "bin"


def _link_tree(source: Path, target: Path) -> None:
    def link(one: str, other: str) -> None:
        try:
            os.link(one, other)
        except OSError:
            shutil.copy2(one, other)

    shutil.copytree(source, target, copy_function=link, symlinks=True)
    for folder in (target, *(path for path in target.rglob("*") if path.is_dir())):
        folder.chmod(0o755)
