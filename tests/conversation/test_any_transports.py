"""Whatever people press and type about how they are reached, in whatever order: nothing raises, nothing is lost."""

from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.conversation.reach import AddressAct, Health
from bot.conversation.state import State, Step
from bot.conversation.turn import AddToTicket, OpenTicket
from models.rules.texts.localised import both
from tests.conversation.reached import CODE, MESSENGER, PHONE, SMS, LinkView, Reached, anna, with_phone

TEXTS = [
    "способы связи", "1", "2", "9", "да", "нет", "отмена", "назад", "помощь", "22-8", "ночью", "+7 916 765-43-21",
    "8 (495) 123-45-67", CODE, "000000", "Не работает интернет во всём доме с самого утра", "a@b.example", "{x} %s",
    "я" * 900, "english", "спасибо",
]  # fmt: skip
COMMANDS = [
    "/transports",
    "/cancel",
    "/back",
    "/help",
    "/new",
    "/my",
    "/start",
    "/start join_abc",
    "/timezone",
    "/close",
]
KEYS = [
    "list", "add", "way:0", "way:1", "way:7", "again", "one:1", "one:2", "one:99", "quiet:2", "loud:2", "remove:1",
    "remove:2", "gone:1", "gone:2", "up:2", "down:1", "pause:2", "resume:2", "categories:2", "cat:2:0", "cat:2:9",
    "cat:2:", "test:2", "recheck:2", "join:abc", "undo:5", "undo:x", "consents", "consent:personal", "agree:personal",
    "agree:nonsense", "withdraw:personal", "done", "back", "", "x" * 30,
]  # fmt: skip
REACHES = [
    with_phone(),
    with_phone(ways=(SMS,), brief=True),
    with_phone(addresses=()),
    with_phone(ways=(), categories=(both("Аварии", "Outages"),)),
    with_phone(addresses=(replace(PHONE, health=Health.STALE),), waiting="+7 916 765-43-21"),
    with_phone(consents=(("personal", False),), link=LinkView("abc", "Борис"), ways=(MESSENGER,)),
]
acts = st.one_of(
    st.tuples(st.just("writes"), st.sampled_from(TEXTS)),
    st.tuples(st.just("shares"), st.sampled_from(["+79167654321", "+1", ""])),
    st.tuples(st.just("commands"), st.sampled_from(COMMANDS)),
    st.tuples(st.just("presses"), st.integers(0, 30)),
    st.tuples(st.just("forges"), st.sampled_from(KEYS), st.integers(-3, 0)),
)


def perform(who: Reached, act: tuple[Any, ...]) -> bool:
    """False: there is nothing to press."""
    match act:
        case ("writes", text):
            who.writes(text)
        case ("shares", phone):
            who.shares(phone)
        case ("commands", command):
            who.commands(command)
        case ("presses", number):
            buttons = [(choice.key, seen) for seen in who.chat for row in seen.reply.choices for choice in row]
            if not buttons:
                return False
            key, seen = buttons[number % len(buttons)]
            who.presses_key(key, seen.version, on=seen)
        case ("forges", key, age):
            who.presses_key(f"tr:{key}", max(0, who.state.version + age))
    return True


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(reach=st.sampled_from(REACHES), open_ticket=st.booleans(), said=st.lists(acts, max_size=12))
def test_nothing_breaks_it_and_nothing_is_lost(reach: Any, open_ticket: bool, said: list[tuple[Any, ...]]) -> None:
    who = anna(reach)
    if open_ticket:
        who.has_open(12, "Нет интернета")
    for act in said:
        if perform(who, act):
            _answers_or_passes_on(who)
    who.commands("/cancel").commands("/cancel")
    assert who.state.step in (Step.IDLE, Step.PICK, Step.AFTER)


def _answers_or_passes_on(who: Reached) -> None:
    """Whoever says something is answered, or it goes to staff, or it waits in a request."""
    passed_on = any(isinstance(intent, AddToTicket | OpenTicket) for intent in who.turn.intents)
    assert who.heard or passed_on or who.state.draft is not None or who.state.held or who.turn.intents
    assert who.state == State.from_json(who.state.to_json())


@settings(max_examples=60, deadline=None)
@given(said=st.lists(acts, max_size=15))
def test_an_address_goes_only_after_a_yes_to_its_own_question(said: list[tuple[Any, ...]]) -> None:
    """A code goes only to what was typed or shared, an address is removed only from its page."""
    who = anna(with_phone())
    for act in said:
        asked, known = who.state.asking, len(who.changed)
        perform(who, act)
        for change in who.changed[known:]:
            if change.act is AddressAct.REMOVE:
                assert asked == f"remove:{change.address_id}"
