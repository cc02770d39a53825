"""`python -m models contracts add`, `change`, `remove-person`: by hand what a line of a sheet does."""

from argparse import Namespace
from contextlib import closing
from typing import Any

from sqlalchemy import Connection

from models.actions.reach import contracts, imported_contracts
from models.cli.answers import Refused, organisation_now
from models.cli.organisation import edition_meant, organisation_meant
from models.clock import Clock, Instant
from models.db import Database
from models.queries.contracts import ContactPerson, contact_persons_of, contract_by_number, phones_of
from models.queries.identities import Somebody
from models.queries.regulation import EditionView
from models.rules.contracts.cells import BadCell, Reader
from models.rules.contracts.columns import OF_PERSON, Column, folded
from models.rules.contracts.import_report import Told
from models.rules.contracts.sheet_lines import SheetLine, line_of
from models.rules.contracts.sheet_problems import written
from models.rules.contracts.standing import Contract
from models.rules.regulation.organisations import OrganisationId
from models.rules.sms import phone_numbers
from models.rules.texts.localised import both
from models.settings import Settings

_FOUND = both("{what}: найдено: {found}; допустимо: {allowed}", "{what}: found: {found}; allowed: {allowed}")
_NONE = both(
    "NUMBER: найдено: {found}; такого договора нет (contracts add заводит новый)",
    "NUMBER: found: {found}; there is no such contract (contracts add makes one)",
)
_THERE = both(
    "NUMBER: найдено: {found}; такой договор уже есть (contracts change изменяет его)",
    "NUMBER: found: {found}; there is such a contract already (contracts change changes it)",
)
_NOBODY = both("--person или --phone: о ком эти сведения", "--person or --phone: of whom that is said")
_WHO = both("WHO: найдено: {found}; допустимо: {allowed}", "WHO: found: {found}; allowed: {allowed}")
_GONE = both(
    "{name} больше не контактное лицо договора {number}; заявки остались.",
    "{name} speaks for contract {number} no more; the tickets stay.",
)


def add_one(options: Namespace, settings: Settings) -> int:
    return _written(options, settings, new=True)


def change_one(options: Namespace, settings: Settings) -> int:
    return _written(options, settings, new=False)


def remove_person(options: Namespace, settings: Settings) -> int:
    with closing(Database(settings.database)) as database, database.write(durable=True) as tx:
        organisation_id = organisation_meant(tx, options).id
        found = contract_named(tx, options, organisation_id)
        gone = _person_named(tx, options, found)
        contracts.speaks_no_more(tx, found.id, Somebody(organisation_id, gone.person_id))
    print(_GONE.in_(options.language).format(name=gone.name or options.who, number=found.number))
    return 0


def contract_named(tx: Connection, options: Namespace, organisation_id: OrganisationId) -> Contract:
    """Raises Refused."""
    found = contract_by_number(tx, organisation_id, options.number)
    if found is None:
        raise Refused(_NONE.in_(options.language).format(found=written(options.number).in_(options.language)))
    return found


def _written(options: Namespace, settings: Settings, *, new: bool) -> int:
    with closing(Database(settings.database)) as database, database.write(durable=True) as tx:
        now = organisation_now(tx, settings)
        edition = edition_meant(tx, options, now)
        line = _line(options, edition)
        known = contract_by_number(tx, edition.organisation_id, line.number)
        if (known is None) is not new:
            words = _THERE if new else _NONE
            raise Refused(words.in_(options.language).format(found=written(options.number).in_(options.language)))
        at = Instant(now, Clock().read().real)
        planned = imported_contracts.import_groups(tx, at, edition, [[line]], tells_of_persons=False)
    told = Told(options.language)
    told.add(planned, 1)
    print("\n".join(told.lines(applied=True)))
    return 0


def _line(options: Namespace, edition: EditionView) -> SheetLine:
    """Raises Refused."""
    language, regulation = options.language, edition.regulation
    reader = Reader({tier.id: tier.title for tier in regulation.tiers}, regulation.sms.region)
    values: dict[Column, Any] = {}
    for column in Column:
        typed = getattr(options, column)
        if typed is None:
            continue
        try:
            values[column] = reader.read(column, typed)
        except BadCell as bad:
            what = "NUMBER" if column is Column.NUMBER else "--" + column.replace("_", "-")
            found, allowed = written(typed).in_(language), bad.allowed.in_(language)
            raise Refused(_FOUND.in_(language).format(what=what, found=found, allowed=allowed)) from None
    nameless = not values.get(Column.PERSON) and not values.get(Column.PHONE)
    if nameless and any(values.get(column) is not None for column in OF_PERSON):
        raise Refused(_NOBODY.in_(language))
    return line_of(1, values, values)


def _person_named(tx: Connection, options: Namespace, found: Contract) -> ContactPerson:
    """Raises Refused, with those whom it may be."""
    persons = contact_persons_of(tx, found.organisation_id, found.id)
    phone = phone_numbers.normal_number(options.who) or ""
    meant = [one for one in persons if folded(one.name) == folded(options.who) or phone in phones_of(tx, one)]
    if len(meant) == 1:
        return meant[0]
    language = options.language
    names = [", ".join([one.name, *map(phone_numbers.shown_number, phones_of(tx, one))]) for one in persons]
    allowed = "; ".join(names) or both("никого: контактных лиц нет", "nobody: no one speaks for it").in_(language)
    found_words = written(options.who).in_(language)
    raise Refused(_WHO.in_(language).format(found=found_words, allowed=allowed))
