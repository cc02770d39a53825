"""What is no request ends at once: without a word to the sender, with its clocks stopped and the reason kept."""

from models.actions.clocks import ticket_clocks, timers
from models.actions.desk import topics
from models.actions.reach import duty_calls
from models.actions.tickets import extensions, senders, tickets
from models.actions.tickets.acting import Acting
from models.errors import OtklikError
from models.phrases.catalogue import say
from models.rules.deadlines.ticket_clock import Event, TicketClocks
from models.rules.delivery.post_content import Choices
from models.rules.desk.dismissals import Reason
from models.rules.regulation.clocks import NAMES
from models.rules.sms.phone_numbers import is_withheld


class DismissedAlready(OtklikError):
    """reason: in words."""

    phrase = "dismiss.already"


class NotDismissed(OtklikError):
    phrase = "dismiss.not_dismissed"


class TicketIsOpen(OtklikError):
    phrase = "staff.already_open"


def dismiss(acting: Acting, reason: Reason, words: str = "") -> None:
    """words: what the agent adds to the reason. A second time it only changes the reason. Raises OtklikError."""
    view = acting.view
    if view.dismissed_as is None:
        acting.check_open()
    elif view.dismissed_as == reason:
        raise DismissedAlready(reason=say(acting.language, f"dismiss.reason_{reason}"))
    facts = {"reason": reason, "words": words}
    if view.dismissed_as is not None:
        tickets.change_state(acting.tx, view, dismissed_as=reason)
        timers.log_event(acting.tx, view.id, acting.at.now, "reason", agent_id=acting.agent_id, facts=facts)
    else:
        now = acting.at.now
        tickets.change_state(
            acting.tx, view, state="closed", closed_at=now, closing_proposed_at=None, dismissed_as=reason
        )
        timers.stop_silence(acting.tx, view.id)
        extensions.forget(acting.tx, now, view.id)
        duty_calls.call_off(acting.tx, acting.at, view.id)
        ticket_clocks.happened(acting.tx, acting.at, view, Event.DISMISSED, agent_id=acting.agent_id, facts=facts)
    why = say(acting.language, f"dismiss.reason_{reason}")
    told = say(acting.language, "dismiss.done", agent=acting.agent_name, reason=f"{why}: {words}" if words else why)
    acting.tell_topic(told, _choices(acting))
    acting.refresh_card()


def _choices(acting: Acting) -> Choices:
    view, language = acting.view, acting.language
    back = topics.choice(view.id, 0, "restore", say(language, "card.restore"))
    if view.blocked_at is not None or is_withheld(view.address):
        return [[back]]
    return [[back, topics.choice(view.id, 0, "block", say(language, "card.block"))]]


def restore(acting: Acting) -> None:
    """It was a request after all: what was promised holds, and its sender is heard. Raises OtklikError."""
    if acting.view.dismissed_as is None:
        raise TicketIsOpen if acting.view.is_open else NotDismissed
    tickets.change_state(acting.tx, acting.view, state="open", closed_at=None, dismissed_as=None)
    clocks = ticket_clocks.happened(acting.tx, acting.at, acting.view, Event.RESTORED, agent_id=acting.agent_id)
    acting.tell_topic(
        "\n".join([say(acting.language, "dismiss.restored", agent=acting.agent_name), *_dues(acting, clocks)])
    )
    if acting.view.blocked_at is not None:
        senders.unblock(acting)
    acting.refresh_card()


def _dues(acting: Acting, clocks: TicketClocks) -> list[str]:
    found = []
    for clock, state in clocks.clocks.items():
        if state.running_due is not None:
            name = say(acting.language, NAMES[clock])
            named = f"{name[:1].upper()}{name[1:]}"
            found.append(say(acting.language, "dismiss.due", clock=named, due=acting.when(state.running_due)))
    return found
