"""What a person's phone does with a message of a business: takes it, shows it, or never gets it; and what is told."""

from itertools import pairwise

from simulators.whatsapp.errors import ApiError
from simulators.whatsapp.records import ORDER, Account, Message, Person, Wire
from simulators.whatsapp.rendering import message_for_tester
from simulators.whatsapp.webhooks import Item, status_item
from simulators.whatsapp.world import World

WITH_A_PRICE = ("sent", "delivered")


def why_undelivered(world: World, message: Message, person: Person) -> int:
    """The code of the status with which it fails; 0 when it arrives."""
    order = world.orders.for_message(message.number_id, person.phone or _id(world, message, person))
    if order is not None:
        return order.code
    if not person.has_whatsapp or message.number_id in person.blocks:
        return 131026
    if message.kind != "template" and not world.window_is_open(*message.chat):
        return 131047
    return 0


def _id(world: World, message: Message, person: Person) -> str:
    return person.user_ids[world.account_of(message.number_id).id]


def set_out(world: World, message: Message, person: Person) -> None:
    """It arrives, or never will, at once; the business is told a moment later (status_delay)."""
    code = why_undelivered(world, message, person)
    if code:
        fail(world, message, person, code)
    else:
        advance(world, message, person, _as_far_as(person))


def _as_far_as(person: Person) -> str:
    if not person.online:
        return "sent"
    return "read" if person.reads else "delivered"


def advance(world: World, message: Message, person: Person, to: str) -> None:
    """Every step up to this one is told that was not yet: a status never goes back."""
    steps = [step for before, step in pairwise(ORDER) if ORDER.index(message.status) <= ORDER.index(before)]
    due = [step for step in steps if ORDER.index(step) <= ORDER.index(to)]
    due = [step for step in due if step in _told_of(message)]
    if not due:
        return
    message.status = due[-1]
    world.save("message", message.id, message)
    account = world.account_of(message.number_id)
    _tell(world, account, [_told(world, message, step, person, account) for step in due])
    world.events.add("status", lambda: message_for_tester(world, message))


def _told_of(message: Message) -> tuple[str, ...]:
    """Of a reaction only that it was sent; only what is heard is played."""
    return {"reaction": ("sent",), "audio": ORDER}.get(message.kind, ORDER[:-1])


def fail(world: World, message: Message, person: Person, code: int) -> None:
    account = world.account_of(message.number_id)
    message.status, message.error = "failed", ApiError(code).of_a_status()
    world.save("message", message.id, message)
    _tell(world, account, [status_item(message, "failed", person, account, world.now(), message.addressed)])
    world.events.add("status", lambda: message_for_tester(world, message))


def _told(world: World, message: Message, step: str, person: Person, account: Account) -> Item:
    item = status_item(message, step, person, account, world.now(), message.addressed)
    if step not in WITH_A_PRICE:
        item.body.pop("pricing", None)
    return item


def _tell(world: World, account: Account, items: list[Item]) -> None:
    mode = world.behaviour["statuses"]
    if mode == "withheld":
        return
    if mode == "doubled":
        items = [item for item in items for _ in range(2)]
    if mode == "reversed":
        items = items[::-1]
    world.tell(account, items, world.behaviour["status_delay"])


def catch_up(world: World, person: Person) -> None:
    """Whatever waited while the phone was off, or was not looked at."""
    for message in list(world.messages.values()):
        if message.person_id != person.id or not message.by_business:
            continue
        if message.status in ("sent", "delivered"):
            advance(world, message, person, _as_far_as(person))


def price(world: World, message: Message, category: str) -> Wire:
    """Templates are paid for, but a utility template in an open window; service messages since October 2026."""
    if category == "service":
        billable = bool(world.behaviour["service_billable"])
    else:
        billable = not (category == "utility" and world.window_is_open(*message.chat))
    kind = "regular" if billable else "free_customer_service"
    return {"billable": billable, "pricing_model": "PMP", "category": category, "type": kind}
