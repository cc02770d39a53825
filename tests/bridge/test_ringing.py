"""The phone on duty is rung by a modem, once; if it can't be, an SMS goes; what comes meanwhile is not lost."""

from typing import Any

import pytest

from gsm_bridge.ringing import Pace
from models.rules.delivery.states import DeliveryState
from tests.bridge.bridge import Bridge

GALYA = "+79161234567"
TEXT = "Заявка №7 просрочена"


def calls_to(bridge: Bridge, number: str) -> list[dict[str, Any]]:
    return [call for call in bridge.modem.calls_out() if call["number"] == number]


@pytest.mark.slow
def test_a_phone_rings_for_some_seconds_and_what_comes_meanwhile_is_kept(bridge: Bridge) -> None:
    row = bridge.rings("+79164000001", TEXT)
    call = bridge.modem.waits_for_ringing("+79164000001")
    bridge.modem.texts(GALYA, "Пока звонит")
    bridge.modem.rings(GALYA)
    bridge.waits_for(DeliveryState.SENT, row)
    bridge.waits_for_text("Пока звонит")
    shown = bridge.modem.call(call)
    assert (shown["ended_by"], shown["seconds"] >= Pace.rings) == ("modem", True)
    assert bridge.modem.texts_to("+79164000001") == []
    known = bridge.known()
    assert known is not None
    assert (known.voice, known.dialled_at) == (True, None)


def test_who_answers_is_hung_up_on_and_who_rejects_has_heard(bridge: Bridge) -> None:
    first = bridge.rings("+79164000002", TEXT)
    bridge.modem.answers(bridge.modem.waits_for_ringing("+79164000002"))
    bridge.waits_for(DeliveryState.SENT, first)
    second = bridge.rings("+79164000002", TEXT)
    child = bridge.child().pid
    bridge.modem.rejects(bridge.modem.waits_for_ringing("+79164000002"))
    bridge.waits_for(DeliveryState.SENT, second)
    [row] = bridge.queues("+79164000002", "После звонка")
    bridge.waits_until_gone(row)
    assert [call["ended_by"] for call in calls_to(bridge, "+79164000002")] == ["modem", "phone"]
    assert bridge.modem.texts_to("+79164000002") == ["После звонка"]
    assert bridge.child().pid == child


@pytest.mark.parametrize(
    ("result", "after_ok"),
    [("ERROR", False), ("NO CARRIER", False), ("NO DIALTONE", False), ("NO CARRIER", True), ("NO ANSWER", True)],
)
def test_a_call_that_is_not_made_becomes_one_sms(bridge: Bridge, result: str, after_ok: bool) -> None:
    number = f"+791640001{len(result):02}{after_ok:d}"
    child = bridge.child().pid
    bridge.modem.refuses_to_dial(result, after_ok=after_ok)
    row = bridge.rings(number, TEXT)
    bridge.waits_for(DeliveryState.FAILED_PERMANENTLY, row)
    assert bridge.modem.waits_for_sms_to(number)["text"] == TEXT
    bridge.waits_until_gone(row + 1)
    assert bridge.modem.texts_to(number) == [TEXT]
    assert bridge.child().pid == child


@pytest.mark.parametrize("victim", ["child", "core"])
def test_a_bridge_killed_while_the_phone_rings_hangs_up_and_texts_and_never_rings_again(
    bridge: Bridge, victim: str
) -> None:
    number = f"+7916400020{victim == 'core':d}"
    row = bridge.rings(number, TEXT)
    call = bridge.modem.waits_for_ringing(number)
    if victim == "child":
        bridge.kill_child()
    else:
        bridge.kill()
        bridge.start()
    bridge.waits_for(DeliveryState.UNKNOWN, row)
    assert bridge.modem.waits_for_sms_to(number)["text"] == TEXT
    bridge.wait_for(lambda: bridge.modem.call(call)["ended_by"] == "modem", "the end of the call")
    assert len(calls_to(bridge, number)) == 1
    assert bridge.modem.texts_to(number) == [TEXT]
