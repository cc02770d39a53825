"""The chain of one message goes on: what failed and what follows are one transaction, and staff read both.

Deliveries of one person advance one after another, the oldest first: whoever moves one on holds the person.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from models.actions.desk import topics
from models.actions.queue import delivery_rows
from models.actions.reach import automatic_sms
from models.actions.talk import chain_lines, chain_words
from models.clock import Instant
from models.phrases.catalogue import say, say_many
from models.phrases.times import absolute
from models.queries.chains import CATEGORY_OF, Chain, chain_of, delivery_by_id, message_to, tried_of
from models.queries.messages import MessageView
from models.queries.regulation import edition_of
from models.queries.tickets import TicketView, ticket_of_row
from models.rules.delivery.chain import (
    Decision,
    Message,
    Over,
    Reach,
    Tried,
    Use,
    UsedFor,
    Wait,
    bars,
    next_step,
    proof_at,
    proves,
)
from models.rules.delivery.outcomes import Purpose
from models.rules.delivery.states import READY, DeliveryState
from models.rules.regulation.parsing import Regulation
from models.tables.deliveries import delivery
from models.tables.lanes import outbox as outbox_table
from models.tables.persons import person

Why = Callable[[str], str]
_PERSON = select(person.c.id).where(
    person.c.id == bindparam("of_person"), person.c.organisation_id == bindparam("of_organisation")
)
_THIS = (delivery.c.id == bindparam("of_delivery"), delivery.c.organisation_id == bindparam("of_organisation"))
_ADVANCES = (
    update(delivery)
    .where(*_THIS)
    .values(
        state=DeliveryState.PENDING,
        step=bindparam("new_step"),
        proof=bindparam("new_proof"),
        next_at=bindparam("new_next_at", type_=delivery.c.next_at.type),
    )
)
_LATER = update(delivery).where(*_THIS).values(next_at=bindparam("new_next_at", type_=delivery.c.next_at.type))


_GONE = (DeliveryState.FAILED_PERMANENTLY, DeliveryState.CANCELLED)
#: Longer than a service is waited for.
_ON_THE_WIRE = timedelta(minutes=1)


class Went(Enum):
    ON = "it goes by the next address, or will when its quiet hours end"
    ASKED = "an agent is asked"
    OVER = "nothing is left to try"


@dataclass(frozen=True)
class _Case:
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

    def decide(self) -> Decision:
        return next_step(self.chain.reaches, self.tried, self.message, self.at.now)


def failed(tx: Connection, at: Instant, whole_id: int, ticket_id: int, why: Why) -> Went:
    """Its last step failed for good just now, or was cancelled. why: in the language of staff, for the topic."""
    case = _case(tx, at, whole_id, ticket_id)
    if case is not None and case.is_held:
        return Went.ON  # another part of it failed before
    if case is None or not case.tried or case.tried[-1].state not in _GONE:
        return Went.OVER  # or it went on before this was known of an earlier step
    return _go_on(case, case.decide(), why)


def move_waiting(tx: Connection, at: Instant, lane_ids: Sequence[int], address_id: int, why: Why) -> None:
    """What waits for an address that has died goes on too, the oldest first; the rest fails in its turn."""
    waits = select(outbox_table.c.delivery_id, outbox_table.c.ticket_id).where(
        outbox_table.c.lane_id.in_(lane_ids),
        outbox_table.c.address_id == address_id,
        outbox_table.c.delivery_id.is_not(None),
        outbox_table.c.state.in_(READY),
    )
    found = {row.delivery_id: row.ticket_id for row in tx.execute(waits)}
    for whole_id, ticket_id in sorted(found.items()):
        case = _case(tx, at, whole_id, ticket_id)
        if case is None:
            continue
        decision = _given_up(case).decide()
        if isinstance(decision, Use) and not _must_ask(case, decision):
            _go_on(_given_up(case), decision, why)


def silent(tx: Connection, at: Instant, whole_id: int, ticket_id: int, why: Why) -> tuple[Went, bool]:
    """Its time is over, and nothing proves that it arrived. True: and nothing of it is under way, nor will be."""
    case = _case(tx, at, whole_id, ticket_id)
    if case is None:
        return Went.OVER, False
    if case.tried:
        if _is_leaving(case):
            tx.execute(_LATER, {**_ids(case), "new_next_at": at.now + _ON_THE_WIRE})
            return Went.ON, False
        # however the clock of the organisation was moved, its patience is over
        late = replace(case.tried[-1], at=at.now - case.message.patience)
        case = replace(case, tried=[*case.tried[:-1], late])
    went = _go_on(case, case.decide(), why)
    return went, went is not Went.ON and (not case.tried or case.tried[-1].state in _GONE)


def _is_leaving(case: _Case) -> bool:
    """A part is at the service this moment: what comes of that is known soon."""
    parts = (outbox_table.c.delivery_id == case.whole.id, outbox_table.c.state == DeliveryState.SENDING)
    return case.tx.execute(select(outbox_table.c.id).where(*parts)).first() is not None


def next_address(tx: Connection, at: Instant, whole_id: int, ticket_id: int) -> TicketView | None:
    """Where it would go next, were its last step over: for an agent who decides that. None: nowhere."""
    case = _case(tx, at, whole_id, ticket_id)
    if case is None:
        return None
    decision = (_given_up(case) if case.tried else case).decide()
    return case.chain.at(decision.address_id) if isinstance(decision, Use) else None


def step_by(tx: Connection, at: Instant, view: TicketView, whole_id: int, step: int, address_id: int) -> bool:
    """An agent decided: it goes there now. False: it has gone on or arrived meanwhile, or is another ticket's."""
    case = _case(tx, at, whole_id, view.id)
    if case is None or case.whole.step != step:
        return False
    there = next((one for one in case.chain.reaches if one.id == address_id), None)
    if there is None or bars(there, case.message):
        return False
    if any(one.address_id == address_id or proves(one, case.message.proof) for one in case.tried):
        return False
    return _take(case, Use(address_id, only_notice=there.used_for is UsedFor.ONLY_NOTICE))


