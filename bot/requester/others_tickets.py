"""Tickets of others that somebody sees, for their dialogue; asked only where one of them may be meant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.conversation.context import ClosedTicketView, OpenTicketView, Whose
from bot.conversation.inbound import Inbound
from bot.conversation.open_tickets import chose_other, is_fresh
from bot.conversation.state import State, Step
from bot.conversation.words import command_in, ticket_number_in
from bot.requester.ticket_views import closed_view, open_view
from bot.scope import Scope
from models.queries.explanations import reasons_of_extensions
from models.queries.persons import Requester
from models.queries.sights import Seen, readers_of, tickets_of_others
from models.queries.tickets import TicketView
from models.rules.contracts.sight import Sight


@dataclass(frozen=True)
class Others:
    opened: tuple[OpenTicketView, ...] = ()
    closed: tuple[ClosedTicketView, ...] = ()


NO_OTHERS: Final = Others()


@dataclass(frozen=True)
class Asked:
    """What somebody has just said, and where their dialogue stands. tickets: their own open ones."""

    scope: Scope
    who: Requester
    inbound: Inbound
    state: State
    tickets: Sequence[TicketView]

    @property
    def writes_to_others(self) -> bool:
        """They said a short while ago that they write into a ticket which is none of their own open ones."""
        return chose_other(self.state, self.tickets, self.scope.at.now)

    def others(self) -> Others:
        """One statement more than without, where nobody lets them see anything."""
        if not self._may_be_meant():
            return NO_OTHERS
        since = self.scope.at.now - timedelta(days=self.scope.edition.regulation.closing.reopen_days)
        found = tickets_of_others(self.scope.tx, self.who, since)
        extended = [one.view.id for one in found if one.view.extended and one.sight is Sight.ALL]
        reasons = reasons_of_extensions(self.scope.tx, extended) if extended else {}
        opened = [
            open_view(self.scope, self.who, one.view, None, reasons.get(one.view.id, ""), (), _whose(one))
            for one in found
            if one.view.is_open
        ]
        closed = [
            closed_view(self.scope, self.who, one.view, one.view.closed_at, _whose(one))
            for one in found
            if one.view.closed_at is not None and not one.view.is_open
        ]
        return Others(tuple(opened), tuple(closed))

    def readers(self, own: TicketView) -> tuple[str, ...]:
        """Who else can read one of their own tickets, if it is the one that they ask about."""
        if own.number != self._number() and self.inbound.choice != f"status:{own.id}":
            return ()
        return tuple(one.name for one in readers_of(self.scope.tx, own))

    @property
    def _is_fresh(self) -> bool:
        return is_fresh(self.state, self.scope.at.now)

    def _is_own(self, ticket_id: int) -> bool:
        return any(ticket.id == ticket_id for ticket in self.tickets)

    def _may_be_meant(self) -> bool:
        inbound = self.inbound
        if inbound.command is not None or inbound.choice is not None or self.state.step is Step.PICK:
            return True
        if inbound.reply_to_ticket is not None:
            return not self._is_own(inbound.reply_to_ticket)
        will_pick = len(self.tickets) > 1 and not self._is_fresh
        return will_pick or self.writes_to_others or command_in(inbound.text, nobody_listens=True) is not None

    def _number(self) -> int | None:
        """Of the ticket whose state they ask for."""
        command = (self.inbound.command, self.inbound.argument)
        if command[0] is None:
            command = command_in(self.inbound.text, nobody_listens=True) or command
        return ticket_number_in(command[1]) if command[0] == "status" else None


def _whose(one: Seen) -> Whose:
    return Whose(one.view.requester_name, one.view.contract_number or "", in_part=one.sight is Sight.MEANT)
