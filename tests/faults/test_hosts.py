"""Otklik on three hosts, of which one is not there for a minute (the story: three_hosts.py)."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.hosts import alone, need_namespaces
from tests.faults.three_hosts import DATABASE, DESK, SECOND

HOSTS = (DESK, SECOND, DATABASE)
Stories = dict[str, tuple[subprocess.Popen[bytes], Path]]


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stories]:
    """All at once, each in namespaces of its own: they mostly wait."""
    need_namespaces()
    told: Stories = {}
    for host in HOSTS:
        folder = tmp_path_factory.mktemp(host)
        command = alone([sys.executable, "-m", "tests.faults.three_hosts", str(folder), host])
        with (folder / "said").open("wb") as said:
            told[host] = subprocess.Popen(command, stdout=said, stderr=said), folder / "said"
    yield told
    for process, _ in told.values():
        process.kill()  # all that is in its namespaces goes with it
        process.wait()


@pytest.mark.soak
@pytest.mark.parametrize("host", HOSTS)
def test_a_host_that_is_cut_off_for_a_minute_loses_and_repeats_nothing_and_needs_no_restart(
    stories: Stories, host: str
) -> None:
    process, said = stories[host]
    assert process.wait(timeout=280) == 0, said.read_text(errors="replace")
