"""What is due fires once, however many look; an answer at the same moment comes before or after, never in between."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Row, select, update
from sqlalchemy.exc import OperationalError

from models.actions.ladder import escalations, posts
from models.actions.tickets import tickets
from models.clock import Instant
from models.queries.tickets import ticket_by_id
from models.rules.delivery.payloads import as_post
from models.tables.tickets import ticket_event
from models.tables.timers import escalation, timer
from tests.actions.office import NOON, Office, at


def fired(office: Office) -> list[tuple[int, str, str, bool]]:
    """(ticket, step, recipient, late), in the order in which they were recorded."""
    with office.database.read() as tx:
        rows = tx.execute(select(escalation).order_by(escalation.c.id)).all()
    return [(row.ticket_id, row.name, row.recipient, row.late) for row in rows]


def clock(office: Office, ticket_id: int, name: str = "first_response") -> Row[Any]:
    with office.database.read() as tx:
        return tx.execute(select(timer).where(timer.c.ticket_id == ticket_id, timer.c.clock == name)).one()


def together(*acts: Callable[[], object]) -> list[object]:
    """All at once, each in a thread of its own."""
    start = threading.Barrier(len(acts))

    def go(act: Callable[[], object]) -> object:
        start.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(go, acts))


def test_the_ladder_climbs_one_step_at_a_time(office: Office) -> None:
    office.has_head()
    ticket_id = office.opens(office.meets())
    told = []
    for span in ("44m", "45m", "60m", "74m", "75m", "90m", "8h"):
        office.enforces(at(span))
        told.append(len(fired(office)))
    assert told == [0, 1, 3, 3, 4, 5, 8]
    assert [step for _, *step in fired(office)][:5] == [
        ["warning", "topic", False],
        ["breach", "topic", False],
        ["rung", "group", False],
        ["rung", "head", False],
        ["rung", "head", False],
    ]
    assert clock(office, ticket_id).state == "over"


def test_what_was_missed_is_recorded_step_by_step_and_told_once_to_each(office: Office) -> None:
    office.has_head()
    office.opens(office.meets())
    office.delivers()
    office.enforces(at("3h"))
    assert [(name, late) for _, name, _, late in fired(office)] == [
        ("warning", True),
        ("breach", True),
        ("rung", True),
        ("rung", True),
        ("rung", True),
    ]
    sent = [one for one in office.delivers(at("3h")) if "опоздани" in as_post(one.payload).get("text", "")]
    assert sorted(one.to_topic for one in sent) == [False, True]


def test_a_step_fires_once_when_two_enforce_at_once(office: Office) -> None:
    expected = 0
    for _ in range(8):
        office.opens(office.meets())
        expected += 3
    together(*(lambda: office.enforces(at("61m")) for _ in range(3)))
    office.enforces(at("61m"))
    assert len(fired(office)) == expected
    assert len(set(fired(office))) == expected
    breaches = [words for words in office.words() if "Срок первого ответа прошёл" in words]
    assert len(breaches) == 8


def test_more_than_a_batch_is_told_to_the_caller(office: Office) -> None:
    for _ in range(5):
        office.opens(office.meets())
    assert office.enforces(at("46m"), limit=2) == 2
    assert office.enforces(at("46m"), limit=2) == 2
    assert office.enforces(at("46m"), limit=2) == 1
    assert office.enforces(at("46m"), limit=2) == 0


@pytest.mark.parametrize("attempt", range(4))
def test_an_answer_at_the_moment_of_the_breach_comes_before_it_or_after_it(office: Office, attempt: int) -> None:
    ticket_id = office.opens(office.meets())
    office.enforces(at("46m"))
    together(lambda: office.enforces(at("60m")), lambda: office.answers(ticket_id, "Ответ", at("60m")))
    office.enforces(at("3h"))
    breached = [name for _, name, _, _ in fired(office) if name == "breach"]
    state = clock(office, ticket_id)
    assert office.view(ticket_id).answered_at == at("60m").now
    assert (state.state, state.due_at) == ("met", None)
    with office.database.read() as tx:
        events = list(tx.execute(select(ticket_event.c.kind).order_by(ticket_event.c.id)).scalars())
    assert len(breached) <= 1
    if breached:
        assert events.index("breach") < events.index("first_answered")
    assert "rung" not in events[events.index("first_answered") :]


def test_an_answer_in_time_leaves_nothing_to_fire(office: Office) -> None:
    ticket_id = office.opens(office.meets())
    office.answers(ticket_id, "Ответ", at("59m"))
    office.enforces(at("5h"))
    assert fired(office) == []


def test_a_poisoned_timer_is_set_aside_where_staff_see_it_and_the_others_fire(office: Office) -> None:
    good, bad, other = (office.opens(office.meets()) for _ in range(3))
    office.delivers()
    with office.database.write() as tx:
        poison = update(timer).where(timer.c.ticket_id == bad, timer.c.clock == "first_response")
        tx.execute(poison.values(steps=[{"name": "no such step"}]))
    assert office.enforces(at("46m")) == 3
    assert {ticket_id for ticket_id, *_ in fired(office)} == {good, other}
    row = clock(office, bad)
    assert (row.state, row.due_at) == ("set_aside", None)
    assert "KeyError" in row.error or "ValueError" in row.error
    told = [one for one in office.delivers(at("46m")) if one.ticket_id == bad and one.to_topic]
    assert "Не получилось" in as_post(told[0].payload)["text"]
    assert office.enforces(at("46m")) == 0


def test_a_deadline_that_meets_a_collision_is_not_set_aside(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket_id = office.opens(office.meets())

    def collides(*_: Any) -> None:
        raise OperationalError("UPDATE lane", None, Exception("deadlock detected"))

    with monkeypatch.context() as patch:
        patch.setattr(posts, "tell", collides)
        with pytest.raises(OperationalError):
            office.enforces(at("61m"))
    assert clock(office, ticket_id).state == "running"
    office.enforces(at("61m"))
    assert "breach" in [step for _, step, *_ in fired(office)]


def test_taken_stops_what_is_still_to_come(office: Office) -> None:
    ticket_id = office.opens(office.meets())
    office.enforces(at("61m"))
    with office.database.write() as tx:
        assert escalations.take_escalation(office.acting(tx, at("62m"), office.view(ticket_id)))
        assert not escalations.take_escalation(office.acting(tx, at("62m"), office.view(ticket_id)))
    before = len(fired(office))
    office.enforces(at("4h"))
    assert len(fired(office)) == before
    assert clock(office, ticket_id).state == "taken"


def test_nothing_can_be_taken_before_anything_fired(office: Office) -> None:
    ticket_id = office.opens(office.meets())
    with office.database.write() as tx:
        assert not escalations.take_escalation(office.acting(tx, at("1m"), office.view(ticket_id)))
    office.enforces(at("61m"))
    assert fired(office)


def test_a_head_who_is_not_there_is_missed_aloud(office: Office) -> None:
    office.opens(office.meets())
    office.delivers()
    office.enforces(at("76m"))
    words = [
        as_post(one.payload)["text"] for one in office.delivers(at("76m")) if one.to_topic and "text" in one.payload
    ]
    assert any("нет руководителя на связи" in text for text in words)


def proposed(office: Office) -> int:
    ticket_id = office.opens(office.meets())
    office.answers(ticket_id, "Ответ", at("1m"))
    with office.database.write() as tx:
        tickets.propose_closing(office.acting(tx, at("2m"), office.view(ticket_id)))
    return ticket_id


def reminders(office: Office) -> int:
    return sum("Напоминаем" in words for words in office.words())


def test_silence_reminds_once_and_closes_at_the_end_of_the_last_working_day(office: Office) -> None:
    ticket_id = proposed(office)
    row = clock(office, ticket_id, "closing")
    remind_at, close_at = row.due_at, None
    assert remind_at == at("2m").now + timedelta(days=2)
    office.enforces(Instant(remind_at, remind_at))
    office.enforces(Instant(remind_at, remind_at))
    assert reminders(office) == 1
    close_at = clock(office, ticket_id, "closing").due_at
    before = close_at - timedelta(seconds=1)
    office.enforces(Instant(before, before))
    assert office.view(ticket_id).state == "closing_proposed"
    office.enforces(Instant(close_at, close_at))
    assert office.view(ticket_id).state == "closed"


def test_silence_that_was_missed_whole_closes_without_a_reminder(office: Office) -> None:
    ticket_id = proposed(office)
    office.enforces(at("30d"))
    assert office.view(ticket_id).state == "closed"
    assert reminders(office) == 0


def test_a_ticket_that_silence_closed_has_no_clock_left_that_was_due_with_it(office: Office) -> None:
    ticket_id = proposed(office)
    with office.database.write() as tx:
        later = update(timer).where(timer.c.ticket_id == ticket_id, timer.c.clock == "resolution")
        tx.execute(later.values(due_at=NOON + timedelta(days=20)))
    office.enforces(at("30d"))
    assert office.view(ticket_id).state == "closed"
    row = clock(office, ticket_id, "resolution")
    assert (row.state, row.due_at) == ("met", None)  # the work was done when it was proposed to close
    assert fired(office) == []


@pytest.mark.parametrize("attempt", range(4))
def test_solved_at_the_moment_of_silence_closes_once(office: Office, attempt: int) -> None:
    ticket_id = proposed(office)
    with office.database.write() as tx:
        tx.execute(update(timer).where(timer.c.clock == "resolution").values(due_at=None, state="over"))

    def solved() -> None:
        with office.database.write() as tx:
            view = tickets.locked(tx, ticket_by_id(tx, office.organisation_id, ticket_id))
            if view.is_open:
                tickets.close(tx, at("30d"), view, office.regulation, phrase="staff.closed_by_requester")

    def until_done(act: Callable[[], object]) -> None:
        for _ in range(5):
            try:
                act()
            except Exception as error:  # what collided is done again, as the writer does
                if "deadlock" not in str(error):
                    raise
            else:
                return

    together(lambda: until_done(solved), lambda: until_done(lambda: office.enforces(at("30d"))))
    office.enforces(at("30d"))
    assert office.view(ticket_id).state == "closed"
    with office.database.read() as tx:
        events = list(tx.execute(select(ticket_event.c.kind)).scalars())
        assert list(tx.execute(select(timer.c.state).where(timer.c.state == "set_aside")).scalars()) == []
    assert events.count("closed") == 1
