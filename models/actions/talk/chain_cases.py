"""The case of one chain: its delivery, the ticket, the person's addresses and what became of each step; held."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from models.actions.desk import topics
from models.actions.reach import automatic_sms
from models.actions.talk import chain_words
from models.actions.tickets.tickets import locked
from models.clock import Instant
from models.queries.chains import CATEGORY_OF, Chain, chain_of, delivery_by_id, message_to, tried_of
from models.queries.messages import MessageView
from models.queries.regulation import edition_of
from models.queries.tickets import TicketView, ticket_of_row
from models.rules.delivery.chain import Decision, Message, Reach, Tried, Use, next_step
from models.rules.delivery.outcomes import Purpose
from models.rules.delivery.states import DeliveryState
from models.rules.regulation.parsing import Regulation
from models.tables.persons import person

_HELD = (
    select(person.c.id)
    .where(person.c.id == bindparam("of_person"), person.c.organisation_id == bindparam("of_organisation"))
    .with_for_update(key_share=True)
)


@dataclass(frozen=True)
class Case:
    """A delivery whose chain is looked at. written: the agent's message; None: news of ours."""

    tx: Connection
    at: Instant
    view: TicketView
    regulation: Regulation
    whole: Row[Any]
    written: MessageView | None
    chain: Chain
    message: Message
    tried: list[Tried]

    @property
    def language(self) -> str:
        return topics.staff_language(self.view, self.regulation)

    @property
    def is_held(self) -> bool:
        """Nothing of it is under way, and it goes on when quiet hours end."""
        return self.whole.next_at is not None and self.whole.proof is None

    @property
    def was_asked(self) -> bool:
        """About its last step an agent was asked, and may have decided."""
        return bool(self.tried) and self.whole.step > self.tried[-1].step

    def decide(self, shut: int | None = None) -> Decision:
        return next_step(self.chain.reaches, self.tried, self.message, self.at.now, shut)

    def reach(self, address_id: int) -> Reach | None:
        return next((one for one in self.chain.reaches if one.id == address_id), None)


def case_of(tx: Connection, at: Instant, whole_id: int, ticket_id: int) -> Case | None:
    """None: there is none, or they were blocked. One of a single address may be held, or be left of several."""
    view = hold(tx, ticket_of_row(tx, ticket_id))
    whole = delivery_by_id(tx, view.organisation_id, whole_id)
    if (
        view.blocked_at is not None
        or whole is None
        or whole.ticket_id != ticket_id
        or whole.purpose not in CATEGORY_OF
        or whole.person_id is None
    ):
        return None
    regulation, written = edition_of(tx, view).regulation, chain_words.message_of(tx, whole)
    chain = chain_of(tx, view, regulation, at.now)
    case = Case(
        tx=tx,
        at=at,
        view=view,
        regulation=regulation,
        whole=whole,
        written=written,
        chain=chain,
        message=message_to(tx, view, regulation, CATEGORY_OF[Purpose(whole.purpose)]),
        tried=tried_of(tx, whole_id, at.now),
    )
    return replace(case, chain=chain.without(lambda reach: not _can_say(case, reach)))


def hold(tx: Connection, view: TicketView) -> TicketView:
    """The ticket and its requester, once no other chain of theirs goes on: always in this order, and before lanes, or
    two that hold one each would wait for each other.

    The person's row more weakly than by persons.hold: whoever changes what is theirs waits, but a row that only names
    them, such as an answer's, may be written meanwhile.
    """
    if tx.dialect.name == "sqlite":
        return view
    view = locked(tx, view)
    whose = {"of_person": view.person_id, "of_organisation": view.organisation_id}
    tx.execute(_HELD, whose)
    return view


def hold_all(tx: Connection, ticket_ids: Iterable[int | None]) -> None:
    """For whoever is about to hold lanes, and to tell what failed in them."""
    if tx.dialect.name != "sqlite":
        for ticket_id in sorted({one for one in ticket_ids if one is not None}):
            hold(tx, ticket_of_row(tx, ticket_id))


def _can_say(case: Case, reach: Reach) -> bool:
    """An SMS has no files, and no more parts than the regulation allows."""
    if not reach.traits.by_sms:
        return True
    parts = chain_words.sms_parts(case.tx, case.chain.at(reach.id), case.whole, case.written)
    return 0 < parts <= case.regulation.sms.max_parts


def given_up(case: Case) -> Case:
    last = replace(case.tried[-1], state=DeliveryState.FAILED_PERMANENTLY)
    return replace(case, tried=[*case.tried[:-1], last])


def must_ask(case: Case, use: Use) -> bool:
    """Whether an agent is asked before it is paid for."""
    there = case.chain.at(use.address_id)
    if use.only_notice or not there.traits.by_sms or case.written is None:
        return False
    parts = chain_words.sms_parts(case.tx, there, case.whole, case.written)
    rules = case.regulation.sms
    return parts >= rules.confirm_from_parts or bool(automatic_sms.hold_of_answer(case.tx, case.at, there, rules))
