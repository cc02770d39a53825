"""A service's later word about a message that it took. Words come late, doubled and in any order.

One may even come before the sender has written down what the service called the message: it waits for that.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Connection, insert, select

from models.actions.delivery import dead_addresses, leave_ends, outcomes
from models.actions.delivery.refusal_words import in_words
from models.actions.delivery.refusals import ticket_and_language
from models.actions.desk import account_troubles
from models.actions.queue import row_states
from models.actions.queue.delivery_rows import Whole
from models.actions.queue.inbox import RawInbound, store_inbound
from models.actions.queue.outbox import lane_of
from models.actions.talk import chains
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.transports import traits_of
from models.rules.delivery.payloads import as_post
from models.rules.delivery.send_results import ACCOUNT_TROUBLES, Refusal
from models.rules.delivery.states import DeliveryState, open_to
from models.tables.lanes import lane, outbox
from models.tables.messages import message_copy

#: The kind of an inbox row with a word that came too early: {kind, tries, address, provider_id, state, reason,
#: refusal, row_id}.
LATE: Final = "late_receipt"
_LOOK_AGAIN: Final = timedelta(seconds=2)


@dataclass(frozen=True)
class Receipt:
    """state: what the word proves. reason: the service's own words of a failure; refusal: what they mean.

    row_id: of our row, where the service repeats what our request called it; None: it does not.
    """

    transport: str
    account: str
    address: str
    provider_id: str
    state: DeliveryState
    reason: str = ""
    refusal: Refusal = Refusal.OTHER
    row_id: int | None = None


def record_receipt(tx: Connection, at: Instant, receipt: Receipt) -> bool:
    """Shown on the agent's message. False: about nothing that is known, or it proves nothing new."""
    if receipt.state not in traits_of(tx, receipt.transport).receipts:
        return False
    copy = _copy(tx, receipt)
    row = _named(tx, receipt) if copy is None else _shown_by(tx, receipt, copy)
    if row is None:
        return False
    if copy is None and row.state == DeliveryState.UNKNOWN and row.message_id is not None:
        _remember_copy(tx, receipt, row)
    row_states.end(tx, row.id, receipt.state, at.real, receipt.reason or None)
    failed = receipt.state is DeliveryState.FAILED_PERMANENTLY
    died = failed and dead_addresses.mark(tx, at, row, receipt.refusal)
    why = partial(_why, tx, receipt)
    if failed and receipt.refusal is Refusal.WINDOW_CLOSED:
        leave_ends.shut(tx, at, row.ticket_id, row.address_id, row.created_at)
    whole = outcomes.ended(tx, at, row, receipt.state, why, receipt.refusal)
    if died:
        chains.move_waiting(tx, at, [row.lane_id], row.address_id, why)
    if failed and whole is not None and whole.changed:
        _tell_lost(tx, at, whole, receipt)
    return True


def _shown_by(tx: Connection, receipt: Receipt, copy: Any) -> Any:
    """The attempt that brought the copy, as long as the word is news of it. Of its other steps the service knows
    nothing.
    """
    its_own = (
        outbox.c.transport == receipt.transport,
        outbox.c.account == receipt.account,
        outbox.c.address == receipt.address,
    )
    rows = tx.execute(
        select(outbox).where(
            outbox.c.delivery_id == copy.delivery_id, *its_own, outbox.c.state.in_(open_to(receipt.state))
        )
    )
    return next((one for one in rows if as_post(one.payload).get("part", 0) == copy.part), None)


def _named(tx: Connection, receipt: Receipt) -> Any:
    """The same of an attempt that is seen nowhere: its sender died or heard nothing, or the service names the address
    in another way.
    """
    if receipt.row_id is None:
        return None
    this = (
        outbox.c.id == receipt.row_id,
        outbox.c.address.is_not(None),  # those of somebody who was erased have none
        outbox.c.transport == receipt.transport,
        outbox.c.account == receipt.account,
        outbox.c.delivery_id.is_not(None),
        outbox.c.state.in_(open_to(receipt.state)),
    )
    return tx.execute(select(outbox).where(*this)).one_or_none()


def _wish(tx: Connection, receipt: Receipt) -> Any:
    """The wish for leave to write that failed after its service had taken it: no delivery, and nothing was copied."""
    if receipt.row_id is None or receipt.state is not DeliveryState.FAILED_PERMANENTLY:
        return None
    this = (
        outbox.c.id == receipt.row_id,
        outbox.c.transport == receipt.transport,
        outbox.c.account == receipt.account,
        outbox.c.delivery_id.is_(None),
        outbox.c.ticket_id.is_not(None),
        outbox.c.address_id.is_not(None),
        outbox.c.state.in_(open_to(receipt.state)),
    )
    row = tx.execute(select(outbox).where(*this)).one_or_none()
    return row if row is not None and "template" in row.payload else None


