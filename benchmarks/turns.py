"""Benchmarks that run at once and measure burst by burst in turn: a machine may be half as fast a minute later."""

import json
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

Numbers = dict[str, float]


def at_once() -> None:
    """Nobody else measures."""


def ask_for_a_turn() -> None:
    """Of a benchmark that `in_turn` runs: returns when its next burst may begin."""
    print("turn", flush=True)
    if not sys.stdin.readline():
        raise SystemExit("whoever gave turns is gone")


def in_turn(runs: Sequence[tuple[Path, Sequence[str]]], first: int = 0) -> list[Numbers]:
    """The figures of two runs: the tree of each, and its benchmark with the options.

    first: who has the first turn; who had the last one in a pair begins the next.
    """
    with ExitStack() as stack:
        started = [_Run(tree, command, stack) for tree, command in runs]
        order = [started[first], started[1 - first]]
        while any(run.figures is None for run in started):
            for run in order:
                run.has_its_turn()
            order.reverse()
    return [run.figures or {} for run in started]


class _Run:
    """A benchmark in a tree, which waits for its turns. figures: once it is done.

    It runs with the Python of this tree: a commit that needs other packages is compared by hand.
    """

    def __init__(self, tree: Path, command: Sequence[str], stack: ExitStack) -> None:
        python: list[str] = [sys.executable, "-m", "benchmarks", *command]
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        # without its input it ends by itself
        self._process: subprocess.Popen[str] = stack.enter_context(subprocess.Popen(python, cwd=tree, **pipes))
        self.figures: Numbers | None = None
        self._wait()

    def has_its_turn(self) -> None:
        if self.figures is None:
            assert self._process.stdin is not None
            self._process.stdin.write("go\n")
            self._process.stdin.flush()
            self._wait()

    def _wait(self) -> None:
        """Until it asks for a turn, or is done."""
        assert self._process.stdout is not None
        said = ""
        for line in self._process.stdout:
            if line == "turn\n":
                return
            said = line
        if self._process.wait():
            raise subprocess.CalledProcessError(self._process.returncode, self._process.args)
        self.figures = json.loads(said)
