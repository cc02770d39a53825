"""One modem, one owner: a lock while it lives, and no child that outlives its core."""

import os
import select
import subprocess
import sys
from pathlib import Path

import pytest

from gsm_bridge import device

#: A core whose child says that it lives, and lives on.
_CORE = """
import os, time
from gsm_bridge.modem import die_with
core = os.getpid()
if not os.fork():
    die_with(core)
    print("alive", flush=True)
time.sleep(60)
"""


def test_a_modem_that_is_taken_is_taken_by_nobody_else_until_it_is_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device, "_HAND_OVER_SECONDS", 0.0)
    first = device.take("/dev/modem0", tmp_path)
    assert first is not None
    assert device.take("/dev/modem0", tmp_path, lambda _: None) is None
    another = device.take("/dev/modem1", tmp_path)
    assert another is not None
    os.close(first)
    again = device.take("/dev/modem0", tmp_path)
    assert again is not None
    os.close(another)
    os.close(again)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's promise is Linux's")
def test_a_child_does_not_outlive_a_core_that_was_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", _CORE], stdout=subprocess.PIPE) as core:
        assert core.stdout is not None
        assert core.stdout.readline() == b"alive\n"
        core.kill()
        ended, _, _ = select.select([core.stdout], [], [], 20)  # its end comes when nobody holds the other one
        assert ended
        assert core.stdout.read() == b""
