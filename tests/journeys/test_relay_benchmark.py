"""The benchmark of relaying with few people: it yields each figure it names, and two commits are compared in turn."""

import subprocess
from pathlib import Path

import pytest

from benchmarks import compare, engines, limited, relay, takeover, two_workers
from tests.installation import Installation

RATES = {"new_per_s", "warm_per_s", "answers_per_s", "bare_per_s"}
PROCESSOR_TIME = {"cpu_ms_message", "cpu_ms_answer", "cpu_ms_bare", "cpu_ratio_message", "cpu_ratio_answer"}
SECONDS = {"idle_p50_ms", "idle_p95_ms", "burst_50_s", "takeover_s", "takeover_longest_s", "limited_burst_s"}
BY_ANOTHER = {
    *("answers_to_warm", "burst_to_warm"),
    *("one_worker_per_s", "two_workers_per_s", "two_workers_ratio"),
}
FAULTS = {"burst_out_of_order", "lost_after_kill", "limited_refused", "limited_lost_doubled_or_astray"}

#: Of a repository: a benchmark that tells what lies beside it in its tree, and notes when it had its turns.
TELLS = """
import json, os, pathlib, sys
figure = pathlib.Path("figure.txt").read_text()
for _ in range(2):
    print("turn", flush=True)
    assert sys.stdin.readline()
    with open(os.environ["TURNS"], "a") as turns:
        turns.write(figure)
print(json.dumps({"cpu_ms_message": float(figure), "lost": 0}))
"""


@pytest.mark.slow
def test_the_benchmark_of_relaying_yields_each_figure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "IDLE_MESSAGES", 3)
    monkeypatch.setattr(relay, "BURSTS", 1)
    monkeypatch.setattr(relay, "WAVES", 1)
    monkeypatch.setattr(takeover, "KILLS", 1)
    monkeypatch.setattr(two_workers, "ROUNDS", 1)
    monkeypatch.setattr(limited, "BURSTS", 1)
    with Installation(tmp_path) as otklik:
        results = relay.measure_on(otklik, people=8, parts=relay.PARTS)
    others = {"repeated_after_kill", "limited_posts"}
    assert set(results) == RATES | PROCESSOR_TIME | SECONDS | FAULTS | BY_ANOTHER | others
    assert {name: results[name] for name in FAULTS} == dict.fromkeys(FAULTS, 0)
    assert all(results[name] > 0 for name in RATES | PROCESSOR_TIME | SECONDS | BY_ANOTHER), results
    assert results["cpu_ratio_message"] > 1, "the bare bot is no measure: it costs more than ours"


def test_two_commits_are_measured_in_turn_by_the_same_benchmark(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = _repository(tmp_path / "repository", monkeypatch)
    _commit(repository, figure="2", benchmark="raise SystemExit('the benchmark of the other commit')")
    _commit(repository, figure="3", benchmark=TELLS)
    monkeypatch.setenv("TURNS", str(tmp_path / "turns"))
    found = compare.measure("--against", "HEAD~1", "--rounds", "3")
    assert found["rounds"] == 3
    assert found["cpu_ms_message"] == {"here": 3.0, "there": 2.0, "ratio": 1.5, "lowest": 1.5, "highest": 1.5}
    assert found["lost"] == {"here": 0, "there": 0, "ratio": None, "lowest": None, "highest": None}
    assert (tmp_path / "turns").read_text() == "3223" + "2332" + "3223"
    assert len(_git(repository, "worktree", "list").splitlines()) == 1, "the other tree is still there"


def test_the_ratio_is_the_median_of_neighbours_not_of_all() -> None:
    here = [{"cpu": 1.0}, {"cpu": 2.0}, {"cpu": 9.0}]
    there = [{"cpu": 1.0}, {"cpu": 4.0}, {"cpu": 10.0}]
    assert compare.compared(here, there)["cpu"] == {
        "here": 2.0,
        "there": 4.0,
        "ratio": 0.9,
        "lowest": 0.5,
        "highest": 1.0,
    }


def test_postgresql_is_held_against_sqlite_of_the_same_run() -> None:
    sqlite = {"warm_per_s": 200.0, "answers_per_s": 100.0, "takeover_s": 1.0}
    postgresql = {"warm_per_s": 150.0, "answers_per_s": 80.0, "takeover_s": 2.0, "two_workers_ratio": 1.6}
    assert engines.with_postgresql(sqlite, postgresql) == {
        **sqlite,
        "postgresql_warm_per_s": 150.0,
        "postgresql_answers_per_s": 80.0,
        "postgresql_takeover_s": 2.0,
        "two_workers_ratio": 1.6,
        "postgresql_warm_ratio": 0.75,
        "postgresql_answers_ratio": 0.8,
    }


def _repository(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):  # of a hook that runs the tests
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(compare, "ROOT", folder)
    (folder / "benchmarks").mkdir(parents=True)
    _git(folder, "init", "--quiet")
    return folder


def _commit(repository: Path, figure: str, benchmark: str) -> None:
    (repository / "figure.txt").write_text(figure)
    (repository / "benchmarks" / "__main__.py").write_text(benchmark)
    _git(repository, "add", ".")
    _git(repository, "-c", "user.name=Test", "-c", "user.email=test@example.org", "commit", "--quiet", "-m", figure)


def _git(repository: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=repository, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout
