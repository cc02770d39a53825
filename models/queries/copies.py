"""Where a part of a message can be seen, as the provider knows it there."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select

from models.rules.delivery.outcomes import Purpose
from models.rules.regulation.organisations import OrganisationId
from models.tables.deliveries import delivery
from models.tables.lanes import outbox
from models.tables.messages import message_copy

_COPIES = (
    select(message_copy.c.provider_id, message_copy.c.outbox_id)
    .where(
        message_copy.c.message_id == bindparam("message_id"),
        message_copy.c.account == bindparam("account"),
        message_copy.c.address == bindparam("address"),
        # what stood in a topic that is no more can't be edited
        message_copy.c.thread_id.is_not_distinct_from(bindparam("thread_id")),
        message_copy.c.part == bindparam("part"),
    )
    .order_by(message_copy.c.id)
)


class Copy(NamedTuple):
    """outbox_id: the row whose post shows others beside it (models/actions/queue/merged_posts.py)."""

    provider_id: str
    outbox_id: int | None


def copies_at(tx: Connection, place: Mapping[str, object]) -> tuple[Copy, ...]:
    """Where a part of a message appeared in one chat or topic.

    place: message_id, account, address, thread_id, part.
    """
    return tuple(Copy(*row) for row in tx.execute(_COPIES, place))


_COPY_SENT = (
    select(outbox.c.address_id)
    .join(delivery, delivery.c.id == outbox.c.delivery_id)
    .where(
        delivery.c.organisation_id == bindparam("organisation_id"),
        delivery.c.message_id == bindparam("message_id"),
        delivery.c.purpose == Purpose.COPY,
    )
    .order_by(outbox.c.id.desc())
    .limit(1)
)


def copy_sent_to(tx: Connection, organisation_id: OrganisationId, message_id: int) -> int | None:
    """The address of somebody besides the requester where an answer went; None: it went to nobody else."""
    wanted = {"organisation_id": organisation_id, "message_id": message_id}
    return tx.execute(_COPY_SENT, wanted).scalar_one_or_none()


_HEADER = select(delivery.c.header).where(
    delivery.c.organisation_id == bindparam("organisation_id"),
    delivery.c.message_id == bindparam("message_id"),
    delivery.c.purpose == Purpose.COPY,
)


def header_of_copy(tx: Connection, organisation_id: OrganisationId, message_id: int) -> str:
    """The line that stands before it there."""
    wanted = {"organisation_id": organisation_id, "message_id": message_id}
    return tx.execute(_HEADER, wanted).scalars().first() or ""
