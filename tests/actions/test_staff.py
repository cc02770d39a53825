"""Codes work once and for a day; groups and heads come, move and go."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import select

from models.actions.desk import bindings, staff
from models.queries.messages import ticket_of_message
from models.queries.staff import bound_group, group_of_desk, is_head, reachable_heads
from models.queries.tickets import ticket_in_topic
from models.rules.delivery.outgoing import RowKind
from models.tables.organisations import one_time_code, staff_group
from tests.actions.office import ACCOUNT, GROUP, NOON, Office


def code(office: Office, purpose: str = staff.GROUP) -> str:
    with office.database.write() as tx:
        return staff.issue_code(tx, office.desk_id, purpose, NOON)


def desk_of(office: Office, given: str, purpose: str = staff.GROUP, hours: float = 0) -> int | None:
    with office.database.read() as tx:
        found = staff.invitation(tx, office.organisation_id, given, [purpose], NOON + timedelta(hours=hours))
    return None if found is None else found.desk_id


def spend(office: Office, given: str, hours: float = 0) -> bool:
    with office.database.write() as tx:
        return staff.spend_code(tx, office.organisation_id, given, NOON + timedelta(hours=hours))


def test_a_code_names_its_desk_for_a_day(office: Office) -> None:
    issued = code(office)
    assert desk_of(office, issued) == office.desk_id
    assert desk_of(office, f"  {issued}\n") == office.desk_id
    assert desk_of(office, issued, hours=23.99) == office.desk_id
    assert desk_of(office, issued, hours=24) is None


def test_a_wrong_code_names_nothing(office: Office) -> None:
    issued = code(office)
    for wrong in ("", issued[:-1], issued + "x", issued.swapcase()):
        assert desk_of(office, wrong) is None


def test_a_code_is_good_for_its_purpose_only(office: Office) -> None:
    assert desk_of(office, code(office, staff.HEAD), staff.GROUP) is None
    assert desk_of(office, code(office, staff.GROUP), staff.HEAD) is None


def test_a_code_is_spent_once_however_many_try(office: Office) -> None:
    issued = code(office)
    with ThreadPoolExecutor(4) as pool:
        won = list(pool.map(lambda _: spend(office, issued), range(4)))
    assert won.count(True) == 1
    assert desk_of(office, issued) is None


def test_an_expired_code_is_not_spent(office: Office) -> None:
    issued = code(office)
    assert not spend(office, issued, hours=24)
    assert spend(office, issued, hours=23.99)


def test_codes_are_not_stored_and_differ(office: Office) -> None:
    issued = {code(office) for _ in range(20)}
    assert len(issued) == 20
    with office.database.read() as tx:
        stored = set(tx.execute(select(one_time_code.c.digest)).scalars())
    assert not stored & issued


def test_an_agent_is_one_person_whatever_they_are_called_today(office: Office) -> None:
    organisation = office.organisation_id
    with office.database.write() as tx:
        first = staff.known_agent(tx, organisation, ACCOUNT, 42, "Пётр", "ru")
        assert staff.known_agent(tx, organisation, ACCOUNT, 42, "Пётр Петрович", "ru") == first
        assert staff.find_agent(tx, organisation, ACCOUNT, 42) == first
        assert staff.find_agent(tx, organisation, ACCOUNT, 43) is None
        assert staff.find_agent(tx, organisation, "other bot", 42) is None


def test_a_group_that_moved_keeps_its_topics_and_copies_under_the_new_id(office: Office) -> None:
    ticket_id = office.opens(office.meets())
    office.adds(ticket_id, "второе")
    sent = office.delivers()
    thread_id = office.view(ticket_id).thread_id
    assert thread_id is not None
    with office.database.write() as tx:
        assert bindings.move_group(tx, office.organisation_id, ACCOUNT, GROUP, -2002)
        assert not bindings.move_group(tx, office.organisation_id, ACCOUNT, GROUP, -2002)
        assert bound_group(tx, office.organisation_id, ACCOUNT, GROUP) is None
        view = ticket_in_topic(tx, office.organisation_id, ACCOUNT, -2002, thread_id)
        assert view is not None
        assert view.id == ticket_id
    assert sent[-1].kind == RowKind.POST
    with office.database.read() as tx:
        copies = [
            row
            for number in range(5000, 5100)
            if (row := ticket_of_message(tx, office.organisation_id, "telegram", ACCOUNT, "-2002", str(number)))
            is not None
        ]
    assert copies == [ticket_id]


def test_a_group_that_moved_after_staff_bound_its_new_id_is_the_one_they_bound(office: Office) -> None:
    office.binds(-2002)
    with office.database.write() as tx:
        bindings.move_group(tx, office.organisation_id, ACCOUNT, GROUP, -2002)
        assert bound_group(tx, office.organisation_id, ACCOUNT, -2002) is not None
        assert tx.execute(select(staff_group.c.chat_id)).scalars().all() == [-2002]


def test_binding_again_makes_the_group_serve_once(office: Office) -> None:
    office.binds()
    with office.database.read() as tx:
        assert bound_group(tx, office.organisation_id, ACCOUNT, GROUP) is not None
        assert bound_group(tx, office.organisation_id, "other bot", GROUP) is None


def test_a_lost_group_comes_back_when_it_is_bound_again(office: Office) -> None:
    with office.database.write() as tx:
        bindings.lose_group(tx, ACCOUNT, GROUP, NOON)
        assert group_of_desk(tx, office.organisation_id, office.desk_id) is None
    office.binds()
    with office.database.read() as tx:
        found = group_of_desk(tx, office.organisation_id, office.desk_id)
    assert found is not None
    assert found.chat_id == GROUP


def test_a_head_who_left_and_came_back_is_one_head(office: Office) -> None:
    olga = office.has_head(chat_id=500)
    with office.database.write() as tx:
        staff.unreachable(tx, office.organisation_id, ACCOUNT, 500)
        assert reachable_heads(tx, office.organisation_id, office.desk_id) == []
        assert is_head(tx, office.organisation_id, office.desk_id, olga)
    office.has_head(chat_id=500)
    with office.database.read() as tx:
        assert [head.agent_id for head in reachable_heads(tx, office.organisation_id, office.desk_id)] == [olga]


def test_somebody_elses_leaving_changes_no_head(office: Office) -> None:
    office.has_head(chat_id=500)
    with office.database.write() as tx:
        staff.unreachable(tx, office.organisation_id, ACCOUNT, 501)
        staff.unreachable(tx, office.organisation_id, "other bot", 500)
        assert len(reachable_heads(tx, office.organisation_id, office.desk_id)) == 1
