"""What people do on their phones: a message, a press, a choice, a reaction; and the webhook that tells of it."""

import time
from typing import Any

from simulators.whatsapp.records import Message, Person, Wire
from simulators.whatsapp.rendering import message_for_tester
from simulators.whatsapp.webhooks import message_item
from simulators.whatsapp.world import World

SILENT = ("system",)  # of which nobody says who sent it, and which opens no window


def said(
    world: World, person: Person, number_id: str, content: Wire, named: Wire | None = None, **more: Any
) -> Message:
    """Kept, and told to the business. named: in place of the usual `from`; more: context, referral, errors."""
    message = Message(
        id=world.next_message_id(),
        number_id=number_id,
        person_id=person.id,
        by_business=False,
        at=world.now(),
        monotonic=time.monotonic(),
        content=content,
        told=more,
    )
    world.keep(message)
    account = world.account_of(number_id)
    item = message_item(message, person, account, more)
    if message.kind in SILENT:
        body = {name: value for name, value in item.body.items() if name not in ("from", "from_user_id")}
        item = type(item)(number_id, "messages", {**(named or {}), **body}, None)
    else:
        world.heard(message)
    if number_id not in person.blocks:
        world.tell(account, [item])
    world.events.add("message", lambda: message_for_tester(world, message))
    return message


def quoting(world: World, message: Message) -> Wire:
    """The context of a reply: `from` is the number's for what the business wrote."""
    number = world.numbers[message.number_id]
    author = number.display if message.by_business else world.persons[message.person_id].phone
    return {"from": author, "id": message.id}
