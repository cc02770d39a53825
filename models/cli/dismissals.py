"""`python -m models staff dismiss WHO`, `staff readmit WHO`: somebody acts for no desk any more, or does again."""

from argparse import Namespace

from sqlalchemy import Connection

from models.actions.tickets import leaving
from models.actions.tickets.leaving import DISMISSED, Person
from models.cli.answers import organisation_now, refuse
from models.cli.organisation import named_again, organisation_meant
from models.clock import Clock, Instant
from models.db import Database
from models.queries.staff_lists import Listed, everybody
from models.rules.regulation.organisations import OrganisationId
from models.settings import Settings


def dismiss(options: Namespace, settings: Settings) -> int:
    with Database(settings.database).write(durable=True) as tx:
        at = Instant(now=organisation_now(tx, settings), real=Clock().read().real)
        organisation = organisation_meant(tx, options)
        found = _named_by(tx, organisation.id, options.who)
        if isinstance(found, str):
            return refuse(found)
        if found.state == DISMISSED:
            print(f"{_named(found)} was dismissed before; nothing changes.")
            return 0
        numbers = leaving.dismiss(tx, at, organisation.id, Person(found.agent_id, found.name, found.telegram_id))
    print(f"{_named(found)} is dismissed: no escalation, no duty; their buttons and words do nothing.")
    if found.head_of:
        print(f"No longer head of: {', '.join(found.head_of)}.")
    if numbers:
        print("Nobody leads any more: " + ", ".join(f"№{number}" for number in numbers) + ".")
    print("Links and bind codes that nobody used yet are no good any more; issue new ones to who waits for one.")
    print("Remove them from the staff groups too: who is inside reads everything there.")
    print(f"If it was a mistake: python -m models staff readmit {found.telegram_id}{named_again(options)}")
    return 0


def readmit(options: Namespace, settings: Settings) -> int:
    with Database(settings.database).write(durable=True) as tx:
        organisation_id = organisation_meant(tx, options).id
        found = _named_by(tx, organisation_id, options.who)
        if isinstance(found, str):
            return refuse(found)
        back = leaving.readmit(tx, organisation_id, found.agent_id)
    if not back:
        print(f"{_named(found)} was not dismissed; nothing changes.")
        return 0
    print(f"{_named(found)} may act in the staff groups again.")
    print(f"To be a head again they need a new link: python -m models staff head-link DESK{named_again(options)}")
    return 0


def _named_by(tx: Connection, organisation_id: OrganisationId, who: str) -> Listed | str:
    """The one whom that names, or why nobody is named: by number in Telegram, id in the regulation, or name."""
    people = everybody(tx, organisation_id)
    wanted = who.strip().lstrip("@").casefold()
    exact = [one for one in people if wanted in (one.telegram_id, (one.staff_key or "").casefold())]
    named = exact or [one for one in people if wanted == one.name.casefold()]
    named = named or [one for one in people if wanted and wanted in one.name.casefold()]
    if len(named) == 1:
        return named[0]
    if not named:
        listed = "\n".join(f"  {_named(one)}" for one in people) or "  nobody yet"
        return f"who: found {who!r}; nobody is called so. Known are:\n{listed}"
    listed = "\n".join(f"  {_named(one)}" for one in named)
    return f"who: found {who!r}, which is several people; name one by number:\n{listed}"


def _named(one: Listed) -> str:
    facts = [f"head of {key}" for key in one.head_of]
    facts += [one.staff_key] if one.staff_key else []
    return f"{one.telegram_id} {one.name}" + (f" ({', '.join(facts)})" if facts else "")
