"""Orders to misbehave: done to the command they are for, as often as was said, and to nothing else."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from tests.contracts.modem_clients import Line
from tests.simulated_modem import ControlRefused, SimulatedModem

ANNA = "+79161234567"
#: To Anna: "hello" in GSM-7.
HELLO = "0001000B919761214365F7000005E8329BFD06"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatedModem]:
    with SimulatedModem(tmp_path_factory.mktemp("modem")) as modem:
        yield modem


@pytest.fixture
def modem(running: SimulatedModem) -> Iterator[SimulatedModem]:
    yield running
    running.speaks_again()
    running.post("/sim", full=False)


@pytest.fixture
def line(modem: SimulatedModem) -> Iterator[Line]:
    with Line(modem.device) as line:
        line.asks("ATZE0+CMEE=1")
        line.asks("AT+CMGD=1,4")
        yield line


def sent(modem: SimulatedModem) -> int:
    return len(modem.texts_to(ANNA))


def test_a_silent_modem_does_nothing_until_it_speaks_again(modem: SimulatedModem, line: Line) -> None:
    line.asks("AT+CNMI=2,1")
    modem.goes_silent()
    line.types("AT+CMGD=1\rAT+CSQ\r")
    modem.texts(ANNA, "жду")
    assert modem.call(modem.rings(ANNA))["state"] == "missed"
    state = modem.state()
    assert (state["hung"], state["waiting"], state["slots"]["SM"]["used"]) == (True, 1, 0)
    modem.speaks_again()
    assert line.reads_until(r"\r\n\S+").endswith("+CMTI:")
    assert line.asks("AT")[-1] == "OK"


def test_silence_may_be_for_one_command_only(modem: SimulatedModem, line: Line) -> None:
    order = modem.order("silent", command="AT+CSQ", count=1)
    line.types("AT+CSQ\r")
    assert line.asks("AT+CREG?") == ["+CREG: 0,1", "OK"]
    assert line.asks("AT+CSQ") == ["+CSQ: 18,99", "OK"]
    assert [standing["done"] for standing in modem.orders() if standing["id"] == order["id"]] == [1]


def test_silence_after_ctrl_z_sends_nothing(modem: SimulatedModem, line: Line) -> None:
    before = sent(modem)
    modem.order("silent", command="AT+CMGS", after_ctrl_z=True)
    line.asks("AT+CMGS=18")
    line.types(f"{HELLO}\x1a")
    assert line.is_quiet()
    assert sent(modem) == before


def test_a_swallowed_result_was_sent_all_the_same(modem: SimulatedModem, line: Line) -> None:
    before = sent(modem)
    modem.swallows_result()
    line.asks("AT+CMGS=18")
    line.types(f"{HELLO}\x1a")
    assert line.is_quiet()
    assert sent(modem) == before + 1
    assert line.sends(HELLO)[-1] == "OK"


def test_a_late_result_comes_after_the_answers_to_later_commands(modem: SimulatedModem, line: Line) -> None:
    modem.order("late_result", seconds=0.3, count=1)
    line.asks("AT+CMGS=18")
    line.types(f"{HELLO}\x1a")
    assert line.asks("AT+CSQ") == ["+CSQ: 18,99", "OK"]
    assert "+CMGS: " in line.reads_until("OK\r\n")


def test_cms_errors_come_after_ctrl_z_or_instead_of_the_prompt(modem: SimulatedModem, line: Line) -> None:
    before = sent(modem)
    modem.refuses_to_send(code=38, count=1)
    assert line.sends(HELLO) == ["+CMS ERROR: 38"]
    modem.order("cms_error", code=332, count=1, after_ctrl_z=False)
    assert line.asks("AT+CMGS=18") == ["+CMS ERROR: 332"]
    assert sent(modem) == before
    assert line.sends(HELLO)[-1] == "OK"


def test_a_cme_error_may_be_for_any_command(modem: SimulatedModem, line: Line) -> None:
    modem.order("cme_error", command="AT+CREG", code=100, count=2)
    assert [line.asks("AT+CREG?") for _ in range(3)] == [["+CME ERROR: 100"]] * 2 + [["+CREG: 0,1", "OK"]]


@pytest.mark.parametrize(("where", "starts"), [("before", True), ("inside", False)])
def test_garbage_comes_before_or_inside_an_answer(
    modem: SimulatedModem, line: Line, where: str, starts: bool
) -> None:
    modem.order("garbage", command="AT+CSQ", where=where, hex="23232323", count=1)
    line.types("AT+CSQ\r")
    answer = line.reads_until("OK?\r\n")
    assert "####" in answer
    assert answer.startswith("####") is starts
    assert line.asks("AT+CSQ") == ["+CSQ: 18,99", "OK"]


def test_unsolicited_lines_can_come_before_the_prompt_after_ctrl_z_or_now(modem: SimulatedModem, line: Line) -> None:
    modem.order("unsolicited_flood", command="AT+CMGS", lines=3, count=1)
    assert line.is_quiet()
    line.types("AT+CMGS=18\r")
    assert line.reads_until("> ").count('+CMTI: "SM",1') == 3
    modem.order("unsolicited_flood", command="AT+CMGS", lines=2, line="+FLOOD", after_ctrl_z=True, count=1)
    line.types(f"{HELLO}\x1a")
    assert line.reads_until("OK\r\n").count("+FLOOD") == 2
    modem.order("unsolicited_flood", lines=50, line="+NOW")
    assert line.reads_until("(?:\r\n\\+NOW\r\n){50}").count("+NOW") == 50
    assert [order["done"] for order in modem.orders()] == [1, 1]


def test_a_slot_can_be_damaged_and_so_can_the_next_message(modem: SimulatedModem, line: Line) -> None:
    modem.texts(ANNA, "целое")
    modem.wait_for(lambda: modem.state()["slots"]["SM"]["used"] == 1)
    whole = line.asks("AT+CMGR=1")[1]
    modem.corrupts_slot(1)
    assert whole.startswith(line.asks("AT+CMGR=1")[1])
    modem.order("corrupt_slot", count=1)
    modem.texts(ANNA, "целое")
    modem.texts(ANNA, "целое")
    modem.wait_for(lambda: modem.state()["slots"]["SM"]["used"] == 3)
    lengths = [len(line.asks(f"AT+CMGR={slot}")[1]) for slot in (1, 2, 3)]
    assert lengths == [lengths[0], lengths[0], len(whole)]
    assert lengths[0] < len(whole)


def test_deletion_can_be_refused(modem: SimulatedModem, line: Line) -> None:
    modem.texts(ANNA, "останусь")
    modem.wait_for(lambda: modem.state()["slots"]["SM"]["used"] == 1)
    modem.refuses_to_delete(count=2)
    assert [line.asks("AT+CMGD=1") for _ in range(2)] == [["+CMS ERROR: 500"]] * 2
    assert line.asks("AT+CMGD=?")[-1] == "OK"
    assert modem.state()["slots"]["SM"]["used"] == 1
    assert line.asks("AT+CMGD=1") == ["OK"]


@pytest.mark.parametrize("command", ["AT+CHUP", "ATH"])
def test_hanging_up_can_be_refused_and_the_phone_rings_on(modem: SimulatedModem, line: Line, command: str) -> None:
    modem.refuses_to_hang_up(count=1)
    call = modem.rings(ANNA, rings=100, interval=0.01)
    assert line.asks("AT+CHUP=?")[-1] == "OK"
    line.types(f"{command}\r")
    line.reads_until("ERROR\r\n")
    assert modem.call(call)["state"] == "ringing"
    line.types(f"{command}\r")
    line.reads_until("OK\r\n")
    assert modem.call(call)["state"] == "rejected"


def test_a_silent_reboot_forgets_what_the_terminal_has_set(modem: SimulatedModem, line: Line) -> None:
    line.asks("AT+CNMI=2,1,0,1,0;+CLIP=1")
    modem.reboots_into_text_mode()
    state = modem.state()
    assert (state["cmgf"], state["cnmi"], state["clip"], state["echo"]) == (1, [0, 0, 0, 0, 0], False, True)


def test_a_full_sim_leaves_messages_in_the_network_until_there_is_room(modem: SimulatedModem, line: Line) -> None:
    modem.fills_sim()
    modem.texts(ANNA, "раз")
    modem.texts(ANNA, "два")
    state = modem.state()
    assert (state["waiting"], state["slots"]["SM"]["used"]) == (2, 20)
    assert line.asks("AT+CMGL=2")[0].startswith("+CMGL: 1,2,")
    line.asks("AT+CMGD=7")
    modem.wait_for(lambda: modem.state()["waiting"] == 1)
    modem.empties_sim()
    modem.wait_for(lambda: modem.state()["waiting"] == 0)
    assert modem.state()["slots"]["SM"]["used"] == 2


def test_old_messages_may_fill_the_sim_instead(modem: SimulatedModem, line: Line) -> None:
    modem.fills_sim("received")
    assert len([row for row in line.asks("AT+CMGL=1") if row.startswith("+CMGL")]) == 20


@pytest.mark.parametrize(
    ("details", "named"),
    [
        ({"kind": "explode"}, "kind: found 'explode'; allowed: one of silent, "),
        ({"kind": "silent", "comand": "AT"}, "unknown: comand; allowed: kind, command"),
        ({"kind": "late_result", "seconds": -1}, "seconds: found -1; allowed: a number from 0 to 3600"),
        ({"kind": "corrupt_slot", "slot": 999}, "slot: 999 is empty"),
        ({"kind": "silent", "slot": 1}, "slot: only for corrupt_slot"),
        ({"kind": "garbage", "hex": "xyz"}, "hex: "),
    ],
)
def test_an_order_that_makes_no_sense_is_refused(
    modem: SimulatedModem, details: dict[str, object], named: str
) -> None:
    with pytest.raises(ControlRefused) as refused:
        modem.post("/orders", **details)
    assert named in str(refused.value)
    assert modem.orders() == []


@pytest.mark.parametrize("body", [b'{"from": "+79161234567", "text": "\\ud800"}', b"[" * 200_000, b"\xff"])
def test_a_body_that_can_t_be_kept_is_refused_and_jams_nothing(modem: SimulatedModem, body: bytes) -> None:
    request = urllib.request.Request(f"{modem.url}/sms", body, {"Content-Type": "application/json"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    with refused.value as answer:
        assert answer.code == 400
        assert "error" in json.loads(answer.read())
    assert modem.texts(ANNA, "после всего")["parts"] == 1
