"""A phone at which nobody can be texted is dead, as a chat is where the bot was blocked: others are tried first.

It lives again as soon as something is heard from it.
"""

from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, select

from models.actions.delivery.refusals import ticket_and_language
from models.actions.desk import topics
from models.actions.queue.lanes_of_addresses import lanes_to
from models.actions.reach import persons
from models.actions.talk import chains
from models.actions.talk.chains import Why
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.addresses import address_by_id
from models.queries.regulation import edition_of
from models.queries.transports import traits_of
from models.rules.delivery.address_states import REACHABLE, AddressState
from models.rules.sms.dead_numbers import is_given_up, is_of_the_number
from models.rules.sms.phone_numbers import last_ten, shown_number
from models.tables.persons import address
from models.tables.sms import sms_sent

#: Why the address is dead: nobody has the number; for days nothing arrived.
NO_NUMBER: Final = "no_number"
SILENT: Final = "silent"
_LATELY: Final = (
    select(sms_sent.c.left_at, sms_sent.c.status)
    .where(sms_sent.c.sim == bindparam("of_sim"), sms_sent.c.last_ten == bindparam("of_number"))
    .order_by(sms_sent.c.left_at.desc(), sms_sent.c.id.desc())
    .limit(50)
)
_HEARD: Final = select(address.c.heard_at).where(
    address.c.id == bindparam("of_address"), address.c.organisation_id == bindparam("organisation_id")
)


def why(tx: Connection, part: Row[Any], status: int) -> str | None:
    """What the network's word about this part says of the number; None: nothing. status: TP-ST, of a failure."""
    if is_of_the_number(status):
        return NO_NUMBER
    if part.ticket_id is None or part.address_id is None:
        return None
    view, _ = ticket_and_language(tx, part.ticket_id)
    which = {"of_address": part.address_id, "organisation_id": view.organisation_id}
    heard = tx.execute(_HEARD, which).scalar_one_or_none()
    rows = tx.execute(_LATELY, {"of_sim": part.account, "of_number": last_ten(part.address)}).all()
    since = [(row.left_at, row.status) for row in rows if heard is None or row.left_at > heard]
    return SILENT if is_given_up(since) else None


def mark(tx: Connection, at: Instant, part: Row[Any], reason: str) -> bool:
    """part: that has failed. False: it was dead before, or is of no requester. The card shows it."""
    if part.ticket_id is None or part.address_id is None:
        return False
    view, language = ticket_and_language(tx, part.ticket_id)
    there = address_by_id(tx, view.organisation_id, part.address_id)
    if there is None or there.address != part.address or there.state not in REACHABLE:
        return False
    persons.mark_address(tx, view.organisation_id, there.id, AddressState.DEAD, reason, at.now)
    told = say(language, f"staff.number_{reason}", number=shown_number(part.address))
    topics.tell_staff(tx, at, view, told)
    topics.refresh_card(tx, at, view, edition_of(tx, view).regulation)
    return True


def move_waiting(tx: Connection, at: Instant, part: Row[Any], said: Why) -> None:
    """What waits there goes by another way, if there is one; else it is tried all the same."""
    lanes = lanes_to(tx, traits_of(tx, part.transport), part.account, part.address)
    chains.move_waiting(tx, at, lanes, part.address_id, said)
