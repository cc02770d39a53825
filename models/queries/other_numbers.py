"""Who writes to another number of ours already, from the same address."""

from sqlalchemy import Connection, bindparam, select

from models.queries.persons import Newcomer, Requester, requester_of_address
from models.queries.transports import transports_of
from models.rules.delivery.address_states import AddressState
from models.tables.among import among
from models.tables.persons import address

#: What they removed, or lost, says nothing of who has it now.
_THERE = (
    select(address.c.id)
    .where(
        address.c.organisation_id == bindparam("organisation_id"),
        address.c.transport == bindparam("transport"),
        among(address.c.account, "accounts"),
        address.c.address == bindparam("address"),
        address.c.state == AddressState.VERIFIED,
    )
    .order_by(address.c.verified_at.desc(), address.c.id)
    .limit(1)
)


def known_at_another(tx: Connection, newcomer: Newcomer) -> Requester | None:
    """None also where an address at another number may be somebody else's."""
    known = transports_of(tx)
    accounts = [one for one in known.numbers_of(newcomer.transport) if one != newcomer.account]
    if not known[newcomer.transport].several_numbers or not accounts:
        return None
    place = {"transport": newcomer.transport, "accounts": accounts, "address": newcomer.address}
    found = tx.execute(_THERE, {"organisation_id": newcomer.organisation_id, **place}).scalar_one_or_none()
    return None if found is None else requester_of_address(tx, newcomer.organisation_id, found)
