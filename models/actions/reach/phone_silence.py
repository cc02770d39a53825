"""Phones that want no SMS by themselves: those that said stop, and those that answer by themselves."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, select, update

from models.actions.queue.outbox import cancel
from models.actions.reach.persons import here
from models.clock import Instant
from models.queries.persons import Requester
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.states import READY
from models.rules.sms.machines import Reply
from models.rules.sms.phone_numbers import last_ten
from models.tables.lanes import outbox
from models.tables.modems import modem
from models.tables.persons import address, conversation
from models.tables.sms import sms_sent

#: An SMS that left earlier is not looked for: its report may still come.
_LONGEST_WAY = timedelta(days=3)


def stop_sms(tx: Connection, at: Instant, who: Requester) -> bool:
    """From now on only what people type goes there; what waits is dropped. False: it was so already."""
    this = (*here(who), address.c.stopped_at.is_(None))
    if not tx.execute(update(address).where(*this).values(stopped_at=at.now)).rowcount:
        return False
    waits = (outbox.c.kind == RowKind.SMS, outbox.c.address == who.address, outbox.c.state.in_(READY))
    # what goes to the same number as to the phone on duty names no address of a person
    automatic = (outbox.c.message_id.is_(None), outbox.c.address_id.is_not(None))
    cancel(tx, and_(*waits, *automatic), at.real)
    return True


def resume_sms(tx: Connection, who: Requester) -> None:
    """Something else came from there."""
    this = (*here(who), address.c.stopped_at.is_not(None))
    tx.execute(update(address).where(*this).values(stopped_at=None))


def texted_at(tx: Connection, phone: str, came: datetime) -> datetime | None:
    """When an SMS of ours last left for this phone, or was reported to be there. came: real time."""
    sims = select(modem.c.sim).where(modem.c.sim.is_not(None))
    rows = tx.execute(
        select(sms_sent.c.left_at, sms_sent.c.reported_at)
        .where(sms_sent.c.sim.in_(sims), sms_sent.c.last_ten == last_ten(phone))
        .where(sms_sent.c.left_at >= came - _LONGEST_WAY)
        .order_by(sms_sent.c.left_at.desc())
        .limit(20)
    ).all()
    times = [time for row in rows for time in (row.left_at, row.reported_at) if time is not None and time <= came]
    return max(times, default=None)


def last_reply(tx: Connection, address_id: int) -> tuple[Reply | None, int | None]:
    """With the message that counts how often it came, if it came again."""
    columns = (conversation.c.reply_digest, conversation.c.reply_at, conversation.c.reply_message_id)
    row = tx.execute(select(*columns).where(conversation.c.address_id == address_id)).one()
    known = None if row.reply_digest is None else Reply(row.reply_digest, row.reply_at)
    return known, row.reply_message_id


def note_reply(tx: Connection, address_id: int, reply: Reply, message_id: int | None) -> None:
    tx.execute(
        update(conversation)
        .where(conversation.c.address_id == address_id)
        .values(reply_digest=reply.digest, reply_at=reply.at, reply_message_id=message_id)
    )
