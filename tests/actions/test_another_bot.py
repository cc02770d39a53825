"""Another bot in place of the old one: nothing of the old one leaves by it, and staff know what to do."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.actions.delivery.bot_replacement import Replaced, replace_bot
from models.actions.desk import bots, editions, staff
from models.actions.queue.inbox import RawInbound, lock_due_lanes, store_inbound, waiting_in
from models.db import Database
from models.queries.bots import former_bots
from models.queries.organisations import organisations
from models.queries.persons import requester_at
from models.queries.staff import bound_group, reachable_heads
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.payloads import as_post
from models.rules.delivery.send_results import FailedTemporarily
from models.rules.regulation.organisations import OrganisationId
from models.tables.lanes import inbox, outbox
from tests.actions.groups_office import ACCOUNT, GROUP, NOON, GroupsOffice, at
from tests.journeys.regulations import as_organisation

NEW = "7999999999"


@pytest.fixture
def office(database: Database) -> GroupsOffice:
    office = GroupsOffice(database)
    with database.write() as tx:
        bots.remember_bot(tx, office.organisation_id, ACCOUNT, "old_bot", NOON)
    return office


def replaces(office: GroupsOffice, when: str = "0s") -> Replaced:
    with office.database.write() as tx:
        return replace_bot(tx, at(when), office.organisation_id, ACCOUNT, NEW)


def waiting(office: GroupsOffice, account: str) -> list[str]:
    with office.database.read() as tx:
        query = select(outbox.c.kind).where(outbox.c.account == account, outbox.c.state == "pending")
        return list(tx.execute(query.order_by(outbox.c.id)).scalars())


def test_a_bot_that_served_somebody_is_known_to_the_next_one_until_it_took_over(office: GroupsOffice) -> None:
    ours = office.edition.organisation_id
    office.opens(office.meets())
    with office.database.read() as tx:
        (former,) = former_bots(tx, ours, NEW)
        assert former_bots(tx, ours, ACCOUNT) == []
    assert (former.username, former.groups, former.tickets) == ("old_bot", 1, 1)
    replaces(office)
    with office.database.read() as tx:
        assert former_bots(tx, ours, NEW) == []
        assert [bot.account for bot in former_bots(tx, ours, ACCOUNT)] == [NEW]  # the old token is refused now


def test_a_database_that_nobody_was_served_from_refuses_no_bot(database: Database) -> None:
    with database.read() as tx:
        assert former_bots(tx, OrganisationId(1), NEW) == []
    with database.write() as tx:
        bots.remember_bot(tx, OrganisationId(1), ACCOUNT, "tried_first", NOON)
        assert former_bots(tx, OrganisationId(1), NEW) == []


def test_the_bot_of_another_organisation_is_no_former_one(office: GroupsOffice) -> None:
    office.opens(office.meets())
    with office.database.write() as tx:
        editions.adopt(tx, as_organisation("other"), NOON)
        owner = next(one.id for one in organisations(tx) if one.key == "other")
        bots.remember_bot(tx, owner, NEW, "other_bot", NOON)
        assert former_bots(tx, owner, NEW) == []
        assert former_bots(tx, office.edition.organisation_id, ACCOUNT) == []


def test_the_group_waits_for_the_new_bot_and_goes_on_with_it_in_the_same_topics(office: GroupsOffice) -> None:
    ticket_id = office.shows()
    thread_id = office.view(ticket_id).thread_id
    office.adds(ticket_id, "ждёт")
    moved = replaces(office)
    assert (moved.groups, moved.tickets) == (["Поддержка"], 1)
    assert office.delivers(at("2m")) == []
    with office.database.write() as tx:
        assert bound_group(tx, office.organisation_id, NEW, GROUP) is None
    with_new_bot(office)
    assert office.view(ticket_id).thread_id == thread_id
    sent = [(one.account, one.kind, one.thread_id) for one in office.delivers(at("4m")) if one.to_topic]
    assert sent == [(NEW, kind, thread_id) for kind in (RowKind.CARD, RowKind.POST, RowKind.POST)]
    assert "ждёт" in office.words("sent")


def test_what_a_group_was_to_read_ahead_of_all_that_waits_there_is_said_by_the_new_bot(office: GroupsOffice) -> None:
    office.types("/queue")
    replaces(office)
    with_new_bot(office)
    said = [one.account for one in office.delivers(at("4m")) if "Задержек нет" in str(one.payload.get("text"))]
    assert said == [NEW]


def with_new_bot(office: GroupsOffice) -> None:
    """It is taken into the group."""
    user = {"id": int(NEW), "is_bot": True, "first_name": "Новый"}
    change = {
        "chat": office.group(),
        "from": office._user("Глеб"),
        "date": int(at("3m").real.timestamp()),
        "old_chat_member": {"user": user, "status": "left"},
        "new_chat_member": {"user": user, "status": "member"},
    }
    office.comes({"my_chat_member": change}, at("3m"), account=NEW)


def test_words_for_people_that_wait_leave_by_no_bot_and_the_topic_says_how_many(office: GroupsOffice) -> None:
    ticket_id = office.shows()
    office.types("Раз", ticket_id)
    office.types("Два", ticket_id)
    assert replaces(office).unsent == 2
    assert waiting(office, ACCOUNT) == []
    with_new_bot(office)
    sent = office.delivers(at("4m"))
    assert not [one for one in sent if one.payload.get("text") in ("Раз", "Два")]
    assert [one for one in sent if "2 сообщения абоненту не ушли" in str(one.payload.get("text"))]


def test_an_answer_that_leaves_by_no_bot_was_none_and_its_time_in_flight_is_not_counted(office: GroupsOffice) -> None:
    ticket_id = office.shows()
    due = office.view(ticket_id).first_response_due_at
    assert due is not None
    office.types("Раз", ticket_id)
    replaces(office, "1m")
    view = office.view(ticket_id)
    assert (view.answered_at, view.first_response_due_at) == (None, due + timedelta(minutes=1))
    with_new_bot(office)
    office.delivers(at("4m"))
    assert any("первый ответ ждут до" in words for words in office.words("sent"))


def test_an_answer_that_had_arrived_counts_when_another_bot_takes_over(office: GroupsOffice) -> None:
    ticket_id = office.shows()
    office.types("Раз", ticket_id)
    office.delivers()
    office.types("Два", ticket_id)
    replaces(office)
    assert office.view(ticket_id).answered_at is not None


def test_a_requester_who_starts_the_new_bot_is_the_same_person_with_the_same_ticket(office: GroupsOffice) -> None:
    anna = office.meets()
    ticket_id = office.shows(anna)
    replaces(office)
    view = office.view(ticket_id)
    assert (view.account, view.address_state) == (NEW, "dead")
    with office.database.read() as tx:
        found = requester_at(tx, anna.organisation_id, "telegram", NEW, anna.address)
    assert found is not None
    assert found[0].person_id == anna.person_id


def test_a_head_has_to_start_the_new_bot_and_is_the_head_then(office: GroupsOffice) -> None:
    office.has_head(500)
    replaces(office)
    with office.database.write() as tx:
        assert reachable_heads(tx, office.organisation_id, office.desk_id) == []
        assert staff.back(tx, office.organisation_id, NEW, 500).desks == [office.desk_id]
        assert [head.account for head in reachable_heads(tx, office.organisation_id, office.desk_id)] == [NEW]


def test_what_the_old_bot_stored_and_did_not_process_is_processed_by_the_new_one(office: GroupsOffice) -> None:
    with office.database.write() as tx:
        items = [RawInbound(str(number), "chat:5", {"update_id": number}) for number in (1, 2)]
        store_inbound(tx, "telegram", ACCOUNT, items, at().real)
    replaces(office)
    with office.database.write() as tx:
        lanes = lock_due_lanes(tx, [NEW], at().real, 10)
        assert [row.payload["update_id"] for row in waiting_in(tx, lanes, 10)] == [1, 2]
        again = [RawInbound("1", "chat:5", {"update_id": 1})]
        assert store_inbound(tx, "telegram", NEW, again, at().real) == 1  # another bot counts for itself
        assert len(tx.execute(select(inbox.c.id)).all()) == 3


def test_going_back_to_the_first_bot_is_the_same_again(office: GroupsOffice) -> None:
    ticket_id = office.shows()
    replaces(office)
    with office.database.write() as tx:
        replace_bot(tx, at(), office.organisation_id, NEW, ACCOUNT)
    office.bot_becomes("administrator", when=at("3m"))
    office.adds(ticket_id, "снова здесь", at("3m"))
    assert "снова здесь" in office.shown_in(GROUP, office.delivers(at("4m")))


def test_a_topic_whose_card_the_old_bot_had_not_posted_yet_learns_of_the_new_one_too(office: GroupsOffice) -> None:
    ticket_id = office.opens(office.meets())
    no_card = FailedTemporarily(1, "stopped in between")
    office.delivers(result=lambda one: no_card if one.kind == RowKind.CARD else office.appears(one))
    assert office.view(ticket_id).thread_id is not None
    assert replaces(office).tickets == 1
    with_new_bot(office)
    sent = [one for one in office.delivers(at("4m")) if one.to_topic]
    assert "Теперь здесь работает другой бот" in as_post(sent[0].payload)["text"]
    assert [one.kind for one in sent].count(RowKind.CARD) == 1
