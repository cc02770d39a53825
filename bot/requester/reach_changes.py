"""What a person wants done about how they are reached, done; and the words and the page that say so."""

from collections.abc import Callable
from typing import Final

from bot.conversation.context import Context
from bot.conversation.reach import ON, AddressAct, ChangeReach
from bot.conversation.reach_confirmations import Came, Result, after
from bot.conversation.state import State
from bot.conversation.turn import Reply, Turn
from bot.requester import proving, turns
from bot.requester.reach_views import CATEGORIES, OURS, reach_of
from bot.scope import Scope
from models.actions.delivery import address_owners
from models.actions.reach import (
    address_changes,
    address_notices,
    challenges,
    chat_links,
    consents,
)
from models.actions.reach.challenges import Outcome, Purpose, Target
from models.actions.tickets import join_news
from models.actions.tickets.joins import AddressMoved, KnownAlready
from models.queries.addresses import AddressRow, has_chat
from models.queries.bots import bot_name_of
from models.queries.persons import Requester, requester_at
from models.queries.transports import traits_of

#: After these the chat belongs to another person than before.
_IS_ANOTHER_NOW: Final = (Came.JOINED, Came.PROVED_WHO, Came.UNDONE)


def carry_out(scope: Scope, who: Requester, state: State, change: ChangeReach) -> list[Reply]:
    """state: of the dialogue, as it is stored by now; what comes of the change may move it on."""
    result = _done(scope, who, change)
    known = requester_at(scope.tx, scope.organisation_id, who.transport, who.account, who.address)
    now = known[0] if known is not None and result.came in _IS_ANOTHER_NOW else who
    regulation = scope.edition.regulation
    context = Context(scope.at.now, regulation, now.language, now.zone, reach=reach_of(scope, now))
    moved, replies = after(result, state, context)
    if moved is not state:
        turns.remember(scope, now, state, Turn(moved))
    return list(replies)


def _done(scope: Scope, who: Requester, change: ChangeReach) -> Result:
    if change.act in _OF_ADDRESS:
        one = address_changes.theirs(scope.tx, who, change.address_id)
        return _OF_ADDRESS[change.act](scope, who, one, change) if one is not None else Result(Came.GONE)
    return _OTHERS[change.act](scope, who, change)


# -- codes


def _ask_code(scope: Scope, who: Requester, change: ChangeReach) -> Result:
    """By SMS only for whoever has nothing but phones: somebody who writes in another's name would else add their own
    phone to hers, read what goes there, and turn her chat out by it.
    """
    if who.traits.by_sms and has_chat(scope.tx, who):
        return Result(Came.NOT_ADDED_FROM_HERE)
    traits = traits_of(scope.tx, change.transport)
    return _send_code(scope, who, Purpose.ADD, Target(traits.name, traits.shared_account, change.text), None)


def _ask_again(scope: Scope, who: Requester, change: ChangeReach) -> Result:
    waiting = challenges.is_waited_for(scope.tx, scope.at, who)
    if waiting is None or waiting.target is None or waiting.purpose not in OURS:
        return Result(Came.NO_CODE)
    return _send_code(scope, who, waiting.purpose, waiting.target, waiting.subject_id)


def _recheck(scope: Scope, who: Requester, one: AddressRow, change: ChangeReach) -> Result:
    if one.traits.typed is None:
        return Result(Came.GONE)
    return _send_code(scope, who, Purpose.RECHECK, Target(one.traits.name, one.account, one.address), one.id)


def _send_code(scope: Scope, who: Requester, purpose: Purpose, target: Target, subject_id: int | None) -> Result:
    code = challenges.make_code(scope.tx, scope.at, who, purpose, target, subject_id=subject_id)
    if code is None:
        return Result(Came.NO_MORE_CODES)
    address_notices.send_code(scope.tx, scope.at, scope.edition, purpose, target, code, who.language)
    return Result(Came.CODE_SENT)


def _prove(scope: Scope, who: Requester, change: ChangeReach) -> Result:
    address_owners.hold_both(scope.tx, scope.at, who)
    checked = challenges.check(scope.tx, scope.at, who, change.text)
    if checked.outcome is Outcome.WRONG:
        return Result(Came.WRONG, {"left": checked.tries_left})
    if checked.outcome is not Outcome.RIGHT or checked.challenge is None:
        return Result(_FAILED[checked.outcome])
    recheck_after = scope.edition.regulation.reach.recheck_after
    is_now = proving.vouched_for(scope, who, target) if (target := checked.challenge.target) is not None else who
    proved = address_owners.prove(scope.tx, scope.at, is_now, is_now.name, checked.challenge, recheck_after)
    came = Came.PROVED if is_now.person_id == who.person_id else Came.PROVED_WHO
    return Result(came, {"address": proved.named})


_FAILED: Final = {
    Outcome.RIGHT: Came.NO_CODE,
    Outcome.AGAIN: Came.PROVED_AGAIN,
    Outcome.SPENT: Came.SPENT,
    Outcome.NONE: Came.NO_CODE,
}


def _give_up(scope: Scope, who: Requester, change: ChangeReach) -> Result:
    challenges.give_up(scope.tx, scope.at, who)
    return Result(Came.SORTED)


