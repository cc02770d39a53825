"""How it became known who somebody is: invitations, attempts, addresses joined to a person, the word of the staff."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, String, Table, Text

from models.tables.base import Id, Json, UtcDateTime, identity, metadata

#: A code that staff gave to somebody; only its digest is kept. `person_id`: whose it is; empty: of whoever uses it,
#: who then speaks for the contract. `issued_by`: the agent, for the desk `desk_id`; empty: the administrator.
#: `used_address_id`: from where.
#: `issued_by_person_id`: who of the contract's contact persons did, in place of staff.
#: `revoked_at`: since when it is good for nothing, though nobody used it.
invitation = Table(
    "invitation",
    metadata,
    identity(),
    Column("organisation_id", Id, ForeignKey("organisation.id"), nullable=False),
    Column("digest", String(64), nullable=False, unique=True),
    Column("person_id", Id, ForeignKey("person.id"), nullable=True),
    Column("contract_id", Id, ForeignKey("contract.id"), nullable=True),
    Column("may_change_contacts", Boolean, nullable=False, server_default="0"),
    Column("issued_by", Id, ForeignKey("agent.id"), nullable=True),
    Column("issued_by_person_id", Id, nullable=True),
    Column("desk_id", Id, nullable=True),
    Column("issued_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime, nullable=True),
    Column("used_address_id", Id, nullable=True),
    Column("revoked_at", UtcDateTime, nullable=True),
)

#: One chat tried to say who it is, right or wrong. `way`: models/rules/regulation/identification.py.
identification_attempt = Table(
    "identification_attempt",
    metadata,
    identity(),
    Column("organisation_id", Id, ForeignKey("organisation.id"), nullable=False),
    Column("address_id", Id, ForeignKey("address.id"), nullable=False),
    Column("way", String(16), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
Index("ix_identification_attempt", identification_attempt.c.address_id, identification_attempt.c.at)

#: An address turned out to be of somebody. `from_person_id`: whose it was thought to be; `to_person_id`: the
#: same where the person only came to speak for `contract_id`. `way`: as above, or link: made in another chat of that
#: person, `by_address_id`. `agent_id`: who took it on themselves. `code_proved`: a code was sent there and came back.
#: `before`: what else an undo brings back. `tickets`: that went along, each with whether it was unidentified, whether
#: it came under a contract then, and where it was answered. `desk_id`: whose staff did it; empty: nobody's.
#: `undone_at`: since when it is not so.
person_join = Table(
    "person_join",
    metadata,
    identity(),
    Column("organisation_id", Id, ForeignKey("organisation.id"), nullable=False),
    Column("address_id", Id, ForeignKey("address.id"), nullable=False, index=True),
    Column("from_person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("to_person_id", Id, ForeignKey("person.id"), nullable=False, index=True),
    Column("contract_id", Id, ForeignKey("contract.id"), nullable=True),
    Column("way", String(16), nullable=False),
    Column("agent_id", Id, ForeignKey("agent.id"), nullable=True),
    Column("desk_id", Id, nullable=True),
    Column("code_proved", Boolean, nullable=False, server_default="0"),
    Column("by_address_id", Id, nullable=True),
    Column("tickets", Json, nullable=False),
    Column("before", Json, nullable=True),
    Column("at", UtcDateTime, nullable=False),
    Column("undone_at", UtcDateTime, nullable=True),
    Column("undone_by", Id, ForeignKey("agent.id"), nullable=True),
)

#: Somebody asked the staff of a desk to say who they are. `words`: theirs; erasure empties them.
#: `state`: asked, approved, rejected.
vouching = Table(
    "vouching",
    metadata,
    identity(),
    Column("organisation_id", Id, ForeignKey("organisation.id"), nullable=False),
    Column("address_id", Id, ForeignKey("address.id"), nullable=False, index=True),
    Column("desk_id", Id, nullable=True),
    Column("words", Text, nullable=True),
    Column("state", String(16), nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("decided_at", UtcDateTime, nullable=True),
    Column("decided_by", Id, ForeignKey("agent.id"), nullable=True),
)
