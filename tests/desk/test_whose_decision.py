"""Who of the staff says who somebody is: the desk that was asked, and its heads. Nobody else changes anything."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from models.actions.desk import bindings, staff
from models.actions.reach import contracts
from models.db import Database
from models.queries.staff import desk_ids
from models.tables.contracts import contact_person
from models.tables.identification import invitation, person_join, vouching
from models.tables.persons import address
from models.tables.staff import agent
from models.tables.tickets import ticket
from tests.actions.inviting_office import DEMANDING, InvitingOffice
from tests.actions.office import ACCOUNT, GROUP, NOON, at

SALES = -2002
#: A group that serves no desk.
NOWHERE = -5005
_SALES = """
[[desks]]
id = "sales"
title = { ru = "Продажи", en = "Sales" }
calendar = "always"
ladder = "main"
duty = "week"
staff_language = "ru"

[[policies]]"""


class TwoDesks(InvitingOffice):
    """«Поддержка» is asked by chat 700 who it is, №1; «Продажи» has the group SALES, and a request of Вера, 901."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, DEMANDING.replace("\n[[policies]]", _SALES, 1))
        with database.write() as tx:
            self.sales = desk_ids(tx, self.organisation_id)["sales"]
            bindings.bind_group(tx, NOON, self.organisation_id, self.sales, ACCOUNT, SALES, "Продажи", self.ivan)
        self.vera = self.meets("Вера", 901)
        self.veras = self.opens(self.vera)
        with database.write() as tx:
            tx.execute(update(ticket).where(ticket.c.id == self.veras).values(desk_id=self.sales))
        self.writes("Не работает интернет")
        for label in ("Поддержка", "Пусть подтвердит"):
            self.touches(label)
        self.writes("Анна Ли, договор № 15")
        self.delivers()
        self.asked = self._key("Подтвердить: договор №15")
        self.group_told(), self.told(SALES)

    def _key(self, label: str) -> str:
        keys = [
            choice["key"]
            for row in self._shown(GROUP)
            for choices in row.payload.get("choices") or ()
            for choice in choices
            if choice["label"].startswith(label)
        ]
        return str(keys[-1])

    def presses(self, key: str, chat: int, who: str = "Мария") -> None:  # type: ignore[override]
        post = {"message_id": 1, "date": int(NOON.timestamp()), "chat": self.group(chat), "text": "…"}
        press = {"id": "1", "from": self._user(who), "message": post, "chat_instance": "1", "data": key}
        (answer,) = self.comes({"callback_query": press}, at())
        self.toasts.append(answer.text)

    def dismisses(self, who: str) -> None:
        with self.database.write() as tx:
            tx.execute(update(agent).where(agent.c.address == str(self._people[who])).values(state="dismissed"))

    def whose(self) -> list[Any]:
        """All that says who is who."""
        with self.database.read() as tx:
            decided = [tuple(row) for row in tx.execute(select(vouching.c.state, vouching.c.decided_by))]
            joins = [tuple(row) for row in tx.execute(select(person_join.c.id, person_join.c.undone_at))]
            addresses = [tuple(row) for row in tx.execute(select(address.c.id, address.c.person_id))]
            tickets = [tuple(row) for row in tx.execute(select(ticket.c.id, ticket.c.person_id))]
            rights = [tuple(row) for row in tx.execute(select(contact_person.c.person_id, contact_person.c.sees))]
        return [decided, joins, addresses, tickets, rights]


@pytest.fixture
def office(database: Database) -> TwoDesks:
    return TwoDesks(database)


@pytest.mark.parametrize("typed", ["/approve 1 15", "/approve 1", "/reject 1 Не знаем такого"])
def test_another_desk_neither_confirms_nor_rejects(office: TwoDesks, typed: str) -> None:
    before = office.whose()
    office.types(typed, who="Мария", chat_id=SALES)
    office.works()
    assert office.whose() == before
    assert office.told(SALES) == ["Это решает другая линия: «Поддержка»."]


@pytest.mark.parametrize("chat", [SALES, NOWHERE])
def test_an_old_or_forged_button_in_another_group_confirms_nobody(office: TwoDesks, chat: int) -> None:
    before = office.whose()
    office.presses(office.asked, chat)
    office.works()
    assert office.whose() == before
    assert office.toasts[-1] in (
        "Это решает другая линия: «Поддержка».",
        "Действовать могут только участники рабочей группы.",
    )


def test_who_was_dismissed_decides_nothing_by_words_or_buttons(office: TwoDesks) -> None:
    office.types("/who 1", who="Пётр")
    office.dismisses("Пётр")
    before = office.whose()
    office.presses(office.asked, GROUP, "Пётр")
    assert "больше не работаете" in office.toasts[-1]
    for typed in ("/approve 1 15", "/reject 1"):
        office.types(typed, who="Пётр")
    office.works()
    assert office.whose() == before


def test_the_head_of_the_desk_decides_wherever_they_speak(office: TwoDesks) -> None:
    office.has_head(500, "Ольга")
    office.types("/approve 1 15", who="Ольга", chat_id=SALES)
    office.works()
    assert "Ольга: подтверждено (№1)." in office.told(SALES)


