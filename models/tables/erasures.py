"""Persons who are erased, what came of it, and copies of their data that people asked for."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, String, Table, Text

from models.tables.base import Id, Json, UtcDateTime, identity, metadata

#: One erasure of a person. `code`: the number of its act, which says nothing of whom. `by`: person or administrator.
#: `state`: models/rules/requests/erasures.py; `next_at`: when it is gone on with. `begins_at`: until then it can be
#: called off. `counts`: what was erased, by category. `holds`: what the steps to come need of what is erased already
#: (places in the world, files); emptied by the last one. `kept`: what could not be erased, without words of anybody.
#: `again`: the person came back with a backup.
erasure = Table(
    "erasure",
    metadata,
    identity(),
    Column("organisation_id", Id, ForeignKey("organisation.id"), nullable=False),
    Column("person_id", Id, nullable=True, index=True),
    Column("person_code", String(32), nullable=False),
    Column("code", String(32), nullable=False, unique=True),
    Column("by", String(16), nullable=False),
    Column("by_address_id", Id, nullable=True),
    Column("state", String(16), nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("begins_at", UtcDateTime, nullable=False),
    Column("next_at", UtcDateTime, nullable=True),
    Column("begun_at", UtcDateTime, nullable=True),
    Column("done_at", UtcDateTime, nullable=True),
    Column("counts", Json, nullable=True),
    Column("holds", Json, nullable=True),
    Column("kept", Json, nullable=True),
    Column("again", Boolean, nullable=False, server_default="0"),
)
Index(
    "ix_erasure_due",
    erasure.c.next_at,
    sqlite_where=erasure.c.next_at.is_not(None),
    postgresql_where=erasure.c.next_at.is_not(None),
)

#: An address of somebody who was erased, so that an import does not bring them back in silence: a digest with the
#: salt of the organisation, and nothing else.
erased_address = Table(
    "erased_address",
    metadata,
    identity(),
    Column("organisation_id", Id, ForeignKey("organisation.id"), nullable=False),
    Column("erasure_id", Id, ForeignKey("erasure.id"), nullable=False),
    Column("salt", String(32), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("erased_at", UtcDateTime, nullable=False),
)
Index("ix_erased_address_digest", erased_address.c.organisation_id, erased_address.c.digest)

#: A copy of a person's data that they asked for at `address_id`. `state`: asked, sent, failed. `next_at`: when it is
#: made, and then when its files go. `message_id`: of ours, that carries them.
person_copy = Table(
    "person_copy",
    metadata,
    identity(),
    Column("organisation_id", Id, ForeignKey("organisation.id"), nullable=False),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False, index=True),
    Column("address_id", Id, ForeignKey("address.id"), nullable=False),
    Column("state", String(16), nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("next_at", UtcDateTime, nullable=True),
    Column("message_id", Id, nullable=True),
    Column("error", Text, nullable=True),
)
Index(
    "ix_person_copy_due",
    person_copy.c.next_at,
    sqlite_where=person_copy.c.next_at.is_not(None),
    postgresql_where=person_copy.c.next_at.is_not(None),
)
