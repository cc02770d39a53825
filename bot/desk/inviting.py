"""`/invite`: a code for the person of a ticket, or for a contract; `/unjoin`: what came of one is undone."""

from bot.desk.orders import Actor
from bot.desk.outcomes import Done, Explained, Outcome, Refused
from bot.desk.permission import check_decides
from bot.desk.refusals import HeadInvites, NoSuchContract, NoSuchJoin, NoSuchTicket
from bot.scope import Scope
from models.actions.clocks import timers
from models.actions.delivery import address_owners
from models.actions.reach import invitations
from models.actions.tickets import join_news
from models.errors import OtklikError
from models.phrases.catalogue import say
from models.phrases.times import absolute
from models.queries.bots import bot_name
from models.queries.contracts import contract_by_number, sees_more
from models.queries.identities import join_by_id
from models.queries.staff import is_head
from models.queries.tickets import TicketView
from models.queries.transports import traits_of
from models.rules.delivery.choices import whole_number
from models.rules.delivery.transports import STAFF_TRANSPORT


def invite(scope: Scope, desk_id: int, actor: Actor, words: str, here: TicketView | None) -> Outcome:
    """here: the ticket of the topic; words: else, the number of a contract."""
    language = scope.desk_of(desk_id).staff_language
    rules = scope.edition.regulation.identification
    person_id, name, contract_id = None, "", None
    if words:
        contract = contract_by_number(scope.tx, scope.organisation_id, words)
        if contract is None:
            return Refused(NoSuchContract())
        contract_id, name = contract.id, say(language, "invite.of_contract", number=contract.number)
    elif here is not None:
        if sees_more(scope.tx, here) and not is_head(scope.tx, scope.organisation_id, desk_id, actor.agent_id):
            return Refused(HeadInvites())
        person_id, name = here.person_id, here.requester_name or say(language, "card.no_name")
        timers.log_event(scope.tx, here.id, scope.at.now, "invited", agent_id=actor.agent_id)
    else:
        return Refused(NoSuchTicket())
    code = invitations.issue(
        scope.tx, scope.at, scope.organisation_id, rules, person_id=person_id, contract_id=contract_id,
        agent_id=actor.agent_id, desk_id=desk_id,
    )  # fmt: skip
    until = absolute(
        invitations.good_until(scope.at, rules), scope.edition.regulation.organisation.timezone, language
    )
    name_of_bot = bot_name(scope.tx, scope.account)
    pattern = traits_of(scope.tx, STAFF_TRANSPORT).link if name_of_bot is not None else ""
    link = pattern.format(bot=name_of_bot, code=code)
    told = say(language, "invite.code", name=name, code=code, until=until)
    return Explained(f"{told}\n{link}" if link else told, secret=code)


def undo_join(scope: Scope, desk_id: int, actor: Actor, words: str) -> Outcome:
    """Every address that was joined to somebody has a number, which the group was told."""
    number = whole_number(words.lstrip("#№ "))
    joined = join_by_id(scope.tx, scope.organisation_id, number) if number is not None else None
    if joined is None:
        return Refused(NoSuchJoin())
    try:
        check_decides(scope, desk_id, actor.agent_id, join_news.decided_by(scope.tx, scope.edition, joined))
        address_owners.unjoin(scope.tx, scope.at, joined, agent_id=actor.agent_id)
    except OtklikError as error:
        return Refused(error)
    join_news.tell_undone(scope.tx, scope.at, scope.edition, joined, actor.name)
    return Done()
