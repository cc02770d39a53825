"""Businesses: accounts with their tokens and webhooks, numbers, templates."""

import secrets
from typing import Any

import aiohttp
from aiohttp import web

from simulators.control_requests import Asked, Refused, answer, asked, need, only
from simulators.whatsapp.control.reading import find_account, find_number
from simulators.whatsapp.endpoint import WORLD
from simulators.whatsapp.errors import TITLES
from simulators.whatsapp.records import Account, Number, Template, row_of
from simulators.whatsapp.webhooks import Item
from simulators.whatsapp.world import World

ACCOUNT = ("token", "app_secret", "verify_token", "name", "callback_url", "expired", "subscribed", "refusal")
NUMBER = ("account", "display", "verified_name", "quality_rating", "registered", "allowed")
TEMPLATE_STATUSES = ("APPROVED", "PENDING", "REJECTED", "PAUSED", "DISABLED")
CATEGORIES = ("UTILITY", "MARKETING", "AUTHENTICATION")
FIRST_ACCOUNT_ID, FIRST_NUMBER_ID, FIRST_TEMPLATE_ID = 102_290_129_340_398, 106_540_352_242_922, 594_425_479_261_596
FIRST_DISPLAY = 79_000_000_101


async def list_accounts(request: web.Request) -> web.StreamResponse:
    return answer({"accounts": [row_of(account) for account in request.app[WORLD].accounts.values()]})


async def add_account(request: web.Request) -> web.StreamResponse:
    """One whose token is known already is found and changed, not made again."""
    world = request.app[WORLD]
    value = only(await asked(request), *ACCOUNT, "id")
    known = next((one for one in world.accounts.values() if one.token == value.get("token")), None)
    account = known or new_account(world, **{name: given for name, given in value.items() if name in ("id", "token")})
    _change(world, account, {name: given for name, given in value.items() if name != "id"})
    return answer(row_of(account), 201)


def new_account(world: World, token: str = "", id: str = "") -> Account:
    account = Account(
        id=id or str(world.next_number("account", FIRST_ACCOUNT_ID)),
        token=token or f"EAAsimulated{secrets.token_hex(24)}",
        app_secret=secrets.token_hex(16),
        verify_token=secrets.token_hex(8),
    )
    world.accounts[account.id] = account
    world.save("account", account.id, account)
    world.know_everybody(account)
    return account


async def change_account(request: web.Request) -> web.StreamResponse:
    world = request.app[WORLD]
    account = find_account(world, request.match_info["account"])
    _change(world, account, only(await asked(request), *ACCOUNT))
    return answer(row_of(account))


def _change(world: World, account: Account, value: Asked) -> None:
    """refusal: a code that every send is refused with; expired: the token opens nothing until it is false again."""
    if value.get("refusal") and value["refusal"] not in TITLES:
        raise Refused(f"refusal: found {value['refusal']!r}; allowed: 0 and {', '.join(map(str, TITLES))}")
    for name, given in value.items():
        setattr(account, name, given)
    world.save("account", account.id, account)
    world.postman.wake()


async def set_webhook(request: web.Request) -> web.StreamResponse:
    """url, verify_token; account. As in the app's settings: the challenge must be passed before it counts."""
    world = request.app[WORLD]
    value = only(await asked(request), "account", "url", "verify_token")
    account = find_account(world, value.get("account"))
    url, word = str(need(value, "url")), str(value.get("verify_token", account.verify_token))
    if not url:
        account.callback_url = ""
        world.save("account", account.id, account)
        return answer({"verified": False, "status": 0, "body": ""})
    challenge = str(secrets.randbelow(10**10))
    query = {"hub.mode": "subscribe", "hub.verify_token": word, "hub.challenge": challenge}
    status, body = await _asked_back(url, query)
    verified = status == 200 and body.strip() == challenge
    if verified:
        account.callback_url = url
        world.save("account", account.id, account)
        world.postman.wake()
    return answer({"verified": verified, "status": status, "body": body[:500]})


