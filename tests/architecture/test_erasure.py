"""A table that names a person, or what is theirs, says what an erasure does with it."""

from sqlalchemy import Table

from models.actions.erasure import scrubbing
from models.tables import metadata

_THEIRS = ("person_id", "address_id", "ticket_id", "message_id", "from_person_id", "outbox_id")


def test_every_table_of_persons_and_of_what_is_theirs_is_scrubbed_or_kept_for_a_reason() -> None:
    scrubbed = {one.name for one in vars(scrubbing).values() if isinstance(one, Table)}
    named = {table.name for table in metadata.tables.values() if any(name in table.c for name in _THEIRS)}
    forgotten = named - scrubbed - set(scrubbing.KEPT)
    assert not forgotten, "see models/actions/erasure/scrubbing.py: scrub them there, or say in KEPT why they stay"
    assert not scrubbed & set(scrubbing.KEPT)
    assert set(scrubbing.KEPT) <= set(metadata.tables)
