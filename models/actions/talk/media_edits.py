"""Somebody put another file into a message: the new one is shown below, the former one is kept as evidence."""

from sqlalchemy import Connection, update

from models.actions.desk import topics
from models.actions.queue import outbox
from models.actions.queue.outbox import OutgoingRow
from models.actions.reach import routes, windows
from models.actions.reach.addressees import to_requester
from models.actions.talk.held_answers import why_gone
from models.actions.talk.messages import File, keep_file
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.chains import is_held
from models.queries.messages import FileView, MessageView, messages_by_ids
from models.queries.regulation import edition_of
from models.queries.tickets import TicketView, ticket_by_id
from models.rules.delivery.address_changes import GONE
from models.rules.delivery.message_parts import parts_of
from models.rules.delivery.outcomes import Purpose
from models.rules.delivery.outgoing import RowKind, Urgency
from models.rules.delivery.places import IN_TOPIC, at_address
from models.rules.delivery.post_content import Attachment
from models.rules.delivery.replies import FROM_OUTSIDE
from models.rules.delivery.transports import TELEGRAM
from models.rules.regulation.organisations import OrganisationId
from models.tables.messages import attachment, message

#: Of the message's own parts there are never so many: edits of its words must not find the correction.
_CORRECTION_PART = 100


def replace_file(
    tx: Connection,
    at: Instant,
    organisation_id: OrganisationId,
    message_id: int,
    position: int,
    file: File,
    known_to: tuple[str, str],
    *,
    held: bool = False,
) -> bool:
    """The message has this file now, at that place of its album (else 0). False: it is the file that it had.

    known_to: transport and account that know the file by its id. held: it is neither shown nor fetched.
    """
    before = messages_by_ids(tx, organisation_id, [message_id])[0]
    was = before.files[position] if position < len(before.files) else None
    if was is not None and _same(was, file):
        return False
    if was is not None:
        tx.execute(update(attachment).where(attachment.c.id == was.id).values(replaced_at=at.now))
    else:
        this = (message.c.id == message_id, message.c.organisation_id == organisation_id)
        tx.execute(update(message).where(*this).values(files=message.c.files + 1))
    file_id = keep_file(tx, at, known_to, message_id, position, file, held=held)
    new = FileView(file_id, file.kind, *known_to, file.file_id, file.file_name, file.unique_id)
    if before.ticket_id is not None and not held:
        shown = new.as_attachment()
        if position in before.manner.covered:
            shown["covered"] = True
        _show(tx, at, ticket_by_id(tx, organisation_id, before.ticket_id), before, shown)
    return True


def is_new(tx: Connection, organisation_id: OrganisationId, message_id: int, position: int, file: File) -> bool:
    """Another file than the one that the message has there."""
    files = messages_by_ids(tx, organisation_id, [message_id])[0].files
    return position >= len(files) or not _same(files[position], file)


def _same(was: FileView, file: File) -> bool:
    """A file that was stored before its lasting name was: it is not known to be another one."""
    return was.unique_id is None or was.unique_id == file.unique_id


def _show(tx: Connection, at: Instant, view: TicketView, before: MessageView, file: Attachment) -> None:
    regulation = edition_of(tx, view).regulation
    language = topics.staff_language(view, regulation)
    if before.author == "agent":
        if is_held(tx, view, before.id):
            return  # it will go as it is then
        view = routes.where_it_went(tx, at, view, regulation, before.id)
    if before.author in FROM_OUTSIDE and view.topic_account is not None:
        posts = _posts(view, before, file, say(language, "staff.file_replaced"), to_topic=True)
        outbox.post(tx, view.topic_account, outbox.topic_lane(view.id), Urgency.CONVERSATION, posts, at.real)
    elif before.author == "agent" and view.address_reason in GONE:
        topics.tell_staff(tx, at, view, say(language, "chain.file_not_replaced", why=why_gone(view, language)))
    elif before.author == "agent" and view.traits.files is None:
        topics.tell_staff(tx, at, view, say(language, "staff.sms_files"))
    elif before.author == "agent" and windows.is_closed(tx, at, view):
        reason = say(language, "reason.window_closed")
        topics.tell_staff(tx, at, view, say(language, "staff.edit_not_mirrored", reason=reason))
    elif before.author == "agent":
        posts = _posts(view, before, file, say(view.language, "message.file_replaced"), to_topic=False)
        lane = outbox.lane_of(view.traits, view.address)
        outbox.post(tx, view.account, lane, Urgency.CONVERSATION, posts, at.real, queue=view.traits.queue)


def _posts(
    view: TicketView, before: MessageView, file: Attachment, mark: str, *, to_topic: bool
) -> list[OutgoingRow]:
    """to_topic: of a requester's message; otherwise an agent's, for the requester."""
    parts = parts_of(mark, (), [file], by=TELEGRAM if to_topic else view.traits)
    delivery = None if to_topic else to_requester(view, Purpose.CORRECTION, message_id=before.id)
    return [
        OutgoingRow(
            RowKind.POST,
            {**part, "part": _CORRECTION_PART + index},
            repeatable=to_topic,
            to=IN_TOPIC if to_topic else at_address(view.transport, view.address),
            ticket_id=view.id,
            message_id=before.id,
            delivery=delivery,
            address_id=None if to_topic else view.address_id,
        )
        for index, part in enumerate(parts)
    ]
