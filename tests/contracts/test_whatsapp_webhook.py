"""What Meta brings: stored before it is acknowledged, refused without the right signature, none lost, none twice."""

import asyncio
import io
import json
import logging
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import TestServer
from pydantic import SecretStr
from sqlalchemy import Connection, select
from sqlalchemy.exc import DataError, OperationalError

from bot.web.server import LARGEST_BODY
from bot.web.whatsapp_webhook import WhatsAppWebhook
from bot.whatsapp.arrivals import Arrivals
from bot.whatsapp.batches import split
from models.clock import Clock
from models.db import Database
from models.rules.desk.whatsapp_numbers import WhatsAppNumber
from models.tables.lanes import inbox, lane
from models.writer import Writer
from tests.contracts.whatsapp_requests import (
    ANNA,
    ANNAS_PHONE,
    PHONE_ID,
    body_of,
    called,
    change,
    contact,
    message,
    request,
    signed,
    status,
)

SECRET, ACMES_SECRET, ACMES_PHONE_ID = "ours", "acmes", "206540352242922"


def number(account: str, secret: str) -> WhatsAppNumber:
    return WhatsAppNumber("", account, "", SecretStr("EAA"), SecretStr(secret), SecretStr(f"verify {secret}"))


class StumblingWriter(Writer):
    """Its next transactions fail with what `troubles` holds."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.troubles: list[Exception] = []
        self.commits = 0

    async def run(self, action: Callable[[Connection], Any], *, durable: bool = False) -> Any:
        assert durable
        if self.troubles:
            raise self.troubles.pop(0)
        self.commits += 1
        return await super().run(action, durable=durable)


class Desk:
    """A webhook of two organisations' numbers. woken: how often the inbox loop was."""

    def __init__(self, database: Database) -> None:
        self.database, self.writer, self.woken = database, StumblingWriter(database), 0
        self.arrivals = Arrivals(self.writer, Clock(), self.wake)
        self.url, self.session = "", aiohttp.ClientSession()

    def wake(self) -> None:
        self.woken += 1

    async def brings(self, whole: Any, secret: str = SECRET, headers: dict[str, str] | None = None) -> int:
        body = whole if isinstance(whole, bytes) else body_of(whole)
        given = signed(secret, body) if headers is None else headers
        async with self.session.post(self.url, data=io.BytesIO(body), headers=given) as response:
            return response.status

    async def asks(self, **query: str) -> tuple[int, str]:
        shown = {name.replace("_", ".", 1): value for name, value in query.items()}
        async with self.session.get(self.url, params=shown) as response:
            return response.status, await response.text()

    def rows(self) -> list[Any]:
        with self.database.read() as tx:
            rows = select(inbox.c.account, inbox.c.provider_id, inbox.c.payload, lane.c.key.label("lane"))
            return list(tx.execute(rows.join(lane).order_by(inbox.c.id)))

    def ids(self) -> list[str]:
        return [called(row.payload) for row in self.rows()]


@pytest.fixture
async def desk(database: Database) -> AsyncIterator[Desk]:
    desk = Desk(database)
    webhook = WhatsAppWebhook([number(PHONE_ID, SECRET), number(ACMES_PHONE_ID, ACMES_SECRET)], desk.arrivals)
    app = aiohttp.web.Application(client_max_size=LARGEST_BODY)
    app.add_routes(webhook.routes())
    async with TestServer(app) as server, desk.session:
        desk.url = str(server.make_url("/whatsapp"))
        yield desk
    desk.writer.close()


# -- the address is ours


async def test_meta_is_given_its_challenge_for_the_word_of_either_organisation(desk: Desk) -> None:
    for secret in (SECRET, ACMES_SECRET):
        shown = {"hub_mode": "subscribe", "hub_verify_token": f"verify {secret}", "hub_challenge": "1158201444"}
        assert await desk.asks(**shown) == (200, "1158201444")


@pytest.mark.parametrize(
    "shown",
    [
        {"hub_mode": "subscribe", "hub_verify_token": "guessed", "hub_challenge": "1"},
        {"hub_mode": "unsubscribe", "hub_verify_token": "verify ours", "hub_challenge": "1"},
        {"hub_challenge": "1"},
        {},
    ],
)
async def test_a_stranger_is_given_nothing(desk: Desk, shown: dict[str, str]) -> None:
    assert await desk.asks(**shown) == (403, "")


