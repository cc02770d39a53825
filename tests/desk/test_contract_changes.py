"""The contract of a ticket: its tier, what the card shows, and an agent who changes it."""

from datetime import date

import pytest

from models.actions.reach import contracts, imported_contracts
from models.queries.persons import Requester, requester_at
from models.rules.contracts.sheet_lines import SheetLine
from models.rules.contracts.standing import Contract
from models.rules.delivery.outgoing import RowKind
from tests.actions.office import NOON
from tests.actions.staff_office import GROUP, at, moscow
from tests.desk.ordering_office import OrderingOffice


def has(office: OrderingOffice, who: Requester | None, number: str, tier: str | None = None) -> Contract:
    """A contract that they speak for."""
    with office.database.write() as tx:
        paid = date(2026, 12, 31)
        made = contracts.add_contract(tx, NOON, office.organisation_id, number, tier=tier, paid_until=paid)
        if who is not None:
            contracts.may_speak(tx, NOON, made.id, who)
    return made


def under(office: OrderingOffice, who: Requester, contract: Contract) -> int:
    ticket_id = office.opens(who, contract=contract)
    office.delivers()
    office.reads()
    return ticket_id


def card(office: OrderingOffice, ticket_id: int) -> str:
    """As it is once everything was sent."""
    rows = [row for row in office.rows(RowKind.CARD, RowKind.EDIT_CARD) if row.ticket_id == ticket_id]
    return str(max(rows, key=lambda row: int(row.id)).payload["text"])


def again(office: OrderingOffice, who: Requester) -> Requester:
    """As they are known now."""
    with office.database.read() as tx:
        found = requester_at(tx, who.organisation_id, who.transport, who.account, who.address)
    assert found is not None
    return found[0]


@pytest.fixture
def gold(office: OrderingOffice, anna: Requester) -> Contract:
    return has(office, anna, "1001", "extended")


def test_a_ticket_has_the_tier_of_its_contract_and_the_card_says_both(
    office: OrderingOffice, anna: Requester, gold: Contract
) -> None:
    view = office.view(under(office, anna, gold))
    assert (view.tier, view.contract_number) == ("extended", "1001")
    assert "Договор: №1001, оплачен до 31.12.2026\nУровень обслуживания: Расширенный" in card(office, view.id)


def test_without_a_tier_of_the_contract_it_is_what_staff_said_of_the_person(
    office: OrderingOffice, anna: Requester, ticket_id: int
) -> None:
    office.types("/tier extended", ticket_id)
    now = again(office, anna)
    assert office.view(under(office, now, has(office, now, "7"))).tier == "extended"
    assert office.view(under(office, now, has(office, now, "8", "basic"))).tier == "basic"


def test_an_agent_names_the_contract_and_the_deadlines_follow(
    office: OrderingOffice, ticket_id: int, gold: Contract
) -> None:
    office.types("/contract № 1001", ticket_id)
    view = office.view(ticket_id)
    assert (view.contract_id, view.tier, view.resolution_due_at) == (gold.id, "extended", moscow("11-12T15:00"))
    (told,) = office.news(ticket_id)
    assert told.startswith("Иван меняет договор: без договора → 1001.\nОтветить до:")
    assert "Договор: №1001, оплачен до 31.12.2026" in card(office, ticket_id)
    assert office.events(ticket_id, "changed") == [{"what": "contract", "before": None, "after": "1001"}]


def test_the_contracts_of_the_requester_are_offered(
    office: OrderingOffice, anna: Requester, ticket_id: int, gold: Contract
) -> None:
    other = has(office, anna, "1002")
    office.types("/contract", ticket_id)
    assert office.news(ticket_id) == ["Договор: без договора. Изменить (или указать номер: /contract 123):"]
    assert office.presses("1002", when=at("1m")) == "Готово."
    assert office.view(ticket_id).contract_id == other.id
    assert "Уже так: 1002" in office.presses("1002")
    office.types("/contract 1001", ticket_id)
    assert office.view(ticket_id).contract_id == gold.id


def test_a_contract_that_there_is_not_is_named(office: OrderingOffice, ticket_id: int) -> None:
    office.types("/contract 99", ticket_id)
    assert office.news(to=GROUP)[-1] == "Договора №99 нет."
    office.types("/contract", ticket_id)
    assert "Договоров у абонента нет" in office.news(to=GROUP)[-1]
    assert office.view(ticket_id).contract_id is None


def test_a_promise_that_moves_later_is_told_to_the_requester(
    office: OrderingOffice, anna: Requester, gold: Contract
) -> None:
    ticket_id = under(office, anna, gold)
    has(office, anna, "1002", "basic")
    office.types("/contract 1002", ticket_id)
    (told,) = office.news(to=anna)
    assert told.startswith("Заявка №1 теперь по договору №1002.\n")


def test_a_tier_that_an_agent_sets_is_this_tickets_where_the_contract_has_one(
    office: OrderingOffice, anna: Requester, gold: Contract
) -> None:
    ticket_id = under(office, anna, gold)
    office.types("/tier basic", ticket_id)
    assert "меняет уровень обслуживания этой заявки" in office.news(ticket_id)[0]
    assert office.view(ticket_id).tier == "basic"
    assert again(office, anna).tier is None
    assert office.view(under(office, anna, gold)).tier == "extended"


def test_the_card_follows_an_import_and_says_that_payment_is_over(
    office: OrderingOffice, anna: Requester, gold: Contract
) -> None:
    ticket_id = under(office, anna, gold)
    facts = {"state": "suspended", "paid_until": date(2026, 11, 1), "tier": "basic"}
    line = SheetLine(2, "1001", "1001", facts)
    with office.database.write() as tx:
        imported_contracts.import_groups(tx, at("1m"), office.edition, [[line]], tells_of_persons=False)
    assert "Договор: №1001, приостановлен, оплата закончилась 01.11.2026" in card(office, ticket_id)
    assert office.view(ticket_id).tier == "extended"  # what was promised stays
