"""GET /health says what is wrong, in seconds, whatever hangs."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, ClientTimeout, web
from aiohttp.test_utils import TestServer
from sqlalchemy import event

from bot.web.health import Health
from models.actions.queue import lanes, outbox
from models.actions.queue.heartbeats import beat
from models.actions.queue.outbox import OutgoingRow
from models.actions.reach import modems
from models.clock import Clock
from models.db import Database
from models.migrations.to_newest import upgrade
from models.rules.delivery.outgoing import DELIVER, INBOX, RowKind, Urgency
from models.rules.delivery.places import in_staff_chat
from models.rules.health.monitoring import SWEEPER, WORKERS
from models.write_turn import WriteTurn
from tests.own_postgresql import OwnPostgresql
from tests.simulator_process import free_port

#: Longer than whoever asks how we are: an answer that waited for it would come too late.
WHO_WRITES_WAITS_SECONDS = 90.0


@pytest.fixture
def told_to(database: Database) -> Database:
    """All workers were heard a moment ago."""
    with database.write() as tx:
        for role in (SWEEPER, *WORKERS):
            beat(tx, role, Clock().read().real)
    return database


def asked(database: Database, times: int = 1, silent: dict[str, str] | None = None) -> list[tuple[int, Any]]:
    """Status and JSON of each answer, asked at once. Redis is away all the time.

    silent: bots that serve nobody.
    """

    async def ask(session: ClientSession, url: str) -> tuple[int, Any]:
        async with session.get(url, timeout=ClientTimeout(60)) as response:
            return response.status, await response.json()

    async def whole() -> list[tuple[int, Any]]:
        app = web.Application()
        redis_url = f"redis://127.0.0.1:{free_port()}/0"
        app.add_routes(Health(database, redis_url, Clock(), ("1",), list, lambda: silent or {}).routes())
        async with TestServer(app) as server, ClientSession() as session:
            url = str(server.make_url("/health"))
            return list(await asyncio.gather(*(ask(session, url) for _ in range(times))))

    return asyncio.run(whole())


def test_a_healthy_installation_without_redis_says_only_that(told_to: Database) -> None:
    ((status, told),) = asked(told_to)
    assert status == 200
    assert told["troubles"] == ["redis is away"]
    assert told["queues"]["deliver"] == {"due": 0, "age_seconds": 0.0, "held": 0, "worker": True}
    assert told["database"]["writes"]


def test_what_waits_too_long_and_who_is_silent_are_named(told_to: Database) -> None:
    real = Clock().read().real
    with told_to.write() as tx:
        beat(tx, DELIVER, real - timedelta(minutes=2))
        lanes.take_places(tx, DELIVER, "1", "chat:5", 1, real - timedelta(seconds=200))
        lanes.take_places(tx, DELIVER, "1", "chat:6", 1, real + timedelta(hours=3))
        waits = OutgoingRow(RowKind.POST, {"part": 0, "text": "Чиним"}, repeatable=True, to=in_staff_chat(6))
        outbox.post(tx, "1", "chat:6", Urgency.CONVERSATION, [waits], real)
        lanes.take_places(tx, INBOX, "1", "chat:7", 1, real - timedelta(seconds=40))
        modems.note_modem(tx, Clock().read(), "/dev/ttyUSB-of-anna", state="no_network", number="+79001112233")
    ((status, told),) = asked(told_to)
    said = " · ".join(told["troubles"])
    assert status == 200
    assert told["status"] == "trouble"
    for words in ("deliver is silent", "queue deliver is 20", "holds 1 lanes", "inbox is 4", "modem 1 is no_network"):
        assert words in said
    for secret in ("chat:", "ttyUSB", "79001112233"):
        assert secret not in str(told), "anybody may read it"
    assert not told["queues"]["deliver"]["worker"]


def test_what_waits_for_an_account_that_is_not_configured_is_named(told_to: Database) -> None:
    real = Clock().read().real
    with told_to.write() as tx:
        for account, chat in (("1", 5), ("2", 6), ("2", 7)):
            lanes.take_places(tx, DELIVER, account, f"chat:{chat}", 1, real)
        lanes.take_places(tx, INBOX, "gone", "chat:8", 1, real)
    ((_, told),) = asked(told_to)
    assert "2 lanes wait for account 2, which is not configured" in told["troubles"]
    assert "1 lanes wait for account gone, which is not configured" in told["troubles"]
    assert not any("account 1," in trouble for trouble in told["troubles"])


def test_a_bot_that_serves_nobody_is_named_with_what_waits_for_it(told_to: Database) -> None:
    real = Clock().read().real
    with told_to.write() as tx:
        lanes.take_places(tx, DELIVER, "1", "chat:5", 1, real)
        lanes.take_places(tx, INBOX, "1", "chat:5", 1, real + timedelta(seconds=30))
    ((_, told),) = asked(told_to, silent={"1": "Telegram refuses TELEGRAM_BOT_TOKEN_ACME (401 Unauthorized)"})
    words = "bot 1 serves nobody: Telegram refuses TELEGRAM_BOT_TOKEN_ACME (401 Unauthorized); 2 lanes wait for it"
    assert words in told["troubles"]


@pytest.fixture
def on_sqlite(migrated_sqlite: Path, tmp_path: Path) -> Iterator[Database]:
    (tmp_path / "otklik.db").write_bytes(migrated_sqlite.read_bytes())
    database = Database(f"sqlite:///{tmp_path / 'otklik.db'}", "bot")
    yield database
    database.close()


def test_a_writer_that_never_ends_makes_it_say_down_in_time_and_to_all_who_ask(
    on_sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.write_turn.PATIENCE_SECONDS", WHO_WRITES_WAITS_SECONDS)
    with WriteTurn(tmp_path / "otklik.db.lock", "deliver").taken():
        answers = asked(on_sqlite, times=40)
    assert {(status, told["status"]) for status, told in answers} == {(503, "down")}


def test_a_database_that_takes_no_write_makes_it_say_down(on_sqlite: Database) -> None:
    with on_sqlite.read() as tx:
        tx.exec_driver_sql("SELECT 1")
    on_sqlite.engine.dispose()

    @event.listens_for(on_sqlite.engine, "connect")
    def _read_only(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA query_only=ON")  # as a disk that became read-only

    ((status, told),) = asked(on_sqlite)
    assert (status, told["troubles"]) == (503, ["nothing can be written"])


def test_a_server_that_hangs_makes_it_say_down_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.patient_postgresql.ANSWERS_WITHIN_SECONDS", WHO_WRITES_WAITS_SECONDS)
    with OwnPostgresql() as server:
        database = Database(server.url, "bot")
        upgrade(database)
        assert asked(database)[0][0] == 200
        server.freeze()
        try:
            answers = asked(database, times=10)
        finally:
            server.thaw()
        assert {status for status, _ in answers} == {503}
        database.close()
