"""Rows of deliveries: written with their first attempts, and kept in line with what becomes of these."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, TypedDict

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    String,
    and_,
    bindparam,
    case,
    exists,
    insert,
    not_,
    select,
    update,
)

from models.actions.queue.many_rows import insert_many, take_ids
from models.rules.delivery.chain import Proof
from models.rules.delivery.outcomes import Attempt, Purpose, state_of
from models.rules.delivery.post_content import Choices
from models.rules.delivery.states import DeliveryState
from models.rules.delivery.transports import STAFF_TRANSPORT
from models.rules.regulation.organisations import OrganisationId
from models.tables.among import among
from models.tables.deliveries import delivery
from models.tables.lanes import outbox
from models.tables.messages import message_copy

if TYPE_CHECKING:
    from models.actions.queue.dispatching import Dispatch  # which imports the outbox, and that this module


class KeptWords(TypedDict):
    """News of a ticket before they are drawn for a transport."""

    text: str
    choices: Choices


@dataclass(frozen=True, eq=False)
class NewDelivery:
    """One message to one addressee, before it has a row. The rows of the outbox that carry this very object are its
    attempts.

    Exactly one of person_id, agent_id, and transport with address. message_id: an agent's message, which shows what
    becomes of it. header: the line of ours among its words. proof, next_at: of its first step, where another address
    comes after (models/rules/delivery/chain.py). step: 0: it waits for its first one; words: what it says then, if it
    is no message of an agent; waits_at: for leave to write to that address (leave.py).
    """

    organisation_id: OrganisationId
    purpose: Purpose
    ticket_id: int | None
    person_id: int | None = None
    agent_id: int | None = None
    transport: str | None = None
    address: str | None = None
    message_id: int | None = None
    header: str = ""
    proof: Proof | None = None
    next_at: datetime | None = None
    step: int = 1
    words: KeptWords | None = None
    waits_at: int | None = None


@dataclass(frozen=True)
class Original:
    """An agent's message as it was written: the bot that saw it there, chat and id."""

    account: str
    address: str
    provider_id: str


@dataclass(frozen=True)
class Whole:
    """A delivery after one of its attempts ended. changed: its state is another one than before.

    original: of an agent's message among staff. is_only: no other delivery carries the same message. step: how many
    addresses were tried. told: staff know what its chain does now.
    """

    id: int
    organisation_id: OrganisationId
    ticket_id: int | None
    message_id: int | None
    agent_id: int | None
    address: str | None
    purpose: Purpose
    state: DeliveryState
    original: Original | None
    is_only: bool
    changed: bool
    step: int = 1
    told: bool = False


_NEW: Final = insert(delivery).returning(delivery.c.id)


def store(tx: Connection, wanted: Iterable[NewDelivery], real: datetime) -> dict[NewDelivery, int]:
    """The ids of their new rows; few statements, however many they are."""
    new = list(dict.fromkeys(wanted))
    if len(new) == 1:
        return {new[0]: tx.execute(_NEW, _values(new[0], real)).scalar_one()}
    stored = dict(zip(new, take_ids(tx, delivery, len(new)) if new else (), strict=True))
    insert_many(tx, delivery, [{"id": number, **_values(one, real)} for one, number in stored.items()])
    return stored


def _values(new: NewDelivery, real: datetime) -> dict[str, Any]:
    return {
        "organisation_id": new.organisation_id,
        "purpose": new.purpose,
        "ticket_id": new.ticket_id,
        "person_id": new.person_id,
        "agent_id": new.agent_id,
        "transport": new.transport,
        "address": new.address,
        "message_id": new.message_id,
        "header": new.header,
        "step": new.step,
        "proof": new.proof,
        "next_at": new.next_at,
        "words": new.words,
        "waits_at": new.waits_at,
        "state": DeliveryState.PENDING,
        "created_at": real,
    }


_another = delivery.alias("another")


def _seen(
    of_message: Any, of_ticket: Any, of_delivery: Any, *of_others: ColumnElement[bool]
) -> tuple[ColumnElement[Any], ...]:
    """A delivery, where its message was written, and whether others carry the same. of_…: columns or parameters."""
    written = (
        message_copy.c.message_id == of_message,
        message_copy.c.transport == STAFF_TRANSPORT,
        message_copy.c.delivery_id.is_(None),  # what we sent carries its delivery: this is the agent's own
    )
    others = (
        *of_others,
        _another.c.ticket_id == of_ticket,
        _another.c.message_id == of_message,
        _another.c.id != of_delivery,
    )
    original = (
        select(message_copy.c[name]).where(*written).order_by(message_copy.c.id).limit(1).correlate(delivery)
        for name in ("account", "address", "provider_id")
    )
    return (
        *delivery.c,
        *(one.scalar_subquery().label(f"original_{one.selected_columns.keys()[0]}") for one in original),
        exists().where(*others).correlate(delivery).label("has_others"),
    )


