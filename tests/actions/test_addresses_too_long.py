"""What a service may name longer than there is room for: nobody is taken for somebody else, and staff are told."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import cast

import pytest

from bot.inbox_loop import InboxLoop, Processed
from bot.requester.heard import Heard, Reader, Unread
from bot.requester.stored import handle
from bot.requester.unreadable import set_aside
from bot.scope import Scope
from models.actions.queue.inbox import RawInbound, Waiting, store_inbound
from models.clock import Clock
from models.db import Database
from models.rules.delivery.transports import TELEGRAM, Transports
from models.writer import Writer
from tests.actions.office import ACCOUNT, GROUP, NOON, Office, at

PIGEON = replace(TELEGRAM, name="pigeon", lane="pigeon")
LONG_ADDRESS, LONG_ID = "a" * 255, "i" * 256


def read(_: Scope, rows: Sequence[Waiting]) -> Heard:
    said = rows[0].payload
    return Heard(
        transport="pigeon",
        account=ACCOUNT,
        address=said["from"],
        at=NOON,
        came_at=NOON,
        provider_ids=(said["id"],),
        name="Анна",
        language="ru",
        text="Привет",
    )


def author(_: Scope, row: Waiting) -> Unread:
    return Unread(address=row.payload["from"], named="pigeon 1", name="Анна")


@pytest.mark.parametrize(
    ("address", "provider_id", "is_read"),
    [
        (LONG_ADDRESS[1:], LONG_ID[1:], True),
        (LONG_ADDRESS, "1", False),
        ("a@b", LONG_ID, False),
        (LONG_ADDRESS, LONG_ID, False),
    ],
)
def test_it_is_set_aside_and_staff_are_told(
    database: Database, address: str, provider_id: str, *, is_read: bool
) -> None:
    url = database.url.render_as_string(hide_password=False)
    with_pigeons = Database(url, transports=Transports((TELEGRAM, PIGEON)))
    office = Office(with_pigeons)
    readers = {"pigeon": Reader("pigeon", read, author)}
    aside, nobody = partial(set_aside, readers), cast(Writer, None)
    loop = InboxLoop([ACCOUNT], nobody, Clock(), partial(handle, readers), aside, lambda _: None)
    with with_pigeons.write() as tx:
        item = RawInbound("7", "pigeon:7", {"from": address, "id": provider_id})
        store_inbound(tx, "pigeon", ACCOUNT, [item], at().real)
    for seconds in (0, 10, 20, 40):
        done = Processed(1)
        while done.count:
            with with_pigeons.write() as tx:
                done = loop.run_batch(tx, at(f"{seconds}s"), careful=True)
    told = [row.payload["text"] for row in office.rows() if row.address == str(GROUP)]
    assert any("pigeon 1" in words for words in told) is not is_read
    answered = {row.address for row in office.rows() if row.transport == "pigeon"}
    assert answered == (set() if address == LONG_ADDRESS else {address})
    with_pigeons.close()
