"""`python -m benchmarks relay | start | gsm`."""

import json
import sys
from importlib import import_module

NAMES = ("relay", "start", "gsm")


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in NAMES:
        print(f"usage: python -m benchmarks {' | '.join(NAMES)}", file=sys.stderr)
        return 2
    print(json.dumps(import_module(f"benchmarks.{arguments[0]}").measure()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
