"""`python -m models contracts list`, `show`: what is known of contracts."""

from argparse import Namespace
from contextlib import closing

from sqlalchemy import Connection

from models.cli.contract_edits import contract_named
from models.cli.organisation import organisation_meant
from models.db import Database
from models.queries.contracts import (
    ContactPerson,
    all_contracts,
    contact_persons_of,
    open_tickets_under,
)
from models.queries.transports import traits_of
from models.rules.contracts.cells import word_for
from models.rules.contracts.columns import Column
from models.rules.contracts.standing import Contract
from models.rules.sms.phone_numbers import shown_number
from models.rules.texts.localised import both
from models.settings import Settings

_NONE_YET = both(
    "Договоров ещё нет: contracts import FILE или contracts add NUMBER.",
    "No contracts yet: contracts import FILE, or contracts add NUMBER.",
)
_PAID = both("оплачен до {day}", "paid until {day}")
_TIER = both("уровень {tier}", "tier {tier}")
_NOBODY = both("контактных лиц нет", "nobody speaks for it")
_SEES_ALL = both("видит все заявки договора", "sees all tickets of the contract")
_MAY_CHANGE = both("может менять контактных лиц", "may change who speaks for it")
_UNREACHABLE = both("связаться нечем", "can't be reached")
_OPEN = both("открытые заявки: {numbers}", "open tickets: {numbers}")


def show_all(options: Namespace, settings: Settings) -> int:
    language, some = options.language, False
    with closing(Database(settings.database)) as database, database.read() as tx:
        for one in all_contracts(tx, organisation_meant(tx, options).id):
            some = True
            names = ", ".join(who.name or "?" for who in one.persons) or _NOBODY.in_(language)
            print("; ".join([*_facts(one.contract, language), names]))
    if not some:
        print(_NONE_YET.in_(language))
    return 0


def show_one(options: Namespace, settings: Settings) -> int:
    language = options.language
    with closing(Database(settings.database)) as database, database.read() as tx:
        organisation_id = organisation_meant(tx, options).id
        found = contract_named(tx, options, organisation_id)
        print("; ".join(_facts(found, language)))
        persons = contact_persons_of(tx, organisation_id, found.id)
        for one in persons:
            print("  " + "; ".join(_person(tx, one, language)))
        if not persons:
            print("  " + _NOBODY.in_(language))
        numbers = open_tickets_under(tx, organisation_id, found.id)
    if numbers:
        print(_OPEN.in_(language).format(numbers=", ".join(f"№{number}" for number in numbers)))
    return 0


def _facts(contract: Contract, language: str) -> list[str]:
    said = [
        contract.number,
        word_for(Column.STATE, contract.state, language),
        word_for(Column.CLIENT, contract.client_kind, language),
    ]
    if contract.tier:
        said.append(_TIER.in_(language).format(tier=contract.tier))
    if contract.paid_until:
        said.append(_PAID.in_(language).format(day=contract.paid_until.strftime("%d.%m.%Y")))
    return said


def _person(tx: Connection, one: ContactPerson, language: str) -> list[str]:
    reached = [f"{traits_of(tx, transport).title} {shown_number(text)}" for transport, text in one.addresses]
    said = [one.name or "?", *(reached or [_UNREACHABLE.in_(language)])]
    said += [one.email] if one.email else []
    said += [_SEES_ALL.in_(language)] if one.sees == "all" else []
    return said + ([_MAY_CHANGE.in_(language)] if one.may_change_contacts else [])
