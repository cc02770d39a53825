"""Reading what a tester asks of a control API: JSON in, readable refusals out."""

from typing import Any

from aiohttp import web

from simulators.journal import compact_json
from simulators.json_body import json_in

Asked = dict[str, Any]


class Refused(Exception):
    """The tester asked for something that can't be: answered 400 (or the given code) with the reason."""

    def __init__(self, reason: str, code: int = 400) -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code


def answer(value: Any, status: int = 200) -> web.Response:
    return web.Response(text=compact_json(value), status=status, content_type="application/json")


async def asked(request: web.Request) -> Asked:
    body = await request.read()
    try:
        value = json_in(body) if body else {}
    except ValueError as error:
        raise Refused(f"not JSON: {error}") from None
    if not isinstance(value, dict):
        raise Refused("an object is expected")
    return value


def need(value: Asked, name: str) -> Any:
    if name not in value:
        raise Refused(f"{name} is missing")
    return value[name]


def only(value: Asked, *names: str) -> Asked:
    """Refuses misspelt fields: a test that orders nothing must not pass."""
    if unknown := value.keys() - set(names):
        raise Refused(f"unknown: {', '.join(sorted(unknown))}; allowed: {', '.join(names)}")
    return value


def number(request: web.Request, name: str, default: float) -> float:
    """Of the query."""
    try:
        return float(request.query.get(name, default))
    except ValueError:
        raise Refused(f"{name} must be a number") from None


def limit(given: Any) -> tuple[int, float]:
    """[count, seconds], or "20/60"."""
    try:
        count, seconds = str(given).split("/") if isinstance(given, str) else given
        found = int(count), float(seconds)
    except (TypeError, ValueError):
        raise Refused(f"a limit is [count, seconds], found {given!r}") from None
    if found[0] < 1 or found[1] <= 0:
        raise Refused("count and seconds must be positive")
    return found
