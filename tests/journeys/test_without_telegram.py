"""Where no Telegram account is configured phones are served all the same; without a modem too, nobody is."""

import os
import subprocess
import sys
from pathlib import Path

from tests.installation import EXAMPLES, ROOT, Installation

GALYA = "+79161234567"


class OnlyPhones(Installation):
    """No bot token, and a modem."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, regulation=EXAMPLES / "a1_isp.toml", roles=("bot",), modem=True)
        self.environment["TELEGRAM_BOT_TOKEN"] = ""

    def staff_the_desk(self, desk: str = "support") -> None:
        """There is no place for staff yet."""


def test_who_texts_has_a_ticket_and_reads_its_number(tmp_path: Path) -> None:
    with OnlyPhones(tmp_path) as otklik:
        assert otklik.modem is not None
        otklik.modem.texts(GALYA, "У меня не показывает телевизор")
        otklik.modem.waits_for_sms_to(GALYA, "Заявка №1 принята")
        otklik.modem.texts(GALYA, "Статус 1")
        otklik.modem.waits_for_sms_to(GALYA, "№1")
        otklik.stop("bot")
        assert "Traceback" not in otklik.log("bot")


def test_without_a_bot_and_without_a_modem_there_is_nothing_to_serve(tmp_path: Path) -> None:
    given = {"TELEGRAM_BOT_TOKEN": "", "GSM_MODEM_DEVICE": "", "VAR_DIR": str(tmp_path)}
    bot = subprocess.run(
        [sys.executable, "-m", "bot"],
        env={**os.environ, **given},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert bot.returncode == 2
    assert "TELEGRAM_BOT_TOKEN" in bot.stderr
    assert "GSM_MODEM_DEVICE" in bot.stderr


def test_the_library_that_reads_updates_is_loaded_only_for_a_bot() -> None:
    asked = "import sys; from bot.__main__ import telegram; print('aiogram' in sys.modules)"
    asked += "; telegram.load(); print('aiogram' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["False", "True"]
