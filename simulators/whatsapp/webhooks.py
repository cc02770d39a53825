"""What webhooks say: one message or status each, or many at once in one body, signed as Meta does it."""

import hashlib
import hmac
from dataclasses import dataclass
from itertools import groupby

from simulators.journal import compact_json
from simulators.whatsapp.records import Account, Message, Number, Person, Wire

SIGNATURE = "X-Hub-Signature-256"


@dataclass(frozen=True, slots=True)
class Item:
    """What happened once. part: `messages` or `statuses`; any other: the name of a webhook field, and body its value.

    contact: of contacts[], for whoever it is about.
    """

    number_id: str
    part: str
    body: Wire
    contact: Wire | None = None


def signed(secret: str, body: bytes) -> str:
    return f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"


def payload(account: Account, numbers: dict[str, Number], items: list[Item]) -> Wire:
    """Several items make two entries, whose changes hold what follows one another about one number."""
    middle = -(-len(items) // 2)
    halves = [half for half in (items[:middle], items[middle:]) if half]
    entries = [{"id": account.id, "changes": _changes(numbers, half)} for half in halves]
    return {"object": "whatsapp_business_account", "entry": entries}


def body_of(account: Account, numbers: dict[str, Number], items: list[Item]) -> bytes:
    return compact_json(payload(account, numbers, items)).encode()


def _changes(numbers: dict[str, Number], items: list[Item]) -> list[Wire]:
    changes: list[Wire] = []
    for (number_id, part), group in groupby(items, key=lambda item: (item.number_id, item.part)):
        together = list(group)
        if part not in ("messages", "statuses"):
            changes += [{"value": item.body, "field": part} for item in together]
            continue
        value: Wire = {"messaging_product": "whatsapp", "metadata": numbers[number_id].metadata()}
        contacts = [item.contact for item in together if item.contact is not None]
        if contacts:
            value["contacts"] = [one for place, one in enumerate(contacts) if one not in contacts[:place]]
        value[part] = [item.body for item in together]
        changes.append({"value": value, "field": "messages"})
    return changes


def contact(person: Person, account: Account) -> Wire:
    """Of contacts[], in the shape that the person has to businesses."""
    profile: Wire = {"name": person.name} | ({"username": person.username} if person.username else {})
    return {"profile": profile, **_named(person, account, "wa_id", "user_id")}


def _named(person: Person, account: Account, phone_field: str, id_field: str) -> Wire:
    phone = {"full": {phone_field: person.phone}, "phone_only": {phone_field: person.phone}}
    phone["empty_phone"] = {phone_field: ""}
    named: Wire = dict(phone.get(person.shape, {}))
    if not person.phone and person.shape != "empty_phone":
        named.pop(phone_field, None)
    return named | ({} if person.shape == "phone_only" else {id_field: person.user_ids[account.id]})


def message_item(message: Message, person: Person, account: Account, more: Wire | None = None) -> Item:
    """more: fields beside the content (context, referral …)."""
    body: Wire = {
        **_named(person, account, "from", "from_user_id"),
        "id": message.id,
        "timestamp": str(int(message.at)),
        **message.content,
        **(more or {}),
    }
    return Item(message.number_id, "messages", body, contact(person, account))


def status_item(message: Message, status: str, person: Person, account: Account, at: float, addressed: str) -> Item:
    """addressed: `to` or `recipient`: how the business named the person, and a failed status names no more."""
    body: Wire = {"id": message.id, "status": status, "timestamp": str(int(at))}
    if status == "failed":
        by_phone = addressed == "to" and person.phone
        body |= {"recipient_id": person.phone} if by_phone else {"recipient_user_id": person.user_ids[account.id]}
        body["errors"] = [message.error]
    else:
        body |= _named(person, account, "recipient_id", "recipient_user_id")
        if message.pricing is not None:
            body["pricing"] = message.pricing
    if message.tracker:
        body["biz_opaque_callback_data"] = message.tracker
    return Item(message.number_id, "statuses", body, None if status == "failed" else contact(person, account))
