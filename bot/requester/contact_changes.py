"""What somebody wants changed about who speaks for their contract, done; and the words and the page that say so."""

from typing import Final

from bot.conversation.contacts import ChangeContacts, ContactAct
from bot.conversation.context import Context
from bot.conversation.reach_confirmations import Came, Result, after
from bot.conversation.state import State
from bot.conversation.turn import Reply, Turn
from bot.requester import turns
from bot.requester.reach_views import reach_of
from bot.scope import Scope
from models.actions.reach import invitations
from models.actions.tickets import contact_news, contact_persons
from models.actions.tickets.contact_persons import Enough, MayNot
from models.phrases.times import absolute
from models.queries.bots import bot_name_of
from models.queries.contracts import contact_persons_of
from models.queries.identities import Somebody, name_of_person
from models.queries.persons import Requester
from models.queries.transports import transports_of
from models.rules.contracts.speakers import Refusal, Rights
from models.rules.contracts.standing import ALL, OWN

_REFUSED: Final = {
    Refusal.NOT_YOURS: Came.NOT_YOURS,
    Refusal.GONE: Came.PERSON_UNKNOWN,
    Refusal.LAST: Came.LAST_WHO_MAY,
}


def carry_out(scope: Scope, who: Requester, state: State, change: ChangeContacts) -> list[Reply]:
    """state: of the dialogue, as it is stored by now."""
    result = _done(scope, who, change)
    regulation = scope.edition.regulation
    context = Context(scope.at.now, regulation, who.language, who.zone, reach=reach_of(scope, who))
    moved, replies = after(result, state, context)
    if moved is not state:
        turns.remember(scope, who, state, Turn(moved))
    return list(replies)


def _done(scope: Scope, who: Requester, change: ChangeContacts) -> Result:
    if who.traits.changes_hands:
        return Result(Came.NOT_FROM_HERE)
    try:
        if change.act is ContactAct.UNDO:
            return _undone(scope, who, change.event_id)
        if change.act is ContactAct.INVITE:
            return _invited(scope, who, change.contract_id)
        if change.act is ContactAct.TAKE_BACK:
            contact_persons.take_invitations_back(scope.tx, scope.at, who, change.contract_id)
            return Result(Came.TAKEN_BACK)
        return _changed(scope, who, change)
    except MayNot as error:
        return Result(_REFUSED[error.why])
    except Enough:
        return Result(Came.CHANGED_ENOUGH)


def _changed(scope: Scope, who: Requester, change: ChangeContacts) -> Result:
    becomes = _becomes(scope, who, change)
    done = contact_persons.change(scope.tx, scope.at, who, change.contract_id, change.person_id, becomes)
    if done is None:
        return Result(Came.SORTED)
    contact_news.tell(scope.tx, scope.at, scope.edition, who, done)
    came = Came.PERSON_GONE if becomes is None else Came.PERSON_CHANGED
    rights = contact_news.shown_rights(becomes, who.language)
    facts = {"name": done.person.name, "number": done.contract.number, "rights": rights, "event_id": done.event_id}
    return Result(came, facts)


def _becomes(scope: Scope, who: Requester, change: ChangeContacts) -> Rights | None:
    """What they have besides stays. None: nothing is left."""
    if change.act is ContactAct.REMOVE:
        return None
    people = contact_persons_of(scope.tx, who.organisation_id, change.contract_id)
    one = next((one for one in people if one.person_id == change.person_id), None)
    sees, may = (one.sees, one.may_change_contacts) if one is not None else (OWN, False)
    return Rights(
        {ContactAct.SEES_ALL: ALL, ContactAct.SEES_OWN: OWN}.get(change.act, sees),
        {ContactAct.MAY_CHANGE: True, ContactAct.MAY_NOT: False}.get(change.act, may),
    )


def _invited(scope: Scope, who: Requester, contract_id: int) -> Result:
    rules, regulation = scope.edition.regulation.identification, scope.edition.regulation
    of, code = contact_persons.invite(scope.tx, scope.at, who, contract_id, rules)
    until = absolute(
        invitations.good_until(scope.at, rules), who.zone or regulation.organisation.timezone, who.language
    )
    links = "\n".join(_links(scope, code))
    return Result(Came.INVITED, {"number": of.number, "code": code, "until": until, "links": links})


def _links(scope: Scope, code: str) -> list[str]:
    """To each messenger that opens by one."""
    found = []
    for traits in transports_of(scope.tx).values():
        bot = bot_name_of(scope.tx, scope.organisation_id, traits.name) if traits.link else None
        if bot is not None:
            found.append(traits.link.format(bot=bot, code=code))
    return found


def _undone(scope: Scope, who: Requester, event_id: int) -> Result:
    undone = contact_persons.undo(scope.tx, scope.at, who, event_id)
    if undone is None:
        return Result(Came.UNDO_LATE)
    of, person_id = undone
    name = name_of_person(scope.tx, Somebody(who.organisation_id, person_id)) or ""
    contact_news.tell_undone(scope.tx, scope.at, scope.edition, who, of.number, name)
    return Result(Came.PERSON_BACK, {"name": name, "number": of.number})
