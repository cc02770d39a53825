"""The library that reads Telegram's updates does not load: they are kept, phones are served, and monitors hear."""

import os
import shutil
from pathlib import Path

from sqlalchemy import func, select

from models.tables.lanes import inbox
from tests.installation import EXAMPLES, Installation

GALYA = "+79161234567"


class WithoutItsLibrary(Installation):
    imports_anew = True

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, regulation=EXAMPLES / "a1_isp.toml", roles=("bot",), modem=True)
        broken = folder / "broken" / "aiogram"
        broken.mkdir(parents=True)
        (broken / "__init__.py").write_text("raise ImportError('half an upgrade')\n")
        self.library = broken
        self.environment["PYTHONPATH"] = os.pathsep.join((str(broken.parent), os.environ.get("PYTHONPATH", "")))

    def staff_the_desk(self, desk: str = "support") -> None:
        """Nobody could read a /bind."""

    def is_mended(self) -> None:
        shutil.rmtree(self.library)  # with what Python compiled of it

    def kept(self) -> int:
        with self.database.read() as tx:
            return tx.execute(select(func.count()).where(inbox.c.transport == "telegram")).scalar_one()


def test_what_comes_is_kept_phones_are_served_and_it_is_read_after_a_new_start(tmp_path: Path) -> None:
    with WithoutItsLibrary(tmp_path) as otklik:
        anna = otklik.telegram.person("Анна")
        otklik.telegram.starts(anna)
        otklik.telegram.types(anna, "Не работает интернет")
        assert otklik.modem is not None
        otklik.modem.texts(GALYA, "И у меня")
        otklik.modem.waits_for_sms_to(GALYA, "Заявка №1 принята")
        otklik.wait_for(lambda: otklik.kept() == 2, "both updates")
        unread = "what comes from Telegram is not read"
        otklik.wait_for(lambda: unread in otklik.troubles(), unread)
        assert "half an upgrade" in otklik.log("bot")
        otklik.stop("bot")
        otklik.is_mended()
        otklik.start("bot", "deliver")
        otklik.wait_for(lambda: otklik.telegram.texts(anna), "an answer to Anna")
        otklik.wait_for(lambda: unread not in otklik.troubles(), "health")
