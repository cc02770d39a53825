"""Who else can read what somebody has just asked."""

from dataclasses import dataclass

from bot.scope import Scope
from models.queries.persons import Requester
from models.queries.sights import readers_of
from models.rules.contracts.standing import Contract
from models.rules.regulation.organisations import OrganisationId


@dataclass(frozen=True)
class _Filed:
    """A ticket that was opened a moment ago."""

    id: int
    organisation_id: OrganisationId
    person_id: int
    contract_id: int
    contract_state: str


def of_new(scope: Scope, who: Requester, ticket_id: int, contract: Contract | None) -> tuple[str, ...]:
    """Their names. Of what is under no contract there is nobody yet."""
    if contract is None:
        return ()
    filed = _Filed(ticket_id, scope.organisation_id, who.person_id, contract.id, contract.state)
    return tuple(one.name for one in readers_of(scope.tx, filed))
