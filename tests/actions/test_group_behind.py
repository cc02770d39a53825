"""A group that gets more posts than Telegram lets through: what goes first, and that nothing waits for ever."""

from collections.abc import Iterator

import pytest

from models.actions.desk import topics
from models.actions.talk.messages import File
from models.actions.tickets import ticket_changes
from models.clock import Instant
from models.rules.delivery.outgoing import RowKind, Urgency
from models.rules.delivery.rate_limits import Rate
from models.rules.delivery.send_results import FailedTemporarily, SendResult
from tests.actions.busy_group import BusyGroup
from tests.actions.office import Office, at
from tests.bridge.redis_server import RedisServer

MANY_AT_ONCE, ONE_BY_ONE = Rate(20, 60.0), Rate(1, 60.0)
ESCALATION, TOPIC, CARD, MESSAGE, EDIT = "эскалация", "create_topic", "card: №", "новое сообщение", "edit_card: №1 "


@pytest.fixture(scope="module")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    with RedisServer(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
def group(office: Office, redis_server: RedisServer) -> BusyGroup:
    with redis_server.connect() as redis:
        redis.flushall()
    return BusyGroup(office, redis_server.url, ONE_BY_ONE)


def line(office: Office, ticket_id: int, words: str, when: Instant) -> None:
    """Of ours in a topic: what requesters write would go as one post, and these tests count posts."""
    with office.database.write() as tx:
        topics.tell_staff(tx, when, office.view(ticket_id), words)


def backlog(office: Office, tickets: int, each: int) -> list[int]:
    """Posts in topics; the tickets."""
    shown = [office.shows() for _ in range(tickets)]
    for number in range(each):
        for ticket_id in shown:
            line(office, ticket_id, f"накопилось {ticket_id}-{number}", at(f"{number + 1}s"))
    return shown


def changes(office: Office, ticket_id: int, when: Instant) -> None:
    """Its card has to show something else."""
    with office.database.write() as tx:
        topics.refresh_card(tx, when, office.view(ticket_id), office.regulation)


def escalates(office: Office, ticket_id: int, when: Instant) -> None:
    with office.database.write() as tx:
        topics.tell_staff(tx, when, office.view(ticket_id), ESCALATION, urgency=Urgency.LADDER)


def much_happens(office: Office, tickets: list[int], when: Instant) -> None:
    """What matters least comes first."""
    changes(office, tickets[0], when)
    office.adds(tickets[1], MESSAGE, when)
    office.opens(office.meets("Борис"), "новая заявка", when)
    escalates(office, tickets[2], when)


@pytest.mark.parametrize("workers", [1, 2])
def test_an_escalation_goes_first_then_a_new_ticket_then_messages_and_a_card_changes_last(
    office: Office, group: BusyGroup, workers: int
) -> None:
    tickets = backlog(office, 4, 5)
    group.after(6, lambda: much_happens(office, tickets, at("10m")))
    group.goes_on(workers)
    escalation, *newer = (group.place_of(words) for words in (ESCALATION, TOPIC, CARD, MESSAGE, EDIT))
    assert newer == sorted(newer)
    # what each worker was about to send when it came, as the topic that came before it, is not taken back
    assert escalation <= 6 + workers
    assert escalation < group.place_of(CARD) <= 6 + workers + 3
    assert (group.place_of(MESSAGE), group.place_of(EDIT)) == (23, 24), "behind all that came before"


def test_a_hundred_posts_in_twenty_topics_keep_no_escalation_and_no_new_ticket_waiting_for_another_minute(
    office: Office, group: BusyGroup
) -> None:
    tickets = backlog(office, 20, 5)
    group.is_limited_to(MANY_AT_ONCE)
    group.after(30, lambda: much_happens(office, tickets, at("10m")))
    group.goes_on()
    escalation, topic, card = (group.place_of(words) for words in (ESCALATION, TOPIC, CARD))
    assert max(escalation, topic) < 60, "by the next «minute»"
    # only when the new topic is recorded can its card stand in the line; until then there is room for others
    assert topic < card < topic + 40, "by the one after it"
    assert len(group.seen) == 105


def test_cards_that_change_take_no_post_from_messages(office: Office, group: BusyGroup) -> None:
    tickets = [office.shows() for _ in range(12)]
    for ticket_id in tickets:
        changes(office, ticket_id, at("1s"))
    for ticket_id in tickets[:3]:
        for number in range(4):
            line(office, ticket_id, f"слова {number}", at("5m"))
    group.goes_on()
    kinds = ["edit" if post.startswith("edit_card") else "words" for post in group.seen]
    # a topic whose post is being recorded has none that stands in the line: the last room may go to a card
    assert kinds[:11] == ["words"] * 11
    assert sorted(kinds) == ["edit"] * 12 + ["words"] * 12


def test_a_card_that_waited_half_an_hour_changes_before_later_messages_are_shown(
    office: Office, group: BusyGroup
) -> None:
    ticket_id, other = office.shows(), office.shows()
    changes(office, ticket_id, at())
    for number in range(3):
        line(office, other, f"слова {number}", at("31m"))
    group.goes_on()
    assert group.place_of(EDIT) <= 1, "one may have gone while the group had room"


def test_a_message_that_waited_half_an_hour_goes_before_a_ticket_that_comes_now(
    office: Office, group: BusyGroup
) -> None:
    backlog(office, 2, 2)
    office.opens(office.meets("Борис"), "новая заявка", at("35m"))
    group.goes_on()
    assert group.place_of(TOPIC) >= 3


def test_an_album_gets_its_room_though_single_posts_keep_coming(office: Office, group: BusyGroup) -> None:
    group.is_limited_to(Rate(4, 60.0))
    tickets = backlog(office, 6, 2)
    album = [File("photo", f"id-{number}", size=9, unique_id=f"u{number}") for number in range(4)]
    ticket_id = office.shows()
    office.adds(ticket_id, "альбом", at("1s"), *album)

    def more_comes() -> None:
        for one in tickets * 3:
            line(office, one, "позже", at("2m"))

    group.after(2, more_comes)
    group.goes_on()
    assert group.place_of("4 files") < group.place_of("позже")


def test_of_a_card_that_changes_again_and_again_only_the_latest_state_is_sent(
    office: Office, group: BusyGroup
) -> None:
    tickets = backlog(office, 3, 2)
    for second in range(5):
        changes(office, tickets[0], at(f"{second + 10}s"))
    group.goes_on()
    assert len([post for post in group.seen if post.startswith("edit_card")]) == 1


def test_a_change_of_a_card_that_telegram_put_off_is_overtaken_by_the_next_one(office: Office) -> None:
    ticket_id = office.shows()
    changes(office, ticket_id, at("1s"))

    def not_now(_: object) -> SendResult:
        return FailedTemporarily(60.0, "429")

    office.delivers(at("1s"), not_now)
    with office.database.write() as tx:
        ticket_changes.change(office.acting(tx, at("30s"), office.view(ticket_id)), "severity", "high")
    (edit,) = [one for one in office.delivers(at("2m")) if one.kind == RowKind.EDIT_CARD]
    assert "высок" in str(edit.payload.get("text")).lower()
