"""A desk where one person leaves marks everywhere, is erased, and everything that is kept is searched for them.

Евпраксия is the chat 770077; MARKS are words, names, numbers and bytes that nobody else has.
"""

import threading
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from sqlalchemy import MetaData, inspect, select, update

from models.actions.queue.dispatching import Dispatch
from models.actions.reach import contracts, imported_contracts
from models.clock import Instant
from models.db import Database
from models.queries.tickets import TicketView
from models.rules.contracts.sheet_lines import SheetLine
from models.rules.delivery.send_results import SendResult
from models.rules.requests.file_quota import FileState
from models.tables.erasures import erasure
from models.tables.messages import attachment
from tests.actions.chat_office import ASKING
from tests.actions.office import NOON, at
from tests.actions.reach_office import REACH, ReachOffice
from workers.jobs.erase import erase

CHAT = 770077
PHONE = "+79165550177"
NAME = "Евпраксия Мармеладова"
BYTES = b"%PDF-1.4 marmalade-770077"
#: What must not be found anywhere afterwards. Every word that is said in these scenes ends so.
MARKS = ("мармелад", "евпракси", str(CHAT), "9165550177", "916 555-01-77", "marmalade", "5506617177")
CONSENT = """
[reach.consent]
personal = { ru = "Согласен на обработку имени и телефона.", en = "I agree." }
"""


