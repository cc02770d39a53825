"""`python -m models …`: what an administrator does with a shell."""

import argparse
import json
import os
import select
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from math import ceil
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from models.actions import regulation as regulation_actions
from models.actions import rehearsal, staff
from models.clock import Clock
from models.db import Database
from models.phrases.times import absolute
from models.queries.deadlines import next_timer_at
from models.queries.regulation import edition_in_force, organisation_keys
from models.queries.rehearsal import ahead_seconds, clock_face
from models.queries.staff import bot_username, desk_ids
from models.rules.regulation import RegulationError, parse_regulation
from models.rules.regulation_report import render_problems, render_report
from models.rules.spans import parse_span
from models.settings import Settings

#: How long the walking clock waits for somebody to enforce what is due.
_PATIENCE_SECONDS = 8.0
#: How often a clock that is followed is looked at: Telegram's stamps are moved along by who follows.
_LOOK_SECONDS = 0.1
_NEXT = "next"
_ADOPTED = {
    "ru": "{file}: принята редакция {number}, действует с {when}",
    "en": "{file}: adopted as edition {number}, in force from {when}",
}
#: The tickets, persons and groups of the one that is served would be out of everybody's sight.
_ANOTHER = {
    "ru": "organisation.id: найдено «{found}»; допустимо: «{allowed}» (эта база данных обслуживает её)",
    "en": "organisation.id: found {found!r}; allowed: {allowed!r} (the one that this database serves)",
}
_KNOWN = {
    "ru": "{file}: это уже редакция {number}, действует с {when}",
    "en": "{file}: is edition {number} already, in force from {when}",
}


def main(arguments: list[str]) -> int:
    """Exit codes: 0 done, 1 refused (the reason is on stderr), 2 wrong usage."""
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace, Settings], int] = options.command
    return command(options, Settings())


def _language() -> str:
    """The machine's, as the C library finds it."""
    named = next((os.environ[key] for key in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(key)), "")
    return "ru" if named.lower().startswith("ru") else "en"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m models", description="Otklik: what an administrator does")
    groups = parser.add_subparsers(required=True, metavar="WHAT")

    regulation = groups.add_parser("regulation", help="check or adopt a regulation file").add_subparsers(
        required=True
    )
    check = regulation.add_parser("check", help="say what FILE means, or what is wrong with it; changes nothing")
    check.set_defaults(command=_check)
    adopt = regulation.add_parser("adopt", help="make FILE the newest edition; a broken file changes nothing")
    adopt.set_defaults(command=_adopt)
    for one in (check, adopt):
        one.add_argument("file", type=Path, metavar="FILE")
        one.add_argument("--language", choices=("ru", "en"), default=_language())

    desk = groups.add_parser("desk", help="desks and their staff groups").add_subparsers(required=True)
    bind = desk.add_parser("bind-code", help="a one-time code that binds a staff group: /bind CODE in the group")
    bind.set_defaults(command=_bind_code)
    people = groups.add_parser("staff", help="heads").add_subparsers(required=True)
    link = people.add_parser("head-link", help="a one-time link by which a head of the desk enrols")
    link.set_defaults(command=_head_link)
    for one in (bind, link):
        one.add_argument("desk", metavar="DESK", help="id of the desk in the regulation")

    database = groups.add_parser("db", help="the database").add_subparsers(required=True)
    database.add_parser("upgrade", help="bring it to the newest shape").set_defaults(command=_upgrade)

    clock = groups.add_parser("clock", help="the rehearsal clock (REHEARSAL=1)").add_subparsers(required=True)
    forward = clock.add_parser("forward", help="move it from deadline to deadline, as in: 90s, 15m, 30h")
    forward.add_argument("span", metavar="SPAN", help="or: next, to the deadline step that comes first")
    forward.add_argument("--jump", action="store_true", help="at once: what falls due in between comes late")
    forward.set_defaults(command=_forward)
    show = clock.add_parser("show", help="one line of JSON: the time, who is open until when, what is due next")
    show.add_argument("--follow", action="store_true", help="a line whenever it changes, until standard input ends")
    show.set_defaults(command=_show)
    return parser


