"""A group replaces another one openly: who did it is named, what waits moves, nothing goes to both."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from models.actions.delivery import deliveries
from models.actions.tickets import tickets
from models.db import Database
from models.queries.staff import groups_of_desk
from models.queries.tickets import ticket_by_id
from models.rules.delivery.outgoing import DELIVER, RowKind
from models.rules.delivery.payloads import as_post, as_reaction
from models.rules.delivery.places import Place
from models.rules.delivery.send_results import Sent
from models.tables.tickets import topic
from tests.actions.groups_office import GROUP, OTHER, GroupsOffice, at
from tests.actions.recorded import record_result


@pytest.fixture
def office(database: Database) -> GroupsOffice:
    return GroupsOffice(database)


def serving(office: GroupsOffice) -> list[int]:
    with office.database.read() as tx:
        return [group.chat_id for group in groups_of_desk(tx, office.organisation_id, office.desk_id)]


def test_a_new_group_replaces_the_old_one_and_the_old_one_learns_who_did_it(office: GroupsOffice) -> None:
    office.binds_over(OTHER, "Ева")
    assert serving(office) == [OTHER]
    (told,) = office.posted(GROUP)
    assert "теперь обслуживает группа «Вторая»" in told
    assert f"привязал(а) Ева (Telegram id {office._people['Ева']})" in told
    assert "Раньше линию обслуживала группа «Поддержка»" in office.posted(OTHER)[0]


def test_the_head_learns_in_private_who_bound_another_group(office: GroupsOffice) -> None:
    office.has_head(500)
    office.binds_over(OTHER, "Ева")
    (told,) = office.posted(500)
    assert "вместо группы «Поддержка»" in told
    assert "Ева (Telegram id" in told


def test_open_tickets_move_with_what_was_said_and_with_what_still_waits(office: GroupsOffice) -> None:
    ticket_id = office.shows()
    office.adds(ticket_id, "было раньше")
    office.delivers()
    office.adds(ticket_id, "ещё ждёт")
    office.binds_over(OTHER)
    shown = office.shown_in(OTHER, office.delivers())
    assert shown[0].startswith("№1")
    assert "Заявка переехала сюда" in shown[2]
    assert "было раньше" in shown[3]
    assert shown[4:] == ["ещё ждёт"]
    office.adds(ticket_id, "потом")
    assert office.shown_in(OTHER, office.delivers()) == ["потом"]


def test_what_is_on_its_way_to_the_old_topic_is_shown_in_the_new_one_too(office: GroupsOffice) -> None:
    ticket_id = office.shows()
    office.adds(ticket_id, "в пути")
    with office.database.write() as tx:
        work = deliveries.lease_work(tx, at(), DELIVER, "one", 10)
    lease, dispatch = next(one for one in work if one[1].payload.get("text") == "в пути")
    assert dispatch.chat_id == GROUP
    office.binds_over(OTHER)
    with office.database.write() as tx:
        following = record_result(tx, at(), lease, dispatch, Sent(("777",)))
    assert following is not None  # the lease is still ours, and the new topic comes first
    assert following.kind == RowKind.CREATE_TOPIC
    with office.database.write() as tx:
        after = record_result(tx, at(), lease, following, Sent(thread_id=5))
    sent = office.delivers(at("20s"))
    shown = office.shown_in(OTHER, [one for one in (after, *sent) if one is not None])
    assert shown.count("в пути") == 1


def test_a_result_for_an_old_life_of_the_topic_changes_nothing_of_the_new_one(office: GroupsOffice) -> None:
    ticket_id = office.opens(office.meets())
    with office.database.write() as tx:
        ((lease, dispatch),) = deliveries.lease_work(tx, at(), DELIVER, "one", 10)
    assert dispatch.kind == RowKind.CREATE_TOPIC
    office.binds_over(OTHER)
    with office.database.write() as tx:
        record_result(tx, at(), lease, dispatch, Sent(thread_id=666))
    assert office.view(ticket_id).thread_id != 666
    office.delivers(at("20s"))
    with office.database.read() as tx:
        row = tx.execute(select(topic)).one()
    assert (row.chat_id, row.state, row.incarnation) == (OTHER, "created", 2)
    assert row.thread_id not in (None, 666)


def test_what_became_of_an_answer_is_shown_where_the_agent_wrote_it(office: GroupsOffice) -> None:
    ticket_id = office.shows()
    message_id = office.types("Проверяем", ticket_id)
    office.binds_over(OTHER)
    sent = [*office.delivers(), *office.delivers(at("20s"))]
    reactions = [one for one in sent if one.kind == RowKind.REACTION]
    assert [(one.chat_id, as_reaction(one.payload)["provider_id"]) for one in reactions] == [(GROUP, str(message_id))]


def test_a_closed_ticket_that_opens_again_gets_its_topic_where_the_desk_is_served_now(office: GroupsOffice) -> None:
    ticket_id = office.shows()
    with office.database.write() as tx:
        tickets.close(
            tx,
            at(),
            ticket_by_id(tx, office.organisation_id, ticket_id),
            office.regulation,
            phrase="staff.closed_by_silence",
        )
    office.delivers()
    office.binds_over(OTHER)
    assert office.shown_in(OTHER, office.delivers()) == []
    office.types("/reopen 1", chat_id=OTHER)
    shown = office.shown_in(OTHER, office.delivers())
    assert shown[0].startswith("№1")
    assert shown[-1] == "Иван снова открывает заявку."


def test_an_additional_group_stands_beside_the_first_and_acts_for_its_tickets(office: GroupsOffice) -> None:
    ticket_id = office.shows()
    office.binds_over(OTHER, additional=True)
    assert serving(office) == [GROUP, OTHER]
    assert "дополнительно" in office.posted(OTHER)[0]
    assert "дополнительно привязана группа «Вторая»: её привязал(а) Ева" in office.posted(GROUP)[0]
    assert office.view(ticket_id).topic_chat_id == GROUP
    office.types("/take 1", who="Пётр", chat_id=OTHER)
    assert office.view(ticket_id).assignee_name == "Пётр"
    office.opens(office.meets("Борис"))
    assert office.shown_in(OTHER, office.delivers()) == []


def test_a_code_for_an_additional_group_is_the_first_one_where_there_is_none(database: Database) -> None:
    office = GroupsOffice(database)
    office.binds_over(GROUP, "Иван", additional=True)  # the group that serves the desk already
    assert serving(office) == [GROUP]
    office.binds_over(OTHER)
    assert serving(office) == [OTHER]


def test_who_binds_the_same_group_again_changes_nothing_for_its_tickets(office: GroupsOffice) -> None:
    ticket_id = office.shows()
    before = office.view(ticket_id)
    office.binds_over(GROUP, "Иван")
    assert office.shown_in(GROUP, office.delivers()) == []
    assert office.view(ticket_id).thread_id == before.thread_id


def test_an_answer_in_a_topic_of_the_replaced_group_goes_nowhere_and_is_said_so(office: GroupsOffice) -> None:
    ticket_id = office.shows()
    thread_id = office.view(ticket_id).thread_id
    office.binds_over(OTHER)
    before = len(office.rows())
    office.types("Сделали", message_thread_id=thread_id, is_topic_message=True)
    assert "никому не отправлено" in office.posted(GROUP)[-1]
    assert "«Вторая»" in office.posted(GROUP)[-1]
    assert not [row for row in office.rows()[before:] if row.place == Place.ADDRESS]


def test_the_bot_leaves_a_replaced_group_after_a_day_and_says_so_first(office: GroupsOffice) -> None:
    office.binds_over(OTHER)
    office.delivers()
    assert [one for one in office.delivers(at("23h")) if one.kind == RowKind.LEAVE_CHAT] == []
    sent = [one for one in office.delivers(at("25h")) if one.chat_id == GROUP]
    assert [one.kind for one in sent] == [RowKind.POST, RowKind.LEAVE_CHAT]
    assert "бот выходит" in as_post(sent[0].payload)["text"]


def test_a_group_that_is_not_bound_is_told_once_how_and_left_after_a_day(office: GroupsOffice) -> None:
    office.bot_becomes("member", -3003)
    office.bot_becomes("administrator", -3003, before="member")
    office.types("привет", chat_id=-3003)
    (told,) = office.posted(-3003)
    assert "/bind КОД" in told
    assert "за сутки" in told
    office.delivers()
    sent = [one.kind for one in office.delivers(at("25h")) if one.chat_id == -3003]
    assert sent == [RowKind.POST, RowKind.LEAVE_CHAT]


def test_a_group_that_is_bound_within_the_day_is_not_left(office: GroupsOffice) -> None:
    office.bot_becomes("administrator", OTHER)
    office.binds_over(OTHER)
    office.delivers()
    left = [one.chat_id for one in office.delivers(at("25h")) if one.kind == RowKind.LEAVE_CHAT]
    assert left == [GROUP]


def test_trouble_of_a_group_is_told_once_to_it_and_the_head_and_so_is_its_end(office: GroupsOffice) -> None:
    office.has_head(500)
    office.facts = replace(office.facts, manages_topics=False)
    office.bot_becomes("administrator", before="administrator", can_manage_topics=False)
    office.delivers()
    office.delivers(at("2m"))
    office.delivers(at("4m"))
    for chat in (GROUP, 500):
        (told,) = office.posted(chat)
        assert "работает не полностью" in told
        assert "Бот не может управлять темами" in told
    office.facts = replace(office.facts, manages_topics=True)
    office.delivers(at("6m"))
    for chat in (GROUP, 500):
        assert "снова работает" in office.posted(chat)[-1]
    assert len(office.posted(GROUP)) == 2
    assert office.delivers(at("60m")) == []


def test_a_public_group_is_trouble(office: GroupsOffice) -> None:
    office.facts = replace(office.facts, username="polosa_support")
    office.binds_over(OTHER, "Иван")
    office.delivers()
    assert "Группа публичная: @polosa_support" in office.posted(OTHER)[-1]
