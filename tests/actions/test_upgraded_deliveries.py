"""An older database: what was under way in the words of its payloads goes on, and people see no difference."""

from functools import cache
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlalchemy import Connection, inspect, select, text, update

from models.actions.delivery import deliveries
from models.actions.ladder.escalations import escalate, take_escalation
from models.actions.reach import duty_calls
from models.actions.talk import answers
from models.actions.talk.messages import Corrected, edit_message
from models.db import Database
from models.migrations.to_newest import upgrade, upgrade_to
from models.phrases.catalogue import say
from models.queries.messages import last_message_of
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.send_results import FailedPermanently, Refusal, Unknown
from models.tables import metadata
from models.tables.deliveries import delivery
from models.tables.lanes import outbox
from models.tables.messages import message_copy, told
from tests.actions.office import GROUP, Office, at
from tests.actions.sms_office import SmsOffice

REFUSED = FailedPermanently(Refusal.OTHER, "no")


@cache
def _before() -> dict[str, tuple[set[str], set[str]]]:
    """By table of the release before: its columns and indexes."""
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/otklik.db")
        with database.write() as tx:
            upgrade_to(tx, "0011")
            found = _shape(tx)
        database.close()
    return found


def _shape(tx: Connection) -> dict[str, tuple[set[str], set[str]]]:
    look = inspect(tx)
    return {
        table: (
            {str(column["name"]) for column in look.get_columns(table)},
            {str(index["name"]) for index in look.get_indexes(table) if not index.get("duplicates_constraint")},
        )
        for table in look.get_table_names()
    }


def take_away_what_came_later(tx: Connection) -> None:
    was = _before()
    now = _shape(tx)
    for table, (_, indexes) in now.items():
        for index in indexes - was.get(table, (set(), set()))[1]:
            tx.execute(text(f"DROP INDEX {index}"))
    for table in was.keys() & now.keys():
        for column in now[table][0] - was[table][0]:
            tx.execute(text(f"ALTER TABLE {table} DROP COLUMN {column}"))
    for one in reversed(metadata.sorted_tables):
        if one.name not in was:
            tx.execute(text(f"DROP TABLE {one.name}"))


def is_brought_up_to_date(office: Office) -> None:
    """As the release before would have left it, and then upgraded."""
    with office.database.write() as tx:
        wholes = {row.id: row for row in tx.execute(select(delivery))}
        kept = {row.outbox_id: row for row in tx.execute(select(told).where(told.c.outbox_id.is_not(None)))}
        rows = tx.execute(select(outbox).order_by(outbox.c.id)).all()
        for row in rows:
            said = _as_before(row, rows, wholes, kept)
            if row.message_id is not None and "report_to" in said:
                first = select(message_copy.c.provider_id).where(message_copy.c.message_id == row.message_id)
                said["report_to"] = tx.execute(first.order_by(message_copy.c.id).limit(1)).scalar_one()
            tx.execute(update(outbox).where(outbox.c.id == row.id).values(payload={**row.payload, **said}))
        tx.execute(text("DELETE FROM told WHERE outbox_id IS NOT NULL"))
        if tx.dialect.name == "postgresql":  # SQLite's table is made anew, whatever its constraint is called
            former = "uq_message_copy_transport_account_address_provider_id"
            tx.execute(text(f"ALTER TABLE message_copy RENAME CONSTRAINT uq_message_copy_place TO {former}"))
        take_away_what_came_later(tx)
        tx.execute(text("UPDATE alembic_version SET version_num = '0011'"))
    upgrade(office.database)


def _as_before(row: Any, rows: Any, wholes: dict[int, Any], kept: dict[int, Any]) -> dict[str, Any]:
    """What its payload would have said."""
    if row.id in kept:
        return {"kept": [kept[row.id].provider_id]}
    whole = wholes.get(row.delivery_id)
    if whole is None or row.kind == RowKind.RING:
        return {}
    if whole.purpose == "duty":
        return {"duty": row.address}
    if whole.message_id is None:
        return {}
    last = max(one.id for one in rows if one.delivery_id == row.delivery_id)
    return {"report_to": None, "report_in": GROUP, "last": row.id == last, "header": whole.header}


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database)


