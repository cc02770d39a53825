"""The desk of these dialogues, where WhatsApp's own webhooks come in, taken apart and read as the product does it."""

from functools import partial
from typing import Any, cast

from sqlalchemy import delete, select, update

from bot.__main__ import READERS
from bot.inbox_loop import InboxLoop
from bot.requester.stored import handle
from bot.requester.unreadable import set_aside
from bot.whatsapp.batches import split
from models.actions.queue.inbox import MAX_ATTEMPTS, store_inbound
from models.clock import Clock
from models.db import Database
from models.rules.delivery.payloads import as_post
from models.rules.delivery.transports import WHATSAPP
from models.tables.lanes import outbox
from models.tables.messages import message_copy
from models.writer import Writer
from tests.contracts.whatsapp_requests import change, contact, message, request
from tests.dialogues.office import NUMBER, DialogueOffice
from tests.dialogues.regulation import DIALOGUES


class WhatsAppOffice(DialogueOffice):
    def __init__(self, database: Database, text: str = DIALOGUES) -> None:
        super().__init__(database, text)
        self.readers[WHATSAPP.name] = READERS[WHATSAPP.name]

    def reads_carefully(self) -> None:
        """What can't be read is set aside, as the loop does it."""
        handler, aside = partial(handle, self.readers), partial(set_aside, self.readers)
        loop = InboxLoop([NUMBER], cast(Writer, None), Clock(), handler, aside, lambda _: None)
        for _ in range(MAX_ATTEMPTS):
            with self.database.write() as tx:
                loop.run_batch(tx, self.now, careful=True)
            self.passes(minutes=1)

    def brings(self, *, odd: bool = False, **value: Any) -> None:
        """One change of the webhook, to our number."""
        found = split(request(change(NUMBER, **value)), {NUMBER})
        with self.database.write(durable=True) as tx:
            for account, items in found.kept.items():
                store_inbound(tx, WHATSAPP.name, account, items, self.now.real)
        if odd:
            self.reads_carefully()
        self.goes_on()

    def texts_by_whatsapp(
        self, wamid: str, bsuid: str, phone: str, words: str, name: str = "Анна", **more: Any
    ) -> None:
        said = {"type": "text", "text": {"body": words}, **more}
        stamp = {"timestamp": str(int(self.now.real.timestamp()))}
        heard = {**message(wamid, bsuid, phone, **said), **stamp}
        self.brings(messages=[heard], contacts=[contact(bsuid, phone, name)])

    def presses_by_whatsapp(self, wamid: str, bsuid: str, phone: str, label: str, **more: Any) -> None:
        """The newest that says so to that person."""
        left = [one for one in self.left if one.address == bsuid]
        found = [
            (choice, one)
            for one in left
            for row in as_post(one.payload).get("choices", ())
            for choice in row
            if choice["label"] == label
        ]
        choice, under = found[-1]
        self.presses_key(wamid, bsuid, phone, choice["key"], label, f"m{under.id}", **more)

    def presses_key(self, wamid: str, bsuid: str, phone: str, key: str, title: str, under: str, **more: Any) -> None:
        reply = {"type": "button_reply", "button_reply": {"id": key, "title": title}}
        pressed: dict[str, Any] = {"type": "interactive", "interactive": reply, "context": {"id": under}}
        self.texts_by_whatsapp(wamid, bsuid, phone, "", **pressed, **more)

    def told_by_whatsapp(self, bsuid: str) -> list[str]:
        return [
            as_post(one.payload).get("text", "") for one in self.left if one.address == bsuid and one.kind == "post"
        ]

    def nobody_knows(self, row_id: int) -> None:
        """Its sender vanished before the service answered."""
        seen = select(outbox.c.message_id).where(outbox.c.id == row_id).scalar_subquery()
        with self.database.write() as tx:
            theirs = (message_copy.c.message_id == seen, message_copy.c.provider_id == f"m{row_id}")
            tx.execute(delete(message_copy).where(*theirs))
            tx.execute(update(outbox).where(outbox.c.id == row_id).values(state="unknown"))
