"""The chain of one message goes on: what failed and what follows are one transaction, and staff read both.

Deliveries of one person advance one after another, the oldest first: whoever moves one on holds the person.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import Connection, bindparam, null, select, update

from models.actions.desk import topics
from models.actions.queue import delivery_rows
from models.actions.talk import chain_lines, chain_words, leave_chains
from models.actions.talk.chain_cases import Case, case_of, given_up, must_ask
from models.clock import Instant
from models.phrases.catalogue import say, say_many
from models.phrases.times import absolute
from models.queries.persons import AtAddress
from models.queries.tickets import TicketView
from models.rules.delivery.chain import (
    AskLeave,
    Decision,
    Over,
    Use,
    UsedFor,
    Wait,
    bars,
    proof_at,
    proves,
)
from models.rules.delivery.states import READY, DeliveryState
from models.tables.deliveries import delivery
from models.tables.lanes import outbox as outbox_table

Why = Callable[[str], str]
_THIS = (delivery.c.id == bindparam("of_delivery"), delivery.c.organisation_id == bindparam("of_organisation"))
_ADVANCES = (
    update(delivery)
    .where(*_THIS)
    .values(
        state=DeliveryState.PENDING,
        step=bindparam("new_step"),
        proof=bindparam("new_proof"),
        next_at=bindparam("new_next_at", type_=delivery.c.next_at.type),
        waits_at=None,
        words=null(),
    )
)
_ASKED = update(delivery).where(*_THIS).values(step=bindparam("new_step"), proof=None, next_at=None, waits_at=None)
#: Whoever comes second finds that it waits no more.
_FREED = (
    update(delivery)
    .where(*_THIS, delivery.c.waits_at == bindparam("there"), delivery.c.next_at.is_not(None))
    .values(next_at=None)
)
_LATER = update(delivery).where(*_THIS).values(next_at=bindparam("new_next_at", type_=delivery.c.next_at.type))


_GONE = (DeliveryState.FAILED_PERMANENTLY, DeliveryState.CANCELLED)
#: Longer than a service is waited for.
_ON_THE_WIRE = timedelta(minutes=1)


class Went(Enum):
    ON = "it goes by the next address, or will when its quiet hours end"
    ASKED = "an agent is asked"
    OVER = "nothing is left to try"


def failed(tx: Connection, at: Instant, whole_id: int, ticket_id: int, why: Why, shut: int | None = None) -> Went:
    """Its last step failed for good just now, or was cancelled. why: in the language of staff, for the topic. shut:
    the address of that step, if nothing is wrong with it but that its window has closed.
    """
    case = case_of(tx, at, whole_id, ticket_id)
    if case is not None and case.is_held:
        return Went.ON  # another part of it failed before
    if case is not None and case.was_asked:
        return Went.ASKED  # as above
    if case is None or not case.tried or case.tried[-1].state not in _GONE:
        return Went.OVER  # or it went on before this was known of an earlier step
    return _go_on(case, case.decide(shut), why)


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
        case = case_of(tx, at, whole_id, ticket_id)
        if case is None:
            continue
        decision = given_up(case).decide()
        if isinstance(decision, Use) and not must_ask(case, decision):
            _go_on(given_up(case), decision, why)


def silent(tx: Connection, at: Instant, whole_id: int, ticket_id: int, why: Why) -> tuple[Went, bool]:
    """Its time is over, and nothing proves that it arrived. True: and nothing of it is under way, nor will be."""
    case = case_of(tx, at, whole_id, ticket_id)
    if case is None:
        return Went.OVER, False
    case = leave_chains.elsewhere(case, case.whole.waits_at)
    if case.tried:
        if _is_leaving(case):
            tx.execute(_LATER, {**_ids(case), "new_next_at": at.now + _ON_THE_WIRE})
            return Went.ON, False
        # however the clock of the organisation was moved, its patience is over
        late = replace(case.tried[-1], at=at.now - case.message.patience)
        case = replace(case, tried=[*case.tried[:-1], late])
    went = _go_on(case, case.decide(), why)
    return went, went is not Went.ON and (not case.tried or case.tried[-1].state in _GONE)


def freed(tx: Connection, at: Instant, who: AtAddress) -> None:
    """They have written, and may be written to there: what waits for that goes now, the oldest first."""
    for whole_id, ticket_id in leave_chains.waiting_for(tx, who):
        this = {"of_delivery": whole_id, "of_organisation": who.organisation_id, "there": who.address_id}
        if tx.execute(_FREED, this).rowcount == 0:
            continue
        case = case_of(tx, at, whole_id, ticket_id)
        reach = None if case is None else case.reach(who.address_id)
        if case is not None and reach is not None:
            _take(case, Use(reach.id, only_notice=reach.used_for is UsedFor.ONLY_NOTICE))


def _is_leaving(case: Case) -> bool:
    """A part is at the service this moment: what comes of that is known soon."""
    parts = (outbox_table.c.delivery_id == case.whole.id, outbox_table.c.state == DeliveryState.SENDING)
    return case.tx.execute(select(outbox_table.c.id).where(*parts)).first() is not None


def next_address(tx: Connection, at: Instant, whole_id: int, ticket_id: int) -> TicketView | None:
    """Where it would go next, were its last step over: for an agent who decides that. None: nowhere."""
    case = case_of(tx, at, whole_id, ticket_id)
    if case is None:
        return None
    decision = (given_up(case) if case.tried else case).decide()
    return case.chain.at(decision.address_id) if isinstance(decision, Use | AskLeave) else None


def step_by(tx: Connection, at: Instant, view: TicketView, whole_id: int, step: int, address_id: int) -> bool:
    """An agent decided: it goes there now. False: it has gone on or arrived meanwhile, or is another ticket's."""
    case = case_of(tx, at, whole_id, view.id)
    if case is None or case.whole.step != step:
        return False
    there = case.reach(address_id)
    if there is None or bars(there, case.message):
        return False
    if any(one.address_id == address_id or proves(one, case.message.proof) for one in case.tried):
        return False
    if there.is_closed:
        if there.leave_until is not None:
            leave_chains.wait(case, AskLeave(address_id, there.leave_until))
        return there.leave_until is not None
    return _take(case, Use(address_id, only_notice=there.used_for is UsedFor.ONLY_NOTICE))


