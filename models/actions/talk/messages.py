"""What is said: keeping a message, carrying it to the other side, mirroring its edits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, update

from models.actions.desk import topics
from models.actions.queue.batched_writes import write
from models.actions.queue.shared_batches import add_row
from models.actions.talk import mirrored_edits, thanks
from models.actions.talk.requester_clock import Reading, requester_wrote
from models.actions.tickets import attachments, reached
from models.actions.tickets.filing import file_words_of_requester
from models.clock import Instant
from models.queries.messages import MessageView, messages_by_ids
from models.queries.tickets import TicketView
from models.rules.delivery.carried import files_of, places
from models.rules.delivery.post_content import Attachment, Native
from models.rules.regulation.organisations import OrganisationId
from models.rules.regulation.parsing import Regulation
from models.rules.requests.file_quota import FileState
from models.rules.requests.thanks import Meaning, meaning_of
from models.rules.texts.content import Piece
from models.rules.texts.manner import PLAIN, Manner, with_words_at
from models.tables.messages import attachment, message, message_copy, message_version


@dataclass(frozen=True)
class File:
    """kind: photo, document … as the transport calls it. file_id: the transport's name for the bytes, which it may
    change; unique_id: the same for the same bytes, but nothing can be fetched by it.
    """

    kind: str
    file_id: str
    file_name: str | None = None
    mime_type: str | None = None
    size: int | None = None
    unique_id: str | None = None

    def as_attachment(self) -> Attachment:
        """In the payload of a row of the account that it came to."""
        return {"kind": self.kind, "file_id": self.file_id}


@dataclass(frozen=True)
class Said:
    """One message as somebody sent it; an album is one message. address: of the chat or
    phone where it is seen. provider_ids: one per file of an album.
    """

    organisation_id: OrganisationId
    author: str
    transport: str
    account: str
    address: str
    thread_id: int | None
    provider_ids: tuple[str, ...]
    provider_at: datetime
    text: str
    entities: tuple[Mapping[str, Any], ...] = ()
    files: tuple[File, ...] = ()
    ticket_id: int | None = None
    address_id: int | None = None
    agent_id: int | None = None
    person_id: int | None = None
    unsupported: str | None = None
    native: Native | None = None
    meaning: Meaning | None = None
    manner: Manner = PLAIN


@dataclass(frozen=True)
class Corrected:
    """What somebody changed a message to. file: whose words they are, of an album; else 0. looks: of these words."""

    text: str
    entities: Sequence[Mapping[str, Any]] = ()
    looks: Manner = PLAIN
    file: int = 0


_NEW_COPY = insert(message_copy)


def keep_message(tx: Connection, at: Instant, said: Said, *, held: bool = False) -> int:
    """Stores a message with where it can be seen; its files are fetched in the background.

    held: its files are not fetched until somebody wants them (attachments.fetch_held).
    """
    message_id = add_row(
        tx,
        message,
        {
            "organisation_id": said.organisation_id,
            "ticket_id": said.ticket_id,
            "address_id": said.address_id,
            "agent_id": said.agent_id,
            "person_id": said.person_id,
            "author": said.author,
            "audience": None,
            "unsupported": said.unsupported,
            "native": said.native,
            "meaning": said.meaning,
            "manner": said.manner.to_json(),
            "files": len(said.files),
            "text": said.text,
            "entities": list(said.entities) or None,
            "version": 1,
            "provider_at": said.provider_at,
            "created_at": at.now,
        },
    )
    place = {"message_id": message_id, "transport": said.transport, "account": said.account, "address": said.address}
    if said.provider_ids:
        for part, one in enumerate(said.provider_ids):
            write(tx, _NEW_COPY, {**place, "thread_id": said.thread_id, "provider_id": one, "part": part})
    for position, file in enumerate(said.files):
        keep_file(tx, at, (said.transport, said.account), message_id, position, file, held=held)
    return message_id


def keep_file(
    tx: Connection,
    at: Instant,
    known_to: tuple[str, str],
    message_id: int,
    position: int,
    file: File,
    *,
    held: bool = False,
) -> int:
    """Its bytes are fetched in the background. known_to: transport and account that know it by its id.

    held: only once somebody wants them (attachments.fetch_held). Returns the id of the attachment.
    """
    transport, account = known_to
    attachment_id: int = tx.execute(
        insert(attachment)
        .values(
            message_id=message_id,
            position=position,
            kind=file.kind,
            file_name=file.file_name,
            mime_type=file.mime_type,
            size=file.size,
            transport=transport,
            account=account,
            provider_file_id=file.file_id,
            provider_unique_id=file.unique_id,
            state=FileState.HELD if held else FileState.WANTED,
        )
        .returning(attachment.c.id)
    ).scalar_one()
    if not held:
        attachments.want(tx, at, account, attachment_id, file.file_id, transport=transport)
    return attachment_id


def add_to_ticket(
    tx: Connection,
    at: Instant,
    view: TicketView,
    message_ids: Sequence[int],
    regulation: Regulation,
    at_hand: Reading | None = None,
) -> bool:
    """The requester wrote to an open ticket. regulation: the ticket's edition. at_hand: what was read with the view.

    True: they have to be asked whether it is solved, because their words don't tell.
    """
    spoken = file_words_of_requester(tx, message_ids, view.ref)
    view = reached.follow(tx, at, view, spoken, regulation)
    if view.topic_state is not None:
        topics.copy_to_topic(tx, at, view, spoken, topics.staff_language(view, regulation))
    if thanks.are_thanks(spoken, view):
        return thanks.came(tx, at, view, regulation, spoken)
    requester_wrote(tx, at, view, regulation, min([at.now, *(one.at for one in spoken)]), at_hand)
    return False


def edit_message(
    tx: Connection,
    at: Instant,
    organisation_id: OrganisationId,
    message_id: int,
    words: Corrected,
    *,
    shown: bool = True,
) -> bool:
    """New words for a message, mirrored wherever it was shown. False: nothing changed. shown: False: to nobody."""
    before = messages_by_ids(tx, organisation_id, [message_id])[0]
    now = after(before, words)
    if now == before:
        return False
    keep_version(tx, at, before)
    put_words(tx, now, before.version + 1)
    if shown:
        mirrored_edits.show_edit(tx, at, before, now)
    return True


def after(before: MessageView, words: Corrected) -> MessageView:
    """The message with its new words; the very same when nothing changed."""
    new = Piece(words.text, tuple(dict(entity) for entity in words.entities))
    old = Piece(before.text, before.entities)
    piece, manner = with_words_at(words.file, new, words.looks, old, before.manner, places(files_of(before)))
    if (piece, manner) == (old, before.manner):
        return before
    meaning = meaning_after(before, piece.text)
    return replace(before, text=piece.text, entities=piece.entities, manner=manner, meaning=meaning)


def keep_version(tx: Connection, at: Instant, before: MessageView) -> None:
    """The words that are replaced now: they are evidence."""
    former = {"text": before.text, "entities": list(before.entities) or None, "manner": before.manner.to_json()}
    tx.execute(
        insert(message_version).values(message_id=before.id, version=before.version, replaced_at=at.now, **former)
    )


def put_words(tx: Connection, now: MessageView, version: int) -> None:
    words = {"text": now.text, "entities": list(now.entities) or None, "manner": now.manner.to_json()}
    changed = update(message).where(message.c.id == now.id, message.c.organisation_id == now.organisation_id)
    tx.execute(changed.values(version=version, meaning=now.meaning, **words))


def meaning_after(before: MessageView, text: str) -> Meaning | None:
    """Of a requester's new words."""
    if before.meaning is None or before.files:
        return None
    return meaning_of(text)
