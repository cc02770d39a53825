"""What follows from a past that comes back, against two databases."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from models.actions.delivery import deliveries
from models.actions.delivery.restoring import Settled, settle
from models.actions.desk import staff
from models.actions.queue import outbox, row_states
from models.actions.queue.outbox import OutgoingRow
from models.rules.delivery.choices import ticket_key
from models.rules.delivery.outgoing import DELIVER, RowKind, Urgency
from models.rules.delivery.payloads import as_post
from models.rules.delivery.places import in_staff_chat
from models.tables.lanes import lane
from models.tables.lanes import outbox as outbox_table
from tests.actions.office import ACCOUNT, GROUP, NOON, Office, at

BACKED_UP = NOON - timedelta(hours=10)


def comes_back(office: Office, *, moved: bool = False) -> Settled:
    with office.database.write() as tx:
        return settle(tx, at("1h"), BACKED_UP, moved=moved)


def state_of(office: Office, words: str) -> str:
    [row] = [row for row in office.rows() if row.payload.get("text") == words]
    return str(row.state)


def test_a_message_to_a_person_that_waited_may_have_left_since_and_the_agent_decides(office: Office) -> None:
    ticket_id = office.shows()
    office.answers(ticket_id, "Проверяем линию")
    assert comes_back(office).unknown == 1
    assert state_of(office, "Проверяем линию") == "unknown"
    office.delivers(at("1h"))
    assert state_of(office, "Проверяем линию") == "unknown"
    [row] = [row for row in office.rows(RowKind.POST) if row.payload.get("text") == "Проверяем линию"]
    told = [row for row in office.rows(RowKind.POST) if row.payload.get("choices")]
    assert [told[-1].payload["choices"][0][0]["key"]] == [ticket_key(ticket_id, 0, f"resend.{row.id}")]
    with office.database.write() as tx:
        assert deliveries.send_again(tx, at("2h"), row.id, ticket_id)
    assert "Проверяем линию" in [one.payload.get("text") for one in office.delivers(at("2h"))]


def test_what_staff_may_see_twice_goes_again_and_says_so(office: Office) -> None:
    ticket_id = office.shows()
    office.adds(ticket_id, "И телефон молчит")
    settled = comes_back(office)
    assert (settled.unknown, settled.again >= 1) == (0, True)
    [copy] = [one for one in office.delivers(at("1h")) if one.payload.get("text") == "И телефон молчит"]
    assert copy.repeated


@pytest.mark.parametrize("moved", [False, True])
def test_whoever_held_a_lane_is_gone_and_what_was_in_flight_is_unknown(office: Office, moved: bool) -> None:
    ticket_id = office.shows()
    office.answers(ticket_id, "Проверяем линию")
    with office.database.write() as tx:
        [(_, head)] = [
            one for one in deliveries.lease_work(tx, at(), DELIVER, "t", 10) if one[1].message_id is not None
        ]
        assert row_states.mark_sending(tx, head.id, at().real)
    assert comes_back(office, moved=moved).unknown == 1
    with office.database.read() as tx:
        assert tx.execute(select(lane.c.id).where(lane.c.leased_until.is_not(None))).all() == []
    office.delivers(at("1h"))
    assert state_of(office, "Проверяем линию") == "unknown"


def test_on_another_machine_what_waited_is_sent_and_nobody_is_alarmed(office: Office) -> None:
    ticket_id = office.shows()
    office.answers(ticket_id, "Проверяем линию")
    assert comes_back(office, moved=True) == Settled(unknown=0, again=0)
    sent = [as_post(one.payload).get("text", "") for one in office.delivers(at("1h"))]
    assert "Проверяем линию" in sent
    assert not [text for text in sent if "восстановлено" in text]


def test_each_bound_group_learns_from_when_its_past_is(office: Office) -> None:
    office.binds(-2002, additional=True)
    with office.database.write() as tx:
        tx.execute(update(outbox_table).values(state="sent"))
    comes_back(office)
    groups = (str(GROUP), "-2002")
    told = {int(row.address): row.payload["text"] for row in office.rows(RowKind.POST) if row.address in groups}
    assert set(told) == {GROUP, -2002}
    # BACKED_UP by Moscow's clock
    assert all("11 ноября 2026" in text and "02:00" in text for text in told.values()), told


def opens(office: Office, code: str, purpose: str) -> bool:
    with office.database.read() as tx:
        return staff.invitation(tx, office.organisation_id, code, [purpose], at("1h").now) is not None


def test_a_code_that_was_used_after_the_backup_does_not_open_again(office: Office) -> None:
    """The backup knows it as unused, as it knows those that nobody used: nobody can tell them apart."""
    purposes = ("bind", "head", "member")
    with office.database.write() as tx:
        codes = {purpose: staff.issue_code(tx, office.desk_id, purpose, at().now) for purpose in purposes}
        staff.issue_code(tx, office.desk_id, "bind", at().now - timedelta(days=3))  # over anyway
    assert all(opens(office, code, purpose) for purpose, code in codes.items())
    assert comes_back(office).void == 3
    assert not any(opens(office, code, purpose) for purpose, code in codes.items())
    with office.database.write() as tx:
        assert not any(staff.spend_code(tx, office.organisation_id, code, at("1h").now) for code in codes.values())
        fresh = staff.issue_code(tx, office.desk_id, "bind", at("1h").now)
    assert opens(office, fresh, "bind")


def test_on_another_machine_codes_stay_good_because_nobody_can_have_used_them(office: Office) -> None:
    with office.database.write() as tx:
        code = staff.issue_code(tx, office.desk_id, "bind", at().now)
    assert comes_back(office, moved=True).void == 0
    assert opens(office, code, "bind")


def test_words_of_a_dialogue_that_waited_are_not_said_and_nobody_has_to_decide(office: Office) -> None:
    """No ticket stands behind them: whoever asked will write again."""
    with office.database.write() as tx:
        draft = OutgoingRow(
            RowKind.POST, {"part": 0, "text": "Какой адрес?", "entities": []}, repeatable=False, to=in_staff_chat(105)
        )
        outbox.post(tx, ACCOUNT, outbox.chat_lane(105), Urgency.CONVERSATION, [draft], at().real)
    assert comes_back(office).unknown == 1
    office.delivers(at("1h"))
    assert state_of(office, "Какой адрес?") == "unknown"
