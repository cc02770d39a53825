"""What a contract is, and whether it may be relied on."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from models.rules.regulation.organisations import OrganisationId

PERSON: Final = "person"
LEGAL: Final = "legal"
CLIENT_KINDS: Final = (PERSON, LEGAL)

ACTIVE: Final = "active"
SUSPENDED: Final = "suspended"
ENDED: Final = "ended"
STATES: Final = (ACTIVE, SUSPENDED, ENDED)

OWN: Final = "own"
ALL: Final = "all"
SEES: Final = (OWN, ALL)


@dataclass(frozen=True)
class Contract:
    """tier: of the regulation; None: the lowest. paid_until: the last day that is paid for; None: nobody said."""

    id: int
    organisation_id: OrganisationId
    number: str
    tier: str | None
    client_kind: str
    state: str
    paid_until: date | None

    @property
    def in_force(self) -> bool:
        return self.state == ACTIVE

    def is_paid(self, today: date) -> bool:
        """today: where the organisation is. Where nobody keeps payments, nobody is behind with them."""
        return self.paid_until is None or self.paid_until >= today
