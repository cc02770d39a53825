"""Groups that serve no desk: told once how to be bound, left after a day, and nothing said there is kept."""

from datetime import timedelta
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, select, update

from models.actions.queue import outbox
from models.actions.queue.outbox import OutgoingRow
from models.clock import Instant
from models.rules.delivery.message_parts import parts_of
from models.rules.delivery.outgoing import DELIVER, RowKind, Urgency
from models.rules.delivery.payloads import NoPayload
from models.rules.delivery.places import in_staff_chat
from models.rules.delivery.states import WAITING, DeliveryState
from models.tables.lanes import lane
from models.tables.lanes import outbox as outbox_table

#: So long somebody may look for the code.
STAY: Final = timedelta(days=1)


def welcome(tx: Connection, at: Instant, account: str, chat_id: int, how: str, farewell: str) -> bool:
    """Says how to bind the group, and leaves it after a day. False: that was said, and the day is running."""
    if waits(tx, account, chat_id):
        return False
    _post(tx, at, account, outbox.chat_lane(chat_id), _words(chat_id, how))
    leave(tx, at, account, chat_id, farewell)
    return True


def leave(tx: Connection, at: Instant, account: str, chat_id: int, farewell: str) -> None:
    """After a day, unless it is bound before. farewell: said just before it goes."""
    stay(tx, at, account, chat_id)
    go = OutgoingRow(RowKind.LEAVE_CHAT, NoPayload(), repeatable=True, to=in_staff_chat(chat_id), wait=STAY)
    _post(tx, at, account, _lane(chat_id), [*_words(chat_id, farewell, STAY), go])


def waits(tx: Connection, account: str, chat_id: int) -> bool:
    """Whether the bot is in the group and will leave it."""
    return tx.execute(select(outbox_table.c.id).where(_waits(account, chat_id)).limit(1)).first() is not None


def stay(tx: Connection, at: Instant, account: str, chat_id: int) -> None:
    """The group was bound, or the bot is not in it any more."""
    waiting = update(outbox_table).where(_waits(account, chat_id))
    tx.execute(waiting.values(state=DeliveryState.CANCELLED, ended_at=at.real))


def move(tx: Connection, account: str, old_chat: int, new_chat: int) -> None:
    """The group was upgraded: the day goes on."""
    here = and_(lane.c.queue == DELIVER, lane.c.account == account, lane.c.key == _lane(old_chat))
    tx.execute(update(lane).where(here).values(key=_lane(new_chat)))


def _lane(chat_id: int) -> str:
    return f"leave:{chat_id}"


def _waits(account: str, chat_id: int) -> ColumnElement[bool]:
    here = and_(lane.c.queue == DELIVER, lane.c.account == account, lane.c.key == _lane(chat_id))
    return and_(outbox_table.c.lane_id.in_(select(lane.c.id).where(here)), outbox_table.c.state.in_(WAITING))


def _words(chat_id: int, text: str, wait: timedelta = timedelta(0)) -> list[OutgoingRow]:
    return [
        OutgoingRow(RowKind.POST, part, repeatable=True, to=in_staff_chat(chat_id), wait=wait)
        for part in parts_of(text)
    ]


def _post(tx: Connection, at: Instant, account: str, key: str, drafts: list[OutgoingRow]) -> None:
    outbox.post(tx, account, key, Urgency.CONVERSATION, drafts, at.real)
