"""A desk in a database with nothing running around it: what people do becomes one action each.

The ticket's numbers come from tests/journeys/regulations.py: first response 1 h, warned at 45 minutes, the group at
the breach, the head 15 minutes later; resolution 8 h.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import Connection, Row, select

from models.actions.delivery import deliveries
from models.actions.desk import bindings, editions, staff
from models.actions.enforcement import enforcement
from models.actions.queue import row_states
from models.actions.queue.dispatching import Dispatch
from models.actions.reach import modems, persons
from models.actions.talk import answers, messages
from models.actions.talk.messages import File, Said
from models.actions.tickets import tickets
from models.actions.tickets.acting import Acting
from models.clock import Instant
from models.db import Database
from models.queries.persons import Newcomer, Requester
from models.queries.regulation import EditionView, editions_in_force
from models.queries.staff import desk_ids
from models.queries.tickets import TicketView, ticket_by_id
from models.rules.contracts.standing import Contract
from models.rules.delivery.outgoing import DELIVER, RowKind
from models.rules.delivery.payloads import as_post
from models.rules.delivery.send_results import FailedPermanently, Refusal, SendResult, Sent
from models.rules.regulation.organisations import OrganisationId
from models.tables.lanes import outbox
from tests.actions.recorded import record_result
from tests.journeys.regulations import RUSSIAN

ACCOUNT = "7012345678"
GROUP = -1001
NOON = datetime(2026, 11, 11, 9, 0, tzinfo=UTC)  # a Wednesday, 12:00 in Moscow


def at(span: str = "0s", *, late: timedelta = timedelta(0)) -> Instant:
    """So long after noon: "90m", "2h", "30s". late: how far the organisation's clock runs ahead."""
    value, unit = float(span[:-1]), span[-1]
    real = NOON + timedelta(seconds=value * {"s": 1, "m": 60, "h": 3600, "d": 86400}[unit])
    return Instant(now=real + late, real=real)


@dataclass(frozen=True)
class Somebody:
    """A person of an organisation."""

    organisation_id: OrganisationId
    person_id: int


