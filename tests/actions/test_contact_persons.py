"""Who speaks for a contract, changed from a chat: what holds then, who is told, and what undoes it."""

import threading
from collections.abc import Sequence

import pytest
from sqlalchemy import update

from models.actions.reach import contracts
from models.actions.tickets import contact_persons
from models.db import Database
from models.queries.contracts import ContactPerson, contact_persons_of
from models.queries.persons import Requester
from models.rules.contracts.speakers import Refusal, Rights
from models.rules.delivery.address_states import AddressState
from models.tables.identification import invitation
from models.tables.persons import person
from tests.actions.inviting_office import InvitingOffice
from tests.actions.office import NOON, at
from tests.actions.reach_office import ReachOffice
from tests.actions.test_contract_codes import ProvingOffice

ANNA, BORIS, VERA, DMITRY = 900, 901, 902, 903
PHONE = "+79161234567"


class ContractOffice(ProvingOffice, ReachOffice):
    """Анна Ли and Вера may change who speaks for contract 15, Борис may not; nobody sees all."""

    def __init__(self, database: Database) -> None:
        ReachOffice.__init__(self, database, InvitingOffice.__init__.__defaults__[0])  # type: ignore[index]
        self.anna, self.boris, self.vera = (
            self.meets(name, chat) for name, chat in (("Анна Ли", ANNA), ("Борис", BORIS), ("Вера", VERA))
        )
        with database.write() as tx:
            self.contract = contracts.add_contract(tx, NOON, self.organisation_id, "15")
            for who, may in ((self.anna, True), (self.boris, False), (self.vera, True)):
                contracts.may_speak(tx, NOON, self.contract.id, who, may_change_contacts=may)
                tx.execute(update(person).where(person.c.id == who.person_id).values(known_at=NOON))

    def lists(self, chat: int = ANNA) -> None:
        self.writes("контактные лица", chat)

    def wants(self, *labels: str, chat: int = ANNA) -> None:
        self.lists(chat)
        for label in labels:
            self.touches(label, chat)

    def people(self) -> Sequence[ContactPerson]:
        with self.database.read() as tx:
            return contact_persons_of(tx, self.organisation_id, self.contract.id)

    def rights(self, who: Requester) -> tuple[str, bool] | None:
        found = [one for one in self.people() if one.person_id == who.person_id]
        return (found[0].sees, found[0].may_change_contacts) if found else None


@pytest.fixture
def office(database: Database) -> ContractOffice:
    return ContractOffice(database)


def test_the_owner_lets_somebody_see_all_and_everybody_concerned_is_told(office: ContractOffice) -> None:
    office.wants("2. Борис", "Показывать все заявки", "Да, показывать все")
    assert office.rights(office.boris) == ("all", False)
    assert "Изменили. Договор №15, Борис: видит все заявки договора." in office.told(ANNA)[-2]
    (boris,) = office.told(BORIS)
    assert boris.startswith("Изменились ваши права по договору №15: видит все заявки договора. Кто изменил: Анна Ли")
    assert office.told(VERA) == ["Договор №15, Борис: видит все заявки договора. Кто изменил: Анна Ли."]
    assert "Борис: видит все заявки договора. Кто изменил: Анна Ли." in office.group_told()[-1]


def test_another_owner_undoes_it_once(office: ContractOffice) -> None:
    office.wants("2. Борис", "Показывать все заявки", "Да, показывать все")
    office.told(VERA)
    office.touches("Это не я: отменить", VERA, at("1h"))
    assert office.rights(office.boris) == ("own", False)
    assert office.told(VERA) == ["Вернули как было. Договор №15: Борис."]
    assert "права снова прежние. Кто отменил изменение: Вера" in office.group_told()[-1]
    office.touches("Вернуть как было", ANNA, at("2h"))
    assert office.told(ANNA)[-1] == "Отменить это уже нельзя."


def test_who_was_removed_speaks_no_more_and_does_not_let_themselves_in(office: ContractOffice) -> None:
    office.wants("2. Борис", "Убрать из договора", "Да, убрать")
    assert office.rights(office.boris) is None
    (boris,) = office.told(BORIS)
    assert "больше не контактное лицо. Кто изменил: Анна Ли" in boris
    assert "отменить" not in str([row.payload for row in office.rows() if row.address == str(BORIS)])
    office.lists(BORIS)
    assert "Ваши способы связи" in office.told(BORIS)[-1]


def test_an_owner_who_was_turned_out_comes_back_within_a_week(office: ContractOffice) -> None:
    office.wants("3. Вера", "Убрать из договора", "Да, убрать")
    assert office.rights(office.vera) is None
    office.touches("Это не я: отменить", VERA, at("3d"))
    assert office.rights(office.vera) == ("own", True)
    office.wants("3. Вера", "Убрать из договора", "Да, убрать")
    office.touches("Это не я: отменить", VERA, at("12d"))
    assert office.rights(office.vera) is None


def test_what_was_changed_again_since_is_not_undone(office: ContractOffice) -> None:
    with office.database.write() as tx:
        first, second = (
            contact_persons.change(tx, at(), office.anna, office.contract.id, office.boris.person_id, rights)
            for rights in (Rights("all"), Rights("all", True))
        )
        assert first is not None
        assert second is not None
        assert contact_persons.undo(tx, at("1h"), office.vera, first.event_id) is None
        assert contact_persons.undo(tx, at("1h"), office.vera, second.event_id) is not None
    assert office.rights(office.boris) == ("all", False)


