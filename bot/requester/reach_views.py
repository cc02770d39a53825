"""How a person is reached, as the dialogue may know it; asked only where it is the matter."""

from collections.abc import Sequence
from typing import Final

from bot.conversation import transports
from bot.conversation.inbound import Inbound
from bot.conversation.reach import AddressView, LinkView, Reach, WayToAdd
from bot.requester.contact_views import contracts_seen
from bot.requester.health import health_of
from bot.scope import Scope
from models.actions.reach import challenges, chat_links
from models.actions.reach.challenges import Purpose
from models.queries.addresses import AddressRow, addresses_of, consents_given, shown_address
from models.queries.bots import bot_name_of
from models.queries.modems import any_modem
from models.queries.persons import Requester, name_of
from models.queries.transports import support_number, traits_of, transports_of
from models.rules.delivery.chain import Category
from models.rules.delivery.codes import code_in
from models.rules.delivery.transports import Transport
from models.rules.texts.localised import both

#: Why an address is dead, where people are told it.
_REASONS = ("blocked", "new_bot", "no_number", "silent")
#: Codes that this dialogue asks for.
OURS = (Purpose.ADD, Purpose.RECHECK)


def reach_of(scope: Scope, who: Requester, inbound: Inbound | None = None) -> Reach:
    """inbound: what they have just said."""
    rules, given = scope.edition.regulation.reach, consents_given(scope.tx, who)
    code = code_in(inbound.text) if inbound is not None else None
    return Reach(
        addresses=tuple(_view(scope, one, who, list(CATEGORIES)) for one in addresses_of(scope.tx, who)),
        ways=tuple(_ways(scope, who)),
        waiting=_waiting(scope, who),
        said_again=code is not None and challenges.was_right(scope.tx, scope.at, who, code),
        categories=tuple(CATEGORIES.values()),
        consents=tuple((purpose, purpose in given) for purpose in rules.consents),
        brief=who.traits.is_brief,
        shares_phone=who.traits.shares_phone,
        contracts=contracts_seen(scope, who),
        only_told=who.traits.changes_hands,
        link=_link(scope, inbound) if inbound is not None and transports.is_link(inbound) else None,
    )


#: What a person may do without at one address; answers come wherever they are reached.
CATEGORIES: Final = {Category.NEWS.value: both("ход заявок", "how requests go on")}


def _view(scope: Scope, one: AddressRow, who: Requester, categories: Sequence[str]) -> AddressView:
    wanted = None
    if one.categories is not None:
        wanted = frozenset(index for index, key in enumerate(categories) if key in one.categories)
    return AddressView(
        id=one.id,
        title=_title(scope, one, who.language),
        shown=one.shown,
        health=health_of(one),
        reason=one.reason if one.reason in _REASONS else "other",
        here=one.id == who.address_id,
        quiet=one.quiet,
        provable=one.traits.typed is not None,
        wanted=wanted,
    )


def _title(scope: Scope, one: AddressRow, language: str) -> str:
    """Of several numbers of ours each says which it is."""
    number = support_number(scope.tx, scope.edition.regulation, one)
    return one.traits.title if number is None else f"{one.traits.title} ({number.title.in_(language)})"


def _ways(scope: Scope, who: Requester) -> list[WayToAdd]:
    """Typed ones that we have something to send by, and links to other messengers."""
    known = transports_of(scope.tx).values()
    typed = [
        WayToAdd(one.name, one.title, one.typed) for one in known if one.typed is not None and _sends(scope, one)
    ]
    elsewhere = [one for one in known if one.link and one.name != who.transport]
    linked = [one for one in elsewhere if bot_name_of(scope.tx, scope.organisation_id, one.name) is not None]
    return typed + [WayToAdd(one.name, one.title) for one in linked]


def _sends(scope: Scope, one: Transport) -> bool:
    return any_modem(scope.tx) if one.by_sms else True


def _waiting(scope: Scope, who: Requester) -> str | None:
    challenge = challenges.is_waited_for(scope.tx, scope.at, who)
    if challenge is None or challenge.target is None or challenge.purpose not in OURS:
        return None
    return shown_address(traits_of(scope.tx, challenge.target.transport), challenge.target.address)


def _link(scope: Scope, inbound: Inbound) -> LinkView | None:
    code = inbound.argument.removeprefix(transports.LINK_MARK)
    link = chat_links.link_of(scope.tx, scope.at, scope.organisation_id, code)
    return None if link is None else LinkView(code, name_of(scope.tx, scope.organisation_id, link.person_id))
