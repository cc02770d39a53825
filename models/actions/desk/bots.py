"""Which bots serve us, and whose each is."""

from datetime import datetime

from sqlalchemy import Connection, insert, update

from models.rules.delivery.transports import STAFF_TRANSPORT
from models.rules.regulation.organisations import OrganisationId
from models.tables.organisations import bot_account


def remember_bot(
    tx: Connection,
    organisation_id: OrganisationId,
    account: str,
    username: str,
    now: datetime,
    transport: str = STAFF_TRANSPORT,
) -> None:
    """organisation_id: whose requesters and staff it serves from now on."""
    place = {"transport": transport, "account": account}
    seen = {"organisation_id": organisation_id, "username": username, "seen_at": now}
    known = tx.execute(update(bot_account).where(*(bot_account.c[key] == place[key] for key in place)).values(**seen))
    if known.rowcount == 0:
        tx.execute(insert(bot_account).values(**place, **seen))


def assign_bot(
    tx: Connection, organisation_id: OrganisationId, account: str, now: datetime, transport: str = STAFF_TRANSPORT
) -> None:
    """Whose bot it is, before its messenger has said what it is called."""
    ours = (bot_account.c.transport == transport, bot_account.c.account == account)
    known = tx.execute(update(bot_account).where(*ours).values(organisation_id=organisation_id))
    if known.rowcount == 0:
        remember_bot(tx, organisation_id, account, "", now, transport)
