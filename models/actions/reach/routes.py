"""By which of the requester's addresses words leave: nearly always where they last wrote, at no cost."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from models.actions.queue.delivery_rows import NewDelivery
from models.actions.reach import windows
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.chains import CATEGORY_OF, Chain, address_of_message, chain_of, message_to
from models.queries.reach import read_others
from models.queries.tickets import TicketView
from models.rules.delivery.address_changes import GONE
from models.rules.delivery.address_states import REACHABLE
from models.rules.delivery.chain import (
    AskLeave,
    Message,
    Use,
    UsedFor,
    Wait,
    bars,
    in_order,
    next_step,
    proof_at,
    suits,
)
from models.rules.delivery.outcomes import Purpose
from models.rules.regulation.parsing import Regulation


@dataclass(frozen=True)
class Route:
    """view: the ticket, as if the requester were reached where it leads. held_until: the quiet hours there end then.
    leave_until: its window is closed, and words wait there for leave until then.

    only_notice: no more than that there is a message. barred: the regulation lets nothing go to them. nowhere: they
    have nothing any more.
    """

    view: TicketView
    held_until: datetime | None = None
    leave_until: datetime | None = None
    only_notice: bool = False
    barred: bool = False
    nowhere: bool = False


def route(
    tx: Connection, at: Instant, view: TicketView, regulation: Regulation, purpose: Purpose, by: int | None = None
) -> Route:
    """Where nobody can be reached at all, words try where they last wrote, unless that was removed: staff see what
    becomes of them.

    by: the address that an agent chose; what the regulation says of its transport holds all the same.
    """
    if by is None and is_plain(view, regulation) and not windows.is_closed(tx, at, view):
        return Route(view)
    chain = chain_of(tx, view, regulation, at.now)
    message = message_to(tx, view, regulation, CATEGORY_OF[purpose])
    if by is not None and by in chain.rows:
        return _chosen(chain, message, by)
    decision = next_step(chain.reaches, (), message, at.now)
    if isinstance(decision, AskLeave):
        return Route(chain.at(decision.address_id), leave_until=decision.until)
    if isinstance(decision, Use):
        return Route(chain.at(decision.address_id), only_notice=decision.only_notice)
    if isinstance(decision, Wait):
        first = in_order([one for one in chain.reaches if suits(one, message, at.now)], message)[0]
        return Route(chain.at(first.id), held_until=decision.until)
    if view.address_reason not in GONE:
        return Route(view, barred=_is_barred(chain, message))
    left = in_order([one for one in chain.reaches if not bars(one, message)], message)
    return Route(chain.at(left[0].id)) if left else Route(view, nowhere=True)


def _chosen(chain: Chain, message: Message, by: int) -> Route:
    reach = next(one for one in chain.reaches if one.id == by)
    waits = reach.leave_until if reach.is_closed else None
    notice, barred = reach.used_for is UsedFor.ONLY_NOTICE, bars(reach, message)
    return Route(chain.at(by), leave_until=waits, only_notice=notice, barred=barred)


def is_plain(view: TicketView, regulation: Regulation) -> bool:
    """Nothing speaks against where they last wrote: no other address need be looked at."""
    if view.address_reason in GONE:
        return False
    return (
        view.address_state in REACHABLE
        and view.paused_at is None
        and view.quiet_from is None
        and regulation.used_for(view.transport) is UsedFor.ALL
        and (view.traits.window is None or view.others is None)
    ) or (view.others is None and view.address_state not in REACHABLE and not regulation.transports)


def _is_barred(chain: Chain, message: Message) -> bool:
    here = next((one for one in chain.reaches if one.id == message.wrote_from), None)
    return here is not None and bars(here, message)


def with_chain(view: TicketView, regulation: Regulation, new: NewDelivery, now: datetime) -> NewDelivery:
    """When it goes on by another address, should it not arrive. view: where its first step leads."""
    if view.others is None or not any(one.works for one in read_others(view.others)):
        return new
    category, rules = CATEGORY_OF[new.purpose], regulation.delivery
    proof = proof_at(view.traits, rules.proof_of(category))
    return replace(new, proof=proof, next_at=now + rules.patience_of(category))


def where_it_went(
    tx: Connection, at: Instant, view: TicketView, regulation: Regulation, message_id: int
) -> TicketView:
    """The ticket, as if its requester were reached where that message went last: it is corrected there."""
    if view.others is None:
        return view
    address_id = address_of_message(tx, view.organisation_id, message_id)
    if address_id is None or address_id == view.address_id:
        return view
    chain = chain_of(tx, view, regulation, at.now)
    return chain.at(address_id) if address_id in chain.rows else view


def notice_of(view: TicketView, regulation: Regulation) -> str:
    """That there is a message, and where it is read."""
    read_at = regulation.transports[view.transport].read_at
    where = read_at.in_(view.language) if read_at is not None else ""
    return say(view.language, "message.read_elsewhere", number=view.number, where=where)
