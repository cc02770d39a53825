"""However the launcher is ended, nothing of its set is left; whatever crashes comes back."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.faults.launched_set import LaunchedSet, eventually

Launch = Callable[..., LaunchedSet]
STUBBORN = "signal.signal(signal.SIGTERM, signal.SIG_IGN);announce()\nwhile True: time.sleep(1)"


@pytest.fixture
def launch(tmp_path: Path) -> Iterator[Launch]:
    launched = []

    def start(*programs: str, **options: object) -> LaunchedSet:
        launched.append(LaunchedSet(tmp_path / "var", *programs, **options))  # type: ignore[arg-type]
        return launched[-1]

    yield start
    for one in launched:
        one.clean_up()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything_in_order(launch: Launch, number: signal.Signals) -> None:
    running = launch("one=", "two=", "foundation=").wait_until_ready("one", "two", "foundation")
    assert len(running.members) == 4
    eventually(lambda: running.shows("welcome to the set"), "welcome")
    running.process.send_signal(number)
    assert running.ends() == 0
    assert running.shows("Everything is stopped")


def test_an_interrupt_stops_everything_though_it_was_inherited_as_ignored(launch: Launch) -> None:
    """So it is for a script's background job."""
    running = launch("one=", wrap="trap '' INT; exec {launcher}").wait_until_ready("one")
    running.process.send_signal(signal.SIGINT)
    assert running.ends() == 0
    assert running.shows("INT")


def test_a_hang_up_stays_ignored_under_nohup(launch: Launch) -> None:
    running = launch("one=", wrap="trap '' HUP; exec {launcher}").wait_until_ready("one")
    running.process.send_signal(signal.SIGHUP)
    running.process.send_signal(signal.SIGTERM)
    assert running.ends() == 0
    assert running.shows("TERM")
    assert not running.shows("HUP")


