"""How people prove that an address is theirs, what changed about addresses, and what people consented to."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from models.tables.base import Id, Json, UtcDateTime, identity, metadata

#: A code, or a one-time link, that was given out: only a digest of it is kept. `person_id`: who has to say it.
#: `purpose`: what it proves. `transport`, `account`, `address`: where it was sent; empty: to nobody.
#: `subject_id`: of what it is about besides the address, by purpose. `counted_as`, `also_counted_as`: digests of what
#: the limits count by besides the person: the address, a contract. `tries`: wrong ones. `used_at`: when it was right.
#: `closed_at`: since when it is good for nothing, used or not.
address_challenge = Table(
    "address_challenge",
    metadata,
    identity(),
    Column("organisation_id", Id, ForeignKey("organisation.id"), nullable=False),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("purpose", String(16), nullable=False),
    Column("transport", String(16), nullable=True),
    Column("account", String(64), nullable=True),
    Column("address", String(254), nullable=True),
    Column("subject_id", Id, nullable=True),
    Column("counted_as", String(64), nullable=False),
    Column("also_counted_as", String(64), nullable=True),
    Column("salt", String(32), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime, nullable=True),
    Column("closed_at", UtcDateTime, nullable=True),
    Index("ix_address_challenge_person_id", "person_id", "created_at"),
    Index("ix_address_challenge_counted_as", "counted_as", "created_at"),
    Index("ix_address_challenge_also_counted_as", "also_counted_as", "created_at"),
    Index("ix_address_challenge_digest", "digest"),
)

#: One change of a person's addresses, for them and for staff to read, and for some kinds to undo. `kind`: a member of
#: models/rules/delivery/address_changes.py. `by_address_id`: from where it was asked for; empty: nobody asked.
#: `before`: what undoes it. `undone_at`: when that was done.
address_event = Table(
    "address_event",
    metadata,
    identity(),
    Column("organisation_id", Id, ForeignKey("organisation.id"), nullable=False),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False, index=True),
    Column("address_id", Id, ForeignKey("address.id"), nullable=True, index=True),
    Column("kind", String(16), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("by_address_id", Id, nullable=True),
    Column("before", Json, nullable=True),
    Column("undone_at", UtcDateTime, nullable=True),
)

#: What a person agreed to. `purpose`: personal, advertising. `text`: the exact words that stood above the
#: button. `address_id`: where it was pressed. `withdrawn_at`: since when it holds no more,
#: `withdrawn_address_id`: from where.
consent = Table(
    "consent",
    metadata,
    identity(),
    Column("organisation_id", Id, ForeignKey("organisation.id"), nullable=False),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False, index=True),
    Column("purpose", String(16), nullable=False),
    Column("edition_id", Id, ForeignKey("edition.id"), nullable=False),
    Column("text", Text, nullable=False),
    Column("given_at", UtcDateTime, nullable=False),
    Column("address_id", Id, nullable=False),
    Column("withdrawn_at", UtcDateTime, nullable=True),
    Column("withdrawn_address_id", Id, nullable=True),
)
