"""Topics whose group is lost and found, and what is refused in them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from models.actions.delivery import deliveries
from models.actions.desk import topics
from models.actions.desk.bindings import lose_group
from models.actions.ladder import escalations
from models.actions.queue.dispatching import Dispatch
from models.actions.talk import messages
from models.actions.talk.messages import File
from models.phrases.catalogue import say
from models.queries.staff import reachable_heads
from models.rules.delivery.outgoing import DELIVER, RowKind
from models.rules.delivery.send_results import FailedPermanently, Refusal, SendResult, Sent
from tests.actions.office import ACCOUNT, GROUP, Office
from tests.actions.own_database import ENGINES, REGULATION, at, fresh_database

OTHER_GROUP = -2000
Answer = Callable[[Dispatch], SendResult]


class World:
    """Takes what is sent and remembers it; refuses what it was told to."""

    def __init__(self) -> None:
        self.seen: list[tuple[int | None, RowKind, str]] = []
        self._ids = iter(range(50_000, 60_000))
        self.refuses: Callable[[Dispatch], FailedPermanently | None] = lambda _: None

    def answers(self, dispatch: Dispatch) -> SendResult:
        refusal = self.refuses(dispatch)
        if refusal is not None:
            return refusal
        text = dispatch.payload.get("text") or dispatch.payload.get("name") or ""
        self.seen.append((dispatch.chat_id, dispatch.kind, text))
        if dispatch.kind == RowKind.CREATE_TOPIC:
            return Sent(thread_id=next(self._ids))
        return Sent((str(next(self._ids)),))


def send_all(office: Office, world: World, seconds: float) -> None:
    """Everything that may go by then, lane by lane."""
    for attempt in range(60):
        when = at(seconds + attempt / 1000)
        with office.database.write() as tx:
            work = deliveries.lease_work(tx, when, DELIVER, "sender", 32)
            for lease, head in work:
                dispatch: Dispatch | None = head
                while dispatch is not None:
                    dispatch = deliveries.record_result(tx, when, lease, dispatch, world.answers(dispatch))
        if not work:
            return


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("topic_was_there", [True, False])
def test_tickets_of_a_lost_group_appear_in_the_next_one_with_what_waited(
    engine: str, topic_was_there: bool, tmp_path: Path
) -> None:
    with fresh_database(engine, tmp_path) as database:
        office, world = Office(database, REGULATION), World()
        anna = office.meets()
        ticket_id = office.opens(anna)
        if topic_was_there:
            send_all(office, world, 0)
        with database.write() as tx:
            words = messages.keep_message(tx, at(1), office.said(anna.chat_id, "Ещё слово", "requester"))
            messages.add_to_ticket(tx, at(1), office.view(ticket_id), [words], office.edition.regulation)
            lose_group(tx, ACCOUNT, GROUP, at().now)
        if not topic_was_there:
            # the topic is refused, and the card stays behind in the lane
            world.refuses = lambda d: FailedPermanently(Refusal.CHAT_GONE, "kicked") if d.chat_id == GROUP else None
            send_all(office, world, 2)
        world.seen.clear()
        office.binds(OTHER_GROUP)
        with database.write() as tx:
            topics.show_ticket(tx, at(10), office.view(ticket_id), office.edition.regulation)
        send_all(office, world, 20)
        in_topic = [(kind, text) for chat, kind, text in world.seen if chat == OTHER_GROUP]
        assert [kind for kind, _ in in_topic[:2]] == [RowKind.CREATE_TOPIC, RowKind.CARD]
        assert sum("Ещё слово" in text for _, text in in_topic) == 1


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("refusal", "still_reachable"), [(Refusal.BLOCKED, False), (Refusal.OTHER, True)])
def test_a_head_who_could_not_be_told_is_missed_in_the_topic_and_lost_only_when_gone(
    engine: str, refusal: Refusal, still_reachable: bool, tmp_path: Path
) -> None:
    with fresh_database(engine, tmp_path) as database:
        office, world = Office(database, REGULATION), World()
        office.has_head(77)
        ticket_id = office.opens(office.meets())
        with database.write() as tx:
            view = office.view(ticket_id)
            escalations.escalate(tx, at(), view, office.ivan, "Иван", office.edition.regulation)
        world.refuses = lambda d: FailedPermanently(refusal, "no") if d.chat_id == 77 else None
        send_all(office, world, 0)
        send_all(office, world, 5)
        missing = say("ru", "staff.head_missing", desk="Поддержка")
        assert [text for _, _, text in world.seen].count(missing) == 1
        with database.read() as tx:
            assert bool(reachable_heads(tx, office.desk_id)) == still_reachable


@pytest.mark.parametrize("engine", ENGINES)
def test_what_the_topic_refuses_is_named_there(engine: str, tmp_path: Path) -> None:
    with fresh_database(engine, tmp_path) as database:
        office, world = Office(database, REGULATION), World()
        anna = office.meets()
        ticket_id = office.opens(anna)
        send_all(office, world, 0)
        with database.write() as tx:
            file = File("photo", "file-of-another-bot")
            photo = messages.keep_message(tx, at(1), office.said(anna.chat_id, "", "requester", files=(file,)))
            messages.add_to_ticket(tx, at(1), office.view(ticket_id), [photo], office.edition.regulation)
        why = "Bad Request: wrong file identifier"
        world.refuses = lambda d: FailedPermanently(Refusal.OTHER, why) if d.payload.get("attachments") else None
        send_all(office, world, 2)
        assert [why in text for chat, _, text in world.seen if chat == GROUP].count(True) == 1
