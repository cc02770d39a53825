"""An address that a service says nothing can reach: it is dead until its person writes from it, others go first."""

from typing import Final

from sqlalchemy import Connection

from models.actions.delivery.outcomes import Attempt
from models.actions.desk import topics
from models.actions.reach import persons
from models.actions.talk import leave
from models.clock import Instant
from models.queries.persons import NOT_STARTED, why_dead
from models.queries.regulation import edition_of
from models.queries.tickets import ticket_of_row
from models.rules.delivery.address_states import AddressState
from models.rules.delivery.send_results import Refusal

#: What is said of the person, and not of the message; why it is dead then.
_OF_THE_ADDRESS: Final = {Refusal.BLOCKED: "blocked", Refusal.UNDELIVERABLE: "undeliverable"}


def mark(tx: Connection, at: Instant, attempt: Attempt, refusal: Refusal) -> bool:
    """True: the address is dead from now on. It is shown on the card, and what waits for leave there goes on."""
    reason = _OF_THE_ADDRESS.get(refusal)
    if reason is None or attempt.address_id is None or attempt.ticket_id is None:
        return False
    view = ticket_of_row(tx, attempt.ticket_id)
    if why_dead(tx, view.organisation_id, attempt.address_id) == NOT_STARTED:
        return False
    marked = persons.mark_address(tx, view.organisation_id, attempt.address_id, AddressState.DEAD, reason, at.now)
    if marked:
        leave.wait_no_more(tx, at, view.organisation_id, attempt.address_id)
        topics.refresh_card(tx, at, view, edition_of(tx, view).regulation)
    return marked
