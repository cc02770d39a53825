"""The machine's clock ran a year ahead and was set right: chains, codes and re-checks come in their time."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from models.actions.reach import challenges
from models.actions.reach.challenges import Outcome, Purpose, Target
from models.db import Database
from models.tables.persons import address
from tests.actions.chain_office import NOON, PHONE, ChainOffice, at
from tests.actions.test_silent_chains import has_quiet_hours
from tests.actions.test_stepped_clock import sweeps

AHEAD = at("8760h")
#: What a service dates is of its own clock.
PROVIDERS = int(NOON.timestamp())


@pytest.fixture
def office(database: Database) -> ChainOffice:
    return ChainOffice(database)


def test_an_answer_that_was_held_then_goes_this_evening(office: ChainOffice) -> None:
    boris = office.meets("Борис")
    has_quiet_hours(office, boris, 13 * 60, 17 * 60)
    ticket_id = office.opens(boris, when=at("0s"))
    office.delivers()
    office.types("Едем", ticket_id, when=at("8762h"), date=PROVIDERS)
    sweeps(office.database)
    assert office.time_comes(at("5h")) == 1
    assert office.by_chat(boris, at("5h")) == ["Едем"]


def test_silence_is_counted_from_when_the_clock_is_right(office: ChainOffice) -> None:
    anna = office.meets_with_phone()
    ticket_id = office.shows(anna)
    office.gets("Я с телефона", PHONE)
    office.delivers()
    office.texts()
    office.types("Едем", ticket_id, when=AHEAD, date=PROVIDERS)
    sweeps(office.database)
    assert office.by_sms(at("1m")) == ["Едем"]
    assert office.time_comes(at("16m")) == 1
    assert office.by_chat(anna, at("16m")) == ["Едем"]


def test_a_code_of_then_is_good_for_a_quarter_of_an_hour_and_another_may_be_asked_for(office: ChainOffice) -> None:
    anna = office.meets()
    target = Target("sms", "gsm", PHONE)
    with office.database.write() as tx:
        code = challenges.make_code(tx, AHEAD, anna, Purpose.ADD, target)
    assert code is not None
    sweeps(office.database)
    with office.database.write() as tx:
        assert challenges.make_code(tx, at("2m"), anna, Purpose.ADD, target) is not None
        assert challenges.check(tx, at("20m"), anna, code).outcome is Outcome.NONE


def test_an_address_proved_then_is_proved_again_in_its_time(office: ChainOffice) -> None:
    anna = office.meets()
    then = {"verified_at": AHEAD.now, "state_at": AHEAD.now, "recheck_at": AHEAD.now + timedelta(days=180)}
    with office.database.write() as tx:
        tx.execute(update(address).where(address.c.id == anna.address_id).values(then))
    sweeps(office.database)
    with office.database.read() as tx:
        row = tx.execute(select(address).where(address.c.id == anna.address_id)).one()
    assert (row.verified_at, row.recheck_at) == (NOON, NOON + timedelta(days=180))
