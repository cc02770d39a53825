"""`python -m models …`: what an administrator does with a shell."""

import argparse
import sys

from sqlalchemy.exc import OperationalError

from models.cli import backups, bots, calendars, clocks, database, desks, groups, regulations
from models.cli.answers import Command
from models.settings import read_settings


def main(arguments: list[str]) -> int:
    """Exit codes: 0 done, 1 refused (the reason is on stderr), 2 wrong usage."""
    options = _parser().parse_args(arguments)
    command: Command = options.command
    try:
        return command(options, read_settings())
    except OperationalError as error:
        print(f"the database: {error.orig}".strip(), file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m models", description="Otklik: what an administrator does")
    what = parser.add_subparsers(required=True, metavar="WHAT")
    for commands in (regulations, calendars, desks, groups, bots, database, backups, clocks):
        commands.add(what)
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
