"""`python -m models …`: what an administrator does with a shell."""

import os
import sys

from sqlalchemy.exc import DBAPIError, OperationalError

from models.cli import (
    backups,
    bots,
    calendars,
    clocks,
    contracts,
    database,
    desks,
    groups,
    invitations,
    persons,
    regulations,
    sims,
)
from models.cli.answers import Command, Refused, refuse
from models.cli.command_line import CommandParser, parse
from models.settings import read_settings


def main(arguments: list[str]) -> int:
    """Exit codes: 0 done, 1 refused (the reason is on stderr), 2 wrong usage."""
    options = parse(_parser(), arguments)
    command: Command = options.command
    try:
        status = command(options, read_settings())
        sys.stdout.flush()
        return status
    except Refused as refused:
        return refuse(str(refused))
    except BrokenPipeError:
        # whoever read us, such as `head`, has seen enough; the interpreter's own last flush must not complain
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except DBAPIError as error:
        if not _lacks_tables(error) and not isinstance(error, OperationalError):
            raise
        what = "it lacks tables of this Otklik: python -m models db upgrade" if _lacks_tables(error) else error.orig
        print(f"the database: {what}".strip(), file=sys.stderr)
        return 1


def _lacks_tables(error: DBAPIError) -> bool:
    """Or columns: as each engine says it."""
    if getattr(error.orig, "sqlstate", None) in ("42P01", "42703"):
        return True
    return str(error.orig).startswith(("no such table", "no such column"))


def _parser() -> CommandParser:
    parser = CommandParser(prog="python -m models", description="Otklik: what an administrator does")
    what = parser.commands()
    for commands in (
        regulations,
        calendars,
        desks,
        groups,
        bots,
        sims,
        contracts,
        database,
        backups,
        clocks,
        invitations,
        persons,
    ):
        commands.add(what)
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
