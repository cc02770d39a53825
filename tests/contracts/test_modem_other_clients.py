"""Debian's `gammu` and `gammu-smsd` (libGammu 1.42) take the simulated modem for a real one too."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulated_modem import SimulatedModem

pytestmark = pytest.mark.skipif(
    shutil.which("gammu") is None or shutil.which("gammu-smsd") is None, reason="gammu, gammu-smsd: not installed"
)
ANNA, BORIS = "+79161234567", "+79037654321"
SOON = 90.0  # seconds; smsd's start takes four


@pytest.fixture
def modem(tmp_path: Path) -> Iterator[SimulatedModem]:
    with SimulatedModem(tmp_path / "state") as modem:
        yield modem


def gammu(modem: SimulatedModem, *command: str) -> str:
    settings = modem.folder / "gammurc"
    settings.write_text(f"[gammu]\ndevice = {modem.device}\nconnection = at115200\n")
    # stdin: it would wait for a key otherwise
    done = subprocess.run(
        ["gammu", "-c", str(settings), *command],
        capture_output=True,
        text=True,
        env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
        stdin=subprocess.DEVNULL,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_gammu_identifies_it(modem: SimulatedModem) -> None:
    shown = gammu(modem, "identify")
    for words in ("Manufacturer         : Otklik", "IMEI                 : 356938035643809", "250019000000001"):
        assert words in shown


def test_gammu_sends_a_long_text(modem: SimulatedModem) -> None:
    words = "Длинное сообщение с 🙂 внутри. " * 3
    assert "reference=2" in gammu(modem, "sendsms", "TEXT", ANNA, "-text", words, "-unicode", "-autolen", "200")
    (message,) = modem.sent_to(ANNA)
    assert (message["text"], message["complete"], len(message["parts"])) == (words, True, 2)


def test_gammu_reads_what_is_stored(modem: SimulatedModem) -> None:
    modem.texts("Bank", "Код 1234 🙂 " * 12)
    modem.texts(ANNA, "plain [text]")
    shown = gammu(modem, "geteachsms")
    for words in ("4 SMS parts in 2 SMS sequences", '"Bank"', f'"{ANNA}"', "Код 1234 🙂 Код", "plain [text]"):
        assert words in shown


def test_smsd_receives_deletes_and_sends(modem: SimulatedModem) -> None:
    folders = {name: modem.folder / name for name in ("inbox", "outbox", "sent", "errors")}
    for folder in folders.values():
        folder.mkdir()
    settings = modem.folder / "smsdrc"
    settings.write_text(
        f"[gammu]\ndevice = {modem.device}\nconnection = at115200\n"
        f"[smsd]\nservice = files\nlogfile = {modem.folder}/smsd.log\nchecksecurity = 0\nloopsleep = 1\n"
        f"receivefrequency = 1\nstatusfrequency = 0\ntransmitformat = unicode\n"
        f"inboxpath = {folders['inbox']}/\noutboxpath = {folders['outbox']}/\n"
        f"sentsmspath = {folders['sent']}/\nerrorsmspath = {folders['errors']}/\n"
    )
    (folders["outbox"] / f"OUT{ANNA}.txt").write_text("Ответ из smsd 🙂", encoding="utf-8")
    modem.texts(BORIS, "Заявка 🙂 " * 12)
    command = ["gammu-smsd", "-c", str(settings)]
    environment = {"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"}
    smsd = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    try:
        assert modem.waits_for_sms_to(ANNA, seconds=SOON)["text"] == "Ответ из smsd 🙂"
        modem.wait_for(lambda: len(list(folders["inbox"].iterdir())) == 2, SOON)
        modem.wait_for(lambda: modem.state()["slots"]["SM"]["used"] == 0, SOON)
    finally:
        started = time.monotonic()
        smsd.terminate()
        smsd.wait(timeout=SOON)
    assert time.monotonic() - started < SOON
    received = sorted(folders["inbox"].iterdir())
    assert all(BORIS in file.name for file in received)
    assert "".join(file.read_text(encoding="utf-8") for file in received) == "Заявка 🙂 " * 12
