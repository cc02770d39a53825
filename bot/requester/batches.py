"""What the messages of one batch of the inbox have in common: editions, and what is read ahead for all of them."""

from collections.abc import Sequence

from sqlalchemy import Connection

from bot.requester.editions import Editions
from bot.requester.heard import Plain, Readers
from bot.requester.whose import whose
from models.actions.queue.inbox import Waiting
from models.actions.queue.shared_batches import SharedBatch
from models.actions.tickets.read_ahead import Coming, ReadAhead, Service
from models.clock import Instant
from models.rules.regulation.organisations import OrganisationId


class Batch:
    """messages: all of it, in order. shared: None: each is processed for itself."""

    def __init__(
        self,
        tx: Connection,
        at: Instant,
        messages: Sequence[Sequence[Waiting]] = (),
        shared: SharedBatch | None = None,
    ) -> None:
        self.editions = Editions(tx, at.now)
        self.ahead = ReadAhead(tx, shared)
        self._shared = shared
        self._firsts = [rows[0] for rows in messages]

    def begin(self, readers: Readers, first: Waiting, organisation_id: OrganisationId) -> None:
        """The next message is processed. first: of its rows."""
        if self._shared is None:
            return
        plain = _plain(readers, first)
        self._shared.begin(plain=plain is not None)
        if plain is not None and not self.ahead.expects(_coming(first, organisation_id, plain)):
            with self._shared.of_all():
                run = self._run(readers, first)
            self._shared.coming = len(run)
            self.ahead.read(run)

    def _run(self, readers: Readers, first: Waiting) -> list[Coming]:
        """From this message on, as far as they may be plain: what comes after any other is read after it."""
        run: list[Coming] = []
        begins = next((n for n, row in enumerate(self._firsts) if row.id == first.id), None)
        for row in [first] if begins is None else self._firsts[begins:]:
            plain = _plain(readers, row)
            if plain is None:
                break
            coming = _coming(row, whose(readers, self.editions, row).organisation_id, plain)
            if run and (coming.service, coming.address) in self.ahead.strangers:
                break
            run.append(coming)
        return run


def _plain(readers: Readers, row: Waiting) -> Plain | None:
    """None: it is more than words that somebody typed, and may ask for anything."""
    reader = readers.get(row.transport)
    return None if row.own_kind or reader is None else reader.plain(row)


def _coming(row: Waiting, organisation_id: OrganisationId, plain: Plain) -> Coming:
    return Coming(Service(organisation_id, row.transport, row.account), plain.address, plain.topic)
