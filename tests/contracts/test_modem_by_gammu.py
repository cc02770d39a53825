"""libGammu's own AT driver takes the simulated modem for a real one: texts both ways, reports, calls, faults.

Names of libGammu's errors stand here because the bridge has to live with them, odd as some are.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.contracts.modem_clients import Gammu, GammuError
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
    modem.finds_network()
    modem.reports("delivered", delay=0)
    modem.empties_sim()
    modem.wait_for(lambda: modem.state()["waiting"] == 0)
    for slot in gammu.slots():
        gammu.call("DeleteSMS", 0, slot["Location"])


@pytest.fixture
def gammu(running: tuple[SimulatedModem, Gammu]) -> Gammu:
    running[1].forgets()
    return running[1]


def text(to: str, words: str, **how: Any) -> Wire:
    return {"Number": to, "Text": words, "SMSC": {"Location": 1}, "Type": "Status_Report", **how}


def sends(gammu: Gammu, to: str, words: str) -> list[int]:
    """A long text in Unicode, cut by libGammu; the references."""
    info = {"Class": -1, "Unicode": True, "Entries": [{"ID": "ConcatenatedTextLong", "Buffer": words}]}
    parts = gammu.asks("EncodeSMS", info)
    return [gammu.call("SendSMS", {**part, **_addressed(to)}) for part in parts]


def _addressed(to: str) -> Wire:
    return {"Number": to, "SMSC": {"Location": 1}, "Type": "Status_Report"}


def test_a_text_reaches_the_phone_and_the_report_comes_back(modem: SimulatedModem, gammu: Gammu) -> None:
    reference = gammu.call("SendSMS", text(ANNA, "Hello {world}"))
    message = modem.waits_for_sms_to(ANNA, "Hello {world}")
    (part,) = message["parts"]
    assert (part["reference"], part["encoding"], part["report_wanted"]) == (reference, "gsm7", True)
    (report,) = gammu.waits_for("SMS")
    assert (report["Type"], report["MessageReference"], report["DeliveryStatus"]) == ("Status_Report", reference, 0)
    assert modem.sent_to(ANNA)[-1]["parts"][0]["report"] == "delivered"


def test_a_long_text_with_emoji_arrives_whole_and_each_part_is_reported(modem: SimulatedModem, gammu: Gammu) -> None:
    words = "Заявка № 12 закрыта 🙂👍🏽 " * 4
    references = sends(gammu, BORIS, words)
    assert len(references) == 2
    message = modem.waits_for_sms_to(BORIS, "🙂")
    assert message["text"] == words
    assert [part["reference"] for part in message["parts"]] == references
    reports = gammu.waits_for("SMS", count=2)
    assert [report["MessageReference"] for report in reports] == references


def test_a_failed_report_says_so(modem: SimulatedModem, gammu: Gammu) -> None:
    modem.reports("failed")
    gammu.call("SendSMS", text(ANNA, "x"))
    (report,) = gammu.waits_for("SMS")
    assert report["DeliveryStatus"] == 0x46


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


def test_parts_flash_bytes_names_and_emptiness_are_read(modem: SimulatedModem, gammu: Gammu) -> None:
    modem.texts("MegaBank", "Ваш код 1234. " * 10, reference=300)
    modem.texts(ANNA, "Пожар", flash=True)
    modem.sends_bytes(ANNA, b"\x01\x02")
    modem.texts(ANNA, "")
    gammu.waits_for("SMS", count=6)
    read = gammu.slots()
    headers = [(slot["UDH"]["ID16bit"], slot["UDH"]["PartNumber"], slot["UDH"]["AllParts"]) for slot in read[:3]]
    assert headers == [(300, 1, 3), (300, 2, 3), (300, 3, 3)]
    assert [slot["Number"] for slot in read] == ["MegaBank"] * 3 + [ANNA] * 3
    assert (read[3]["Class"], read[3]["Text"]) == (0, "Пожар")
    assert (read[4]["Coding"], read[5]["Text"]) == ("8bit", "")


def test_a_full_modem_is_counted_and_takes_more_once_there_is_room(modem: SimulatedModem, gammu: Gammu) -> None:
    modem.fills_sim()
    status = gammu.call("GetSMSStatus")
    assert (status["SIMUsed"], status["SIMSize"], status["PhoneUsed"], status["PhoneSize"]) == (20, 20, 23, 23)
    modem.texts(ANNA, "подожду")
    assert modem.state()["waiting"] == 1
    drafts = gammu.slots()
    assert {slot["State"] for slot in drafts} == {"UnSent"}
    modem.empties_sim()
    gammu.waits_for("SMS")
    assert [slot["Text"] for slot in gammu.slots()] == ["подожду"]


def test_one_damaged_slot_stops_a_listing_but_not_reading_slot_by_slot(modem: SimulatedModem, gammu: Gammu) -> None:
    modem.order("corrupt_slot", count=1)
    modem.texts(ANNA, "повредится")
    modem.texts(BORIS, "цело")
    gammu.waits_for("SMS", count=2)
    with pytest.raises(GammuError) as refused:
        gammu.slots()
    assert refused.value.name == "ERR_CORRUPTED"
    memory = next(name for name, count in modem.state()["slots"].items() if count["used"] == 2)
    first = 1 if memory == "SM" else 100001
    assert gammu.call("GetSMS", 0, first + 1)[0]["Text"] == "цело"
    gammu.call("DeleteSMS", 0, first)


def test_a_refused_deletion_is_an_error(modem: SimulatedModem, gammu: Gammu) -> None:
    modem.texts(ANNA, "останусь")
    gammu.waits_for("SMS")
    (slot,) = gammu.slots()
    modem.refuses_to_delete(count=1)
    with pytest.raises(GammuError):
        gammu.call("DeleteSMS", 0, slot["Location"])
    assert len(gammu.slots()) == 1


def test_a_call_shows_its_number_and_is_rejected(modem: SimulatedModem, gammu: Gammu) -> None:
    call = modem.rings(BORIS)
    (event,) = gammu.waits_for("Call")
    assert (event["Status"], event["Number"]) == ("IncomingCall", BORIS)
    gammu.call("CancelCall", 0, True)
    rejected = modem.waits_for_call(call, "rejected")
    assert rejected["rings"] == 1
    assert rejected["clip_to_hangup_ms"] > 0


def test_a_withheld_number_is_empty_and_a_refused_hang_up_an_error(modem: SimulatedModem, gammu: Gammu) -> None:
    modem.refuses_to_hang_up(count=1)
    call = modem.rings("")
    (event,) = gammu.waits_for("Call")
    assert event["Number"] == ""
    with pytest.raises(GammuError):
        gammu.call("CancelCall", 0, True)
    assert modem.call(call)["state"] == "ringing"
    modem.hangs_up(call)
    gammu.waits_for("Call", count=2)


def test_the_modem_dials_and_hangs_up(modem: SimulatedModem, gammu: Gammu) -> None:
    gammu.call("DialVoice", ANNA)
    assert modem.calls_out()[-1]["number"] == ANNA
    gammu.call("CancelCall", 0, True)
    assert modem.calls_out()[-1]["seconds"] is not None


def test_libgammu_dials_a_second_time_after_an_error(modem: SimulatedModem, gammu: Gammu) -> None:
    """One of the reasons why the bridge dials past it (docs/gsm.md)."""
    order = modem.order("refuse_dial", result="ERROR")
    with pytest.raises(GammuError):
        gammu.call("DialVoice", ANNA)
    assert [standing["done"] for standing in modem.orders() if standing["id"] == order["id"]] == [2]


def test_the_balance_comes_as_an_event(modem: SimulatedModem, gammu: Gammu) -> None:
    modem.has_balance("Баланс: 77.70 р.")
    gammu.call("DialService", "*100#")
    (event,) = gammu.waits_for("USSD")
    assert (event["Status"], event["Text"]) == ("NoActionNeeded", "Баланс: 77.70 р.")


def test_signal_and_network_are_told(modem: SimulatedModem, gammu: Gammu) -> None:
    modem.hears(31)
    assert gammu.call("GetSignalQuality")["SignalPercent"] == 100
    network = gammu.call("GetNetworkInfo")
    assert (network["State"], network["NetworkCode"]) == ("HomeNetwork", "250 01")
    modem.loses_network()
    assert gammu.call("GetNetworkInfo")["State"] == "RequestingNetwork"
    with pytest.raises(GammuError):
        gammu.call("SendSMS", text(ANNA, "никуда"))


def test_a_result_that_comes_late_is_waited_for(modem: SimulatedModem, gammu: Gammu) -> None:
    modem.order("late_result", seconds=1, count=1)
    reference = gammu.call("SendSMS", text(ANNA, "late"))
    assert modem.sent_to(ANNA)[-1]["parts"][0]["reference"] == reference


@pytest.mark.parametrize(
    ("after_ctrl_z", "name"),
    [(False, "ERR_NETWORK_ERROR"), (True, "ERR_UNKNOWN")],  # the same refusal
)
def test_a_refused_message_is_an_error_and_the_next_one_goes(
    modem: SimulatedModem, gammu: Gammu, after_ctrl_z: bool, name: str
) -> None:
    modem.order("cms_error", code=38, after_ctrl_z=after_ctrl_z, count=1)
    with pytest.raises(GammuError) as refused:
        gammu.call("SendSMS", text(ANNA, "refused"))
    assert refused.value.name == name
    gammu.call("SendSMS", text(ANNA, "accepted"))
    assert "refused" not in modem.texts_to(ANNA)


@pytest.mark.parametrize("where", ["before", "inside"])
def test_garbage_spoils_one_answer(modem: SimulatedModem, gammu: Gammu, where: str) -> None:
    modem.order("garbage", command="AT+CSQ", where=where, count=1)
    with pytest.raises(GammuError) as refused:
        gammu.call("GetSignalQuality")
    assert refused.value.name == "ERR_UNKNOWNRESPONSE"
    assert gammu.call("GetSignalQuality")["SignalPercent"] > 0


def test_unsolicited_lines_before_the_prompt_do_no_harm(modem: SimulatedModem, gammu: Gammu) -> None:
    modem.order("unsolicited_flood", command="AT+CMGS", lines=50, count=1)
    gammu.call("SendSMS", text(ANNA, "through the flood"))
    assert modem.texts_to(ANNA)[-1] == "through the flood"
