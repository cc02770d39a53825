"""What `person find`, `export`, `erase`, `keep` and `acts` do."""

import os
import sys
from argparse import Namespace
from contextlib import closing
from datetime import timedelta

from sqlalchemy import Connection

from models.actions.erasure import asking
from models.backup.person_copy import write_copy
from models.cli.answers import Refused, organisation_now, refuse
from models.cli.organisation import edition_meant, named_again
from models.clock import Clock, Instant
from models.db import Database
from models.queries.erasures import acts_of, underway_of
from models.queries.held import held_about
from models.queries.identities import Somebody
from models.queries.named_persons import NamedPerson, persons_named
from models.queries.regulation import EditionView
from models.rules.requests.erasures import Asker, act_text
from models.settings import Settings

_YES = "yes"


def find(options: Namespace, settings: Settings) -> int:
    with closing(Database(settings.database)) as database, database.read() as tx:
        edition = edition_meant(tx, options, organisation_now(tx, settings))
        found = _found(tx, edition, options.who)
        for one in found:
            underway = underway_of(tx, Somebody(edition.organisation_id, one.id))
            print(one.shown + (f"  to be erased {underway.begins_at:%Y-%m-%d %H:%M} UTC" if underway else ""))
    return 0 if found else refuse(f"nobody is called {options.who!r}")


def export(options: Namespace, settings: Settings) -> int:
    """FILE is made, and readable by its owner only."""
    with closing(Database(settings.database)) as database:
        with database.snapshot() as tx:
            edition = edition_meant(tx, options, organisation_now(tx, settings))
            one = _only(tx, edition, options.who)
            held = held_about(tx, Somebody(edition.organisation_id, one.id))
        organisation = edition.regulation.organisation
        try:
            with open(options.file, "xb", opener=_private) as target:
                copied = write_copy(
                    held, settings.files_dir, target, organisation.languages[0], organisation.timezone
                )
        except OSError as error:
            raise Refused(f"{options.file}: {error.strerror}") from None
    print(f"{options.file}: {one.shown}, {options.file.stat().st_size:,} bytes")
    for name in copied.left_out:
        print(f"lost: {name}")
    return 0


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def erase(options: Namespace, settings: Settings) -> int:
    with closing(Database(settings.database)) as database:
        return _erase(options, settings, database)


def _erase(options: Namespace, settings: Settings, database: Database) -> int:
    with database.read() as tx:
        edition = edition_meant(tx, options, organisation_now(tx, settings))
        one = _only(tx, edition, options.who)
    if not options.yes and not _is_meant(one):
        return refuse("nothing was changed")
    wait = timedelta(0) if options.at_once else edition.regulation.reach.erase_after
    with database.write(durable=True) as tx:
        at = Instant(now=organisation_now(tx, settings), real=Clock().read().real)
        asked = asking.ask(tx, at, Somebody(edition.organisation_id, one.id), wait, Asker.ADMINISTRATOR)
    if asked is None:
        return refuse("they are erased already")
    print(f"{one.shown}")
    print(f"Will be erased from {asked.begins_at:%Y-%m-%d %H:%M} UTC on, while Otklik runs. Act: {asked.code}")
    print(f"The act, once it is done: python -m models person acts {asked.code}{named_again(options)}")
    if asked.begins_at > at.now:
        print(f"To call it off before: python -m models person keep {one.code}{named_again(options)}")
    print("Not erased by this: your billing, former backup files, whatever others have copied.")
    return 0


def keep(options: Namespace, settings: Settings) -> int:
    with closing(Database(settings.database)) as database, database.write(durable=True) as tx:
        at = Instant(now=organisation_now(tx, settings), real=Clock().read().real)
        edition = edition_meant(tx, options, at.now)
        one = _only(tx, edition, options.who)
        off = asking.call_off(tx, at, Somebody(edition.organisation_id, one.id))
    if not off:
        return refuse("nothing can be called off: nobody asked for it, or it has begun")
    print(f"{one.shown}: is not erased")
    return 0


def acts(options: Namespace, settings: Settings) -> int:
    with closing(Database(settings.database)) as database, database.read() as tx:
        edition = edition_meant(tx, options, organisation_now(tx, settings))
        organisation = edition.regulation.organisation
        found = acts_of(tx, edition.organisation_id, organisation.name.in_(options.language))
    if options.code is None:
        for act in found:
            print(f"{act.code}  {act.done_at:%Y-%m-%d %H:%M} UTC  {act.by}" + ("  again" if act.again else ""))
        return 0
    named = [act for act in found if act.code == options.code]
    if not named:
        return refuse(f"ACT: found {options.code!r}; there is none of that number: python -m models person acts")
    print(act_text(named[0], options.language, organisation.timezone), end="")
    return 0


def _found(tx: Connection, edition: EditionView, who: str) -> list[NamedPerson]:
    return persons_named(tx, edition.organisation_id, who, edition.regulation.sms.region)


def _only(tx: Connection, edition: EditionView, who: str) -> NamedPerson:
    """Raises Refused."""
    found = _found(tx, edition, who)
    if not found:
        raise Refused(f"who: found {who!r}; nobody is called so, or they are erased")
    if len(found) > 1:
        lines = "\n".join(f"  {one.shown}" for one in found)
        raise Refused(f"who: found {who!r}, which is several people; name one by the first column:\n{lines}")
    return found[0]


def _is_meant(one: NamedPerson) -> bool:
    print(one.shown)
    print(f"Everything held about them will be destroyed. Type {_YES} to go on: ", end="", flush=True)
    return sys.stdin.readline().strip().lower() == _YES
