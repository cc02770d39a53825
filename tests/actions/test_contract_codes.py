"""A contract's number, and the code that is sent to it: they prove who somebody is, and tell a guesser nothing."""

import re
from functools import partial
from typing import cast

import pytest
from sqlalchemy import update

from bot.__main__ import READERS
from bot.inbox_loop import InboxLoop
from bot.requester.stored import handle
from bot.requester.unreadable import set_aside
from models.actions.reach import challenges, contracts, persons
from models.actions.reach.address_events import log_change
from models.actions.reach.address_proofs import Former
from models.actions.reach.challenges import Purpose
from models.clock import Clock, Instant
from models.db import Database
from models.queries.addresses import address_at
from models.queries.contracts import contract_by_number
from models.queries.identities import Somebody
from models.queries.tickets import Asker
from models.rules.delivery.address_changes import Change
from models.rules.delivery.address_states import AddressState
from models.rules.delivery.places import at_address
from models.rules.delivery.transports import SMS
from models.tables.persons import address
from models.writer import Writer
from tests.actions.inviting_office import BORIS, DEMANDING, InvitingOffice
from tests.actions.office import ACCOUNT, NOON, at
from tests.actions.test_statements import statements_of

PHONE, OTHER = "+79161234567", "+79167654321"
SORTS = {
    "15": "has a phone",
    "16": "nobody speaks for it",
    "17": "has ended",
    "18": "who speaks for it has no phone",
    "19": "has a dead phone",
    "20": "has one that staff blocked",
    "21": "has one that is to be proved again",
    "22": "has a phone, strangers have used up its codes",
}
#: The others are nobody's.
GUESSES = ("15", "16", "17", "18", "19", "20", "21", "22", "1", "115", "15/2", "№ 99", "10000", "7-7", "1500")


