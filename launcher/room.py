"""Whether var/ can be written: a full disk is waited for, as it may get room; another obstacle is for a person."""

import errno
import os
import re
from pathlib import Path

from launcher.speech import Speech
from launcher.stop_signals import StopSignals, say

#: What a start needs: the first tables, logs, locks.
_BYTES = 1 << 20
_LOOK_EVERY_SECONDS = 2.0
#: May pass without us: somebody makes room, or mounts the disk anew.
_PASSING = {errno.ENOSPC: "disk_full", errno.EDQUOT: "disk_full", errno.EROFS: "disk_read_only"}
_NUMBERED = re.compile(r"\[Errno (\d+)\]")


class CannotWrite(Exception):
    """No waiting helps; the words are for the terminal."""


def wait_for_room(var: Path, signals: StopSignals, speech: Speech) -> None:
    """Returns once var/ takes what a start needs; says once what it waits for. Raises CannotWrite, StopAsked."""
    said = ""
    while (problem := _problem(var)) is not None:
        phrase = _PASSING.get(problem.errno or 0)
        if phrase is None:
            raise CannotWrite(speech.say("cannot_write", folder=var, reason=problem.strerror))
        if phrase != said:
            say(speech.say(phrase, folder=var))
            said = phrase
        signals.wait(_LOOK_EVERY_SECONDS)
        signals.check()
    if said:
        say(speech.say("disk_again", folder=var))


def phrase_for(line: str) -> str | None:
    """The phrase for what a process says of a disk that takes nothing; None: it is about something else."""
    found = _NUMBERED.search(line)
    return _PASSING.get(int(found[1])) if found else None


def _problem(var: Path) -> OSError | None:
    probe = var / f".room.{os.getpid()}"
    try:
        var.mkdir(parents=True, exist_ok=True)
        try:
            probe.write_bytes(bytes(_BYTES))
        finally:
            probe.unlink(missing_ok=True)
    except OSError as error:
        return error
    return None
