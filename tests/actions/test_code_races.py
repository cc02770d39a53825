"""The same code from two chats at one moment, and two people who prove one phone: on each, one wins."""

import threading

import pytest
from sqlalchemy import func, select

from models.actions.delivery import address_owners
from models.actions.reach import address_proofs, challenges
from models.actions.reach.challenges import Outcome, Purpose, Target
from models.db import Database
from models.queries.persons import Requester
from models.tables.persons import address
from models.tables.reach import address_event
from tests.actions.office import Office, at

PHONE = Target("sms", "gsm", "+79161234567")


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database)


def code_of(office: Office, who: Requester, phone: Target = PHONE, when: str = "0s") -> str:
    with office.database.write() as tx:
        return challenges.make_code(tx, at(when), who, Purpose.ADD, phone) or ""


def proves(office: Office, who: Requester, code: str) -> Outcome:
    with office.database.write() as tx:
        checked = challenges.check(tx, at("1m"), who, code)
        if checked.outcome is Outcome.RIGHT and checked.challenge is not None:
            address_proofs.prove(tx, at("1m"), who, who.name, checked.challenge, None)
    return checked.outcome


def at_once(office: Office, said: list[tuple[Requester, str]]) -> list[Outcome]:
    outcomes: list[Outcome] = []
    threads = [
        threading.Thread(target=lambda who=who, code=code: outcomes.append(proves(office, who, code)))
        for who, code in said
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes


def test_of_two_chats_that_say_it_at_once_one_is_right_and_one_address_comes_of_it(office: Office) -> None:
    anna = office.meets()
    code = code_of(office, anna)
    assert sorted(at_once(office, [(anna, code), (anna, code)])) == [Outcome.AGAIN, Outcome.RIGHT]
    with office.database.read() as tx:
        assert tx.execute(select(func.count()).select_from(address_event)).scalar_one() == 1


def test_two_people_who_prove_one_phone_leave_it_with_one_of_them(office: Office) -> None:
    people = [office.meets("Анна"), office.meets("Борис")]
    codes = [code_of(office, one) for one in people]
    outcomes = at_once(office, list(zip(people, codes, strict=True)))
    assert outcomes == [Outcome.RIGHT, Outcome.RIGHT]
    with office.database.read() as tx:
        (row,) = tx.execute(select(address).where(address.c.address == PHONE.address)).all()
    assert row.person_id in [one.person_id for one in people]


def test_two_who_prove_each_others_phones_do_not_wait_for_each_other(office: Office) -> None:
    """Each holds both, in one order: neither is undone, on PostgreSQL either."""
    people = [office.meets("Анна"), office.meets("Борис")]
    phones = [PHONE, Target("sms", "gsm", "+79167654321")]
    for who, phone in zip(people, phones, strict=True):
        proves(office, who, code_of(office, who, phone))
    codes = [code_of(office, who, phone, "5m") for who, phone in zip(people, reversed(phones), strict=True)]
    ready, said = threading.Barrier(2, timeout=60), list[Outcome]()

    def says(who: Requester, code: str) -> None:
        with office.database.write() as tx:
            if tx.dialect.name != "sqlite":  # there one waits for the other before it begins
                ready.wait()
            address_owners.hold_both(tx, at("6m"), who)
            checked = challenges.check(tx, at("6m"), who, code)
            assert checked.challenge is not None
            address_owners.prove(tx, at("6m"), who, who.name, checked.challenge, None)
            said.append(checked.outcome)

    threads = [threading.Thread(target=says, args=one) for one in zip(people, codes, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert said == [Outcome.RIGHT, Outcome.RIGHT], "each at its first try"
    with office.database.read() as tx:
        rows = tx.execute(select(address.c.address, address.c.person_id).where(address.c.transport == "sms"))
        assert dict(map(tuple, rows)) == {
            phones[0].address: people[1].person_id,
            phones[1].address: people[0].person_id,
        }


def dies_while_it_says(office: Office, who: Requester, code: str) -> None:
    with office.database.write() as tx:
        assert challenges.check(tx, at("1m"), who, code).outcome is Outcome.RIGHT
        raise KeyboardInterrupt


def test_what_was_killed_before_its_commit_has_not_happened_and_is_said_again(office: Office) -> None:
    anna = office.meets()
    code = code_of(office, anna)
    with pytest.raises(KeyboardInterrupt):
        dies_while_it_says(office, anna, code)
    assert proves(office, anna, code) is Outcome.RIGHT
