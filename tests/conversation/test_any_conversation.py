"""Whatever people do, in whatever order: no dialogue raises, and no message is lost without a word."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.conversation.state import State
from bot.conversation.turn import AddToTicket, OpenTicket, ReopenTicket, Turn
from models.phrases.catalogue import say
from tests.conversation.every_turn import ALWAYS_VALID
from tests.conversation.regulations import simple, two_desks, two_kinds
from tests.conversation.requester import Requester, example

TEXTS = [
    "Здравствуйте", "нет интернета", "a@b.example", "1", "2", "12", "№13", "да", "нет", "отмена", "назад",
    "помощь", "оператор", "новая", "спасибо", "статус 12", "закрыть 12", "язык", "english", "пропустить",
    "Сломался роутер и ничего не грузится", "{braces} %s", "я" * 1200,
]  # fmt: skip
COMMANDS = ["/start", "/new", "/my", "/status 12", "/close", "/close 12", "/reopen 12", "/cancel", "/help", "/back",
            "/language en", "/language", "/rules", "/nonsense"]  # fmt: skip

REGULATIONS = [simple, two_kinds, two_desks, lambda: example("a1_isp")]

acts = st.one_of(
    st.tuples(st.just("writes"), st.sampled_from(TEXTS)),
    st.tuples(st.just("replies"), st.sampled_from(TEXTS), st.integers(12, 15)),
    st.tuples(st.just("photo"), st.sampled_from(["", "вот", "да"])),
    st.tuples(st.just("unsupported"), st.just("poll")),
    st.tuples(st.just("commands"), st.sampled_from(COMMANDS)),
    st.tuples(st.just("presses"), st.integers(0, 30)),
    st.tuples(st.just("presses_old"), st.integers(0, 30)),
    st.tuples(st.just("agent"), st.sampled_from(["answers", "proposes", "closes"]), st.integers(0, 3)),
    st.tuples(st.just("edition"), st.integers(0, 3)),
    st.tuples(st.just("waits"), st.sampled_from([1, 11, 60, 60 * 24 * 20])),
)


def perform(anna: Requester, act: tuple[Any, ...]) -> None:
    match act:
        case ("writes", text):
            anna.writes(text)
        case ("replies", text, number):
            anna.writes(text, reply_to=number)
        case ("photo", text):
            anna.writes(text, photo="a.jpg")
        case ("unsupported", kind):
            anna.sends_a(kind)
        case ("commands", command):
            anna.commands(command)
        case ("presses", index):
            _press(anna, index, newest=True)
        case ("presses_old", index):
            _press(anna, index, newest=False)
        case ("agent", what, index) if anna.open:
            number = anna.open[index % len(anna.open)].number
            {"answers": anna.is_answered, "proposes": anna.is_asked_to_close, "closes": anna.is_closed}[what](number)
        case ("edition", index):
            anna.regulation = REGULATIONS[index]()
        case ("waits", minutes):
            anna.waits(minutes=minutes)


def _press(anna: Requester, index: int, *, newest: bool) -> None:
    drawn = [(seen, choice.key) for seen in anna.chat for row in seen.reply.choices for choice in row]
    if drawn:
        seen, key = (drawn[-8:] if newest else drawn)[index % len(drawn[-8:] if newest else drawn)]
        version_now, language = anna.state.version, anna.language
        anna.presses_key(key, seen.version, on=seen)
        if seen.version != version_now and not ALWAYS_VALID.match(key):
            anna.changes_nothing()
            assert [one.reply.text for one in anna.heard] == [say(language, "stale.button")]


def waiting(state: State) -> set[int]:
    held = {message.id for message in state.held}
    return held | {message.id for message in state.draft.messages} if state.draft else held


def passed_on(anna: Requester) -> set[int]:
    intents = (OpenTicket, AddToTicket, ReopenTicket)
    return {i for intent in anna.turn.intents if isinstance(intent, intents) for i in intent.message_ids}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(REGULATIONS), st.lists(acts, max_size=25))
def test_nobody_is_left_without_an_answer(regulation: Any, doings: list[tuple[Any, ...]]) -> None:
    anna = Requester(regulation(), first_contact=True)
    for act in doings:
        before, last = waiting(anna.state), anna.last_id
        anna.heard = []
        perform(anna, act)
        if anna.last_id > last:
            kept = passed_on(anna) | waiting(anna.state)
            assert anna.last_id in kept or anna.heard, f"{act} was swallowed"
        gone = (
            before - waiting(anna.state) - passed_on(anna) if act[0] not in ("agent", "waits", "edition") else set()
        )
        assert not gone or anna.heard, f"{gone} were dropped without a word after {act}"


@settings(max_examples=100, deadline=None)
@given(st.lists(acts, max_size=25))
def test_every_message_belongs_to_one_ticket_at_most(doings: list[tuple[Any, ...]]) -> None:
    anna = Requester(two_kinds(), first_contact=True)
    for act in doings:
        perform(anna, act)
    everywhere = [i for ids in anna.messages.values() for i in ids]
    assert len(everywhere) == len(set(everywhere))
    assert not waiting(anna.state) & set(everywhere)


@settings(max_examples=60, deadline=None)
@given(st.lists(acts, max_size=20))
def test_an_opened_ticket_has_every_required_answer_and_some_content(doings: list[tuple[Any, ...]]) -> None:
    anna = Requester(two_kinds())
    for act in doings:
        anna.turn = Turn(anna.state)
        perform(anna, act)
        _check_what_was_opened(anna)


def _check_what_was_opened(anna: Requester) -> None:
    for intent in (one for one in anna.turn.intents if isinstance(one, OpenTicket)):
        assert intent.message_ids
        for field in anna.regulation.kind(intent.kind_id).fields:
            assert not field.required or intent.fields.get(field.id)
