"""The phone that a messenger vouches for: only one's own, shared by a button that is gone afterwards."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from models.db import Database
from models.queries.identities import Somebody, known_of
from models.rules.delivery.address_states import AddressState
from tests.actions.test_contract_codes import OTHER, PHONE, ProvingOffice
from workers.transports.telegram_keyboards import own_contact


@pytest.fixture
def office(database: Database) -> ProvingOffice:
    return ProvingOffice(database)


def _shares(office: ProvingOffice, phone: str, owner: int = 700, chat: int = 700) -> Callable[[], None]:
    contact = {"phone_number": phone, "first_name": "Анна", "user_id": owner}
    return partial(_sends, office, contact, chat)


def _sends(office: ProvingOffice, contact: dict[str, Any], chat: int, **more: Any) -> None:
    office.writes("", chat, contact=contact, **more)


def test_their_own_contact_makes_them_known(office: ProvingOffice) -> None:
    office.writes("Не работает")
    office.touches("По моему номеру телефона")
    _shares(office, PHONE.removeprefix("+"))()
    assert office.ticket_of().person_id == office.anna.person_id
    assert "Узнали по номеру телефона" in office.group_told()[-1]


def _keyboards(office: ProvingOffice, chat: int = 700) -> list[dict[str, Any]]:
    """As Telegram is asked to draw them, below the field where people type."""
    posts = [row for row in office.rows() if row.address == str(chat) and "own_contact" in row.payload]
    return [own_contact(row.payload["own_contact"])["reply_markup"] for row in posts]


def test_a_button_shares_it_and_is_gone_afterwards(office: ProvingOffice) -> None:
    office.writes("Не работает")
    office.touches("По моему номеру телефона")
    (shown,) = _keyboards(office)
    assert shown["keyboard"] == [[{"text": "Отправить мой номер", "request_contact": True}]]
    _shares(office, OTHER)()
    assert len(_keyboards(office)) == 1, "nobody has that number, and it is still asked for"
    _shares(office, PHONE)()
    assert _keyboards(office)[1:] == [{"remove_keyboard": True}]
    assert office.ticket_of().person_id == office.anna.person_id


def test_somebody_elses_contact_and_a_forwarded_one_prove_nothing(office: ProvingOffice) -> None:
    office.writes("Не работает")
    office.touches("По моему номеру телефона")
    _shares(office, PHONE, owner=701)()
    contact = {"phone_number": PHONE, "first_name": "Анна", "user_id": 700}
    origin = {"type": "user", "date": 1, "sender_user": {"id": 700, "is_bot": False, "first_name": "Анна"}}
    _sends(office, contact, 700, forward_origin=origin)
    assert office.tickets_of() == []
    assert office.person().id != office.anna.person_id


def test_a_phone_of_nobody_known_proves_nothing(office: ProvingOffice) -> None:
    stranger = office.meets("Кто-то", 905)
    office.has_phone(Somebody(office.organisation_id, stranger.person_id), OTHER, AddressState.VERIFIED)
    office.writes("Не работает")
    _shares(office, OTHER)()
    assert "По этому номеру мы вас не узнали" in office.told()[-1]
    with office.database.read() as tx:
        assert not known_of(tx, Somebody(office.organisation_id, office.person().id)).person
