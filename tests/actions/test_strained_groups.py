"""A desk's group that is behind or full gives its new tickets to another one, and staff read so once."""

import threading

import pytest

from models.actions.desk import group_strain, topics
from models.actions.enforcement import stepped_clock
from models.db import Database
from models.queries.group_loads import topics_made
from models.queries.health import vitals
from models.rules.health.monitoring import troubles
from tests.actions.groups_office import GroupsOffice
from tests.actions.neighbours import Neighbours
from tests.actions.office import ACCOUNT, GROUP, at
from tests.actions.staff_office import OTHER
from workers.group_watch import GroupWatch

BEHIND_HERE = (
    "Сообщений для этой группы больше, чем пропускает Telegram (около 20 в минуту): ждут отправки 24 сообщения. "
    "Поэтому новые заявки пока приходят в группу «Вторая». Начатые остаются здесь."
)
BEHIND_THERE = (
    "Группа «Поддержка» не успевает получать сообщения: ждут отправки 24 сообщения. Поэтому новые заявки линии "
    "«Поддержка» пока приходят сюда. Начатые там остаются там."
)
RETURNS_HERE = "Задержка прошла: новые заявки снова приходят сюда. Те, что начаты в группе «Вторая», остаются там."


@pytest.fixture
def office(database: Database) -> GroupsOffice:
    """With an additional group that everybody knows of."""
    office = GroupsOffice(database)
    office.binds_over(OTHER, additional=True)
    office.delivers()
    return office


def news(
    office: GroupsOffice, when: str, *, full_at: int = 1000, chats: tuple[int, ...] = (GROUP, OTHER)
) -> list[list[str]]:
    """What is posted outside topics in each group because the sweeper looks at them then."""
    before = [len(office.posted(chat)) for chat in chats]
    with office.database.write() as tx:
        group_strain.note(tx, at(when), topics_made(tx), full_at)
    return [office.posted(chat)[seen:] for chat, seen in zip(chats, before, strict=True)]


def falls_behind(office: GroupsOffice, when: str = "1m", posts: int = 24) -> int:
    """A ticket in whose topic so much waits to be posted."""
    ticket_id = office.shows()
    for number in range(posts):
        office.adds(ticket_id, f"слова {number}", at(when))
    return ticket_id


def new_ticket(office: GroupsOffice, when: str) -> int:
    """In which group it appears."""
    ticket_id = office.opens(office.meets(), "новая", at(when))
    (chat,) = {one.chat_id for one in office.delivers(at(when)) if one.ticket_id == ticket_id and one.to_topic}
    assert chat is not None
    return chat


def test_new_tickets_go_to_the_other_group_and_return_when_it_is_over(office: GroupsOffice) -> None:
    falls_behind(office)
    assert news(office, "5m") == [[], []], "it may catch up"
    assert news(office, "6m") == [[BEHIND_HERE], [BEHIND_THERE]]
    assert news(office, "7m") == [[], []]
    assert new_ticket(office, "7m") == OTHER
    assert news(office, "15m") == [[], []], "it is well again, and may be behind again in a minute"
    assert [posts[0] for posts in news(office, "17m")] == [
        RETURNS_HERE,
        "В группе «Поддержка» задержка прошла: новые заявки линии «Поддержка» снова приходят туда. Начатые здесь "
        "остаются здесь.",
    ]
    assert new_ticket(office, "18m") == GROUP
    assert news(office, "19m") == [[], []]


def test_what_belongs_to_an_open_ticket_stays_in_its_topic(office: GroupsOffice) -> None:
    ticket_id = falls_behind(office)
    news(office, "6m")
    office.adds(ticket_id, "ещё", at("7m"))
    sent = [one for one in office.delivers(at("8m")) if one.payload.get("text") == "ещё"]
    assert [one.chat_id for one in sent] == [GROUP]


def test_the_news_do_not_wait_for_what_is_late(office: GroupsOffice) -> None:
    falls_behind(office)
    news(office, "6m")
    assert {one.payload.get("text") for one in office.delivers(at("7m"))[:2]} == {BEHIND_HERE, BEHIND_THERE}


def test_while_it_is_still_late_nothing_returns(office: GroupsOffice) -> None:
    falls_behind(office)
    news(office, "6m")
    assert news(office, "3h") == [[], []]
    assert news(office, "4h") == [[], []]


@pytest.mark.parametrize("posts", [1, 19])
def test_less_than_a_minutes_posts_is_no_reason_however_old(office: GroupsOffice, posts: int) -> None:
    falls_behind(office, posts=posts)
    assert news(office, "30m") == [[], []]


def test_a_desk_with_one_group_reads_nothing_of_it(database: Database) -> None:
    office = GroupsOffice(database)
    falls_behind(office)
    assert news(office, "6m", chats=(GROUP,)) == [[]]
    assert new_ticket(office, "7m") == GROUP
    assert news(office, "20m", chats=(GROUP,)) == [[]]


def test_a_group_that_is_bound_beside_one_that_is_behind_is_told_that_new_tickets_appear_in_it(
    database: Database,
) -> None:
    office = GroupsOffice(database)
    falls_behind(office)
    news(office, "6m", chats=(GROUP,))
    office.binds_over(OTHER, additional=True)
    assert "новые заявки пока приходят сюда" in office.posted(OTHER)[0]
    assert "Новые заявки пока приходят в группу «Вторая», а не в «Поддержка»." in office.posted(GROUP)
    assert new_ticket(office, "7m") == OTHER


