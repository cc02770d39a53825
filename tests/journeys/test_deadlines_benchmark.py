"""The benchmark of deadlines with few timers: it measures what it names; each deadline fires once and never early."""

from pathlib import Path

import pytest

from benchmarks.deadlines import make_installation, measure_one

#: Two are promised, and the benchmark measures them on a quiet machine: here others run beside it.
SOON_SECONDS = 60.0


@pytest.mark.slow
def test_the_benchmark_of_deadlines_measures_ticks_and_lateness(tmp_path: Path) -> None:
    with make_installation(tmp_path) as otklik:
        results, early = measure_one(otklik, timers=2000, bursts=(20, 210), ticks=20)
    assert early == 0
    assert set(results) == {"tick_ms_1k", "tick_ms_1m"} | {
        f"{name}_s_{count}" for name in ("late_p50", "late_p99", "late_max", "machine_second") for count in (20, 210)
    }
    assert all(value > 0 for value in results.values()), results
    for count in (20, 210):
        p50, p99, longest = (results[f"late_{which}_s_{count}"] for which in ("p50", "p99", "max"))
        assert p50 <= p99 <= longest
        assert longest <= SOON_SECONDS
