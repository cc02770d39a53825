"""A desk whose people write over rows of traits: chats by a reader of this file, phones by the product's.

Staff do what they do by actions; what is for requesters is on their screens as soon as it left.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from typing import Any, Final, cast

from sqlalchemy import select

from bot.__main__ import READERS
from bot.inbox_loop import InboxLoop, Processed
from bot.requester.heard import Corrected, Heard, Reader, Unread
from bot.requester.stored import handle
from bot.requester.unreadable import set_aside
from bot.scope import Scope
from models.actions.delivery.sms_departures import Departure
from models.actions.desk import bots
from models.actions.queue.dispatching import Dispatch
from models.actions.queue.inbox import RawInbound, Waiting, store_inbound
from models.actions.reach import contracts, invitations, persons, sms_arrivals, sms_words
from models.actions.reach.sms_arrivals import Arrived
from models.actions.talk import messages
from models.actions.talk.messages import File, Said
from models.actions.tickets import tickets, vouchings
from models.clock import Clock, Instant
from models.db import Database
from models.queries.identities import vouching_by_id
from models.queries.persons import Newcomer, Requester, requester_at
from models.queries.tickets import TicketView, open_tickets_of
from models.rules.contracts.standing import Contract
from models.rules.delivery.address_states import AddressState
from models.rules.delivery.choices import DialogueChoice, parse_choice
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.places import at_address
from models.rules.delivery.send_results import SendResult, Sent
from models.rules.delivery.transports import SMS, TELEGRAM, Transport
from models.tables.contracts import contact_person
from models.tables.erasures import erasure
from models.tables.persons import address, conversation, person
from models.tables.reach import consent
from models.tables.tickets import ticket
from models.writer import Writer
from tests.actions.modem_office import SIM, ModemOffice
from tests.actions.office import ACCOUNT, NOON
from tests.dialogues.regulation import DIALOGUES

NUMBER: Final = "106540352242922"
ACCOUNTS: Final = {TELEGRAM.name: ACCOUNT, "whatsapp": NUMBER}


def read(_: Scope, rows: Sequence[Waiting]) -> Heard | Corrected:
    """Payload: {from, at, language, id, text?, photo?, contact?, corrects?, pressed?, under?, press?}"""
    (row,) = rows
    said = row.payload
    choice = parse_choice(said.get("pressed", ""))
    text = said.get("text", "")
    name, _, argument = text.removeprefix("/").partition(" ")
    heard = Heard(
        transport=row.transport,
        account=row.account,
        address=said["from"],
        at=datetime.fromisoformat(said["at"]),
        came_at=row.not_before,
        provider_ids=(said.get("corrects", said["id"]),),
        name="Анна",
        language=said["language"],
        text=text,
        files=(File("photo", said["photo"]),) if "photo" in said else (),
        command=(name, argument) if text.startswith("/") else None,
        own_phone=said.get("contact"),
        typed="contact" not in said,
        choice=choice if isinstance(choice, DialogueChoice) else DialogueChoice(0, "") if "pressed" in said else None,
        pressed=said.get("under"),
        press_id=said.get("press"),
    )
    return Corrected(heard) if "corrects" in said else heard


def author(_: Scope, row: Waiting) -> Unread:
    return Unread(address=row.payload["from"], named=row.provider_id)


class DialogueOffice(ModemOffice):
    def __init__(self, database: Database, text: str = DIALOGUES) -> None:
        super().__init__(database, text)
        self.has_modem(SIM)
        self.readers = dict(READERS) | {name: Reader(name, read, author) for name in ACCOUNTS}
        self.now = Instant(NOON, NOON)
        self.left: list[Dispatch] = []
        self.parts: list[Departure] = []
        self.popped: list[str] = []
        self._numbers = count(1)
        with database.write() as tx:
            bots.remember_bot(tx, self.organisation_id, ACCOUNT, "otklik_bot", NOON)

    # -- in

    def comes(self, traits: Transport, address: str, **said: Any) -> str:
        """From a chat; the provider's id."""
        number = f"{traits.name}-{next(self._numbers)}"
        payload = {"from": address, "at": self.now.real.isoformat(), "id": number, **said}
        with self.database.write(durable=True) as tx:
            one = RawInbound(number, f"{traits.lane}:{address}", payload)
            store_inbound(tx, traits.name, ACCOUNTS[traits.name], [one], self.now.real)
        self.goes_on()
        return number

    def comes_by_sms(self, address: str, text: str) -> None:
        with self.database.write(durable=True) as tx:
            sms_arrivals.keep_sms(tx, self.now, SIM, Arrived(address, text, self.now.real))
        self.goes_on()

    def passes(self, **span: float) -> None:
        self.now = Instant(self.now.now + timedelta(**span), self.now.real + timedelta(**span))

    def goes_on(self) -> None:
        """Everything that came is read, everything that is due leaves; then a few seconds have passed."""
        accounts = [*ACCOUNTS.values(), sms_words.GSM_ACCOUNT]
        handler, aside = partial(handle, self.readers), partial(set_aside, self.readers)
        loop, done = InboxLoop(accounts, cast(Writer, None), Clock(), handler, aside, lambda _: None), Processed(1)
        while done.count:
            with self.database.write() as tx:
                done = loop.run_batch(tx, self.now, careful=False)
            self.popped += [answer.text for _, answer in done.answers if answer.text]
        self.leaves()
        self.passes(seconds=7)

    def leaves(self) -> None:
        def gone(dispatch: Dispatch) -> SendResult:
            self.left.append(dispatch)
            return self.appears(dispatch)

        self.delivers(self.now, gone)
        self.parts += self.texts(self.now)

    def appears(self, dispatch: Dispatch) -> Sent:
        if dispatch.kind == RowKind.POST and dispatch.address in (None, str(self.home)):
            return super().appears(dispatch)
        return Sent((f"m{dispatch.id}",)) if dispatch.kind == RowKind.POST else super().appears(dispatch)

    # -- what is there already

    def meets_at(self, traits: Transport, address: str, language: str, name: str = "Анна") -> Requester:
        """They wrote a moment ago, were greeted, and nothing came of it."""
        account = ACCOUNTS.get(traits.name, sms_words.GSM_ACCOUNT)
        new = Newcomer(self.organisation_id, traits.name, account, address, name, language, "Europe/Moscow")
        with self.database.write() as tx:
            met = persons.show_edition(tx, persons.meet_requester(tx, NOON, new, {}), self.edition.id)
            persons.heard_by(tx, NOON, met, SIM if traits.by_sms else None)
        return met

    def has_open(self, who: Requester) -> int:
        """They asked something; the ticket's id."""
        with self.database.write() as tx:
            said = Said(
                organisation_id=self.organisation_id,
                author="requester",
                transport=who.transport,
                account=who.account,
                address=who.address,
                thread_id=None,
                text="Не работает",
                provider_ids=(f"before-{next(self._numbers)}",),
                provider_at=self.now.real,
                address_id=who.address_id,
            )
            first = messages.keep_message(tx, self.now, said)
            return tickets.open_ticket(
                tx,
                self.now,
                self.edition,
                who,
                desk_key="support",
                kind="question",
                fields={},
                message_ids=[first],
                opened_at=self.now.now,
            ).id

    def has_contract(
        self,
        number: str,
        who: Requester | None = None,
        *,
        phone: str = "",
        language: str = "ru",
        may_change: bool = False,
    ) -> Contract:
        """That person speaks for it; or somebody who has only that phone."""
        if phone:
            who = self.meets_at(SMS, phone, language, "Борис")
        with self.database.write() as tx:
            contract = contracts.add_contract(tx, NOON, self.organisation_id, number)
            if who is not None:
                contracts.may_speak(tx, NOON, contract.id, who, may_change_contacts=may_change)
        return contract

    def speaks_for(self, contract: Contract, traits: Transport, address: str, name: str) -> None:
        who = self.meets_at(traits, address, "ru", name)
        with self.database.write() as tx:
            contracts.may_speak(tx, NOON, contract.id, who)

    def has_phone(self, who: Requester, number: str) -> None:
        """Proved."""
        with self.database.write() as tx:
            place, state = at_address(SMS.name, number), AddressState.VERIFIED
            persons.add_address(tx, NOON, who, place, SMS.shared_account, state, {})

    def texted(self, number: str) -> str:
        return "".join(part.text for part in self.parts if part.number == number)

    # -- what staff do

    def invites(self, contract: Contract) -> str:
        """The code of an invitation to speak for the contract."""
        rules = self.regulation.identification
        with self.database.write() as tx:
            return invitations.issue(
                tx, self.now, self.organisation_id, rules, contract_id=contract.id, agent_id=self.ivan
            )

    def vouches_for(self, traits: Transport, address: str, contract: Contract) -> None:
        """Иван takes whoever asked last for somebody of that contract."""
        with self.database.write() as tx:
            asked = vouching_by_id(tx, self.organisation_id, 1)
            assert asked is not None
            vouchings.approve(tx, self.now, self.edition, asked, self.ivan, contract.id)
        self.goes_on()

    def answers_them(self, ticket_id: int, words: str) -> None:
        self.answers(ticket_id, words, self.now)
        self.goes_on()

    def proposes_closing(self, ticket_id: int) -> None:
        with self.database.write() as tx:
            tickets.propose_closing(self.acting(tx, self.now, self.view(ticket_id)))
        self.goes_on()

    # -- what is there

    def who(self, traits: Transport, address: str) -> Requester:
        account = ACCOUNTS.get(traits.name, sms_words.GSM_ACCOUNT)
        with self.database.read() as tx:
            found = requester_at(tx, self.organisation_id, traits.name, account, address)
        assert found is not None
        return found[0]

    def open_of(self, who: Requester) -> list[TicketView]:
        with self.database.read() as tx:
            return open_tickets_of(tx, who)

    def facts(self) -> list[Any]:
        """All that a person could have changed; but for what was asked aside, which ends with anything they do."""
        asked = (
            select(ticket.c.id, ticket.c.state, ticket.c.person_id),
            select(address.c.id, address.c.state, address.c.person_id, address.c.place, address.c.paused_at),
            select(address.c.id, address.c.categories, address.c.quiet_from),
            select(person.c.id, person.c.language, person.c.zone),
            select(contact_person),
            select(erasure.c.id, erasure.c.next_at),
            select(consent.c.id, consent.c.withdrawn_at),
        )
        with self.database.read() as tx:
            rows = [sorted(str(tuple(row)) for row in tx.execute(one)) for one in asked]
            states = tx.execute(select(conversation.c.address_id, conversation.c.state)).all()
        return [*rows, {row.address_id: {**row.state, "offered": None} for row in states}]

    def topic_of(self, ticket_id: int) -> list[str]:
        return [row.payload["text"] for row in self.rows() if row.ticket_id == ticket_id and "text" in row.payload]
