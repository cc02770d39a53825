"""The modem rings a phone: what its terminal hears, what the phone shows, and how a call may fail."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contracts.modem_clients import Line
from tests.simulated_modem import ControlRefused, SimulatedModem

BORIS = "+79037654321"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatedModem]:
    with SimulatedModem(tmp_path_factory.mktemp("modem")) as modem:
        yield modem


@pytest.fixture
def modem(running: SimulatedModem) -> Iterator[SimulatedModem]:
    yield running
    running.speaks_again()


@pytest.fixture
def line(modem: SimulatedModem) -> Iterator[Line]:
    with Line(modem.device) as line:
        line.asks("ATHE0")
        yield line


def listed(line: Line) -> str:
    return line.asks("AT+CLCC")[0]


@pytest.mark.parametrize("dialled", [f"ATD{BORIS};", f"ATDT{BORIS};", f"ATD{BORIS}"])
def test_the_terminal_sees_how_far_a_call_has_come(modem: SimulatedModem, line: Line, dialled: str) -> None:
    assert line.asks(dialled) == ["OK"]
    assert listed(line).startswith("+CLCC: 1,0,2,")
    call = modem.waits_for_ringing(BORIS)
    assert listed(line) == f'+CLCC: 1,0,3,0,0,"{BORIS}",145'
    modem.answers(call)
    assert listed(line).startswith("+CLCC: 1,0,0,")
    line.asks("AT+CHUP")
    assert listed(line) == "OK"
    shown = modem.call(call)
    assert (shown["state"], shown["ended_by"], shown["seconds"] > 0) == ("answered", "modem", True)


@pytest.mark.parametrize(("act", "told"), [("rejects", "BUSY"), ("hangs_up", "NO CARRIER")])
def test_the_person_ends_the_call_and_the_terminal_is_told(
    modem: SimulatedModem, line: Line, act: str, told: str
) -> None:
    line.asks(f"ATD{BORIS};")
    call = modem.waits_for_ringing(BORIS)
    getattr(modem, act)(call)
    line.reads_until(rf"\r\n{told}\r\n")
    assert modem.call(call)["ended_by"] == "phone"
    assert listed(line) == "OK"


def test_a_phone_shows_that_it_rings_and_how_that_ended(modem: SimulatedModem, line: Line) -> None:
    last = modem.get("/events")["last"]
    line.asks(f"ATD{BORIS};")
    modem.waits_for_ringing(BORIS)
    line.asks("ATH")
    seen = modem.events(after=last)
    assert [(event["event"], event["state"], event["over"]) for event in seen] == [
        ("call_to_phone", "ringing", False),
        ("call_to_phone", "over", True),
    ]
    assert (seen[-1]["phone"], seen[-1]["ended_by"]) == (BORIS, "modem")


def test_a_call_given_up_before_the_phone_rang_is_not_seen_there(modem: SimulatedModem, line: Line) -> None:
    last = modem.get("/events")["last"]
    line.asks(f"ATD{BORIS};")
    line.asks("ATH")
    assert modem.calls_out()[-1]["state"] == "dialling"
    assert modem.events(after=last) == []


@pytest.mark.parametrize("result", ["ERROR", "NO CARRIER", "BUSY", "NO ANSWER", "NO DIALTONE"])
def test_dialling_can_be_made_to_fail_in_place_of_ok(modem: SimulatedModem, line: Line, result: str) -> None:
    before = len(modem.calls_out())
    modem.refuses_to_dial(result, count=1)
    line.types(f"ATD{BORIS};\r")
    line.reads_until(rf"\r\n{result}\r\n")
    assert len(modem.calls_out()) == before
    assert line.asks(f"ATD{BORIS};") == ["OK"]


@pytest.mark.parametrize("result", ["NO CARRIER", "BUSY", "NO ANSWER"])
def test_dialling_can_be_made_to_fail_after_ok(modem: SimulatedModem, line: Line, result: str) -> None:
    modem.refuses_to_dial(result, after_ok=True)
    line.types(f"ATD{BORIS};\r")
    line.reads_until(rf"\r\nOK\r\n\r\n{result}\r\n")
    assert (modem.calls_out()[-1]["state"], modem.calls_out()[-1]["ended_by"]) == ("dialling", "network")


def test_only_a_phone_that_rings_can_be_answered(modem: SimulatedModem, line: Line) -> None:
    line.asks(f"ATD{BORIS};")
    call = modem.waits_for_ringing(BORIS)
    line.asks("ATH")
    for act in (modem.answers, modem.rejects):
        with pytest.raises(ControlRefused, match="does not ring at a phone"):
            act(call)
    with pytest.raises(ControlRefused, match="result: found 'MAYBE'"):
        modem.refuses_to_dial("MAYBE")


def test_a_modem_that_dies_takes_its_call_with_it(tmp_path: Path) -> None:
    with SimulatedModem(tmp_path) as modem:
        with Line(modem.device) as line:
            line.asks(f"ATD{BORIS};")
            call = modem.waits_for_ringing(BORIS)
        modem.kill()
        modem.start()
        assert modem.call(call)["ended_by"] == "network"
        with Line(modem.device) as line:
            assert listed(line) == "OK"
