"""A bot that was deaf for more than a day says what may be lost: once, in words, and never for nothing."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from models.actions.desk import bindings, bots, editions
from models.actions.desk.gap_notice import note_heard
from models.clock import Instant
from models.db import Database
from models.rules.regulation.organisations import OrganisationId
from models.tables.lanes import outbox
from models.tables.organisations import bot_account
from tests.actions.office import ACCOUNT, GROUP, NOON, Office, at
from tests.journeys.regulations import ENGLISH, RUSSIAN


def is_heard(office: Office, when: Instant, account: str = ACCOUNT) -> bool:
    with office.database.write() as tx:
        return note_heard(tx, when, account)


def heard_at(office: Office) -> datetime | None:
    with office.database.read() as tx:
        found: datetime | None = tx.execute(select(bot_account.c.heard_at)).scalar_one()
    return found


def told(office: Office) -> list[tuple[int, str]]:
    with office.database.read() as tx:
        return [(int(row.address), row.payload["text"]) for row in tx.execute(select(outbox).order_by(outbox.c.id))]


@pytest.fixture
def listening(office: Office) -> Office:
    """Its bot has heard Telegram at noon on Wednesday."""
    with office.database.write() as tx:
        bots.remember_bot(tx, OrganisationId(1), ACCOUNT, "otklik_bot", NOON)
    assert not is_heard(office, at())
    return office


def test_after_more_than_a_day_the_group_learns_from_when_to_when(listening: Office) -> None:
    assert is_heard(listening, at("30h"))
    ((chat_id, words),) = told(listening)
    assert chat_id == GROUP
    assert "С ср 11 ноября 2026, 12:00 до чт 12 ноября 2026, 18:00 бот не получал" in words
    assert "с ср 11 ноября 2026, 12:00 до ср 11 ноября 2026, 18:00, могло пропасть" in words


def test_it_is_told_once(listening: Office) -> None:
    assert is_heard(listening, at("30h"))
    assert not is_heard(listening, at("30h"))
    assert not is_heard(listening, at("31h"))
    assert len(told(listening)) == 1
    assert heard_at(listening) == at("31h").real


@pytest.mark.parametrize("span", ["1s", "23h", "24h"])
def test_within_a_day_nothing_is_lost_and_nothing_told(listening: Office, span: str) -> None:
    assert not is_heard(listening, at(span))
    assert told(listening) == []


def test_a_rehearsal_that_moved_the_clock_by_weeks_lost_nothing(listening: Office) -> None:
    assert not is_heard(listening, at("1m", late=timedelta(days=30)))
    assert not is_heard(listening, at("2m"))
    assert told(listening) == []


def test_a_bot_that_starts_for_the_first_time_missed_nothing(office: Office) -> None:
    with office.database.write() as tx:
        bots.remember_bot(tx, OrganisationId(1), ACCOUNT, "otklik_bot", NOON)
    assert not is_heard(office, at("900h"))
    assert told(office) == []


def test_a_start_alone_does_not_count_as_hearing(listening: Office) -> None:
    with listening.database.write() as tx:
        bots.remember_bot(tx, OrganisationId(1), ACCOUNT, "otklik_bot", at("29h").now)
    assert is_heard(listening, at("30h"))


def test_what_is_undone_is_told_the_next_time(listening: Office) -> None:
    def killed_before_the_commit() -> None:
        with listening.database.write() as tx:
            assert note_heard(tx, at("30h"), ACCOUNT)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        killed_before_the_commit()
    assert told(listening) == []
    assert is_heard(listening, at("31h"))
    assert len(told(listening)) == 1


def test_each_bound_group_is_told_and_those_that_left_are_not(listening: Office) -> None:
    listening.binds(-1002, additional=True)
    listening.binds(-1003, additional=True)
    with listening.database.write() as tx:
        bindings.lose_group(tx, ACCOUNT, -1003, NOON)
    assert is_heard(listening, at("30h"))
    assert sorted(chat_id for chat_id, _ in told(listening)) == [-1002, GROUP]


def test_another_bots_groups_are_not_told(listening: Office) -> None:
    with listening.database.write() as tx:
        tx.execute(update(bot_account).values(account="8000000000"))
    assert is_heard(listening, at("30h"), "8000000000")
    assert told(listening) == []


def test_staff_who_speak_english_are_told_in_english(database: Database) -> None:
    office = Office(database, ENGLISH)
    with database.write() as tx:
        bots.remember_bot(tx, OrganisationId(1), ACCOUNT, "otklik_bot", NOON)
    is_heard(office, at())
    is_heard(office, at("30h"))
    ((_, words),) = told(office)
    assert "may be lost" in words


def test_the_group_of_a_desk_that_an_edition_dropped_is_told_too(listening: Office) -> None:
    with listening.database.write() as tx:
        without = RUSSIAN.replace('id = "support"', 'id = "helpdesk"')
        editions.adopt(tx, without, at("1m").now)
    assert is_heard(listening, at("30h"))
    assert [chat_id for chat_id, _ in told(listening)] == [GROUP]
