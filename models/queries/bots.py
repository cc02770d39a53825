"""Bots: whose each one is, and what is still of those that served before."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, and_, func, select

from models.queries.organisations import Organisation, organisations
from models.queries.tickets import OPEN_STATES
from models.rules.delivery.transports import STAFF_TRANSPORT
from models.rules.desk.bot_owners import BotsRefused, bot_owners
from models.rules.desk.setting_names import NamedAccount
from models.rules.regulation.organisations import OrganisationId
from models.tables.organisations import bot_account, desk, staff_group
from models.tables.persons import address
from models.tables.tickets import ticket


@dataclass(frozen=True)
class FormerBot:
    """groups: that it serves. tickets: open ones of requesters who write to it."""

    account: str
    username: str
    groups: int
    tickets: int

    def __str__(self) -> str:
        return f"@{self.username} ({self.account}): groups {self.groups}, open tickets {self.tickets}"


def bots_here(
    tx: Connection,
    bots: Sequence[NamedAccount],
    in_file: str | None,
    transport: str = STAFF_TRANSPORT,
    *,
    several: bool = False,
) -> dict[str, Organisation]:
    """By account, whose bot (or number) each one of the settings is.

    in_file: what REGULATION_FILE calls its organisation. several: an organisation may have more than one.
    Raises BotsRefused.
    """
    here = organisations(tx)
    keys, by_key = {one.id: one.key for one in here}, {one.key: one for one in here}
    known = select(bot_account.c.account, bot_account.c.organisation_id).where(
        bot_account.c.transport == transport,
        bot_account.c.account.in_([bot.account for bot in bots]),
        bot_account.c.organisation_id.is_not(None),
    )
    served = {row.account: keys[row.organisation_id] for row in tx.execute(known)}
    owners = bot_owners(bots, list(by_key), served=served, in_file=in_file, several=several)
    return {account: by_key[key] for account, key in owners.items()}


def former_bots(tx: Connection, organisation_id: OrganisationId, account: str) -> list[FormerBot]:
    """Other bots that serve the organisation and that nothing was taken over from yet. account: the present one."""
    others = select(bot_account.c.account, bot_account.c.username).where(
        bot_account.c.transport == STAFF_TRANSPORT,
        bot_account.c.organisation_id == organisation_id,
        bot_account.c.account != account,
        bot_account.c.replaced_by.is_(None),
    )
    found = [
        _with_counts(tx, organisation_id, STAFF_TRANSPORT, row.account, row.username)
        for row in tx.execute(others.order_by(bot_account.c.id)).all()
    ]
    return [bot for bot in found if bot.groups or bot.tickets]


def refuse_bot_of_another(
    tx: Connection, bot: NamedAccount, organisation: Organisation, transport: str = STAFF_TRANSPORT
) -> None:
    """Raises BotsRefused when groups or requesters of another organisation than that one know it."""
    elsewhere = select(bot_account.c.organisation_id, bot_account.c.username).where(
        bot_account.c.transport == transport,
        bot_account.c.account == bot.account,
        bot_account.c.organisation_id != organisation.id,
        bot_account.c.replaced_by.is_(None),
    )
    row = tx.execute(elsewhere).one_or_none()
    found = None if row is None else _with_counts(tx, row.organisation_id, transport, bot.account, row.username)
    if found is not None and (found.groups or found.tickets):
        raise BotsRefused(
            f"{bot.setting} is of a {bot.noun} that serves another organisation: {found}."
            f" Allowed: a {bot.noun} of its own for the organisation {organisation.key}"
        )


def bot_name(tx: Connection, account: str) -> str | None:
    """Its @name; None before Telegram has said it."""
    query = select(bot_account.c.username).where(
        bot_account.c.transport == STAFF_TRANSPORT, bot_account.c.account == account
    )
    return tx.execute(query).scalar_one_or_none() or None


def bot_name_of(tx: Connection, organisation_id: OrganisationId, transport: str = STAFF_TRANSPORT) -> str | None:
    """Of the organisation's bot that was seen last; None before its first start."""
    query = select(bot_account.c.username).where(
        bot_account.c.transport == transport,
        bot_account.c.organisation_id == organisation_id,
        bot_account.c.replaced_by.is_(None),
        bot_account.c.username != "",
    )
    return tx.execute(query.order_by(bot_account.c.seen_at.desc()).limit(1)).scalar_one_or_none()


def _with_counts(
    tx: Connection, organisation_id: OrganisationId, transport: str, account: str, username: str
) -> FormerBot:
    groups = _groups(tx, organisation_id, account) if transport == STAFF_TRANSPORT else 0
    return FormerBot(account, username, groups, _open_tickets(tx, organisation_id, transport, account))


def _groups(tx: Connection, organisation_id: OrganisationId, account: str) -> int:
    query = select(func.count()).select_from(staff_group.join(desk))
    served = and_(staff_group.c.account == account, staff_group.c.state != "replaced")
    return tx.execute(query.where(served, desk.c.organisation_id == organisation_id)).scalar_one()


def _open_tickets(tx: Connection, organisation_id: OrganisationId, transport: str, account: str) -> int:
    theirs = and_(address.c.transport == transport, address.c.account == account, ticket.c.state.in_(OPEN_STATES))
    ours = and_(ticket.c.organisation_id == organisation_id, address.c.organisation_id == organisation_id)
    query = select(func.count()).select_from(ticket.join(address, address.c.id == ticket.c.address_id))
    return tx.execute(query.where(ours, theirs)).scalar_one()
