"""A request of WhatsApp's webhook → rows of the inbox: every entry, every change, every message and status.

Nothing in it can raise: what is odd is kept as it came, and named when it is read.
"""

import json
import zlib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

from bot.whatsapp.fields import Part, first_text, list_of, part_of, recipient_of, sender_of, text_of
from models.actions.queue.inbox import RawInbound
from models.actions.queue.outbox import lane_of
from models.rules.delivery.transports import WHATSAPP

#: As long as a lane's name may be.
_LONGEST_LANE: Final = 280
#: Statuses of one message stay in order, wait behind no dialogue, and name nobody in their lanes.
_STATUS_LANES: Final = 16
_OF_NOBODY: Final = "wa-other"


@dataclass
class Split:
    """kept: by account. elsewhere: how many items were for numbers that are not served here, by number."""

    kept: dict[str, list[RawInbound]] = field(default_factory=dict)
    elsewhere: Counter[str] = field(default_factory=Counter)


def split(body: Any, served: Collection[str]) -> Split:
    """served: numbers whose secret the request was signed with; not empty."""
    found = Split()
    for account, items in _items_of(body, min(served)):
        if account in served:
            found.kept.setdefault(account, []).extend(items)
        else:
            found.elsewhere[account] += len(items)
    return found


def _items_of(body: Any, anybody: str) -> Iterator[tuple[str, list[RawInbound]]]:
    """anybody: the account that keeps what names no number."""
    entries = body.get("entry") if isinstance(body, Mapping) else None
    if not isinstance(entries, list):
        yield anybody, [_other("body", body)]
        return
    for entry in entries:
        changes = entry.get("changes") if isinstance(entry, Mapping) else None
        if not isinstance(changes, list):
            yield anybody, [_other("entry", entry)]
            continue
        for change in changes:
            value = part_of(change, "value") if isinstance(change, Mapping) else {}
            account = text_of(part_of(value, "metadata"), "phone_number_id")
            yield account or anybody, _of_change(change, value, named=bool(account))


def _of_change(change: Any, value: Part, *, named: bool) -> list[RawInbound]:
    """named: it says which number it is for."""
    if not isinstance(change, Mapping) or change.get("field") != "messages" or not named:
        return [_other(text_of(change, "field") if isinstance(change, Mapping) else "change", change)]
    metadata = part_of(value, "metadata")
    contacts = [one for one in list_of(value, "contacts") if isinstance(one, Mapping)]
    messages, statuses = list_of(value, "messages"), list_of(value, "statuses")
    is_alone = len({_named_by(one) for one in messages}) == 1
    items = [_message(one, contacts, metadata, is_alone=is_alone) for one in messages]
    items += [_status(one, contacts, metadata) for one in statuses]
    items += [_other("errors", one) for one in list_of(value, "errors")]
    return items or [_other("messages", change)]


def _named_by(message: Any) -> tuple[str, str]:
    if not isinstance(message, Mapping):
        return "", ""
    return text_of(message, "from_user_id"), text_of(message, "from")


def _message(message: Any, contacts: list[Part], metadata: Part, *, is_alone: bool) -> RawInbound:
    """is_alone: all messages there are of one author."""
    if not isinstance(message, Mapping):
        return _other("message", message)
    contact = _contact_of(message, contacts, is_alone=is_alone)
    sender = sender_of(message, contact or {})
    payload = {"message": message, "contact": contact, "metadata": metadata}
    lane = lane_of(WHATSAPP, sender)[:_LONGEST_LANE] if sender else _OF_NOBODY
    return RawInbound(_id(text_of(message, "id"), payload), lane, payload)


def _contact_of(message: Part, contacts: list[Part], *, is_alone: bool) -> Part | None:
    """What is said of its author. contacts: of the whole change, in any order."""
    for theirs, named in (("from_user_id", "user_id"), ("from", "wa_id")):
        wanted = first_text(text_of(message, theirs))
        found = [one for one in contacts if wanted and first_text(text_of(one, named)) == wanted]
        if found:
            return found[0]
    # a phone and its id at WhatsApp may differ by a digit
    bsuids = {
        first_text(text_of(one, name))
        for one, name in ((message, "from_user_id"), *((c, "user_id") for c in contacts))
    }
    return contacts[0] if is_alone and len(contacts) == 1 and len(bsuids - {""}) < 2 else None


def _status(status: Any, contacts: list[Part], metadata: Part) -> RawInbound:
    if not isinstance(status, Mapping):
        return _other("status", status)
    word, wamid = text_of(status, "status"), text_of(status, "id")
    codes = [text_of(one, "code") for one in list_of(status, "errors") if isinstance(one, Mapping)]
    name = ":".join((wamid, word, *codes)) if wamid and word else ""
    contact = contacts[0] if len(contacts) == 1 else None
    payload = {"status": status, "contact": contact, "metadata": metadata}
    shard = zlib.crc32(recipient_of(status).encode("utf-8", "replace")) % _STATUS_LANES
    return RawInbound(_id(name, payload), f"wa-statuses:{shard}", payload)


def _other(name: str, value: Any) -> RawInbound:
    """name: of the field, or of the place where it stood."""
    payload = {"field": name, "value": value}
    return RawInbound(_id("", payload), _OF_NOBODY, payload)


def _id(given: str, payload: Part) -> str:
    """The same for the same thing that comes again; given: WhatsApp's own, empty: it gave none.

    Ids of its messages hold the phone of whoever wrote them, in Base64; those of the inbox stay for good, stand in
    logs, and name nobody.
    """
    content = given or json.dumps(payload, sort_keys=True, ensure_ascii=True)
    digest = sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{'given' if given else 'none'}:{digest}"
