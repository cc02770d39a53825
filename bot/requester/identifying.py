"""What somebody says to be known, tried; and what waits for it, gone on with."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.conversation import identification, own_contact
from bot.conversation.context import Context
from bot.conversation.inbound import Inbound
from bot.conversation.prompts import summary
from bot.conversation.state import State
from bot.conversation.turn import (
    AskStaff,
    DisownJoin,
    Intent,
    NameContract,
    Reply,
    SayCode,
    ShowPhone,
    UseInvitation,
)
from bot.desk import approving
from bot.requester import proving, turns
from bot.scope import Scope
from models.actions.delivery import address_owners
from models.actions.desk import staff
from models.actions.reach import attempts, invitations
from models.actions.reach.invitations import Invited
from models.actions.tickets import join_news, joins, vouchings
from models.actions.tickets.joins import Grounds
from models.phrases.catalogue import say
from models.queries.contracts import contracts_of
from models.queries.identities import LINK, Joined, Somebody, came_later, goes_by, join_by_id, name_of_person
from models.queries.persons import Requester, requester_at
from models.queries.staff import agent_name, desk_ids
from models.queries.tickets import open_tickets_of
from models.queries.transports import desk_here
from models.rules.delivery.address_changes import UNDO_WITHIN
from models.rules.delivery.choices import person_key
from models.rules.delivery.post_content import Choices
from models.rules.regulation.identification import Way

#: What is decided by a turn, done for whoever it is: intents.carry_out.
Follow = Callable[[Requester, Sequence[Intent]], list[Reply]]


def carry_out(scope: Scope, who: Requester, intent: Intent, follow: Follow) -> list[Reply]:
    if isinstance(intent, UseInvitation):
        return _use(scope, who, intent.code, follow)
    if isinstance(intent, NameContract):
        return _name_contract(scope, who, intent.number)
    if isinstance(intent, SayCode):
        return _proved(scope, who, follow, "who.wrong_code", lambda: proving.say_code(scope, who, intent.code))
    if isinstance(intent, ShowPhone):
        if not _may_try(scope, who, "contact"):
            return _not_known(scope, who, "who.too_many")
        return _proved(scope, who, follow, "who.no_such_phone", lambda: proving.show_phone(scope, who, intent.phone))
    if isinstance(intent, AskStaff):
        return _ask_staff(scope, who, intent)
    if isinstance(intent, DisownJoin):
        return [Reply(say(who.language, _disowned(scope, who, intent.join_id)), edit_in_place=True)]
    return []


def _use(scope: Scope, who: Requester, code: str, follow: Follow) -> list[Reply]:
    if not _may_try(scope, who, "invitation"):
        return _not_known(scope, who, "who.too_many")
    invited = invitations.invited_by(scope.tx, scope.at, scope.organisation_id, code)
    if invited is None:
        return _not_known(scope, who, "who.wrong_invitation")
    grounds = Grounds(
        "invitation",
        desk_id=invited.desk_id,
        contract_id=invited.contract_id,
        may_change_contacts=invited.may_change_contacts,
    )
    try:
        with scope.tx.begin_nested():
            if not invitations.spend(scope.tx, scope.at, scope.organisation_id, invited, who.address_id):
                return _not_known(scope, who, "who.wrong_invitation")
            joined = address_owners.join(scope.tx, scope.at, who, _invited_person(scope, who, invited), grounds)
    except joins.KnownAlready as error:
        return _not_known(scope, who, error.phrase)
    join_news.tell(scope.tx, scope.at, scope.edition, joined, inviter=_inviter(scope, invited))
    return goes_on(scope, who, follow)


def _inviter(scope: Scope, invited: Invited) -> str:
    """The agent, or who of the contract's contact persons it was."""
    if invited.issued_by is not None:
        return agent_name(scope.tx, scope.organisation_id, invited.issued_by)
    if invited.issued_by_person_id is None:
        return ""
    return name_of_person(scope.tx, Somebody(scope.organisation_id, invited.issued_by_person_id)) or ""


def _invited_person(scope: Scope, who: Requester, invited: Invited) -> int:
    """Who it was for may be known under another name since."""
    if invited.person_id is None:
        return who.person_id
    return goes_by(scope.tx, Somebody(scope.organisation_id, invited.person_id))


def _name_contract(scope: Scope, who: Requester, number: str) -> list[Reply]:
    """What is said next has been said already, the same of every number."""
    if not _may_try(scope, who, "contract"):
        return _not_known(scope, who, "who.too_many")
    proving.name_contract(scope, who, number)
    return []


