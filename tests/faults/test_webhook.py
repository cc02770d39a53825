"""Updates that Telegram brings: stored before they are acknowledged, refused to strangers, none lost, none twice."""

import asyncio
import json
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from models.settings import Settings
from models.tables.lanes import inbox
from tests.faults.crowd import Crowd, nothing_waits, reading
from tests.installation import Installation

Wire = dict[str, Any]
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


@pytest.fixture(scope="module")
def hooked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation that receives by webhook, as behind a reverse proxy."""
    otklik = Installation(tmp_path_factory.mktemp("hooked"))
    otklik.environment["PUBLIC_URL"] = otklik.http_url
    with otklik:
        yield otklik


@pytest.fixture
def by_webhook(hooked: Installation) -> Iterator[Installation]:
    hooked.environment["PUBLIC_URL"] = hooked.http_url
    hooked.revive()
    hooked.wait_for(lambda: webhook(hooked)["url"], "a webhook")
    yield hooked
    hooked.telegram.cancel()


def webhook(otklik: Installation) -> Wire:
    told: Wire = otklik.telegram.api("getWebhookInfo")["result"]
    return told


def secret_of(otklik: Installation) -> str:
    settings = Settings(telegram_bot_token=otklik.environment["TELEGRAM_BOT_TOKEN"], _env_file=None)
    return settings.telegram_bots[0].webhook_secret


def posted(otklik: Installation, body: bytes, secret: str | None, path: str | None = None) -> int:
    """The status of a request like Telegram's."""
    headers = {"Content-Type": "application/json"} | ({} if secret is None else {SECRET_HEADER: secret})
    url = otklik.http_url + (path or f"/telegram/{otklik.telegram.bot_id}")
    request = urllib.request.Request(url, body, headers)
    try:
        with urllib.request.urlopen(request, timeout=20) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def stored(otklik: Installation, update_id: int) -> int:
    with reading(otklik) as tx:
        count: int = tx.execute(
            select(func.count()).where(inbox.c.provider_id == str(update_id), inbox.c.transport == "telegram")
        ).scalar_one()
    return count


def update(number: int, words: str = "по секрету") -> bytes:
    message = {"message_id": 1, "date": 1, "chat": {"id": 77, "type": "channel"}, "text": words}
    return json.dumps({"update_id": number, "message": message}).encode()


def test_a_request_and_its_answer_go_through_without_a_single_poll(by_webhook: Installation) -> None:
    crowd = Crowd(by_webhook, 3, "крючок")
    crowd.write(rounds=2)
    crowd.wait_until_all_arrived()
    crowd.correct(1, every=2)
    crowd.wait_until_all_arrived()
    answers = crowd.answer_all()
    crowd.wait_until_answered(answers)
    by_webhook.wait_for(lambda: nothing_waits(by_webhook), "rest")
    assert crowd.complaints() == []
    assert crowd.greeted_wrongly() == []
    assert [crowd.received(speaker, answers) for speaker in crowd.speakers] == [1, 1, 1]
    told = webhook(by_webhook)
    assert told["url"] == f"{by_webhook.http_url}/telegram/{by_webhook.telegram.bot_id}"
    asked_for = ["callback_query", "chat_member", "edited_message", "message", "message_reaction", "my_chat_member"]
    assert sorted(told["allowed_updates"]) == asked_for
    assert "getUpdates" not in by_webhook.log("bot")


def test_two_hundred_updates_pushed_at_a_bot_that_is_killed_arrive_once_each(by_webhook: Installation) -> None:
    crowd = Crowd(by_webhook, 40, "удар")
    crowd.write(rounds=2)
    by_webhook.wait_for(lambda: by_webhook.topic_of("удар-0"), "a first topic")
    by_webhook.kill("bot")
    crowd.write(rounds=2)
    by_webhook.start("bot")
    crowd.write()
    by_webhook.wait_for(lambda: webhook(by_webhook)["pending_update_count"] < 150, "some of the backlog", 60)
    by_webhook.kill("bot")
    by_webhook.start("bot")
    crowd.wait_until_all_arrived(90)
    by_webhook.wait_for(lambda: not webhook(by_webhook)["pending_update_count"], "an empty queue", 60)
    by_webhook.wait_for(lambda: nothing_waits(by_webhook), "rest")
    assert crowd.complaints() == []
    assert crowd.greeted_wrongly() == []


