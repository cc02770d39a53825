"""A topic that staff deleted or closed, a group that moved or threw the bot out: put right, and nothing is lost."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from models.actions.desk import topics
from models.actions.desk.bindings import lose_group
from models.actions.queue.dispatching import Dispatch
from models.actions.talk.messages import File
from models.queries.staff import group_of_desk
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.payloads import as_post
from models.rules.delivery.send_results import FailedPermanently, Refusal, SendResult, Sent
from models.rules.health.group_health import GroupFacts
from models.tables.tickets import topic
from tests.actions.office import ACCOUNT, GROUP, Office, at

OTHER = -2002


def test_a_deleted_topic_comes_again_with_its_history_before_what_waits(office: Office) -> None:
    ticket_id = office.shows()
    office.adds(ticket_id, "второе")
    office.delivers()
    office.adds(ticket_id, "третье")
    office.adds(ticket_id, "четвёртое")
    before = office.view(ticket_id).thread_id
    sent = office.refuses("третье", Refusal.TOPIC_GONE, times=1)
    assert [one.kind for one in sent][:3] == [RowKind.POST, RowKind.CREATE_TOPIC, RowKind.CARD]
    words = [as_post(one.payload).get("text", "") for one in sent[3:]]
    assert "Тема была удалена" in words[0]
    assert "второе" in words[1]
    assert words[2:] == ["третье", "четвёртое"]
    assert office.view(ticket_id).thread_id != before


def test_a_topic_is_recreated_once_however_many_find_it_gone(office: Office) -> None:
    ticket_id = office.shows()
    office.answers(ticket_id, "Ответ")
    office.adds(ticket_id, "второе")
    sent = office.refuses("второе", Refusal.TOPIC_GONE, times=1)
    assert sum(one.kind == RowKind.CREATE_TOPIC for one in sent) == 1
    with office.database.read() as tx:
        assert tx.execute(select(topic.c.incarnation)).scalar_one() == 2


def test_a_closed_topic_is_opened_and_the_message_goes(office: Office) -> None:
    ticket_id = office.shows()
    office.adds(ticket_id, "второе")
    sent = office.refuses("второе", Refusal.TOPIC_CLOSED, times=1)
    assert [one.kind for one in sent] == [RowKind.POST, RowKind.REOPEN_TOPIC, RowKind.POST]


def test_a_group_that_moved_is_followed_and_nothing_is_lost(office: Office) -> None:
    ticket_id = office.shows()
    office.adds(ticket_id, "второе")
    moved: list[int] = []

    def result(dispatch: Dispatch) -> SendResult:
        if dispatch.chat_id == GROUP:
            moved.append(dispatch.id)
            return FailedPermanently(Refusal.MOVED, "upgraded", moved_to=OTHER)
        return office.appears(dispatch)

    sent = office.delivers(result=result)
    assert [one.chat_id for one in sent] == [GROUP, OTHER]
    assert office.view(ticket_id).topic_chat_id == OTHER
    with office.database.read() as tx:
        group = group_of_desk(tx, office.organisation_id, office.desk_id)
    assert group is not None
    assert group.chat_id == OTHER


def test_a_group_that_threw_the_bot_out_is_lost_and_its_tickets_can_be_shown_elsewhere(office: Office) -> None:
    ticket_id = office.shows()
    office.adds(ticket_id, "второе")
    office.refuses("второе", Refusal.CHAT_GONE)
    assert office.view(ticket_id).topic_state == "lost"
    with office.database.read() as tx:
        assert group_of_desk(tx, office.organisation_id, office.desk_id) is None


@pytest.mark.parametrize("topic_was_there", [True, False])
def test_tickets_of_a_lost_group_appear_in_the_next_one_with_what_waited(
    office: Office, topic_was_there: bool
) -> None:
    ticket_id = office.opens(office.meets())
    if topic_was_there:
        office.delivers()
    office.adds(ticket_id, "Ещё слово", at("1s"))
    with office.database.write() as tx:
        lose_group(tx, ACCOUNT, GROUP, at("1s").now)
    if not topic_was_there:
        # the topic is refused, and the card stays behind in the lane
        kicked = FailedPermanently(Refusal.CHAT_GONE, "kicked")
        office.delivers(at("2s"), lambda one: kicked if one.chat_id == GROUP else office.appears(one))
    office.binds(OTHER)
    with office.database.write() as tx:
        topics.show_ticket(tx, at("10s"), office.view(ticket_id), office.regulation)
    shown = [one for one in office.delivers(at("20s")) if one.chat_id == OTHER]
    assert [one.kind for one in shown[:2]] == [RowKind.CREATE_TOPIC, RowKind.CARD]
    assert sum("Ещё слово" in as_post(one.payload).get("text", "") for one in shown) == 1


def test_what_the_topic_refuses_is_named_there(office: Office) -> None:
    ticket_id = office.shows()
    office.adds(ticket_id, "", at("1s"), File("photo", "file-of-another-bot"))
    why = "Bad Request: wrong file identifier"
    refused = FailedPermanently(Refusal.OTHER, why)
    sent = office.delivers(at("2s"), lambda one: refused if one.payload.get("attachments") else office.appears(one))
    assert [why in as_post(one.payload).get("text", "") for one in sent if one.chat_id == GROUP].count(True) == 1


def test_missing_rights_are_said_once_and_the_ticket_waits_for_them(office: Office) -> None:
    well = GroupFacts(ACCOUNT, forum=True, administrator=True, manages_topics=True)
    first, second = (office.opens(office.meets()) for _ in range(2))

    def without_rights(dispatch: Dispatch) -> SendResult:
        if dispatch.kind == RowKind.CHECK_GROUP:
            return Sent(answers=replace(well, manages_topics=False).as_json())
        if dispatch.kind == RowKind.CREATE_TOPIC:
            return FailedPermanently(Refusal.OTHER, "not enough rights to create a topic")
        return office.appears(dispatch)

    for minutes in range(5):
        office.delivers(at(f"{minutes}m"), without_rights)
    assert len([words for words in office.words() if "не может управлять темами" in words]) == 1
    right = Sent(answers=well.as_json())
    office.delivers(at("10m"), lambda one: right if one.kind == RowKind.CHECK_GROUP else office.appears(one))
    assert office.view(first).thread_id is not None
    assert office.view(second).thread_id is not None
    assert "снова работает как следует" in office.words()[-1]
