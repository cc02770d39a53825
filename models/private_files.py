"""What entry points do so that other users of the machine read neither secrets (`.env`) nor people's words (var/)."""

import os
import shlex
import stat
from pathlib import Path

_OTHERS = 0o077


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
    """Takes an existing folder from everybody but its owner. A folder that everybody shares (/tmp) stays as it is."""
    try:
        mode = folder.stat().st_mode
        if mode & _OTHERS and not mode & stat.S_ISVTX:
            folder.chmod(stat.S_IMODE(mode) & ~_OTHERS)
    except OSError:
        return  # not there yet, another user's, or on a read-only disk: whoever writes there will tell
