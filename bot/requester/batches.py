"""What the messages of one batch of the inbox have in common: editions, and what is read ahead for all of them."""

from collections.abc import Sequence

from sqlalchemy import Connection

from bot.requester.editions import Editions
from bot.requester.heard import Plain, Read, Readers
from bot.requester.whose import whose
from models.actions.delivery import arrived
from models.actions.delivery.receipts import Receipt
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
        self._tx, self._at = tx, at
        #: What services said of messages that arrived, and nothing that is more than plain came after.
        self._arrived: list[tuple[Receipt, Sequence[Waiting]]] = []
        #: Rows with such words about nothing of ours.
        self.about_nobody: list[int] = []

    def begin(self, readers: Readers, first: Waiting, organisation_id: OrganisationId) -> None:
        """The next message is processed. first: of its rows."""
        if self._shared is None:
            return
        plain = _plain(readers, first)
        self._shared.begin(plain=plain is not None)
        if plain is None:
            self.take_arrived()
        if plain is not None and not self.ahead.expects(_coming(first, organisation_id, plain)):
            with self._shared.of_all():
                run = self._run(readers, first)
            self._shared.coming = len(run)
            self.ahead.read(run)

    def takes_later(self, read: Read, rows: Sequence[Waiting]) -> bool:
        """Whether it is taken together with others of its kind: by take_arrived. rows: where it was read."""
        if self._shared is None or not isinstance(read, Receipt) or read.state not in arrived.ARRIVED:
            return False
        self._arrived.append((read, rows))
        return True

    def take_arrived(self) -> None:
        """What waits of the batch is written before."""
        told, self._arrived = self._arrived, []
        unknown = arrived.take_all(self._tx, self._at, [one for one, _ in told])
        self.about_nobody += [row.id for one, rows in told if arrived.place_of(one) in unknown for row in rows]

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
