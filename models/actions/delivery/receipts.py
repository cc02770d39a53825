"""A service's later word about a message that it took. Words come late, doubled and in any order."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from models.actions.delivery.refusals import ticket_and_language
from models.actions.desk import topics
from models.actions.queue import dispatching
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.transports import traits_of
from models.rules.delivery.outgoing import REACTION_OF, RowKind
from models.rules.delivery.payloads import as_post
from models.rules.delivery.states import DeliveryState
from models.tables.lanes import outbox
from models.tables.messages import message_copy

#: What a word may still change: what was delivered or failed stays so.
_OPEN = (DeliveryState.SENT, DeliveryState.UNKNOWN)


@dataclass(frozen=True)
class Receipt:
    """state: what the word proves. reason: the service's own, of a failure."""

    transport: str
    account: str
    address: str
    provider_id: str
    state: DeliveryState
    reason: str = ""


def record_receipt(tx: Connection, at: Instant, receipt: Receipt) -> bool:
    """Shown on the agent's message. False: about nothing that is known, or it proves nothing new."""
    if receipt.state not in traits_of(tx, receipt.transport).receipts:
        return False
    here = (
        message_copy.c.transport == receipt.transport,
        message_copy.c.account == receipt.account,
        message_copy.c.address == receipt.address,
        message_copy.c.provider_id == receipt.provider_id,
    )
    copy = tx.execute(select(message_copy.c.message_id, message_copy.c.part).where(*here)).one_or_none()
    if copy is None:
        return False
    rows = tx.execute(
        select(outbox).where(
            outbox.c.message_id == copy.message_id,
            outbox.c.kind == RowKind.POST,
            outbox.c.transport == receipt.transport,
            outbox.c.address == receipt.address,
            outbox.c.state.in_(_OPEN),
        )
    )
    row = next((one for one in rows if as_post(one.payload).get("part", 0) == copy.part), None)
    if row is None:
        return False
    dispatching.end(tx, row.id, receipt.state, at.real, receipt.reason or None)
    if row.ticket_id is not None:
        post = as_post(row.payload)
        _show(tx, at, row.ticket_id, post.get("report_to") if post.get("last") else None, receipt)
    return True


def _show(tx: Connection, at: Instant, ticket_id: int, report_to: str | None, receipt: Receipt) -> None:
    view, language = ticket_and_language(tx, ticket_id)
    if report_to is not None and view.topic_account is not None:
        topics.react(tx, at, ticket_id, view.topic_account, report_to, REACTION_OF[receipt.state])
    if receipt.state is DeliveryState.FAILED_PERMANENTLY:
        refused_by = traits_of(tx, receipt.transport).title
        reason = say(language, "reason.rejected", transport=refused_by, answer=receipt.reason)
        topics.tell_staff(tx, at, view, say(language, "staff.delivery_failed", reason=reason))
