"""An account by which nothing leaves before somebody has done something: staff hear of it once, and when it is over.

Everything that it has to send waits meanwhile; what a chain takes to another transport goes there.
"""

from typing import Any, Final

from sqlalchemy import Connection, Delete, Row, bindparam, delete, func, select

from models.actions.desk import announcements, troubles
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.transports import traits_of
from models.rules.delivery.outgoing import INBOX
from models.rules.delivery.send_results import Refusal
from models.rules.regulation.organisations import OrganisationId
from models.tables.lanes import lane
from models.tables.organisations import bot_account
from models.tables.troubles import trouble

#: What is wrong, and who has to do what.
_WHY: Final = {
    Refusal.TOKEN_REFUSED: "trouble.token_refused",
    Refusal.NO_PERMISSION: "trouble.no_permission",
    Refusal.ACCOUNT_LOCKED: "trouble.account_locked",
    Refusal.ACCOUNT_UNREADY: "trouble.account_unready",
    Refusal.UNPAID: "trouble.unpaid",
    Refusal.SPAM: "trouble.spam",
}
_PREFIX: Final = "account:"
_ACCOUNT: Final = select(bot_account).where(
    bot_account.c.transport == bindparam("of_transport"), bot_account.c.account == bindparam("of_account")
)
_OPEN: Final = select(trouble.c.id, trouble.c.key).where(trouble.c.key.startswith(_PREFIX))
_WAITING: Final = select(func.count()).where(
    lane.c.account == bindparam("of_account"), lane.c.due_at.is_not(None), lane.c.queue != INBOX
)


def begins(tx: Connection, at: Instant, transport: str, account: str, refusal: Refusal) -> None:
    """refusal: one of ACCOUNT_TROUBLES. Of an account that is nobody's here nothing is said."""
    row = _row(tx, transport, account)
    if row is None or not troubles.is_new(tx, at, _key(row, refusal)):
        return
    title = traits_of(tx, transport).title

    def words(language: str, _: OrganisationId) -> str:
        why = say(language, _WHY[refusal], transport=title)
        return say(language, "staff.account_stopped", transport=title, why=why)

    announcements.announce(tx, at, words, of=row.organisation_id)


def ends(tx: Connection, at: Instant, transport: str, account: str) -> None:
    """Something left by it that had been refused before."""
    row = _row(tx, transport, account) if is_any(tx) else None
    if row is None or not tx.execute(_of(row)).rowcount:
        return
    title = traits_of(tx, transport).title
    announcements.announce(
        tx, at, lambda language, _: say(language, "staff.account_works", transport=title), of=row.organisation_id
    )


def forget_what_nobody_waits_for(tx: Connection) -> int:
    """Whether it is over nobody knows; should it not be, the next row is refused, and staff hear of it again."""
    gone = 0
    for one in tx.execute(_OPEN).all():
        account = select(bot_account.c.account).where(bot_account.c.id == int(one.key.split(":")[1]))
        name = tx.execute(account).scalar_one_or_none()
        if name is None or not tx.execute(_WAITING, {"of_account": name}).scalar_one():
            gone += tx.execute(delete(trouble).where(trouble.c.id == one.id)).rowcount
    return gone


def is_any(tx: Connection) -> bool:
    return tx.execute(_OPEN.limit(1)).first() is not None


def _row(tx: Connection, transport: str, account: str) -> Row[Any] | None:
    found = tx.execute(_ACCOUNT, {"of_transport": transport, "of_account": account}).one_or_none()
    return None if found is None or found.organisation_id is None else found


def _key(row: Row[Any], refusal: Refusal) -> str:
    return f"{_PREFIX}{row.id}:{refusal}"


def _of(row: Row[Any]) -> Delete:
    return delete(trouble).where(trouble.c.key.startswith(f"{_PREFIX}{row.id}:"))