def _check(options: argparse.Namespace, _settings: Settings) -> int:
    try:
        regulation = parse_regulation(options.file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        return _refuse(f"{options.file}: {error}")
    except RegulationError as error:
        return _refuse(render_problems(error.problems, str(options.file), options.language))
    print(render_report(regulation, Clock().read().now, options.language))
    return 0


def _adopt(options: argparse.Namespace, settings: Settings) -> int:
    database = Database(settings.database)
    try:
        text = options.file.read_text(encoding="utf-8")
        regulation = parse_regulation(text)
        with database.write(durable=True) as tx:
            served, found = organisation_keys(tx), regulation.organisation.id
            if served and found not in served:
                return _refuse(_ANOTHER[options.language].format(found=found, allowed=", ".join(served)))
            adopted = regulation_actions.adopt(tx, text, _now(tx, settings))
    except (OSError, UnicodeDecodeError) as error:
        return _refuse(f"{options.file}: {error}")
    except RegulationError as error:
        return _refuse(render_problems(error.problems, str(options.file), options.language))
    when = absolute(adopted.effective_at, regulation.organisation.timezone, options.language, zone_named=True)
    words = _ADOPTED if adopted.new else _KNOWN
    print(words[options.language].format(file=options.file, number=adopted.number, when=when))
    return 0


def _bind_code(options: argparse.Namespace, settings: Settings) -> int:
    return _issue(
        options, settings, staff.GROUP, "In the staff group (topics on, the bot an administrator): /bind CODE"
    )


def _head_link(options: argparse.Namespace, settings: Settings) -> int:
    return _issue(options, settings, staff.HEAD, "The head opens this link once, within a day:")


def _issue(options: argparse.Namespace, settings: Settings, purpose: str, explanation: str) -> int:
    """Prints the code or the link as the last line."""
    with Database(settings.database).write(durable=True) as tx:
        now = _now(tx, settings)
        edition = edition_in_force(tx, now)
        desks = desk_ids(tx, edition.organisation_id) if edition is not None else {}
        if options.desk not in desks:
            allowed = ", ".join(sorted(desks)) or "none yet: adopt a regulation first"
            return _refuse(f"desk: found {options.desk!r}; allowed: {allowed}")
        code = staff.issue_code(tx, desks[options.desk], purpose, now)
        username = bot_username(tx)
    print(explanation)
    if purpose == staff.GROUP:
        print(code)
    elif username:
        print(f"https://t.me/{username}?start=head_{code}")
    else:
        print("(the bot was not started yet, so its name is not known; in a private chat with it, send)")
        print(f"/start head_{code}")
    return 0


def _upgrade(_options: argparse.Namespace, settings: Settings) -> int:
    # Alembic is slow to import, and only this command needs it
    from models.migrations.to_newest import upgrade

    upgrade(Database(settings.database))
    print("the database is up to date")
    return 0


def _forward(options: argparse.Namespace, settings: Settings) -> int:
    if not settings.rehearsal:
        return _refuse("the rehearsal clock is not in use: it needs REHEARSAL=1, and never with real people")
    database = Database(settings.database)
    try:
        seconds = _until_next(database) if options.span == _NEXT else int(parse_span(options.span).total_seconds())
    except ValueError as error:
        return _refuse(f"SPAN: {error}")
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
            due, now = next_timer_at(tx), Clock().read().now + timedelta(seconds=ahead_seconds(tx))
            step = left if due is None else min(left, max(1, ceil((due - now).total_seconds())))
            rehearsal.move_forward(tx, step)
        left -= step
    return left


def _is_quiet(database: Database) -> bool:
    """Waits until no timer is due. False: nobody fires them."""
    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until:
        with database.read() as tx:
            due, now = next_timer_at(tx), Clock().read().now + timedelta(seconds=ahead_seconds(tx))
        if due is None or due > now:
            return True
        time.sleep(0.1)
    return False


def _show(options: argparse.Namespace, settings: Settings) -> int:
    database, shown = Database(settings.database), ""
    while True:
        with database.read() as tx:
            now, ahead = _now(tx, settings), ahead_seconds(tx) if settings.rehearsal else 0
            face = clock_face(tx, now)
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


def _now(tx: Connection, settings: Settings) -> datetime:
    """The organisation's time: in a rehearsal a code must not be issued in what is the past by then."""
    return Clock().read().now + timedelta(seconds=ahead_seconds(tx) if settings.rehearsal else 0)


def _refuse(reason: str) -> int:
    print(reason, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
