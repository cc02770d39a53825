"""Phones and network around the modem: long texts, lost and doubled parts, reports, calls, what watchers see."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from simulators.modem.parts import Cutting, cut_text
from simulators.modem.pdu import read_timestamp, submit
from tests.contracts.modem_clients import Line
from tests.simulated_modem import ControlRefused, NothingCame, SimulatedModem

Wire = dict[str, Any]
ANNA, BORIS = "+79161234567", "+79037654321"
LONG = "Не работает интернет 🙂 в отделе продаж. " * 4  # three parts


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatedModem]:
    with SimulatedModem(tmp_path_factory.mktemp("modem")) as modem:
        yield modem


@pytest.fixture
def modem(running: SimulatedModem) -> Iterator[SimulatedModem]:
    yield running
    running.speaks_again()
    running.finds_network()
    running.reports("delivered", delay=0)
    running.clock(0)


@pytest.fixture
def line(modem: SimulatedModem) -> Iterator[Line]:
    with Line(modem.device) as line:
        line.asks("ATHE0")
        line.asks("AT+CNMI=2,1,0,1,0;+CLIP=1;+CRC=0")
        modem.wait_for(lambda: modem.state()["waiting"] == 0)
        line.asks("AT+CMGD=1,4")
        line.is_quiet()
        yield line


def stored(modem: SimulatedModem, line: Line, count: int) -> list[str]:
    modem.wait_for(lambda: modem.state()["slots"]["SM"]["used"] == count)
    return [row for row in line.asks("AT+CMGL=4") if row[:1] == "0"]


def parts_of(text: str, to: str, reference: int = 9, report: bool = True) -> list[str]:
    """What a terminal hands over to send the text."""
    made = [submit(to, content, "") for content in cut_text(text, Cutting(reference))]
    return [pdu[:2] + f"{int(pdu[2:4], 16) | (0x20 if report else 0):02X}" + pdu[4:] for pdu in made]


def test_parts_can_be_lost_doubled_and_disordered(modem: SimulatedModem, line: Line) -> None:
    came = modem.texts(ANNA, LONG, reference=77, missing_parts=[2], repeat_part=[1], order=[3, 2, 1])
    assert (came["parts"], came["reference"]) == (3, 77)
    numbers = [pdu.partition("0500034D03")[2][:2] for pdu in stored(modem, line, 3)]
    assert numbers == ["03", "01", "01"]


def test_a_wide_reference_takes_two_octets(modem: SimulatedModem, line: Line) -> None:
    modem.texts(ANNA, LONG, reference=0x1234)
    assert all("060804123403" in pdu for pdu in stored(modem, line, 3))


@pytest.mark.parametrize(
    ("value", "named"),
    [
        ({"from": ANNA, "text": "ж", "encoding": "gsm7"}, "text: GSM-7 has no 'ж'"),
        ({"from": "Поддержка", "text": "x"}, "from: GSM-7 has no 'П'; allowed: a number"),
        ({"from": "MoreThanEleven", "text": "x"}, "from: a sender has at most 11 letters"),
        ({"from": ANNA, "text": LONG, "missing_parts": [4]}, "missing_parts: found [4]; allowed: 1 to 3"),
        ({"from": ANNA}, "one of text and binary_hex"),
        ({"text": "x"}, "from: missing; allowed: a text"),
        (
            {"from": ANNA, "text": "x", "reference": 70000},
            "reference: found 70000; allowed: a number from 0 to 65535",
        ),
        ({"from": ANNA, "text": "x" * 40_000}, "at most 255 parts"),
    ],
)
def test_a_text_that_no_phone_could_send_is_refused(modem: SimulatedModem, value: Wire, named: str) -> None:
    with pytest.raises(ControlRefused) as refused:
        modem.post("/sms", **value)
    assert named in str(refused.value)


def test_the_network_stamps_its_own_clock_in_moscows_zone(modem: SimulatedModem, line: Line) -> None:
    modem.clock(3 * 24 * 3600)
    modem.texts("+7", "x")
    (pdu,) = stored(modem, line, 1)
    stamp = read_timestamp(bytes.fromhex(pdu[28:42]))
    assert stamp.utcoffset() == timedelta(hours=3)
    ahead = stamp - datetime.now(stamp.tzinfo)
    assert timedelta(days=2, hours=23) < ahead < timedelta(days=3, hours=1)


def test_a_long_text_arrives_once_all_its_parts_have(modem: SimulatedModem, line: Line) -> None:
    number = "+79990000001"
    first, second, third = parts_of(LONG, number, report=False)
    line.sends(third)
    line.sends(first)
    (message,) = modem.sent_to(number)
    assert (message["complete"], modem.texts_to(number)) == (False, [])
    line.sends(second)
    assert modem.waits_for_sms_to(number, "интернет 🙂")["text"] == LONG
    assert [part["part"] for part in modem.sent_to(number)[0]["parts"]] == [3, 1, 2]


def test_the_same_reference_again_begins_another_message(modem: SimulatedModem, line: Line) -> None:
    number = "+79990000002"
    for pdu in parts_of(LONG, number, report=False) * 2:
        line.sends(pdu)
    assert modem.texts_to(number) == [LONG, LONG]
    first, second = (message["id"] for message in modem.sent_to(number))
    assert [message["id"] for message in modem.sent(after=first)] == [second]


def reports_of(line: Line, count: int) -> list[tuple[int, int]]:
    """(reference, status) as they come."""
    told = line.reads_until(rf"(?:\r\n\+CDS: \d+\r\n[0-9A-F]+\r\n){{{count}}}")
    pdus = [row for row in told.split("\r\n") if row[:1] == "0"]
    return [(int(pdu[18:20], 16), int(pdu[-2:], 16)) for pdu in pdus]


@pytest.mark.parametrize(
    ("mode", "statuses", "shown"),
    [("delivered", [0], "delivered"), ("failed", [0x46], "failed"), ("twice", [0, 0], "delivered")],
)
def test_reports_come_as_ordered(
    modem: SimulatedModem, line: Line, mode: str, statuses: list[int], shown: str
) -> None:
    number = f"+7999000001{len(mode)}"
    modem.reports(mode)
    reference = int(line.sends(parts_of("x", number)[0])[-2].split()[1])
    assert reports_of(line, len(statuses)) == [(reference, status) for status in statuses]
    assert modem.sent_to(number)[0]["parts"][0]["report"] == shown


def test_a_phone_that_is_off_is_tried_until_a_last_report_is_sent(modem: SimulatedModem, line: Line) -> None:
    number = "+79990000004"
    modem.reports("trying")
    line.sends(parts_of("x", number)[0])
    assert reports_of(line, 1)[0][1] == 0x20
    assert modem.sent_to(number)[0]["parts"][0]["report"] == "trying"
    assert modem.sends_reports() == 1
    assert reports_of(line, 1)[0][1] == 0
    assert modem.sent_to(number)[0]["parts"][0]["report"] == "delivered"


def test_reports_of_a_long_text_can_come_backwards(modem: SimulatedModem, line: Line) -> None:
    modem.reports("reversed")
    references = [int(line.sends(pdu)[-2].split()[1]) for pdu in parts_of(LONG, "+79990000003")]
    assert [reference for reference, _ in reports_of(line, 3)] == references[::-1]


def test_withheld_reports_come_when_told_and_for_one_number_alone(modem: SimulatedModem, line: Line) -> None:
    modem.reports("withheld", to=ANNA)
    line.sends(parts_of("x", ANNA)[0])
    line.sends(parts_of("x", BORIS)[0])
    assert reports_of(line, 1)[0][1] == 0
    assert line.is_quiet()
    assert modem.sends_reports("failed", to=BORIS) == 0
    assert modem.sends_reports("failed") == 1
    assert reports_of(line, 1)[0][1] == 0x46
    assert modem.sends_reports() == 0


def test_a_report_that_nobody_asked_for_does_not_come(modem: SimulatedModem, line: Line) -> None:
    line.sends(parts_of("x", ANNA, report=False)[0])
    assert line.is_quiet()
    assert modem.state()["waiting"] == 0


def test_a_call_rings_shows_its_number_and_ends(modem: SimulatedModem, line: Line) -> None:
    call = modem.rings(ANNA, rings=2, interval=0.05)
    told = line.reads_until("NO CARRIER\r\n")
    assert told.count("RING") == 2
    assert told.count(f'+CLIP: "{ANNA}",145,"",,"",0') == 2
    assert modem.call(call)["state"] == "missed"


def test_a_withheld_number_is_empty_and_cring_is_told_if_wanted(modem: SimulatedModem, line: Line) -> None:
    line.asks("AT+CRC=1")
    call = modem.rings("")
    assert "+CRING: VOICE" in line.reads_until(r'\+CLIP: "",128,"",,"",1\r\n')
    line.asks("AT+CHUP")
    assert modem.call(call)["clip_to_hangup_ms"] > 0


def test_a_busy_line_makes_other_callers_miss_it_at_once(modem: SimulatedModem, line: Line) -> None:
    first = modem.rings(ANNA, rings=100, interval=0.05)
    others = [modem.rings(f"+7999000{number:04d}") for number in range(20)]
    assert {(modem.call(call)["state"], modem.call(call)["rings"]) for call in others} == {("missed", 0)}
    assert modem.call(first)["state"] == "ringing"
    line.asks("ATH")
    assert modem.waits_for_call(first, "rejected")["over"] is True


def test_an_answered_call_lasts_until_somebody_hangs_up(modem: SimulatedModem, line: Line) -> None:
    call = modem.rings(ANNA)
    line.reads_until(r"\+CLIP.*\r\n")
    assert line.asks("AT+CLCC")[0] == f'+CLCC: 1,1,4,0,0,"{ANNA}",145'
    assert line.asks("ATA")[-1] == "OK"
    assert line.asks("AT+CLCC")[0].startswith("+CLCC: 1,1,0,")
    assert modem.call(call)["state"] == "answered"
    modem.hangs_up(call)
    line.reads_until("NO CARRIER")
    assert (modem.call(call)["state"], modem.call(call)["over"]) == ("answered", True)


def test_a_dialled_call_is_seen_until_it_is_hung_up(modem: SimulatedModem, line: Line) -> None:
    assert line.asks(f"ATD{BORIS};") == ["OK"]
    assert line.asks("AT+CLCC")[0] == f'+CLCC: 1,0,2,0,0,"{BORIS}",145'
    assert (modem.calls_out()[-1]["number"], modem.calls_out()[-1]["seconds"]) == (BORIS, None)
    assert modem.call(modem.rings(ANNA))["state"] == "missed"
    line.asks("AT+CHUP")
    assert modem.calls_out()[-1]["seconds"] > 0
    line.asks(f"ATD{BORIS};")
    modem.hangs_up(modem.calls_out()[-1]["id"])
    line.reads_until("NO CARRIER")
    assert line.asks("AT+CPAS")[0] == "+CPAS: 0"


def test_without_a_network_nothing_goes_and_nothing_comes(modem: SimulatedModem, line: Line) -> None:
    line.asks("AT+CREG=1")
    modem.loses_network()
    line.reads_until(r"\+CREG: 2\r\n")
    assert line.sends(parts_of("x", ANNA)[0]) == ["+CMS ERROR: 331"]
    assert line.asks("AT+CSQ")[0] == "+CSQ: 99,99"
    modem.texts(ANNA, "позже")
    assert modem.state()["waiting"] == 1
    modem.finds_network()
    line.reads_until(r"\+CREG: 1\r\n\r\n\+CMTI: ")


def test_a_code_is_answered_with_the_balance(modem: SimulatedModem, line: Line) -> None:
    modem.has_balance("Баланс: −5 р.")
    assert line.asks('AT+CUSD=1,"*100#",15') == ["OK"]
    answer = "Баланс: −5 р.".encode("utf-16-be").hex().upper()
    line.reads_until(rf'\+CUSD: 0,"{answer}",72\r\n')
    line.asks('AT+CUSD=1,"*999#",15')
    line.reads_until(r"\+CUSD: 4\r\n")


def test_watchers_see_everything_in_order(modem: SimulatedModem, line: Line) -> None:
    last = modem.get("/events")["last"]
    text = modem.texts(ANNA, "привет")
    line.sends(parts_of("hello", BORIS, report=False)[0])
    call = modem.rings(ANNA, rings=1, interval=0.01)
    modem.waits_for_call(call, "missed")
    seen = modem.events(after=last)
    assert [event["id"] for event in seen] == list(range(last + 1, last + 5))
    assert [event["event"] for event in seen] == ["sms_from_phone", "sms_to_phone"] + ["call_from_phone"] * 2
    assert (seen[0]["text"], seen[0]["message"], seen[1]["text"]) == ("привет", text["id"], "hello")
    assert [event["state"] for event in seen[2:]] == ["ringing", "missed"]


def test_a_watcher_is_woken_by_the_next_event(modem: SimulatedModem, line: Line) -> None:
    last = modem.get("/events")["last"]
    seen: list[Wire] = []
    watcher = threading.Thread(target=lambda: seen.extend(modem.events(after=last, wait=60)))
    watcher.start()
    modem.texts(ANNA, "проснись")
    watcher.join(50)  # it would wait longer
    assert [event["text"] for event in seen] == ["проснись"]


def test_what_does_not_come_is_said(modem: SimulatedModem) -> None:
    with pytest.raises(NothingCame, match="the last value was"):
        modem.waits_for_sms_to("+70000000000", seconds=0.05)
