"""Bots that served before the present one, and what is still theirs."""

from dataclasses import dataclass

from sqlalchemy import Connection, and_, func, select

from models.queries.tickets import OPEN_STATES
from models.rules.delivery.transports import STAFF_TRANSPORT
from models.tables.organisations import bot_account, staff_group
from models.tables.persons import address
from models.tables.tickets import ticket


@dataclass(frozen=True)
class FormerBot:
    """groups: that it serves. tickets: open ones of requesters who write to it."""

    account: str
    username: str
    groups: int
    tickets: int


def former_bots(tx: Connection, account: str) -> list[FormerBot]:
    """Other bots that served somebody and that nothing was taken over from yet. account: the present one."""
    others = select(bot_account.c.account, bot_account.c.username).where(
        bot_account.c.transport == STAFF_TRANSPORT,
        bot_account.c.account != account,
        bot_account.c.replaced_by.is_(None),
    )
    found = [
        FormerBot(row.account, row.username, _groups(tx, row.account), _open_tickets(tx, row.account))
        for row in tx.execute(others.order_by(bot_account.c.id)).all()
    ]
    return [bot for bot in found if bot.groups or bot.tickets]


def _groups(tx: Connection, account: str) -> int:
    served = and_(staff_group.c.account == account, staff_group.c.state != "replaced")
    return tx.execute(select(func.count()).select_from(staff_group).where(served)).scalar_one()


def _open_tickets(tx: Connection, account: str) -> int:
    theirs = and_(
        address.c.transport == STAFF_TRANSPORT, address.c.account == account, ticket.c.state.in_(OPEN_STATES)
    )
    return tx.execute(select(func.count()).select_from(ticket.join(address)).where(theirs)).scalar_one()
