"""`python -m benchmarks relay | start | gsm | deadlines | working_time`: only deadlines takes options."""

import json
import sys
from importlib import import_module

NAMES = ("relay", "start", "gsm", "deadlines", "working_time")
WITH_OPTIONS = ("deadlines",)


def main(arguments: list[str]) -> int:
    name, *options = arguments or [""]
    if name not in NAMES or (options and name not in WITH_OPTIONS):
        print(f"usage: python -m benchmarks {' | '.join(NAMES)}", file=sys.stderr)
        return 2
    print(json.dumps(import_module(f"benchmarks.{name}").measure(*options)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
