"""One stored row of WhatsApp → what was heard. payload: see batches.py."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from bot.requester.heard import Heard, Plain, Reachability, Reacted, Read, Reader, Served, Unread
from bot.scope import Scope
from bot.typed_commands import typed_command
from bot.whatsapp.content import content_of, pressed_key
from bot.whatsapp.fields import Part, country_of, first_text, part_of, phone_of, sender_of, text_of
from bot.whatsapp.statuses import receipt_in, says_nothing_new
from models.actions.delivery.arrived import ARRIVED
from models.actions.queue.inbox import Waiting
from models.rules.delivery.choices import DialogueChoice, parse_choice
from models.rules.delivery.places import LONGEST_PROVIDER_ID
from models.rules.delivery.transports import WHATSAPP
from models.rules.sms.phone_numbers import zone_of_number
from models.rules.texts.content import clip, one_line
from models.rules.texts.manner import PLAIN, Manner, Origin, Reply

_LONGEST_NAME: Final = 100
#: What system messages say of whoever has another id from now on.
_MOVES: Final = ("user_changed_number", "user_changed_user_id")
#: What a message may hold beside its words that makes it more than them.
_MORE: Final = ("context", "referral", "group_id")

log = logging.getLogger(__name__)


class OfNobody(ValueError):
    """It does not say who wrote it."""


def read(_: Scope, rows: Sequence[Waiting]) -> Read:
    """rows: one, as there are no albums. Raises for what names no author: it is set aside, kept and named."""
    (row,) = rows
    if "status" in row.payload:
        status = part_of(row.payload, "status")
        return receipt_in(row, status) or Served(about_nobody=says_nothing_new(status))
    if "message" not in row.payload:
        log.warning("WhatsApp %s brought something else: %.60s", row.account, text_of(row.payload, "field"))
        return Served()
    message, contact = part_of(row.payload, "message"), part_of(row.payload, "contact")
    kind = text_of(message, "type")
    if kind == "system" and (former := _moved_from(message)):
        return Reachability(row.transport, row.account, former, reachable=False, moved=True)
    if kind == "system" or text_of(message, "group_id"):
        log.warning("WhatsApp %s: %.32s message %s is kept and not read", row.account, kind, row.provider_id)
        return Served()
    address = sender_of(message, contact)
    if not address:
        raise OfNobody("the message names no author")
    if kind == "reaction":
        return _reacted(row, address, part_of(message, "reaction"))
    return _heard(row, address, message, contact)


def author(_: Scope, row: Waiting) -> Unread | None:
    """Nobody is told of what is no message of a person."""
    message, contact = part_of(row.payload, "message"), part_of(row.payload, "contact")
    address = sender_of(message, contact)
    if not message:
        return None
    named = f"message {row.provider_id[-12:]}"
    return Unread(address=address, named=named, name=_name(contact) or address, wants_word=bool(address))


def _plain(row: Waiting) -> Plain | None:
    """Words and nothing else, from somebody who is named; or that a message of ours left or arrived."""
    if "status" in row.payload:
        told = receipt_in(row, part_of(row.payload, "status"))
        return Plain() if told is None or told.state in ARRIVED else None
    message = part_of(row.payload, "message")
    text = text_of(part_of(message, "text"), "body")
    if not text or text.lstrip().startswith("/") or any(name in message for name in _MORE):
        return None
    address = sender_of(message, part_of(row.payload, "contact"))
    return Plain(address=address) if address and text_of(message, "type") == "text" else None


READER: Final = Reader(WHATSAPP.name, read, author, plain=_plain)


def _reacted(row: Waiting, address: str, reaction: Part) -> Reacted | Served:
    """One sign at a time; without one it was taken back."""
    sign, about = text_of(reaction, "emoji"), text_of(reaction, "message_id")
    return Reacted(row.transport, row.account, address, about, (sign,) if sign else ()) if about else Served()


def _moved_from(message: Part) -> str:
    """The address of somebody who has another one now: with the phone the BSUID changes. Empty: nobody has."""
    system = part_of(message, "system")
    if text_of(system, "type") not in _MOVES:
        return ""
    former = first_text(text_of(system, "previous_user_id"), sender_of(message, {}))
    return "" if former == text_of(system, "user_id") else former


def _heard(row: Waiting, address: str, message: Part, contact: Part) -> Heard:
    """A press whose key is none of ours is what stood on the button."""
    phone = phone_of(message, contact)
    context = part_of(message, "context")
    known: dict[str, Any] = {
        "transport": row.transport,
        "account": row.account,
        "address": address,
        "at": _said_at(message, row),
        "came_at": row.not_before,
        "name": _name(contact) or None,
        "zone": zone_of_number(f"+{phone}") if phone else None,
        "country": country_of(address),
    }
    choice = parse_choice(pressed_key(message))
    if isinstance(choice, DialogueChoice):
        return Heard(**known, choice=choice, pressed=text_of(context, "id") or None)
    found = content_of(message)
    manner = _manner(context, known["at"])
    typed = typed_command(found.text.strip()) if manner.origin is None and found.typed and not found.files else None
    return Heard(
        **known,
        provider_ids=_ids_of(message),
        reply_to=text_of(context, "id") or None,
        command=(typed.name, typed.argument) if typed is not None else None,
        text=found.text,
        kept_text=found.kept_text,
        entities=found.entities,
        files=found.files,
        manner=manner,
        typed=found.typed,
        native=found.native,
        unsupported=found.unsupported,
    )


def _ids_of(message: Part) -> tuple[str, ...]:
    wamid = text_of(message, "id")
    return (wamid,) if 0 < len(wamid) <= LONGEST_PROVIDER_ID else ()


def _manner(context: Part, at: datetime) -> Manner:
    """Whose words were passed on nobody is told. Of what is answered no words come: it is looked up by its id."""
    is_forwarded = context.get("forwarded") is True or context.get("frequently_forwarded") is True
    if not is_forwarded and not text_of(context, "id"):
        return PLAIN
    origin = Origin("forwarded", "", "", at) if is_forwarded else None
    return Manner(origin=origin, reply=Reply() if text_of(context, "id") else None)


def _said_at(message: Part, row: Waiting) -> datetime:
    """By the service's clock; where it does not say so, when it came."""
    try:
        return datetime.fromtimestamp(int(text_of(message, "timestamp")), UTC)
    except (ValueError, OverflowError, OSError):
        return row.not_before


def _name(contact: Part) -> str:
    profile = part_of(contact, "profile")
    return clip(one_line(first_text(text_of(profile, "name"), text_of(profile, "username"))), _LONGEST_NAME)
