"""A desk with a modem and nothing running around it: SMS arrive on its SIM, the inbox is processed, parts leave."""

from datetime import timedelta
from itertools import count
from typing import Any

from sqlalchemy import Row, select

from bot.__main__ import READERS
from bot.desk.acts import perform
from bot.desk.orders import Actor
from bot.inbox_loop import Processed
from bot.requester.batches import Batch
from bot.requester.stored import handle
from bot.requester.unreadable import set_aside
from bot.scope import Scope
from models.actions.delivery import sms_departures
from models.actions.delivery.sms_departures import Receipt
from models.actions.queue import inbox
from models.actions.reach import sms_arrivals, sms_words
from models.actions.reach.sms_arrivals import Arrived, Concat
from models.actions.tickets import tickets
from models.clock import Instant
from models.db import Database
from models.queries.messages import last_message_of
from models.queries.persons import requester_at
from models.queries.tickets import TicketView, open_tickets_of
from models.rules.delivery.choices import TicketChoice, parse_choice
from models.rules.delivery.outgoing import RowKind
from models.tables.persons import address
from models.tables.sms import sms_part
from tests.actions.modem_office import SIM, ModemOffice
from tests.actions.office import ACCOUNT, NOON, Somebody, at
from tests.journeys.regulations import RUSSIAN

GALYA = "+79161234567"


class SmsOffice(ModemOffice):
    """An Office whose requesters have telephones only."""

    def __init__(self, database: Database, text: str = RUSSIAN, *, bound: bool = True) -> None:
        super().__init__(database, text, bound=bound)
        self.has_modem(SIM)

    # -- in

    def hears(
        self, text: str, sender: str = GALYA, when: Instant | None = None, concat: Concat | None = None
    ) -> bool:
        """An SMS lies on the SIM; True: there is something for the inbox loop. It is not processed yet."""
        when = when or at()
        sms = Arrived(sender, text, when.real - timedelta(seconds=2), concat=concat)
        with self.database.write(durable=True) as tx:
            return sms_arrivals.keep_sms(tx, when, SIM, sms)

    def gets(self, text: str, sender: str = GALYA, when: Instant | None = None) -> None:
        self.hears(text, sender, when)
        self.works(when)

    def begins(self, text: str = "Не работает интернет", sender: str = GALYA) -> int:
        """Their SMS has opened a ticket, which is confirmed and has its topic; its id."""
        self.gets(text, sender)
        self.texts()
        self.delivers()
        return self.ticket_of(sender).id

    def is_rung(self, sender: str = GALYA, when: Instant | None = None) -> None:
        with self.database.write(durable=True) as tx:
            sms_arrivals.keep_call(tx, when or at(), SIM, sender)
        self.works(when)

    def works(self, when: Instant | None = None) -> Processed:
        """One batch of the inbox loop, as the bot runs it."""
        done, when = Processed(), when or at()
        with self.database.write() as tx:
            lanes = inbox.lock_due_lanes(tx, [sms_words.GSM_ACCOUNT], when.real, 50)
            rows = inbox.waiting_in(tx, lanes, 50) if lanes else []
            for row in rows:
                handle(READERS, tx, when, Batch(tx, when), [row])
                done.count += 1
            inbox.mark_done(tx, [row.id for row in rows])
            if lanes:
                inbox.reschedule(tx, lanes)
        return done

    def sets_aside(self, when: Instant | None = None) -> None:
        """As after three tries that raised."""
        with self.database.write() as tx:
            lanes = inbox.lock_due_lanes(tx, [sms_words.GSM_ACCOUNT], (when or at()).real, 50)
            for row in inbox.waiting_in(tx, lanes, 50):
                set_aside(READERS, tx, when or at(), row)

    # -- out

    def reports(self, reference: int, status: int = 0, number: str = GALYA, when: Instant | None = None) -> bool:
        receipt = Receipt(number, reference, status, (when or at()).real)
        with self.database.write() as tx:
            return sms_departures.record_receipt(tx, when or at(), SIM, receipt)

    def restarts_references(self, first: int) -> None:
        """The network's names for parts wrap."""
        self._references = count(first)

    # -- what is there

    def outside_topics(self) -> list[str]:
        """What the group reads there."""
        return [row.payload["text"] for row in self.rows() if row.ticket_id is None and row.place == "group"]

    def parts(self) -> list[Row[Any]]:
        """Of long SMS, in the order in which they came."""
        with self.database.read() as tx:
            return list(tx.execute(select(sms_part).order_by(sms_part.c.id)).all())

    def tickets_of(self, sender: str = GALYA) -> list[TicketView]:
        with self.database.read() as tx:
            found = requester_at(tx, self.organisation_id, sms_words.SMS, sms_words.GSM_ACCOUNT, sender)
            return open_tickets_of(tx, found[0]) if found is not None else []

    def tickets_of_hidden(self) -> list[TicketView]:
        """Open ones of those who hid their number, oldest first."""
        hidden = select(address.c.person_id).where(address.c.address.startswith("withheld")).order_by(address.c.id)
        with self.database.read() as tx:
            return [
                ticket
                for one in tx.execute(hidden).scalars()
                for ticket in open_tickets_of(tx, Somebody(self.organisation_id, one))
            ]

    def last_message(self, ticket_id: int) -> int:
        with self.database.read() as tx:
            last = last_message_of(tx, self.organisation_id, ticket_id)
        assert last is not None
        return last.id

    def closes(self, ticket_id: int) -> None:
        with self.database.write() as tx:
            tickets.close(tx, at("4m"), self.view(ticket_id), self.regulation, phrase="staff.closed_by_requester")

    def opens_another(self, sender: str) -> int:
        """A second open ticket of the same phone, as when staff file one for somebody who rings."""
        with self.database.write() as tx:
            found = requester_at(tx, self.organisation_id, sms_words.SMS, sms_words.GSM_ACCOUNT, sender)
        assert found is not None
        return self.opens(found[0], "Второй вопрос", at("1m"))

    def presses_sms(self, verb: str) -> str:
        """The last button of that verb in the topic; what pops up."""
        keys = [
            choice["key"]
            for row in sorted(self.rows(RowKind.POST), key=lambda row: int(row.id))
            for choices in row.payload.get("choices", ())
            for choice in choices
            if f":{verb}." in choice["key"]
        ]
        choice = parse_choice(keys[-1])
        assert isinstance(choice, TicketChoice)
        with self.database.write() as tx:
            scope = Scope(tx, at("2m"), ACCOUNT, self.edition)
            ivan = Actor(self.ivan, "Иван", "ru")
            outcome = perform(scope, self.view(choice.ticket_id), ivan, *choice.verb.split(".", 1))
        return outcome.in_words("ru")

    def ticket_of(self, sender: str = GALYA) -> TicketView:
        found = self.tickets_of(sender)
        assert len(found) == 1, found
        return found[0]


__all__ = ["GALYA", "NOON", "SIM", "SmsOffice", "at"]
