"""`python -m models clock …`: the rehearsal clock."""

import json
import os
import select
import sys
import time
from argparse import Namespace
from dataclasses import asdict
from datetime import datetime, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from models.actions.enforcement import rehearsal
from models.cli.answers import group, organisation_now, refuse
from models.cli.command_line import Groups
from models.cli.organisation import edition_meant, for_organisation
from models.clock import Clock
from models.db import Database
from models.queries.deadlines import next_event_at, next_timer_at
from models.queries.regulation import EditionView, editions_in_force
from models.queries.rehearsal import ahead_seconds, clock_face
from models.rules.texts.spans import parse_span
from models.settings import Settings

#: How long the walking clock waits for somebody to enforce what is due.
_PATIENCE_SECONDS = 8.0
#: How often a clock that is followed is looked at: Telegram's stamps are moved along by who follows.
_LOOK_SECONDS = 0.1
_NEXT = "next"


def add(groups: Groups) -> None:
    clock = group(groups, "clock", "the rehearsal clock (REHEARSAL=1)")
    forward = clock.add_parser("forward", help="move it from deadline to deadline, as in: 90s, 15m, 30h")
    forward.add_argument("span", metavar="SPAN", help="or: next, to the deadline step that comes first")
    forward.add_argument("--jump", action="store_true", help="at once: what falls due in between comes late")
    forward.set_defaults(command=_forward)
    show = clock.add_parser("show", help="one line of JSON: the time, who is open until when, what is due next")
    show.add_argument("--follow", action="store_true", help="a line whenever it changes, until standard input ends")
    for_organisation(show)
    show.set_defaults(command=_show)


def _forward(options: Namespace, settings: Settings) -> int:
    if not settings.rehearsal:
        return refuse("the rehearsal clock is not in use: it needs REHEARSAL=1, and never with real people")
    database = Database(settings.database)
    try:
        seconds = _until_next(database) if options.span == _NEXT else int(parse_span(options.span).total_seconds())
    except ValueError as error:
        return refuse(f"SPAN: {error}")
    left = seconds if options.jump else _walk(database, seconds)
    if left and not options.jump:
        print("nobody enforces what is due (is make run up?): the rest is one jump", file=sys.stderr)
    with database.write() as tx:
        if left:
            rehearsal.move_forward(tx, left)
        ahead = timedelta(seconds=ahead_seconds(tx))
    print(f"the organisation's clock runs {ahead} ahead")
    return 0


def _until_next(database: Database) -> int:
    """Seconds to the deadline step that comes first. Raises ValueError when nothing is due, ever or already."""
    _is_quiet(database)
    with database.read() as tx:
        due, now = next_timer_at(tx), Clock().read().now + timedelta(seconds=ahead_seconds(tx))
    if due is None:
        raise ValueError("found 'next'; allowed: a span such as 15m, because no deadline is running")
    if due <= now:
        raise ValueError("found 'next', but what is due already waits for somebody to enforce it (is make run up?)")
    return ceil((due - now).total_seconds())


def _walk(database: Database, seconds: int) -> int:
    """From timer to timer, each waited for, so that all comes in order and in time. Returns what is left to go."""
    left = seconds
    while _is_quiet(database) and left > 0:
        with database.write() as tx:
            due, now = next_event_at(tx), Clock().read().now + timedelta(seconds=ahead_seconds(tx))
            step = left if due is None else min(left, max(1, ceil((due - now).total_seconds())))
            rehearsal.move_forward(tx, step)
        left -= step
    return left


def _is_quiet(database: Database) -> bool:
    """Waits until no timer is due. False: nobody fires them."""
    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until:
        with database.read() as tx:
            due, now = next_event_at(tx), Clock().read().now + timedelta(seconds=ahead_seconds(tx))
        if due is None or due > now:
            return True
        time.sleep(0.1)
    return False


def _editions_shown(tx: Connection, options: Namespace, now: datetime) -> list[EditionView]:
    """Of all, when none is named: they go by one clock. Raises Refused."""
    if options.organisation is not None:
        return [edition_meant(tx, options, now)]
    return editions_in_force(tx, now)


def _show(options: Namespace, settings: Settings) -> int:
    database, shown = Database(settings.database), ""
    while True:
        with database.read() as tx:
            now, ahead = organisation_now(tx, settings), ahead_seconds(tx) if settings.rehearsal else 0
            face = clock_face(tx, _editions_shown(tx, options, now), now)
        found = json.dumps(
            {"ahead_seconds": ahead, "rehearsal": settings.rehearsal, **asdict(face)}, default=datetime.isoformat
        )
        if found != shown:
            moment = json.dumps(now.astimezone(ZoneInfo(face.timezone)).isoformat())
            print(f'{{"now": {moment}, {found[1:]}', flush=True)
            shown = found
        heard = options.follow and select.select([sys.stdin], [], [], _LOOK_SECONDS)[0]
        if not options.follow or (heard and not os.read(sys.stdin.fileno(), 1024)):
            return 0
