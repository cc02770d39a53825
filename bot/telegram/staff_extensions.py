"""An agent extends the time of a resolution: by button, by command, by a reply to our question."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from bot.scope import Scope
from bot.telegram.staff_actor import Actor, Told, acting_on, refusal
from models.actions.tickets import extensions
from models.actions.tickets.acting import Acting
from models.actions.tickets.extension_words import AGREE, PICK, REFUSE, WITHDRAW
from models.actions.tickets.extensions import AskedAlready, DecidedAlready, HeadIsAsked
from models.errors import OtklikError
from models.phrases.catalogue import say
from models.queries.staff import is_head
from models.queries.tickets import TicketView
from models.rules.delivery.choices import whole_number

#: After these the buttons of the question have nothing more to decide.
_DECIDED: Final = (DecidedAlready, AskedAlready, HeadIsAsked)
_LAST_SECOND: Final = 253402300799  # of the year 9999


def pressed(scope: Scope, verb: str, view: TicketView, actor: Actor, argument: str) -> Told:
    """argument: as the button was drawn: none on the card, EXTENSION or EXTENSION.SECONDS below a question."""
    acting = acting_on(scope, view, actor)
    if verb == PICK and not argument:
        return _done(acting, lambda: extensions.ask(acting), decided=False)
    extension_id, seconds = (whole_number(part) for part in (*argument.split(".", 1), "0")[:2])
    if extension_id is None or seconds is None or seconds > _LAST_SECOND:
        return Told(say(actor.language, "staff.stale_button"))
    if verb in (AGREE, REFUSE) and not is_head(scope.tx, view.desk_id, actor.agent_id):
        return Told(say(actor.language, "extend.heads_only"))
    if verb == WITHDRAW:
        told = _done(acting, lambda: extensions.withdraw(acting, extension_id))
        return told if not told.shown else Told(say(actor.language, "extend.dropped"), shown=True, decided=True)
    acts: dict[str, Callable[[], None]] = {
        PICK: lambda: extensions.choose_date(acting, extension_id, datetime.fromtimestamp(seconds, UTC)),
        AGREE: lambda: extensions.agree(acting, extension_id),
        REFUSE: lambda: extensions.refuse(acting, extension_id),
    }
    return _done(acting, acts[verb])


def commanded(scope: Scope, view: TicketView, actor: Actor, words: str) -> Told:
    """«/extend +2 рабочих дня ждём деталь»; without words it asks, as the button does."""
    acting = acting_on(scope, view, actor)
    told = _done(acting, lambda: extensions.ask_by_words(acting, words) if words else extensions.ask(acting))
    known = extensions.wanted(scope.tx, view.id) if told.shown else None
    if known is None:
        return told
    # for who typed it elsewhere, and does not see what was posted in the ticket's topic
    phrase = "extend.asked_in_topic" if known.state == extensions.ASKED else "extend.head_decides"
    return Told(say(acting.language, phrase, number=view.number), shown=True)


def answered(scope: Scope, view: TicketView, actor: Actor, text: str) -> None:
    """A reply to our question in the topic; it never goes to the requester."""
    acting = acting_on(scope, view, actor)
    told = _done(acting, lambda: extensions.answer(acting, text))
    if not told.shown:
        acting.tell_topic(told.text)


def _done(acting: Acting, act: Callable[[], None], *, decided: bool = True) -> Told:
    try:
        act()
    except OtklikError as error:
        return refusal(acting, error, decided=decided and isinstance(error, _DECIDED))
    return Told(say(acting.language, "staff.done"), shown=True, decided=decided)
