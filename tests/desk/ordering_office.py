"""An office in which orders are given as an API or a page would give them: as values, and outcomes come back."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import update

from bot.desk import acts, answers, commands, extensions, permission
from bot.desk.orders import Actor, Caller, Order, Written
from bot.desk.outcomes import Asked, Outcome, Refused, outcome_of
from bot.scope import Scope
from models.actions.desk import staff, topics
from models.actions.tickets.acting import Acting
from models.clock import Instant
from models.errors import OtklikError
from models.queries.tickets import TicketView, ticket_by_id
from models.rules.delivery.choices import TicketChoice, parse_choice
from models.tables.staff import agent
from tests.actions.office import ACCOUNT, GROUP
from tests.actions.staff_office import StaffOffice, at


class OrderingOffice(StaffOffice):
    """Иван speaks in the desk's group, unless a test says otherwise."""

    def caller(self, who: str = "Иван", *, desk_id: int | None = None, alone: bool = False) -> Caller:
        number = int(self._user(who)["id"])
        return Caller(number, who, "ru", desk_id=None if alone else desk_id or self.desk_id, alone=alone)

    def orders(
        self,
        ticket_id: int,
        verb: str,
        caller: Caller | None = None,
        *,
        version: int = 0,
        when: Instant | None = None,
    ) -> Outcome:
        """verb: with its argument behind a dot, as a button carries it."""
        name, _, argument = verb.partition(".")
        with self.scope(when) as scope:
            return acts.carry_out(scope, caller or self.caller(), Order(ticket_id, name, argument, version))

    def commands(self, text: str, here: int | None = None) -> Outcome:
        """`/take`, `/extend 12 …`. here: the ticket that they look at."""
        with self.scope(None) as scope:
            return self._commands(scope, text, here, "Иван")[0]

    def _commands(self, scope: Scope, text: str, here: int | None, who: str) -> tuple[Outcome, TicketView | None]:
        name, _, argument = text.removeprefix("/").partition(" ")
        view = ticket_by_id(scope.tx, scope.organisation_id, here) if here is not None else None
        if name == "why":
            return commands.explained(scope, self.desk_id, argument, view, "ru"), view
        actor = permission.actor_of(scope, self.caller(who))
        return commands.commanded(scope, self.desk_id, actor, name, argument.strip(), view)

    # -- the same as a front end of its own would: what comes of it is shown in the topic, the group or a pop-up

    def types(
        self,
        text: str,
        ticket_id: int | None = None,
        who: str = "Иван",
        when: Instant | None = None,
        reply_to: str | None = None,
        **more: Any,
    ) -> int:
        """A command, words for the requester, or a reply to our question."""
        assert not more, "only a messenger has more to say"
        if reply_to is None and not text.startswith("/"):
            self.writes(ticket_id or 0, text, when)
            return 0
        with self.scope(when) as scope:
            if reply_to is None:
                self._show(scope, *self._commands(scope, text, ticket_id, who), ticket_id)
            else:
                assert ticket_id is not None
                view, actor = (
                    ticket_by_id(scope.tx, scope.organisation_id, ticket_id),
                    permission.actor_of(scope, self.caller(who)),
                )
                acting = acts.acting_on(scope, view, actor)
                outcome = outcome_of(acting, lambda: extensions.answer(acting, text))
                if isinstance(outcome, Refused):
                    acting.tell_topic(outcome.in_words("ru"))
        return 0

    def forges(self, key: str, who: str = "Иван", when: Instant | None = None, *, private: bool = False) -> str:
        choice = parse_choice(key)
        assert isinstance(choice, TicketChoice)
        caller = self.caller(who, alone=private)
        return self.orders(choice.ticket_id, choice.verb, caller, version=choice.version, when=when).in_words("ru")

    def _show(self, scope: Scope, outcome: Outcome, about: TicketView | None, here: int | None) -> None:
        in_its_topic = about is not None and about.id == here
        if isinstance(outcome, Asked) and about is not None and in_its_topic:
            rows = [[topics.choice(about.id, 0, f"{o.verb}.{o.argument}", o.label)] for o in outcome.options]
            topics.tell_staff(scope.tx, scope.at, about, outcome.text, rows)
        elif not (outcome.shown and in_its_topic):
            staff.tell_group(scope.tx, scope.at, ACCOUNT, GROUP, outcome.in_words("ru"))

    def writes(self, ticket_id: int, words: str, when: Instant | None = None, **facts: Any) -> Outcome:
        """An answer to the requester."""
        with self._acting(ticket_id, when) as acting:
            written = self._written(words, **facts)
            return outcome_of(acting, lambda: answers.answer(acting, written))

    def asks(self, ticket_id: int, words: str, when: Instant | None = None, *, elsewhere: bool = False) -> Outcome:
        with self._acting(ticket_id, when) as acting:
            return outcome_of(acting, lambda: answers.ask(acting, self._written(words), elsewhere=elsewhere))

    def dismisses(self, agent_id: int) -> None:
        with self.database.write() as tx:
            tx.execute(update(agent).where(agent.c.id == agent_id).values(state="dismissed"))

    def _written(self, words: str, **facts: Any) -> Written:
        return Written(self.said(GROUP, words, "agent", **facts))

    def actor(self) -> Actor:
        return Actor(self.ivan, "Иван", "ru")

    @contextmanager
    def scope(self, when: Instant | None = None) -> Iterator[Scope]:
        with self.database.write() as tx:
            yield Scope(tx, when or at(), ACCOUNT, self.edition)

    @contextmanager
    def _acting(self, ticket_id: int, when: Instant | None) -> Iterator[Acting]:
        with self.scope(when) as scope:
            yield acts.acting_on(scope, self.view(ticket_id), self.actor())


def why(outcome: Outcome) -> type[OtklikError]:
    """Why it was refused."""
    assert isinstance(outcome, Refused), outcome
    return type(outcome.why)