_this = delivery.c.id == bindparam("of_delivery")
#: Its chain waits for as long as nothing proves it and nothing else is known of it.
_STILL: Final = case(
    (bindparam("now", type_=String) == DeliveryState.PENDING, delivery.c.next_at),
    (
        and_(bindparam("now", type_=String) == DeliveryState.SENT, delivery.c.proof == Proof.DELIVERED),
        delivery.c.next_at,
    ),
    else_=None,
)
_BECOMES_NOW: Final = {"state": bindparam("now"), "next_at": _STILL}
_other_attempts = exists().where(
    outbox.c.delivery_id == bindparam("of_delivery"),
    outbox.c.id != bindparam("of_attempt"),
    outbox.c.state != DeliveryState.CANCELLED,
)
#: Most messages are one row: then its state is that of the whole, and one statement says so. SQLite names no tables
#: in what it returns, so that columns of two can't be compared there.
_ALONE: Final = (
    update(delivery)
    .where(_this, not_(_other_attempts))
    .values(_BECOMES_NOW)
    .returning(*_seen(bindparam("of_message"), bindparam("of_ticket"), bindparam("of_delivery")))
)
# two attempts may end at once, in two transactions: each has to see what the other wrote
_LOCKED: Final = (
    select(
        *_seen(
            delivery.c.message_id,
            delivery.c.ticket_id,
            delivery.c.id,
            _another.c.organisation_id == delivery.c.organisation_id,
        )
    )
    .where(_this)
    .with_for_update(of=delivery)
)
_ATTEMPTS: Final = select(outbox.c.step, outbox.c.state).where(outbox.c.delivery_id == bindparam("of_delivery"))
_OURS: Final = delivery.c.organisation_id == bindparam("of_organisation")
_BECOMES: Final = update(delivery).where(_this, _OURS).values(_BECOMES_NOW)
_ALL_BECOME: Final = update(delivery).where(among(delivery.c.id, "of_deliveries"), _OURS).values(_BECOMES_NOW)


def attempt_ended(tx: Connection, attempt: "Dispatch | Row[*tuple[Any, ...]]", state: DeliveryState) -> Whole:
    """Brings its delivery in line. attempt: a row of the outbox. state: as just written to it."""
    assert attempt.delivery_id is not None, "it is an attempt of one"
    now = state_of([Attempt(1, state)])
    ids = {"of_attempt": attempt.id, "of_ticket": attempt.ticket_id, "of_message": attempt.message_id}
    row = tx.execute(_ALONE, {**ids, "of_delivery": attempt.delivery_id, "now": now}).one_or_none()
    return settle(tx, attempt.delivery_id) if row is None else _whole(row, now, changed=True)


_LONE: Final = select(
    *_seen(
        delivery.c.message_id,
        delivery.c.ticket_id,
        delivery.c.id,
        _another.c.organisation_id == delivery.c.organisation_id,
    )
).where(
    among(delivery.c.id, "of_deliveries"),
    not_(
        exists()
        .where(
            outbox.c.delivery_id == delivery.c.id,
            not_(among(outbox.c.id, "of_attempts")),
            outbox.c.state != DeliveryState.CANCELLED,
        )
        .correlate(delivery)
    ),
)


def attempts_ended(
    tx: Connection, attempts: Sequence["Dispatch | Row[*tuple[Any, ...]]"], state: DeliveryState
) -> list[Whole]:
    """`attempt_ended` of rows of different deliveries, by two statements for all that are their only ones."""
    ids = {"of_deliveries": [one.delivery_id for one in attempts], "of_attempts": [one.id for one in attempts]}
    now = state_of([Attempt(1, state)])
    alone = {row.id: row for row in tx.execute(_LONE, ids)}
    of_organisations: dict[OrganisationId, list[int]] = {}
    for row in alone.values():
        of_organisations.setdefault(row.organisation_id, []).append(row.id)
    for organisation_id, its in of_organisations.items():
        tx.execute(_ALL_BECOME, {"of_deliveries": its, "of_organisation": organisation_id, "now": now})
    return [
        _whole(alone[one.delivery_id], now, changed=True)
        if one.delivery_id in alone
        else attempt_ended(tx, one, state)
        for one in attempts
    ]


def settle(tx: Connection, delivery_id: int) -> Whole:
    """The same after any change of its attempts."""
    before = tx.execute(_LOCKED, {"of_delivery": delivery_id}).one()
    rows = tx.execute(_ATTEMPTS, {"of_delivery": delivery_id})
    now = state_of([Attempt(row.step, DeliveryState(row.state)) for row in rows])
    is_held = before.next_at is not None and before.proof is None
    if is_held and now in (DeliveryState.FAILED_PERMANENTLY, DeliveryState.CANCELLED):
        return _whole(before, now, changed=False)  # it goes on when quiet hours end, whatever is learned of its parts
    if now != before.state:
        ours = {"of_delivery": delivery_id, "of_organisation": before.organisation_id}
        tx.execute(_BECOMES, {**ours, "now": now})
    return _whole(before, now, changed=now != before.state)


def lose(tx: Connection, delivery_id: int) -> Whole:
    """Nothing of it is under way, nor will be, whether there were attempts or not."""
    before, now = tx.execute(_LOCKED, {"of_delivery": delivery_id}).one(), DeliveryState.FAILED_PERMANENTLY
    ours = {"of_delivery": delivery_id, "of_organisation": before.organisation_id}
    tx.execute(_BECOMES, {**ours, "now": now})
    return _whole(before, now, changed=now != before.state)


def _whole(row: Row[Any], now: DeliveryState, *, changed: bool) -> Whole:
    original = None
    if row.original_provider_id is not None:
        original = Original(row.original_account, row.original_address, row.original_provider_id)
    return Whole(
        id=row.id,
        organisation_id=row.organisation_id,
        ticket_id=row.ticket_id,
        message_id=row.message_id,
        agent_id=row.agent_id,
        address=row.address,
        purpose=Purpose(row.purpose),
        state=now,
        original=original,
        is_only=not row.has_others,
        changed=changed,
        step=row.step,
    )
