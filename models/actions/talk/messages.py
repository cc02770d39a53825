"""What is said: keeping a message, carrying it to the other side, mirroring its edits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, update

from models.actions.clocks import ticket_clocks, timers
from models.actions.desk import topics
from models.actions.queue import outbox
from models.actions.queue.outbox import OutgoingRow
from models.actions.talk import sms_answers, thanks
from models.actions.tickets import attachments, tickets, waiting
from models.actions.tickets.filing import file_messages
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.messages import MessageView, messages_by_ids
from models.queries.regulation import edition_by_id
from models.queries.tickets import TicketView, ticket_by_id
from models.rules.deadlines.ticket_clock import Event
from models.rules.delivery.message_parts import caption_fits, caption_place, parts_of
from models.rules.delivery.outgoing import RowKind, Urgency
from models.rules.regulation.parsing import Regulation
from models.rules.requests.file_quota import FileState
from models.rules.requests.thanks import Meaning, meaning_of
from models.rules.texts.content import harmless, with_header
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


@dataclass(frozen=True)
class Said:
    """One message as somebody sent it; an album is one message. provider_ids: one per file of an album."""

    organisation_id: int
    author: str
    transport: str
    account: str
    chat_id: int
    thread_id: int | None
    provider_ids: tuple[str, ...]
    provider_at: datetime
    text: str
    entities: tuple[Mapping[str, Any], ...] = ()
    files: tuple[File, ...] = ()
    ticket_id: int | None = None
    address_id: int | None = None
    agent_id: int | None = None
    unsupported: str | None = None
    native: Mapping[str, Any] | None = None
    meaning: Meaning | None = None


_NEW_MESSAGE = insert(message).returning(message.c.id)
_NEW_COPY = insert(message_copy)


def keep_message(tx: Connection, at: Instant, said: Said, *, held: bool = False) -> int:
    """Stores a message with where it can be seen; its files are fetched in the background.

    held: its files are not fetched until somebody wants them (attachments.fetch_held).
    """
    message_id: int = tx.execute(
        _NEW_MESSAGE,
        {
            "organisation_id": said.organisation_id,
            "ticket_id": said.ticket_id,
            "address_id": said.address_id,
            "agent_id": said.agent_id,
            "author": said.author,
            "unsupported": said.unsupported,
            "native": said.native,
            "meaning": said.meaning,
            "files": len(said.files),
            "text": said.text,
            "entities": list(said.entities) or None,
            "version": 1,
            "provider_at": said.provider_at,
            "created_at": at.now,
        },
    ).scalar_one()
    place = {"transport": said.transport, "account": said.account, "chat_id": said.chat_id}
    place |= {"message_id": message_id, "thread_id": said.thread_id}
    if said.provider_ids:
        parts = enumerate(said.provider_ids)
        tx.execute(_NEW_COPY, [{**place, "provider_id": provider_id, "part": part} for part, provider_id in parts])
    for position, file in enumerate(said.files):
        keep_file(tx, at, said.account, message_id, position, file, held=held)
    return message_id


def keep_file(
    tx: Connection, at: Instant, account: str, message_id: int, position: int, file: File, *, held: bool = False
) -> None:
    """Its bytes are fetched in the background. held: only once somebody wants them (attachments.fetch_held)."""
    attachment_id = tx.execute(
        insert(attachment)
        .values(
            message_id=message_id,
            position=position,
            kind=file.kind,
            file_name=file.file_name,
            mime_type=file.mime_type,
            size=file.size,
            account=account,
            provider_file_id=file.file_id,
            provider_unique_id=file.unique_id,
            state=FileState.HELD if held else FileState.WANTED,
        )
        .returning(attachment.c.id)
    ).scalar_one()
    if not held:
        attachments.want(tx, at, account, attachment_id, file.file_id)


def add_to_ticket(
    tx: Connection, at: Instant, view: TicketView, message_ids: Sequence[int], regulation: Regulation
) -> bool:
    """The requester wrote to an open ticket. regulation: the ticket's edition.

    True: they have to be asked whether it is solved, because their words don't tell.
    """
    file_messages(tx, message_ids, view.id)
    spoken = messages_by_ids(tx, message_ids)
    if view.topic_state is not None:
        topics.copy_to_topic(tx, at, view, spoken, topics.staff_language(view, regulation))
    if thanks.are_thanks(spoken, view):
        return thanks.came(tx, at, view, regulation, spoken)
    requester_wrote(tx, at, view, regulation, min([at.now, *(one.at for one in spoken)]))
    return False


def requester_wrote(tx: Connection, at: Instant, view: TicketView, regulation: Regulation, said_at: datetime) -> None:
    """A message, a call: a wait for the requester is over, and an answer is due. said_at: the provider's time."""
    if view.state == "closing_proposed":
        tickets.withdraw_closing(tx, at, view, regulation, "staff.closing_withdrawn")
        return
    policy = regulation.policy(view.desk_key, view.kind, view.tier, view.severity)
    if view.waiting_since is None and (policy.next_response is None or view.next_response_due_at is not None):
        timers.log_event(tx, view.id, said_at, Event.REQUESTER_WROTE)
        return
    clocks = ticket_clocks.happened(tx, at, view.id, Event.REQUESTER_WROTE, when=said_at)
    if view.waiting_since is not None:
        waiting.answered(tx, at, view, regulation, clocks)
    topics.refresh_card(tx, at, view.id, regulation)


