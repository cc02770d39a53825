"""Plain messages of one batch of the inbox share what they write; what people see is what it is for each alone."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import Engine, event, func, select

from bot.__main__ import READERS
from bot.inbox_loop import InboxLoop
from bot.requester.stored import handle
from bot.requester.unreadable import set_aside
from bot.telegram.updates import to_raw_inbound
from models.actions.queue.inbox import store_inbound
from models.clock import Clock
from models.db import Database
from models.queries.persons import Requester
from models.rules.deadlines.ticket_clock import Event
from models.tables.deliveries import delivery
from models.tables.lanes import lane, outbox
from models.tables.messages import message
from models.tables.staff import agent
from models.tables.tickets import ticket, ticket_event
from models.tables.timers import timer
from models.writer import Writer
from tests.actions.office import ACCOUNT, at
from tests.actions.staff_office import StaffOffice


class BusyOffice(StaffOffice):
    """What is said is stored, until the bot works."""

    #: Each message alone in its transaction, as soon as it comes.
    alone = False

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.people = [self.meets(name, 700 + number) for number, name in enumerate(("Анна", "Борис", "Вера"))]
        self.tickets = [self.shows(who) for who in self.people]

    def asks(self, who: Requester, text: str, **more: Any) -> int:
        said = {**self._private(who), "message_id": next(self._updates), "date": int(at().real.timestamp())}
        self.stores({"message": {**said, "text": text, **more}})
        return int(said["message_id"])

    def answers_in(self, ticket_id: int, text: str, who: str = "Иван", **more: Any) -> dict[str, Any]:
        said = self._message(text, ticket_id, who, at(), **more)
        self.stores({"message": said})
        return said

    def stores(self, update: dict[str, Any]) -> None:
        item = to_raw_inbound({"update_id": next(self._updates), **update})
        with self.database.write() as tx:
            store_inbound(tx, "telegram", ACCOUNT, [item], at().real)
        if self.alone:
            self.works(careful=True)

    def works(self, *, careful: bool = False) -> int:
        """One batch; how much there was in it."""
        aside, nobody = partial(set_aside, READERS), cast(Writer, None)
        loop = InboxLoop([ACCOUNT], nobody, Clock(), partial(handle, READERS), aside, lambda _: None)
        with self.database.write() as tx:
            return loop.run_batch(tx, at(), careful=careful).count

    def stands(self) -> dict[str, list[Any]]:
        """Everything that came of it, but for ids that nobody sees."""
        posts = select(lane.c.key, outbox.c.kind, outbox.c.payload, outbox.c.ticket_id, outbox.c.message_id)
        of_delivery = (delivery.c.purpose, delivery.c.header, delivery.c.person_id)
        queries = {
            "posts": posts.add_columns(*of_delivery)
            .select_from(outbox.join(lane).outerjoin(delivery, delivery.c.id == outbox.c.delivery_id))
            .order_by(lane.c.key, outbox.c.seq),
            "log": select(ticket_event.c.ticket_id, ticket_event.c.kind, ticket_event.c.at, ticket_event.c.facts)
            # the logs of two tickets have no order between them
            .order_by(ticket_event.c.ticket_id, ticket_event.c.id),
            "tickets": select(*(column for column in ticket.c if column.key != "public_id")),
            "timers": select(timer).order_by(timer.c.id),
            "messages": select(message.c.author, message.c.ticket_id, message.c.text).order_by(message.c.id),
        }
        with self.database.read() as tx:
            return {name: [tuple(row) for row in tx.execute(query)] for name, query in queries.items()}


@pytest.fixture
def office(database: Database) -> BusyOffice:
    return BusyOffice(database)


@contextmanager
def statements() -> Iterator[list[str]]:
    heard: list[str] = []

    def hear(_tx: object, _cursor: object, text: str, *_more: object) -> None:
        heard.append(" ".join(text.split()))

    event.listen(Engine, "before_cursor_execute", hear)
    yield heard
    event.remove(Engine, "before_cursor_execute", hear)


def answers_and_words(office: BusyOffice) -> None:
    for who, ticket_id in zip(office.people, office.tickets, strict=True):
        office.asks(who, "Ну что?")
        office.answers_in(ticket_id, "Едем")
        office.asks(who, "Жду")
        office.answers_in(ticket_id, "Уже близко")


def more_than_words(office: BusyOffice) -> None:
    one, two, three = office.tickets
    said = office.answers_in(one, "Едем")
    office.stores({"edited_message": {**said, "text": "Едем к вам", "edit_date": said["date"]}})
    office.answers_in(two, "Смотрим")
    office.answers_in(two, "// это заметка")
    office.answers_in(two, "/take")
    office.answers_in(three, "Готово?")
    office.asks(office.people[2], "Спасибо")
    office.asks(office.people[2], "статус")
    office.answers_in(two, "/wait")
    office.asks(office.people[1], "Вот ответ")
    office.answers_in(one, "/close")
    office.asks(office.people[0], "Не помогло")
    office.answers_in(one, "И я отвечу", who="Пётр")
    office.asks(office.people[1], "почему")


def of_a_stranger(office: BusyOffice) -> None:
    office.answers_in(office.tickets[0], "Едем")
    stranger = {"id": 990, "is_bot": False, "first_name": "Зоя", "language_code": "ru"}
    said = {"chat": {"id": 990, "type": "private"}, "from": stranger, "date": int(at().real.timestamp())}
    office.stores({"message": {**said, "message_id": 1, "text": "Не работает телефон"}})
    office.answers_in(office.tickets[1], "Тоже едем")


def above_the_limit(office: BusyOffice) -> None:
    office.answers_in(office.tickets[0], "Едем")
    for number in range(40):
        office.asks(office.people[0], f"Ещё {number}")
    office.answers_in(office.tickets[0], "Вижу")


@pytest.mark.parametrize("happens", [answers_and_words, more_than_words, of_a_stranger, above_the_limit])
def test_many_at_once_lead_to_what_each_alone_leads_to(
    happens: Callable[[BusyOffice], None], migrated_sqlite: Path, tmp_path: Path
) -> None:
    stands = []
    for alone in (True, False):
        shutil.copy(migrated_sqlite, tmp_path / f"{alone}.db")
        database = Database(f"sqlite:///{tmp_path / f'{alone}.db'}")
        office = BusyOffice(database)
        office.alone = alone
        happens(office)
        while office.works():
            pass
        stands.append(office.stands())
        database.close()
    for name in stands[0]:
        assert stands[1][name] == stands[0][name], name


def test_answers_of_one_moment_are_written_together(office: BusyOffice) -> None:
    tickets = [*office.tickets, *(office.shows() for _ in range(17))]
    for ticket_id in tickets:
        office.answers_in(ticket_id, "Едем")
    with statements() as heard:
        assert office.works() == len(tickets)
    for table in ("outbox", "delivery", "ticket_event", "lane"):
        assert len([text for text in heard if text.startswith(f"INSERT INTO {table} ")]) == 1, table
    assert len(heard) < 12 * len(tickets)
    assert sorted(row.ticket_id for row in office.rows() if row.payload.get("text") == "Едем") == sorted(tickets)
    assert all(office.view(ticket_id).answered_at == at().now for ticket_id in tickets)
    sent = office.delivers()
    assert {row.ticket_id for row in sent if row.kind == "edit_card"} == set(tickets), "the card says it"


def test_words_of_a_requester_and_an_answer_to_them_in_one_batch_stop_the_clock(office: BusyOffice) -> None:
    office.answers_in(office.tickets[0], "Слушаю")
    office.asks(office.people[0], "Когда?")
    office.answers_in(office.tickets[0], "Завтра")
    office.works()
    assert office.view(office.tickets[0]).next_response_due_at is None
    for kind in (Event.FIRST_ANSWERED, Event.REQUESTER_WROTE, Event.ANSWERED):
        assert len(office.events(office.tickets[0], kind)) == 1


def test_one_that_raises_leaves_nothing_of_the_batch_and_then_only_itself_behind(
    office: BusyOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.answers_in(office.tickets[0], "Едем")
    office.stores({"message": {"message_id": 1, "text": "?", "chat": {"id": 5, "type": "private"}, "date": "when"}})
    office.answers_in(office.tickets[1], "Тоже")
    before = office.stands()
    with pytest.raises(ValueError, match="validation"):
        office.works()
    assert office.stands() == before
    office.works(careful=True)
    assert [text for text in office.words() if text in ("Едем", "Тоже")] == ["Едем", "Тоже"]


def test_many_words_of_one_requester_are_written_together_and_in_their_order(office: BusyOffice) -> None:
    office.answers_in(office.tickets[0], "Слушаю")
    office.works()
    words = [f"Ещё {number}" for number in range(9)]
    for text in words:
        office.asks(office.people[0], text)
    with statements() as heard:
        office.works()
    for table in ("outbox", "ticket_event", "message_copy"):
        assert len([text for text in heard if text.startswith(f"INSERT INTO {table} ")]) == 1, table
    assert [row.payload["text"] for row in office.rows() if row.payload.get("text") in words] == words


def test_who_writes_and_in_which_group_is_asked_once_until_more_than_words_comes(office: BusyOffice) -> None:
    for ticket_id in office.tickets:
        office.answers_in(ticket_id, "Едем")
    with statements() as heard:
        office.works()
    assert len([text for text in heard if text.startswith("SELECT staff_group")]) == 1
    assert len([text for text in heard if text.startswith("SELECT agent.id")]) == 1


def test_a_colleague_whose_first_words_are_three_answers_is_one_agent(office: BusyOffice) -> None:
    for ticket_id in office.tickets:
        office.answers_in(ticket_id, "Едем", who="Пётр")
    office.works()
    with office.database.read() as tx:
        assert tx.execute(select(func.count()).where(agent.c.name == "Пётр")).scalar_one() == 1
        assert len(set(tx.execute(select(message.c.agent_id).where(message.c.text == "Едем")).scalars())) == 1
