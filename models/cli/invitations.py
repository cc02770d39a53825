"""`python -m models invitations …`: codes by which the bot gets to know somebody who speaks for a contract."""

from argparse import Namespace
from datetime import UTC, datetime

from models.actions.reach import invitations
from models.cli.answers import group, organisation_now, refuse
from models.cli.command_line import Groups
from models.cli.organisation import edition_meant, for_organisation
from models.clock import Instant
from models.db import Database
from models.queries.bots import bot_name_of
from models.queries.contracts import contact_persons_of, contract_by_number
from models.rules.delivery.transports import TELEGRAM
from models.rules.requests.invitation_codes import code_in
from models.settings import Settings


def add(groups: Groups) -> None:
    known = group(groups, "invitations", "codes by which the bot gets to know somebody of a contract")
    new = known.add_parser("new", help="a code that is good once, for a contract or one of its contact persons")
    new.set_defaults(command=_new)
    new.add_argument("contract", metavar="NUMBER", help="of the contract")
    new.add_argument("--person", metavar="NAME", help="a contact person of it; without it whoever uses the code")
    new.add_argument("--may-change-contacts", action="store_true", help="they may change who speaks for the contract")
    revoke = known.add_parser("revoke", help="make a code void that nobody has used yet")
    revoke.set_defaults(command=_revoke)
    revoke.add_argument("code", metavar="CODE")
    for_organisation(new, revoke)


def _new(options: Namespace, settings: Settings) -> int:
    """Prints the code as the last line but one, and the link as the last line."""
    with Database(settings.database).write(durable=True) as tx:
        now = organisation_now(tx, settings)
        edition = edition_meant(tx, options, now)
        contract = contract_by_number(tx, edition.organisation_id, options.contract)
        if contract is None:
            return refuse(f"contract: found {options.contract!r}; allowed: a number that was imported or added")
        persons = contact_persons_of(tx, edition.organisation_id, contract.id)
        named = [one for one in persons if one.name == options.person]
        if options.person is not None and len(named) != 1:
            known = ", ".join(one.name for one in persons) or "nobody: it has no contact person"
            return refuse(f"--person: found {options.person!r}; allowed: {known}")
        rules = edition.regulation.identification
        at = Instant(now=now, real=datetime.now(UTC))
        code = invitations.issue(
            tx,
            at,
            edition.organisation_id,
            rules,
            person_id=named[0].person_id if named else None,
            contract_id=contract.id,
            may_change_contacts=options.may_change_contacts,
        )
        name = bot_name_of(tx, edition.organisation_id)
    whom = options.person or "a contact person"
    print(f"Good once, for {rules.invitation_days} days. Whoever sends it is taken for {whom}:")
    print(code)
    link = TELEGRAM.link.format(bot=name, code=code) if name is not None else ""
    print(link or "(the bot was not started yet, so its name is not known; the code is typed in a chat with it)")
    return 0


def _revoke(options: Namespace, settings: Settings) -> int:
    code = code_in(options.code)
    if code is None:
        return refuse(f"code: found {options.code!r}; allowed: a code such as ACEH-KMPT-XY34-679A")
    with Database(settings.database).write(durable=True) as tx:
        now = organisation_now(tx, settings)
        edition = edition_meant(tx, options, now)
        at = Instant(now=now, real=datetime.now(UTC))
        if not invitations.revoke(tx, at, edition.organisation_id, code):
            return refuse("the code is good for nothing already: used, too old, taken back, or never given out")
    print("Nobody can use it any more.")
    return 0