def test_when_both_are_behind_new_tickets_stay_where_they_went_last(office: GroupsOffice) -> None:
    falls_behind(office)
    news(office, "6m")
    falls = office.opens(office.meets(), "во второй", at("7m"))
    office.delivers(at("7m"), lambda one: office.appears(one))
    for number in range(30):
        office.adds(falls, f"и здесь {number}", at("8m"))
    assert news(office, "20m") != [[], []], "the first one is well"
    assert new_ticket(office, "21m") == GROUP


def test_a_group_that_is_full_gives_its_new_tickets_to_the_other_for_good(office: GroupsOffice) -> None:
    for _ in range(3):
        office.shows()
    told = news(office, "1m", full_at=3)
    assert [posts[0][:60] for posts in told] == [
        "В этой группе почти столько тем, сколько допускает Telegram.",
        "В группе «Поддержка» почти столько тем, сколько допускает Te",
    ]
    assert new_ticket(office, "2m") == OTHER
    assert news(office, "5h", full_at=3) == [[], []]
    assert new_ticket(office, "6h") == OTHER


def test_a_group_that_is_full_and_alone_asks_for_another_one_once(database: Database) -> None:
    office = GroupsOffice(database)
    office.shows()
    ((told,),) = news(office, "1m", full_at=1, chats=(GROUP,))
    assert told.endswith("python -m models desk bind-code support --additional")
    assert news(office, "2m", full_at=1, chats=(GROUP,)) == [[]]
    office.binds_over(OTHER, additional=True)
    office.delivers(at("3m"))
    assert new_ticket(office, "4m") == OTHER


def test_two_sweepers_that_look_at_once_tell_it_once(office: GroupsOffice) -> None:
    falls_behind(office)
    sweepers = [GroupWatch(office.database) for _ in range(2)]
    threads = [threading.Thread(target=one.look, args=(at("6m"),)) for one in sweepers]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert office.posted(GROUP).count(BEHIND_HERE) == office.posted(OTHER).count(BEHIND_THERE) == 1


def test_a_look_that_is_killed_has_moved_nothing_and_told_nothing(office: GroupsOffice) -> None:
    falls_behind(office)

    def is_killed() -> None:
        with office.database.write() as tx:
            group_strain.note(tx, at("6m"), {})
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        is_killed()
    assert BEHIND_HERE not in office.posted(GROUP)
    assert news(office, "7m") == [[BEHIND_HERE], [BEHIND_THERE]]


def test_a_group_was_not_behind_for_the_day_that_the_clock_ran_ahead(office: GroupsOffice) -> None:
    ticket_id = office.shows()
    with office.database.write() as tx:
        for number in range(24):
            topics.tell_staff(tx, at("24h"), office.view(ticket_id), f"слова {number}")
    assert news(office, "1445m") == [[BEHIND_HERE], [BEHIND_THERE]]
    with office.database.write() as tx:
        stepped_clock.mend_lanes(tx, at("2m").real)
        stepped_clock.mend_the_rest(tx, at("2m"))
    office.delivers(at("3m"))
    assert news(office, "11m") == [[], []]
    assert news(office, "12m")[0] == [RETURNS_HERE]


def test_the_queue_says_where_new_tickets_appear(office: GroupsOffice) -> None:
    falls_behind(office)
    news(office, "6m")
    office.types("/queue", when=at("390s"))
    assert office.posted(GROUP)[-1].splitlines()[:3] == [
        "Группа «Поддержка»: ждут отправки 25 сообщений, самому раннему 5 минут.",  # one more says that it is behind
        "Новые заявки пока приходят в группу «Вторая», а не в «Поддержка».",
        "Группа «Вторая»: задержек нет.",
    ]
    office.delivers(at("8m"))
    office.types("/queue", when=at("9m"))
    assert office.posted(GROUP)[-1].splitlines() == [
        "Задержек нет: всё, что нужно показать в группах, отправлено.",
        "Новые заявки пока приходят в группу «Вторая», а не в «Поддержка».",
    ]


def test_health_calls_a_group_that_is_behind_a_trouble_until_it_is_over(office: GroupsOffice) -> None:
    def told(when: str) -> list[str]:
        news(office, when)
        with office.database.read() as tx:
            found = troubles(vitals(tx, at(when), [ACCOUNT], {}), redis=True)
        return [line for line in found if line.startswith("group ")]

    falls_behind(office)
    assert told("5m") == []
    assert told("6m") == ["group 1 is 5 min behind: 25 posts wait"]
    office.delivers(at("7m"))
    assert told("20m") == []


def test_another_organisation_hears_nothing_and_its_tickets_go_where_they_went(database: Database) -> None:
    both = Neighbours(database)
    ours, theirs = both.ours, both.theirs
    ours.binds_over(OTHER, additional=True)
    ours.delivers()
    ticket_id = ours.shows()
    for number in range(24):
        ours.adds(ticket_id, f"слова {number}", at("1m"))
    with database.write() as tx:
        group_strain.note(tx, at("6m"), {})
    assert len([one for one in ours.posted(ours.home) if "приходят" in one]) == 1
    assert not [one for one in theirs.posted(theirs.home) if "приходят" in one]