class ErasingOffice(ReachOffice):
    def __init__(self, database: Database, var: Path, text: str = ASKING + REACH + CONSENT) -> None:
        super().__init__(database, text)
        self.var = var
        self.has_head()

    def _envelope(self, chat: int, when: Instant, message_id: int) -> dict[str, Any]:
        said = super()._envelope(chat, when, message_id)
        if chat == CHAT:
            first, last = NAME.split()
            said["from"] |= {"first_name": first, "last_name": last, "username": "marmalade"}
        return said

    # -- what is left behind

    def leaves_marks(self) -> int:
        """By every door; the ticket's id."""
        self.imports()
        self.writes("Не работает интернет, мармелад-начало", CHAT)
        self.touches("Авария", CHAT)
        self.writes("улица Мармеладная, 5", CHAT)
        self.writes(PHONE, CHAT)
        self.touches("Отправить", CHAT)
        ticket_id = self.ticket_of(CHAT).id
        self.delivers()
        self.adds_the_phone()
        self.talks(ticket_id)
        self.sms("мармелад по SMS", PHONE, at("9m"))
        self.delivers(at("9m"))
        self.begins_a_draft()
        return ticket_id

    def imports(self, line: int = 2) -> None:
        facts = {"paid_until": date(2027, 12, 31)}
        one = SheetLine(line, "1001", "1001", facts, name=NAME, phones=(PHONE,), email="marmalade@example.org")
        with self.database.write() as tx:
            imported_contracts.import_groups(tx, at(), self.edition, [[one]], tells_of_persons=True)

    def adds_the_phone(self) -> None:
        self.writes("/transports", CHAT, at("1m"))
        self.touches("Добавить", CHAT, at("1m"))
        self.touches("Согласен", CHAT, at("1m"))
        self.touches("Добавить", CHAT, at("1m"))
        self.writes(PHONE, CHAT, at("1m"))
        code = self.code_for(PHONE, at("1m"))
        self.writes(code, CHAT, at("2m"))
        self.writes("/cancel", CHAT, at("2m"))
        self.delivers(at("2m"))

    def talks(self, ticket_id: int) -> None:
        """Words, corrections, files, notes, reasons."""
        self.types("Здравствуйте, мармелад-ответ", ticket_id, when=at("3m"))
        self.types("// мармелад-заметка", ticket_id, when=at("3m"))
        first = self.writes("мармелад-правка", CHAT, at("4m"))
        self.edits_own(first, "мармелад исправлен")
        document = {"file_id": "f-marmalade", "file_unique_id": "u-marmalade", "file_name": "мармелад.pdf"}
        more = {"document": {**document, "mime_type": "application/pdf", "file_size": len(BYTES)}}
        self.writes("", CHAT, at("5m"), caption="мармелад с файлом", **more)
        self.keeps_bytes()
        self.types("/extend 13.11 18:00 мармелад-причина", ticket_id, when=at("6m"))
        self.types("/ask мармелад-вопрос", ticket_id, when=at("6m"))
        reply = {"reply_to_message": self._envelope(CHAT, at("4m"), first) | {"text": "мармелад исправлен"}}
        self.writes("мармелад-отклик", CHAT, at("7m"), **reply)
        contact = {"contact": {"phone_number": PHONE, "first_name": NAME, "user_id": CHAT}}
        self.writes("", CHAT, at("7m"), **contact)
        self.delivers(at("7m"))
        self.texts(at("7m"))

    def edits_own(self, message_id: int, text: str) -> None:
        changed = {**self._envelope(CHAT, at("4m"), message_id), "edit_date": int(at("4m").real.timestamp())}
        self.hears({"edited_message": {**changed, "text": text}}, CHAT, at("4m"))
        self.works(at("4m"))

    def keeps_bytes(self) -> None:
        """As the worker fetches them."""
        digest = sha256(BYTES).hexdigest()
        path = f"{digest[:2]}/{digest}"
        place = self.var / "files" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(BYTES)
        stored = {"state": FileState.STORED, "path": path, "sha256": digest, "size": len(BYTES)}
        with self.database.write() as tx:
            tx.execute(update(attachment).where(attachment.c.file_name == "мармелад.pdf").values(stored))

    def begins_a_draft(self) -> None:
        self.writes("/new", CHAT, at("10m"))
        self.touches("Авария", CHAT, at("10m"))
        self.writes("улица Мармеладная, 7", CHAT, at("10m"))

    # -- erasing

    def asks_to_be_erased(self, when: Instant) -> None:
        self.writes("/forget", CHAT, when)
        self.touches("Продолжить", CHAT, when)
        self.touches("Стереть", CHAT, when)

    def steps(self, when: Instant) -> None:
        """The worker alone."""
        erase(self.worker(when))

    def erases(self, when: Instant, result: Callable[[Dispatch], SendResult] | None = None) -> None:
        """The worker, and whoever sends: until nothing of it is left to do."""
        for second in range(20):
            then = Instant(when.now + second * _STEP, when.real + second * _STEP)
            self.steps(then)
            self.delivers(then, result)
            self.texts(then)
            self.delivers(then, queue="slow")
            if self.underway() == 0:
                self.delivers(then, result)  # what the heads are told
                return
        raise AssertionError("it comes to no end")

    def worker(self, when: Instant) -> Any:
        return SimpleNamespace(
            clock=SimpleNamespace(read=lambda: when),
            database=self.database,
            stopping=threading.Event(),
            settings=SimpleNamespace(var_dir=self.var, files_dir=self.var / "files"),
        )

    def underway(self) -> int:
        with self.database.read() as tx:
            return len(tx.execute(select(erasure.c.id).where(erasure.c.next_at.is_not(None))).all())

    # -- searching

    def bytes_left(self) -> list[str]:
        """Of the marks, those that stand in the files of SQLite, whether a row has them or not."""
        file = Path(str(self.database.url.database))
        held = b"".join(one.read_bytes() for one in (file, file.with_name(f"{file.name}-wal")) if one.exists())
        return [one for one in MARKS for word in (one, one.capitalize()) if word.encode() in held]

    def found(self) -> list[str]:
        """Where a mark is found: in any column of any table of the database, tables to come included, or in files."""
        return [*in_database(self.database), *in_files(self.var)]

    def contract(self) -> None:
        with self.database.write() as tx:
            contracts.add_contract(tx, NOON, self.organisation_id, "1001")

    def view_of(self, ticket_id: int) -> TicketView:
        return self.view(ticket_id)


_STEP = at("3s").now - NOON


def in_database(database: Database) -> list[str]:
    there = MetaData()
    there.reflect(database.engine)
    assert set(inspect(database.engine).get_table_names()) == set(there.tables)
    hits = []
    with database.read() as tx:
        for table in there.sorted_tables:
            for row in tx.execute(select(table)).mappings():
                for name, value in row.items():
                    text = value.hex() if isinstance(value, bytes) else str(value)
                    if any(mark in text.casefold() for mark in MARKS):
                        hits.append(f"{table.name}.{name}: {text[:200]}")
    return hits


def in_files(var: Path) -> list[str]:
    hits = []
    for place in sorted(var.rglob("*")):
        if place.is_file():
            content = place.read_bytes()
            if any(mark.encode() in content or mark in str(place) for mark in MARKS):
                hits.append(str(place.relative_to(var)))
    return hits
