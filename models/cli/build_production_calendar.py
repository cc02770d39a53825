"""`python -m models.cli.build_production_calendar`: the production calendar of Russia, built anew (`make calendar`).

With `--check` nothing is written; exit code 1 says that the file is not what would be built.
"""

import sys
from pathlib import Path

from models.rules.hours import calendars_shipped
from models.rules.hours.production_calendar_rule import production_calendar_text

FILE = Path(calendars_shipped.__path__[0]) / "russia.json"


def main(arguments: list[str]) -> int:
    built = production_calendar_text()
    same = FILE.exists() and FILE.read_text(encoding="utf-8") == built
    if "--check" in arguments:
        print(f"{FILE.name}: {'as it would be built' if same else 'would be built otherwise: make calendar'}")
        return 0 if same else 1
    if not same:
        FILE.write_text(built, encoding="utf-8")
    print(f"{FILE.name}: {'nothing changed' if same else 'built; read the difference before you commit it'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