# -- one address


def _pause(scope: Scope, who: Requester, one: AddressRow, change: ChangeReach) -> Result:
    address_changes.pause(scope.tx, scope.at.now, who, one)
    return Result(Came.PAUSED)


def _resume(scope: Scope, who: Requester, one: AddressRow, change: ChangeReach) -> Result:
    address_changes.resume(scope.tx, scope.at.now, who, one)
    return Result(Came.RESUMED)


def _quiet(scope: Scope, who: Requester, one: AddressRow, change: ChangeReach) -> Result:
    address_changes.keep_quiet(scope.tx, scope.at.now, who, one, change.hours)
    return Result(Came.QUIET_OFF if change.hours is None else Came.QUIET_SET)


def _category(scope: Scope, who: Requester, one: AddressRow, change: ChangeReach) -> Result:
    known = list(CATEGORIES)
    if change.index is None or change.index >= len(known):
        return Result(Came.GONE)
    key = known[change.index]
    if (one.categories is None or key in one.categories) is not (change.text == ON):
        address_changes.switch_category(scope.tx, scope.at.now, who, one, known, key)
    return Result(Came.SORTED)


def _up(scope: Scope, who: Requester, one: AddressRow, change: ChangeReach) -> Result:
    address_changes.move(scope.tx, scope.at.now, who, one, -1)
    return Result(Came.SORTED)


def _down(scope: Scope, who: Requester, one: AddressRow, change: ChangeReach) -> Result:
    address_changes.move(scope.tx, scope.at.now, who, one, 1)
    return Result(Came.SORTED)


def _test(scope: Scope, who: Requester, one: AddressRow, change: ChangeReach) -> Result:
    sent = address_changes.test(scope.tx, scope.at, who, one)
    if sent is None:
        return Result(Came.TESTED_ENOUGH)
    return Result(Came.TESTED if sent else Came.NOT_TESTED)


def _remove(scope: Scope, who: Requester, one: AddressRow, change: ChangeReach) -> Result:
    taken_back = address_owners.remove(scope.tx, scope.at, who, one)
    if one.id == who.address_id:
        return Result(Came.REMOVED_HERE)
    return Result(Came.REMOVED_INVITATIONS if taken_back else Came.REMOVED, {"address": one.named})


# -- other chats, consents


def _link(scope: Scope, who: Requester, change: ChangeReach) -> Result:
    traits = traits_of(scope.tx, change.transport)
    bot = bot_name_of(scope.tx, scope.organisation_id, traits.name)
    code = chat_links.make_link(scope.tx, scope.at, who) if bot is not None else None
    if code is None:
        return Result(Came.NO_LINK)
    return Result(Came.LINK, {"title": traits.title, "url": traits.link.format(bot=bot, code=f"join_{code}")})


def _join(scope: Scope, who: Requester, change: ChangeReach) -> Result:
    try:
        joined = address_owners.join_by_link(scope.tx, scope.at, who, change.text)
    except AddressMoved:
        return Result(Came.LINK_GONE)
    except KnownAlready:
        return Result(Came.KNOWN_ALREADY)
    if joined is not None:
        join_news.tell(scope.tx, scope.at, scope.edition, joined)
    return Result(Came.JOINED)


def _undo(scope: Scope, who: Requester, change: ChangeReach) -> Result:
    undone = change.index is not None and address_owners.undo(scope.tx, scope.at, who, change.index)
    return Result(Came.UNDONE if undone else Came.UNDO_LATE)


def _consent(scope: Scope, who: Requester, change: ChangeReach) -> Result:
    words = scope.edition.regulation.reach.consent_to(change.text)
    if words is None:
        return Result(Came.GONE)
    text = words.in_(who.language)
    consents.give(scope.tx, scope.at, who, change.text, text, scope.edition.id)
    return Result(Came.CONSENTED)


def _withdraw(scope: Scope, who: Requester, change: ChangeReach) -> Result:
    consents.withdraw(scope.tx, scope.at, who, change.text)
    return Result(Came.WITHDRAWN)


_OF_ADDRESS: Final[dict[AddressAct, Callable[[Scope, Requester, AddressRow, ChangeReach], Result]]] = {
    AddressAct.RECHECK: _recheck,
    AddressAct.PAUSE: _pause,
    AddressAct.RESUME: _resume,
    AddressAct.QUIET: _quiet,
    AddressAct.CATEGORY: _category,
    AddressAct.UP: _up,
    AddressAct.DOWN: _down,
    AddressAct.TEST: _test,
    AddressAct.REMOVE: _remove,
}
_OTHERS: Final[dict[AddressAct, Callable[[Scope, Requester, ChangeReach], Result]]] = {
    AddressAct.ASK_CODE: _ask_code,
    AddressAct.ASK_AGAIN: _ask_again,
    AddressAct.PROVE: _prove,
    AddressAct.GIVE_UP: _give_up,
    AddressAct.LINK: _link,
    AddressAct.JOIN: _join,
    AddressAct.UNDO: _undo,
    AddressAct.CONSENT: _consent,
    AddressAct.WITHDRAW: _withdraw,
}