def test_what_the_others_need_stops_last(launch: Launch, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    source = (
        "def note(*_):\n open({notes!r}, 'a').write({name!r}); sys.exit()\n"
        "signal.signal(signal.SIGTERM, note);announce()\nwhile True: time.sleep(1)"
    )
    names = ("foundation", "product")
    programs = [f"{name}=" + source.format(notes=str(notes), name=name[0]) for name in names]
    running = launch(*programs).wait_until_ready(*names)
    running.process.terminate()
    assert running.ends() == 0
    assert notes.read_text() == "pf"


def test_a_program_that_ignores_the_stop_is_killed(launch: Launch) -> None:
    running = launch("stubborn=" + STUBBORN, "one=").wait_until_ready("stubborn", "one")
    running.process.terminate()
    assert running.ends() == 0


def test_a_second_interrupt_stops_at_once(launch: Launch) -> None:
    running = launch("foundation=" + STUBBORN, "stubborn=" + STUBBORN)
    running.wait_until_ready("stubborn", "foundation")
    running.process.send_signal(signal.SIGINT)
    eventually(lambda: running.shows("Stopping everything"), "stopping")
    running.process.send_signal(signal.SIGINT)
    assert running.ends() == 0
    assert running.shows("killing them")


def test_a_lost_terminal_stops_everything(launch: Launch) -> None:
    running = launch("one=", terminal=True).wait_until_ready("one")
    running.close_terminal()
    running.ends()


def test_a_lost_terminal_stops_a_launcher_that_hears_no_hang_up(launch: Launch) -> None:
    running = launch("one=", terminal=True, wrap="trap '' HUP; {launcher}").wait_until_ready("one")
    running.close_terminal()
    running.ends()


@pytest.mark.parametrize("victim", ["supervisord.conf", "launcher_stand_in"])
def test_kill_9_of_a_parent_leaves_nothing(launch: Launch, victim: str) -> None:
    running = launch("one=", "stubborn=" + STUBBORN).wait_until_ready("one", "stubborn")
    if victim == "supervisord.conf":
        running.member(victim).kill()
    else:
        running.process.kill()
    assert running.ends() != 0


def test_kill_9_of_the_supervisor_is_told(launch: Launch) -> None:
    running = launch("one=").wait_until_ready("one")
    running.member("supervisord.conf").kill()
    assert running.ends() == 1
    assert running.shows("supervisord ended .SIGKILL.")


def test_kill_9_of_make_between_the_terminal_and_the_launcher_stops_everything(launch: Launch) -> None:
    running = launch("one=", wrap="STAND_IN_PARENT=$$ {launcher}; exit 3").wait_until_ready("one")
    make_like = running.process
    [launcher] = [child for child in make_like.children() if "launcher_stand_in" in " ".join(child.cmdline())]
    make_like.kill()
    eventually(lambda: not launcher.is_running(), "end of the launcher")
    assert running.ends() == -signal.SIGKILL


def test_a_parent_that_died_before_the_launcher_looked_stops_it(launch: Launch) -> None:
    running = launch("one=", STAND_IN_PARENT=str(2**22 + 1))
    assert running.ends() == 0
    assert not running.shows("Ready")


def test_a_killed_program_is_started_again(launch: Launch) -> None:
    running = launch("one=", "two=").wait_until_ready("one", "two")
    before = running.program("one").pid
    survivor = running.program("two").pid
    os.kill(before, signal.SIGKILL)
    eventually(lambda: _other_pid(running, "one", before), "a new process")
    assert running.program("two").pid == survivor
    assert running.shows(r"one: ended .*SIGKILL")


def test_a_program_that_keeps_crashing_is_shown_and_never_given_up(
    launch: Launch,
) -> None:
    running = launch("one=", "broken=sys.exit('no such colour')")
    eventually(lambda: running.shows("broken: keeps ending"), "report")
    eventually(lambda: running.shows("no such colour"), "last words")
    eventually(lambda: running.shows("starting it again", times=3), "third start")
    assert not running.shows("Ready")


def test_a_second_start_is_refused_and_names_the_first(launch: Launch) -> None:
    first = launch("one=").wait_until_ready("one")
    members = first.members
    second = launch("one=")
    assert second.process.wait(20) == 1
    assert f"pid {first.process.pid}" in second.output
    assert first.members == members


def test_after_kill_9_the_next_start_works(launch: Launch) -> None:
    first = launch("one=").wait_until_ready("one")
    first.process.kill()
    second = launch("one=")
    eventually(lambda: second.shows("welcome to the set"), "the second set")
    assert second.program("one").ppid() == second.member("supervisord.conf").pid


def test_a_step_that_fails_starts_nothing_and_says_why(launch: Launch) -> None:
    running = launch("one=", STAND_IN_BEFORE="import sys; print('no such table'); sys.exit(7)")
    assert running.ends() == 1
    assert running.shows("no such table")
    assert running.shows("exit status 7")
    assert not running.shows("Otklik starts")


def test_a_stop_during_a_step_ends_the_step(launch: Launch) -> None:
    running = launch("one=", STAND_IN_BEFORE="import time; time.sleep(600)")
    eventually(lambda: running.members, "the step")
    running.process.terminate()
    assert running.ends() == 0


def test_steps_after_readiness_run_once_all_is_ready(launch: Launch, tmp_path: Path) -> None:
    late = "time.sleep(1);announce()\nwhile True: time.sleep(1)"
    seen = "import os; print('ready:', sorted(os.listdir(os.environ['OTKLIK_READY_DIR'])))"
    running = launch("late=" + late, "one=", STAND_IN_AFTER=seen)
    eventually(lambda: running.shows("welcome to the set"), "welcome")
    assert running.shows(r"ready: \['late', 'one'\]")


def test_a_var_folder_with_a_space_and_a_percent_sign_is_fine(tmp_path: Path) -> None:
    running = LaunchedSet(tmp_path / "my 100% var", "one=")
    try:
        eventually(lambda: running.shows("welcome to the set"), "welcome")
        running.process.terminate()
        assert running.ends() == 0
    finally:
        running.clean_up()


def test_a_program_that_prints_much_and_fast_stops_nothing(launch: Launch) -> None:
    loud = "announce()\nwhile True: print('x' * 200, flush=True); time.sleep(0.0001)"
    running = launch("loud=" + loud, "one=")
    eventually(lambda: running.shows("welcome to the set"), "welcome")
    running.process.terminate()
    assert running.ends() == 0


def _other_pid(running: LaunchedSet, name: str, before: int) -> bool:
    try:
        return running.program(name).pid != before
    except (LookupError, psutil.NoSuchProcess):
        return False
