"""A drain says what it is about to do, asks whether it may, and believes nothing that it does not know."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models.actions.queue import lanes as lanes_module
from models.actions.queue import outbox, row_states
from models.actions.queue.dispatching import Dispatch
from models.clock import Clock
from models.db import Database
from models.rules.delivery.outgoing import Urgency
from models.rules.delivery.send_results import FailedTemporarily, SendResult, Sent
from models.tables.lanes import lane
from tests.actions.drained_lanes import Budget, Telegram, drain, falls, lanes, post, rows, states, word
from tests.actions.office import ACCOUNT, GROUP, Office
from workers.drain import POOL


def test_a_row_that_somebody_else_took_meanwhile_is_not_sent(database: Database) -> None:
    post(database, 1, word("once", 1))
    telegram, budget = Telegram(), Budget()

    def somebody_else_takes_it() -> None:
        with database.write() as tx:
            row_states.mark_sending(tx, rows(database)[0].id, Clock().read().real)

    budget.meanwhile(somebody_else_takes_it)
    drain(database, telegram.send, budget)
    assert telegram.heard == []
    assert states(database) == {"once": "sending"}


def test_what_must_not_go_twice_is_on_disk_as_sending_before_it_leaves(database: Database) -> None:
    post(database, 1, word("once", 1))
    at_departure: list[str] = []

    async def send(dispatch: Dispatch) -> SendResult:
        at_departure.append(rows(database)[0].state)
        return Sent(("1",))

    durable = drain(database, send)
    assert at_departure == ["sending"]
    lease, mark, *others = durable
    assert (lease, mark, any(others)) == (False, True, False), "only the mark has to be on disk"


def test_what_no_account_here_can_send_is_left_as_it_is_and_others_go(database: Database) -> None:
    post(database, 1, word("of a bot that is gone", 1), account="70")
    post(database, 2, word("ours", 2))
    telegram, budget = Telegram(), Budget()
    drain(database, telegram.send, budget, serves=lambda dispatch: dispatch.account == ACCOUNT)
    assert telegram.heard == ["ours"]
    assert states(database) == {"of a bot that is gone": "pending", "ours": "sent"}
    assert [ask.account for ask in budget.asked] == [ACCOUNT]


def test_what_may_go_twice_costs_no_mark(database: Database) -> None:
    post(database, 1, word("again", 1, repeatable=True))
    telegram = Telegram()
    assert not any(drain(database, telegram.send))
    assert telegram.heard == ["again"]


def test_staff_are_told_that_the_fate_is_unknown_when_sending_an_answer_raised(office: Office) -> None:
    ticket_id = office.shows()
    office.answers(ticket_id, "Ответ")

    async def send(dispatch: Dispatch) -> SendResult:
        return falls(dispatch) if dispatch.payload.get("text") == "Ответ" else office.appears(dispatch)

    drain(office.database, send)
    assert states(office.database)["Ответ"] == "unknown"
    assert any("Неизвестно, дошло ли" in words for words in office.words("sent"))
    assert not any("Не доставлено" in words for words in office.words())


def test_a_chat_that_asks_for_silence_gets_it_for_as_long_as_it_asked(database: Database) -> None:
    post(database, 5, word("too soon", 5), word("behind it", 5))
    post(database, 6, word("another chat", 6))
    budget = Budget()

    async def send(dispatch: Dispatch) -> SendResult:
        return FailedTemporarily(7.0, "429") if dispatch.chat_id == 5 else Sent((str(dispatch.id),))

    drain(database, send, budget)
    assert budget.pauses == [(5, 7.0)]
    assert states(database) == {"too soon": "failed_temporarily", "behind it": "pending", "another chat": "sent"}


def test_a_failure_that_is_no_refusal_for_haste_silences_nobody(database: Database) -> None:
    post(database, 5, word("no route", 5))
    telegram, budget = Telegram(lambda _: FailedTemporarily(7.0, "connection refused")), Budget()
    drain(database, telegram.send, budget)
    assert budget.pauses == []


def test_an_account_that_is_refused_is_not_asked_for_each_chat_and_all_of_it_waits(database: Database) -> None:
    for chat_id in range(1, 101):
        post(database, chat_id, word(f"to {chat_id}", chat_id))
    asked: list[Dispatch] = []

    async def send(dispatch: Dispatch) -> SendResult:
        asked.append(dispatch)
        return FailedTemporarily(30.0, "the bot token was refused", whole_account=True)

    began = Clock().read().real
    drain(database, send)
    assert len(asked) <= POOL
    assert not {"unknown", "failed_permanently"} & set(states(database).values())
    assert min(one.due_at for one in lanes(database)) >= began + timedelta(seconds=25)


def test_nothing_leaves_while_the_shared_budget_is_away_and_it_waits_a_second(database: Database) -> None:
    post(database, 1, word("later", 1))
    telegram, budget = Telegram(), Budget()
    budget.goes_away()
    began = Clock().read().real
    drain(database, telegram.send, budget)
    assert telegram.heard == []
    assert states(database) == {"later": "pending"}
    (only,) = lanes(database)
    assert only.lease is None
    assert only.due_at >= began + timedelta(seconds=1)


def test_an_album_asks_for_as_many_posts_as_it_has_files_and_a_word_for_one(database: Database) -> None:
    files = [{"kind": "photo", "file_id": str(number)} for number in range(4)]
    post(database, 1, word("album", 1, attachments=files), word("word", 1))
    budget = Budget()
    drain(database, Telegram().send, budget)
    assert [(ask.account, int(ask.address), ask.cost) for ask in budget.asked] == [(ACCOUNT, 1, 4), (ACCOUNT, 1, 1)]


def test_reactions_are_counted_against_the_account_only(office: Office) -> None:
    ticket_id = office.shows()
    office.answers(ticket_id, "Ответ")
    budget = Budget()

    async def send(dispatch: Dispatch) -> SendResult:
        return office.appears(dispatch)

    drain(office.database, send, budget)
    in_group = [ask.counts_in_chat for ask in budget.asked if ask.address == str(GROUP)]
    assert sorted(in_group) == [False, True], "the reaction, and the edit of the card"


def test_a_send_that_takes_longer_than_a_lease_keeps_its_lane(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes_module, "LEASE", timedelta(seconds=0.3))
    post(database, 1, word("slow", 1))

    def leased_until() -> Any:
        with database.read() as tx:
            return tx.execute(select(lane.c.leased_until)).scalar_one()

    async def send(dispatch: Dispatch) -> SendResult:
        first = leased_until()
        async with asyncio.timeout(60):
            while leased_until() <= first:
                await asyncio.sleep(0.01)
        return Sent(("1",))

    drain(database, send)
    assert states(database) == {"slow": "sent"}


def in_lanes_of_their_own(database: Database, chat_id: int, *texts: str) -> None:
    """As the posts in the topics of one group."""
    with database.write() as tx:
        for text in texts:
            outbox.post(tx, ACCOUNT, f"ladder:{text}", Urgency.LADDER, [word(text, chat_id)], Clock().read().real)


def test_all_that_waits_for_a_full_group_takes_its_place_once_and_the_others_are_not_behind_it(
    database: Database,
) -> None:
    waiting = [f"{number}" for number in range(150)]
    in_lanes_of_their_own(database, GROUP, *waiting)
    post(database, 5, word("to a person", 5))
    telegram, budget = Telegram(), Budget()
    budget.is_full(GROUP, 30.0)
    began = Clock().read().real
    commits = drain(database, telegram.send, budget)
    assert telegram.heard == ["to a person"]
    asked = [ask.line.name for ask in budget.asked if ask.address == str(GROUP) and ask.line is not None]
    assert len(asked) == len(set(asked)) == len(waiting)
    assert len(commits) < 40, "those that were leased together are given back together"
    ended = states(database)
    assert {ended[text] for text in waiting} == {"pending"}
    for one in lanes(database):
        assert one.lease is None
        assert one.due_at is None or one.due_at - began >= timedelta(seconds=29)


def test_what_is_full_only_for_a_moment_is_waited_for(database: Database) -> None:
    in_lanes_of_their_own(database, GROUP, *(f"{number}" for number in range(40)))
    telegram, budget = Telegram(), Budget()
    budget.is_full(GROUP, 0.01)
    budget.meanwhile(lambda: budget.is_full(GROUP, 0.0) if len(budget.asked) > 20 else None)
    drain(database, telegram.send, budget)
    assert len(telegram.heard) == 40


def test_an_album_that_finds_no_room_does_not_keep_single_posts_from_going(database: Database) -> None:
    files = [{"kind": "photo", "file_id": str(number)} for number in range(4)]
    with database.write() as tx:
        real = Clock().read().real
        outbox.post(tx, ACCOUNT, "ladder:1", Urgency.LADDER, [word("album", GROUP, attachments=files)], real)
    post(database, GROUP, *(word(f"word {number}", GROUP) for number in range(3)))
    telegram, budget = Telegram(), Budget()
    budget.has_no_room_for(4)
    drain(database, telegram.send, budget)
    assert telegram.heard == ["word 0", "word 1", "word 2"]


def test_a_wait_of_half_a_second_frees_the_pool_too(database: Database) -> None:
    in_lanes_of_their_own(database, GROUP, *(f"{number}" for number in range(40)))
    budget = Budget()
    budget.is_full(GROUP, 0.9)
    budget.meanwhile(lambda: budget.is_full(GROUP, 0.0) if len(budget.asked) > 40 else None)
    telegram = Telegram()
    drain(database, telegram.send, budget)
    assert telegram.heard == [], "they wait in SQL, and no drain waits with them"
    assert len(budget.asked) == 40
