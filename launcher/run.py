"""One life of a set: lock, steps, programs, ready, … until something asks to stop."""

import os
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import closing

from launcher.crashes import CrashReport
from launcher.health import troubles_at
from launcher.leftovers import MARK, end_leftovers, find_leftovers
from launcher.program import Folders, ProgramSet, Step
from launcher.readiness import forget_readiness, not_ready
from launcher.room import CannotWrite, wait_for_room
from launcher.set_lock import AlreadyRunning, SetLock
from launcher.speech import Speech
from launcher.stop_signals import StopAsked, StopSignals, say
from launcher.supervised import Child, how_it_ended, start_step, start_supervisord

STOP_PATIENCE = 12.0
REMIND_EVERY = 15.0
# what waited while nothing ran is behind for a moment
SETTLES_WITHIN = 3.0
# the readiness file of the launcher itself: all programs are ready and the steps after them are done
WHOLE_SET = "launcher"


class SupervisorGone(Exception):
    """supervisord ended though nobody asked."""


class StepFailed(Exception):
    def __init__(self, name: str, exit_status: int) -> None:
        super().__init__(name, exit_status)
        self.name, self.exit_status = name, exit_status


class Life:
    """Holds what every phase needs; `whole()` is the story."""

    def __init__(
        self,
        program_set: ProgramSet,
        folders: Folders,
        environment: Mapping[str, str],
        signals: StopSignals,
        speech: Speech,
    ) -> None:
        self._set = program_set
        self._folders = folders
        self._signals = signals
        self._speech = speech
        self._crashes = CrashReport(folders, speech)
        self._began = time.monotonic()
        self._environment = {
            **environment,
            **program_set.environment,
            "OTKLIK_READY_DIR": str(folders.ready),
            MARK: str(folders.var),
            "PYTHONUNBUFFERED": "1",
        }

    def whole(self) -> int:
        """The exit status: 0 after an orderly stop."""
        try:
            # beside the steps: what the programs need is imported meanwhile
            with closing(start_supervisord(self._set, self._folders, self._environment)) as supervisord:
                for step in self._set.before:
                    self._run_step(step)
                say(self._speech.say("starting", names=", ".join(program.name for program in self._set.programs)))
                supervisord.go()
                return self._supervise(supervisord)
        except StopAsked:
            return 0
        except StepFailed as failed:
            say(self._speech.say("step_failed", name=failed.name, code=failed.exit_status))
            return 1

    def _supervise(self, supervisord: Child) -> int:
        try:
            self._wait_until_ready(supervisord)
            self._settle(supervisord)
            while True:
                self._listen(supervisord, 1.0)
        except StopAsked as asked:
            say(self._speech.say("stopping", reason=asked.reason))
            self._stop(supervisord)
            return 0
        except SupervisorGone as gone:
            self._show(supervisord, 0.0)  # its last words
            say(self._speech.say("supervisor_gone", how=gone))
            return 1

    def _listen(self, supervisord: Child, seconds: float) -> None:
        """One wait: shows what should be seen, raises what should end it."""
        self._show(supervisord, seconds)
        self._signals.check()
        if supervisord.exit_status is not None:
            raise SupervisorGone(how_it_ended(supervisord.exit_status))

    def _show(self, supervisord: Child, seconds: float) -> None:
        for line in supervisord.lines(self._signals, seconds):
            for words in self._crashes.about(line, time.monotonic()):
                say(words)

    def _wait_until_ready(self, supervisord: Child) -> None:
        remind_at = self._began + REMIND_EVERY
        while names := not_ready(self._set.programs, self._folders):
            self._listen(supervisord, 0.1)
            if time.monotonic() > remind_at:
                say(self._speech.say("waiting", names=", ".join(names), logs=self._folders.logs))
                remind_at = time.monotonic() + REMIND_EVERY

    def _say_troubles(self, supervisord: Child) -> None:
        """Ready is who serves; that nobody is served, as with a mistyped token, has to be seen here as well."""
        until = time.monotonic() + SETTLES_WITHIN
        while (found := troubles_at(self._set.health)) and time.monotonic() < until:
            self._listen(supervisord, 0.5)
        for trouble in found:
            say(self._speech.say("trouble", trouble=trouble))

    def _settle(self, supervisord: Child) -> None:
        if self._set.health:
            self._say_troubles(supervisord)
        for step in self._set.after:
            try:
                self._run_step(step, beside=supervisord)
            except StepFailed as failed:
                say(self._speech.say("after_failed", name=failed.name, code=failed.exit_status))
        (self._folders.ready / WHOLE_SET).touch()
        say(self._speech.say("ready", seconds=f"{time.monotonic() - self._began:.1f}"), *self._set.welcome)

    def _run_step(self, step: Step, beside: Child | None = None) -> None:
        """Raises StepFailed, StopAsked; the step never outlives this call."""
        with closing(start_step(step, self._environment)) as child:
            while True:
                ended = child.exit_status is not None
                for line in child.lines(self._signals, 0.0 if ended else 0.1):
                    say(line)
                if ended:
                    break
                self._signals.check()
                if beside is not None:
                    self._listen(beside, 0.0)
        if child.exit_status:
            raise StepFailed(step.name, child.exit_status)

    def _stop(self, supervisord: Child) -> None:
        supervisord.terminate()
        until = time.monotonic() + STOP_PATIENCE
        interrupts = self._signals.interrupts
        while supervisord.exit_status is None:
            for _ in supervisord.lines(self._signals, 0.1):
                continue  # ends are expected now
            if time.monotonic() > until or self._signals.interrupts > interrupts:
                say(self._speech.say("killing"))
                supervisord.kill()
        if not find_leftovers(self._folders.var):
            say(self._speech.say("stopped"))


def live(
    build: Callable[[], ProgramSet],
    folders: Folders,
    environment: Mapping[str, str],
    signals: StopSignals,
    speech: Speech,
) -> int:
    """Runs a set until it is told to stop; nothing of it is left when this returns.

    build: called once var/ is ours, because it looks for free ports and remembers them there.
    Returns the exit status: 0 after an orderly stop, 1 after anything else.
    """
    try:
        wait_for_room(folders.var, signals, speech)
        owner = f"pid {os.getpid()}, {time.strftime('%Y-%m-%d %H:%M:%S')}"
        with closing(SetLock(folders.run / "lock", owner)):
            return _live_alone(build, folders, environment, signals, speech)
    except StopAsked:
        return 0
    except AlreadyRunning as running:
        problem = speech.say("already_running", owner=running.owner)
    except CannotWrite as cannot:
        problem = str(cannot)
    except OSError as error:  # in a folder below, or the disk became full a moment ago
        if error.filename is None:
            raise
        problem = speech.say("cannot_write", folder=error.filename, reason=error.strerror)
    print(problem, file=sys.stderr)
    return 1


def _live_alone(
    build: Callable[[], ProgramSet],
    folders: Folders,
    environment: Mapping[str, str],
    signals: StopSignals,
    speech: Speech,
) -> int:
    for folder in (folders.starts, folders.logs):
        folder.mkdir(parents=True, exist_ok=True)
    forget_readiness(folders)
    if killed := end_leftovers(folders.var):
        say(speech.say("leftovers", pids=", ".join(map(str, killed))))
    try:
        return Life(build(), folders, environment, signals, speech).whole()
    finally:
        end_leftovers(folders.var)
