"""Who may come in to a server of ours on loopback: programs of this machine and the page, and no other web site.

A web site can have the browser call loopback in three ways. Under a name of its own (DNS rebinding) the Host header
tells it. From its own pages Origin tells it, or Sec-Fetch-Site where a browser sends no Origin. A form or a script
without permission sends no JSON.
"""

from collections.abc import Callable, Collection

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

_NAMES = ("127.0.0.1", "localhost")
#: Nothing that we answer is for another site, not even to be drawn or run there.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
_WITH_A_BODY = ("POST", "PUT", "PATCH")


def hosts(port: int) -> frozenset[str]:
    """How a browser may name us in Host."""
    return frozenset(name if port == 80 else f"{name}:{port}" for name in _NAMES)


def origins(port: int) -> frozenset[str]:
    return frozenset(f"http://{host}" for host in hosts(port))


def host_refusal(request: web.Request, port: int) -> str | None:
    if request.headers.get("Host", "") in hosts(port):
        return None
    return f"Host: allowed: {', '.join(sorted(hosts(port)))}"


def of_another_site(request: web.Request, port: int) -> str | None:
    """Why a request that a browser sends for somebody else's page is refused; programs send neither header."""
    if (origin := request.headers.get("Origin")) is not None and origin not in origins(port):
        return "Origin: web pages of others are not let in"
    if request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
        return "Sec-Fetch-Site: web pages of others are not let in"
    return None


def of_a_bot_api(path: str) -> bool:
    return path.startswith(("/bot", "/file/bot"))


def for_programs(
    port: int, wire_names: Collection[str] = (), is_wire: Callable[[str], bool] = of_a_bot_api
) -> Middleware:
    """The middleware of a control API and, beside it, of the API that is simulated.

    That one takes forms, and any port in Host, as behind a cable of a test. wire_names: other names that lead to it.
    is_wire: whether a path is its.
    """
    named = {*_NAMES, *wire_names}

    @web.middleware
    async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
        wire = is_wire(request.path)
        host = request.headers.get("Host", "").rpartition(":")[0] or request.headers.get("Host", "")
        wrong = (None if wire and host in named else host_refusal(request, port)) or of_another_site(request, port)
        if wrong is not None:
            return _refusal(403, f"Forbidden: {wrong}")
        if not wire and request.method in _WITH_A_BODY and request.content_type != "application/json":
            return _refusal(415, "Content-Type: allowed: application/json")
        response = await handler(request)
        if not response.prepared:
            response.headers.update(HEADERS)
        return response

    return guarded


def _refusal(code: int, words: str) -> web.Response:
    """In the shape of all: of the control APIs and of the Bot API."""
    told = {"ok": False, "error_code": code, "description": words, "error": words}
    return web.json_response(told, status=code, headers=HEADERS)
