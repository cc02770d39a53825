"""What a change costs: `relay` on this tree and on another commit.

    python -m benchmarks compare --against main --rounds 5 [--parts cpu] [--people 250]

The other commit stands in a git worktree of its own for as long as it takes, with the benchmarks of this tree in the
place of its own: both are measured by the same code. A machine may be half as fast a minute later; so both run at
once, and burst by burst it is the turn of one and of the other. Each round starts both anew.
"""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from benchmarks.relay import PARTS

ROOT = Path(__file__).parent.parent
ROUNDS = 5
#: Half of those whom relay has: a round takes a minute then.
PEOPLE = 250

Numbers = dict[str, float]


def measure(*options: str) -> dict[str, Any]:
    parser = argparse.ArgumentParser(prog="python -m benchmarks compare")
    parser.add_argument("--against", required=True, metavar="COMMIT")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=["cpu"])
    parser.add_argument("--people", type=int, default=PEOPLE)
    asked = parser.parse_args(options)
    relay = ["relay", "--in-turn", "--people", str(asked.people), "--parts", *asked.parts]
    here: list[Numbers] = []
    there: list[Numbers] = []
    with tree_of(asked.against) as other:
        for number in range(asked.rounds):
            figures = _in_turn([ROOT, other], relay, first=number % 2)
            for name, results, of_round in zip(("here", asked.against), (here, there), figures, strict=True):
                results.append(of_round)
                print(f"{name}: {of_round}", file=sys.stderr)
    return {"against": _name_of(asked.against), "rounds": asked.rounds, **compared(here, there)}


def compared(here: Sequence[Numbers], there: Sequence[Numbers]) -> dict[str, dict[str, float | None]]:
    """Of each figure the medians, the median of the rounds' ratios, and the lowest and the highest of these.

    here, there: by rounds. A ratio is here ÷ there; a round whose divisor is 0 has none.
    """
    return {name: _figure([one[name] for one in here], [one[name] for one in there]) for name in here[0]}


def _figure(here: list[float], there: list[float]) -> dict[str, float | None]:
    ratios = [mine / theirs for mine, theirs in zip(here, there, strict=True) if theirs]
    return {
        "here": round(statistics.median(here), 3),
        "there": round(statistics.median(there), 3),
        "ratio": round(statistics.median(ratios), 3) if ratios else None,
        "lowest": round(min(ratios), 3) if ratios else None,
        "highest": round(max(ratios), 3) if ratios else None,
    }


@contextmanager
def tree_of(commit: str) -> Iterator[Path]:
    """All files of the commit, but our benchmarks."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        _git("worktree", "add", "--quiet", "--detach", str(tree), commit)
        try:
            shutil.rmtree(tree / "benchmarks", ignore_errors=True)
            shutil.copytree(ROOT / "benchmarks", tree / "benchmarks", ignore=shutil.ignore_patterns("__pycache__"))
            yield tree
        finally:
            _git("worktree", "remove", "--force", str(tree))


def _in_turn(trees: Sequence[Path], command: list[str], first: int) -> list[Numbers]:
    """The figures of each. first: who has the first turn; who had the last one in a pair begins the next."""
    with ExitStack() as stack:
        runs = [_Run(tree, command, stack) for tree in trees]
        order = [runs[first], runs[1 - first]]
        while any(run.figures is None for run in runs):
            for run in order:
                run.has_its_turn()
            order.reverse()
    return [run.figures or {} for run in runs]


class _Run:
    """A benchmark in a tree, which waits for its turns. figures: once it is done.

    It runs with the Python of this tree: a commit that needs other packages is compared by hand.
    """

    def __init__(self, tree: Path, command: list[str], stack: ExitStack) -> None:
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


def _name_of(commit: str) -> str:
    return _git("rev-parse", "--short", commit)


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.strip()
