"""One stored row → its reader → the one path. Runs inside the transaction of the inbox loop."""

from collections.abc import Sequence

from sqlalchemy import Connection

from bot.requester import known, path, proving, silence
from bot.requester.batches import Batch
from bot.requester.heard import Readers, Served
from bot.requester.proving import NAMED
from bot.requester.whose import whose
from bot.scope import Scope
from models.actions.delivery import receipts
from models.actions.queue.inbox import Waiting
from models.actions.reach.becoming_known import KNOWN
from models.actions.talk import late_edits, reactions
from models.actions.talk.drafts import SILENCE
from models.clock import Instant
from models.rules.delivery.transports import UnknownTransport


def handle(readers: Readers, tx: Connection, at: Instant, batch: Batch, rows: Sequence[Waiting]) -> Served:
    """rows: one message. Raises for what is not understood: it is set aside, kept and named."""
    first = rows[0]
    edition = whose(readers, batch.editions, first)
    batch.begin(readers, first, edition.organisation_id)
    scope = Scope(tx, at, first.account, edition, batch.ahead, tuple(row.id for row in rows))
    kind = first.own_kind
    if kind == SILENCE:
        silence.passed(scope, first.transport, first.payload["address"])
    elif kind == KNOWN:
        known.heard(scope, first.transport, first.payload["address"], first.payload["refused"])
    elif kind == NAMED:
        proving.look_up(scope, first.transport, first.payload["address"], first.payload["number"])
    elif kind == late_edits.LATE:
        late_edits.show(tx, at, scope.organisation_id, first.payload)
    elif kind == reactions.LATE:
        reactions.show(tx, at, scope.organisation_id, first.payload)
    elif kind == receipts.LATE:
        receipts.take_late(tx, at, (first.transport, first.account), first.payload)
    elif first.transport not in readers:
        raise UnknownTransport(f"nobody reads what comes by {first.transport!r}")
    else:
        read = readers[first.transport].read(scope, rows)
        return Served() if batch.takes_later(read, rows) else path.take(scope, read)
    return Served()
