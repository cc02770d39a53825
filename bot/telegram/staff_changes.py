"""An agent changes what a ticket is, `/severity high`, or joins it to another one, `/merge 12`."""

from bot.scope import Scope
from bot.telegram.staff_actor import Actor, Told, acting_on, refusal
from models.actions.desk import topics
from models.actions.tickets import merging, ticket_changes
from models.actions.tickets.acting import Acting
from models.actions.tickets.ticket_changes import What
from models.errors import OtklikError
from models.phrases.catalogue import say
from models.queries.tickets import TicketView
from models.rules.delivery.choices import ticket_key_fits

_WHATS: dict[str, What] = {"severity": "severity", "kind": "kind", "tier": "tier"}


def pressed(scope: Scope, verb: str, view: TicketView, actor: Actor, value: str) -> Told:
    """value: an id, as the button was drawn."""
    acting = acting_on(scope, view, actor)
    try:
        ticket_changes.change(acting, _WHATS[verb], value)
    except OtklikError as error:
        return refusal(acting, error, decided=True)
    return Told(say(actor.language, "staff.done"), shown=True, decided=True)


def commanded(scope: Scope, name: str, view: TicketView, actor: Actor, words: str, *, here: bool) -> Told:
    """words: the new value; without it the present one is shown. here: typed in the ticket's topic."""
    acting, what = acting_on(scope, view, actor), _WHATS[name]
    try:
        if words:
            ticket_changes.change(acting, what, ticket_changes.meant(acting, what, words))
            return Told(say(actor.language, "staff.done"), shown=True)
        acting.check_open()
        return _shown(acting, what, here=here)
    except OtklikError as error:
        return refusal(acting, error)


def _shown(acting: Acting, what: What, *, here: bool) -> Told:
    """In the topic with the others as buttons; elsewhere in words, to be typed."""
    language, values = acting.language, ticket_changes.allowed(acting, what, acting.language)
    held = ticket_changes.present(acting, what)
    text = say(language, f"change.present_{what}", value=values.get(held, held))
    others = {value: title for value, title in values.items() if value != held}
    if here:
        rows = [
            [topics.choice(acting.view.id, 0, f"{what}.{value}", title)]
            for value, title in others.items()
            if ticket_key_fits(acting.view.id, 0, f"{what}.{value}")
        ]
        acting.tell_topic(text, rows)
        return Told("", shown=True)
    listed = ", ".join(f"{title} ({value})" for value, title in others.items())
    example = f"/{what} {acting.view.number} {next(iter(others), held)}"
    number = acting.view.number
    return Told(say(language, "change.or_by_number", number=number, present=text, allowed=listed, example=example))


def merged(scope: Scope, view: TicketView, into: TicketView, actor: Actor) -> Told:
    """Both are held."""
    acting = acting_on(scope, view, actor)
    try:
        merging.merge(acting, into)
    except OtklikError as error:
        return refusal(acting, error)
    return Told(say(actor.language, "staff.done"), shown=True)
