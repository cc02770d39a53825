"""What libGammu makes of a modem that hangs, starts anew, loses its cable or wants a PIN."""

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.contracts.modem_clients import Gammu, GammuError, Line, TookTooLong
from tests.simulated_modem import SimulatedModem

ANNA = "+79161234567"


@pytest.fixture
def modem(tmp_path: Path) -> Iterator[SimulatedModem]:
    with SimulatedModem(tmp_path / "state") as modem:
        yield modem


def text(words: str) -> dict[str, Any]:
    return {"Number": ANNA, "Text": words, "SMSC": {"Location": 1}, "Type": "Status_Report"}


def test_a_swallowed_result_holds_libgammu_and_a_new_connection_cancels_a_stale_prompt(modem: SimulatedModem) -> None:
    with Gammu(modem.device) as hung:
        modem.swallows_result()
        with pytest.raises(TookTooLong):
            hung.call("SendSMS", text("sent, and never confirmed"), seconds=1.5)
    with Line(modem.device) as killed_in_its_prompt:
        killed_in_its_prompt.types("AT+CMGS=19\r")
        killed_in_its_prompt.reads_until("> ")
        killed_in_its_prompt.types("ATE1")
    with Gammu(modem.device, listening=False) as fresh:
        fresh.call("SendSMS", text("after silence"))
    assert modem.texts_to(ANNA) == ["sent, and never confirmed", "after silence"]


def test_after_a_silent_reboot_texts_go_to_nobody_and_come_from_nobody(modem: SimulatedModem) -> None:
    modem.texts(ANNA, "лежит на SIM")
    with Gammu(modem.device) as gammu:
        gammu.call("SendSMS", text("before"))
        assert gammu.slots()[0]["Number"] == ANNA
        modem.reboots_into_text_mode()
        gammu.call("SendSMS", text("after"))
        gammu.call("SetIncomingSMS", True)
        assert modem.state()["cnmi"] == [0, 0, 0, 0, 0]  # libGammu thinks that it is on already
        gammu.call("SetIncomingSMS", False)
        gammu.call("SetIncomingSMS", True)
        assert modem.state()["cnmi"] == [2, 1, 0, 1, 0]
        (nobodys,) = gammu.slots()
        assert (nobodys["Number"], nobodys["DateTime"]) == ("", None)  # no error: only these give it away
        assert nobodys["Text"] == "лежит на SIM".encode("utf-16-be").hex().upper()
    assert modem.texts_to(ANNA) == ["before"]
    astray = modem.sent()[-1]
    assert len(astray["to"]) == 2
    assert astray["text"].startswith("0791")


def test_a_pulled_cable_shows_at_the_next_command_only(modem: SimulatedModem) -> None:
    with Gammu(modem.device) as gammu:
        modem.pulls_cable()
        assert gammu.call("ReadDevice", True) == 0
        with pytest.raises(GammuError) as refused:
            gammu.call("GetSignalQuality")
        assert refused.value.name == "ERR_DEVICEWRITEERROR"
        modem.puts_cable_back()
        with pytest.raises(GammuError):
            gammu.call("GetSignalQuality")


def test_a_pin_is_asked_for_and_given(modem: SimulatedModem) -> None:
    modem.wants_pin("1234")
    with Gammu(modem.device, listening=False) as gammu:
        assert gammu.call("GetSecurityStatus") == "PIN"
        with pytest.raises(GammuError):
            gammu.call("SendSMS", text("locked"))
        with pytest.raises(GammuError) as refused:
            gammu.call("EnterSecurityCode", "PIN", "9999")
        assert refused.value.name == "ERR_SECURITYERROR"
        gammu.call("EnterSecurityCode", "PIN", "1234")
        gammu.call("SendSMS", text("unlocked"))
    assert modem.texts_to(ANNA) == ["unlocked"]


def test_a_device_has_one_connection(modem: SimulatedModem) -> None:
    """libGammu locks the device by flock: a lock of ours on the same file would keep it out."""
    device = os.open(modem.device, os.O_RDWR | os.O_NOCTTY)
    try:
        fcntl.flock(device, fcntl.LOCK_EX | fcntl.LOCK_NB)
        with pytest.raises(GammuError) as refused, Gammu(modem.device):
            pass
        assert refused.value.name == "ERR_DEVICEOPENERROR"
    finally:
        os.close(device)
