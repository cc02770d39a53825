"""What is said to somebody of whom it has to be known first who they are, and what they may choose."""

from collections.abc import Iterator
from typing import Final

from bot.conversation.buttons import button
from bot.conversation.context import Context
from bot.conversation.state import Draft, State
from bot.conversation.turn import Choice
from models.phrases.catalogue import say
from models.phrases.times import zone_of
from models.rules.contracts.standing import Contract
from models.rules.regulation.identification import Way
from models.rules.requests.identification import (
    AskFor,
    Refuse,
    Verdict,
    demand_of,
    fitting,
    free_tiers,
    kinds_for_anybody,
    verdict,
)

#: What `State.asking` says at WHO besides a way, whose words are waited for: the digits that a contract was sent, and
#: the word of the staff.
CODE: Final = "code"
ASKED: Final = "asked"
_LABELS: Final[dict[Way, str]] = {
    "invitation": "choice.who_invitation",
    "contract": "choice.who_contract",
    "contact": "choice.who_contact",
    "agent": "choice.who_agent",
}
_QUESTIONS: Final = {
    "invitation": "who.ask_invitation",
    "contract": "who.ask_contract",
    "contact": "who.ask_contact",
    "agent": "who.ask_words",
    CODE: "who.ask_code",
    ASKED: "who.asked",
}
_MOST_KINDS: Final = 10
#: Of whom there are more, they write the number.
_MOST_CONTRACTS: Final = 20


def ruling(draft: Draft, context: Context) -> Verdict:
    """Whether the request may be filed. The draft has its desk and kind."""
    assert draft.desk_id is not None
    assert draft.kind_id is not None
    regulation = context.regulation
    today = context.now.astimezone(zone_of(regulation.organisation.timezone)).date()
    ways = [way for way in regulation.identification.ways if way != "contact" or context.shares_phone]
    demand = demand_of(regulation, draft.desk_id, draft.kind_id)
    return verdict(demand, context.known, today, ways, free_tiers(regulation))


def contracts_for(draft: Draft, context: Context) -> tuple[Contract, ...]:
    """Those of theirs that the request may be under. The draft has its desk and kind."""
    assert draft.desk_id is not None
    assert draft.kind_id is not None
    regulation = context.regulation
    today = context.now.astimezone(zone_of(regulation.organisation.timezone)).date()
    demand = demand_of(regulation, draft.desk_id, draft.kind_id)
    return fitting(demand, context.known, today, free_tiers(regulation))


def contract_asked(draft: Draft, context: Context) -> Iterator[tuple[Choice, ...]]:
    """Rows of buttons."""
    for contract in contracts_for(draft, context)[:_MOST_CONTRACTS]:
        yield (button(context.language, f"contract:{contract.id}", "choice.contract", number=contract.number),)


def question(state: State, draft: Draft, context: Context) -> str:
    language = context.language
    if state.asking in _QUESTIONS:
        return say(language, _QUESTIONS[state.asking])
    ruled = ruling(draft, context)
    if isinstance(ruled, Refuse):
        return "\n\n".join(_refused(ruled, context))
    words = context.regulation.identification.question
    asked = words.in_(language) if words is not None else say(language, "who.ask")
    return f"{asked}\n\n{say(language, 'who.waits')}"


def ways(state: State, draft: Draft, context: Context) -> Iterator[tuple[Choice, ...]]:
    """Rows of buttons."""
    language = context.language
    if state.asking is not None:
        if state.asking != ASKED:
            yield (button(language, "who", "choice.who_otherwise"),)
        return
    ruled = ruling(draft, context)
    if isinstance(ruled, Refuse):
        yield (button(language, "who:again", "choice.who_again"),)
        if any(kinds_for_anybody(context.regulation)):
            yield (button(language, "who:kind", "choice.who_kind"),)
    offered = ruled.ways if isinstance(ruled, AskFor) else _other_contract(context)
    for way in offered:
        yield (button(language, f"who:{way}", _LABELS[way]),)


def _other_contract(context: Context) -> tuple[Way, ...]:
    """Who is refused for one contract may have another, which is known by its number or an invitation."""
    return tuple(way for way in context.regulation.identification.ways if way in ("invitation", "contract"))


def _refused(refused: Refuse, context: Context) -> Iterator[str]:
    """Why, how to pay, what is free: in the regulation's words where it has some."""
    language, rules = context.language, context.regulation.identification
    phrase = f"who.refused_{refused.lack.value}"
    if refused.lack == "unpaid" and refused.paid_until is not None:
        date = refused.paid_until.strftime("%d.%m.%Y")
        yield say(language, "who.refused_unpaid_since", number=refused.number, date=date)
    else:
        yield say(language, phrase, number=refused.number)
    if rules.how_to_pay is not None:
        yield rules.how_to_pay.in_(language)
    if rules.free is not None:
        yield rules.free.in_(language)
        return
    titles = dict.fromkeys(kind.title.in_(language) for _, kind in kinds_for_anybody(context.regulation))
    if titles:
        yield say(language, "who.free", kinds=", ".join(list(titles)[:_MOST_KINDS]))
