"""A requester corrected a message: it counts like one, and above the limit of a minute only the last words count."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.conversation import confirmations
from bot.conversation.corrected import on_correction
from bot.conversation.inbound import Inbound
from bot.conversation.state import State, Step
from bot.requester import kept, said_codes, turns
from bot.requester.heard import Heard
from bot.requester.saying import say_to
from bot.scope import Scope
from models.actions.reach import flood
from models.actions.talk import hidden_words, late_edits
from models.actions.talk.media_edits import is_new, replace_file
from models.actions.talk.messages import Corrected, File, edit_message, keep_message
from models.queries.messages import message_at, messages_by_ids, part_at
from models.queries.persons import Requester, requester_at
from models.queries.tickets import open_tickets_of


def corrected(scope: Scope, heard: Heard) -> None:
    """A correction of what we never stored (a command) changes nothing. The new text stands where the old was shown;
    a new file is shown below.
    """
    place = (heard.transport, heard.account, heard.address, heard.provider_ids[0])
    message_id = message_at(scope.tx, scope.organisation_id, *place)
    if message_id is None:
        return
    found = requester_at(scope.tx, scope.organisation_id, heard.transport, heard.account, heard.address)
    if found is None:
        return
    if hidden_words.are_hidden(scope.tx, scope.organisation_id, message_id):
        said_codes.forget(scope)
        return
    part = part_at(scope.tx, *place)
    words = Corrected(heard.text, heard.entities, heard.manner, part)
    who, limits = found[0], scope.edition.regulation.limits
    window = flood.count_message(scope.tx, scope.at, who.address_id, found.window)
    over = flood.is_over(window, limits)
    if who.blocked:
        if not over:
            _unheard(scope, heard, message_id, words)
        return
    here = (scope.organisation_id, heard.transport, heard.account, message_id)
    if over or late_edits.waits(scope.tx, *here):
        late_edits.edit_later(scope.tx, scope.at, *here, words)
    elif edit_message(scope.tx, scope.at, scope.organisation_id, message_id, words):
        _goes_on(scope, who, found.dialogue, message_id)
    if over:
        _keep_back(scope, who, heard, message_id, part)
    else:
        for file in heard.files:
            _replace_file(scope, heard, message_id, part, file)
    if flood.is_first_over(window, limits):
        say_to(scope, who, [confirmations.slow_down(who.language)], 0)


def _goes_on(scope: Scope, who: Requester, stored: Mapping[str, Any], message_id: int) -> None:
    """A request that is not sent yet has the new words."""
    state, now = State.from_json(stored), messages_by_ids(scope.tx, scope.organisation_id, [message_id])[0]
    if now.ticket_id is not None or state.step is Step.IDLE:
        return
    inbound = Inbound(message_id, now.text)
    turn = on_correction(
        state, message_id, now.text, turns.context_of(scope, who, inbound, open_tickets_of(scope.tx, who))
    )
    if turn is not None:
        turns.remember(scope, who, state, turn)
        say_to(scope, who, turn.replies, turn.state.version)


def _unheard(scope: Scope, heard: Heard, message_id: int, words: Corrected) -> None:
    """Of a blocked sender: kept, shown to nobody."""
    edit_message(scope.tx, scope.at, scope.organisation_id, message_id, words, shown=False)
    for file in heard.files:
        _replace_file(scope, heard, message_id, words.file, file, held=True)


def _replace_file(scope: Scope, heard: Heard, message_id: int, part: int, file: File, *, held: bool = False) -> None:
    known_to = (heard.transport, heard.account)
    replace_file(scope.tx, scope.at, scope.organisation_id, message_id, part, file, known_to, held=held)


def _keep_back(scope: Scope, who: Requester, heard: Heard, message_id: int, part: int) -> None:
    """A new file above the limit is a message above the limit: nobody fetches it until staff open it."""
    for file in heard.files:
        if is_new(scope.tx, scope.organisation_id, message_id, part, file):
            said = kept.said_by(scope, who, heard)
            alone = replace(said, provider_ids=(), text="", entities=(), files=(file,), meaning=None)
            turns.keep_back(scope, who, keep_message(scope.tx, scope.at, alone, held=True))
