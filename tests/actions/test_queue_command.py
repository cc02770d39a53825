"""`/queue` and `/health` say how much waits for each group, and for how long."""

import pytest
from sqlalchemy import select

from models.db import Database
from models.queries.group_loads import loads_of
from models.queries.health import vitals
from models.queries.staff import groups_of_organisation
from models.rules.delivery.send_results import FailedTemporarily
from models.tables.tickets import topic
from tests.actions.groups_office import GroupsOffice
from tests.actions.neighbours import Neighbours
from tests.actions.office import ACCOUNT, GROUP, Office, at
from tests.actions.staff_office import OTHER

CALM = "Задержек нет: всё, что нужно показать в группах, отправлено."
ORDER = (
    "Telegram пропускает в одну группу около 20 сообщений в минуту. Сначала идут эскалации, потом новые заявки, "
    "потом сообщения; карточки обновляются последними."
)


@pytest.fixture
def office(database: Database) -> GroupsOffice:
    return GroupsOffice(database)


def asked(office: GroupsOffice, when: str, chat_id: int = GROUP) -> str:
    """What is said to `/queue`."""
    office.types("/queue", when=at(when), chat_id=chat_id)
    return office.posted(chat_id)[-1]


def waits(office: Office, posts: int, when: str = "1m") -> int:
    """So many messages of one ticket, not sent yet."""
    ticket_id = office.shows()
    for number in range(posts):
        office.adds(ticket_id, f"слова {number}", at(when))
    return ticket_id


def test_where_nothing_waits_it_says_so_in_a_line(office: GroupsOffice) -> None:
    assert asked(office, "1m") == CALM
    office.binds_over(OTHER, additional=True)
    office.delivers(at("1m"))
    assert asked(office, "2m") == CALM


@pytest.mark.parametrize(
    ("posts", "when", "told"),
    [
        (1, "2m", "ждёт отправки 1 сообщение, самому раннему 1 минута."),
        (2, "5m", "ждут отправки 2 сообщения, самому раннему 4 минуты."),
        (5, "66m", "ждут отправки 5 сообщений, самому раннему 1 час 5 минут."),
        (21, "7m", "ждёт отправки 21 сообщение, самому раннему 6 минут."),
    ],
)
def test_it_says_how_many_wait_and_for_how_long(office: GroupsOffice, posts: int, when: str, told: str) -> None:
    waits(office, posts)
    assert asked(office, when) == f"Группа «Поддержка»: {told}\n{ORDER}"


def test_what_was_written_a_moment_ago_is_no_delay(office: GroupsOffice) -> None:
    waits(office, 9)
    assert asked(office, "119s") == CALM


def test_of_two_groups_each_has_its_line(office: GroupsOffice) -> None:
    office.binds_over(OTHER, additional=True)
    office.delivers()
    waits(office, 3)
    assert asked(office, "4m", OTHER).splitlines() == [
        "Группа «Поддержка»: ждут отправки 3 сообщения, самому раннему 3 минуты.",
        "Группа «Вторая»: задержек нет.",
        ORDER,
    ]


def test_whoever_asks_does_not_wait_for_what_is_late(office: GroupsOffice) -> None:
    waits(office, 30)
    said = asked(office, "4m")
    assert office.delivers(at("4m"))[0].payload.get("text") == said


def test_in_a_topic_it_is_answered_there_and_says_nothing_to_the_requester(office: GroupsOffice) -> None:
    ticket_id = waits(office, 3)
    office.types("/queue", ticket_id, when=at("4m"))
    answer = office.delivers(at("4m"))[0]
    with office.database.read() as tx:
        thread_id = tx.execute(select(topic.c.thread_id).where(topic.c.ticket_id == ticket_id)).scalar_one()
    assert answer.payload.get("thread_id") == thread_id
    assert not [row for row in office.rows() if row.payload.get("text") == "/queue"]


def test_a_card_that_changes_later_is_no_delay(office: GroupsOffice) -> None:
    ticket_id = office.shows()
    office.types("/severity high", ticket_id, when=at("1m"))
    office.delivers(
        at("1m"), lambda one: office.appears(one) if one.kind != "edit_card" else FailedTemporarily(900, "")
    )
    assert [row.state for row in office.rows() if row.kind == "edit_card"][-1] == "failed_temporarily"
    assert asked(office, "9m") == CALM


def test_what_telegram_told_to_wait_is_late_too(office: GroupsOffice) -> None:
    waits(office, 2)
    office.delivers(at("1m"), lambda _: FailedTemporarily(900, "429"))
    assert "ждут отправки 2 сообщения" in asked(office, "9m")


def test_what_the_bot_will_say_tomorrow_is_not_late(office: GroupsOffice) -> None:
    office.binds_over(OTHER)  # the former group is left in a day, with a word
    office.delivers()
    assert asked(office, "9m", OTHER) == CALM


def test_a_group_that_the_bot_left_is_not_behind(office: GroupsOffice) -> None:
    office.binds_over(OTHER, additional=True)
    office.delivers()
    waits(office, 3)
    office.bot_becomes("left", when=at("2m"))
    office.delivers(at("2m"))
    assert asked(office, "9m", OTHER) == CALM


def test_groups_of_another_organisation_are_not_named(database: Database) -> None:
    both = Neighbours(database)
    waits(both.ours, 3)
    waits(both.theirs, 7)
    both.ours.types("/queue", when=at("4m"))
    told = both.ours.posted(both.ours.home)[-1]
    assert told.count("Группа «") == 1
    assert "3 сообщения" in told


def test_health_counts_for_each_group_and_names_none(office: GroupsOffice) -> None:
    office.binds_over(OTHER, additional=True)
    office.delivers()
    waits(office, 3)
    with office.database.read() as tx:
        groups = groups_of_organisation(tx, office.organisation_id)
        loads = {one.number: one.load for one in vitals(tx, at("4m"), [ACCOUNT], {}).groups}
        assert loads == loads_of(tx, groups, at("4m").real)
    assert [(loads[group.id].waiting, loads[group.id].age.total_seconds()) for group in groups] == [
        (3, 180.0),
        (0, 0.0),
    ]
