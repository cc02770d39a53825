"""What an agent can do with a ticket, by button or by command: the same acts, checked the same way."""

from collections.abc import Callable

from bot.scope import Scope
from bot.telegram import (
    staff_changes,
    staff_dismissals,
    staff_extensions,
    staff_slips,
    staff_waiting,
    staff_waivers,
    staff_why,
)
from bot.telegram.staff_actor import Actor, Told, acting_on
from models.actions.delivery import deliveries
from models.actions.desk import overflow_lines
from models.actions.ladder import escalations
from models.actions.talk import sms_answers
from models.actions.tickets import attachments, overflows, tickets, waiting
from models.phrases.catalogue import say, say_many
from models.queries.regulation import EditionView
from models.queries.tickets import TicketView
from models.rules.delivery.choices import whole_number
from models.rules.regulation.parsing import Regulation

Act = Callable[[Scope, TicketView, Actor, EditionView], Told]
#: With the verb itself and what follows its dot.
ActWithArgument = Callable[[Scope, str, TicketView, Actor, str], Told]


def perform(scope: Scope, verb: str, view: TicketView, actor: Actor) -> Told | None:
    """None for a verb that does not exist.

    Every act may come twice (a second click, two agents at once): the second finds the state and says so.
    """
    name, _, argument = verb.partition(".")
    if name == "resend":
        return _resend(scope, view, actor, argument)
    if name in (sms_answers.SEND, sms_answers.DROP, sms_answers.CORRECT):
        return _about_sms(scope, name, view, actor, argument)
    with_argument = _WITH_ARGUMENT.get(name)
    if with_argument is not None:
        return with_argument(scope, name, view, actor, argument)
    act = _ACTS.get(name)
    return None if act is None else act(scope, view, actor, scope.edition_of(view))


def _take(scope: Scope, view: TicketView, actor: Actor, edition: EditionView) -> Told:
    if not view.is_open:
        return Told(say(actor.language, "staff.already_closed"))
    if view.assignee_id == actor.agent_id:
        return Told(say(actor.language, "staff.you_took", number=view.number))
    if view.assignee_id is not None:
        return Told(say(actor.language, "staff.already_taken", agent=view.assignee_name))
    tickets.take(scope.tx, scope.at, view, actor.agent_id, actor.name, edition.regulation)
    return Told(say(actor.language, "staff.you_took", number=view.number), shown=True)


def _give_back(scope: Scope, view: TicketView, actor: Actor, edition: EditionView) -> Told:
    if view.assignee_id is None:
        return Told(say(actor.language, "staff.done"))
    if view.assignee_id != actor.agent_id:
        return Told(say(actor.language, "staff.not_yours", agent=view.assignee_name))
    tickets.give_back(scope.tx, scope.at, view, actor.agent_id, actor.name, edition.regulation)
    return Told(say(actor.language, "staff.done"), shown=True)


def _propose_closing(scope: Scope, view: TicketView, actor: Actor, edition: EditionView) -> Told:
    if view.state == "closing_proposed":
        return Told(say(actor.language, "staff.close_already_proposed"))
    if not view.is_open:
        return Told(say(actor.language, "staff.already_closed"))
    tickets.propose_closing(scope.tx, scope.at, view, actor.agent_id, actor.name, edition.regulation)
    return Told(say(actor.language, "staff.done"), shown=True)


def _reopen(scope: Scope, view: TicketView, actor: Actor, edition: EditionView) -> Told:
    if view.is_open:
        return Told(say(actor.language, "staff.already_open"))
    if view.dismissed_as is not None:
        return staff_dismissals.pressed(scope, "restore", view, actor, "")
    tickets.reopen(scope.tx, scope.at, view, edition, phrase="staff.reopened_by_agent", agent=actor.name)
    return Told(say(actor.language, "staff.done"), shown=True)