def test_the_last_who_may_change_it_stays(office: ContractOffice) -> None:
    office.wants("3. Вера", "Запретить менять список", "Да, запретить")
    office.wants("1. Анна Ли", "Убрать из договора", "Да, убрать")
    assert "Сначала разрешите это кому-то ещё" in office.told(ANNA)[-1]
    office.wants("1. Анна Ли", "Запретить менять список", "Да, запретить")
    assert office.rights(office.anna) == ("own", True)


def test_a_right_that_was_lost_meanwhile_changes_nothing(office: ContractOffice) -> None:
    office.wants("2. Борис", "Убрать из договора")
    with office.database.write() as tx:
        contracts.may_speak(tx, NOON, office.contract.id, office.anna)
    office.touches("Да, убрать", ANNA)
    assert office.rights(office.boris) == ("own", False)


def test_nobody_changes_without_end(office: ContractOffice) -> None:
    subject = office.boris.person_id
    with office.database.write() as tx:
        for number in range(20):
            rights = Rights("own" if number % 2 else "all")
            assert contact_persons.change(tx, at(), office.anna, office.contract.id, subject, rights)
    office.wants("2. Борис", "Показывать все заявки", "Да, показывать все")
    assert "На сегодня изменений достаточно" in office.told(ANNA)[-1]
    assert office.rights(office.boris) == ("own", False)


def test_of_two_owners_who_turn_each_other_out_at_one_moment_one_stays(office: ContractOffice) -> None:
    refused: list[Refusal] = []

    def turns_out(who: Requester, other: Requester) -> None:
        try:
            with office.database.write() as tx:
                contact_persons.change(tx, at(), who, office.contract.id, other.person_id, None)
        except contact_persons.MayNot as error:
            refused.append(error.why)

    pairs = [(office.anna, office.vera), (office.vera, office.anna)]
    threads = [threading.Thread(target=turns_out, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert refused == [Refusal.NOT_YOURS]
    assert len([one for one in office.people() if one.may_change_contacts]) == 1


# -- invitations


def invitation_in(office: ContractOffice) -> str:
    office.told(ANNA)
    office.wants("Пригласить", "Выдать приглашение")
    said = office.told(ANNA)[-2]
    assert "Приглашение стать контактным лицом договора №15: " in said
    assert "https://t.me/otklik_bot?start=" in said
    return said.partition("№15: ")[2].split()[0]


def test_whoever_sends_the_invitation_speaks_for_the_contract_and_sees_their_own_only(office: ContractOffice) -> None:
    code = invitation_in(office)
    office.told(VERA)
    office.writes(code, DMITRY, at("1h"))
    assert "теперь мы знаем" in office.told(DMITRY)[-1]
    assert [(one.sees, one.may_change_contacts) for one in office.people()][-1] == ("own", False)
    assert "по приглашению (Анна Ли)" in office.group_told()[-1]
    assert "К вашему договору добавился способ связи" in office.told(VERA)[-1]
    office.writes(code, 904, at("2h"))
    assert len(office.people()) == 4


def test_an_invitation_of_who_may_invite_no_more_is_good_for_nothing(office: ContractOffice) -> None:
    code = invitation_in(office)
    office.wants("1. Анна Ли", "Запретить менять список", "Да, запретить", chat=VERA)
    office.writes(code, DMITRY, at("1h"))
    assert "Этот код не подошёл" in office.told(DMITRY)[-1]


def test_invitations_are_taken_back(office: ContractOffice) -> None:
    code = invitation_in(office)
    office.lists()
    assert "Приглашение ждёт: 1." in office.told(ANNA)[-1]
    office.touches("Пригласить", ANNA)
    office.touches("Отозвать неиспользованные", ANNA)
    assert "больше не действуют" in office.told(ANNA)[-1]
    office.writes(code, DMITRY, at("1h"))
    assert "Этот код не подошёл" in office.told(DMITRY)[-1]


def test_five_invitations_a_day(office: ContractOffice) -> None:
    with office.database.write() as tx:
        for _ in range(5):
            contact_persons.invite(tx, at(), office.anna, office.contract.id, office.regulation.identification)
    office.wants("Пригласить", "Выдать приглашение")
    assert "На сегодня изменений достаточно" in office.told(ANNA)[-1]


def test_the_invitation_is_in_no_table_as_it_is_once_it_has_left(office: ContractOffice) -> None:
    code = invitation_in(office)
    office.delivers()
    with office.database.read() as tx:
        rows = tx.execute(invitation.select()).all()
    assert rows
    assert all(code not in str(row) for row in [*rows, *(row.payload for row in office.rows())])


# -- by SMS


def test_by_sms_it_is_read_and_nothing_is_changed(office: ContractOffice) -> None:
    office.has_phone(office.anna, PHONE, AddressState.VERIFIED)
    office.sms("контактные лица", PHONE, at("1m"))
    assert "Договор №15, контактные лица:" in office.phone_told(PHONE, at("1m"))[-1]
    office.picks("Борис", at("2m"), PHONE)
    assert "По SMS права не меняем" in office.phone_told(PHONE, at("2m"))[-1]
    assert len(office.people()) == 3


def test_an_sms_tells_of_a_change_and_offers_no_undo(office: ContractOffice) -> None:
    office.has_phone(office.vera, PHONE, AddressState.VERIFIED)
    office.stops_the_bot(at("1m"), VERA)
    office.wants("2. Борис", "Показывать все заявки", "Да, показывать все")
    (told,) = office.phone_told(PHONE, at("2m"))
    assert told == "Договор №15, Борис: видит все заявки договора. Кто изменил: Анна Ли."
