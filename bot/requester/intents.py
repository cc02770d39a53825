"""What a dialogue wants done, done; and the words that say so."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from bot.conversation import confirmations
from bot.conversation.contacts import ChangeContacts
from bot.conversation.context import Context
from bot.conversation.prompts import summary
from bot.conversation.reach import ChangeReach
from bot.conversation.state import NOTHING_SAID, Draft, State
from bot.conversation.turn import (
    AddToTicket,
    AskForCopy,
    AskStaff,
    ChooseContract,
    ChooseLanguage,
    ChooseZone,
    CloseByRequester,
    ConfirmSolved,
    DisownJoin,
    Erase,
    ExplainDeadline,
    HideCode,
    Intent,
    KeepBack,
    NameContract,
    NotSolvedYet,
    OpenTicket,
    ReopenTicket,
    Reply,
    SayCode,
    ShowPhone,
    ShowUnfinished,
    UseInvitation,
)
from bot.requester import contact_changes, forgetting, identifying, reach_changes, readers, turns
from bot.scope import Scope
from models.actions.clocks import explanations
from models.actions.desk import staff
from models.actions.reach import automatic_sms, close_codes, persons
from models.actions.talk import messages, participants
from models.actions.tickets import contract_changes, tickets
from models.actions.tickets.acting import Acting
from models.actions.tickets.filing import file_messages
from models.errors import OtklikError
from models.phrases.catalogue import say
from models.queries import sights
from models.queries.contracts import contract_by_id
from models.queries.persons import Requester
from models.queries.staff import desk_ids, group_of_desk
from models.queries.tickets import TicketRef, TicketView, find_ticket, ticket_by_id
from models.queries.transports import desk_here, support_number
from models.rules.contracts.sight import Sight
from models.rules.contracts.standing import Contract
from models.rules.regulation.parsing import Regulation


def carry_out(
    scope: Scope,
    who: Requester,
    intents: Sequence[Intent],
    said_at: datetime,
    tickets: Sequence[TicketView] = (),
    *,
    greeting: bool = False,
    state: State = NOTHING_SAID,
) -> list[Reply]:
    """said_at: the provider's time of the message. tickets: those of theirs that were read a moment ago.

    greeting: the first words to this person are these. state: of the dialogue.
    """
    replies: list[Reply] = []
    read = {ticket.id: ticket for ticket in tickets}
    for intent in (one for one in intents if not isinstance(one, HideCode)):
        if isinstance(intent, OpenTicket):
            replies.append(_open(scope, who, intent, said_at, greeting=greeting))
        elif isinstance(intent, KeepBack):
            turns.keep_back(scope, who, intent.message_id)
        elif isinstance(intent, ShowUnfinished):
            _show_unfinished(scope, who, intent.draft)
        elif isinstance(intent, ChooseLanguage | ChooseZone):
            _choose(scope, who, intent)
        elif isinstance(intent, ChooseContract):
            replies += _choose_contract(scope, who, intent)
        elif isinstance(intent, ExplainDeadline):
            replies.append(_explain(scope, who, intent.number))
        elif isinstance(intent, UseInvitation | NameContract | SayCode | ShowPhone | AskStaff | DisownJoin):
            replies += identifying.carry_out(scope, who, intent, partial(follow, scope, said_at))
        elif isinstance(intent, Erase | AskForCopy):
            replies += forgetting.carry_out(scope, who, intent)
        elif isinstance(intent, ChangeReach | ChangeContacts):
            replies += _in_transports(scope, who, state, intent)
        else:
            replies += _about_ticket(scope, who, intent, read.get(intent.ticket_id))
        read = {}  # by now it may have changed
    return replies


def _choose(scope: Scope, who: Requester, intent: ChooseLanguage | ChooseZone) -> None:
    if isinstance(intent, ChooseZone):
        persons.choose_zone(scope.tx, who, intent.zone)
    else:
        persons.choose_language(scope.tx, who, intent.language)


def _in_transports(scope: Scope, who: Requester, state: State, intent: ChangeReach | ChangeContacts) -> list[Reply]:
    if isinstance(intent, ChangeContacts):
        return contact_changes.carry_out(scope, who, state, intent)
    return reach_changes.carry_out(scope, who, state, intent)


def follow(scope: Scope, said_at: datetime, who: Requester, intents: Sequence[Intent]) -> list[Reply]:
    return carry_out(scope, who, intents, said_at)


def _open(scope: Scope, who: Requester, intent: OpenTicket, said_at: datetime, *, greeting: bool) -> Reply:
    regulation = scope.edition.regulation
    contract = _contract(scope, intent.contract_id)
    opened = tickets.open_ticket(
        scope.tx,
        scope.at,
        scope.edition,
        who,
        desk_key=intent.desk_id,
        kind=intent.kind_id,
        fields=intent.fields,
        message_ids=intent.message_ids,
        opened_at=said_at,
        unfinished=intent.unfinished,
        contract=contract,
    )
    if intent.answer_ids:
        file_messages(scope.tx, intent.answer_ids, TicketRef(opened.id, scope.organisation_id))
    number = support_number(scope.tx, regulation, who)
    context = Context(scope.at.now, regulation, who.language, who.zone, first_contact=greeting, number=number)
    hours = context.desk_hours(intent.desk_id)
    reply = confirmations.ticket_opened(
        opened.number,
        opened.first_response_due,
        hours.open,
        hours.opens_at,
        context,
        greeting,
        desk_id=intent.desk_id,
        ticket_id=opened.id,
        aimed=opened.aimed,
        readers=readers.of_new(scope, who, opened.id, contract),
    )
    return reply if intent.unfinished is None else confirmations.filed_for_them(reply, who.language)


def _contract(scope: Scope, contract_id: int | None) -> Contract | None:
    return None if contract_id is None else contract_by_id(scope.tx, scope.organisation_id, contract_id)


def _choose_contract(scope: Scope, who: Requester, intent: ChooseContract) -> list[Reply]:
    view, chosen = _theirs(scope, who, intent.ticket_id), _contract(scope, intent.contract_id)
    if view is None or chosen is None:
        return []
    acting = Acting(scope.tx, scope.at, view, scope.edition_of(view).regulation, in_force=scope.edition.regulation)
    try:
        contract_changes.choose(acting, chosen)
    except OtklikError as error:
        return [Reply(say(who.language, error.phrase, **error.facts), ticket_id=view.id)]
    return [Reply(say(who.language, "ticket.under_contract", number=view.number, contract=chosen.number))]


def _show_unfinished(scope: Scope, who: Requester, draft: Draft) -> None:
    """In the group of the desk, as far as the request says for whom it is."""
    regulation = scope.edition.regulation
    desk = regulation.desk(draft.desk_id or desk_here(scope.tx, regulation, who))
    group = group_of_desk(scope.tx, scope.organisation_id, desk_ids(scope.tx, scope.organisation_id)[desk.id])
    if group is None:
        return
    context = Context(scope.at.now, regulation, desk.staff_language, regulation.organisation.timezone)
    text = say(desk.staff_language, "unfinished.shown", who=who.name, request=summary(draft, context))
    staff.tell_group(scope.tx, scope.at, group.account, group.chat_id, text)


def _explain(scope: Scope, who: Requester, number: int) -> Reply:
    seen = sights.ticket_seen(scope.tx, who, number)
    if seen is None or seen.sight < Sight.OWN:
        return confirmations.not_theirs(number, who.language)
    view = seen.view
    if who.traits.is_brief:
        return Reply(explanations.by_sms(scope.tx, scope.at.now, view, who), ticket_id=view.id)
    return confirmations.explained(explanations.for_person(scope.tx, scope.at.now, view, who), view.id)


def _about_ticket(
    scope: Scope,
    who: Requester,
    intent: AddToTicket | ConfirmSolved | NotSolvedYet | CloseByRequester | ReopenTicket,
    read: TicketView | None,
) -> list[Reply]:
    """The person's own tickets; into one of others that they see they may write. A forged id finds nothing here."""
    view = _theirs(scope, who, intent.ticket_id, read)
    if view is None:
        return _add_to_others(scope, who, intent) if isinstance(intent, AddToTicket) else []
    regulation = scope.edition_of(view).regulation
    if isinstance(intent, AddToTicket):
        at_hand = partial(scope.at_hand, view)
        if messages.add_to_ticket(scope.tx, scope.at, view, intent.message_ids, regulation, at_hand):
            return [confirmations.is_it_solved(view.id, view.number, who.language, brief=who.traits.is_brief)]
        return []
    if isinstance(intent, NotSolvedYet) and not view.is_open:
        return [confirmations.already_closed(view.id, view.number, who.language)]
    if isinstance(intent, NotSolvedYet):
        tickets.withdraw_closing(scope.tx, scope.at, view, regulation, "staff.not_solved")
        return [confirmations.still_open(view.id, view.number, who.language)]
    if isinstance(intent, ReopenTicket):
        return _reopen(scope, who, view, intent)
    return _close(scope, who, view, regulation, intent)


