"""A message that could not be processed is kept; staff and its author are told, and the lane goes on."""

import logging
from typing import Any

from sqlalchemy import Connection

from bot import unreadable
from bot.telegram.scope import TELEGRAM
from models.actions.desk import staff
from models.actions.queue import outbox
from models.actions.queue.inbox import Waiting
from models.actions.queue.outbox import OutgoingRow
from models.actions.talk.drafts import SILENCE
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.persons import requester_at
from models.queries.regulation import EditionView, dropped_desk, edition_in_force
from models.queries.staff import StaffGroup, bound_group
from models.rules.delivery.message_parts import parts_of
from models.rules.delivery.outgoing import RowKind, Urgency
from models.rules.texts.content import one_line

log = logging.getLogger(__name__)


def set_aside(account: str, tx: Connection, at: Instant, row: Waiting) -> None:
    """The raw payload stays in the inbox with its error. Whatever is no message of a person is only logged."""
    log.error("inbound message %s is set aside", row.provider_id)
    message = _part(row.payload, "message") or _part(row.payload, "edited_message")
    chat, author = _part(message, "chat"), _part(message, "from")
    edition = edition_in_force(tx, at.now)
    if edition is not None and row.payload.get("kind") == SILENCE:
        found = requester_at(tx, edition.organisation_id, TELEGRAM, account, row.payload["address"])
        unreadable.tell_unfinished(tx, at, edition, found[0].name if found else "", row.provider_id)
        return
    if edition is None or not isinstance(chat.get("id"), int) or author.get("is_bot"):
        return
    named = f"update {row.provider_id}"
    group = bound_group(tx, account, chat["id"])
    if group is not None:
        _tell_group(tx, at, group, edition, named)
    elif chat.get("type") == "private":
        _tell_of_requester(tx, at, account, edition, chat["id"], author, row)


def _part(whole: Any, name: str) -> dict[str, Any]:
    found = whole.get(name)
    return found if isinstance(found, dict) else {}


def _tell_group(tx: Connection, at: Instant, group: StaffGroup, edition: EditionView, named: str) -> None:
    desk = next((desk for desk in edition.regulation.desks if desk.id == group.desk_key), None)
    desk = desk or dropped_desk(tx, group.organisation_id, group.desk_key)
    text = say(desk.staff_language, "staff.unreadable_here", named=named)
    staff.tell_group(tx, at, group.account, group.chat_id, text)


def _tell_of_requester(
    tx: Connection,
    at: Instant,
    account: str,
    edition: EditionView,
    chat_id: int,
    author: dict[str, Any],
    row: Waiting,
) -> None:
    found = requester_at(tx, edition.organisation_id, TELEGRAM, account, str(chat_id))
    known = found[0] if found is not None else None
    name = " ".join(str(author[part]) for part in ("first_name", "last_name") if author.get(part))
    name = one_line(name) or str(chat_id)
    told = unreadable.tell_staff(
        tx, at, edition, known.person_id if known is not None else None, name, f"update {row.provider_id}"
    )
    if not unreadable.is_first(tx, at, row):
        return
    languages = edition.regulation.organisation.languages
    spoken = known.language if known is not None else str(author.get("language_code", ""))[:2]
    language = spoken if spoken in languages else languages[0]
    text = say(language, "unreadable.told" if told else "unreadable.kept")
    drafts = [OutgoingRow(RowKind.POST, part, repeatable=False, chat_id=chat_id) for part in parts_of(text)]
    outbox.post(tx, account, outbox.chat_lane(chat_id), Urgency.CONVERSATION, drafts, at.real)
