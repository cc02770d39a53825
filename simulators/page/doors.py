"""What the page lets in, and how it shows what people sent: files of theirs must not act as pages of ours."""

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from simulators.doors import HEADERS, host_refusal, hosts, origins

#: Shown in place; anything else is only to be downloaded.
HARMLESS = frozenset(
    [
        *("image/png", "image/jpeg", "image/webp", "image/gif"),
        *("audio/ogg", "audio/mpeg", "audio/wav", "audio/mp4", "audio/webm"),
        *("video/mp4", "video/webm"),
    ]
)


def only_ourselves(port: int) -> Middleware:
    """The middleware: 403 for any other Host, and headers that let nothing in from elsewhere."""
    sockets = " ".join(f"ws://{host}" for host in sorted(hosts(port)))
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        f"media-src 'self' blob:; connect-src 'self' {sockets}; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )

    @web.middleware
    async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
        if wrong := host_refusal(request, port):
            raise web.HTTPForbidden(text=f"{wrong}\n")
        response = await handler(request)
        if not response.prepared:
            response.headers.update(HEADERS)
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
