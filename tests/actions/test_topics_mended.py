"""A topic that staff deleted or closed, a group that moved or threw the bot out: put right, and nothing is lost."""

from dataclasses import replace

from sqlalchemy import select

from models.actions.queue.dispatching import Dispatch
from models.queries.staff import group_of_desk
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.send_results import FailedPermanently, Refusal, SendResult, Sent
from models.rules.health.group_health import GroupFacts
from models.tables.tickets import topic
from tests.actions.office import ACCOUNT, GROUP, Office, at


def test_a_deleted_topic_comes_again_with_its_history_before_what_waits(office: Office) -> None:
    ticket_id = office.shows()
    office.adds(ticket_id, "второе")
    office.delivers()
    office.adds(ticket_id, "третье")
    office.adds(ticket_id, "четвёртое")
    before = office.view(ticket_id).thread_id
    sent = office.refuses("третье", Refusal.TOPIC_GONE, times=1)
    assert [one.kind for one in sent][:3] == [RowKind.POST, RowKind.CREATE_TOPIC, RowKind.CARD]
    words = [one.payload.get("text", "") for one in sent[3:]]
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
            return FailedPermanently(Refusal.MOVED, "upgraded", moved_to=-2002)
        return office.appears(dispatch)

    sent = office.delivers(result=result)
    assert [one.chat_id for one in sent] == [GROUP, -2002]
    assert office.view(ticket_id).topic_chat_id == -2002
    with office.database.read() as tx:
        group = group_of_desk(tx, office.desk_id)
    assert group is not None
    assert group.chat_id == -2002


def test_a_group_that_threw_the_bot_out_is_lost_and_its_tickets_can_be_shown_elsewhere(office: Office) -> None:
    ticket_id = office.shows()
    office.adds(ticket_id, "второе")
    office.refuses("второе", Refusal.CHAT_GONE)
    assert office.view(ticket_id).topic_state == "lost"
    with office.database.read() as tx:
        assert group_of_desk(tx, office.desk_id) is None


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
