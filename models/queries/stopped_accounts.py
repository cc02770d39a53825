"""Accounts by which nothing leaves before somebody has done something (models/actions/desk/account_troubles.py)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, select

from models.tables.organisations import bot_account
from models.tables.troubles import trouble

#: How the keys of such troubles begin: account:ID:WHY.
PREFIX: Final = "account:"
_OPEN: Final = select(trouble.c.key).where(trouble.c.key.startswith(PREFIX))


@dataclass(frozen=True)
class Stopped:
    """id: of its row. why: one of send_results.ACCOUNT_TROUBLES."""

    id: int
    transport: str
    account: str
    why: str


def any_stopped(tx: Connection) -> bool:
    return tx.execute(_OPEN.limit(1)).first() is not None


def stopped_accounts(tx: Connection) -> Sequence[Stopped]:
    why = {int(key.split(":")[1]): key.split(":")[2] for key in tx.execute(_OPEN).scalars()}
    if not why:
        return []
    found = select(bot_account).where(bot_account.c.id.in_(why)).order_by(bot_account.c.id)
    return [Stopped(row.id, row.transport, row.account, why[row.id]) for row in tx.execute(found)]