def reactions(office: Office) -> list[str]:
    rows = sorted(office.rows(RowKind.REACTION), key=lambda row: int(row.id))
    return [row.payload["emoji"] for row in rows]


def test_an_answer_that_waited_goes_and_its_agent_sees_it(office: Office) -> None:
    ticket_id = office.shows()
    office.answers(ticket_id, "слово " * 1400)
    is_brought_up_to_date(office)
    office.delivers()
    assert reactions(office) == ["👌"]
    assert not any({"report_to", "last"} & set(row.payload) for row in office.rows(RowKind.POST))


def test_an_answer_of_unknown_fate_can_still_be_sent_again_and_fail(office: Office) -> None:
    ticket_id = office.shows()
    office.answers(ticket_id, "Едем")
    office.delivers(result=lambda one: Unknown("?") if one.payload.get("text") == "Едем" else office.appears(one))
    is_brought_up_to_date(office)
    (row,) = [one for one in office.rows(RowKind.POST) if one.state == "unknown"]
    with office.database.write() as tx:
        assert deliveries.send_again(tx, at("1m"), row.id, ticket_id)
    office.delivers(at("1m"), lambda one: REFUSED if one.payload.get("text") == "Едем" else office.appears(one))
    assert reactions(office) == ["🤷", "👎"]
    assert office.view(ticket_id).answered_at is None


def test_an_answer_that_had_arrived_counts_when_a_later_one_fails(office: Office) -> None:
    ticket_id = office.shows()
    office.answers(ticket_id, "Едем")
    office.delivers()
    is_brought_up_to_date(office)
    office.answers(ticket_id, "Уже близко")
    office.refuses("Уже близко", Refusal.OTHER)
    assert office.view(ticket_id).answered_at is not None


def test_a_correction_keeps_the_line_that_was_put_before_the_words(office: Office) -> None:
    ticket_id = office.shows()
    with office.database.write() as tx:
        said = office.said(GROUP, "Едем", "agent", ticket_id=ticket_id, agent_id=office.ivan)
        answers.answer(office.acting(tx, at(), office.view(ticket_id)), said, header="По заявке №1:")
    office.delivers()
    is_brought_up_to_date(office)
    with office.database.write() as tx:
        last = last_message_of(tx, office.organisation_id, ticket_id)
        assert last is not None
        edit_message(tx, at("1m"), office.organisation_id, last.id, Corrected("Едем к вам"))
    sent = office.delivers(at("1m"))
    (edit,) = [one for one in sent if one.kind == RowKind.EDIT]
    assert str(edit.payload.get("text")) == "По заявке №1:\nЕдем к вам"


def test_a_call_of_the_ladder_loses_its_button_when_somebody_takes_it(office: Office) -> None:
    office.has_head()
    ticket_id = office.shows()
    with office.database.write() as tx:
        escalate(office.acting(tx, at(), office.view(ticket_id)))
    office.delivers()
    is_brought_up_to_date(office)
    with office.database.write() as tx:
        assert take_escalation(office.acting(tx, at("1m"), office.view(ticket_id)))
    (edit,) = [one for one in office.delivers(at("1m")) if one.kind == RowKind.EDIT]
    assert (edit.to_topic, edit.payload.get("choices")) == (True, None)


def test_a_head_who_waited_to_be_told_and_cannot_be_is_missed_in_the_topic(office: Office) -> None:
    office.has_head()
    ticket_id = office.shows()
    with office.database.write() as tx:
        escalate(office.acting(tx, at(), office.view(ticket_id)))
    is_brought_up_to_date(office)
    office.delivers(result=lambda one: REFUSED if one.chat_id == 500 else office.appears(one))
    assert say("ru", "staff.head_missing", desk="Поддержка") in office.words("sent")


def test_an_sms_to_the_phone_on_duty_that_fails_is_told_as_such(database: Database) -> None:
    office, number = SmsOffice(database), "+79165550001"
    office.begins()
    with office.database.write() as tx:
        assert duty_calls.text_phone(
            tx, at(), office.edition.organisation_id, number, "Заявка №1 просрочена", office.ticket_of().id
        )
    is_brought_up_to_date(office)
    office.texts(result=lambda _: REFUSED)
    assert any("дежурн" in words.lower() for words in office.words()), office.words()
