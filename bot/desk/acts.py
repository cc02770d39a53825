"""What staff can do with a ticket: each act by its verb, however it was ordered."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from bot.desk import changes, dismissals, extensions, joining, leading, sending, sharing, showing, slips
from bot.desk.orders import Actor, Caller, Order
from bot.desk.outcomes import Outcome, Refused, outcome_of, posted
from bot.desk.permission import actor_of, check_may
from bot.desk.refusals import (
    EscalationTaken,
    NotAMember,
    SlipCorrected,
    SlipDecided,
    SmsChanged,
    SmsDecided,
    StaleButton,
)
from bot.scope import Scope
from models.actions.desk import overflow_lines
from models.actions.talk import chain_lines, held_answers, leave_chains, window_reminders
from models.actions.tickets import attachments, senders, tickets, waiting, waivers
from models.actions.tickets.acting import Acting
from models.actions.tickets.dismissals import restore
from models.actions.tickets.extension_words import AGREE, PICK, REFUSE, WITHDRAW
from models.errors import OtklikError
from models.queries.tickets import TicketView, find_ticket
from models.rules.delivery.choices import TAKEN


@dataclass(frozen=True)
class _Act:
    """do: with the argument of the order. ended_by: refusals after which its buttons are of no use any more."""

    do: Callable[[Acting, str], Outcome]
    ended_by: tuple[type[OtklikError], ...] = ()


def carry_out(scope: Scope, caller: Caller, order: Order) -> Outcome:
    """Whether they may is asked here, whatever the order carries."""
    view = find_ticket(scope.tx, scope.organisation_id, order.ticket_id)
    try:
        if view is None:
            raise NotAMember
        check_may(scope, caller, view, order.verb)
        view = tickets.locked(scope.tx, view)
        if order.version not in (0, view.version):
            raise StaleButton
    except OtklikError as error:
        return Refused(error)
    return perform(scope, view, actor_of(scope, caller), order.verb, order.argument)


def perform(scope: Scope, view: TicketView, actor: Actor, verb: str, argument: str = "") -> Outcome:
    """view: locked.

    Every act may come twice (a second click, two agents at once): the second finds the state and says so.
    """
    act = _ACTS.get(verb)
    if act is None:
        return Refused(StaleButton())
    acting = acting_on(scope, view, actor)
    return outcome_of(acting, lambda: act.do(acting, argument), ended_by=act.ended_by)


def acting_on(scope: Scope, view: TicketView, actor: Actor) -> Acting:
    regulation, in_force = scope.edition_of(view).regulation, scope.edition.regulation
    return Acting(scope.tx, scope.at, view, regulation, actor.agent_id, actor.name, in_force, scope.ahead)


_ACTS: dict[str, _Act] = {
    "take": _Act(leading.take),
    "untake": _Act(leading.give_back),
    "close": _Act(leading.propose_closing),
    "reopen": _Act(leading.reopen),
    "escalate": _Act(leading.escalate),
    TAKEN: _Act(leading.take_escalation, (EscalationTaken,)),
    "wait": _Act(posted(waiting.begin)),
    "unwait": _Act(posted(waiting.end)),
    "waive": _Act(posted(waivers.waive)),
    "unwaive": _Act(posted(waivers.take_back, decided=True), (OtklikError,)),
    PICK: _Act(extensions.pick, extensions.ENDED_BY),
    AGREE: _Act(extensions.agree, extensions.ENDED_BY),
    REFUSE: _Act(extensions.refuse, extensions.ENDED_BY),
    WITHDRAW: _Act(extensions.withdraw, extensions.ENDED_BY),
    "severity": _Act(partial(changes.change, "severity"), (OtklikError,)),
    "kind": _Act(partial(changes.change, "kind"), (OtklikError,)),
    "tier": _Act(partial(changes.change, "tier"), (OtklikError,)),
    joining.JOIN: _Act(joining.choose, (OtklikError,)),
    joining.JOIN_AS: _Act(joining.join_as, (OtklikError,)),
    sharing.SHARE: _Act(sharing.choose, (OtklikError,)),
    sharing.UNSHARE: _Act(sharing.unshare, (OtklikError,)),
    "contract": _Act(changes.contract, (OtklikError,)),
    "dismiss": _Act(dismissals.dismiss),
    "restore": _Act(posted(restore)),
    "block": _Act(posted(senders.block)),
    "unblock": _Act(posted(senders.unblock)),
    "unfold": _Act(showing.unfold),
    "fold": _Act(showing.fold),
    "why": _Act(showing.why),
    overflow_lines.OPEN: _Act(showing.above_the_limit),
    attachments.FETCH: _Act(showing.fetch_files),
    "resend": _Act(sending.again, (StaleButton,)),
    chain_lines.STEP: _Act(sending.step, (StaleButton,)),
    chain_lines.LEAVE: _Act(sending.leave, (StaleButton,)),
    leave_chains.UNSEND: _Act(sending.unsend, (StaleButton,)),
    window_reminders.WRITE: _Act(sending.write_now, (StaleButton,)),
    slips.SEND: _Act(slips.send, (SlipDecided, SlipCorrected)),
    held_answers.SEND: _Act(sending.sms, (SmsDecided, SmsChanged)),
    held_answers.CORRECT: _Act(sending.sms_correction, (SmsDecided, SmsChanged)),
    held_answers.DROP: _Act(sending.drop_sms, (SmsDecided,)),
}
