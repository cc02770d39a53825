"""A small HTTP proxy for tests: CONNECT and plain forwarding, with a password, and a map of names it alone knows.

    with SmallProxy({"api.telegram.test": telegram.port}, "user:secret") as proxy:
        settings["TELEGRAM_PROXY"] = proxy.url
        settings["TELEGRAM_API_URL"] = "http://api.telegram.test"   # nobody but the proxy can resolve it

With certificate=… it is also the TLS server behind each tunnel.
"""

import asyncio
import base64
import contextlib
import ssl
import subprocess
import threading
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote, urlsplit


class SmallProxy:
    """seen: how often each (method, host) was asked for. mood: "works", "refuses" (403) or "hangs"."""

    def __init__(self, names: Mapping[str, int], credentials: str = "", certificate: Path | None = None) -> None:
        self.names = names
        self.seen: Counter[tuple[str, str]] = Counter()
        self.strangers = 0
        self.mood = "works"
        self._credentials = credentials
        self._certificate = certificate
        self._tls_port = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._servers: list[asyncio.Server] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = 0

    @property
    def url(self) -> str:
        user, _, password = self._credentials.partition(":")
        who = f"{quote(user)}:{quote(password, safe='')}@" if user else ""
        return f"http://{who}127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _start(self) -> None:
        proxy = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = proxy.sockets[0].getsockname()[1]
        self._servers.append(proxy)
        if self._certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self._certificate)
            behind = await asyncio.start_server(self._serve_tls, "127.0.0.1", 0, ssl=context)
            self._tls_port = behind.sockets[0].getsockname()[1]
            self._servers.append(behind)

    async def _stop(self) -> None:
        for server in self._servers:
            server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._kept(self._answer(reader, writer), writer)

    async def _serve_tls(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        (port,) = self.names.values()
        await self._kept(_joined(reader, writer, port), writer)

    async def _kept(self, work: object, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await work  # type: ignore[misc]
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        request, *lines = head.rstrip().split("\r\n")
        method, target, _ = request.split(" ")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        host = target.partition(":")[0] if method == "CONNECT" else urlsplit(target).hostname or ""
        self.seen[method, host] += 1
        if self.mood == "hangs":
            await asyncio.Event().wait()
        given = "Basic " + base64.b64encode(self._credentials.encode()).decode()
        if self._credentials and headers.get("proxy-authorization") != given:
            self.strangers += 1
            writer.write(
                b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            )
        elif self.mood == "refuses" or host not in self.names:
            writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        elif method == "CONNECT":
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await _joined(reader, writer, self._tls_port or self.names[host])
        else:
            await self._forwarded(reader, writer, (method, target, lines), int(headers.get("content-length", 0)))
        await writer.drain()

    async def _forwarded(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        request: tuple[str, str, list[str]],
        length: int,
    ) -> None:
        """One request for each connection: simple, and enough."""
        method, target, lines = request
        url = urlsplit(target)
        path = url.path + (f"?{url.query}" if url.query else "")
        kept = [line for line in lines if not line.lower().startswith(("proxy-", "connection:"))]
        upstream_reader, upstream = await asyncio.open_connection("127.0.0.1", self.names[url.hostname or ""])
        upstream.write("\r\n".join((f"{method} {path} HTTP/1.1", *kept, "Connection: close", "", "")).encode())
        upstream.write(await reader.readexactly(length))
        try:
            await _pumped(upstream_reader, writer)
        finally:
            upstream.close()


async def _joined(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int) -> None:
    upstream_reader, upstream = await asyncio.open_connection("127.0.0.1", port)
    there = asyncio.create_task(_pumped(reader, upstream))
    back = asyncio.create_task(_pumped(upstream_reader, writer))
    try:
        await asyncio.wait((there, back), return_when=asyncio.FIRST_COMPLETED)
    finally:
        there.cancel()
        back.cancel()
        await asyncio.gather(there, back, return_exceptions=True)
        upstream.close()


async def _pumped(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while chunk := await reader.read(65536):
        writer.write(chunk)
        await writer.drain()


def certificate_for(name: str, folder: Path) -> Path:
    """A key with a certificate that vouches for itself, in one file; trusted by who is given it as SSL_CERT_FILE."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    asked = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}"]
    asked += ["-addext", f"subjectAltName=DNS:{name}", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(asked, check=True, capture_output=True)
    both = folder / "both.pem"
    both.write_text(key.read_text() + certificate.read_text())
    return both
