"""One call, step by step, past libGammu: what the modem and the other phone may do, and what is made of it."""

import os
import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from gsm_bridge.ringing import Call, Pace, Ringing, Seen, came_of
from gsm_bridge.talk import Heard, Talk
from models.rules.delivery.send_results import FailedPermanently, Sent, Unknown
from tests.bridge.patience import wait_for
from tests.contracts.modem_clients import Line
from tests.simulated_modem import SimulatedModem

DUTY = "+79165000001"
QUICK = Pace(dial=1.0, rings=1.0, reach=3.0, blind=1.2, too_soon=0.9, look=0.1, answer=1.0)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatedModem]:
    with SimulatedModem(tmp_path_factory.mktemp("modem")) as modem:
        yield modem


@pytest.fixture
def modem(running: SimulatedModem) -> Iterator[SimulatedModem]:
    with Line(running.device) as line:
        line.asks("ATZE1+CLIP=1")
    yield running
    running.puts_cable_back()
    running.speaks_again()
    with Line(running.device) as line:
        line.asks("AT+CHUP")


@pytest.fixture
def terminal(modem: SimulatedModem) -> Iterator[int]:
    descriptor = os.open(modem.device, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    yield descriptor
    os.close(descriptor)


def rung(
    terminal: int, number: str = DUTY, *, heard: Heard | None = None, stop: int | None = None
) -> tuple[Ringing, int]:
    """What came of it, and how often the child said that it still lives."""
    beats: list[None] = []
    call = Call(Talk(terminal, heard or Heard(), stop), lambda: beats.append(None), QUICK)
    return call.ring(number), len(beats)


def meanwhile(act: Callable[[], object]) -> threading.Thread:
    beside = threading.Thread(target=act)
    beside.start()
    return beside


def test_a_phone_that_nobody_takes_is_hung_up_on(modem: SimulatedModem, terminal: int) -> None:
    ringing, beats = rung(terminal)
    assert (ringing.result, ringing.voice, ringing.free) == (Sent(), True, True)
    assert modem.calls_out()[-1]["ended_by"] == "modem"
    assert modem.calls_out()[-1]["seconds"] >= QUICK.rings
    assert beats > 3


@pytest.mark.parametrize(("act", "ended_by"), [("answers", "modem"), ("rejects", "phone"), ("hangs_up", "phone")])
def test_whatever_the_person_does_the_phone_has_rung(
    modem: SimulatedModem, terminal: int, act: str, ended_by: str
) -> None:
    heard = Heard()

    def acted() -> None:
        """Not before the modem told us that it rings."""
        call = modem.waits_for_ringing(DUTY)
        wait_for(lambda: 3 in heard.placed, "a look at the call")
        getattr(modem, act)(call)

    beside = meanwhile(acted)
    ringing, _ = rung(terminal, heard=heard)
    beside.join()
    assert ringing.result == Sent()
    assert modem.calls_out()[-1]["ended_by"] == ended_by


@pytest.mark.parametrize("result", ["ERROR", "NO CARRIER", "NO ANSWER", "NO DIALTONE"])
def test_a_modem_that_does_not_dial_says_so(modem: SimulatedModem, terminal: int, result: str) -> None:
    before = len(modem.calls_out())
    modem.refuses_to_dial(result)
    ringing, _ = rung(terminal)
    assert isinstance(ringing.result, FailedPermanently)
    assert result in ringing.result.reason
    assert ringing.refused == (result == "ERROR")
    assert len(modem.calls_out()) == before


def test_an_error_with_a_code_is_a_refusal_too(modem: SimulatedModem, terminal: int) -> None:
    with Line(modem.device) as line:
        line.asks("AT+CMEE=1")
    modem.order("cme_error", command="ATD", code=3)
    ringing, _ = rung(terminal)
    assert (ringing.refused, ringing.voice) == (True, False)


@pytest.mark.parametrize("after_ok", [False, True])
def test_a_phone_that_is_busy_has_somebody_at_it(modem: SimulatedModem, terminal: int, after_ok: bool) -> None:
    modem.refuses_to_dial("BUSY", after_ok=after_ok)
    assert rung(terminal)[0].result == Sent()


def test_a_phone_out_of_reach_has_not_rung(modem: SimulatedModem, terminal: int) -> None:
    modem.refuses_to_dial("NO CARRIER", after_ok=True)
    ringing, _ = rung(terminal)
    assert isinstance(ringing.result, FailedPermanently)
    assert not ringing.refused


def test_a_modem_that_does_not_tell_how_a_call_is_doing_lets_it_ring(modem: SimulatedModem, terminal: int) -> None:
    modem.order("cme_error", command="AT+CLCC")
    ringing, _ = rung(terminal)
    assert (ringing.result, ringing.voice, ringing.free) == (Sent(), None, True)
    assert modem.calls_out()[-1]["seconds"] >= QUICK.blind
    modem.refuses_to_dial("NO CARRIER", after_ok=True)
    assert isinstance(rung(terminal)[0].result, FailedPermanently)


def test_a_modem_that_falls_silent_leaves_nobody_knowing(modem: SimulatedModem, terminal: int) -> None:
    modem.order("silent", command="ATD")
    ringing, _ = rung(terminal)
    assert ringing.result == Unknown("the modem did not say what became of the call")
    assert ringing.spoilt
    modem.goes_silent()
    ringing, _ = rung(terminal)
    assert isinstance(ringing.result, Unknown)
    assert not ringing.free


def test_a_modem_that_will_not_hang_up_is_told_apart(modem: SimulatedModem, terminal: int) -> None:
    modem.refuses_to_hang_up()
    ringing, _ = rung(terminal)
    assert (ringing.result, ringing.free, ringing.spoilt) == (Sent(), False, True)


def test_who_stops_us_ends_the_call(modem: SimulatedModem, terminal: int) -> None:
    ear, mouth = socket.socketpair()
    beside = meanwhile(lambda: (modem.waits_for_ringing(DUTY), mouth.send(b"!")))
    with ear, mouth:
        ringing, _ = rung(terminal, stop=ear.fileno())
        beside.join()
    assert ringing.free
    assert modem.calls_out()[-1]["ended_by"] == "modem"
    assert modem.calls_out()[-1]["seconds"] < QUICK.rings


def test_a_cable_pulled_while_it_rings_is_noticed(modem: SimulatedModem, terminal: int) -> None:

    def pulled() -> None:
        modem.waits_for_ringing(DUTY)
        modem.pulls_cable()

    beside = meanwhile(pulled)
    ringing, _ = rung(terminal)
    beside.join()
    assert not ringing.free


def test_what_comes_while_it_rings_is_handed_on(modem: SimulatedModem, terminal: int) -> None:
    with Line(modem.device) as line:
        line.asks("AT+CNMI=2,1")
    heard = Heard()
    beside = meanwhile(lambda: (modem.waits_for_ringing(DUTY), modem.texts("+79161234567", "Пока звонит")))
    rung(terminal, heard=heard)
    beside.join()
    assert heard.announcements == 1


@pytest.mark.parametrize("number", ["", "Operator", "+7916;+CMGD=1,4", "112\r"])
def test_nothing_but_a_number_is_dialled(modem: SimulatedModem, terminal: int, number: str) -> None:
    before = len(modem.calls_out())
    assert rung(terminal, number)[0].refused
    assert len(modem.calls_out()) == before


def test_a_second_caller_is_heard_behind_our_own_call() -> None:
    heard = Heard()
    for line in ('+CCWA: "+7999",145,1', "+CLCC: 1,0,3,0,0", "+CLCC: 2,1,5,0,0", "OK", "NO DIAL TONE"):
        heard.line(line)
    assert (heard.rings, heard.placed, heard.final, heard.call_end) == (["+7999"], [3], "OK", "NO DIAL TONE")


@pytest.mark.parametrize(
    ("seen", "came_of_it"),
    [
        (Seen(word=True, rang=True, listed=True, lasted=9), Sent),
        (Seen(word=True, rang=True, free=False), Sent),
        (Seen(word=True, listed=True, lasted=30), FailedPermanently),
        (Seen(word=True, ended="NO CARRIER", lasted=3.9), FailedPermanently),
        (Seen(word=True, ended="NO CARRIER", lasted=9), Sent),
        (Seen(word=True, listed=True, ended="NO CARRIER", lasted=9), FailedPermanently),
        (Seen(word=False, free=True), Unknown),
        (Seen(word=True, lasted=20, free=False), Unknown),
    ],
)
def test_what_is_made_of_what_was_seen(seen: Seen, came_of_it: type) -> None:
    assert isinstance(came_of(seen).result, came_of_it)
