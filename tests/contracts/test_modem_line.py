"""The modem on its AT line: what it answers, in which form, and what it tells unasked."""

import re
from collections.abc import Iterator

import pytest

from tests.contracts.modem_clients import Line
from tests.simulated_modem import SimulatedModem

ANNA = "+79161234567"
#: To Anna: "hello" in GSM-7, a report wanted, valid for 24 hours.
HELLO = "0031000B919761214365F70000A705E8329BFD06"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatedModem]:
    with SimulatedModem(tmp_path_factory.mktemp("modem")) as modem:
        yield modem


@pytest.fixture
def modem(running: SimulatedModem) -> Iterator[SimulatedModem]:
    yield running
    running.speaks_again()
    running.post("/sim", pin="", full=False, capacity=20, me_capacity=23)
    running.reports("delivered", delay=0)


@pytest.fixture
def line(modem: SimulatedModem) -> Iterator[Line]:
    with Line(modem.device) as line:
        line.asks("ATZE0+CNMI=2,0,0,1,0")  # what is left of other tests
        modem.wait_for(lambda: modem.state()["waiting"] == 0)
        line.asks("ATZE0")
        line.asks('AT+CPMS="SM","SM","SM"')
        line.asks("AT+CMGD=1,4")
        yield line


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("AT", ["OK"]),
        ("at+csq", ["+CSQ: 18,99", "OK"]),
        ("AT+CSQ;+CPIN?", ["+CSQ: 18,99", "+CPIN: READY", "OK"]),
        ("ATE0V1S0=0X4&D2", ["OK"]),
        ("AT+CGMI", ["Otklik", "OK"]),
        ("AT+CNUM", ['+CNUM: "","+79000000001",145', "OK"]),
        ("AT+CIMI", ["250019000000001", "OK"]),
        ('AT+CPMS="SM"', ["+CPMS: 0,20,0,20,0,20", "OK"]),
        ("AT+CREG?", ["+CREG: 0,1", "OK"]),
        ("AT+COPS=3,2;+COPS?", ['+COPS: 0,2,"25001"', "OK"]),
        ('AT+CSCS="UCS2";+CSCA?', ['+CSCA: "' + "+79160999999".encode("utf-16-be").hex().upper() + '",145', "OK"]),
        ("AT+NOSUCH", ["ERROR"]),
        ("AT+NOSUCH;+CSQ", ["ERROR"]),
        ("AT+CNMI=9", ["+CMS ERROR: 303"]),
        ('AT+CSCS="KOI8-R"', ["ERROR"]),
        ("AT+CMEE=1;+CSCS=\"KOI8-R\"", ["+CME ERROR: 3"]),
        ("AT+CMGR=7", ["+CMS ERROR: 321"]),
        ("AT+CMGD=99", ["+CMS ERROR: 321"]),
        ("AT+CMGS", ["ERROR"]),
        ("ATD", ["ERROR"]),
        ("ATA", ["NO CARRIER"]),
    ],
)  # fmt: skip
def test_answers(line: Line, command: str, answer: list[str]) -> None:
    assert line.asks(command) == answer


def test_echo_comes_letter_by_letter_and_can_be_switched_off(line: Line) -> None:
    line.asks("ATE1")
    line.types("AT+C")
    assert line.reads_until("C") == "AT+C"
    assert line.asks("SQ")[0].startswith("SQ\r")
    line.types("ATE0\r")
    line.reads_until("OK\r\n")
    assert line.asks("AT") == ["OK"]


def test_what_is_no_command_is_ignored(line: Line) -> None:
    line.types("hello\r\x1b\n\r")
    assert line.is_quiet()


def test_backspace_mends_a_command(line: Line) -> None:
    assert line.asks("AT+CSX\x08Q") == ["+CSQ: 18,99", "OK"]


def test_a_message_leaves_after_ctrl_z_under_the_next_reference(modem: SimulatedModem, line: Line) -> None:
    answers = [line.sends(HELLO) for _ in range(2)]
    first, second = (int(answer[-2].removeprefix("+CMGS: ")) for answer in answers)
    assert second == (first + 1) % 256
    part = modem.sent_to(ANNA)[-1]["parts"][0]
    assert (part["reference"], part["validity"], part["report_wanted"]) == (second, 24 * 60, True)


def test_escape_takes_the_message_back(modem: SimulatedModem, line: Line) -> None:
    before = len(modem.sent())
    line.asks("AT+CMGS=19")
    assert line.asks_raw(f"{HELLO}\x1b") == ["OK"]
    assert len(modem.sent()) == before


@pytest.mark.parametrize(
    ("length", "pdu"), [(18, HELLO), (19, "nonsense"), (2, "000400"), (12, "0031000081" + "00" * 8)]
)
def test_what_is_no_message_is_refused(line: Line, length: int, pdu: str) -> None:
    line.asks(f"AT+CMGS={length}")
    assert line.asks_raw(f"{pdu}\x1a") == ["+CMS ERROR: 304"]