def test_a_head_of_another_desk_does_not(office: TwoDesks) -> None:
    with office.database.write() as tx:
        head = staff.known_agent(tx, office.organisation_id, ACCOUNT, 501, "Роман", "ru")
        staff.enrol_head(tx, NOON, office.sales, head)
    office._people["Роман"] = 501
    before = office.whose()
    office.types("/approve 1 15", who="Роман", chat_id=SALES)
    assert office.whose() == before


def test_what_one_desk_confirmed_another_does_not_undo(office: TwoDesks) -> None:
    office.types("/approve 1 15")
    office.works()
    before = office.whose()
    office.types("/unjoin 1", who="Мария", chat_id=SALES)
    assert office.whose() == before
    assert office.told(SALES)[-1] == "Это решает другая линия: «Поддержка»."
    office.types("/unjoin 1")
    assert office.whose() != before


def test_by_whose_invitation_it_was_reads_of_it_and_may_undo_it(office: TwoDesks) -> None:
    office.types("/invite 15", who="Мария", chat_id=SALES)
    code = office.told(SALES)[-1].split("\n")[0].split()[-1]
    office.writes("Здравствуйте", 702)
    office.writes(code, 702)
    assert "Узнали по приглашению (Мария)" in office.told(SALES)[-1]
    assert not any("по приглашению" in told for told in office.group_told())
    office.types("/unjoin 1")
    assert "Это решает другая линия: «Продажи»." in office.group_told()[-1]
    office.types("/unjoin 1", who="Мария", chat_id=SALES)
    assert "Готово." in office.told(SALES)[-1]


def test_a_desk_whose_request_went_along_may_undo_it(office: TwoDesks) -> None:
    other = office.opens(office.vera)  # of «Поддержка»
    office.delivers()
    office.types("/join 15", other)
    office.presses(office.buttons("Да, под мою ответственность")[-1], GROUP, "Иван")
    assert office.view(office.veras).person_id == office.anna.person_id
    office.types("/unjoin 1", who="Мария", chat_id=SALES)
    assert office.view(office.veras).person_id == office.vera.person_id


@pytest.mark.parametrize("chat", [SALES, NOWHERE])
def test_nobody_is_joined_from_another_group(office: TwoDesks, chat: int) -> None:
    other = office.opens(office.meets("Галя", 903))
    office.delivers()
    before = office.whose()
    office.presses(f"t:{other}:0:joinas.own.{office.anna.person_id}", chat)
    assert "Действовать могут только участники рабочей группы." in office.toasts[-1]
    office.types(f"/join №{office.view(other).number} 15", who="Мария", chat_id=chat)
    assert office.whose() == before


def test_a_request_of_another_desk_names_nobody(office: TwoDesks) -> None:
    other = office.opens(office.meets("Галя", 903))
    office.delivers()
    office.types(f"/join №{office.view(office.veras).number}", other)
    assert not any("Это Вера" in told for told in office.news(other))
    assert "Какая заявка?" in office.group_told()[-1]


def test_a_forged_button_joins_to_nobody_who_never_asked_this_desk(office: TwoDesks) -> None:
    other = office.opens(office.meets("Галя", 903))
    before = office.whose()
    for person in (office.vera.person_id, 999999):
        office.presses(f"t:{other}:0:joinas.own.{person}", GROUP, "Иван")
        assert "уже неактуально" in office.toasts[-1] or "устарел" in office.toasts[-1]
    assert office.whose() == before


@pytest.mark.parametrize("right", [{"sees": "all"}, {"may_change_contacts": True}])
def test_only_a_head_invites_who_sees_more_than_their_own(office: TwoDesks, right: dict[str, Any]) -> None:
    annas = office.opens(office.anna)
    office.delivers()
    with office.database.write() as tx:
        tx.execute(update(contact_person).where(contact_person.c.person_id == office.anna.person_id).values(**right))
    office.has_head(500, "Ольга")
    office.types("/invite", annas)
    assert "приглашение ему даёт только руководитель" in office.group_told()[-1]
    assert _invitations(office) == 0
    office.types("/invite", annas, who="Ольга")
    assert _invitations(office) == 1


def test_nobody_sees_everything_of_a_contract_by_an_invitation(office: TwoDesks) -> None:
    with office.database.write() as tx:
        seventeen = contracts.add_contract(tx, NOON - timedelta(days=1), office.organisation_id, "17")
    office.has_head(500, "Ольга")
    office.types("/invite 17 all", who="Ольга")
    office.types("/invite 17", who="Ольга")
    code = office.group_told()[-1].split("\n")[0].split()[-1]
    office.writes("Здравствуйте", 702)
    office.writes(code, 702)
    with office.database.read() as tx:
        (row,) = tx.execute(select(contact_person).where(contact_person.c.contract_id == seventeen.id)).all()
    assert (row.sees, row.may_change_contacts) == ("own", False)


def _invitations(office: TwoDesks) -> int:
    with office.database.read() as tx:
        return len(tx.execute(select(invitation.c.id)).all())
