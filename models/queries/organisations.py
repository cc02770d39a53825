"""The organisations of this installation, and which of them an account serves."""

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from models.rules.regulation.organisations import OrganisationId
from models.tables.organisations import bot_account, organisation


@dataclass(frozen=True)
class Organisation:
    """key: organisation.id of its regulation. name: in the regulation's first language."""

    id: OrganisationId
    key: str
    name: str


_ALL = select(organisation.c.id, organisation.c.key, organisation.c.name).order_by(organisation.c.id)
_OF_BOT = select(bot_account.c.organisation_id).where(
    bot_account.c.transport == bindparam("transport"), bot_account.c.account == bindparam("account")
)


def organisations(tx: Connection) -> list[Organisation]:
    """All that ever adopted an edition, the first to do so first."""
    return [Organisation(*row) for row in tx.execute(_ALL)]


def organisation_of_bot(tx: Connection, transport: str, account: str) -> OrganisationId | None:
    """None: nobody knows the bot, or it has not started since there may be several organisations."""
    found: OrganisationId | None = tx.execute(
        _OF_BOT, {"transport": transport, "account": account}
    ).scalar_one_or_none()
    return found
