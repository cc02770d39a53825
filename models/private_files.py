"""What entry points do so that other users of the machine read neither secrets (`.env`) nor people's words (var/)."""

import contextlib
import os
import pwd
import shlex
import stat
from pathlib import Path

_OTHERS = 0o077
_WRITTEN_BY_OTHERS = 0o022


class NotOurs(Exception):
    """A folder that other users may read and change. owner: None when all of them share it; user: who we are."""

    def __init__(self, folder: str, owner: str | None, user: str) -> None:
        super().__init__(folder)
        self.folder = folder
        self.owner = owner
        self.user = user

    def __str__(self) -> str:
        if self.owner is None:
            return f"all users of this machine share {self.folder}. Name a folder of its own, as {self.folder}/otklik"
        return (
            f"{self.folder} belongs to the user {self.owner}, who could read and change everything in it. "
            f"Name another folder, or type as root: chown -R {self.user} {self.folder}"
        )


def set_private_umask() -> None:
    """What this process and its children make from now on belongs to its user alone."""
    os.umask(_OTHERS)


def chmod_line(env_file: Path) -> str | None:
    """What to type when others may read or change the file; None when it is private, missing or no ordinary file."""
    try:
        mode = env_file.stat().st_mode
    except OSError:
        return None
    if not stat.S_ISREG(mode) or not mode & _OTHERS:
        return None
    return f"chmod 600 {shlex.quote(str(env_file.resolve()))}"


def make_private(folder: Path) -> None:
    """Takes an existing folder from everybody but its owner.

    Raises NotOurs for a folder of another user, whom we can't keep out, and for one that all users share, like /tmp.
    """
    try:
        found = folder.stat()
    except OSError:
        return  # not there yet, or out of reach: whoever writes there will tell
    shared = bool(found.st_mode & stat.S_ISVTX and found.st_mode & _WRITTEN_BY_OTHERS)
    if shared or found.st_uid != os.geteuid():
        place = shlex.quote(str(folder.resolve()))
        raise NotOurs(place, None if shared else _name_of(found.st_uid), _name_of(os.geteuid()))
    if found.st_mode & _OTHERS:
        with contextlib.suppress(OSError):  # on a read-only disk: whoever writes there will tell
            folder.chmod(stat.S_IMODE(found.st_mode) & ~_OTHERS)


def _name_of(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return str(user)
