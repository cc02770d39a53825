"""What is known already of the contracts, persons and phones that a part of a sheet names."""

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass
class KnownContact:
    """A person who speaks for a contract."""

    person_id: int
    name: str
    sees: str
    may_change: bool
    email: str | None


@dataclass
class KnownContract:
    """Columns of the table. id: below zero of one that is still to be made."""

    id: int
    number: str
    tier: str | None
    client_kind: str
    state: str
    paid_until: date | None
    contacts: list[KnownContact] = field(default_factory=list)


@dataclass
class Owner:
    """Whose a phone is. speaks: for some contract. state: of the address."""

    person_id: int
    name: str
    speaks: bool
    state: str


@dataclass
class Known:
    """contracts: by normal number. owners: by phone. A plan adds what it makes, so that later lines find it.

    erased: phones of people who were erased, and when; who has one of them is not brought back.
    """

    contracts: dict[str, KnownContract] = field(default_factory=dict)
    owners: dict[str, Owner] = field(default_factory=dict)
    erased: dict[str, datetime] = field(default_factory=dict)
