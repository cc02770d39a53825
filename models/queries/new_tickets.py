"""A ticket that was made this moment, as others see it."""

from collections.abc import Mapping
from typing import Any

from models.queries.persons import Requester
from models.queries.tickets import TicketView
from models.rules.contracts.standing import Contract

_NOTHING_YET: Mapping[str, Any] = dict.fromkeys(
    (
        *("assignee_id", "assignee_name", "answered_at", "waiting_since", "closing_proposed_at", "closed_at"),
        *("merged_into", "merged_into_id", "dismissed_as", "address_reason", "blocked_at"),
        *("paused_at", "quiet_from", "quiet_until"),
        *("topic_account", "topic_chat_id", "thread_id", "topic_state"),
    )
)


def new_ticket_view(
    ticket_id: int, desk_key: str, row: Mapping[str, Any], requester: Requester, contract: Contract | None
) -> TicketView:
    """The view of a ticket that was made this moment, without asking the database again.

    row: the values of its columns. It has no topic yet, nobody leads it, and nothing happened to it.
    """
    return TicketView(
        id=ticket_id,
        desk_key=desk_key,
        extended=False,
        transport=requester.transport,
        traits=requester.traits,
        role=requester.role,
        account=requester.account,
        address=requester.address,
        sim=requester.sim,
        heard_at=requester.heard_at,
        address_state=requester.address_state,
        blocked_messages=0,
        others=requester.others,
        contract_number=contract.number if contract else None,
        contract_state=contract.state if contract else None,
        contract_paid_until=contract.paid_until if contract else None,
        requester_name=requester.name,
        language=requester.language,
        zone=requester.zone,
        **_NOTHING_YET,
        **row,
    )
