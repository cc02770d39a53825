"""What the doctor says of the support numbers, for the desk that each serves."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from models.clock import Instant
from models.queries.regulation import edition_in_force
from models.queries.transports import transports_of
from models.rules.delivery.states import DeliveryState
from models.rules.health.group_health import Finding
from models.rules.health.number_health import NumberFacts, NumberKnown, number_findings, role_findings
from models.rules.regulation.numbers import SupportNumber
from models.rules.regulation.organisations import OrganisationId
from models.rules.regulation.parsing import Regulation
from models.tables.lanes import outbox
from models.tables.organisations import bot_account
from models.tables.persons import address

#: Of all that went out lately: the newest rows, found by their ids.
_LATELY = 2000
_ARRIVED = (DeliveryState.SENT, DeliveryState.DELIVERED, DeliveryState.READ)


def findings_on_numbers(
    tx: Connection,
    at: Instant,
    organisation_id: OrganisationId,
    desk_key: str,
    language: str,
    told: Sequence[Mapping[str, Any]],
) -> list[Finding]:
    """told: `NumberFacts` of all numbers of the machine. A number without a role is told to the desk that gets what
    nobody sorted.
    """
    edition = edition_in_force(tx, organisation_id, at.now)
    if edition is None:
        return []
    regulation, ours = edition.regulation, _accounts(tx, organisation_id)
    found = list(_of_roles(tx, regulation, ours, desk_key))
    for facts in map(NumberFacts.of_json, told):
        number = regulation.number(transports_of(tx).role(facts.transport, facts.account))
        desk = regulation.sms.desk if number is None else number.desk
        if (facts.transport, facts.account) in ours and desk == desk_key:
            known = _known(tx, organisation_id, regulation, facts, number, language)
            found += number_findings(facts, known, f"/{facts.transport}", at.real)
    return found


def _accounts(tx: Connection, organisation_id: OrganisationId) -> list[tuple[str, str]]:
    several = [one.name for one in transports_of(tx).values() if one.several_numbers]
    query = select(bot_account.c.transport, bot_account.c.account).where(
        bot_account.c.organisation_id == organisation_id, bot_account.c.transport.in_(several)
    )
    return [(row.transport, row.account) for row in tx.execute(query)]


def _of_roles(
    tx: Connection, regulation: Regulation, ours: Sequence[tuple[str, str]], desk_key: str
) -> Iterator[Finding]:
    roles = [role for place in ours if (role := transports_of(tx).role(*place)) is not None]
    for finding in role_findings(roles, [number.id for number in regulation.numbers]):
        number = regulation.number(str(finding.facts["role"]))
        if desk_key == (regulation.sms.desk if number is None else number.desk):
            yield finding


def _known(
    tx: Connection,
    organisation_id: OrganisationId,
    regulation: Regulation,
    facts: NumberFacts,
    number: SupportNumber | None,
    language: str,
) -> NumberKnown:
    title = transports_of(tx)[facts.transport].title
    rules = regulation.transports.get(facts.transport)
    asked = [rules.leave(spoken) for spoken in regulation.organisation.languages] if rules is not None else []
    there = (address.c.transport == facts.transport, address.c.account == facts.account)
    heard = select(func.max(address.c.heard_at)).where(address.c.organisation_id == organisation_id, *there)
    states = _states(tx, facts)
    return NumberKnown(
        title=title if number is None else f"{title} «{number.title.in_(language)}»",
        templates=tuple(dict.fromkeys((leave.template, leave.language) for leave in asked if leave is not None)),
        heard=tx.execute(heard).scalar_one() is not None,
        sent=sum(count for state, count in states.items() if state in _ARRIVED),
        failed=states.get(DeliveryState.FAILED_PERMANENTLY, 0),
    )


def _states(tx: Connection, facts: NumberFacts) -> dict[str, int]:
    newest = select(func.coalesce(func.max(outbox.c.id), 0)).scalar_subquery()
    lately = (outbox.c.id > newest - _LATELY, outbox.c.delivery_id.is_not(None))
    there = (outbox.c.transport == facts.transport, outbox.c.account == facts.account)
    query = select(outbox.c.state, func.count()).where(*lately, *there).group_by(outbox.c.state)
    return {row[0]: row[1] for row in tx.execute(query)}