def test_references_wrap_after_255(modem: SimulatedModem, line: Line) -> None:
    seen = [int(line.sends(HELLO)[-2].split()[1]) for _ in range(258)]
    assert sorted(seen[:256]) == list(range(256))
    assert seen[256:] == seen[:2]


def test_a_report_comes_as_it_is_wanted(modem: SimulatedModem, line: Line) -> None:
    line.asks("AT+CNMI=2,1,0,1,0")
    reference = int(line.sends(HELLO)[-2].split()[1])
    told = line.reads_until(r"\+CDS: (\d+)\r\n([0-9A-F]+)\r\n")
    length, pdu = re.findall(r"\+CDS: (\d+)\r\n([0-9A-F]+)", told)[0]
    assert len(pdu) // 2 - 8 == int(length)
    assert pdu[16:20] == f"06{reference:02X}"
    assert pdu.endswith("00")
    line.asks("AT+CNMI=2,1,0,2,0")
    line.sends(HELLO)
    line.reads_until(r'\+CDSI: "SM",1\r\n')
    assert line.asks("AT+CMGR=1")[0].startswith("+CMGR: 0,,")


def test_reports_wait_until_somebody_wants_them(modem: SimulatedModem, line: Line) -> None:
    line.asks("AT+CNMI=2,1,0,0,0")
    line.sends(HELLO)
    modem.wait_for(lambda: modem.state()["waiting"] == 1)
    line.asks("AT+CNMI=2,1,0,1,0")
    line.reads_until(r"\+CDS: ")


def test_a_stored_message_wakes_only_who_wants_it(modem: SimulatedModem, line: Line) -> None:
    modem.texts(ANNA, "раз")
    modem.wait_for(lambda: modem.state()["slots"]["SM"]["used"] == 1)
    assert line.is_quiet()
    line.asks("AT+CNMI=2,1")
    modem.texts(ANNA, "два")
    line.reads_until(r'\+CMTI: "SM",2\r\n')
    listed = line.asks("AT+CMGL=0")
    assert [row.split(",")[:2] for row in listed if row.startswith("+CMGL")] == [["+CMGL: 1", "0"], ["+CMGL: 2", "0"]]
    assert line.asks("AT+CMGL=0") == ["OK"]
    assert len(line.asks("AT+CMGL=1")) == 5


def test_direct_delivery_stores_nothing(modem: SimulatedModem, line: Line) -> None:
    line.asks("AT+CNMI=2,2")
    modem.texts(ANNA, "мимо")
    line.reads_until(r"\+CMT: ,\d+\r\n[0-9A-F]+\r\n")
    assert modem.state()["slots"]["SM"]["used"] == 0


def test_messages_go_where_the_third_memory_says(modem: SimulatedModem, line: Line) -> None:
    line.asks('AT+CPMS="SM","SM","ME";+CNMI=2,1')
    modem.texts(ANNA, "раз")
    line.reads_until(r'\+CMTI: "ME",1\r\n')
    assert line.asks("AT+CMGL=4") == ["OK"]
    line.asks('AT+CPMS="ME"')
    assert line.asks("AT+CMGD=1,4") == ["OK"]
    assert modem.state()["slots"]["ME"]["used"] == 0


def test_a_modem_without_memory_of_its_own_does_not_name_it(modem: SimulatedModem, line: Line) -> None:
    modem.post("/sim", me_capacity=0)
    assert line.asks("AT+CPMS=?")[0] == '+CPMS: ("SM"),("SM"),("SM")'
    assert line.asks('AT+CPMS="ME"') == ["+CMS ERROR: 302"]


@pytest.mark.parametrize(("flag", "left"), [(0, 2), (1, 2), (2, 2), (3, 1), (4, 0)])
def test_deleting_by_flag(modem: SimulatedModem, line: Line, flag: int, left: int) -> None:
    """Slot 1 was read, 2 was not, 3 is a draft."""
    modem.texts(ANNA, "прочитано")
    modem.wait_for(lambda: modem.state()["slots"]["SM"]["used"] == 1)
    line.asks("AT+CMGR=1")
    modem.texts(ANNA, "новое")
    modem.wait_for(lambda: modem.state()["slots"]["SM"]["used"] == 2)
    line.asks("AT+CMGW=19")
    assert line.asks_raw(f"{HELLO}\x1a") == ["+CMGW: 3", "OK"]
    assert line.asks(f"AT+CMGD=1,{flag}") == ["OK"]
    assert modem.state()["slots"]["SM"]["used"] == left


