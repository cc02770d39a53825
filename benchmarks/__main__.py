"""`python -m benchmarks relay | shares | compare | start | gsm | deadlines | working_time | chain | webhook`; the
first three and deadlines take options (--help). The last line is the figures as one JSON object.
"""

import json
import sys
from importlib import import_module

NAMES = ("relay", "shares", "compare", "start", "gsm", "deadlines", "working_time", "chain", "webhook")
WITH_OPTIONS = ("relay", "shares", "compare", "deadlines")


def main(arguments: list[str]) -> int:
    name, *options = arguments or [""]
    if name not in NAMES or (options and name not in WITH_OPTIONS):
        print(f"usage: python -m benchmarks {' | '.join(NAMES)}", file=sys.stderr)
        return 2
    print(json.dumps(import_module(f"benchmarks.{name}").measure(*options)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