def _go_on(case: Case, decision: Decision, why: Why) -> Went:
    if isinstance(decision, Over):
        return Went.OVER
    if isinstance(decision, Wait):
        return _wait(case, decision.until, why)
    if isinstance(decision, AskLeave):
        _stop_what_waits(case)
        leave_chains.wait(case, decision, why(case.language))
        return Went.ON
    if not isinstance(decision, Use):
        return Went.ASKED  # of an unknown fate staff were told when it became so
    there = case.chain.at(decision.address_id)
    if must_ask(case, decision):
        _ask(case, there, why)
        return Went.ASKED
    if not _take(case, decision):
        return Went.OVER
    if case.tried or case.whole.waits_at is not None:
        _tell(case, "chain.goes_on", why, way=chain_lines.way_of(there, case.language))
    return Went.ON


def _wait(case: Case, until: datetime | None, why: Why) -> Went:
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


def _stop_what_waits(case: Case) -> None:
    waits = (outbox_table.c.delivery_id == case.whole.id, outbox_table.c.state.in_(READY))
    ended = {"state": DeliveryState.CANCELLED, "ended_at": case.at.real, "error": "it goes by another address"}
    case.tx.execute(update(outbox_table).where(*waits).values(ended))


def _take(case: Case, use: Use) -> bool:
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


def _ids(case: Case) -> dict[str, Any]:
    return {"of_delivery": case.whole.id, "of_organisation": case.whole.organisation_id}


# -- what staff read


def _ask(case: Case, there: TicketView, why: Why) -> None:
    """What failed is over: its number is taken, so that it is asked about once, and the rest of it does not leave."""
    _stop_what_waits(case)
    asked = case.whole.step + 1
    case.tx.execute(_ASKED, {**_ids(case), "new_step": asked})
    parts = chain_words.sms_parts(case.tx, there, case.whole, case.written)
    cost = say_many(case.language, "count.sms", parts)
    buttons = chain_lines.step_buttons(case.view.id, case.whole.id, asked, there, case.language)
    _tell(case, "chain.asks", why, choices=[buttons], way=chain_lines.way_of(there, case.language), cost=cost)


def _tell(case: Case, phrase: str, why: Why, *, choices: Any = (), **said: Any) -> None:
    text = say(case.language, phrase, why=why(case.language), **said)
    topics.tell_staff(case.tx, case.at, case.view, text, choices)
