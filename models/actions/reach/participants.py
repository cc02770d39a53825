"""Where somebody besides the requester of a ticket is written to."""

from sqlalchemy import Connection

from models.actions.reach import windows
from models.clock import Instant
from models.queries.persons import Requester, reached_of_person
from models.queries.tickets import Asker
from models.rules.delivery.chain import UsedFor
from models.rules.regulation.parsing import Regulation


def place_of(
    tx: Connection, at: Instant, who: Asker, regulation: Regulation, wrote_from: int | None = None
) -> Requester | None:
    """Where they wrote, or else the first of their addresses that may be written to now. None: there is none."""
    found = reached_of_person(tx, who.organisation_id, who.person_id)
    found.sort(key=lambda one: one.address_id != wrote_from)
    may_be_used = (
        one
        for one in found
        if not one.blocked
        and regulation.used_for(one.transport) is UsedFor.ALL
        and not windows.is_closed(tx, at, one)
    )
    return next(may_be_used, None)