async def _asked_back(url: str, query: dict[str, str]) -> tuple[int, str]:
    timeout = aiohttp.ClientTimeout(total=20)
    try:
        async with aiohttp.ClientSession() as session, session.get(url, params=query, timeout=timeout) as response:
            return response.status, await response.text()
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        return 0, f"no answer: {error!r}"


async def list_numbers(request: web.Request) -> web.StreamResponse:
    return answer({"numbers": [row_of(number) for number in request.app[WORLD].numbers.values()]})


async def add_number(request: web.Request) -> web.StreamResponse:
    """One whose id is known already is found and changed."""
    world = request.app[WORLD]
    value = only(await asked(request), *NUMBER, "id")
    number = world.numbers.get(str(value.get("id", ""))) or new_number(
        world, find_account(world, value.get("account")), str(value.get("id", ""))
    )
    _change_number(world, number, value)
    return answer(row_of(number), 201)


def new_number(world: World, account: Account, id: str = "") -> Number:
    made = id or str(world.next_number("number", FIRST_NUMBER_ID))
    number = Number(made, account.id, str(world.next_number("display", FIRST_DISPLAY)), account.name)
    world.numbers[number.id] = number
    world.save("number", number.id, number)
    return number


async def change_number(request: web.Request) -> web.StreamResponse:
    world = request.app[WORLD]
    number = find_number(world, request.match_info["number"])
    _change_number(world, number, only(await asked(request), *NUMBER[1:]))
    return answer(row_of(number))


def _change_number(world: World, number: Number, value: Asked) -> None:
    """allowed: the phones that a test number may write to, or null for all."""
    for name, given in value.items():
        if name not in ("id", "account"):
            setattr(number, name, str(given).removeprefix("+") if name == "display" else given)
    world.save("number", number.id, number)


async def list_templates(request: web.Request) -> web.StreamResponse:
    return answer({"templates": [row_of(one) for one in request.app[WORLD].templates.values()]})


async def put_template(request: web.Request) -> web.StreamResponse:
    """name, language (ru), category (UTILITY), status (APPROVED), account; components, or body with {{1}} and
    buttons: the titles of quick replies. The same name and language: the same template, and a changed status is told.
    """
    world = request.app[WORLD]
    fields = ("account", "name", "language", "category", "status", "components", "body", "buttons")
    value = only(await asked(request), *fields)
    account = find_account(world, value.get("account"))
    name, language = str(need(value, "name")), str(value.get("language", "ru"))
    known = next(
        (
            one
            for one in world.templates.values()
            if (one.account_id, one.name, one.language) == (account.id, name, language)
        ),
        None,
    )
    template = known or Template(
        str(world.next_number("template", FIRST_TEMPLATE_ID)), account.id, name, language, "UTILITY", "APPROVED", []
    )
    before = template.status if known else ""
    _fill(template, value)
    world.templates[template.id] = template
    world.save("template", template.id, template)
    if before and before != template.status:
        _tell_status(world, account, template)
    return answer(row_of(template), 201)


def _fill(template: Template, value: dict[str, Any]) -> None:
    for name, allowed in (("status", TEMPLATE_STATUSES), ("category", CATEGORIES)):
        if name in value:
            if value[name] not in allowed:
                raise Refused(f"{name}: found {value[name]!r}; allowed: {', '.join(allowed)}")
            setattr(template, name, value[name])
    if "components" in value:
        template.components = value["components"]
    elif "body" in value:
        template.components = [{"type": "BODY", "text": str(value["body"])}]
        if value.get("buttons"):
            buttons = [{"type": "QUICK_REPLY", "text": title} for title in value["buttons"]]
            template.components.append({"type": "BUTTONS", "buttons": buttons})
    if not template.components:
        raise Refused("components or body is missing")


def _tell_status(world: World, account: Account, template: Template) -> None:
    body = {
        "event": template.status,
        "message_template_id": int(template.id),
        "message_template_name": template.name,
        "message_template_language": template.language,
        "reason": None if template.status == "APPROVED" else "NONE",
    }
    world.tell(account, [Item("", "message_template_status_update", body)])
