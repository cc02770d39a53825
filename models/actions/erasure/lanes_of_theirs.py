"""What waits in the lanes of a person and of their tickets ends; and the lanes lose the names of their addresses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Text, and_, bindparam, cast, null, or_, select, update

from models.actions.erasure.theirs import Place, Theirs
from models.actions.queue import outbox
from models.clock import Instant
from models.queries.transports import traits_of
from models.rules.delivery.states import READY, WAITING, DeliveryState
from models.rules.delivery.transports import Transport
from models.rules.requests.erasures import ERASED
from models.tables.among import among
from models.tables.deliveries import delivery
from models.tables.lanes import inbox, lane
from models.tables.lanes import outbox as outbox_rows
from models.tables.persons import address

#: Of whichever organisation: lanes of a phone are shared by all.
_SOMEBODYS = select(address.c.id, address.c.organisation_id).where(
    address.c.transport == bindparam("transport"),
    address.c.account == bindparam("account"),
    address.c.address == bindparam("address"),
)


@dataclass(frozen=True)
class LaneKeys:
    """own: of tickets and files, which nobody else has. places: of addresses, each with what finds its lanes: a phone
    has one with each SIM, whosever it is.
    """

    own: Sequence[str]
    places: Sequence[tuple[Place, ColumnElement[bool]]]

    def rows(self) -> ColumnElement[bool]:
        return or_(among(lane.c.key, "own"), *(here for _, here in self.places))


def lane_keys(tx: Connection, whole: Theirs, places: Sequence[Place]) -> LaneKeys:
    of_tickets = (outbox.topic_lane, outbox.view_lane, outbox.ladder_lane)
    own = [name(ticket_id) for ticket_id in whole.tickets for name in of_tickets]
    own += [outbox.file_lane(file_id) for file_id in whole.attachments]
    return LaneKeys(own, [(place, _here(traits_of(tx, place.transport), place)) for place in places])


def _here(traits: Transport, place: Place) -> ColumnElement[bool]:
    key = lane.c.key == outbox.lane_of(traits, place.address)
    return key if traits.shared_account else and_(key, lane.c.account == place.account)


def own_lanes(tx: Connection, whole: Theirs) -> list[int]:
    """Ids, of tickets and files."""
    keys = lane_keys(tx, whole, ())
    return list(tx.execute(select(lane.c.id).where(among(lane.c.key, "own")), {"own": keys.own}).scalars())


def stop_waiting(tx: Connection, at: Instant, whole: Theirs) -> None:
    """Nothing that was written to or about them leaves any more; what is being sent at this moment can't be held."""
    ended = {"state": DeliveryState.CANCELLED, "ended_at": at.real, "error": "its person is erased"}
    for column, values in (
        (outbox_rows.c.lane_id, own_lanes(tx, whole)),
        (outbox_rows.c.address_id, whole.addresses),
        (outbox_rows.c.ticket_id, whole.tickets),
        (outbox_rows.c.delivery_id, whole.deliveries),
        (outbox_rows.c.message_id, whole.messages),
    ):
        waits = update(outbox_rows).where(outbox_rows.c.state.in_(READY), among(column, "ids"))
        tx.execute(waits.values(ended), {"ids": values})
    ours = (delivery.c.organisation_id == whole.organisation_id, among(delivery.c.id, "ids"))
    begun = update(delivery).where(*ours, delivery.c.state == DeliveryState.PENDING)
    tx.execute(begun.values(state=DeliveryState.CANCELLED), {"ids": whole.deliveries})
    still = update(delivery).where(*ours).values(next_at=None)
    tx.execute(still, {"ids": whole.deliveries})


def busy(tx: Connection, keys: LaneKeys, since: datetime) -> bool:
    """Whether something of before is still on its way, or a sender still has a lane that was theirs alone."""
    waits = (outbox_rows.c.state.in_(WAITING), outbox_rows.c.created_at <= since)
    rows = select(outbox_rows.c.id).join(lane).where(keys.rows(), *waits).limit(1)
    held = select(lane.c.id).where(among(lane.c.key, "own"), lane.c.leased_until.is_not(None)).limit(1)
    asked = {"own": keys.own}
    return tx.execute(rows, asked).first() is not None or tx.execute(held, asked).first() is not None


def rename_lanes(tx: Connection, whole: Theirs, places: Sequence[Place]) -> None:
    """But for those in which somebody new writes from there by now. What was set aside in them loses its words too:
    of others it is kept for whoever looks into it, and there is no telling theirs once the lane has lost its name.
    """
    keys = lane_keys(tx, whole, places)
    for place, here in keys.places:
        if tx.execute(_SOMEBODYS, vars(place)).first() is not None:
            continue
        pending = select(inbox.c.lane_id).where(inbox.c.state == "pending")
        leaving = select(outbox_rows.c.lane_id).where(outbox_rows.c.state.in_(WAITING))
        idle = (lane.c.id.not_in(pending), lane.c.id.not_in(leaving), lane.c.leased_until.is_(None))
        nameless = cast(lane.c.id, Text).concat(f":{ERASED}")
        theirs = select(lane.c.id).where(here, *idle)
        set_aside = (inbox.c.lane_id.in_(theirs), inbox.c.state == "failed")
        tx.execute(update(inbox).where(*set_aside).values(payload=null(), purge_at=None, error=None))
        tx.execute(update(lane).where(here, *idle).values(key=nameless))
