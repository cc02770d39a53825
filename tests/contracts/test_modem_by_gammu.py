"""libGammu's own AT driver takes the simulated modem for a real one: texts both ways, reports, calls."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.contracts.modem_clients import Gammu
from tests.simulated_modem import SimulatedModem

Wire = dict[str, Any]
ANNA, BORIS = "+79161234567", "+79037654321"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SimulatedModem, Gammu]]:
    with SimulatedModem(tmp_path_factory.mktemp("modem")) as modem, Gammu(modem.device) as gammu:
        yield modem, gammu


@pytest.fixture
def modem(running: tuple[SimulatedModem, Gammu]) -> Iterator[SimulatedModem]:
    modem, gammu = running
    yield modem
    modem.speaks_again()
    modem.reports("delivered", delay=0)
    for slot in gammu.slots():
        gammu.call("DeleteSMS", 0, slot["Location"])


@pytest.fixture
def gammu(running: tuple[SimulatedModem, Gammu]) -> Gammu:
    running[1].forgets()
    return running[1]


def text(to: str, words: str, **how: Any) -> Wire:
    return {"Number": to, "Text": words, "SMSC": {"Location": 1}, "Type": "Status_Report", **how}


def test_a_text_reaches_the_phone_and_the_report_comes_back(modem: SimulatedModem, gammu: Gammu) -> None:
    reference = gammu.call("SendSMS", text(ANNA, "Hello {world}"))
    message = modem.waits_for_sms_to(ANNA, "Hello {world}")
    (part,) = message["parts"]
    assert (part["reference"], part["encoding"], part["report_wanted"]) == (reference, "gsm7", True)
    (report,) = gammu.waits_for("SMS")
    assert (report["Type"], report["MessageReference"], report["DeliveryStatus"]) == ("Status_Report", reference, 0)
    assert modem.sent_to(ANNA)[-1]["parts"][0]["report"] == "delivered"


def test_a_text_from_a_phone_wakes_and_is_listed_read_and_deleted(modem: SimulatedModem, gammu: Gammu) -> None:
    modem.texts(ANNA, "Не работает интернет 🙂")
    gammu.waits_for("SMS")
    (slot,) = gammu.slots()
    assert (slot["Number"], slot["Text"], slot["State"]) == (ANNA, "Не работает интернет 🙂", "UnRead")
    (read,) = gammu.call("GetSMS", 0, slot["Location"])
    assert read["Text"] == slot["Text"]
    gammu.call("DeleteSMS", 0, slot["Location"])
    assert gammu.slots() == []
    assert [memory["used"] for memory in modem.state()["slots"].values()] == [0, 0]


def test_a_call_shows_its_number_and_is_rejected(modem: SimulatedModem, gammu: Gammu) -> None:
    call = modem.rings(BORIS)
    (event,) = gammu.waits_for("Call")
    assert (event["Status"], event["Number"]) == ("IncomingCall", BORIS)
    gammu.call("CancelCall", 0, True)
    rejected = modem.waits_for_call(call, "rejected")
    assert rejected["rings"] == 1
    assert rejected["clip_to_hangup_ms"] > 0
