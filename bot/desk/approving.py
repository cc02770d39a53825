"""Somebody asks the staff to say who they are: shown to a desk, and decided there by a button or a command."""

import re
from collections.abc import Iterator

from bot.desk.orders import Actor, Caller
from bot.desk.outcomes import Done, Option, Outcome, Refused
from bot.desk.permission import actor_of, check_decides, check_speaks_for
from bot.desk.refusals import NoSuchContract, NoSuchVouching, NotAMember, StaleButton
from bot.scope import Scope
from models.actions.desk import staff
from models.actions.tickets import join_news, vouchings
from models.errors import OtklikError
from models.phrases.catalogue import say
from models.queries.contracts import contract_by_id, contract_by_number
from models.queries.identities import Vouching, vouching_by_id
from models.rules.delivery.choices import PersonChoice, whole_number

APPROVE, REJECT = "approve", "reject"
#: So many words of theirs are looked at for the number of a contract.
_MOST_WORDS = 20


def options(scope: Scope, words: str, language: str) -> Iterator[Option]:
    """What may be chosen below what somebody says of themselves. words: theirs."""
    found = {}
    for word in re.findall(r"[\w/-]*\d[\w/-]*", words)[:_MOST_WORDS]:
        contract = contract_by_number(scope.tx, scope.organisation_id, word)
        if contract is not None:
            found[contract.id] = contract.number
    for contract_id, number in found.items():
        yield Option(APPROVE, str(contract_id), say(language, "vouch.yes_contract", number=number))
    yield Option(APPROVE, "", say(language, "vouch.yes"))
    yield Option(REJECT, "", say(language, "vouch.no"))


def pressed(scope: Scope, caller: Caller, choice: PersonChoice) -> Outcome:
    """verb: with the contract's id behind a dot."""
    verb, _, argument = choice.verb.partition(".")
    asked = vouching_by_id(scope.tx, scope.organisation_id, choice.id)
    try:
        if asked is None or caller.desk_id is None:
            raise NotAMember
        check_speaks_for(scope, caller, caller.desk_id)
        known = staff.find_agent(scope.tx, scope.organisation_id, scope.account, caller.number)
        _check_decides(scope, caller.desk_id, known, asked)
        if verb not in (APPROVE, REJECT):
            raise StaleButton
        contract = None
        if argument:
            contract_id = whole_number(argument)
            contract = contract_by_id(scope.tx, scope.organisation_id, contract_id) if contract_id else None
            if contract is None:
                raise StaleButton
        return _decide(scope, actor_of(scope, caller), asked, verb, contract.id if contract else None, "")
    except OtklikError as error:
        return Refused(error, decided=isinstance(error, vouchings.DecidedAlready))


def commanded(scope: Scope, desk_id: int, actor: Actor, verb: str, argument: str) -> Outcome:
    """`/approve 3`, `/approve 3 15` (contract 15), `/reject 3 why`."""
    first, _, rest = argument.strip().partition(" ")
    number = whole_number(first.lstrip("#№"))
    asked = vouching_by_id(scope.tx, scope.organisation_id, number) if number is not None else None
    if asked is None:
        return Refused(NoSuchVouching())
    contract_id = None
    try:
        _check_decides(scope, desk_id, actor.agent_id, asked)
        if verb == APPROVE and rest.strip():
            contract = contract_by_number(scope.tx, scope.organisation_id, rest)
            if contract is None:
                raise NoSuchContract
            contract_id = contract.id
        return _decide(scope, actor, asked, verb, contract_id, rest.strip())
    except OtklikError as error:
        return Refused(error)


def _check_decides(scope: Scope, desk_id: int, agent_id: int | None, asked: Vouching) -> None:
    """desk_id: that they speak for. Raises AnotherDesk."""
    group = join_news.asked_group(scope.tx, scope.edition, asked.desk_id)
    check_decides(scope, desk_id, agent_id, {group.desk_id} if group is not None else set())


def _decide(scope: Scope, actor: Actor, asked: Vouching, verb: str, contract_id: int | None, words: str) -> Outcome:
    facts = {"agent": actor.name, "number": asked.id}
    if verb == REJECT:
        vouchings.reject(scope.tx, scope.at, scope.organisation_id, asked, actor.agent_id, words)
        return Done("vouch.rejected", facts, decided=True)
    vouchings.approve(scope.tx, scope.at, scope.edition, asked, actor.agent_id, contract_id)
    return Done("vouch.approved", facts, decided=True)
