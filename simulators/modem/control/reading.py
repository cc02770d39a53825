"""Reading what a tester asks for: JSON in, readable refusals out."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from simulators.journal import compact_json
from simulators.json_body import json_in
from simulators.modem.world import World

WORLD = web.AppKey("world", World)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Asked = dict[str, Any]


class Refused(Exception):
    """The tester asked for something that can't be: answered 400 with the reason."""


def control(handler: Handler) -> Handler:
    """Refusals become JSON; what was written reaches the journal before the answer leaves."""

    async def answered(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except Refused as refused:
            return answer({"error": str(refused)}, 400)
        finally:
            request.app[WORLD].journal.flush()

    return answered


def answer(value: Any, status: int = 200) -> web.Response:
    return web.Response(text=compact_json(value), status=status, content_type="application/json")


async def asked(request: web.Request, *allowed: str) -> Asked:
    """The body, an object with these fields at most: a test that orders nothing must not pass."""
    body = await request.read()
    try:
        value = json_in(body) if body else {}
    except ValueError as error:
        raise Refused(f"body: no JSON: {error}") from None
    if not isinstance(value, dict):
        raise Refused(f"body: an object is expected, found {value!r}")
    if unknown := value.keys() - set(allowed):
        raise Refused(f"unknown: {', '.join(sorted(unknown))}; allowed: {', '.join(allowed)}")
    return value


def text(value: Asked, name: str, default: str | None = None) -> str:
    found = value.get(name, default)
    if not isinstance(found, str):
        raise _unfit(name, found, "a text")
    return found


def flag(value: Asked, name: str, default: bool | None = None) -> bool:
    found = value.get(name, default)
    if not isinstance(found, bool):
        raise _unfit(name, found, "true or false")
    return found


def number(value: Asked, name: str, lowest: float, highest: float, default: float | None = None) -> float:
    found = value.get(name, default)
    if isinstance(found, bool) or not isinstance(found, int | float) or not lowest <= found <= highest:
        raise _unfit(name, found, f"a number from {lowest:g} to {highest:g}")
    return found


def whole(value: Asked, name: str, lowest: int, highest: int, default: int | None = None) -> int:
    found = number(value, name, lowest, highest, default)
    if found != int(found):
        raise _unfit(name, found, "a whole number")
    return int(found)


def choice(value: Asked, name: str, allowed: tuple[str, ...], default: str | None = None) -> str:
    found = value.get(name, default)
    if found not in allowed:
        raise _unfit(name, found, f"one of {', '.join(allowed)}")
    return str(found)


def whole_numbers(value: Asked, name: str) -> list[int]:
    found = value.get(name, [])
    if not isinstance(found, list) or not all(type(item) is int for item in found):
        raise _unfit(name, found, "a list of whole numbers")
    return found


def _unfit(name: str, found: Any, allowed: str) -> Refused:
    return Refused(f"{name}: {'missing' if found is None else f'found {found!r}'}; allowed: {allowed}")