def edit_message(
    tx: Connection,
    at: Instant,
    message_id: int,
    text: str,
    entities: Sequence[Mapping[str, Any]],
    *,
    shown: bool = True,
) -> bool:
    """New words for a message, mirrored wherever it was shown. False: nothing changed. shown: False: to nobody."""
    before = messages_by_ids(tx, [message_id])[0]
    new_entities = [dict(e) for e in entities]
    if (before.text, list(before.entities)) == (text, new_entities):
        return False
    keep_version(tx, at, before)
    put_words(tx, before, text, new_entities, before.version + 1)
    if shown:
        show_edit(tx, at, before, text, new_entities)
    return True


def keep_version(tx: Connection, at: Instant, before: MessageView) -> None:
    """The words that are replaced now: they are evidence."""
    former = {"text": before.text, "entities": list(before.entities) or None, "replaced_at": at.now}
    tx.execute(insert(message_version).values(message_id=before.id, version=before.version, **former))


def put_words(tx: Connection, before: MessageView, text: str, entities: list[dict[str, Any]], version: int) -> None:
    words = {"text": text, "entities": entities or None, "meaning": meaning_after(before, text)}
    tx.execute(update(message).where(message.c.id == before.id).values(version=version, **words))


def show_edit(tx: Connection, at: Instant, before: MessageView, text: str, entities: list[dict[str, Any]]) -> None:
    """Wherever the message was shown. before: as it reads there."""
    if before.ticket_id is not None and before.author in ("requester", "agent", sms_answers.UNSENT):
        _after_edit(tx, at, ticket_by_id(tx, before.ticket_id), before, text, entities)


def meaning_after(before: MessageView, text: str) -> Meaning | None:
    """Of a requester's new words."""
    if before.meaning is None or before.files:
        return None
    return meaning_of(text)


def _after_edit(
    tx: Connection, at: Instant, view: TicketView, before: MessageView, text: str, entities: list[dict[str, Any]]
) -> None:
    regulation = edition_by_id(tx, view.edition_id).regulation
    if not view.traits.edits and before.author != "requester":
        sms_answers.edited(tx, at, view, before.id, regulation)
        return
    if before.author == sms_answers.UNSENT:
        return  # the other side has never seen it
    _mirror_edit(tx, at, view, before, text, entities, regulation)
    if before.author != "requester" or not view.is_open or not thanks.are_thanks([before], view):
        return
    if not thanks.are_thanks(messages_by_ids(tx, [before.id]), view):  # «Спасибо» became «Спасибо, но не работает»
        requester_wrote(tx, at, view, regulation, at.now)


def _mirror_edit(
    tx: Connection,
    at: Instant,
    view: TicketView,
    before: MessageView,
    text: str,
    entities: list[dict[str, Any]],
    regulation: Regulation,
) -> None:
    if before.author == "requester" and view.topic_state is None:
        return
    if before.id == view.first_message_id:
        topics.refresh_card(tx, at, view.id, regulation)
        topics.correct_below_card(tx, at, view, before, regulation)
        return
    to_topic = before.author == "requester"
    account, chat_id = (view.topic_account, None) if to_topic else (view.account, view.requester_chat)
    lane = outbox.topic_lane(view.id) if chat_id is None else outbox.chat_lane(chat_id)
    header = "" if to_topic else outbox.header_of(tx, before.id)
    gone = say(view.language, "message.part_gone")
    drafts = [
        OutgoingRow(
            kind,
            payload,
            repeatable=kind == RowKind.EDIT or to_topic,
            chat_id=chat_id,
            ticket_id=view.id,
            message_id=before.id,
        )
        for kind, payload in edited_parts(before, text, entities, header, gone)
    ]
    assert account is not None  # a requester's edit is mirrored when there is a topic
    outbox.post(tx, account, lane, Urgency.CONVERSATION, drafts, at.real)


def edited_parts(
    before: MessageView, text: str, entities: Sequence[dict[str, Any]], header: str, gone: str
) -> list[tuple[RowKind, dict[str, Any]]]:
    """Edits of the parts that were shown, posts for what no longer fits into them.

    header: the line that the message was shown under.
    gone: what a part says from now on that the new words no longer need.
    """
    files = [{"kind": f.kind, "file_id": f.file_id} for f in before.files]
    was, now = with_header(header, before.text, before.entities), with_header(header, text, entities)
    was, now = harmless(was.text, was.entities), harmless(now.text, now.entities)
    if files and caption_fits(was.text or " ", files) and caption_fits(now.text or " ", files):
        edit = {
            "part": 0,
            "text": now.text,
            "entities": list(now.entities),
            "caption_at": caption_place(files),
        }
        return [(RowKind.EDIT, edit)]
    old, new = parts_of(was.text, was.entities, files), parts_of(now.text, now.entities, files)
    edits: list[tuple[RowKind, dict[str, Any]]] = []
    for part in range(max(len(old), len(new))):
        if part < len(new) and "attachments" in new[part]:
            continue
        payload = new[part] if part < len(new) else {"part": part, "text": gone, "entities": []}
        edits.append((RowKind.EDIT if part < len(old) else RowKind.POST, payload))
    return edits