def test_a_draft_is_sent_from_its_slot(modem: SimulatedModem, line: Line) -> None:
    before = len(modem.sent_to(ANNA))
    line.asks("AT+CMGW=19")
    line.asks_raw(f"{HELLO}\x1a")
    assert line.asks("AT+CMSS=1")[0].startswith("+CMSS: ")
    assert modem.texts_to(ANNA)[before:] == ["hello"]
    assert line.asks("AT+CMGL=3")[0].startswith("+CMGL: 1,3,")


def test_unsolicited_lines_wait_while_a_text_is_given(modem: SimulatedModem, line: Line) -> None:
    line.asks("AT+CNMI=2,1")
    line.asks("AT+CMGS=19")
    modem.texts(ANNA, "пока пишут")
    modem.wait_for(lambda: modem.state()["slots"]["SM"]["used"] == 1)
    line.types(f"{HELLO}\x1a")
    assert "CMTI" not in line.reads_until("OK\r\n")
    line.reads_until(r"\+CMTI")


def test_text_mode_takes_the_length_for_a_number(modem: SimulatedModem, line: Line) -> None:
    """What a modem does that has silently started anew: it sends the digits as a text to "19"."""
    line.asks("AT+CMGF=1")
    assert line.sends(HELLO)[-1] == "OK"
    assert modem.texts_to("19")[-1] == HELLO
    modem.texts(ANNA, "Hello [1]")
    modem.wait_for(lambda: modem.state()["slots"]["SM"]["used"] == 1)
    assert line.asks("AT+CMGL=4") == ["+CMS ERROR: 305"]
    head, text, _ = line.asks('AT+CMGL="ALL"')
    assert (head.startswith(f'+CMGL: 1,"REC UNREAD","{ANNA}",,"'), text) == (True, "Hello [1]")
    assert line.asks("AT+CMGR=1")[0].startswith(f'+CMGR: "REC READ","{ANNA}",,"')
    line.asks('AT+CSCS="UCS2"')
    line.asks(f'AT+CMGS="{ANNA.encode("utf-16-be").hex()}"')
    line.asks_raw("041F044004380432043504420021\x1a")
    assert modem.texts_to(ANNA)[-1] == "Привет!"


def test_a_pin_is_wanted_and_three_wrong_ones_lock_the_sim(modem: SimulatedModem, line: Line) -> None:
    modem.wants_pin("1234")
    line.asks("ATE0+CMEE=1")
    assert line.asks("AT+CPIN?") == ["+CPIN: SIM PIN", "OK"]
    assert line.asks("AT+CIMI") == ["+CME ERROR: 11"]
    assert line.asks("AT+CMGL=4") == ["+CMS ERROR: 311"]
    assert line.asks("AT+CREG?")[0] == "+CREG: 0,0"
    assert line.asks('AT+CPIN="1111"') == ["+CME ERROR: 16"]
    assert line.asks('AT+CPIN="1234"') == ["OK"]
    assert line.asks("AT+CPIN?") == ["+CPIN: READY", "OK"]
    modem.wants_pin("4321")
    line.asks("ATE0+CMEE=1")
    assert [line.asks("AT+CPIN=1111")[0] for _ in range(3)] == ["+CME ERROR: 16"] * 2 + ["+CME ERROR: 12"]
    assert line.asks("AT+CPIN?")[0] == "+CPIN: SIM PUK"
    assert line.asks("AT+CPIN=4321") == ["+CME ERROR: 12"]


def test_messages_for_a_locked_sim_wait(modem: SimulatedModem, line: Line) -> None:
    modem.wants_pin("1234")
    modem.texts(ANNA, "подожду")
    assert modem.state()["waiting"] == 1
    line.asks("AT+CPIN=1234")
    modem.wait_for(lambda: modem.state()["slots"]["SM"]["used"] == 1)


def test_a_long_listing_reaches_a_slow_reader_whole(modem: SimulatedModem, line: Line) -> None:
    """About 70 kB: more than a terminal holds."""
    modem.post("/sim", capacity=250)
    for _ in range(25):
        modem.texts(ANNA, "Очень длинное сообщение. " * 26)
    modem.wait_for(lambda: modem.state()["slots"]["SM"]["used"] == 250)
    assert len([row for row in line.asks("AT+CMGL=4") if row.startswith("+CMGL: ")]) == 250


def test_what_nobody_reads_is_lost_after_a_while(modem: SimulatedModem, line: Line) -> None:
    modem.order("unsolicited_flood", lines=20_000, line="+FLOOD")
    assert modem.state()["unread"] > 0
    modem.wait_for(lambda: modem.state()["unread"] == 0)
    line.types("AT+CSQ\r")
    assert line.reads_until(r"\+CSQ").count("+FLOOD") < 15_000


def test_what_nobody_reads_does_not_stop_the_modem(modem: SimulatedModem, line: Line) -> None:
    modem.order("unsolicited_flood", lines=20_000)
    assert modem.state()["cable"] is True
    assert line.asks("AT+CSQ")[-1] == "OK"