def _escalate(scope: Scope, view: TicketView, actor: Actor, edition: EditionView) -> Told:
    if not view.is_open:
        return Told(say(actor.language, "staff.already_closed"))
    if escalations.escalate(scope.tx, scope.at, view, actor.agent_id, actor.name, edition.regulation):
        return Told(say(actor.language, "staff.done"), shown=True)
    return Told(say(actor.language, "staff.already_escalated"))


def _taken(scope: Scope, view: TicketView, actor: Actor, edition: EditionView) -> Told:
    language = _desk_language(view, edition.regulation)
    if escalations.take_escalation(scope.tx, scope.at, view, actor.agent_id, actor.name, language):
        return Told(say(actor.language, "staff.done"), shown=True, decided=True)
    by = escalations.taken_by(scope.tx, view.id)
    if by is None:
        return Told(say(actor.language, "staff.escalation_not_running"))
    return Told(say(actor.language, "staff.escalation_taken_by", agent=by), decided=True)


def _resend(scope: Scope, view: TicketView, actor: Actor, argument: str) -> Told:
    row = whole_number(argument)
    known = row is not None and deliveries.send_again(scope.tx, scope.at, row, view.id)
    return Told(say(actor.language, "staff.done" if known else "staff.stale_button"), decided=True)


def _about_sms(scope: Scope, name: str, view: TicketView, actor: Actor, argument: str) -> Told:
    """argument: MESSAGE.VERSION, as the button was drawn."""
    message_id, version = (whole_number(part) for part in (*argument.split(".", 1), "0")[:2])
    if message_id is None or version is None:
        return Told(say(actor.language, "staff.stale_button"))
    if name == sms_answers.DROP:
        return Told(say(actor.language, sms_answers.drop(scope.tx, view, message_id)), decided=True)
    act = sms_answers.send if name == sms_answers.SEND else sms_answers.correct
    regulation = scope.edition_of(view).regulation
    phrase = act(scope.tx, scope.at, view, message_id, version, actor.agent_id, regulation)
    if name == sms_answers.SEND and phrase == "staff.done":
        waiting.sent(acting_on(scope, view, actor), message_id)
    return Told(say(actor.language, phrase), decided=phrase != "staff.closed_not_sent")


def _show_overflow(scope: Scope, verb: str, view: TicketView, actor: Actor, argument: str) -> Told:
    """Messages above the limit, by the button under the line that counts them."""
    overflow_id = whole_number(argument)
    language = _desk_language(view, scope.edition_of(view).regulation)
    if overflow_id is None or not overflows.show(scope.tx, scope.at, view, overflow_id, actor.name, language):
        return Told(say(actor.language, "overflow.already"))
    return Told(say(actor.language, "staff.done"), shown=True)


def _desk_language(view: TicketView, regulation: Regulation) -> str:
    return regulation.desk(view.desk_key).staff_language


def _fetch_files(scope: Scope, view: TicketView, actor: Actor, edition: EditionView) -> Told:
    count = attachments.fetch_again(scope.tx, scope.at, view.id)
    if not count:
        return Told(say(actor.language, "staff.files_all_kept"))
    return Told(say_many(actor.language, "staff.files_asked_for", count))


_ACTS: dict[str, Act] = {
    attachments.FETCH: _fetch_files,
    "take": _take,
    "untake": _give_back,
    "close": _propose_closing,
    "reopen": _reopen,
    "escalate": _escalate,
    "taken": _taken,
}
_WITH_ARGUMENT: dict[str, ActWithArgument] = {
    **dict.fromkeys(("extend", "noextend", "agree", "disagree"), staff_extensions.pressed),
    **dict.fromkeys(("wait", "unwait"), staff_waiting.pressed),
    **dict.fromkeys(("waive", "unwaive"), staff_waivers.pressed),
    **dict.fromkeys(staff_dismissals.VERBS, staff_dismissals.pressed),
    **dict.fromkeys(("severity", "kind", "tier"), staff_changes.pressed),
    "why": staff_why.pressed,
    staff_slips.SEND: staff_slips.pressed,
    overflow_lines.OPEN: _show_overflow,
}
