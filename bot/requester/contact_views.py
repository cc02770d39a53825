"""Who speaks for a person's contracts, as the dialogue may know it."""

from bot.conversation.contacts import ContactView, ContractView
from bot.conversation.reach_health import AddressView
from bot.requester.health import health_of
from bot.scope import Scope
from models.actions.reach import invitations
from models.queries.addresses import AddressRow, addresses_of_persons
from models.queries.contracts import ContactPerson, contact_persons_of, contracts_of
from models.queries.persons import Requester
from models.rules.contracts.standing import Contract
from models.rules.delivery.transports import TypedAddress

#: Of whom there are more, staff change it.
_MOST_CONTRACTS = 20


def contracts_seen(scope: Scope, who: Requester) -> tuple[ContractView, ...]:
    """Those that they speak for. How others are reached is read for those who may change who does."""
    return tuple(_view(scope, who, of) for of in contracts_of(scope.tx, who)[:_MOST_CONTRACTS])


def _view(scope: Scope, who: Requester, of: Contract) -> ContractView:
    people = contact_persons_of(scope.tx, who.organisation_id, of.id)
    may_change = any(one.may_change_contacts for one in people if one.person_id == who.person_id)
    ids = [one.person_id for one in people] if may_change else []
    ways = addresses_of_persons(scope.tx, who.organisation_id, ids)
    seen = tuple(_person(one, who, ways.get(one.person_id, [])) for one in people)
    invited = invitations.open_of(scope.tx, scope.at, who.organisation_id, of.id) if may_change else 0
    return ContractView(of.id, of.number, seen, invited)


def _person(one: ContactPerson, who: Requester, ways: list[AddressRow]) -> ContactView:
    return ContactView(
        person_id=one.person_id,
        name=one.name,
        you=one.person_id == who.person_id,
        sees_all=one.sees == "all",
        may_change=one.may_change_contacts,
        ways=tuple(AddressView(0, way.traits.title, _masked(way), health_of(way)) for way in ways),
    )


def _masked(way: AddressRow) -> str:
    """Enough to tell two phones of one person apart, and no more."""
    return f"…{way.address[-2:]}" if way.traits.typed is TypedAddress.PHONE else ""