def _remember_copy(tx: Connection, receipt: Receipt, row: Any) -> None:
    """Nobody could say until now what the service calls it."""
    place = {"transport": row.transport, "account": row.account, "address": row.address, "thread_id": None}
    shown = {"message_id": row.message_id, "part": as_post(row.payload).get("part", 0), "outbox_id": None}
    tx.execute(
        insert(message_copy).values(**place, **shown, provider_id=receipt.provider_id, delivery_id=row.delivery_id)
    )


def take(tx: Connection, at: Instant, receipt: Receipt, tries: int = 0) -> bool:
    """As it came. tries: how often it was too early. False: it is about nothing of ours, or of somebody erased."""
    if receipt.refusal in ACCOUNT_TROUBLES:
        account_troubles.begins(tx, at, receipt.transport, receipt.account, receipt.refusal)
    wish = _wish(tx, receipt)
    if wish is not None:
        row_states.end(tx, wish.id, receipt.state, at.real, receipt.reason or None)
        leave_ends.not_asked(tx, at, wish, receipt.refusal, partial(_why, tx, receipt))
        return True
    if _copy(tx, receipt) is not None or _named(tx, receipt) is not None:
        record_receipt(tx, at, receipt)
        return True
    if receipt.state in traits_of(tx, receipt.transport).receipts and _is_something_leaving(tx, receipt):
        _wait(tx, at, receipt, tries)
        return True
    return False


def take_late(tx: Connection, at: Instant, heard_by: tuple[str, str], payload: Mapping[str, Any]) -> None:
    """heard_by: transport and account of the row. payload: its own."""
    state, refusal = DeliveryState(payload["state"]), Refusal(payload.get("refusal", Refusal.OTHER))
    named = (payload["address"], payload["provider_id"])
    receipt = Receipt(*heard_by, *named, state, payload["reason"], refusal, payload.get("row_id"))
    take(tx, at, receipt, payload["tries"] + 1)


def _wait(tx: Connection, at: Instant, receipt: Receipt, tries: int) -> None:
    about = {"address": receipt.address, "provider_id": receipt.provider_id, "state": receipt.state}
    digest = sha256("\n".join(about.values()).encode()).hexdigest()[:32]
    payload = {
        "kind": LATE,
        "tries": tries,
        **about,
        "reason": receipt.reason,
        "refusal": receipt.refusal,
        "row_id": receipt.row_id,
    }
    row = RawInbound(f"{LATE}:{digest}:{tries}", f"late:{digest}", payload, hold=_LOOK_AGAIN)
    store_inbound(tx, receipt.transport, receipt.account, [row], at.real)


def _is_something_leaving(tx: Connection, receipt: Receipt) -> bool:
    """It, or something for that address: handed to the service, and not written down yet."""
    if receipt.row_id is not None:
        it = (outbox.c.id == receipt.row_id, outbox.c.transport == receipt.transport)
        return tx.execute(select(outbox.c.state).where(*it)).scalar_one_or_none() == DeliveryState.SENDING
    key = lane_of(traits_of(tx, receipt.transport), receipt.address)
    leaving = (lane.c.account == receipt.account, lane.c.key == key, outbox.c.state == DeliveryState.SENDING)
    return tx.execute(select(outbox.c.id).select_from(outbox.join(lane)).where(*leaving)).first() is not None


def _copy(tx: Connection, receipt: Receipt) -> Any:
    """Where it is seen; None: nobody wrote that down. What comes to a person shows one message."""
    here = (
        message_copy.c.transport == receipt.transport,
        message_copy.c.account == receipt.account,
        message_copy.c.address == receipt.address,
        message_copy.c.provider_id == receipt.provider_id,
    )
    return tx.execute(select(message_copy.c.delivery_id, message_copy.c.part).where(*here)).one_or_none()


def _tell_lost(tx: Connection, at: Instant, whole: Whole, receipt: Receipt) -> None:
    if whole.ticket_id is None:
        return
    view, language = ticket_and_language(tx, whole.ticket_id)
    view = outcomes.answer_lost(tx, at, view, whole)
    outcomes.tell_lost(tx, at, view, whole, _why(tx, receipt, language), language)


def _why(tx: Connection, receipt: Receipt, language: str) -> str:
    if receipt.refusal is Refusal.WINDOW_CLOSED:
        return say(language, "leave.closed", transport=traits_of(tx, receipt.transport).title)
    reason = in_words(language, traits_of(tx, receipt.transport), receipt.refusal, receipt.reason)
    return say(language, "staff.delivery_failed", reason=reason)
