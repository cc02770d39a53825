"""Somebody had a chat of a person for a while: what they made ready ends with it; who was turned out comes back."""

from datetime import timedelta

import pytest

from models.actions.delivery import address_owners
from models.actions.erasure import asking
from models.db import Database
from models.queries.addresses import address_by_id
from models.queries.erasures import underway_of
from models.rules.requests.erasures import Asker
from tests.actions.inviting_office import BORIS
from tests.actions.office import at
from tests.actions.test_undone_with_what_came import THIRD, Impostor


@pytest.fixture
def office(database: Database) -> Impostor:
    return Impostor(database)


def removes(office: Impostor, chat: int, by: int) -> None:
    with office.database.write() as tx:
        one = address_by_id(tx, office.organisation_id, office.reached(chat).address_id)
        assert one is not None
        address_owners.remove(tx, at("1m"), office.reached(by), one)


def test_a_link_that_was_made_in_a_chat_opens_nothing_once_the_chat_was_removed(office: Impostor) -> None:
    code = office.link_of(700)
    removes(office, 700, by=900)
    office.writes("/cancel", THIRD)
    office.starts(f"join_{code}", THIRD)
    assert "больше не действует" in office.told(THIRD)[-1]
    assert not office.is_anna(THIRD)


def test_who_removed_a_chat_is_told_that_it_was_brought_back_from_there(office: Impostor) -> None:
    removes(office, 700, by=900)
    office.told(900)
    office.touches("Это не я: отменить", 700, at("2m"))
    assert office.is_anna(700)
    assert office.told(900)[-1].startswith("Снова среди ваших способов связи: Telegram")


def test_an_invitation_of_somebody_who_was_taken_for_another_is_good_for_nothing(office: Impostor) -> None:
    office.lets_anna_change_contacts()
    code = office.invites_as(700)
    office.types("/unjoin 1")
    office.writes("/cancel", BORIS)
    office.writes(code, BORIS)
    assert office.knows(BORIS) == (False, [])


def test_an_invitation_from_a_chat_that_was_removed_is_good_for_nothing(office: Impostor) -> None:
    office.lets_anna_change_contacts()
    code = office.invites_as(700)
    removes(office, 700, by=900)
    office.writes("/cancel", BORIS)
    office.writes(code, BORIS)
    assert office.knows(BORIS) == (False, [])


def test_who_was_taken_for_another_erases_nobody_by_what_they_asked(office: Impostor) -> None:
    asked_from = office.reached(700)
    with office.database.write() as tx:
        asking.ask(tx, at(), asked_from, timedelta(days=3), Asker.PERSON, from_address=asked_from.address_id)
    office.types("/unjoin 1")
    with office.database.read() as tx:
        assert underway_of(tx, office.anna) is None
    assert office.told(900)[-1].startswith("Ваши данные не будут стёрты")
    assert "попросите ещё раз: /forget" in office.told(700)[-1]


def test_who_writes_before_they_undo_a_removal_by_somebody_else_is_back_all_the_same(office: Impostor) -> None:
    removes(office, 900, by=700)
    office.writes("Кто это сделал? Это не я!", 900, at("2m"))
    assert not office.is_anna(900)
    office.touches("Это не я: отменить", 900, at("3m"))
    assert office.told(900)[-1] == "Отменено."
    assert office.is_anna(900)
    assert office.told(700)[-1].startswith("Снова среди ваших способов связи: Telegram")


def test_who_took_the_chat_away_cannot_turn_its_person_out_once_more_as_somebody_who_came_later(
    office: Impostor,
) -> None:
    test_who_writes_before_they_undo_a_removal_by_somebody_else_is_back_all_the_same(office)
    office.presses_key("d:0:notme:2", 700)
    assert office.is_anna(900)


def test_an_undo_button_of_another_chat_brings_nobody_back(office: Impostor) -> None:
    removes(office, 900, by=700)
    office.writes("/cancel", BORIS)
    office.presses_key("d:0:tr:undo:1", BORIS)
    assert not office.is_anna(BORIS)
    office.presses_key("d:0:tr:undo:1", 900)
    assert office.is_anna(900)


def test_who_is_known_as_somebody_else_by_now_stays_who_they_are(office: Impostor) -> None:
    removes(office, 900, by=700)
    office.writes("Здравствуйте", 900)
    office.vouches(900)
    office.presses_key("d:0:tr:undo:1", 900)
    assert not office.is_anna(900)


def test_nobody_takes_back_what_they_removed_where_they_wrote(office: Impostor) -> None:
    removes(office, 700, by=700)
    office.writes("Здравствуйте", 700, at("2m"))
    office.presses_key("d:0:tr:undo:1", 700)
    assert not office.is_anna(700)
