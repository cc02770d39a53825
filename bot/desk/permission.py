"""Who may act for a desk: everybody in its group, its heads when they are alone with us, and whom the ladder called.

Who was dismissed, or left the desk, may do nothing.
"""

from collections.abc import Collection

from bot.desk.orders import Actor, Caller
from bot.desk.refusals import AnotherDesk, NoLonger, NotAMember, PersonErased
from bot.scope import Scope
from models.actions.desk import staff
from models.actions.desk.staff import Seen
from models.actions.queue.shared_batches import read_once
from models.actions.tickets import leaving
from models.queries.duty import is_called
from models.queries.staff import is_gone, is_head
from models.queries.tickets import TicketView
from models.rules.delivery.choices import TAKEN
from models.rules.requests.erasures import ERASED


def may_speak(seen: Seen | None) -> bool:
    """In the desk's group: being able to write there is being a member, but for who was dismissed."""
    return seen is None or not seen.dismissed


def seen_in_group(scope: Scope, number: int, desk_id: int) -> Seen | None:
    """Who speaks in the desk's group, which is to be inside; None for who never acted before.

    number: of the account, as of `Caller`.
    """
    who = (scope.organisation_id, scope.account, number, desk_id)
    return read_once(scope.tx, ("agent", *who), lambda: _seen_in_group(scope, number, desk_id))


def _seen_in_group(scope: Scope, number: int, desk_id: int) -> Seen | None:
    seen = staff.seen_agent(scope.tx, scope.organisation_id, scope.account, number, desk_id)
    if seen is not None and not (seen.inside or seen.dismissed):
        leaving.is_inside(scope.tx, scope.at.now, desk_id, seen.agent_id)
    return seen


def check_speaks_for(scope: Scope, caller: Caller, desk_id: int) -> None:
    """Raises NotAMember outside a group of the desk, NoLonger."""
    if caller.desk_id != desk_id:
        raise NotAMember
    if not may_speak(seen_in_group(scope, caller.number, desk_id)):
        raise NoLonger


def check_may(scope: Scope, caller: Caller, view: TicketView, verb: str) -> None:
    """Raises NotAMember, NoLonger, PersonErased."""
    if view.address_reason == ERASED:
        raise PersonErased
    if not caller.alone:
        check_speaks_for(scope, caller, view.desk_id)
        return
    agent_id = staff.find_agent(scope.tx, scope.organisation_id, scope.account, caller.number)
    if agent_id is None:
        raise NotAMember
    if is_gone(scope.tx, scope.organisation_id, view.desk_id, agent_id):
        raise NoLonger
    if is_head(scope.tx, scope.organisation_id, view.desk_id, agent_id):
        return
    if verb != TAKEN or not is_called(scope.tx, scope.at.now, scope.edition.regulation, view, agent_id):
        raise NotAMember


def check_decides(scope: Scope, desk_id: int, agent_id: int | None, whose: Collection[int]) -> None:
    """What is about no ticket is decided by the desks that were told of it, and by their heads wherever they speak.

    desk_id: that they speak for. agent_id: None for who never acted. whose: those desks. Raises AnotherDesk.
    """
    if desk_id in whose or any(_is_head(scope, one, agent_id) for one in whose):
        return
    language = scope.desk_of(desk_id).staff_language
    raise AnotherDesk(desk="», «".join(scope.desk_of(one).title.in_(language) for one in sorted(whose)))


def _is_head(scope: Scope, desk_id: int, agent_id: int | None) -> bool:
    return agent_id is not None and is_head(scope.tx, scope.organisation_id, desk_id, agent_id)


def actor_of(scope: Scope, caller: Caller, seen: Seen | None = None) -> Actor:
    """The agent whom they are; made one by their first act. seen: if it was asked a moment ago."""
    if seen is not None:
        staff.follow_name(scope.tx, scope.organisation_id, seen.agent_id, seen.name, caller.name)
        return Actor(seen.agent_id, caller.name, caller.language)
    agent_id = staff.known_agent(
        scope.tx, scope.organisation_id, scope.account, caller.number, caller.name, caller.language
    )
    return Actor(agent_id, caller.name, caller.language)