# -- signatures


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Hub-Signature-256": ""},
        {"X-Hub-Signature-256": "sha256="},
        {"X-Hub-Signature-256": "sha256=" + "0" * 64},
        {"X-Hub-Signature-256": "é"},
        {"X-Hub-Signature": "sha1=" + "0" * 40},
    ],
)
async def test_nothing_is_stored_without_the_right_signature(desk: Desk, headers: dict[str, str]) -> None:
    assert await desk.brings(request(change(messages=[message()])), headers=headers) == 403
    assert desk.rows() == []


async def test_a_signature_is_of_every_byte(desk: Desk) -> None:
    body = body_of(request(change(messages=[message()])))
    assert await desk.brings(body + b" ", headers=signed(SECRET, body)) == 403
    assert desk.rows() == []


async def test_the_secret_of_one_organisation_opens_no_number_of_another(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    both = request(change(messages=[message()]), change(ACMES_PHONE_ID, messages=[message("wamid.2")]))
    assert await desk.brings(both, secret=ACMES_SECRET) == 200
    assert [(row.account, called(row.payload)) for row in desk.rows()] == [(ACMES_PHONE_ID, "wamid.2")]
    assert f"1 things for the WhatsApp number '{PHONE_ID}', which is not served here" in caplog.text


async def test_a_number_of_somebody_else_is_kept_out_and_named(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    strangers = change("999", messages=[message(), message("wamid.2")])
    assert await desk.brings(request(strangers, change(messages=[message("wamid.3")]))) == 200
    assert desk.ids() == ["wamid.3"]
    assert "2 things for the WhatsApp number '999'" in caplog.text


async def test_what_is_signed_and_no_json_is_refused_and_named_without_its_content(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    assert await desk.brings(b"my password is 123") == 400
    assert desk.rows() == []
    assert "WhatsApp's request of 18 bytes is no JSON" in caplog.text
    assert "password" not in caplog.text


async def test_more_than_is_ever_brought_is_not_read(desk: Desk) -> None:
    assert await desk.brings(b" " * (LARGEST_BODY + 1)) == 413


# -- everything in it


async def test_every_entry_change_message_and_status_is_stored(desk: Desk) -> None:
    whole = request(
        change(contacts=[contact()], messages=[message(), message("wamid.2")]),
        change(statuses=[status(), status(word="read")], messages=[message("wamid.3")]),
    )
    whole["entry"][0]["changes"].append(change(messages=[message("wamid.4")]))
    assert await desk.brings(whole) == 200
    assert desk.ids() == ["wamid.1", "wamid.2", "wamid.4", "wamid.3", "wamid.9:delivered", "wamid.9:read"]
    assert desk.woken == 1
    first = desk.rows()[0]
    assert (first.account, first.lane) == (PHONE_ID, f"wa:{ANNA}")
    assert first.payload["message"] == message()
    assert first.payload["contact"] == contact()


async def test_what_comes_again_changes_nothing(desk: Desk) -> None:
    whole = request(change(contacts=[contact()], messages=[message()], statuses=[status()]))
    for _ in range(3):
        assert await desk.brings(whole) == 200
    assert len(desk.rows()) == 2


async def test_an_entry_that_is_odd_loses_none_of_the_others_and_is_kept(desk: Desk) -> None:
    whole = request(change(messages=[message("wamid.1"), "odd", None, message("wamid.2")]))
    whole["entry"] += ["odd", {"id": "1"}, {"id": "1", "changes": ["odd", {"field": "messages"}]}]
    assert await desk.brings(whole) == 200
    assert {"wamid.1", "wamid.2"} <= set(desk.ids())
    assert sorted(row.payload["field"] for row in desk.rows() if "field" in row.payload) == [
        "change",
        "entry",
        "entry",
        "message",
        "message",
        "messages",
    ]


async def test_one_bad_message_among_two_thousand_is_kept_and_loses_no_other(desk: Desk) -> None:
    bad = message("wamid.bad", type="text", text={"body": "a\x00b \ud800"})
    many = [message(f"wamid.{count}") for count in range(1999)]
    body = json.dumps(request(change(contacts=[contact()], messages=[*many[:700], bad, *many[700:]]))).encode()
    assert await desk.brings(body) == 200
    found = {called(row.payload): row for row in desk.rows()}
    assert len(found) == 2000
    assert str(found["wamid.bad"].payload["message"]["text"]["body"]).startswith("a")


@pytest.mark.parametrize("whole", [None, 5, "text", [], {}, {"entry": 5}])
async def test_what_is_no_batch_at_all_is_kept(desk: Desk, whole: Any) -> None:
    assert await desk.brings(whole) == 200
    assert [row.payload for row in desk.rows()] == [{"field": "body", "value": whole}]


async def test_other_fields_are_kept_under_their_names(desk: Desk) -> None:
    approved = {"field": "message_template_status_update", "value": {"event": "APPROVED"}}
    assert await desk.brings(request(approved)) == 200
    assert desk.rows()[0].payload["field"] == "message_template_status_update"


async def test_a_failed_status_is_told_from_another_failure_of_the_same_message(desk: Desk) -> None:
    failures = [status(word="failed", errors=[{"code": code, "title": "x"}]) for code in (131047, 131026)]
    assert await desk.brings(request(change(statuses=failures))) == 200
    assert desk.ids() == ["wamid.9:failed:131047", "wamid.9:failed:131026"]


async def test_statuses_wait_behind_no_dialogue_and_name_nobody_in_their_lanes(desk: Desk) -> None:
    assert await desk.brings(request(change(statuses=[status(), status(word="read")]))) == 200
    lanes = {row.lane for row in desk.rows()}
    assert len(lanes) == 1
    assert all(who not in next(iter(lanes)) for who in (ANNA, ANNAS_PHONE))


# -- durably


@pytest.mark.parametrize("times", [1, 3])
async def test_a_database_that_is_away_makes_meta_repeat(desk: Desk, times: int) -> None:
    desk.writer.troubles = [OperationalError("insert", {}, Exception("away")) for _ in range(times)]
    whole = request(change(messages=[message()]))
    for _ in range(times):
        assert await desk.brings(whole) == 503
    assert (desk.rows(), desk.woken) == ([], 0)
    assert await desk.brings(whole) == 200
    assert (len(desk.rows()), desk.woken) == (1, 1)


async def test_what_can_not_be_stored_in_any_form_is_not_acknowledged(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    desk.writer.troubles = [DataError("insert", {}, Exception("NUL")) for _ in range(2)]
    assert await desk.brings(request(change(messages=[message()]))) == 503
    assert desk.rows() == []


async def test_many_at_once_are_all_on_disk_when_they_are_acknowledged(desk: Desk) -> None:
    whole = [request(change(contacts=[contact()], messages=[message(f"wamid.{n}")])) for n in range(150)]
    statuses = await asyncio.gather(*(desk.brings(one) for one in whole))
    assert set(statuses) == {200}
    assert sorted(desk.ids()) == sorted(f"wamid.{n}" for n in range(150))


async def test_what_comes_at_one_time_shares_a_commit(desk: Desk) -> None:
    found = [split(request(change(messages=[message(f"wamid.{n}")])), {PHONE_ID}).kept for n in range(20)]
    await asyncio.gather(*(desk.arrivals.store(one) for one in found))
    assert len(desk.rows()) == 20
    assert desk.writer.commits == 1


async def test_one_request_that_can_not_be_stored_stops_no_other_of_its_commit(desk: Desk) -> None:
    """Neither as they came nor made storable, and then the first of them alone neither."""
    desk.writer.troubles = [DataError("insert", {}, Exception("odd")) for _ in range(4)]
    found = [split(request(change(messages=[message(f"wamid.{n}")])), {PHONE_ID}).kept for n in range(3)]
    results = await asyncio.gather(*(desk.arrivals.store(one) for one in found), return_exceptions=True)
    assert [type(one) for one in results] == [DataError, type(None), type(None)]
    assert desk.ids() == ["wamid.1", "wamid.2"]
