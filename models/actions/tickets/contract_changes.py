"""The contract that a ticket is under, chosen by its requester or changed by staff: the tier follows it."""

from collections.abc import Mapping

from sqlalchemy import select

from models.actions.clocks import ticket_clocks, timers
from models.actions.tickets import ticket_changes, tickets
from models.actions.tickets.acting import Acting
from models.actions.tickets.ticket_changes import IsSoAlready, lines_of_clocks
from models.errors import OtklikError
from models.phrases.catalogue import say
from models.queries.contracts import contract_by_id, contract_by_number, contracts_of
from models.queries.sights import readers_of
from models.rules.contracts.choosing import in_question, the_only_one, tier_for
from models.rules.contracts.standing import Contract
from models.rules.texts.content import one_line
from models.tables.persons import person


class NoContracts(OtklikError):
    """The requester speaks for none."""

    phrase = "contract.none"


class NoSuchContract(OtklikError):
    """number: as it was typed."""

    phrase = "contract.no_such"


class IsUnderOne(OtklikError):
    """number: of the contract that the ticket is under by now."""

    phrase = "contract.chosen_already"


def allowed(acting: Acting) -> Mapping[str, str]:
    """Those that the requester speaks for: id → number. Raises NoContracts."""
    found = in_question(contracts_of(acting.tx, acting.view))
    if not found:
        raise NoContracts
    return {str(contract.id): contract.number for contract in found}


def by_id(acting: Acting, contract_id: int) -> Contract:
    """Raises NoSuchContract."""
    found = contract_by_id(acting.tx, acting.view.organisation_id, contract_id)
    if found is None:
        raise NoSuchContract(number=contract_id)
    return found


def by_number(acting: Acting, number: str) -> Contract:
    """Any of the organisation, as a colleague may ask for somebody else. Raises NoSuchContract."""
    found = contract_by_number(acting.tx, acting.view.organisation_id, number)
    if found is None:
        raise NoSuchContract(number=number[:64])
    return found


def change(acting: Acting, contract: Contract) -> None:
    """An agent says under which contract the ticket is. Raises OtklikError."""
    acting.check_open()
    if acting.view.contract_id == contract.id:
        raise IsSoAlready(value=contract.number)
    _put_under(acting, contract, say(acting.language, "contract.changed", **_facts(acting, contract)))


def choose(acting: Acting, contract: Contract) -> None:
    """The requester says it, of a ticket that is under none. Raises OtklikError."""
    acting.check_open()
    if acting.view.contract_id is not None:
        raise IsUnderOne(number=acting.view.contract_number)
    if contract.id not in {one.id for one in contracts_of(acting.tx, acting.view)}:
        raise NoSuchContract(number=contract.number)
    _put_under(acting, contract, say(acting.language, "contract.chosen", number=contract.number))


def come_under_the_only_one(acting: Acting) -> bool:
    """It became known who asked. False: the ticket is over or under one, or there is none or several."""
    contract = the_only_one(contracts_of(acting.tx, acting.view))
    if contract is None or not acting.view.is_open or acting.view.contract_id is not None:
        return False
    _put_under(acting, contract, say(acting.language, "contract.came_under", number=contract.number))
    return True


def come_under_none(acting: Acting) -> bool:
    """It was a mistake. False: it is over, or under none."""
    if not acting.view.is_open or acting.view.contract_id is None:
        return False
    _put_under(acting, None, say(acting.language, "contract.taken_away", number=acting.view.contract_number))
    return True


def _facts(acting: Acting, contract: Contract) -> dict[str, str]:
    before = acting.view.contract_number or say(acting.language, "contract.without")
    return {"agent": acting.agent_name, "before": before, "after": contract.number}


def _put_under(acting: Acting, contract: Contract | None, told: str) -> None:
    tx, view = acting.tx, acting.view
    contract_id, number = (contract.id, contract.number) if contract is not None else (None, None)
    promised, _ = ticket_clocks.clocks_of(tx, acting.at.now, view)
    tier = tier_for(acting.regulation, contract, _tier_of_person(acting))
    tickets.change_state(tx, view, contract_id=contract_id, tier=tier)
    facts = {"what": "contract", "before": view.contract_number, "after": number}
    timers.log_event(tx, view.id, acting.at.now, "changed", agent_id=acting.agent_id, facts=facts)
    clocks = ticket_clocks.recompute(tx, acting.at, view)
    changed = acting.again()
    lines = lines_of_clocks(changed, clocks) if tier != view.tier else []
    changed.tell_topic("\n".join([told, *lines]))
    why = say(
        view.language,
        "ticket.changed_contract",
        number=view.number,
        value=number or say(view.language, "contract.without"),
    )
    ticket_changes.tell_of_moved(changed, why, promised, clocks)
    if others := readers_of(tx, changed.view):
        names = ", ".join(one_line(one.name) or say(view.language, "card.no_name") for one in others)
        changed.tell_requester(say(view.language, "readers.by_contract", number=view.number, names=names))
    changed.refresh_card()


def _tier_of_person(acting: Acting) -> str | None:
    whose = (person.c.id == acting.view.person_id, person.c.organisation_id == acting.view.organisation_id)
    found: str | None = acting.tx.execute(select(person.c.tier).where(*whose)).scalar_one()
    return found
