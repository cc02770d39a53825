"""Signed requests of WhatsApp's webhook, stored durably on SQLite, beside a handler that only checks signatures.

    python -m benchmarks webhook

A process serves the webhook as the bot does (bot/web/whatsapp_webhook.py), with nothing else in it: no dialogue takes
part. Each request brings one message of somebody else, over connections that stay open, each of which sends the next
one when the last was answered; what comes together shares a commit. The bare handler reads the body, checks the
signature and answers 200. They are measured in turn, several times; figures are medians.
"""

import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import func, select

from models.db import Database
from models.migrations.to_newest import upgrade
from models.tables.lanes import inbox
from tests.contracts.whatsapp_requests import body_of, change, contact, message, request, signed
from tests.simulated_telegram import free_port

SECRET: Final = "secret of the benchmark"
REQUESTS, ROUNDS, CONNECTIONS = 6_000, 5, 64
_ROOT: Final = Path(__file__).parent.parent
_PATIENCE_SECONDS: Final = 30.0


def measure() -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'otklik.db'}")
        upgrade(database)
        with closing(database), _serving("ours", Path(folder)) as ours, _serving("bare", Path(folder)) as bare:
            stored, checked, waits = list[float](), list[float](), list[float]()
            for turn in range(ROUNDS):
                checked.append(_per_second(bare, f"bare{turn}", []))
                stored.append(_per_second(ours, f"ours{turn}", waits))
            with database.read() as tx:
                kept = tx.execute(select(func.count()).select_from(inbox)).scalar_one()
    assert kept == REQUESTS * ROUNDS, f"{kept} of {REQUESTS * ROUNDS} were stored"
    per_s, bare_per_s = statistics.median(stored), statistics.median(checked)
    return {
        "webhooks_per_s": round(per_s, 1),
        "bare_per_s": round(bare_per_s, 1),
        "ratio_to_bare": round(statistics.median(a / b for a, b in zip(stored, checked, strict=True)), 3),
        "ok_p99_ms": round(sorted(waits)[int(len(waits) * 0.99)] * 1000, 1),
    }


@contextmanager
def _serving(which: str, folder: Path) -> Iterator[int]:
    """A process of its own that serves; the port."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.webhook_servers", which, str(port), str(folder / "otklik.db")]
    process = subprocess.Popen(command, cwd=_ROOT, stdin=subprocess.DEVNULL)
    try:
        asyncio.run(_answers(port))
        yield port
    finally:
        process.kill()
        process.wait()


async def _answers(port: int) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            assert time.monotonic() < until, "nobody listens"
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return


def _per_second(port: int, names: str, waits: list[float]) -> float:
    """waits: how long each request waited for its answer is added."""
    requests = [_request(f"{names}.{number}", number) for number in range(REQUESTS)]
    began = time.perf_counter()
    asyncio.run(_bring(port, requests, waits))
    return REQUESTS / (time.perf_counter() - began)


def _request(name: str, number: int) -> bytes:
    """As it goes over the wire."""
    bsuid, phone = f"RU.1349120865530274{number:05}", f"7900{number:07}"
    said = change(contacts=[contact(bsuid, phone)], messages=[message(f"wamid.{name}", bsuid, phone)])
    body = body_of(request(said))
    headers = {"Host": "127.0.0.1", **signed(SECRET, body), "Content-Length": str(len(body))}
    head = "".join(f"{key}: {text}\r\n" for key, text in headers.items())
    return f"POST /whatsapp HTTP/1.1\r\n{head}\r\n".encode() + body


async def _bring(port: int, requests: list[bytes], waits: list[float]) -> None:
    left = iter(requests)
    await asyncio.gather(*(_one_after_another(port, left, waits) for _ in range(CONNECTIONS)))


async def _one_after_another(port: int, left: Iterator[bytes], waits: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for one in left:
        asked = time.perf_counter()
        writer.write(one)
        head = await reader.readuntil(b"\r\n\r\n")
        waits.append(time.perf_counter() - asked)
        assert head.startswith(b"HTTP/1.1 200"), head
        assert b"Content-Length: 0" in head, head
    writer.close()