def test_an_update_that_telegram_repeats_is_kept_once(by_webhook: Installation) -> None:
    by_webhook.telegram.order("duplicate_updates")
    crowd = Crowd(by_webhook, 5, "вторично")
    crowd.write(rounds=2)
    crowd.wait_until_all_arrived()
    by_webhook.wait_for(lambda: nothing_waits(by_webhook), "rest")
    assert crowd.complaints() == []
    assert crowd.greeted_wrongly() == []


@pytest.mark.parametrize("secret", [None, "", "wrong", "тайна"])
def test_a_stranger_without_the_secret_is_refused_and_nothing_is_kept(
    by_webhook: Installation, secret: str | None
) -> None:
    shown = None if secret is None else secret.encode().decode("latin-1")
    assert posted(by_webhook, update(900_001), shown) == 403
    assert stored(by_webhook, 900_001) == 0
    assert "по секрету" not in by_webhook.log("bot")
    assert "requests without our secret" in by_webhook.log("bot")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b'{"update_id": "7"}', 400),
        (b'{"update_id": true}', 400),
        (b'{"update_id": -1}', 400),
        (b'{"update_id": ' + b"9" * 30 + b"}", 400),
        (b"[" * 100_000, 400),
        (b'{"update_id": 1, "x": "' + b"x" * 5_000_000 + b'"}', 413),
    ],
    ids=["empty", "cut", "list", "text", "bool", "negative", "huge", "deep", "long"],
)
def test_what_is_no_update_is_refused_and_the_bot_lives_on(
    by_webhook: Installation, body: bytes, status: int
) -> None:
    secret = secret_of(by_webhook)
    assert posted(by_webhook, body, secret) == status
    assert posted(by_webhook, update(900_100), secret) == 200
    assert stored(by_webhook, 900_100) == 1


@pytest.mark.parametrize("odd", [{"message": []}, {"message": {"chat": 5}}, {"hologram": {"a": "\ud800\u0000"}}, {}])
def test_an_update_of_an_odd_shape_is_kept(by_webhook: Installation, odd: Wire) -> None:
    number = 900_200 + len(str(odd))
    body = json.dumps({"update_id": number, **odd}).encode()
    assert posted(by_webhook, body, secret_of(by_webhook)) == 200
    assert stored(by_webhook, number) == 1


def test_another_bots_path_is_not_ours(by_webhook: Installation) -> None:
    assert posted(by_webhook, update(900_300), secret_of(by_webhook), "/telegram/1") == 404


def test_health_answers_and_tells_nothing(by_webhook: Installation) -> None:
    told = by_webhook.vital_signs()
    assert told["database"]["writes"]
    assert told["redis"]


def test_switching_to_polling_and_back_loses_nothing(by_webhook: Installation) -> None:
    crowd = Crowd(by_webhook, 5, "туда-сюда")
    crowd.write()
    by_webhook.stop("bot")
    crowd.write()
    by_webhook.environment["PUBLIC_URL"] = ""
    by_webhook.start("bot")
    by_webhook.wait_for(lambda: not webhook(by_webhook)["url"], "polling")
    crowd.write()
    crowd.wait_until_all_arrived()
    assert "the webhook to 127.0.0.1 is deleted" in by_webhook.log("bot")
    by_webhook.stop("bot")
    crowd.write()
    by_webhook.environment["PUBLIC_URL"] = by_webhook.http_url
    by_webhook.start("bot")
    crowd.write()
    crowd.wait_until_all_arrived()
    by_webhook.wait_for(lambda: nothing_waits(by_webhook), "rest")
    assert crowd.complaints() == []
    assert crowd.greeted_wrongly() == []


def test_a_taken_address_stops_a_bot_that_needs_it_and_says_so(by_webhook: Installation, tmp_path: Path) -> None:
    async def second() -> tuple[int, str]:
        bot = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            env=by_webhook.environment | {"OTKLIK_READY_DIR": str(tmp_path)},
            stderr=asyncio.subprocess.PIPE,
        )
        _, said = await asyncio.wait_for(bot.communicate(), 60)
        return bot.returncode or 0, said.decode()

    code, said = asyncio.run(second())
    assert code == 1
    assert said.rstrip().splitlines()[-1].startswith("HTTP_LISTEN=127.0.0.1:")
