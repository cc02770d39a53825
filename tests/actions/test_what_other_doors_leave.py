"""Nothing is left of an erased person who came by rarer doors: calls, codes, signs, others' tickets."""

import logging
from pathlib import Path

import pytest

from models.actions.reach import contracts, invitations, sms_arrivals
from models.clock import Instant
from models.db import Database
from models.queries.erasures import acts_of
from tests.actions.erasing_office import CHAT, CONSENT, MARKS, PHONE, ErasingOffice
from tests.actions.inviting_office import DEMANDING
from tests.actions.modem_office import SIM
from tests.actions.office import NOON, at
from tests.actions.reach_office import REACH

_PACKAGES = ("bell", "bot", "gsm_bridge", "models", "workers")
#: Another chat, whose ticket staff show to them.
ANNA = 900


@pytest.fixture
def office(database: Database, tmp_path: Path) -> ErasingOffice:
    office = ErasingOffice(database, tmp_path / "var", DEMANDING + REACH + CONSENT)
    anna = office.meets("Анна Ли", ANNA)
    with database.write() as tx:
        contract = contracts.add_contract(tx, NOON, office.organisation_id, "15")
        contracts.may_speak(tx, NOON, contract.id, anna)
    office.opens(anna, "Не печатает принтер", contract=contract)
    office.delivers()
    return office


def rings(office: ErasingOffice, when: Instant) -> None:
    with office.database.write(durable=True) as tx:
        sms_arrivals.keep_call(tx, when, SIM, PHONE)
    office.works(when)


def invites(office: ErasingOffice) -> str:
    """The code of the contract, for whoever comes."""
    contract_id = office.view(office.ticket_of(ANNA).id).contract_id
    rules, ours = office.regulation.identification, office.organisation_id
    with office.database.write() as tx:
        return invitations.issue(tx, at(), ours, rules, contract_id=contract_id, agent_id=office.ivan)


def signs(office: ErasingOffice, message_id: int, when: Instant) -> None:
    said = office._envelope(CHAT, when, message_id)
    sign = {"user": said["from"], "chat": said["chat"], "message_id": message_id, "date": said["date"]}
    new = {"old_reaction": [], "new_reaction": [{"type": "emoji", "emoji": "👍"}]}
    office.hears({"message_reaction": {**sign, **new}}, CHAT, when)
    office.works(when)


def test_nothing_is_left_by_any_other_door(office: ErasingOffice, caplog: pytest.LogCaptureFixture) -> None:
    for package in _PACKAGES:
        caplog.set_level(logging.DEBUG, package)
    others = office.ticket_of(ANNA)
    rings(office, at())
    office.writes("Не работает мармелад", CHAT)
    office.touches("Пусть подтвердит", CHAT)
    office.writes("Евпраксия, мармелад-слова", CHAT)
    office.delivers()
    office.writes(invites(office), CHAT)
    office.delivers()
    own = office.ticket_of(CHAT)
    office.adds_the_phone()
    rings(office, at("3m"))
    message_id = office.writes("мармелад со знаком", CHAT, at("4m"))
    signs(office, message_id, at("4m"))
    office.types(f"/share №{own.number}", others.id, when=at("5m"))
    office.delivers(at("5m"))
    office.writes(f"/status {others.number}", CHAT, at("6m"))
    office.touches("Написать в", CHAT, at("6m"))
    office.writes("мармелад у соседей", CHAT, at("6m"))
    office.delivers(at("6m"))
    office.texts(at("6m"))
    assert any("мармелад у соседей" in shown for shown in office.topic_shows(others.id))
    found = {one.partition(":")[0] for one in office.found()}
    assert {"vouching.words", "inbox.payload", "message.text", "ticket.title", "person.name"} <= found
    office.asks_to_be_erased(at("11m"))
    office.erases(at("25h"))
    assert office.found() == [], "\n".join(office.found())
    assert not [line for line in caplog.messages if any(mark in line.casefold() for mark in MARKS)]
    with office.database.read() as tx:
        (act,) = acts_of(tx, office.organisation_id, "Круглосуточно")
    # their first call, before anybody knew whose number it is, is told in a topic of its own
    assert {"what": "elsewhere", "number": others.number + 1} in act.kept
