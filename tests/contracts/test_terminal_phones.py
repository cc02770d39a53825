"""python -m simulators chat in the hands of people without internet: texts, calls, reports."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulators.modem.parts import Cutting, cut_text
from simulators.modem.pdu import length_of, submit
from tests.simulated_modem import SimulatedModem
from tests.simulated_telegram import SimulatedTelegram

ROOT = Path(__file__).parents[2]
GALYA = "+79161234567"
STRANGER = "+79160000001"
LONG = "Слово " * 20  # 120 letters: two SMS


@pytest.fixture(scope="module")
def modem(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatedModem]:
    with SimulatedModem(tmp_path_factory.mktemp("modem")) as running:
        yield running


@pytest.fixture
def telegram(simulator: SimulatedTelegram) -> SimulatedTelegram:
    simulator.person("Никита")
    return simulator


def played(telegram: SimulatedTelegram, modem_url: str, *lines: str, language: str = "ru") -> str:
    command = [sys.executable, "-m", "simulators", "chat", "--url", telegram.url, "--modem-url", modem_url]
    done = subprocess.run(
        [*command, "--lang", language, "--as", "Никита"],
        input="\n".join(lines) + "\n",
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


class BareModem:
    """As much of AT as it takes to answer from the modem's own side."""

    def __init__(self, device: str) -> None:
        self._port = os.open(device, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)

    def __enter__(self) -> "BareModem":
        self.says("AT+CMGF=0\r", "OK")
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._port)

    def says(self, line: str, until: str) -> None:
        os.write(self._port, line.encode())
        heard, deadline = "", time.monotonic() + 10
        while until not in heard:
            assert time.monotonic() < deadline, heard
            try:
                heard += os.read(self._port, 4096).decode(errors="replace")
            except BlockingIOError:
                time.sleep(0.01)

    def texts(self, number: str, text: str) -> None:
        for content in cut_text(text, Cutting(reference=9)):
            pdu = submit(number, content, "+79000000000")
            self.says(f"AT+CMGS={length_of(pdu)}\r", "> ")
            self.says(f"{pdu}\x1a", "OK")


def test_a_phone_texts_and_sees_in_how_many_parts(telegram: SimulatedTelegram, modem: SimulatedModem) -> None:
    seen = played(telegram, modem.url, ":as галя", LONG, language="ru")
    assert f"баба Галя {GALYA} @ SMS> Слово" in seen
    assert "── баба Галя ⇄ модем +79000000001" in seen
    assert f"SMS: 2): {LONG.rstrip()}" in seen
    texts = [event for event in modem.events() if event["event"] == "sms_from_phone"]
    assert (texts[-1]["phone"], texts[-1]["parts"]) == (GALYA, 2)


def test_any_number_is_a_phone_and_telegram_is_one_step_away(
    telegram: SimulatedTelegram, modem: SimulatedModem
) -> None:
    seen = played(telegram, modem.url, ":as +7 916 000-00-01", "Привет", ":as Никита", ":people", language="en")
    assert f"{STRANGER} @ SMS> Привет" in seen
    assert "You are Никита now" in seen
    assert f"Granny Galya {GALYA} (SMS)" in seen
    assert modem.events()[-1]["phone"] == STRANGER


def test_what_the_modem_sends_is_shown_with_its_parts(telegram: SimulatedTelegram, modem: SimulatedModem) -> None:
    with BareModem(modem.device) as bare:
        bare.texts(GALYA, LONG)
        bare.texts(GALYA, "Заявка №7\nОтвет до 18:00")
    seen = played(telegram, modem.url, ":as галя", ":history 2").splitlines()
    assert any(line.startswith("Модем (") and line.endswith(f"SMS: 2): {LONG}") for line in seen)
    place = next(place for place, line in enumerate(seen) if line.endswith("SMS: 1): Заявка №7"))
    assert seen[place + 1] == "    Ответ до 18:00"


def test_a_phone_rings_and_hears_what_became_of_it(telegram: SimulatedTelegram, modem: SimulatedModem) -> None:
    seen = played(telegram, modem.url, ":as галя", ":ring 1", ":wait 1.5", ":ring 1 скрыто", ":wait 1.5")
    assert "баба Галя: звонит" in seen
    assert "баба Галя: никто не ответил" in seen
    assert "номер скрыт: звонит" in seen


def test_a_phone_that_the_modem_rings_says_so_and_is_answered_or_rejected(
    telegram: SimulatedTelegram, modem: SimulatedModem
) -> None:
    with BareModem(modem.device) as bare:
        for order, last in ((":answer", "баба Галя: трубка снята"), (":reject", "баба Галя: звонок модема сброшен")):
            bare.says(f"ATD{GALYA};\r", "OK")
            call = modem.waits_for_ringing(GALYA)
            seen = played(telegram, modem.url, ":as галя", ":history 1", order, ":wait 0.5", ":answer")
            assert "баба Галя: звонит модем…" in seen
            assert last in seen
            assert "На этот телефон никто не звонит." in seen
            bare.says("AT+CHUP\r", "OK")
            assert modem.call(call)["ended_by"] == ("modem" if order == ":answer" else "phone")


def test_reports_about_texts_to_the_phone_are_ordered(telegram: SimulatedTelegram, modem: SimulatedModem) -> None:
    seen = played(telegram, modem.url, ":as галя", ":report withheld", ":report send", ":report soon")
    assert "Отчётов отправлено: 0" in seen
    assert "Нужно так: :report delivered" in seen


def test_a_phone_without_internet_can_not_press_and_a_person_can_not_ring(
    telegram: SimulatedTelegram, modem: SimulatedModem
) -> None:
    seen = played(telegram, modem.url, ":ring", ":as galya", ":press 1", ":private", ":ring soon", language="en")
    assert "Take a phone first" in seen
    assert seen.count("Granny Galya: a phone without internet can only text") == 2
    assert "Use it like this: :ring [3]" in seen


@pytest.mark.parametrize("url", ["", "http://127.0.0.1:9"])
def test_without_a_modem_telegram_works_and_phones_are_refused(telegram: SimulatedTelegram, url: str) -> None:
    seen = played(telegram, url, ":as +79161234567", ":people", language="en")
    assert "No simulated modem answers" in seen
    assert "Никита" in seen
    assert "(SMS)" not in seen


def test_the_clock_of_the_network_moves_with_telegrams(telegram: SimulatedTelegram, modem: SimulatedModem) -> None:
    try:
        played(telegram, modem.url, ":clock +2h")
        assert modem.state()["ahead_seconds"] == 7200
    finally:
        telegram.clock(0)
        modem.clock(0)
