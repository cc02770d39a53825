"""A contract's number, the code that was sent to it, a phone that the messenger vouches for: tried.

Nobody learns from our words, or from what is asked of the database for them, whether a contract exists: it is only
noted that somebody named one. It is looked up afterwards, in a lane of its own, and a code goes if it can.
"""

from datetime import datetime
from typing import Final

from bot.scope import Scope
from models.actions.delivery import address_owners
from models.actions.queue.inbox import RawInbound, store_inbound
from models.actions.reach import address_notices, challenge_counts, challenges
from models.actions.reach.challenges import Outcome, Purpose, Target
from models.actions.reach.persons import mark_address
from models.actions.tickets import join_news, joins
from models.actions.tickets.joins import Grounds, KnownAlready
from models.queries.addresses import AddressRow, address_at, address_by_id, addresses_of
from models.queries.contracts import contact_persons_of, contract_by_number, contracts_of
from models.queries.identities import Somebody, is_another_since, known_of
from models.queries.persons import Requester, requester_at
from models.queries.transports import transports_of
from models.rules.contracts.numbers import normal_number
from models.rules.delivery.address_states import AddressState
from models.rules.delivery.codes import VALID_FOR
from models.rules.delivery.transports import TypedAddress
from models.rules.regulation.identification import Way

#: The kind of an inbox row that says that somebody named a contract: {kind, address, organisation_id, number}.
NAMED: Final = "named"
#: Where a code proves whose address it is.
_PROVING: Final = (AddressState.VOUCHED, AddressState.VERIFIED)


def name_contract(scope: Scope, who: Requester, number: str) -> None:
    """Noted, and nothing else: the lane is another one than theirs, so that their next words don't wait for it."""
    payload = {
        "kind": NAMED,
        "address": who.address,
        "organisation_id": who.organisation_id,
        "number": number,
    }
    name = f"{NAMED}:{who.address_id}:{_stamp(scope.at.now)}"
    item = RawInbound(name, f"{NAMED}:{who.address_id}", payload)
    store_inbound(scope.tx, who.transport, who.account, [item], scope.at.real)


def look_up(scope: Scope, transport: str, address: str, number: str) -> None:
    """The code goes to one contact person of the contract after another, the oftener it is asked for."""
    found = requester_at(scope.tx, scope.organisation_id, transport, scope.account, address)
    if found is None:
        return
    who, counted = found[0], f"contract:{normal_number(number)}"
    one = _next_address(scope, who, number, counted)
    target = Target(one.traits.name, one.account, one.address) if one is not None else None
    subject_id = one.id if one is not None else None
    code = challenges.make_code(
        scope.tx, scope.at, who, Purpose.IDENTIFY, target, subject_id=subject_id, counted=counted
    )
    if code is None:
        # enough of them were sent today: whoever guesses must not find that out
        challenges.make_decoy(scope.tx, scope.at, who)
    elif target is not None:
        address_notices.send_code(scope.tx, scope.at, scope.edition, Purpose.IDENTIFY, target, code, who.language)


def _next_address(scope: Scope, who: Requester, number: str, counted: str) -> AddressRow | None:
    contract = contract_by_number(scope.tx, scope.organisation_id, number)
    if contract is None:
        return None
    found = []
    for one in contact_persons_of(scope.tx, scope.organisation_id, contract.id):
        theirs = addresses_of(scope.tx, Somebody(scope.organisation_id, one.person_id))
        found += [each for each in theirs if each.state in _PROVING and each.id != who.address_id][:1]
    pool = challenges.pool_for(scope.tx, who, Purpose.IDENTIFY)
    by_contract = challenge_counts.counted_by(challenge_counts.key_of(counted, pool))
    asked = challenge_counts.count_of(scope.tx, scope.at, who, by_contract).codes
    return found[asked % len(found)] if found else None


def say_code(scope: Scope, who: Requester, code: str) -> bool:
    """False: it is wrong, or none is waited for; which of the two is told to nobody. Raises KnownAlready."""
    checked = challenges.check(scope.tx, scope.at, who, code)
    challenge = checked.challenge
    if checked.outcome is not Outcome.RIGHT or challenge is None or challenge.purpose is not Purpose.IDENTIFY:
        return checked.outcome is Outcome.AGAIN
    one = address_by_id(scope.tx, scope.organisation_id, challenge.subject_id or 0)
    if one is None or one.state not in _PROVING or not contracts_of(scope.tx, _owner(scope, one)):
        return False  # it changed hands meanwhile
    there = joins.At(scope.organisation_id, one.person_id, one.id)
    if is_another_since(scope.tx, there, challenge.expires_at - VALID_FOR):
        return False
    mark_address(scope.tx, scope.organisation_id, one.id, AddressState.VERIFIED, None, scope.at.now)
    _join(scope, who, one, "contract", code_proved=True)
    return True


def show_phone(scope: Scope, who: Requester, phone: str) -> bool:
    """False: nobody whom we know has that phone. Raises KnownAlready."""
    for traits in transports_of(scope.tx).values():
        if traits.typed is not TypedAddress.PHONE:
            continue
        one = address_at(scope.tx, scope.organisation_id, traits.name, traits.shared_account, phone)
        if one is not None and one.person_id != who.person_id and _is_proof(scope, one):
            _join(scope, who, one, "contact", code_proved=False)
            return True
    return False


def vouched_for(scope: Scope, who: Requester, target: Target) -> Requester:
    """Who they are, as they read the code that went there: staff had named that address for somebody, and nobody else
    proved it since. Whoever is known already stays who they are.
    """
    one = address_at(scope.tx, scope.organisation_id, target.transport, target.account, target.address)
    is_named = one is not None and one.state == AddressState.VOUCHED and one.person_id != who.person_id
    if one is None or not is_named or not _is_proof(scope, one):
        return who
    try:
        _join(scope, who, one, "contact", code_proved=True)
    except KnownAlready:
        return who
    found = requester_at(scope.tx, scope.organisation_id, who.transport, who.account, who.address)
    return found[0] if found is not None else who


def _is_proof(scope: Scope, one: AddressRow) -> bool:
    """Whoever merely texted from a phone has it, and nobody knows who that is."""
    known = known_of(scope.tx, _owner(scope, one))
    return one.state in _PROVING and (known.person or bool(known.contracts))


def _owner(scope: Scope, one: AddressRow) -> Somebody:
    return Somebody(scope.organisation_id, one.person_id)


def _join(scope: Scope, who: Requester, one: AddressRow, way: Way, *, code_proved: bool) -> None:
    grounds = Grounds(way, code_proved=code_proved)
    joined = address_owners.join(scope.tx, scope.at, who, one.person_id, grounds)
    join_news.tell(scope.tx, scope.at, scope.edition, joined)


def _stamp(now: datetime) -> str:
    return now.isoformat(timespec="microseconds")
