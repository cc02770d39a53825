"""Commands that staff type: about the ticket of the topic, or about another one by its number."""

import re
from collections.abc import Callable
from functools import partial
from typing import Final

from bot.desk import approving, changes, dismissals, extensions, inviting, joining, knowing, saying, sharing
from bot.desk.acts import acting_on, perform
from bot.desk.orders import Actor
from bot.desk.outcomes import Explained, Outcome, Refused, outcome_of, posted
from bot.desk.refusals import NoSuchTicket, WhichToMerge
from bot.scope import Scope
from models.actions.clocks import explanations
from models.actions.tickets import senders, tickets
from models.actions.tickets.acting import Acting
from models.queries.tickets import TicketView, ticket_by_number
from models.rules.dates.refusals import NotADate
from models.rules.dates.words import read_date
from models.rules.delivery.choices import whole_number

#: What is typed → the verb of an act that needs no words.
_VERBS: Final = {
    "take": "take",
    "return": "untake",
    "close": "close",
    "reopen": "reopen",
    "escalate": "escalate",
    "taken": "taken",
    "resume": "unwait",
    "noanswer": "waive",
}
_WITH_WORDS: Final[dict[str, Callable[[Acting, str], Outcome]]] = {
    "extend": extensions.by_words,
    "severity": partial(changes.by_words, "severity"),
    "kind": partial(changes.by_words, "kind"),
    "tier": partial(changes.by_words, "tier"),
    "contract": changes.contract_by_words,
    "spam": dismissals.dismiss_by_words,
    "block": posted(senders.block),
    "unblock": posted(senders.unblock),
    "who": knowing.who,
    "said": saying.said,
    sharing.SHARE: sharing.share,
    sharing.UNSHARE: sharing.unshare_by_words,
}
NAMES: Final = (*_VERBS, *_WITH_WORDS, "merge", "invite", "unjoin", approving.APPROVE, approving.REJECT, joining.JOIN)
_NUMBER: Final = re.compile(r"(?P<mark>[#№]\s?)?(?P<number>[0-9]{1,9})(?!\S)\s*")


def commanded(
    scope: Scope, desk_id: int, actor: Actor, name: str, argument: str, here: TicketView | None
) -> tuple[Outcome, TicketView | None]:
    """What came of it, and the ticket it was about.

    name: one of NAMES. here: the ticket of the topic that it was typed in.
    """
    if name == "merge":
        return _merge(scope, desk_id, actor, argument, here)
    if name == "invite":
        return inviting.invite(scope, desk_id, actor, argument.strip(), here), here
    if name in (approving.APPROVE, approving.REJECT):
        return approving.commanded(scope, desk_id, actor, name, argument), here
    if name == joining.JOIN:
        return joining.commanded(scope, desk_id, argument, here, lambda view: acting_on(scope, view, actor))
    if name == "unjoin":
        return inviting.undo_join(scope, desk_id, actor, argument), here
    words = ""
    if name in _VERBS:
        view = _numbered(scope, desk_id, argument, here)
    elif name in ("contract", sharing.SHARE) and here is not None:
        view, words = here, argument  # whatever number stands there is another thing's
    else:
        view, words = addressed(
            scope, desk_id, argument, here, is_number=lambda: not _is_said_here(scope, name, argument, here)
        )
    if view is None:
        return Refused(NoSuchTicket()), None
    view = tickets.locked(scope.tx, view)
    if name in _VERBS:
        return perform(scope, view, actor, _VERBS[name]), view
    acting = acting_on(scope, view, actor)
    return outcome_of(acting, lambda: _WITH_WORDS[name](acting, words)), view


def explained(scope: Scope, desk_id: int, argument: str, here: TicketView | None, language: str) -> Outcome:
    """`/why`, `/why 12`."""
    view = _numbered(scope, desk_id, argument, here)
    if view is None:
        return Refused(NoSuchTicket())
    told = explanations.for_staff(scope.tx, scope.at.now, view, language)
    return Explained(told.text, told.entities)


def _numbered(scope: Scope, desk_id: int, argument: str, here: TicketView | None) -> TicketView | None:
    """The ticket whose number was typed, and nothing else; without a number the one of the topic."""
    number = whole_number(argument.lstrip("#№ "))
    return here if number is None else ticket_of_desk(scope, desk_id, number)


def addressed(
    scope: Scope, desk_id: int, words: str, here: TicketView | None, *, is_number: Callable[[], bool]
) -> tuple[TicketView | None, str]:
    """The ticket that is meant, and the words without its number.

    In a topic a bare number may be something else: is_number says whether it is one. «№12» always is.
    """
    found = _NUMBER.match(words)
    if found is None or not (found["mark"] or here is None or is_number()):
        return here, words
    return ticket_of_desk(scope, desk_id, int(found["number"])), words[found.end() :]


def ticket_of_desk(scope: Scope, desk_id: int, number: int) -> TicketView | None:
    view = ticket_by_number(scope.tx, scope.organisation_id, number)
    return view if view is not None and view.desk_id == desk_id else None


def _is_said_here(scope: Scope, name: str, words: str, here: TicketView | None) -> bool:
    """«/extend 12 декабря …» in a topic is about that topic's ticket, «/extend 12 +1 день …» about №12."""
    if name == "said":
        return here is not None  # «/said 2 дня» is about this ticket
    if name != "extend" or here is None:
        return False
    hours = scope.edition_of(here).regulation.working_time(here.desk_key)
    try:
        read_date(words, scope.at.now, hours, "ru")
    except NotADate:
        return False
    return True


def _merge(
    scope: Scope, desk_id: int, actor: Actor, argument: str, here: TicketView | None
) -> tuple[Outcome, TicketView | None]:
    """`/merge 12` in the topic of the one that ends; `/merge 15 12` anywhere."""
    numbers = [int(number) for number in re.findall(r"[0-9]{1,9}", argument)]
    views = [ticket_of_desk(scope, desk_id, number) for number in numbers]
    if here is not None and len(views) == 1:
        views = [here, *views]
    if not numbers or len(views) != 2:
        return Refused(WhichToMerge()), None
    view, into = views
    if view is None or into is None:
        return Refused(NoSuchTicket()), None
    # always in the same order, or two who merge crosswise would wait for each other
    held = {one.id: tickets.locked(scope.tx, one) for one in sorted((view, into), key=lambda one: one.id)}
    acting = acting_on(scope, held[view.id], actor)
    return outcome_of(acting, lambda: changes.merge(acting, held[into.id])), view
