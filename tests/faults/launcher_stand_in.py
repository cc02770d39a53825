"""The real launcher around small real programs: python -m tests.faults.launcher_stand_in VAR NAME=SOURCE …

Each SOURCE is Python that runs as a program of the set; announce() in it announces readiness. "-m PACKAGE ARGUMENTS"
is one that supervisord imports before.
Options come as environment: STAND_IN_BEFORE, STAND_IN_AFTER hold the source of a step, STAND_IN_HEALTH an address.
"""

import os
import sys
from pathlib import Path

from launcher.program import Folders, Program, ProgramSet, Step, StopOrder
from launcher.run import live
from launcher.speech import Speech
from launcher.stop_signals import StopSignals

PRELUDE = """
import os, pathlib, signal, sys, time
def announce():
    pathlib.Path(os.environ["OTKLIK_READY_DIR"], {name!r}).touch()
"""
SLEEPER = "announce()\nwhile True: time.sleep(1)"


def program(name: str, source: str) -> Program:
    whole = PRELUDE.format(name=name) + (source or SLEEPER)
    # one line: supervisord's configuration knows no others
    command: tuple[str, ...] = (sys.executable, "-c", f"exec({whole!r});'program {name}'")
    imports: tuple[str, ...] = ()
    if source.startswith("-m "):
        command = (sys.executable, *source.split())
        imports = (f"{command[2]}.__main__", f"{command[2]}.imported")
    order = StopOrder.FOUNDATION if name == "foundation" else StopOrder.PRODUCT
    return Program(name, command, order, stop_seconds=2, imports=imports)


def steps(variable: str) -> tuple[Step, ...]:
    source = os.environ.get(variable)
    return (Step(variable, (sys.executable, "-c", source)),) if source else ()


def main() -> int:
    parent = os.environ.get("STAND_IN_PARENT")
    signals = StopSignals(int(parent) if parent else None)
    folders = Folders(Path(sys.argv[1]).resolve())
    programs = tuple(program(*argument.split("=", 1)) for argument in sys.argv[2:])
    before, after = steps("STAND_IN_BEFORE"), steps("STAND_IN_AFTER")
    health = os.environ.get("STAND_IN_HEALTH", "")
    built = ProgramSet(programs, before=before, after=after, welcome=("welcome to the set",), health=health)
    return live(lambda: built, folders, os.environ, signals, Speech("en"))


if __name__ == "__main__":
    sys.exit(main())
