"""The benchmark of deadlines with few timers: it measures what it names; each deadline fires once, never early."""

from pathlib import Path

import pytest

from benchmarks.deadlines import make_installation, measure_one


@pytest.mark.slow
def test_the_benchmark_of_deadlines_measures_ticks_and_lateness(tmp_path: Path) -> None:
    with make_installation(tmp_path) as otklik:
        results, early = measure_one(otklik, timers=2000, bursts=(20, 210), ticks=20)
    assert early == 0
    assert set(results) == {"tick_ms_1k", "tick_ms_1m"} | {
        f"late_{which}_s_{count}" for which in ("p50", "p99", "max") for count in (20, 210)
    }
    assert all(value > 0 for value in results.values()), results
    for count in (20, 210):
        p50, p99, longest = (results[f"late_{which}_s_{count}"] for which in ("p50", "p99", "max"))
        assert p50 <= p99 <= longest
