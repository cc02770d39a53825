"""Plain messages of one batch of the inbox share what they read and what they write; what people see is what it is
for each alone.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, event, func, select

from models.db import Database
from models.rules.deadlines.ticket_clock import Event
from models.tables.messages import message
from models.tables.staff import agent
from tests.actions.busy_office import BusyOffice, busy_loop, stores
from tests.actions.busy_scenes import SCENES
from tests.actions.neighbours import SECRET, Neighbours
from tests.actions.office import ACCOUNT, at
from tests.journeys.regulations import RUSSIAN


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


@pytest.mark.parametrize("happens", SCENES)
def test_many_at_once_lead_to_what_each_alone_leads_to(
    happens: Callable[[BusyOffice], None], databases: Callable[[], Database]
) -> None:
    stands = []
    for alone in (True, False):
        database = databases()
        office = BusyOffice(database, alone=alone)
        happens(office)
        while office.works():
            pass
        stands.append(office.stands())
        database.close()
    for name in stands[0]:
        assert stands[1][name] == stands[0][name], name


@pytest.mark.parametrize("say", ["asks", "answers"])
def test_plain_words_run_no_statement_of_their_own(office: BusyOffice, say: str) -> None:
    more = [office.meets(f"Гость {number}") for number in range(20)]
    tickets = [office.shows(who) for who in more]
    asked = list[int]()
    for first, last in ((0, 2), (2, 3), (3, 20)):  # the first ones compile what they say
        for who, ticket_id in list(zip(more, tickets, strict=True))[first:last]:
            if say == "asks":
                office.asks(who, "Ну что?")
            else:
                office.answers_in(ticket_id, "Едем")
        with statements() as heard:
            assert office.works() == last - first
        asked.append(len(heard))
    assert asked[-1] <= asked[-2] + 1
    assert asked[-1] < 35


def test_one_that_is_more_than_plain_is_followed_by_plain_ones_that_share_again(office: BusyOffice) -> None:
    for number in range(10):
        office.asks(office.people[number % 3], f"Ещё {number}")
    office.answers_in(office.tickets[0], "/take")
    for number in range(10):
        office.asks(office.people[1 + number % 2], f"И ещё {number}")
    with statements() as heard:
        assert office.works() == 21
    assert len([text for text in heard if text.startswith("INSERT INTO message (")]) == 2


def test_messages_to_two_organisations_share_a_batch_and_nothing_else(database: Database) -> None:
    both = Neighbours(database)
    sides = ((both.theirs, both.anna_there, both.tickets_there[0]), (both.ours, both.anna, both.ticket))
    for number in range(3):
        for side, who, ticket_id in sides:
            words = {**side._private(who), "message_id": 100 + number, "date": int(at().real.timestamp())}
            said = side._message(f"Ответ {number} от {side.account}", ticket_id, "Иван", at())
            stores(side, {"message": {**words, "text": f"/status {number}" if number == 1 else "Ну что?"}})
            stores(side, {"message": said})
    with database.write() as tx:
        assert busy_loop([ACCOUNT, both.ours.account]).run_batch(tx, at(), careful=False).count == 12
    for side, who, ticket_id in sides:
        answers = [text for text in side.private(who) if "Ответ" in text]
        assert [text.rpartition("\n")[2] for text in answers] == [f"Ответ {n} от {side.account}" for n in range(3)]
        assert side.view(ticket_id).answered_at == at().now
    assert SECRET not in both.shown_to_us()
    assert both.ours.topic(both.ticket).count("Ну что?") == 2


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


def test_what_changed_a_moment_ago_is_not_read_as_it_was_before_for_those_who_come_after_a_stranger(
    database: Database,
) -> None:
    office = BusyOffice(database, RUSSIAN.replace("[[policies]]", '[[policies]]\nnext_response = "2h"'))
    office.answers_in(office.tickets[0], "Слушаю")
    office.works()
    office.says_first(990, "Зоя", "Не работает телефон")
    office.asks(office.people[0], "Когда?")
    office.says_first(990, "Зоя", "Совсем не работает")
    office.answers_in(office.tickets[0], "Завтра")
    office.works()
    assert office.view(office.tickets[0]).next_response_due_at is None
    assert len(office.events(office.tickets[0], Event.ANSWERED)) == 1


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
