"""What one account has to send leaves by it and by no other."""

from types import SimpleNamespace
from typing import Any

import pytest

from models.actions.queue.dispatching import Dispatch
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.payloads import as_post
from models.rules.delivery.places import Place
from models.rules.delivery.send_results import FailedTemporarily, Sent
from workers.jobs import deliver
from workers.transports.port import Senders


class Bot:
    transport = "telegram"

    def __init__(self, account: str) -> None:
        self.account = account
        self.sent: list[str] = []

    async def send(self, dispatch: Dispatch) -> Sent:
        self.sent.append(as_post(dispatch.payload)["text"])
        return Sent(("1",))


def word(account: str, transport: str = "telegram") -> Dispatch:
    return Dispatch(
        id=1, lane_id=1, kind=RowKind.POST, payload={"text": f"by {account}"}, repeatable=False, repeated=False,
        attempts=0, transport=transport, account=account, place=Place.ADDRESS, address="5", thread_id=None,
        topic_account=None, ticket_id=None, message_id=None, incarnation=None, provider_ids=(),
    )  # fmt: skip


@pytest.fixture
def bots(monkeypatch: pytest.MonkeyPatch) -> tuple[Bot, Bot]:
    bots: Any = (Bot("1"), Bot("2"))
    monkeypatch.setattr(deliver, "worker", lambda: SimpleNamespace(senders=Senders(bots)))
    return bots[0], bots[1]


async def test_each_bot_sends_its_own_rows(bots: tuple[Bot, Bot]) -> None:
    for account in ("2", "1", "2"):
        assert isinstance(await deliver._send(word(account)), Sent)
    assert [bot.sent for bot in bots] == [["by 1"], ["by 2", "by 2"]]


@pytest.mark.parametrize(("account", "transport"), [("3", "telegram"), ("1", "pigeon")])
async def test_a_row_of_an_account_that_nobody_has_waits(bots: tuple[Bot, Bot], account: str, transport: str) -> None:
    assert isinstance(await deliver._send(word(account, transport)), FailedTemporarily)
    assert [bot.sent for bot in bots] == [[], []]
