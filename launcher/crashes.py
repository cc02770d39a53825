"""What supervisord says about its children, and what of it a person should see."""

import re
from collections import deque
from pathlib import Path

from launcher.program import Folders
from launcher.room import phrase_for
from launcher.speech import Speech

_ENDED = re.compile(r"(?:WARN|INFO) exited: (?P<name>\S+) \((?P<how>.+); (?:not )?expected\)")
_LOGGED = re.compile(r"^[-0-9]{10} [:,0-9]{12} (?P<level>[A-Z]{4}) (?P<words>.*)")
_TROUBLE = {"WARN", "ERRO", "CRIT"}
_ORDERLY = re.compile(r"received SIG\w+ indicating exit request")

#: How the lines of Python's tracebacks begin.
_TRACEBACK = ("Traceback", " ", "During handling", "The above exception")

REPEATED_WITHIN = 60.0
TAIL_LINES = 12
LONGEST_LINE = 160


class CrashReport:
    """Feeds on supervisord's lines; gives lines for the terminal."""

    def __init__(self, folders: Folders, speech: Speech) -> None:
        self._folders = folders
        self._speech = speech
        self._ends: dict[str, deque[float]] = {}
        self._no_room_said = -REPEATED_WITHIN

    def about(self, line: str, now: float) -> list[str]:
        """now: monotonic seconds. A first end is one line; a repeated one brings the log's last lines."""
        if found := _ENDED.search(line):
            return self._ended(found["name"], found["how"], now)
        logged = _LOGGED.search(line)
        if logged and (logged["level"] not in _TROUBLE or _ORDERLY.search(line)):
            return []
        if phrase := phrase_for(line):
            return self._no_room(phrase, now)
        if not logged and line.startswith(_TRACEBACK):
            return []  # it prints one for each line of a log that it can't write
        # what supervisord prints past its own log is a complaint about its configuration
        words = (logged["words"] if logged else line).strip()
        return [f"supervisord: {words}"] if words else []

    def _no_room(self, phrase: str, now: float) -> list[str]:
        before, self._no_room_said = self._no_room_said, now
        if now - before < REPEATED_WITHIN:
            return []
        return [self._speech.say(phrase, folder=self._folders.var)]

    def _ended(self, name: str, how: str, now: float) -> list[str]:
        ends = self._ends.setdefault(name, deque(maxlen=100))
        ends.append(now)
        recent = sum(now - end < REPEATED_WITHIN for end in ends)
        lines = [self._speech.say("crashed", name=name, how=how)]
        # the 2nd, 4th, 8th … end in a row: a program that can't start must not flood the terminal
        if recent >= 2 and recent & (recent - 1) == 0:
            log = self._folders.log_of(name)
            lines.append(self._speech.say("keeps_crashing", name=name, times=recent, log=log))
            lines.extend(f"    | {text[:LONGEST_LINE]}" for text in last_lines(log, TAIL_LINES))
        return lines if recent < 4 or len(lines) > 1 else []


def last_lines(file: Path, count: int) -> list[str]:
    """The file's last lines, without reading all of it."""
    try:
        with file.open("rb") as log:
            log.seek(max(0, file.stat().st_size - 200 * count - 4000))
            return log.read().decode(errors="replace").splitlines()[-count:]
    except OSError:
        return []
