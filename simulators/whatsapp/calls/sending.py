"""POST /{phone_number_id}/messages: a message, or the blue ticks under what a person wrote."""

import copy
import time
from typing import Any

from simulators.whatsapp.calls.templates import Filled, filled
from simulators.whatsapp.errors import ApiError
from simulators.whatsapp.files import ALLOWED, plain_type
from simulators.whatsapp.phones import price, set_out
from simulators.whatsapp.records import Account, Message, Number, Person, Wire
from simulators.whatsapp.rendering import message_for_tester
from simulators.whatsapp.validation import FILES, checked_message
from simulators.whatsapp.world import World

_BESIDE = ("messaging_product", "recipient_type", "to", "recipient", "biz_opaque_callback_data")
#: What a template of this category may not be sent to.
_PHONE_ONLY = ("AUTHENTICATION",)


def send(world: World, account: Account, number: Number, value: dict[str, Any]) -> Wire:
    """Raises ApiError for what is refused at once."""
    kind = checked_message(value)
    if account.refusal:
        raise ApiError(account.refusal)
    if not number.registered:
        raise ApiError(133010)
    if kind == "mark":
        return _mark(world, number, value)
    addressed, person = _recipient(world, account, number, value)
    template = filled(world, account, value["template"]) if kind == "template" else None
    if template is not None and template.category in _PHONE_ONLY and addressed == "recipient":
        raise ApiError(131062)
    _check_content(world, number, person, kind, value)
    _check_limits(world, number, person)
    at_once = kind != "template" and world.behaviour["window"] == "at_once"
    if at_once and not world.window_is_open(number.id, person.id):
        raise ApiError(131047)
    message = _kept(world, number, person, value, addressed, template)
    if kind == "reaction":
        _react(world, value["reaction"])
    set_out(world, message, person)
    return _answer(value, addressed, person, account, message)


def _recipient(world: World, account: Account, number: Number, value: dict[str, Any]) -> tuple[str, Person]:
    """`to` counts when both are given, as the page on BSUIDs says."""
    if value.get("to"):
        phone = "".join(letter for letter in value["to"] if letter.isdigit())
        if not phone:
            raise ApiError(100, f"Param to: {value['to']!r} is no phone number")
        if phone == number.display:
            raise ApiError(131021)
        if number.allowed is not None and phone not in number.allowed:
            raise ApiError(131030)
        # a phone that nobody here has: taken, and undeliverable later, as in reality
        person = world.person_by_phone(phone) or world.add_person(name=phone, phone=phone, has_whatsapp=False)
        return "to", person
    person_found = world.person_by_user_id(account, value["recipient"])
    if person_found is None:
        raise ApiError(100, f"Param recipient: {value['recipient']!r} is not a valid user id of this business")
    if number.allowed is not None and person_found.phone not in number.allowed:
        raise ApiError(131030)
    return "recipient", person_found


def _check_content(world: World, number: Number, person: Person, kind: str, value: dict[str, Any]) -> None:
    if kind in FILES:
        _check_file(world, number, kind, f"{kind}['id']", value[kind])
    if kind == "interactive":
        header = value["interactive"].get("header", {"type": "text"})
        if header["type"] != "text":
            shown = header["type"]
            _check_file(world, number, shown, f"interactive['header']['{shown}']['id']", header[shown])
    if kind == "reaction":
        _known(world, number, person, value["reaction"]["message_id"], "reaction['message_id']")
    if "context" in value:
        _known(world, number, person, value["context"]["message_id"], "context['message_id']")


def _check_file(world: World, number: Number, kind: str, where: str, file: Wire) -> None:
    if "id" not in file:
        return
    media = world.media.find(file["id"], world.now())
    if media is None or media.from_person or world.numbers[media.number_id].account_id != number.account_id:
        raise ApiError(100, f"Param {where} is not a valid whatsapp business account media attachment ID")
    types, largest = ALLOWED[kind]
    if kind != "document" and plain_type(media.mime_type) not in types:
        raise ApiError(131053, f"{where}: {media.mime_type} can't be sent as {kind}")
    if media.size > largest:
        raise ApiError(131053, f"{where}: {media.size} bytes are too many for {kind}")


def _known(world: World, number: Number, person: Person, message_id: str, where: str) -> Message:
    message = world.messages.get(message_id)
    if message is None or message.chat != (number.id, person.id):
        raise ApiError(131009, f"Param {where}: no such message in this chat")
    return message


def _check_limits(world: World, number: Number, person: Person) -> None:
    if world.limits.current:
        waits = world.limits.wait({"number": number.id, "pair": (number.id, person.id)})
        if waits:
            raise ApiError(131056 if "pair" in waits else 130429)


def _kept(
    world: World, number: Number, person: Person, value: dict[str, Any], addressed: str, template: Filled | None
) -> Message:
    content = {"type": value.get("type", "text")}
    content |= {name: copy.deepcopy(part) for name, part in value.items() if name not in (*_BESIDE, "type")}
    message = Message(
        id=world.next_message_id(),
        number_id=number.id,
        person_id=person.id,
        by_business=True,
        at=world.now(),
        monotonic=time.monotonic(),
        content=content,
        tracker=str(value.get("biz_opaque_callback_data", "")),
        addressed=addressed,
    )
    if template is not None:
        message.content["template"]["text"] = template.text
        message.told["quick_replies"] = template.quick_replies
    message.pricing = price(world, message, template.category.lower() if template else "service")
    world.place(message)  # and kept once it is known how it fared
    world.events.add("message", lambda: message_for_tester(world, message))
    return message


def _react(world: World, reaction: Wire) -> None:
    target = world.messages[reaction["message_id"]]
    if reaction["emoji"]:
        target.reactions["business"] = reaction["emoji"]
    else:
        target.reactions.pop("business", None)
    world.save("message", target.id, target)
    world.events.add("reaction", lambda: message_for_tester(world, target))


def _answer(value: Wire, addressed: str, person: Person, account: Account, message: Message) -> Wire:
    named = {"wa_id": person.phone} if addressed == "to" else {"user_id": person.user_ids[account.id]}
    answer: Wire = {"messaging_product": "whatsapp", "contacts": [{"input": value[addressed], **named}]}
    sent: Wire = {"id": message.id}
    return answer | {"messages": [sent | ({"message_status": "accepted"} if message.kind == "template" else {})]}


def _mark(world: World, number: Number, value: Wire) -> Wire:
    """Blue ticks for this and everything before it, and the dots of somebody who types."""
    message = world.messages.get(value["message_id"])
    if message is None or message.number_id != number.id or message.by_business:
        raise ApiError(131009, "Param message_id: no such message of a person")
    for earlier in world.chat(number.id, message.person_id):
        if not earlier.by_business and not earlier.read and earlier.at <= message.at:
            earlier.read = True
            world.save("message", earlier.id, earlier)
    world.events.add("read", lambda: message_for_tester(world, message))
    if "typing_indicator" in value:
        world.events.add("typing", lambda: {"number": number.id, "person_id": message.person_id})
    return {"success": True}