class Office:
    """One organisation, one desk with a bound group, Иван the agent."""

    #: Its bot, and the group that is bound from the beginning.
    account = ACCOUNT
    home = GROUP

    def __init__(self, database: Database, text: str = RUSSIAN, *, bound: bool = True) -> None:
        self.database = database
        self._ids = count(1)
        #: Staff by the names that they go by: their private chats.
        self._people = {"Иван": 9001, "Ольга": 500}
        with database.write() as tx:
            adopted = editions.adopt(tx, text, NOON - timedelta(days=1))
            in_force = editions_in_force(tx, NOON)
            self.edition: EditionView = next(one for one in in_force if one.id == adopted.edition_id)
            self.organisation_id = self.edition.organisation_id
            self.desk_id = desk_ids(tx, self.organisation_id)["support"]
        self.ivan = self.agent("Иван")
        if bound:
            self.binds()

    @property
    def regulation(self) -> Any:
        return self.edition.regulation

    def agent(self, name: str) -> int:
        with self.database.write() as tx:
            return staff.known_agent(tx, self.organisation_id, self.account, 9000 + next(self._ids), name, "ru")

    def binds(self, chat_id: int | None = None, *, additional: bool = False) -> None:
        with self.database.write() as tx:
            bindings.bind_group(
                tx,
                NOON,
                self.organisation_id,
                self.desk_id,
                self.account,
                chat_id or self.home,
                "Поддержка",
                self.ivan,
                additional=additional,
            )

    def has_head(self, chat_id: int = 500, name: str = "Ольга") -> int:
        """Somebody who enrolled as head; their agent id."""
        self._people[name] = chat_id
        with self.database.write() as tx:
            head = staff.known_agent(tx, self.organisation_id, self.account, chat_id, name, "ru")
            staff.enrol_head(tx, NOON, self.desk_id, head)
        return head

    def enrols(self, key: str, chat_id: int, name: str = "") -> int:
        """By a link, as somebody of the regulation; the agent's id."""
        self._people[name or key] = chat_id
        with self.database.write() as tx:
            agent_id = staff.known_agent(tx, self.organisation_id, self.account, chat_id, name or key, "ru")
            staff.enrol_member(tx, self.organisation_id, agent_id, key)
        return agent_id

    def has_modem(self, sim: str = "250019999999999") -> None:
        with self.database.write() as tx:
            modems.note_modem(tx, at(), "modem0", state="working", sim=sim)

    def meets(self, name: str = "Анна", chat_id: int | None = None) -> Requester:
        """Somebody who was greeted."""
        chat_id = chat_id or 100 + next(self._ids)
        who = Newcomer(self.organisation_id, "telegram", self.account, str(chat_id), name, "ru", "Europe/Moscow")
        with self.database.write() as tx:
            met = persons.meet_requester(tx, NOON, who, {})
            return persons.show_edition(tx, met, self.edition.id)

    # -- what is said

    def said(self, chat_id: int, words: str, author: str, **facts: Any) -> Said:
        facts = {"provider_ids": (f"{1000 + next(self._ids)}",), "provider_at": NOON, **facts}
        return Said(
            organisation_id=self.organisation_id,
            author=author,
            transport="telegram",
            account=self.account,
            address=str(chat_id),
            thread_id=None,
            text=words,
            **facts,
        )

    def opens(
        self,
        who: Requester,
        words: str = "Не работает",
        when: Instant | None = None,
        contract: Contract | None = None,
        **facts: Any,
    ) -> int:
        """A ticket of one message; its id."""
        when = when or at()
        with self.database.write() as tx:
            said = self.said(
                0 if who.transport == "sms" else int(who.address),
                words,
                "requester",
                address_id=who.address_id,
                **facts,
            )
            first = messages.keep_message(tx, when, said)
            return tickets.open_ticket(
                tx,
                when,
                self.edition,
                who,
                desk_key="support",
                kind="question",
                fields={},
                message_ids=[first],
                opened_at=when.now,
                contract=contract,
            ).id

    def adds(self, ticket_id: int, words: str, when: Instant | None = None, *files: File) -> int:
        """The requester writes to the ticket, and their transport says that it was now; the message's id."""
        when, view = when or at(), self.view(ticket_id)
        with self.database.write() as tx:
            said = self.said(
                int(view.address), words, "requester", ticket_id=ticket_id, provider_at=when.now, files=files
            )
            message_id = messages.keep_message(tx, when, said)
            messages.add_to_ticket(tx, when, view, [message_id], self.regulation)
        return message_id

    def answers(self, ticket_id: int, words: str, when: Instant | None = None, *files: File) -> None:
        with self.database.write() as tx:
            self.answer(tx, ticket_id, words, when or at(), *files)

    def answer(self, tx: Connection, ticket_id: int, words: str, when: Instant, *files: File) -> None:
        said = self.said(self.home, words, "agent", ticket_id=ticket_id, agent_id=self.ivan, files=files)
        answers.answer(self.acting(tx, when, ticket_by_id(tx, self.organisation_id, ticket_id)), said)

    def acting(self, tx: Connection, when: Instant, view: TicketView) -> Acting:
        """Иван does something to the ticket."""
        return Acting(tx, when, view, self.regulation, self.ivan, "Иван")

    def enforces(self, when: Instant, limit: int = enforcement.BATCH) -> int:
        """One round of the clocks; how many were due."""
        with self.database.write() as tx:
            return enforcement.enforce_due(tx, when, limit)

    # -- what is there

    def shows(self, who: Requester | None = None) -> int:
        """A ticket with its topic and card; its id."""
        ticket_id = self.opens(who or self.meets())
        self.delivers()
        return ticket_id

    def view(self, ticket_id: int) -> TicketView:
        with self.database.read() as tx:
            return ticket_by_id(tx, self.organisation_id, ticket_id)

    def rows(self, *kinds: RowKind) -> list[Row[Any]]:
        """Of the outbox, in the order in which they go."""
        query = select(outbox).order_by(outbox.c.lane_id, outbox.c.seq)
        with self.database.read() as tx:
            return [row for row in tx.execute(query) if not kinds or row.kind in kinds]

    def words(self, *states: str) -> list[str]:
        """What the outbox says, in the order in which it was written."""
        rows = sorted(self.rows(), key=lambda row: int(row.id))
        return [row.payload["text"] for row in rows if "text" in row.payload and (not states or row.state in states)]

    # -- a sender without a network

    def delivers(
        self,
        when: Instant | None = None,
        result: Callable[[Dispatch], SendResult] | None = None,
        *,
        queue: str = DELIVER,
    ) -> list[Dispatch]:
        """Sends what is due, until nothing is. Returns it in order."""
        when, result = when or at(), result or self.appears
        sent: list[Dispatch] = []
        while True:
            with self.database.write() as tx:
                work = deliveries.lease_work(tx, when, queue, f"token{next(self._ids)}", 10)
            if not work:
                return sent
            for lease, head in work:
                dispatch: Dispatch | None = head
                while dispatch is not None:
                    with self.database.write() as tx:
                        if not dispatch.repeatable:
                            assert row_states.mark_sending(tx, dispatch.id, when.real)
                    sent.append(dispatch)
                    said = result(dispatch)
                    with self.database.write() as tx:
                        dispatch = record_result(tx, when, lease, dispatch, said)
            assert len(sent) < 500, "it goes round in circles"

    def appears(self, dispatch: Dispatch) -> Sent:
        """As Telegram would: new ids for what is new."""
        if dispatch.kind == RowKind.CREATE_TOPIC:
            return Sent(thread_id=next(self._ids))
        files = as_post(dispatch.payload).get("attachments", ())
        return Sent(tuple(f"{5000 + next(self._ids)}" for _ in range(max(1, len(files)))))

    def refuses(self, words: str, refusal: Refusal, *, times: int = 100) -> list[Dispatch]:
        """Everything appears, but for what says these words, so many times."""
        left = [times]

        def result(dispatch: Dispatch) -> SendResult:
            if dispatch.payload.get("text") != words or not left[0]:
                return self.appears(dispatch)
            left[0] -= 1
            return FailedPermanently(refusal, refusal.value)

        return self.delivers(result=result)
