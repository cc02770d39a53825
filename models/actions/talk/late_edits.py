"""Corrections above the limit of a minute: the last words are kept at once, and shown once when a minute is over.

A row of the inbox waits for that: it names the version that is shown meanwhile, and all corrections until then are
one, with one version.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Connection, select

from models.actions.queue.inbox import RawInbound, store_inbound
from models.actions.reach.flood import WINDOW
from models.actions.talk import messages, mirrored_edits
from models.actions.talk.messages import Corrected
from models.clock import Instant
from models.queries.messages import messages_by_ids
from models.queries.persons import is_blocked
from models.rules.regulation.organisations import OrganisationId
from models.rules.texts.manner import Manner
from models.tables.lanes import inbox
from models.tables.messages import message_version

#: The kind of an inbox row that says so: {kind, message_id, version}.
LATE: Final = "late_edit"


def waits(tx: Connection, organisation_id: OrganisationId, transport: str, account: str, message_id: int) -> bool:
    """Whether the message reads otherwise where it was shown, and will be corrected there soon."""
    shown = messages_by_ids(tx, organisation_id, [message_id])[0].version - 1
    row = select(inbox.c.id).where(
        inbox.c.transport == transport,
        inbox.c.account == account,
        inbox.c.provider_id == _name(message_id, shown),
        inbox.c.state == "pending",
    )
    return tx.execute(row).first() is not None


def edit_later(
    tx: Connection,
    at: Instant,
    organisation_id: OrganisationId,
    transport: str,
    account: str,
    message_id: int,
    words: Corrected,
) -> None:
    """The message has these words from now on; whoever was shown the former ones sees them in a minute."""
    before = messages_by_ids(tx, organisation_id, [message_id])[0]
    now = messages.after(before, words)
    if now == before:
        return
    if waits(tx, organisation_id, transport, account, message_id):
        messages.put_words(tx, now, before.version)
        return
    messages.keep_version(tx, at, before)
    messages.put_words(tx, now, before.version + 1)
    # what was in no ticket yet comes with its last words into the one that opens
    shown = {"version": before.version} if before.ticket_id is not None else {}
    payload = {"kind": LATE, "message_id": message_id, **shown}
    row = RawInbound(_name(message_id, before.version), f"late:{message_id}", payload, hold=WINDOW)
    store_inbound(tx, transport, account, [row], at.real)


def show(tx: Connection, at: Instant, organisation_id: OrganisationId, payload: Mapping[str, Any]) -> None:
    """The minute is over; nothing is shown of who was blocked meanwhile. payload: of the row."""
    if "version" not in payload:
        return
    now = messages_by_ids(tx, organisation_id, [payload["message_id"]])[0]
    if now.address_id is not None and is_blocked(tx, organisation_id, now.address_id):
        return
    former = tx.execute(
        select(message_version.c.text, message_version.c.entities, message_version.c.manner).where(
            message_version.c.message_id == now.id, message_version.c.version == payload["version"]
        )
    ).one()
    text, manner = former.text or "", Manner.from_json(former.manner)
    meaning = messages.meaning_after(now, text)
    shown = replace(now, text=text, entities=tuple(former.entities or ()), manner=manner, meaning=meaning)
    if shown != now:
        mirrored_edits.show_edit(tx, at, shown, now)


def _name(message_id: int, version: int) -> str:
    return f"{LATE}:{message_id}:{version}"
