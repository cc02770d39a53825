"""The benchmark of deadlines with few timers: it measures what it names; each deadline fires once, never early, and
as soon as is promised.

Seconds are the machine's own: what a bare loop needed in the same run for the work of an idle second.
"""

from pathlib import Path

import pytest

from benchmarks.deadlines import make_installation, measure_one

#: Of 1,000 that are due at once the last but ten; fewer are promised no less.
PROMISED_SECONDS = 2.0


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
        second = results[f"machine_second_s_{count}"]
        assert p99 / second <= PROMISED_SECONDS, f"{p99:.2f} s late, and a second of this machine took {second:.2f}"