def _proved(scope: Scope, who: Requester, follow: Follow, failed: str, prove: Callable[[], bool]) -> list[Reply]:
    try:
        with scope.tx.begin_nested():
            known = prove()
    except joins.KnownAlready as error:
        return _not_known(scope, who, error.phrase)
    return goes_on(scope, who, follow) if known else _not_known(scope, who, failed)


def _disowned(scope: Scope, who: Requester, join_id: int) -> str:
    """The phrase that says what came of it. A forged one, and one that was undone, change nothing."""
    joined = join_by_id(scope.tx, scope.organisation_id, join_id)
    if joined is None or not _may_disown(scope, who, joined):
        return "stale.button"
    try:
        address_owners.unjoin(scope.tx, scope.at, joined)
    except joins.AddressMoved as error:
        return error.phrase
    join_news.tell_undone(scope.tx, scope.at, scope.edition, joined, who.name)
    return "join.undone"


def _may_disown(scope: Scope, who: Requester, joined: Joined) -> bool:
    """From another address, soon: the person themselves, or somebody who speaks for the same contract; whoever was
    there before.
    """
    is_soon = scope.at.now - joined.at <= UNDO_WITHIN
    was_there_before = joined.by_address_id == joined.address_id  # and was removed by somebody else
    if was_there_before or who.address_id == joined.address_id or not is_soon or came_later(scope.tx, who, joined):
        return False
    if who.person_id == joined.to_person_id or joined.way == LINK:
        return who.person_id == joined.to_person_id
    theirs = {one.id for one in contracts_of(scope.tx, Somebody(scope.organisation_id, joined.to_person_id))}
    return any(one.id in theirs for one in contracts_of(scope.tx, who))


def goes_on(scope: Scope, who: Requester, follow: Follow) -> list[Reply]:
    """More is known of them than a moment ago: what waits for that is filed."""
    who, state, context = _now(scope, who)
    turn = identification.is_known_now(state, context)
    turns.remember(scope, who, state, turn)
    known: tuple[Reply, ...] = (Reply(say(who.language, "who.known")),)
    if state.contact_button:
        known = own_contact.taken_away(known, who.language)
    return [*known, *turn.replies, *follow(who, turn.intents)]


def refused(scope: Scope, who: Requester, words: str) -> list[Reply]:
    """Staff say that they don't know them. words: theirs."""
    who, state, context = _now(scope, who)
    why = (
        say(who.language, "who.not_confirmed_because", words=words)
        if words
        else say(who.language, "who.not_confirmed")
    )
    turn = identification.not_confirmed(state, context, why)
    turns.remember(scope, who, state, turn)
    return list(own_contact.taken_away(turn.replies, who.language) if state.contact_button else turn.replies)


def _ask_staff(scope: Scope, who: Requester, intent: AskStaff) -> list[Reply]:
    """In the group of the desk that the request is for; it decides."""
    if not _may_try(scope, who, "agent"):
        return _not_known(scope, who, "who.too_many")
    regulation = scope.edition.regulation
    wanted = desk_ids(scope.tx, scope.organisation_id).get(
        intent.draft.desk_id or desk_here(scope.tx, regulation, who)
    )
    group = join_news.asked_group(scope.tx, scope.edition, wanted)
    if group is None:
        return []
    number = vouchings.ask(scope.tx, scope.at, who, intent.words, group.desk_id)
    language = scope.desk(group.desk_key).staff_language
    context = Context(scope.at.now, regulation, language, regulation.organisation.timezone)
    facts = {"name": who.name, "transport": who.traits.title, "words": intent.words, "number": number}
    text = say(language, "vouch.asked", request=summary(intent.draft, context), **facts)
    choices: Choices = [
        [{"key": person_key(number, f"{one.verb}.{one.argument}"), "label": one.label}]
        for one in approving.options(scope, intent.words, language)
    ]
    staff.tell_group(scope.tx, scope.at, group.account, group.chat_id, text, choices=choices)
    return []


def _may_try(scope: Scope, who: Requester, way: Way) -> bool:
    return attempts.may_try(scope.tx, scope.at, who, way, scope.edition.regulation.identification)


def _not_known(scope: Scope, who: Requester, phrase: str) -> list[Reply]:
    """The question stands as it was."""
    who, state, context = _now(scope, who)
    return list(identification.not_known(state, context, say(who.language, phrase)).replies)


def _now(scope: Scope, who: Requester) -> tuple[Requester, State, Context]:
    """They and their conversation, as they are by now."""
    found = requester_at(scope.tx, scope.organisation_id, who.transport, who.account, who.address)
    assert found is not None
    now = replace(found[0], sim=who.sim)
    context = turns.context_of(scope, now, Inbound(None, command=""), open_tickets_of(scope.tx, now))
    return now, State.from_json(found[1]), context
