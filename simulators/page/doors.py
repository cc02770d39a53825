"""Who may come in: only this page itself, opened on this machine.

Another web site could have the browser call loopback under a name of its own (DNS rebinding), or open our WebSocket;
the first is told by the Host header, the second by Origin. Files that people sent must not act as pages of ours.
"""

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

_NAMES = ("127.0.0.1", "localhost")
#: Shown in place; anything else is only to be downloaded.
HARMLESS = frozenset(
    [
        *("image/png", "image/jpeg", "image/webp", "image/gif"),
        *("audio/ogg", "audio/mpeg", "audio/wav", "audio/mp4", "audio/webm"),
        *("video/mp4", "video/webm"),
    ]
)
_EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",
}


def hosts(port: int) -> frozenset[str]:
    """How a browser may name us in Host."""
    return frozenset(name if port == 80 else f"{name}:{port}" for name in _NAMES)


def origins(port: int) -> frozenset[str]:
    return frozenset(f"http://{host}" for host in hosts(port))


def only_ourselves(port: int) -> Middleware:
    """The middleware: 403 for any other Host, and headers that let nothing in from elsewhere."""
    allowed = hosts(port)
    sockets = " ".join(f"ws://{host}" for host in sorted(allowed))
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        f"media-src 'self' blob:; connect-src 'self' {sockets}; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )

    @web.middleware
    async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.headers.get("Host", "") not in allowed:
            raise web.HTTPForbidden(text=f"Host: allowed: {', '.join(sorted(allowed))}\n")
        response = await handler(request)
        if not response.prepared:
            response.headers.update(_EVERYWHERE)
            response.headers.setdefault("Content-Security-Policy", policy)
        return response

    return guarded


def is_our_page(request: web.Request, port: int) -> bool:
    """Whether a WebSocket was opened by this page and not by another site."""
    return request.headers.get("Origin", "") in origins(port)


def as_sent_by_a_stranger(content: bytes, mime_type: str) -> web.Response:
    """A file out of a chat: shown when it can't do anything, else only to be saved."""
    harmless = mime_type in HARMLESS
    response = web.Response(body=content, content_type=mime_type if harmless else "application/octet-stream")
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if not harmless:
        response.headers["Content-Disposition"] = "attachment"
    return response
