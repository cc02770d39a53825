"""What `/health` calls told to wait: what a service refused for now, and never what we put off ourselves."""

from datetime import timedelta

import pytest

from models.db import Database
from models.queries.health import vitals
from models.rules.delivery.outgoing import DELIVER
from models.rules.delivery.send_results import FailedTemporarily
from tests.actions.groups_office import GroupsOffice
from tests.actions.office import ACCOUNT, GROUP, at

ELSEWHERE = -2002


@pytest.fixture
def office(database: Database) -> GroupsOffice:
    return GroupsOffice(database)


def held(office: GroupsOffice, when: str = "5m") -> int:
    with office.database.read() as tx:
        return vitals(tx, at(when), [ACCOUNT], {}).queues[DELIVER].held


def test_a_group_that_the_bot_leaves_tomorrow_was_told_to_wait_by_nobody(office: GroupsOffice) -> None:
    office.binds_over(ELSEWHERE)
    office.delivers()
    office.delivers(at("1m"))
    assert held(office) == 0


def test_a_group_that_the_bot_does_not_leave_after_all_waits_for_nothing(office: GroupsOffice) -> None:
    office.binds_over(ELSEWHERE)
    office.delivers()
    office.binds_over(GROUP)
    office.bot_becomes("left", ELSEWHERE)
    office.delivers(at("1m"))
    assert held(office) == 0


def test_what_telegram_told_to_wait_for_hours_is_held(office: GroupsOffice) -> None:
    office.binds_over(ELSEWHERE)
    hours = FailedTemporarily(timedelta(hours=3).total_seconds(), "429")
    office.delivers(result=lambda _: hours)
    assert held(office) > 0
