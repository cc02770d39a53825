"""Rows of one lane that may be seen twice are taken together and recorded together; their order stays."""

from datetime import timedelta

from models.actions.delivery import deliveries
from models.actions.queue import lanes
from models.actions.queue.dispatching import RUN, Dispatch
from models.clock import Clock, Instant
from models.db import Database
from models.rules.delivery.outgoing import DELIVER, RowKind
from models.rules.delivery.payloads import as_reaction
from models.rules.delivery.send_results import FailedTemporarily, SendResult, Sent
from tests.actions.drained_lanes import Telegram, drain, post, rows, states, word
from tests.actions.office import GROUP
from tests.actions.staff_office import StaffOffice

MANY = 3 * RUN


def numbered(count: int = MANY) -> list[str]:
    return [f"n{number}" for number in range(count)]


def posts_many(database: Database, count: int = MANY) -> None:
    post(database, GROUP, *(word(text, GROUP, repeatable=True) for text in numbered(count)))


def test_what_one_person_wrote_at_once_arrives_in_order_with_few_commits(database: Database) -> None:
    posts_many(database)
    telegram = Telegram()
    commits = drain(database, telegram.send)
    assert telegram.heard == numbered()
    assert set(states(database).values()) == {"sent"}
    assert len(commits) < MANY / 3


def test_on_a_slow_wire_each_is_recorded_soon_after_it_was_sent(database: Database) -> None:
    posts_many(database, 6)
    telegram = Telegram()
    telegram.takes(0.2)
    commits = drain(database, telegram.send)
    assert telegram.heard == numbered(6)
    assert len(commits) >= 4, "lease, and results of at most three at a time"


def test_one_that_fails_for_now_holds_up_those_behind_it(database: Database) -> None:
    posts_many(database, 5)

    def is_refused(_: Dispatch) -> SendResult:
        return FailedTemporarily(30.0, "busy")

    def is_taken(dispatch: Dispatch) -> SendResult:
        return Sent((str(dispatch.id),))

    telegram = Telegram(is_taken, is_taken, is_refused)
    drain(database, telegram.send)
    assert telegram.heard == ["n0", "n1", "n2"]
    assert [row.state for row in rows(database)] == ["sent", "sent", "failed_temporarily", "pending", "pending"]


def test_what_must_not_go_twice_is_never_taken_together_with_others(database: Database) -> None:
    texts = [("a", True), ("b", True), ("once", False), ("c", True)]
    post(database, GROUP, *(word(text, GROUP, repeatable=repeatable) for text, repeatable in texts))
    at_departure: list[tuple[str, list[str]]] = []

    async def send(dispatch: Dispatch) -> SendResult:
        text = str(dispatch.payload["text"])  # type: ignore[typeddict-item]
        at_departure.append((text, [row.state for row in rows(database)]))
        return Sent((str(dispatch.id),))

    drain(database, send)
    assert [text for text, _ in at_departure] == ["a", "b", "once", "c"]
    assert at_departure[2][1] == ["sent", "sent", "sending", "pending"]


def take(database: Database, token: str, when: Instant) -> list[Dispatch]:
    """The first row of what waits, sent and recorded; then the run that comes with the answer."""
    with database.write() as tx:
        [(lease, head)] = deliveries.lease_work(tx, when, DELIVER, token, 1)
        done = deliveries.Done(lease, [(head, Sent(("1",)))])
        return deliveries.record_results(tx, when, [done])[0]


def test_who_takes_over_repeats_with_a_mark_all_that_may_have_been_sent_and_marks_nothing_else(
    database: Database,
) -> None:
    posts_many(database)
    now = Clock().read()
    run = take(database, "who dies", now)
    assert len(run) == RUN
    later = Instant(now.now + timedelta(minutes=1), now.real + timedelta(minutes=1))
    telegram = Telegram()
    with database.write() as tx:
        assert deliveries.lease_work(tx, later, DELIVER, "who takes over", 1)
        lanes.end_leases_of(tx, DELIVER, rows(database)[0].account, now.real)
    drain(database, telegram.send)
    assert [dispatch.repeated for dispatch in telegram.seen] == [True] * RUN + [False] * (MANY - RUN - 1)
    assert telegram.heard == numbered()[1:]


def test_a_correction_behind_the_message_finds_where_it_appeared(database: Database) -> None:
    office = StaffOffice(database)
    who = office.meets()
    office.opens(who)
    office.delivers()
    for number in range(4):
        office.hears_from(who, f"строка {number}")
    last = office.hears_from(who, "сторка 4")
    office.corrects(who, last, "строка 4")
    telegram = Telegram()
    drain(database, telegram.send)
    edit = next(dispatch for dispatch in telegram.seen if dispatch.kind == RowKind.EDIT)
    [shown] = [one for one in telegram.seen if one.message_id == edit.message_id and one.kind == RowKind.POST]
    assert edit.provider_ids == (str(shown.id),)


def test_answers_that_are_accepted_at_one_moment_are_each_marked_on_their_own_message(database: Database) -> None:
    office = StaffOffice(database)
    ticket_ids = [office.opens(office.meets()) for _ in range(6)]
    office.delivers()
    for ticket_id in ticket_ids:
        office.types("Выезжаем", ticket_id)
    office.types("Длинно. " + "Слово " * 1200, ticket_ids[0])
    telegram = Telegram()
    drain(database, telegram.send)
    signs = [as_reaction(one.payload) for one in telegram.seen if one.kind == RowKind.REACTION]
    assert len({sign["provider_id"] for sign in signs}) == len(signs) == 7
    assert {sign["emoji"] for sign in signs} == {"👌"}
