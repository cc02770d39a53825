"""Some transports let nobody be written to long after they last wrote."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import Connection, bindparam, case, or_, select, update

from models.actions.queue import batched_writes
from models.actions.reach import automatic_sms
from models.actions.reach.sms_words import Reached
from models.clock import Instant
from models.queries.persons import Requester
from models.rules.delivery.windows import is_wide_open, reminded_at
from models.rules.regulation.organisations import OrganisationId
from models.tables.persons import address

_STANDING: Final = select(address.c.heard_at, address.c.reminded_at).where(
    address.c.id == bindparam("of_address"), address.c.organisation_id == bindparam("of_organisation")
)


def is_closed(tx: Connection, at: Instant, to: Reached) -> bool:
    """Nothing can be sent there until its person writes again."""
    return standing(tx, at, to).closed


class Standing(NamedTuple):
    """reminded: staff were reminded that it closes."""

    closed: bool = False
    reminded: bool = False


def standing(tx: Connection, at: Instant, to: Reached) -> Standing:
    window = to.traits.window
    if window is None or not to.address_id or is_wide_open(to.heard_at, window, at.now):
        return Standing()  # a stranger (id 0) has just written
    this = {"of_address": to.address_id, "of_organisation": to.organisation_id}
    row = tx.execute(_STANDING, this).one()
    return Standing(to.traits.is_closed(row.heard_at, at.now), row.reminded_at is not None)


def may_be_told(tx: Connection, at: Instant, to: Reached, text: str) -> bool:
    """Whether words that nobody typed can go there now."""
    if to.traits.by_sms:
        return automatic_sms.may_be_sent(tx, at, to, text)
    return not is_closed(tx, at, to)


_SAID: Final = bindparam("said", type_=address.c.heard_at.type)
_IS_NEWS: Final = or_(address.c.heard_at.is_(None), address.c.heard_at < _SAID)
_GOES_ON: Final = (
    update(address)
    .where(address.c.id == bindparam("of_address"), address.c.organisation_id == bindparam("of_organisation"))
    .values(
        sim=bindparam("through"),
        heard_at=case((_IS_NEWS, _SAID), else_=address.c.heard_at),
        remind_at=case((_IS_NEWS, bindparam("reminds", type_=address.c.remind_at.type)), else_=address.c.remind_at),
    )
)
_OPENS: Final = _GOES_ON.returning(
    address.c.heard_at, address.c.leave_until, address.c.leave_again_at, address.c.reminded_at
)
_ASKED_FOR_NOTHING: Final = (
    update(address)
    .where(address.c.id == bindparam("of_address"), address.c.organisation_id == bindparam("of_organisation"))
    .values(leave_until=None, leave_again_at=None)
)
#: They may be asked for leave at any time, once there are words for that.
_AWAITS: Final = (
    update(address)
    .where(
        address.c.id == bindparam("of_address"),
        address.c.organisation_id == bindparam("of_organisation"),
        address.c.leave_again_at.is_(None),
    )
    .values(leave_again_at=bindparam("now", type_=address.c.leave_again_at.type))
)
_SHUT: Final = (
    update(address)
    .where(
        address.c.id == bindparam("of_address"),
        address.c.organisation_id == bindparam("of_organisation"),
        address.c.heard_at <= bindparam("decided", type_=address.c.heard_at.type),
    )
    .values(heard_at=None, remind_at=None)
)


class Opened(NamedTuple):
    """What is of interest now that somebody has written. heard_at: the last time. awaited: something may wait for
    that. gave_leave: they had been asked for it. reminded: staff were reminded that their window would close.
    """

    heard_at: datetime
    awaited: bool = False
    gave_leave: bool = False
    reminded: bool = False


def opens(
    tx: Connection, at: Instant, who: Requester, window: timedelta, said: datetime, through: str | None
) -> Opened:
    """They wrote or pressed something there. said: when, as the service counts it: words may come late and in any
    order.
    """
    this = {"of_address": who.address_id, "of_organisation": who.organisation_id}
    times = {"said": said, "reminds": reminded_at(said, window)}
    if who.heard_at is not None and not who.asks_them and is_wide_open(who.heard_at, window, at.now):
        batched_writes.write(tx, _GOES_ON, {**this, **times, "through": through}, is_read=True)
        return Opened(max(who.heard_at, said))
    row = tx.execute(_OPENS, {**this, **times, "through": through}).one()
    is_open = at.now - row.heard_at <= window
    awaited = row.leave_again_at is not None and is_open
    if awaited:
        tx.execute(_ASKED_FOR_NOTHING, this)
    return Opened(row.heard_at, awaited, awaited and row.leave_until is not None, row.reminded_at is not None)


def awaits(tx: Connection, at: Instant, to: Reached) -> None:
    """Something goes there once they write."""
    tx.execute(_AWAITS, {"of_address": to.address_id, "of_organisation": to.organisation_id, "now": at.now})


def shut(tx: Connection, organisation_id: OrganisationId, address_id: int, decided: datetime) -> None:
    """Its service says that it was closed for what was decided then; whoever has written since may be written to."""
    tx.execute(_SHUT, {"of_address": address_id, "of_organisation": organisation_id, "decided": decided})
