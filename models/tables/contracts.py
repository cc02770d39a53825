"""Contracts, and the persons who may speak for them."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, String, Table, UniqueConstraint

from models.tables.base import Id, UtcDateTime, identity, metadata

#: `number`: as people write it; `normal_number`: what two spellings of one number have in common
#: (models/rules/contracts/numbers.py). `tier`: of the regulation; none: the lowest. `client_kind`: person, legal.
#: `state`: active, suspended, ended. `paid_until`: the last day that is paid for; empty: nobody said.
#: `changed_at`: when one of these was last changed.
contract = Table(
    "contract",
    metadata,
    identity(),
    Column("organisation_id", Id, ForeignKey("organisation.id"), nullable=False),
    Column("number", String(64), nullable=False),
    Column("normal_number", String(64), nullable=False),
    Column("tier", String(64), nullable=True),
    Column("client_kind", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("paid_until", Date, nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    UniqueConstraint("organisation_id", "normal_number"),
)

#: A person who may speak for a contract. `sees`: own (their own tickets only) or all (of the contract).
#: `may_change_contacts`: who else speaks for it. `email`: kept until mail can be sent there; no address, as nothing
#: carries mail yet.
contact_person = Table(
    "contact_person",
    metadata,
    identity(),
    Column("organisation_id", Id, ForeignKey("organisation.id"), nullable=False),
    Column("contract_id", Id, ForeignKey("contract.id"), nullable=False),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("sees", String(8), nullable=False, server_default="own"),
    Column("may_change_contacts", Boolean, nullable=False, server_default="0"),
    Column("email", String(254), nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("contract_id", "person_id"),
)
Index("ix_contact_person_person_id", contact_person.c.person_id)
