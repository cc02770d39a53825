"""Outgoing rows wait in their order; what was decided later may still change what has not left."""

from typing import Any

from sqlalchemy import select

from models.actions.desk import topics
from models.actions.queue import lanes, outbox, repeats
from models.actions.queue.dispatching import Dispatch
from models.actions.queue.outbox import OutgoingRow
from models.rules.delivery.outgoing import RowKind, Urgency
from models.rules.delivery.payloads import as_post
from models.rules.delivery.places import IN_TOPIC, in_staff_chat
from models.rules.delivery.send_results import Sent, Unknown
from models.rules.delivery.states import DeliveryState
from models.tables.lanes import lane
from tests.actions.office import ACCOUNT, Office, at

REAL = at().real


def draft(words: str, kind: RowKind = RowKind.POST, chat_id: int | None = 7, **facts: Any) -> OutgoingRow:
    to = IN_TOPIC if chat_id is None else in_staff_chat(chat_id)
    return OutgoingRow(kind, {"part": 0, "text": words, "entities": []}, repeatable=True, to=to, **facts)


def post(office: Office, *drafts: OutgoingRow) -> int:
    """The lane's id."""
    with office.database.write() as tx:
        outbox.post(tx, ACCOUNT, "chat:7", Urgency.CONVERSATION, drafts, REAL)
        return int(tx.execute(select(lane.c.id).where(lane.c.key == "chat:7")).scalar_one())


def test_rows_of_a_lane_go_in_the_order_in_which_they_were_decided(office: Office) -> None:
    post(office, draft("one"), draft("two"))
    post(office, draft("three"))
    assert [as_post(one.payload)["text"] for one in office.delivers()] == ["one", "two", "three"]


def test_what_is_put_before_goes_first_and_the_rest_keeps_its_order(office: Office) -> None:
    lane_id = post(office, draft("one"), draft("two"))
    with office.database.write() as tx:
        outbox.put_before(tx, lane_id, ACCOUNT, [draft("zero"), draft("zero and a half")], REAL)
    post(office, draft("three"))
    sent = [as_post(one.payload)["text"] for one in office.delivers()]
    assert sent == ["zero", "zero and a half", "one", "two", "three"]


def test_what_is_put_before_an_empty_lane_simply_goes(office: Office) -> None:
    lane_id = post(office, draft("one"))
    office.delivers()
    with office.database.write() as tx:
        outbox.put_before(tx, lane_id, ACCOUNT, [draft("two")], REAL)
    assert [as_post(one.payload)["text"] for one in office.delivers()] == ["two"]


def test_what_has_left_is_neither_moved_nor_dropped(office: Office) -> None:
    lane_id = post(office, draft("sent"))
    office.delivers()
    post(office, draft("waiting"))
    with office.database.write() as tx:
        outbox.put_before(tx, lane_id, ACCOUNT, [draft("first")], REAL)
        outbox.drop_waiting(tx, lane_id, (RowKind.CARD,), REAL)
    assert [(row.payload["text"], row.state) for row in office.rows()] == [
        ("sent", "sent"),
        ("first", "pending"),
        ("waiting", "pending"),
    ]


def test_dropping_takes_the_named_kinds_and_tells_which_messages_still_wait(office: Office) -> None:
    ticket_id = office.opens(office.meets())
    message_id = office.adds(ticket_id, "ещё")
    lane_id = next(row.lane_id for row in office.rows(RowKind.CREATE_TOPIC))
    with office.database.write() as tx:
        still = outbox.drop_waiting(tx, lane_id, (RowKind.CREATE_TOPIC, RowKind.CARD), REAL)
    assert still == {message_id}
    states = {row.kind: row.state for row in office.rows()}
    assert states == {"create_topic": "cancelled", "card": "cancelled", "post": "pending"}


def test_edits_of_a_card_that_has_not_left_become_one_card(office: Office) -> None:
    ticket_id = office.opens(office.meets())
    for _ in range(3):
        with office.database.write() as tx:
            topics.refresh_card(tx, at("1m"), office.view(ticket_id), office.regulation)
    assert office.rows(RowKind.EDIT_CARD) == []
    assert len(office.rows(RowKind.CARD)) == 1


def test_edits_of_a_card_that_wait_become_one_edit(office: Office) -> None:
    ticket_id = office.opens(office.meets())
    office.delivers()
    office.answers(ticket_id, "Здравствуйте")
    with office.database.write() as tx:
        topics.refresh_card(tx, at("1m"), office.view(ticket_id), office.regulation)
    (edit,) = office.rows(RowKind.EDIT_CARD)
    assert "отвечено" in edit.payload["text"]


def test_a_card_that_changed_while_it_was_on_its_way_is_edited_afterwards(office: Office) -> None:
    ticket_id = office.opens(office.meets())

    def result(dispatch: Dispatch) -> Sent:
        if dispatch.kind == RowKind.CARD:
            office.answers(ticket_id, "Уже отвечаю")
        return office.appears(dispatch)

    sent = office.delivers(result=result)
    assert [one.kind for one in sent if one.kind in (RowKind.CARD, RowKind.EDIT_CARD)] == [
        RowKind.CARD,
        RowKind.EDIT_CARD,
    ]
    (edit,) = [one for one in sent if one.kind == RowKind.EDIT_CARD]
    assert "отвечено" in as_post(edit.payload)["text"]


def test_a_message_of_unknown_fate_is_sent_again_once_when_an_agent_says_so(office: Office) -> None:
    ticket_id = office.opens(office.meets())
    office.delivers()
    office.answers(ticket_id, "Ответ")
    office.delivers(result=lambda one: Unknown("?") if one.payload.get("text") == "Ответ" else office.appears(one))
    (row,) = [row for row in office.rows() if row.state == DeliveryState.UNKNOWN]
    with office.database.write() as tx:
        assert not repeats.repeat_unknown(tx, row.id, ticket_id + 1, REAL), "another ticket's button"
        assert repeats.repeat_unknown(tx, row.id, ticket_id, REAL)
        assert not repeats.repeat_unknown(tx, row.id, ticket_id, REAL), "a second click"
    again = [as_post(one.payload)["text"] for one in office.delivers() if one.kind == RowKind.POST]
    assert again == ["Ответ"]


def test_what_waits_for_a_group_that_moved_goes_to_its_new_id(office: Office) -> None:
    post(office, draft("old", chat_id=-5))
    with office.database.write() as tx:
        outbox.readdress(tx, ACCOUNT, -5, -6)
    assert [one.chat_id for one in office.delivers()] == [-6]


def test_a_row_added_while_its_lane_is_being_given_back_is_not_forgotten(office: Office) -> None:
    lane_id = post(office, draft("one"))
    with office.database.write() as tx:
        (lease,) = lanes.lease_lanes(tx, "deliver", "t", REAL, 10)
    post(office, draft("two"))
    with office.database.write() as tx:
        lanes.release_lane(tx, lease, REAL)
    assert len(office.delivers()) == 2
    assert lane_id == lease.lane_id
