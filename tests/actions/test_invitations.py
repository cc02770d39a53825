"""Invitations: a code that staff gave makes somebody known, and what waited for that files itself."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.actions.reach import contracts, invitations
from models.db import Database
from models.queries.contracts import contact_persons_of, contracts_of
from models.queries.identities import known_of
from models.tables.identification import invitation
from models.tables.messages import message
from tests.actions.inviting_office import BORIS, InvitingOffice
from tests.actions.office import NOON, at


@pytest.fixture
def office(database: Database) -> InvitingOffice:
    return InvitingOffice(database)


def test_a_request_waits_and_files_itself_with_the_invitation(office: InvitingOffice) -> None:
    office.writes("Не работает интернет")
    assert office.tickets_of() == []
    assert "нужно знать, кто вы" in office.told()[-1]
    office.writes(office.invites(office.anna))
    known, opened = office.told()
    assert "теперь мы знаем, кто вы" in known
    assert "принята" in opened
    ticket = office.ticket_of()
    assert (ticket.person_id, ticket.title) == (office.anna.person_id, "Не работает интернет")


def test_a_link_does_the_same(office: InvitingOffice) -> None:
    office.writes("Не работает интернет")
    code = office.invites(office.anna)
    office.writes(f"/start {code}", entities=[{"type": "bot_command", "offset": 0, "length": 6}])
    assert office.ticket_of().person_id == office.anna.person_id


def test_staff_and_the_others_of_the_contract_learn_who_used_it(office: InvitingOffice) -> None:
    office.writes(office.invites(office.anna))
    (news,) = office.group_told()
    assert "Анна Ли теперь пишет и отсюда: Telegram, договор 15. Узнали по приглашению (Иван)." in news
    assert "/unjoin 1" in news
    assert "К вашему договору добавился способ связи: Telegram" in office.told(900)[-1]


def test_whoever_did_not_know_of_it_undoes_it_by_a_button(office: InvitingOffice) -> None:
    office.writes("Не работает интернет")
    office.writes(office.invites(office.anna))
    ticket = office.ticket_of()
    office.group_told()
    office.touches("Это не мы", 900)
    assert "Отменили" in office.told(900)[-1]
    assert "Отменено: Анна Ли" in office.group_told()[-1]
    assert office.view(ticket.id).person_id != office.anna.person_id
    office.writes("Ещё вопрос")
    assert [one.id for one in office.tickets_of()] == [ticket.id], "what is open goes on with its author"


def test_a_stranger_cannot_undo_it(office: InvitingOffice) -> None:
    office.writes(office.invites(office.anna))
    office.writes("Здравствуйте", BORIS)
    office.hears({"callback_query": _press("d:0:notme:1", BORIS)}, BORIS)
    office.works()
    assert "Кнопка устарела" in office.toasts[-1] or "не действует" in office.told(BORIS)[-1]
    assert office.person().id == office.anna.person_id


def _press(key: str, chat: int) -> dict[str, object]:
    who = {"id": chat, "is_bot": False, "first_name": "Борис"}
    post = {"message_id": 1, "date": int(NOON.timestamp()), "chat": {"id": chat, "type": "private"}}
    return {"id": "1", "from": who, "message": post, "chat_instance": "1", "data": key}


def test_an_invitation_to_a_contract_makes_a_contact_person_who_sees_their_own_only(office: InvitingOffice) -> None:
    office.writes(office.invites(may_change_contacts=True))
    with office.database.read() as tx:
        _, boris = contact_persons_of(tx, office.organisation_id, office.contract.id)
    assert (boris.sees, boris.may_change_contacts, boris.name) == ("own", True, "Анна 700")


@pytest.mark.parametrize("when", [at("6d"), at("7d")])
def test_a_code_is_good_for_as_long_as_the_regulation_says(office: InvitingOffice, when: object) -> None:
    office.writes(office.invites(office.anna), when=when)  # type: ignore[arg-type]
    assert (office.person().id == office.anna.person_id) is (when == at("6d"))


def test_a_code_is_good_once(office: InvitingOffice) -> None:
    code = office.invites(office.anna)
    office.writes(code)
    office.writes(code, BORIS)
    assert "не подошёл" in office.told(BORIS)[-1]
    assert office.person(BORIS).id != office.anna.person_id


def test_two_chats_that_say_it_at_once_get_one_yes_and_one_no(office: InvitingOffice) -> None:
    code = office.invites(office.anna)
    for chat in (700, BORIS):
        said = {**office._envelope(chat, at(), chat), "text": code}
        office.hears({"message": said}, chat)
    office.works()  # both in one batch
    yes = [chat for chat in (700, BORIS) if "теперь мы знаем" in "\n".join(office.told(chat))]
    assert len(yes) == 1


def test_a_code_that_was_taken_back_is_good_for_nothing(office: InvitingOffice) -> None:
    code = office.invites(office.anna)
    with office.database.write() as tx:
        assert invitations.revoke(tx, at(), office.organisation_id, code)
        assert not invitations.revoke(tx, at(), office.organisation_id, code)
    office.writes(code)
    assert "не подошёл" in office.told()[-1]


def test_somebody_known_is_not_made_somebody_else(office: InvitingOffice) -> None:
    other = office.meets("Вера", 901)
    with office.database.write() as tx:
        twelve = contracts.add_contract(tx, NOON, office.organisation_id, "12")
        contracts.may_speak(tx, NOON, twelve.id, other)
    code = office.invites(office.anna)
    office.writes(code, 901)
    assert "Мы уже знаем, кто пишет" in office.told(901)[-1]
    office.writes(code)
    assert office.person().id == office.anna.person_id, "the code was not used up by that"


def test_more_guesses_than_allowed_are_not_even_looked_at(office: InvitingOffice) -> None:
    for _ in range(5):
        office.writes("ACEH-KMPT-XY34-679A")
        assert "не подошёл" in office.told()[-1]
    good = office.invites(office.anna)
    office.writes(good)
    assert "На сегодня попыток достаточно" in office.told()[-1]
    office.writes(good, when=at("25h"))
    assert office.person().id == office.anna.person_id


def test_only_a_digest_of_the_code_is_kept(office: InvitingOffice) -> None:
    code = office.invites(office.anna)
    with office.database.read() as tx:
        row = tx.execute(select(invitation)).one()
        assert code not in str(row)
        assert tx.execute(select(message.c.id)).all() == []
    assert row.expires_at == NOON + timedelta(days=7)


def test_who_was_known_on_paper_alone_talks_on_in_the_language_of_the_chat(office: InvitingOffice) -> None:
    office.writes("Не работает")
    with office.database.read() as tx:
        who = office.person()
        assert not known_of(tx, office.anna).person, "they speak for a contract, and never proved who they are"
        assert contracts_of(tx, office.anna)[0].number == "15"
    office.writes(office.invites(office.anna))
    assert office.person().language == who.language


def test_what_an_impostor_wrote_is_theirs_again_and_nothing_else_is_answered_there(office: InvitingOffice) -> None:
    theirs = office.opens(office.anna)
    office.writes(office.invites(office.anna))  # somebody else got hold of the code
    assert [one.id for one in office.tickets_of()] == [theirs]
    office.writes("Смените пароль")
    assert office.view(theirs).address == "700", "answered where they last wrote"
    office.touches("Это не мы", 900)
    assert (office.view(theirs).person_id, office.view(theirs).address) == (office.anna.person_id, "900")
    assert office.tickets_of() == []
