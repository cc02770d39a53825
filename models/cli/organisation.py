"""For which organisation a command is: the only one that is served here, or the one that --organisation names."""

from argparse import Namespace
from datetime import datetime

from sqlalchemy import Connection

from models.cli.answers import Refused
from models.cli.command_line import CommandParser
from models.queries.organisations import Organisation, organisations
from models.queries.regulation import EditionView, edition_in_force

NOTHING_ADOPTED = "nothing was adopted yet: adopt a regulation first"


def for_organisation(*commands: CommandParser) -> None:
    """They take --organisation."""
    for command in commands:
        command.add_argument(
            "--organisation", metavar="ID", help="organisation.id of its regulation, where several are served"
        )


def named_again(options: Namespace) -> str:
    """What stands behind a command that is proposed to whoever typed this one."""
    return f" --organisation {options.organisation}" if options.organisation is not None else ""


def organisation_meant(tx: Connection, options: Namespace) -> Organisation:
    """Raises Refused, with those that are served."""
    here = organisations(tx)
    wanted: str | None = options.organisation
    found = [one for one in here if wanted in (None, one.key)]
    if not here:
        raise Refused(NOTHING_ADOPTED)
    if not found:
        raise Refused(f"--organisation: found {wanted!r}; allowed: {', '.join(one.key for one in here)}")
    if len(found) > 1:
        lines = "\n".join(f"  --organisation {one.key}  ({one.name})" for one in found)
        raise Refused(f"Several organisations are served here; say which one is meant:\n{lines}")
    return found[0]


def edition_meant(tx: Connection, options: Namespace, now: datetime) -> EditionView:
    """Its edition in force. Raises Refused."""
    edition = edition_in_force(tx, organisation_meant(tx, options).id, now)
    if edition is None:
        raise Refused(NOTHING_ADOPTED)
    return edition
