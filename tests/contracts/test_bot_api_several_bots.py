"""Several bots in one simulator: a token that was revoked, and orders that are for one of them alone."""

import secrets
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.simulated_telegram import ControlRefused, SimulatedTelegram

Wire = dict[str, Any]


@pytest.fixture
def other(telegram: SimulatedTelegram) -> SimulatedTelegram:
    token = another_token(7_000_000_100 + secrets.randbelow(90_000_000))
    telegram.post("/control/bots", token=token, username=f"other_{secrets.token_hex(4)}_bot")
    return SimulatedTelegram.at(telegram.url, token)


def another_token(bot_id: int) -> str:
    return f"{bot_id}:{secrets.token_hex(17)}x"


def test_a_revoked_token_is_refused_everywhere_and_the_new_one_opens_the_same_bot(
    telegram: SimulatedTelegram, other: SimulatedTelegram, anna: Wire
) -> None:
    token = another_token(telegram.bot_id)
    telegram.change_bot(token=token)
    for method in ("getMe", "getUpdates", "sendMessage"):
        assert telegram.api(method, chat_id=anna["id"], text="x")["error_code"] == 401
    assert other.api("getMe")["ok"]
    renewed = SimulatedTelegram.at(telegram.url, token)
    assert renewed.api("getMe")["result"]["id"] == telegram.bot_id
    assert renewed.api("getUpdates")["result"], "what waited still waits"


def test_a_poll_that_waits_under_a_revoked_token_ends(telegram: SimulatedTelegram) -> None:
    answers: list[Wire] = []
    poll = threading.Thread(target=lambda: answers.append(telegram.api("getUpdates", timeout=50)))
    poll.start()
    poll.join(0.3)
    telegram.change_bot(token=another_token(telegram.bot_id))
    poll.join(40)
    assert answers[0]["error_code"] == 401


def test_a_token_of_another_bot_is_no_new_token(telegram: SimulatedTelegram, other: SimulatedTelegram) -> None:
    with pytest.raises(ControlRefused, match=f"a token of the bot {telegram.bot_id} is wanted"):
        telegram.change_bot(token=another_token(other.bot_id))


def test_a_revoked_token_stays_revoked_over_a_restart(tmp_path: Path) -> None:
    simulator = SimulatedTelegram(tmp_path)
    with simulator:
        renewed = another_token(simulator.bot_id)
        simulator.change_bot(token=renewed)
    with simulator:
        assert simulator.api("getMe")["error_code"] == 401
        assert SimulatedTelegram.at(simulator.url, renewed).api("getMe")["ok"]


def test_an_order_for_one_bot_leaves_the_others_alone(telegram: SimulatedTelegram, other: SimulatedTelegram) -> None:
    telegram.order("500", method="getMe", bot=telegram.bot_id)
    assert telegram.api("getMe")["error_code"] == 500
    assert other.api("getMe")["ok"]
    assert [order["seen"] for order in telegram.orders()] == [1]
