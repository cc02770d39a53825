"""Words that leave as SMS: one outgoing row for each part, so that what failed is known and nothing goes twice."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Protocol

from sqlalchemy import Connection, bindparam, update

from models.actions.queue import outbox
from models.actions.queue.delivery_rows import NewDelivery
from models.actions.queue.outbox import OutgoingRow
from models.actions.reach import automatic_sms, offers
from models.clock import Instant
from models.phrases.catalogue import say as phrase
from models.queries.modems import owner_of_sim, sim_for
from models.rules.delivery.outgoing import SMS_QUEUE, RowKind, Urgency
from models.rules.delivery.places import at_address
from models.rules.delivery.post_content import OfferedChoice
from models.rules.delivery.transports import SMS as SMS_TRAITS
from models.rules.delivery.transports import Transport
from models.rules.sms.automatic import MAX_AUTOMATIC_PARTS
from models.rules.sms.parts import fitted, plan_sms
from models.tables.persons import address

SMS: Final = SMS_TRAITS.name
#: Phones are the same whichever SIM hears from them: their addresses and inbound lanes have one account.
GSM_ACCOUNT: Final = SMS_TRAITS.shared_account


class Reached(automatic_sms.Phone, Protocol):
    """Somebody at an address: a requester, or the ticket of one."""

    @property
    def transport(self) -> str: ...
    @property
    def traits(self) -> Transport: ...
    @property
    def account(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def heard_at(self) -> datetime | None: ...


_WRITTEN = (
    update(address)
    .where(address.c.id == bindparam("of_address"), address.c.organisation_id == bindparam("of_organisation"))
    .values(written_at=bindparam("at"))
)


def say(
    tx: Connection,
    at: Instant,
    to: Reached,
    text: str,
    choices: Sequence[OfferedChoice] = (),
    *,
    ticket_id: int | None = None,
    most: int = MAX_AUTOMATIC_PARTS,
    delivery: NewDelivery | int | None = None,
    step: int = 1,
    secret: str | None = None,
) -> int:
    """A word of ours that nobody typed. choices: numbered below the text; the number that comes back is
    a press. What takes more SMS than `most` is cut. Returns how many go; 0: nothing was said.
    """
    words, offered = _in_parts(to.language, text, choices, most)
    if not words or not automatic_sms.may_be_sent(tx, at, to, words):
        return 0
    if offered:
        offers.offer(tx, to.address_id, [choice["key"] for choice in offered])
    post(tx, at, to, words, ticket_id=ticket_id, delivery=delivery, step=step, secret=secret)
    return len(plan_sms(words).parts)


def _in_parts(
    language: str, text: str, choices: Sequence[OfferedChoice], most: int
) -> tuple[str, Sequence[OfferedChoice]]:
    """With as many of the choices as there is room for."""
    for count in range(len(choices), -1, -1):
        below = "\n" + numbered(language, choices[:count]) if count else ""
        if (words := fitted(text, most, below)) is not None:
            return words, choices[:count]
    return "", ()


def numbered(language: str, choices: Sequence[OfferedChoice]) -> str:
    """The choices on lines of their own, each under the number that is sent back for it."""
    lines = [f"{number} - {choice['label']}" for number, choice in enumerate(choices, 1)]
    return "\n".join((phrase(language, "phone.choose"), *lines))


def post(
    tx: Connection,
    at: Instant,
    to: Reached,
    text: str,
    *,
    ticket_id: int | None = None,
    message_id: int | None = None,
    delivery: NewDelivery | int | None = None,
    step: int = 1,
    secret: str | None = None,
) -> None:
    """Past the gate of automatic SMS: message_id is an agent's message. step: of the delivery's chain."""
    plan = plan_sms(text)
    if not plan.parts:
        return
    drafts = [
        OutgoingRow(
            RowKind.SMS,
            {"part": part, "parts": len(plan.parts), "text": words, "coding": plan.coding},
            repeatable=False,
            ticket_id=ticket_id,
            message_id=message_id,
            to=at_address(SMS, to.address),
            delivery=delivery,
            address_id=to.address_id or None,
            step=step,
            secret=secret,
        )
        for part, words in enumerate(plan.parts)
    ]
    sim = sim_for(tx, to.organisation_id, to.sim)
    if owner_of_sim(tx, sim) is None:
        written = {"of_address": to.address_id, "of_organisation": to.organisation_id, "at": at.now}
        tx.execute(_WRITTEN, written)
    outbox.post(tx, sim, outbox.sms_lane(to.address), Urgency.CONVERSATION, drafts, at.real, queue=SMS_QUEUE)
