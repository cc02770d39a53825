"""A ticket that opens at once: nothing is asked first, and mostly nobody knows yet who it is."""

from collections.abc import Sequence

from bot.conversation.buttons import button
from bot.conversation.own_tickets import read_by
from bot.conversation.turn import Reply
from bot.requester import readers
from bot.requester.authors import Author
from bot.requester.heard import Heard
from bot.requester.saying import say_to
from bot.scope import Scope, organisation_time
from models.actions.desk import topics
from models.actions.tickets import tickets
from models.phrases.catalogue import say
from models.phrases.times import shortest
from models.queries.identities import known_of
from models.queries.tickets import ticket_by_id
from models.rules.contracts.choosing import in_question, the_only_one
from models.rules.contracts.standing import Contract

#: More are not asked for by SMS: an agent names it.
_MOST_CONTRACTS = 5


def open_at_once(scope: Scope, author: Author, message_ids: Sequence[int], heard: Heard) -> None:
    """REQUIREMENTS B2: SMS and calls from unknown numbers always open a ticket, marked unidentified."""
    rules, who = scope.edition.regulation.sms, author.who
    known = known_of(scope.tx, who)
    contract = the_only_one(known.contracts)
    opened = tickets.open_ticket(
        scope.tx,
        scope.at,
        scope.edition,
        who,
        desk_key=rules.desk,
        kind=rules.kind,
        fields={},
        message_ids=message_ids,
        opened_at=organisation_time(heard.at, scope.at),
        unidentified=not (known.person or known.contracts),
        contract=contract,
    )
    if author.former:
        _tell_of_former(scope, author, opened.id)
    if rules.answer_calls if heard.rang else rules.confirm:
        phrase = "phone.call_opened" if heard.rang else "phone.opened"
        when = shortest(opened.first_response_due, scope.at.now, who.zone, who.language)
        words = [say(who.language, phrase, number=opened.number, when=when)]
        text = " ".join(words + read_by(readers.of_new(scope, who, opened.id, contract), who.language, brief=True))
        say_to(scope, who, [_with_question(text, opened.id, in_question(known.contracts), who.language)], 0)


def _with_question(text: str, ticket_id: int, contracts: Sequence[Contract], language: str) -> Reply:
    """Which contract it is about, where that is not clear; their numbers follow."""
    if not 1 < len(contracts) <= _MOST_CONTRACTS:
        return Reply(text, ticket_id=ticket_id)
    rows = tuple(
        (button(language, f"under:{ticket_id}:{one.id}", "choice.contract", number=one.number),) for one in contracts
    )
    return Reply(f"{text} {say(language, 'phone.which_contract')}", rows, ticket_id=ticket_id)


def _tell_of_former(scope: Scope, author: Author, ticket_id: int) -> None:
    """Staff may know the voice; the phone is told nothing."""
    rules, view = scope.edition.regulation.sms, ticket_by_id(scope.tx, scope.organisation_id, ticket_id)
    language = topics.staff_language(view, scope.edition_of(view).regulation)
    numbers = ", ".join(f"№{number}" if language == "ru" else f"#{number}" for number in author.former)
    text = say(language, "phone.silent_before", days=rules.dormant_days, numbers=numbers)
    topics.tell_staff(scope.tx, scope.at, view, text)
