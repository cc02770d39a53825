"""A code is for one use: it stands nowhere in clear once it was said, or has left."""

import json
import re
from typing import Any

import pytest
from sqlalchemy import func, select, update

from models.actions.desk import bots
from models.actions.queue import ended_secrets
from models.actions.reach import chat_links
from models.db import Database
from models.queries.persons import requester_at
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.states import DeliveryState
from models.tables.base import metadata
from models.tables.lanes import inbox, outbox
from models.tables.messages import message
from tests.actions.inviting_office import DEMANDING, InvitingOffice
from tests.actions.office import ACCOUNT, at
from tests.actions.reach_office import GALYA, REACH, ReachOffice


class CodesOffice(ReachOffice, InvitingOffice):
    """Анна Ли, 900, speaks for contract 15; chat 700 and the phone GALYA are of somebody whom nobody knows."""

    def __init__(self, database: Database) -> None:
        InvitingOffice.__init__(self, database, DEMANDING + REACH)
        self.has_modem("250019999999999")
        with database.write() as tx:
            bots.remember_bot(tx, self.organisation_id, ACCOUNT, "otklik_bot", at().real)

    def holds(self, code: str) -> list[str]:
        """The tables where it stands."""
        found = []
        with self.database.read() as tx:
            for table in metadata.sorted_tables:
                rows = [json.dumps(list(row), default=str, ensure_ascii=False) for row in tx.execute(select(table))]
                found += [f"{table.name}: {row}" for row in rows if code in row]
        return found

    def kept(self) -> list[str | None]:
        with self.database.read() as tx:
            return list(tx.execute(select(message.c.text).order_by(message.c.id)).scalars())

    def link_to(self, chat: int) -> str:
        with self.database.write() as tx:
            found = requester_at(tx, self.organisation_id, "telegram", ACCOUNT, str(chat))
            assert found is not None
            code = chat_links.make_link(tx, at(), found[0])
        assert code is not None
        return code


@pytest.fixture
def office(database: Database) -> CodesOffice:
    return CodesOffice(database)


def starts(office: CodesOffice, argument: str, chat: int = 700) -> None:
    office.writes(f"/start {argument}", chat, entities=[{"type": "bot_command", "offset": 0, "length": 6}])


def test_an_invitation_that_was_typed_is_kept_as_such_and_no_more(office: CodesOffice) -> None:
    office.writes("Не работает интернет")
    code = office.invites(office.anna)
    office.writes(f" {code.lower().replace('-', ' ')} ")
    assert office.person().id == office.anna.person_id
    assert office.kept() == ["Не работает интернет", "[код]"]
    for spelled in (code, code.lower().replace("-", " ")):
        assert office.holds(spelled) == []


def test_one_that_does_not_suit_is_not_kept_either(office: CodesOffice) -> None:
    code = office.invites(office.anna)
    office.writes(code)
    office.writes(code, 800)
    assert "не подошёл" in office.told(800)[-1]
    assert office.holds(code) == []


def test_neither_is_what_a_link_starts_with(office: CodesOffice) -> None:
    code = office.invites(office.anna)
    starts(office, code)
    assert office.person().id == office.anna.person_id
    assert office.holds(code) == []


def test_a_code_by_which_a_contract_is_proved_stands_nowhere(office: CodesOffice) -> None:
    office.writes("Не работает интернет")
    office.touches("По номеру договора")
    office.writes("15")
    code = re.findall(r"\d{6}", office.told(900)[-1])[0]
    office.delivers()
    office.writes(f"{code[:3]} {code[3:]}")
    assert office.person().id == office.anna.person_id
    assert "[код]" in office.kept()
    assert office.holds(code) == office.holds(f"{code[:3]} {code[3:]}") == []


def test_the_sms_that_carried_a_code_says_that_it_left_and_no_more(office: CodesOffice) -> None:
    office.names_phone()
    code = office.code_for()
    assert office.holds(code) == []
    rows = office.rows(RowKind.SMS)
    assert {row.state for row in rows} == {DeliveryState.SENT}
    assert rows[0].address == GALYA
    assert "[…]" in rows[0].payload["text"]
    office.writes(code)
    assert "Подтверждено" in office.told()[-1]
    assert office.holds(code) == []


def test_a_wrong_code_is_not_kept(office: CodesOffice) -> None:
    office.names_phone()
    office.code_for()
    office.writes("000111")
    office.writes("111 000", when=at("1m"))
    assert office.holds("000111") == office.holds("111 000") == []


def test_a_code_that_is_said_twice_is_kept_neither_time(office: CodesOffice) -> None:
    office.names_phone()
    code = office.code_for()
    for _ in range(2):
        office.writes(code)
    assert office.holds(code) == []


def test_one_that_was_answered_to_the_sms_is_not_kept(office: CodesOffice) -> None:
    """It has to be said where it was asked for."""
    office.names_phone()
    code = office.code_for()
    office.sms(code)
    assert office.holds(code) == []


def test_a_correction_does_not_bring_it_back(office: CodesOffice) -> None:
    office.names_phone()
    code = office.code_for()
    said = office.writes("000111")
    corrected = {**office._envelope(700, at(), said), "text": code, "edit_date": int(at().real.timestamp())}
    office.hears({"edited_message": corrected}, 700)
    office.works()
    assert office.holds(code) == []


def test_one_of_a_link_that_joins_a_chat_stands_nowhere(office: CodesOffice) -> None:
    office.writes("/cancel")
    code = office.link_to(900)
    starts(office, f"join_{code}")
    office.touches("Подключить")
    office.delivers()
    assert office.person().id == office.anna.person_id
    assert office.holds(code) == []


def test_what_staff_give_out_is_in_their_group_and_nowhere_else(office: CodesOffice) -> None:
    office.types("/invite 15")
    code = office.group_told()[-1].split("\n")[0].split()[-1]
    assert office.holds(code) != [], "it has not left yet"
    office.delivers()
    assert office.holds(code) == []


def test_one_that_never_leaves_is_not_kept_after_that(office: CodesOffice) -> None:
    office.names_phone()
    with office.database.write() as tx:
        (row,) = tx.execute(select(outbox).where(outbox.c.secret.is_not(None), outbox.c.kind == RowKind.SMS)).all()[
            :1
        ]
        code = row.secret
        tx.execute(update(outbox).values(state=DeliveryState.CANCELLED, ended_at=at().real))
        assert ended_secrets.hide_all(tx) > 0
        assert ended_secrets.hide_all(tx) == 0
    assert office.holds(code) == []


def test_other_words_are_kept_as_they_came(office: CodesOffice) -> None:
    office.writes("Не работает 123456")
    with office.database.read() as tx:
        raw: Any = tx.execute(select(func.count()).where(inbox.c.payload.is_not(None))).scalar_one()
    assert office.kept() == ["Не работает 123456"]
    assert raw > 0
