"""Which address is tried, when the next one is, and when nothing more is."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.delivery.address_states import AddressState
from models.rules.delivery.chain import (
    Ask,
    AskLeave,
    Category,
    Decision,
    Message,
    Over,
    Proof,
    Reach,
    Tried,
    Use,
    UsedFor,
    Wait,
    next_step,
    proves,
)
from models.rules.delivery.outcomes import Attempt, state_of
from models.rules.delivery.quiet_hours import QuietHours
from models.rules.delivery.states import DeliveryState, open_to
from models.rules.delivery.transports import SMS, TELEGRAM

NOON = datetime(2026, 11, 11, 9, tzinfo=UTC)  # 12:00 in Moscow
CHAT = Reach(1, TELEGRAM, AddressState.VERIFIED)
PHONE = Reach(2, SMS, AddressState.VOUCHED, place=1)
ANSWER = Message(Category.ANSWERS, Proof.DELIVERED, timedelta(minutes=15), wrote_from=1, zone="Europe/Moscow")
WROTE = replace(ANSWER, wrote_at=NOON - timedelta(minutes=5))
NIGHT = QuietHours(0, 13 * 60)


def after(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


def tried(reach: Reach, state: str, minutes: int = 0) -> Tried:
    return Tried(reach.id, DeliveryState(state), after(minutes), reports=bool(reach.traits.receipts))


def decided(
    *attempts: Tried, chain: tuple[Reach, ...] = (CHAT, PHONE), about: Message = ANSWER, at: int = 0
) -> Decision:
    return next_step(chain, attempts, about, after(at))


# -- where it begins


def test_it_begins_where_they_last_wrote_whatever_their_order() -> None:
    assert decided(about=replace(ANSWER, wrote_from=2)) == Use(2)
    assert decided(about=replace(ANSWER, wrote_from=None)) == Use(1)


@pytest.mark.parametrize("state", [AddressState.DEAD, AddressState.UNVERIFIED])
def test_a_dead_or_unverified_address_is_passed_over(state: AddressState) -> None:
    assert decided(chain=(replace(CHAT, state=state), PHONE)) == Use(2)


@pytest.mark.parametrize("state", [AddressState.VOUCHED, AddressState.STALE])
def test_one_that_the_operator_vouches_for_or_that_is_to_be_proved_again_is_written_to(state: AddressState) -> None:
    assert decided(chain=(replace(CHAT, state=state), PHONE)) == Use(1)


def test_a_paused_one_is_passed_over_unless_they_have_just_written_from_it() -> None:
    chain = (replace(CHAT, paused=True), PHONE)
    assert decided(chain=chain) == Use(2)
    assert decided(chain=chain, about=WROTE) == Use(1)


def test_one_that_is_for_other_things_is_passed_over() -> None:
    news = replace(ANSWER, category=Category.NEWS, proof=Proof.SENT)
    assert decided(about=news, chain=(replace(CHAT, wants=frozenset()), PHONE)) == Use(2)
    assert decided(about=news, chain=(replace(CHAT, wants=frozenset({"news"})), PHONE)) == Use(1)


def test_whoever_asked_is_answered_there_whatever_else_they_want() -> None:
    assert decided(chain=(replace(CHAT, wants=frozenset()), PHONE)) == Use(1)


def test_one_whose_window_is_closed_is_passed_over() -> None:
    assert decided(chain=(replace(CHAT, is_closed=True), PHONE)) == Use(2)


def test_quiet_hours_send_it_by_another_way_or_hold_it_until_they_end() -> None:
    chat, phone = replace(CHAT, quiet=NIGHT), replace(PHONE, quiet=QuietHours(0, 14 * 60))
    assert decided(chain=(chat, PHONE)) == Use(2)
    assert decided(chain=(chat, phone)) == Wait(after(60))


def test_quiet_hours_never_hold_an_answer_to_somebody_who_has_just_written() -> None:
    assert decided(chain=(replace(CHAT, quiet=NIGHT),), about=WROTE) == Use(1)


def test_nobody_to_reach_is_over_at_once() -> None:
    assert decided(chain=()) == Over(proved=False)
    assert decided(chain=(replace(CHAT, state=AddressState.DEAD),)) == Over(proved=False)


# -- what the regulation lets a transport carry


def test_a_transport_for_legal_entities_carries_nothing_to_a_person() -> None:
    chain = (replace(CHAT, used_for=UsedFor.LEGAL_ENTITIES), PHONE)
    assert decided(chain=chain, about=WROTE) == Use(2)
    assert decided(chain=chain, about=replace(WROTE, is_legal=True)) == Use(1)


def test_a_transport_for_nobody_carries_nothing() -> None:
    assert decided(chain=(replace(CHAT, used_for=UsedFor.NOBODY),), about=WROTE) == Over(proved=False)


def test_a_transport_for_notices_says_that_there_is_a_message_when_nothing_else_can_carry_it() -> None:
    chain = (replace(CHAT, used_for=UsedFor.ONLY_NOTICE), PHONE)
    assert decided(chain=chain, about=WROTE) == Use(2)
    assert decided(tried(PHONE, "failed_permanently"), chain=chain) == Use(1, only_notice=True)


# -- when it moves on


def test_what_failed_for_good_goes_by_the_next_one_at_once() -> None:
    assert decided(tried(CHAT, "failed_permanently")) == Use(2)


@pytest.mark.parametrize("state", ["pending", "sending", "failed_temporarily"])
def test_what_has_not_gone_is_waited_for_until_patience_ends(state: str) -> None:
    assert decided(tried(CHAT, state), at=14) == Wait(after(15))
    assert decided(tried(CHAT, state), at=15) == Use(2)


def test_an_sms_without_a_word_of_arrival_is_waited_for_and_then_goes_by_the_chat() -> None:
    about = replace(ANSWER, wrote_from=2)
    assert decided(tried(PHONE, "sent"), about=about, at=14) == Wait(after(15))
    assert decided(tried(PHONE, "sent"), about=about, at=15) == Use(1)


def test_where_no_service_says_what_arrived_that_it_took_it_is_the_proof() -> None:
    assert decided(tried(CHAT, "sent")) == Over(proved=True)
    assert decided(tried(PHONE, "sent"), about=replace(ANSWER, proof=Proof.SENT)) == Over(proved=True)


def test_a_word_of_arrival_ends_it_also_of_a_step_that_was_given_up() -> None:
    assert decided(tried(PHONE, "delivered"), tried(CHAT, "pending", 15), at=16) == Over(proved=True)


def test_an_unknown_fate_is_for_an_agent_to_decide() -> None:
    assert decided(tried(CHAT, "unknown"), at=1000) == Ask()


def test_what_must_be_acknowledged_goes_on_when_its_fate_is_unknown_and_ends_with_their_word() -> None:
    must = replace(ANSWER, proof=Proof.ACKNOWLEDGED)
    assert decided(tried(CHAT, "unknown"), about=must) == Use(2)
    assert decided(tried(CHAT, "read"), about=must, at=15) == Use(2)
    assert decided(tried(CHAT, "read"), about=replace(must, acknowledged=True)) == Over(proved=True)


def test_it_ends_when_every_address_was_tried() -> None:
    both = (tried(CHAT, "failed_permanently"), tried(PHONE, "failed_permanently", 1))
    assert decided(*both, at=2) == Over(proved=False)


def test_with_nothing_left_to_try_nothing_is_waited_for() -> None:
    assert decided(tried(PHONE, "sent"), chain=(PHONE,), at=1000) == Wait(None)


# -- whatever happens

_STATES = st.sampled_from(list(AddressState))
_QUIET = st.one_of(st.none(), st.builds(QuietHours, st.integers(0, 1439), st.integers(0, 1439)))
_REACH = st.builds(
    Reach,
    id=st.just(0),
    traits=st.sampled_from([TELEGRAM, SMS]),
    state=_STATES,
    place=st.integers(0, 3),
    paused=st.booleans(),
    quiet=_QUIET,
    wants=st.one_of(st.none(), st.just(frozenset({"answers"})), st.just(frozenset[str]())),
    used_for=st.sampled_from(list(UsedFor)),
    is_closed=st.booleans(),
)
_CHAINS = st.lists(_REACH, max_size=5).map(
    lambda found: tuple(replace(one, id=number) for number, one in enumerate(found, 1))
)
_MESSAGES = st.builds(
    Message,
    category=st.sampled_from(list(Category)),
    proof=st.sampled_from(list(Proof)),
    patience=st.timedeltas(timedelta(minutes=1), timedelta(days=1)),
    wrote_from=st.one_of(st.none(), st.integers(1, 5)),
    wrote_at=st.one_of(st.none(), st.just(NOON)),
    is_legal=st.booleans(),
    zone=st.sampled_from(["Europe/Moscow", "America/New_York"]),
)
_FATES = st.lists(st.sampled_from(["silence", "failed_permanently", "sent", "delivered", "unknown"]), max_size=30)


@given(_CHAINS, _MESSAGES, _FATES)
@settings(max_examples=300)
def test_it_ends_and_nothing_goes_twice_to_an_address_and_silence_moves_it_on_only_by_its_timer(
    chain: tuple[Reach, ...], message: Message, fates: list[str]
) -> None:
    now, attempts, waits = NOON, list[Tried](), 0
    for _ in range(40):
        decision = next_step(chain, attempts, message, now)
        if isinstance(decision, Use):
            reach = chain[decision.address_id - 1]
            assert reach.id not in [one.address_id for one in attempts]
            if attempts and attempts[-1].state is DeliveryState.PENDING:
                assert now >= attempts[-1].at + message.patience
            attempts.append(Tried(reach.id, DeliveryState.PENDING, now, bool(reach.traits.receipts)))
            fate = fates.pop() if fates else "silence"
            if fate != "silence":
                attempts[-1] = replace(attempts[-1], state=DeliveryState(fate))
        elif isinstance(decision, Wait) and decision.until is not None:
            assert decision.until > now
            now, waits = decision.until, waits + 1
        else:
            return
    raise AssertionError("it goes round in circles")


_RANK = ["failed_permanently", "pending", "unknown", "sent", "delivered", "read"]


@given(
    st.lists(st.tuples(st.integers(1, 3), st.sampled_from(["delivered", "read", "failed_permanently"])), max_size=12)
)
def test_a_proof_is_never_taken_back_however_receipts_come(words: list[tuple[int, str]]) -> None:
    """Late, doubled, out of order, about any step."""
    steps = {number: DeliveryState.SENT for number in (1, 2, 3)}
    seen = [state_of([Attempt(number, state) for number, state in steps.items()])]
    for number, word in words:
        if steps[number] in open_to(DeliveryState(word)):
            steps[number] = DeliveryState(word)
        seen.append(state_of([Attempt(number, state) for number, state in steps.items()]))
    for before, now in pairwise(seen):
        was_proved = before in (DeliveryState.DELIVERED, DeliveryState.READ)
        assert not was_proved or _RANK.index(now) >= _RANK.index(before)


@given(_MESSAGES, st.sampled_from(list(DeliveryState)), st.booleans())
def test_a_proof_ends_it_whatever_is_left_to_try(message: Message, state: DeliveryState, reports: bool) -> None:
    one = Tried(1, state, NOON, reports)
    if proves(one, message.proof):
        assert next_step((CHAT, PHONE), [one], message, NOON) == Over(proved=True)


# -- a closed window, and leave to write

CLOSED = replace(CHAT, is_closed=True, leave_until=after(240))


def test_leave_is_asked_for_before_another_address_is_taken() -> None:
    assert decided(chain=(CLOSED, PHONE)) == AskLeave(1, after(240))


def test_where_nobody_is_asked_it_goes_by_the_next_address() -> None:
    assert decided(chain=(replace(CLOSED, leave_until=None), PHONE)) == Use(2)


def test_nobody_is_asked_for_leave_to_be_told_news() -> None:
    news = replace(ANSWER, category=Category.NEWS, proof=Proof.SENT)
    assert decided(about=news, chain=(CLOSED, PHONE)) == Use(2)


def test_nobody_is_asked_for_leave_in_their_quiet_hours() -> None:
    chain = (replace(CLOSED, quiet=NIGHT),)
    assert decided(chain=chain) == Wait(after(60))
    assert decided(chain=chain, at=61) == AskLeave(1, after(240))


def test_an_open_address_before_it_in_their_order_is_taken() -> None:
    assert decided(chain=(CLOSED, PHONE), about=replace(ANSWER, wrote_from=2)) == Use(2)


def test_a_window_that_closed_meanwhile_is_no_failure_of_the_address_once() -> None:
    failed = tried(CHAT, "failed_permanently")
    assert next_step((CLOSED, PHONE), [failed], ANSWER, NOON) == Use(2)
    assert next_step((CLOSED, PHONE), [failed], ANSWER, NOON, shut=1) == AskLeave(1, after(240))
    assert next_step((CHAT, PHONE), [failed], ANSWER, NOON, shut=1) == Use(1)  # they wrote meanwhile
    assert next_step((CLOSED, PHONE), [failed, failed], ANSWER, NOON, shut=1) == Use(2)


def test_what_may_have_arrived_is_no_reason_to_ask_for_leave() -> None:
    about = replace(ANSWER, wrote_from=2)
    assert decided(tried(PHONE, "sent"), chain=(CLOSED, PHONE), about=about, at=60) == Wait(None)
    assert decided(tried(PHONE, "failed_permanently"), chain=(CLOSED, PHONE), about=about) == AskLeave(1, after(240))