def _add_to_others(scope: Scope, who: Requester, intent: AddToTicket) -> list[Reply]:
    """What they may see is asked again here, whatever they were offered."""
    seen = sights.ticket_seen_by_id(scope.tx, who, intent.ticket_id)
    if seen is None:
        return []
    seen = replace(seen, view=scope.locked(seen.view))
    if not seen.view.is_open:
        return [confirmations.already_closed(seen.view.id, seen.view.number, who.language)]
    regulation = scope.edition_of(seen.view).regulation
    participants.add_words(scope.tx, scope.at, who, seen, intent.message_ids, regulation)
    return []


def _theirs(scope: Scope, who: Requester, ticket_id: int, read: TicketView | None = None) -> TicketView | None:
    """Held; None: it is somebody else's, or another organisation's. read: the ticket, if it was read a moment ago."""
    view = read or find_ticket(scope.tx, scope.organisation_id, ticket_id)
    return scope.locked(view) if view is not None and view.person_id == who.person_id else None


def _close(
    scope: Scope,
    who: Requester,
    view: TicketView,
    regulation: Regulation,
    intent: ConfirmSolved | CloseByRequester,
) -> list[Reply]:
    if not view.is_open:
        return [confirmations.already_closed(view.id, view.number, who.language)]
    if isinstance(intent, ConfirmSolved) and intent.message_id is not None:
        file_messages(scope.tx, [intent.message_id], view.ref)
    if who.traits.changes_hands and view.address_id != who.address_id:
        return _asked_for_code(scope, who, view)
    return [_closed(scope, who, view, regulation, confirmed=isinstance(intent, ConfirmSolved))]


