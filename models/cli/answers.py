"""What the commands have in common: how they refuse, which time they go by, whose language they speak."""

import os
import sys
from argparse import Namespace
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Connection

from models.cli.command_line import Groups
from models.clock import Clock
from models.queries.rehearsal import ahead_seconds
from models.settings import Settings

#: Exit codes: 0 done, 1 refused (the reason is on stderr). May raise Refused instead.
Command = Callable[[Namespace, Settings], int]


class Refused(Exception):
    """Nothing was changed; the words are for whoever typed the command."""


def group(groups: Groups, name: str, help: str) -> Groups:
    """`python -m models NAME …`, whose commands are still to be added."""
    return groups.add_parser(name, help=help).commands()


def refuse(reason: str) -> int:
    print(reason, file=sys.stderr)
    return 1


def organisation_now(tx: Connection, settings: Settings) -> datetime:
    """The organisation's time: in a rehearsal a code must not be issued in what is the past by then."""
    return Clock().read().now + timedelta(seconds=ahead_seconds(tx) if settings.rehearsal else 0)


def machine_language() -> str:
    """The machine's, as the C library finds it."""
    named = next((os.environ[key] for key in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(key)), "")
    return "ru" if named.lower().startswith("ru") else "en"
