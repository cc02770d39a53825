"""Programs that begin as copies of supervisord: to everybody else they are processes like any other."""

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from launcher.die_with_parent import PARENT
from launcher.forked import module_of
from launcher.program import dying_with_parent
from tests.faults.launched_set import LaunchedSet, eventually

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere programs are started as ever")
COPY = "-m tests.faults.copied one"
Launch = Callable[..., LaunchedSet]


@pytest.fixture
def launch(tmp_path: Path) -> Iterator[Launch]:
    launched = []

    def start(*programs: str, **options: str) -> LaunchedSet:
        launched.append(LaunchedSet(tmp_path / "var", *programs, **options))  # type: ignore[arg-type]
        return launched[-1]

    yield start
    for one in launched:
        one.clean_up()


def born(running: LaunchedSet, name: str = "one") -> dict[str, Any]:
    """What it says that it was born with."""
    found: dict[str, Any] = json.loads((running.var / "run" / f"{name}.json").read_text())
    return found


def program(running: LaunchedSet) -> psutil.Process:
    return running.member(COPY)


def test_what_a_copy_needs_was_imported_once_before_it_began(launch: Launch) -> None:
    running = launch(f"one={COPY}", "two=-m tests.faults.copied two").wait_until_ready("one", "two")
    supervisord = running.member("supervisord.conf")
    assert born(running, "one")["imported_in"] == born(running, "two")["imported_in"] == supervisord.pid


def test_a_copy_is_born_as_python_would_have_begun_it(launch: Launch) -> None:
    running = launch(f"one={COPY}", COLOUR="red").wait_until_ready("one")
    found, process = born(running), program(running)
    assert found["argv"][1:] == ["one"]
    assert found["main"] == found["argv"][0]
    assert found["main"].endswith("tests/faults/copied/__main__.py")
    assert found["environment"]["COLOUR"] == "red"
    assert found["environment"][PARENT] == str(process.pid), "what it starts may die with it"
    assert found["by_default"], "supervisord's own handlers of signals"
    assert set(found["descriptors"]) <= {0, 1, 2, 3}, "files of supervisord"  # 3: of the look at them
    assert [part for part in process.cmdline() if part] == [sys.executable, *COPY.split()]


def test_a_copy_that_is_told_to_stop_stops(launch: Launch) -> None:
    running = launch(f"one={COPY}").wait_until_ready("one")
    running.process.send_signal(signal.SIGTERM)
    assert running.ends() == 0
    assert not running.shows("killing them")


def test_a_killed_copy_is_begun_again(launch: Launch) -> None:
    running = launch(f"one={COPY}").wait_until_ready("one")
    before = program(running).pid
    os.kill(before, signal.SIGKILL)
    eventually(lambda: running.shows(r"one: ended .*SIGKILL"), "its end is told")
    eventually(lambda: _is_another(running, before), "a new one")


@pytest.mark.parametrize("victim", ["supervisord.conf", "launcher_stand_in"])
def test_kill_9_of_a_parent_leaves_no_copy(launch: Launch, victim: str) -> None:
    running = launch(f"one={COPY}").wait_until_ready("one")
    if victim == "supervisord.conf":
        running.member(victim).kill()
    else:
        running.process.kill()
    assert running.ends() != 0


@pytest.mark.parametrize(
    ("how", "told", "words"),
    [
        ("raises", "exit status 1", "ValueError"),
        ("refuses", "exit status 1", "no such colour"),
        ("ends", "status 3", ""),
    ],
)
def test_how_a_copy_ends_is_told_as_of_any_other(launch: Launch, how: str, told: str, words: str) -> None:
    running = launch(f"one={COPY} {how}")
    eventually(lambda: running.shows(f"one: ended .*{told}"), "its end")
    eventually(lambda: words in (running.var / "log" / "one.log").read_text(), "its last words")


def test_what_can_not_be_imported_before_is_started_and_says_so_itself(launch: Launch, tmp_path: Path) -> None:
    package = tmp_path / "broken_package"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "__main__.py").write_text("import no_such_library")
    running = launch("one=", "broken=-m broken_package", PYTHONPATH=str(tmp_path)).wait_until_ready("one")
    eventually(lambda: running.shows("broken: ended .*exit status 1"), "its end")
    assert "no_such_library" in (running.var / "log" / "broken.log").read_text()


def test_after_a_library_that_begins_a_thread_programs_import_for_themselves(launch: Launch, tmp_path: Path) -> None:
    package = tmp_path / "threaded_package"
    package.mkdir()
    (package / "__init__.py").touch()
    waits = "import threading, time; threading.Thread(target=time.sleep, args=(60,), daemon=True).start()"
    (package / "__main__.py").write_text(waits)
    running = launch(f"one={COPY}", "other=-m threaded_package", PYTHONPATH=str(tmp_path)).wait_until_ready("one")
    assert born(running)["imported_in"] == program(running).pid


def test_nothing_begins_before_the_steps_are_done(launch: Launch) -> None:
    running = launch(f"one={COPY}", STAND_IN_BEFORE="import sys; sys.exit(7)")
    assert running.ends() == 1
    assert not (running.var / "run" / "one.json").exists()


def test_only_modules_that_were_imported_are_begun_as_copies(tmp_path: Path) -> None:
    stamp = tmp_path / "stamp"
    ours = dying_with_parent((sys.executable, "-m", "bot", "--loud"), stamp)
    found = module_of(ours, ("bot.__main__",))
    assert found is not None
    assert (found.name, found.arguments, found.stamp) == ("bot", ("--loud",), stamp)
    assert module_of(ours, ("workers.__main__",)) is None
    for other in (("valkey-server", "conf"), (sys.executable, "-c", "pass"), ("/bin/python", "-m", "bot")):
        assert module_of(dying_with_parent(other, stamp), ("bot.__main__",)) is None


def _is_another(running: LaunchedSet, before: int) -> bool:
    try:
        return program(running).pid != before
    except (LookupError, psutil.NoSuchProcess):
        return False