def _asked_for_code(scope: Scope, who: Requester, view: TicketView) -> list[Reply]:
    """No code is made that could not be sent."""
    if not close_codes.allows_another(scope.tx, scope.at, who.address_id):
        return [confirmations.no_more_codes(view.id, view.number, who.language)]
    as_long = confirmations.prove_by_code(view.id, view.number, "000000", who.language)
    if not automatic_sms.may_be_sent(scope.tx, scope.at, who, as_long.text):
        return []
    code = close_codes.new_code(scope.tx, scope.at, who.address_id, view.id)
    return [confirmations.prove_by_code(view.id, view.number, code, who.language)]


def close_proved(scope: Scope, who: Requester, ticket_id: int) -> list[Reply]:
    """They sent the code that their phone was sent."""
    view = _theirs(scope, who, ticket_id)
    if view is None:
        return []
    if not view.is_open:
        return [confirmations.already_closed(view.id, view.number, who.language)]
    return [_closed(scope, who, view, scope.edition_of(view).regulation, confirmed=False)]


def _closed(scope: Scope, who: Requester, view: TicketView, regulation: Regulation, *, confirmed: bool) -> Reply:
    phrase = "staff.closed_by_requester" if confirmed else "staff.closed_on_request"
    tickets.close(scope.tx, scope.at, view, regulation, phrase=phrase)
    say = confirmations.closed if confirmed else confirmations.closed_by_requester
    # who writes again opens a new ticket there: nothing is to be said of opening this one
    days = 0 if who.traits.opens_without_questions else regulation.closing.reopen_days
    return say(view.id, view.number, who.language, days)


def _reopen(scope: Scope, who: Requester, view: TicketView, intent: ReopenTicket) -> list[Reply]:
    if view.is_open:
        return [confirmations.already_open(view.id, view.number, who.language)]
    edition = scope.edition_of(view)
    tickets.reopen(scope.tx, scope.at, view, edition, phrase="staff.reopened", by_requester=True)
    if intent.message_ids:
        reopened = ticket_by_id(scope.tx, scope.organisation_id, view.id)
        messages.add_to_ticket(scope.tx, scope.at, reopened, intent.message_ids, edition.regulation)
    return [confirmations.reopened(view.id, view.number, who.language)]