def _case(tx: Connection, at: Instant, whole_id: int, ticket_id: int) -> _Case | None:
    """None: there is no chain. One of a single address may be held, or be what is left of several."""
    view = ticket_of_row(tx, ticket_id)
    whole = delivery_by_id(tx, view.organisation_id, whole_id)
    if whole is None or whole.ticket_id != ticket_id or whole.purpose not in CATEGORY_OF or whole.person_id is None:
        return None
    _hold(tx, whole)
    regulation, written = edition_of(tx, view).regulation, chain_words.message_of(tx, whole)
    chain = chain_of(tx, view, regulation, at.now)
    case = _Case(
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


def _hold(tx: Connection, whole: Row[Any]) -> None:
    if tx.dialect.name != "sqlite":
        whose = {"of_person": whole.person_id, "of_organisation": whole.organisation_id}
        tx.execute(_PERSON.with_for_update(key_share=True), whose)


def _can_say(case: _Case, reach: Reach) -> bool:
    """An SMS has no files, and no more parts than the regulation allows."""
    if not reach.traits.by_sms:
        return True
    parts = chain_words.sms_parts(case.tx, case.chain.at(reach.id), case.whole, case.written)
    return 0 < parts <= case.regulation.sms.max_parts


def _given_up(case: _Case) -> _Case:
    last = replace(case.tried[-1], state=DeliveryState.FAILED_PERMANENTLY)
    return replace(case, tried=[*case.tried[:-1], last])


def _go_on(case: _Case, decision: Decision, why: Why) -> Went:
    if isinstance(decision, Over):
        return Went.OVER
    if isinstance(decision, Wait):
        return _wait(case, decision.until, why)
    if not isinstance(decision, Use):
        return Went.ASKED  # of an unknown fate staff were told when it became so
    there = case.chain.at(decision.address_id)
    if _must_ask(case, decision):
        _ask(case, there, why)
        return Went.ASKED
    if not _take(case, decision):
        return Went.OVER
    if case.tried:
        _tell(case, "chain.goes_on", why, way=chain_lines.way_of(there, case.language))
    return Went.ON


def _wait(case: _Case, until: datetime | None, why: Why) -> Went:
    if case.tried and case.tried[-1].state in _GONE:
        assert until is not None, "what failed waits for nothing but quiet hours"
        _stop_what_waits(case)
        case.tx.execute(
            _ADVANCES, {**_ids(case), "new_step": case.whole.step, "new_proof": None, "new_next_at": until}
        )
        when = absolute(until, case.regulation.organisation.timezone, case.language)
        _tell(case, "chain.waits", why, when=when)
        return Went.ON
    case.tx.execute(_LATER, {**_ids(case), "new_next_at": until})
    return Went.OVER if until is None else Went.ON


def _stop_what_waits(case: _Case) -> None:
    waits = (outbox_table.c.delivery_id == case.whole.id, outbox_table.c.state.in_(READY))
    ended = {"state": DeliveryState.CANCELLED, "ended_at": case.at.real, "error": "it goes by another address"}
    case.tx.execute(update(outbox_table).where(*waits).values(ended))


def _take(case: _Case, use: Use) -> bool:
    """False: nothing can go there after all."""
    tx, step = case.tx, case.whole.step + 1
    _stop_what_waits(case)
    there = case.chain.at(use.address_id)
    if use.only_notice:
        message_id = case.whole.message_id
        chain_words.post_notice(tx, case.at, there, case.regulation, case.whole.id, message_id, step)
    elif not chain_words.post_once_more(tx, case.at, there, case.whole, case.written, step):
        return False
    proof = proof_at(there.traits, case.message.proof)
    left = {reach.id for reach in case.chain.reaches} - {one.address_id for one in case.tried} - {use.address_id}
    next_at = case.at.now + case.message.patience if left else None
    tx.execute(_ADVANCES, {**_ids(case), "new_step": step, "new_proof": proof, "new_next_at": next_at})
    delivery_rows.settle(tx, case.whole.id)
    return True


def _ids(case: _Case) -> dict[str, Any]:
    return {"of_delivery": case.whole.id, "of_organisation": case.whole.organisation_id}


# -- what staff read


def _must_ask(case: _Case, use: Use) -> bool:
    """Whether an agent is asked before it is paid for."""
    there = case.chain.at(use.address_id)
    if use.only_notice or not there.traits.by_sms or case.written is None:
        return False
    parts = chain_words.sms_parts(case.tx, there, case.whole, case.written)
    rules = case.regulation.sms
    return parts >= rules.confirm_from_parts or bool(automatic_sms.hold_of_answer(case.tx, case.at, there, rules))


def _ask(case: _Case, there: TicketView, why: Why) -> None:
    parts = chain_words.sms_parts(case.tx, there, case.whole, case.written)
    cost = say_many(case.language, "count.sms", parts)
    buttons = chain_lines.step_buttons(case.view.id, case.whole.id, case.whole.step, there, case.language)
    _tell(case, "chain.asks", why, choices=[buttons], way=chain_lines.way_of(there, case.language), cost=cost)


def _tell(case: _Case, phrase: str, why: Why, *, choices: Any = (), **said: Any) -> None:
    text = say(case.language, phrase, why=why(case.language), **said)
    topics.tell_staff(case.tx, case.at, case.view, text, choices)
