"""An agent says that it was no request, `/spam`, and blocks its sender; all of it can be undone."""

from collections.abc import Callable
from typing import Final, cast

from bot.scope import Scope
from bot.telegram.staff_actor import Actor, Told, acting_on, refusal
from models.actions.desk import card_edits
from models.actions.tickets import dismissals, senders
from models.actions.tickets.acting import Acting
from models.errors import OtklikError
from models.phrases.catalogue import say
from models.queries.tickets import TicketView
from models.rules.desk.dismissals import Reason, is_reason, reason_in

_ACTS: Final[dict[str, Callable[[Acting], None]]] = {
    "restore": dismissals.restore,
    "block": senders.block,
    "unblock": senders.unblock,
}
#: The buttons behind «more» of a card, which is no act: the next change of the card hides them again.
_FOLDS: Final = ("unfold", "fold")
VERBS: Final = ("dismiss", *_ACTS, *_FOLDS)


def pressed(scope: Scope, verb: str, view: TicketView, actor: Actor, argument: str) -> Told:
    """argument: the reason of «dismiss»."""
    acting = acting_on(scope, view, actor)
    if verb in _FOLDS:
        card_edits.refresh_cards(scope.tx, scope.at, {view.id: acting.regulation}, more=verb == "unfold")
        return Told("")
    if verb == "dismiss":
        if not is_reason(argument):
            return Told(say(actor.language, "staff.stale_button"))
        return _done(acting, lambda: dismissals.dismiss(acting, cast(Reason, argument)))
    return _done(acting, lambda: _ACTS[verb](acting))


def commanded(scope: Scope, name: str, view: TicketView, actor: Actor, words: str) -> Told:
    """`/spam 12 реклама`, `/block`, `/unblock`. words: after the number."""
    acting = acting_on(scope, view, actor)
    if name != "spam":
        return _done(acting, lambda: _ACTS[name](acting))
    reason, further = reason_in(words)
    return _done(acting, lambda: dismissals.dismiss(acting, reason, further))


def _done(acting: Acting, act: Callable[[], None]) -> Told:
    """The buttons below what was posted stay: a ticket that was given back may be dismissed anew."""
    try:
        act()
    except OtklikError as error:
        return refusal(acting, error)
    return Told(say(acting.language, "staff.done"), shown=True)
