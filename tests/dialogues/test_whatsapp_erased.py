"""What WhatsApp brought of a person who is erased: nothing of it is left, nor of what it says of them later."""

import base64
import threading
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import MetaData, select

from models.db import Database
from models.rules.delivery.transports import WHATSAPP
from models.tables.erasures import erasure
from tests.contracts.whatsapp_requests import contact, status
from tests.dialogues.whatsapp_office import WhatsAppOffice
from workers.jobs.erase import erase

PHONE, BSUID, NAME = "79165550177", "RU.Marmalade770077", "Евпраксия Мармеладова"
#: As every id of what they wrote begins.
_BEGINNING = b"\x1c\x18\x0b" + PHONE.encode() + b"\x15\x02\x00\x12\x18\x14"
MARKS = ("мармелад", "евпракси", "marmalade", PHONE[1:], base64.b64encode(_BEGINNING)[:20].decode().casefold())


class Erased:
    """Евпраксия, and what is kept of her."""

    def __init__(self, database: Database, var: Path) -> None:
        self.office, self._numbers = WhatsAppOffice(database), count(1)
        self._worker: Any = SimpleNamespace(
            clock=SimpleNamespace(read=lambda: self.office.now),
            database=database,
            stopping=threading.Event(),
            settings=SimpleNamespace(var_dir=var, files_dir=var / "files"),
        )

    def says(self, words: str, **more: Any) -> None:
        self.office.texts_by_whatsapp(self._wamid(), BSUID, PHONE, words, NAME, **more)

    def presses(self, label: str) -> None:
        self.office.presses_by_whatsapp(self._wamid(), BSUID, PHONE, label)

    def whatsapp_says(self, wamid: str, word: str, **more: Any) -> None:
        told = status(wamid, word, recipient_id=PHONE, recipient_user_id=BSUID) | more
        self.office.brings(statuses=[told], contacts=[contact(BSUID, PHONE, NAME)])

    def is_answered(self, words: str) -> int:
        """The outgoing row."""
        whose = self.office.open_of(self.office.who(WHATSAPP, BSUID))
        self.office.answers_them(whose[0].id, words)
        return [one for one in self.office.left if one.address == BSUID][-1].id

    def is_erased(self) -> None:
        self.says("/forget")
        self.presses("Продолжить")
        self.presses("Стереть мои данные")
        self.office.passes(hours=25)
        while self._underway():
            erase(self._worker)
            self.office.goes_on()
            self.office.delivers(self.office.now, queue="slow")
            self.office.passes(minutes=1)

    def found(self) -> list[str]:
        """Where a mark stands, in any column of any table."""
        there, hits = MetaData(), []
        there.reflect(self.office.database.engine)
        with self.office.database.read() as tx:
            for table in there.sorted_tables:
                for row in tx.execute(select(table)).mappings():
                    whole = {name: str(value).casefold() for name, value in row.items()}
                    hits += [f"{table.name}.{name}" for name, said in whole.items() if any(m in said for m in MARKS)]
        return sorted(set(hits))

    def _underway(self) -> bool:
        with self.office.database.read() as tx:
            return tx.execute(select(erasure.c.id).where(erasure.c.next_at.is_not(None))).first() is not None

    def _wamid(self) -> str:
        written = _BEGINNING + f"3A4A6599AEE038101{next(self._numbers):03}".encode()
        return f"wamid.{base64.b64encode(written).decode()}"


@pytest.fixture
def eva(database: Database, tmp_path: Path) -> Erased:
    eva = Erased(database, tmp_path)
    eva.says("Не работает, мармелад")
    eva.office.has_open(eva.office.who(WHATSAPP, BSUID))
    eva.office.goes_on()
    return eva


def test_nothing_is_left_of_somebody_who_wrote_by_whatsapp(eva: Erased) -> None:
    first = eva.is_answered("мармелад-ответ")
    for word in ("sent", "delivered", "read"):
        eva.whatsapp_says(f"m{first}", word)
    lost = eva.is_answered("мармелад-ответ опять")
    error = {"code": 131026, "title": "Undeliverable", "error_data": {"details": f"{PHONE} is not there"}}
    eva.whatsapp_says(f"m{lost}", "failed", errors=[error])
    eva.says("", type="image", image={"id": "marmalade1", "mime_type": "image/jpeg", "caption": "мармелад"})
    eva.says("", type="reaction", reaction={"message_id": f"m{first}", "emoji": "👍"})
    eva.says("", type="contacts", contacts=[{"name": {"formatted_name": NAME}, "phones": [{"phone": PHONE}]}])
    eva.says("мармелад-отклик", context={"id": f"m{first}"})
    eva.says("", type="order", order={"marmalade": 1})
    eva.says("", type="system", system={"type": "customer_identity_changed", "body": NAME})
    assert {"inbox.payload", "lane.key", "message_copy.provider_id", "outbox.error"} <= set(eva.found())
    eva.is_erased()
    assert eva.found() == []


@pytest.mark.parametrize("word", ["delivered", "failed"])
@pytest.mark.parametrize("row_state", ["sent", "unknown"])
def test_what_whatsapp_says_of_them_later_is_not_kept_and_changes_nothing(
    eva: Erased, word: str, row_state: str
) -> None:
    """A phone that was off for two days."""
    row_id = eva.is_answered("мармелад-ответ")
    if row_state == "unknown":
        eva.office.nobody_knows(row_id)
    eva.is_erased()
    assert eva.found() == []
    posted = len(eva.office.rows())
    error = {"code": 131026, "title": "Undeliverable", "error_data": {"details": f"{PHONE} is not there"}}
    eva.whatsapp_says(f"m{row_id}", word, biz_opaque_callback_data=str(row_id), errors=[error])
    assert eva.found() == []
    assert len(eva.office.rows()) == posted
