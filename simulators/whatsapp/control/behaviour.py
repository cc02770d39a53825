"""How the simulated world behaves: orders to misbehave, statuses, the clock, webhooks by hand."""

from typing import Any

from aiohttp import web

from simulators.control_api import order_asked
from simulators.control_requests import Asked, Refused, answer, asked, need, only
from simulators.journal import compact_json
from simulators.whatsapp.control.reading import CONTROLS, find_account, find_number
from simulators.whatsapp.endpoint import WORLD
from simulators.whatsapp.errors import TITLES, ApiError
from simulators.whatsapp.orders import CALLS, GATHERING, KINDS
from simulators.whatsapp.phones import advance, fail
from simulators.whatsapp.records import ORDER
from simulators.whatsapp.webhooks import Item
from simulators.whatsapp.world import BEHAVIOUR

ORDER_FIELDS = (
    "do",
    "call",
    "number",
    "to",
    "after",
    "every",
    "times",
    "seconds",
    "code",
    "milliseconds",
    "description",
)
CHOICES = {"window": ("at_once", "late"), "statuses": ("normal", "withheld", "doubled", "reversed")}


async def give_order(request: web.Request) -> web.StreamResponse:
    world = request.app[WORLD]
    value = await order_asked(request, KINDS, *ORDER_FIELDS)
    details: Asked = {name: given for name, given in value.items() if name not in ("do", "call", "number")}
    calls = value.get("call", [])
    calls = [calls] if isinstance(calls, str) else calls
    if unknown := set(calls) - set(CALLS):
        raise Refused(f"call: found {', '.join(sorted(unknown))}; allowed: {', '.join(CALLS)}")
    if details.get("code", 131000) not in TITLES:
        raise Refused(f"code: found {details['code']!r}; allowed: {', '.join(map(str, TITLES))}")
    if value.get("number"):
        details["number_id"] = find_number(world, value["number"]).id
    order = world.orders.give(value["do"], calls=tuple(calls), **details)
    return answer(order.shown(), 201)


async def cancel_orders(request: web.Request) -> web.StreamResponse:
    """What they have gathered goes."""
    world = request.app[WORLD]
    number = request.match_info.get("order_id")
    for order in list(world.orders.standing.values()):
        if order.do in GATHERING and number in (None, str(order.id)):
            world.let_go(order)
    cancelled = await CONTROLS.cancel_orders(request)
    world.postman.wake()
    return cancelled


async def show_behaviour(request: web.Request) -> web.StreamResponse:
    return answer(request.app[WORLD].behaviour)


async def set_behaviour(request: web.Request) -> web.StreamResponse:
    """window, statuses, status_delay (seconds), service_billable."""
    world = request.app[WORLD]
    value = only(await asked(request), *BEHAVIOUR)
    for name, allowed in CHOICES.items():
        if value.get(name, allowed[0]) not in allowed:
            raise Refused(f"{name}: found {value[name]!r}; allowed: {', '.join(allowed)}")
    world.behaviour |= value
    world.journal.put("behaviour", "", world.behaviour)
    return answer(world.behaviour)


async def tell_status(request: web.Request) -> web.StreamResponse:
    """message_id of the business, status; code of a failed one. It is told as the phone would have caused it."""
    world = request.app[WORLD]
    value = only(await asked(request), "message_id", "status", "code")
    message = world.messages.get(str(need(value, "message_id")))
    if message is None or not message.by_business:
        raise Refused(f"no message {value['message_id']!r} of a business", 404)
    person = world.persons[message.person_id]
    if value.get("status") == "failed":
        fail(world, message, person, int(value.get("code", 131026)))
    elif value.get("status") in ORDER[1:]:
        advance(world, message, person, value["status"])
    else:
        raise Refused(f"status: found {value.get('status')!r}; allowed: failed, {', '.join(ORDER[1:])}")
    return answer({"status": message.status})


async def post_webhook(request: web.Request) -> web.StreamResponse:
    """Anything, well signed: value under `field` (messages), or a whole `payload`; items: values side by side in one
    body. account; number for the metadata of items.
    """
    world = request.app[WORLD]
    value = only(await asked(request), "account", "number", "field", "value", "payload", "items")
    account = find_account(world, value.get("account"))
    if "payload" in value:
        given: Any = value["payload"]
        world.post(account, given if isinstance(given, str) else compact_json(given))
    elif "items" in value:
        number = find_number(world, value.get("number"))
        items = [Item(number.id, one["part"], one["body"], one.get("contact")) for one in value["items"]]
        world.send(account, items)
    else:
        world.send(account, [Item("", str(value.get("field", "messages")), need(value, "value"))])
    return answer({"waiting": len(world.postman.waiting)}, 201)


async def report_errors(request: web.Request) -> web.StreamResponse:
    """code: an error of the whole account, as a webhook tells it; person is not named there."""
    world = request.app[WORLD]
    value = only(await asked(request), "code", "number")
    number = find_number(world, value.get("number"))
    error = ApiError(int(need(value, "code"))).of_a_status()
    body = {"messaging_product": "whatsapp", "metadata": number.metadata(), "errors": [error]}
    account = world.account_of(number)
    entry = {"id": account.id, "changes": [{"value": body, "field": "messages"}]}
    world.post(account, compact_json({"object": "whatsapp_business_account", "entry": [entry]}))
    return answer({"waiting": len(world.postman.waiting)}, 201)


async def list_webhooks(request: web.Request) -> web.StreamResponse:
    """waiting: what was not answered with 200 yet; tried: the last attempts. account: of this one only."""
    world = request.app[WORLD]
    wanted = find_account(world, request.query["account"]).id if "account" in request.query else ""
    waiting = [
        {"id": one.id, "attempts": one.attempts, "due": one.due, "body": one.body}
        for one in world.postman.waiting.values()
        if wanted in ("", one.account_id)
    ]
    tried = [one for one in world.postman.tried if wanted in ("", one["account"])]
    return answer({"waiting": waiting, "tried": tried, "now": world.now()})


async def retry_webhooks(request: web.Request) -> web.StreamResponse:
    return answer({"due": request.app[WORLD].postman.all_due()})


async def set_clock(request: web.Request) -> web.StreamResponse:
    """Moves windows, links, the age of files and the repeating of webhooks too."""
    shown = await CONTROLS.set_clock(request)
    request.app[WORLD].postman.wake()
    return shown
