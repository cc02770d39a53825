"""What a change costs: `relay` on this tree and on another commit.

    python -m benchmarks compare --against main --rounds 5 [--parts cpu] [--people 250]

The other commit stands in a git worktree of its own for as long as it takes, with the benchmarks of this tree in the
place of its own: both are measured by the same code. A machine may be half as fast a minute later; so both run at
once, and burst by burst it is the turn of one and of the other. Each round starts both anew.
"""

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.own_postgresql import ENGINES
from benchmarks.relay import PARTS
from benchmarks.turns import in_turn

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
    parser.add_argument("--engine", choices=ENGINES, default=ENGINES[0])
    asked = parser.parse_args(options)
    relay = ["relay", "--in-turn", "--people", str(asked.people), "--engine", asked.engine, "--parts", *asked.parts]
    here: list[Numbers] = []
    there: list[Numbers] = []
    with tree_of(asked.against) as other:
        for number in range(asked.rounds):
            figures = in_turn([(ROOT, relay), (other, relay)], first=number % 2)
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


def _name_of(commit: str) -> str:
    return _git("rev-parse", "--short", commit)


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.strip()