class ProvingOffice(InvitingOffice):
    """The operator named a phone for Анна Ли, who speaks for contract 15. Nobody has written from a chat."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, DEMANDING.replace("attempts_per_day = 5", "attempts_per_day = 20"))
        self.has_modem()
        self.has_phone(self.anna, PHONE)
        with database.write() as tx:
            contracts.add_contract(tx, NOON, self.organisation_id, "16")
            contracts.add_contract(tx, NOON, self.organisation_id, "17", state="ended")
            persons.mark_address(tx, self.organisation_id, self.anna.address_id, "dead", "blocked", NOON)

    def has_phone(self, who: Asker, number: str, state: AddressState = AddressState.VOUCHED) -> None:
        with self.database.write() as tx:
            persons.add_address(tx, NOON, who, at_address(SMS.name, number), SMS.shared_account, state, {})

    def names(self, number: str, chat: int = 700, when: Instant | None = None) -> None:
        if not self.told(chat):
            self.writes("Не работает", chat, when)
        self.touches("По номеру договора", chat, when)
        self.writes(number, chat, when)

    def codes_sent_to(self, phone: str) -> int:
        return len([row for row in self.rows() if row.address == phone and row.payload.get("part") == 0])

    def code_sent_to(self, phone: str) -> str:
        """The last one; empty for none."""
        sent = [row.payload["text"] for row in self.rows() if row.address == phone]
        return re.findall(r"(\d{6}) - код", "".join(sent))[-1] if sent else ""

    def one_batch(self) -> list[str]:
        """The inbox loop, once: what it asks of the database."""
        nobody = cast(Writer, None)
        loop = InboxLoop(
            [ACCOUNT], nobody, Clock(), partial(handle, READERS), partial(set_aside, READERS), lambda _: None
        )

        def batch() -> None:
            with self.database.write() as tx:
                loop.run_batch(tx, at(), careful=False)

        return statements_of(batch)


@pytest.fixture
def office(database: Database) -> ProvingOffice:
    return ProvingOffice(database)


def test_a_request_files_itself_with_the_code_that_the_contract_was_sent(office: ProvingOffice) -> None:
    office.names("№ 15")
    assert "Если такой договор есть" in office.told()[-1]
    code = office.code_sent_to(PHONE)
    assert len(code) == 6
    office.writes(code)
    known, opened = office.told()
    assert "теперь мы знаем" in known
    assert "принята" in opened
    assert office.ticket_of().person_id == office.anna.person_id
    assert "Узнали по номеру договора и коду" in office.group_told()[-1]


def test_the_phone_is_told_who_writes_in_its_name_from_now_on(office: ProvingOffice) -> None:
    office.names("15")
    office.writes(office.code_sent_to(PHONE))
    assert any(
        "добавился способ связи" in str(row.payload.get("text")) for row in office.rows() if row.address == PHONE
    )


def _guess(office: ProvingOffice, chat: int, said: str) -> tuple[list[str], list[str]]:
    """What is answered, and what is asked of the database for it."""
    office.told(chat)
    office.hears({"message": {**office._envelope(chat, at(), 5000 + chat), "text": said}}, chat)
    asked = office.one_batch()
    answered = office.told(chat)
    office.works()  # what comes afterwards, in a lane of its own
    return answered, asked


def _all_sorts(office: ProvingOffice) -> None:
    """Of contracts, from 18 to 22."""
    states = {"18": None, "19": AddressState.DEAD, "20": AddressState.VERIFIED, "21": AddressState.STALE}
    for number, state in {**states, "22": AddressState.VOUCHED}.items():
        speaker, phone = office.meets(f"Из {number}", 920 + int(number)), f"+791600000{number}"
        if state is not None:
            office.has_phone(speaker, phone, state)
        with office.database.write() as tx:
            one = contracts.add_contract(tx, NOON, office.organisation_id, number)
            contracts.may_speak(tx, NOON, one.id, speaker)
            persons.mark_address(tx, office.organisation_id, speaker.address_id, "dead", "blocked", NOON)
            if number == "20":
                tx.execute(update(address).where(address.c.address == phone).values(blocked_at=NOON))
    for guesser in [office.meets(str(number)) for number in range(5)]:
        with office.database.write() as tx:
            assert challenges.make_code(tx, at(), guesser, Purpose.IDENTIFY, None, counted="contract:22")


def _show(what: str, guesses: list[tuple[list[str], list[str]]]) -> None:
    """What a guesser sees, for whoever wants to look at it."""
    print(f"\nAnswers to {len(guesses)} guesses at {what}:")
    for number, (answered, asked) in zip(GUESSES, guesses, strict=True):
        kind = SORTS.get(number, "nobody's")
        print(f"  {number:>6} ({kind}): {len(asked)} statements, answered: {' / '.join(answered)[:90]}…")


def test_guesses_learn_nothing(office: ProvingOffice) -> None:
    """Neither from the words, byte by byte, nor from the statements, one by one. `pytest -s` shows both."""
    _all_sorts(office)
    office.names("нет такого 0", 600)  # all statements are compiled
    office.writes("000000", 600)
    named, coded = [], []
    for chat, number in enumerate(GUESSES, start=1710):
        office.writes("Не работает", chat)
        office.touches("По номеру договора", chat)
        named.append(_guess(office, chat, number))
        coded.append(_guess(office, chat, "000000"))
    for what, guesses in (("a number", named), ("a code", coded)):
        _show(what, guesses)
        words = {tuple(answered) for answered, _ in guesses}
        assert len(words) == 1, words
        first = guesses[0][1]
        for _, asked in guesses:
            assert asked == first, [one for one in first if one not in asked]
    sent = {number for number in ("15", "22") if office.code_sent_to(PHONE if number == "15" else "+79160000022")}
    assert sent == {"15"}, "where there was one to send"


def test_a_wrong_code_and_no_code_at_all_are_answered_alike(office: ProvingOffice) -> None:
    office.names("15")
    office.told()
    said = []
    for _ in range(5):  # the third wrong one ends it
        office.writes("000000")
        said.append(tuple(office.told()))
    assert len(set(said)) == 1
    office.writes(office.code_sent_to(PHONE))
    assert tuple(office.told()) == said[0], "it is good for nothing any more"


def test_a_code_is_of_whoever_asked_for_it(office: ProvingOffice) -> None:
    office.names("15")
    office.names("1", BORIS)
    office.writes(office.code_sent_to(PHONE), BORIS)
    assert "Код не подошёл" in office.told(BORIS)[-1]


def test_a_code_makes_nobody_the_person_to_whom_the_phone_went_since(office: ProvingOffice) -> None:
    office.names("15")
    code = office.code_sent_to(PHONE)
    boris = office.meets("Борис", 901)
    with office.database.write() as tx:
        other = contract_by_number(tx, office.organisation_id, "16")
        phone = address_at(tx, office.organisation_id, SMS.name, SMS.shared_account, PHONE)
        assert other is not None
        assert phone is not None
        contracts.may_speak(tx, NOON, other.id, boris)
        former = Former(office.organisation_id, office.anna.person_id, phone.id)
        persons.give_to(tx, at("1m").now, former, boris.person_id, {})
        log_change(tx, at("1m").now, former, phone.id, Change.MOVED_AWAY)
    office.writes(code, when=at("2m"))
    assert office.person().id != boris.person_id
    assert "не подошёл" in office.told()[-1]


def test_two_chats_that_ask_at_once_have_codes_of_their_own(office: ProvingOffice) -> None:
    office.names("15")
    first = office.code_sent_to(PHONE)
    office.names("15", BORIS)
    second = office.code_sent_to(PHONE)
    office.writes(second, BORIS)
    office.writes(first)
    assert [one.address for one in office.tickets_of()] == [str(BORIS), "700"]
    assert office.person().id == office.person(BORIS).id == office.anna.person_id, "both have that phone at hand"


def test_who_asks_again_has_it_sent_to_the_next_person_of_the_contract(office: ProvingOffice) -> None:
    vera = office.meets("Вера", 901)
    office.has_phone(Somebody(office.organisation_id, vera.person_id), OTHER)
    with office.database.write() as tx:
        contracts.may_speak(tx, NOON, office.contract.id, vera)
        persons.mark_address(tx, office.organisation_id, vera.address_id, "dead", "blocked", NOON)
    office.names("15")
    office.touches("Другой способ")
    office.touches("По номеру договора")
    office.writes("15", when=at("2m"))
    assert office.code_sent_to(PHONE)
    office.writes(office.code_sent_to(OTHER), when=at("3m"))
    assert office.ticket_of().person_id == vera.person_id


def test_one_contract_is_sent_five_codes_a_day_whoever_asks(office: ProvingOffice) -> None:
    for chat in range(710, 720):
        office.names("15", chat)
    assert office.codes_sent_to(PHONE) == 5


def test_the_contracts_number_and_code_are_in_no_log_and_the_code_in_no_table(office: ProvingOffice) -> None:
    office.names("15")
    code = office.code_sent_to(PHONE)
    from models.tables.reach import address_challenge

    with office.database.read() as tx:
        rows = tx.execute(address_challenge.select()).all()
    assert rows
    assert all(code not in str(row) for row in rows)
