"""Things that happen at the same moment."""

from datetime import UTC, datetime, timedelta

from models.actions.delivery import deliveries
from models.actions.queue import outbox
from models.actions.queue.outbox import OutgoingRow
from models.clock import Instant
from models.db import Database
from models.phrases.catalogue import say
from models.rules.delivery.outgoing import DELIVER, RowKind, Urgency
from models.rules.delivery.payloads import as_post
from models.rules.delivery.places import in_staff_chat
from models.rules.delivery.send_results import Sent
from tests.actions.recorded import record_result
from tests.faults.crowd import Crowd, nothing_waits
from tests.faults.test_network import one_ticket
from tests.installation import Installation

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_two_first_messages_of_one_person_at_once_make_one_ticket(otklik: Installation) -> None:
    crowd = Crowd(otklik, 12, "вдвоём")
    crowd.write(rounds=2)
    crowd.wait_until_all_arrived()
    otklik.wait_for(lambda: nothing_waits(otklik), "rest")
    assert crowd.complaints() == []
    assert crowd.greeted_wrongly() == []


def test_sixty_persons_at_once_get_one_topic_each(otklik_on_each: Installation) -> None:
    otklik = otklik_on_each
    crowd = Crowd(otklik, 60, "наплыв")
    crowd.write()
    crowd.wait_until_all_arrived()
    otklik.wait_for(lambda: nothing_waits(otklik), "rest")
    assert crowd.complaints() == []
    assert crowd.greeted_wrongly() == []


def test_a_card_that_changes_while_its_edit_is_on_the_way_is_edited_again(otklik: Installation) -> None:
    _, person, thread = one_ticket(otklik, "карточка-в-пути")
    card = otklik.telegram.messages(otklik.group, thread)[1]
    otklik.telegram.order("slow", method="editMessageText", milliseconds=700)
    ivan, olga = otklik.person("Иван"), otklik.person("Ольга")
    otklik.telegram.types(ivan, "/take", otklik.group, message_thread_id=thread)
    otklik.wait_for(lambda: otklik.telegram.orders()[-1]["done"] == 1, "the first edit on the way")
    otklik.telegram.types(olga, "/close", otklik.group, message_thread_id=thread)
    otklik.wait_for(lambda: len(otklik.telegram.texts(person)) > 1, "the proposal to close")
    otklik.wait_for(lambda: nothing_waits(otklik), "rest")
    shown = otklik.telegram.messages(otklik.group, thread)[1]
    assert shown["message_id"] == card["message_id"]
    assert say("ru", "card.state_closing") in shown["text"]


def test_a_sender_that_slept_through_its_lease_does_not_go_on_beside_the_next(database: Database) -> None:
    later = NOON + timedelta(seconds=16)
    drafts = [
        OutgoingRow(RowKind.POST, {"part": 0, "text": word}, repeatable=True, to=in_staff_chat(7))
        for word in ("раз", "два", "три")
    ]
    with database.write() as tx:
        outbox.post(tx, "1", outbox.chat_lane(7), Urgency.CONVERSATION, drafts, NOON)
    with database.write() as tx:
        ((old_lease, first),) = deliveries.lease_work(tx, Instant(NOON, NOON), DELIVER, "спит", 32)
    with database.write() as tx:
        ((new_lease, again),) = deliveries.lease_work(tx, Instant(later, later), DELIVER, "сменил", 32)
    with database.write() as tx:
        assert record_result(tx, Instant(later, later), old_lease, first, Sent(("1",))) is None
    with database.write() as tx:
        following = record_result(tx, Instant(later, later), new_lease, again, Sent(("2",)))
    assert following is not None
    assert as_post(following.payload)["text"] == "два"
