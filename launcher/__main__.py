"""python -m launcher [--parent PID]: starts Otklik and keeps it running until it is told to stop.

--parent PID: stop when this process ends (the Makefile names its `make`).
"""

import argparse
import os
import sys
from pathlib import Path

from launcher.otklik import otklik_set
from launcher.program import Folders, ProgramSet
from launcher.run import live
from launcher.speech import speech_of
from launcher.stop_signals import StopSignals
from launcher.surroundings import look_around, read_settings, var_dir
from models.private_files import NotOurs, chmod_line, make_private, set_private_umask

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m launcher", description="Starts Otklik and keeps it running.")
    parser.add_argument("--parent", type=int, metavar="PID", help="stop when this process ends")
    arguments = parser.parse_args()
    # first of all: a Ctrl-C from here on is an orderly stop
    signals = StopSignals(arguments.parent)
    set_private_umask()
    os.chdir(ROOT)
    speech = speech_of(os.environ)
    if line := chmod_line(ROOT / ".env"):
        print(speech.say("env_exposed", line=line), file=sys.stderr)
        return 2
    folders = Folders(var_dir(ROOT, read_settings(ROOT, os.environ)))
    try:
        make_private(folders.var)
    except NotOurs as problem:
        name = "var_shared" if problem.owner is None else "var_of_another"
        print(speech.say(name, folder=problem.folder, owner=problem.owner, user=problem.user), file=sys.stderr)
        return 2

    def build() -> ProgramSet:
        return otklik_set(look_around(ROOT, os.environ), ROOT, speech)

    return live(build, folders, os.environ, signals, speech)


if __name__ == "__main__":
    sys.exit(main())
