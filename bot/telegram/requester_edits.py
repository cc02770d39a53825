"""A requester corrected a message: it counts like one, and above the limit of a minute only the last words count."""

from dataclasses import replace

from telegram import Message

from bot import turns
from bot.conversation import confirmations
from bot.scope import Scope
from bot.telegram.message_content import Spoken
from bot.telegram.replies import say_to_requester
from bot.telegram.requester import said_by
from bot.telegram.scope import TELEGRAM
from models.actions.reach import flood
from models.actions.talk import late_edits
from models.actions.talk.media_edits import is_new, replace_file
from models.actions.talk.messages import edit_message, keep_message
from models.queries.persons import Requester, requester_at


def corrected(scope: Scope, message: Message, message_id: int, part: int, spoken: Spoken, *, worded: bool) -> None:
    """part: of an album. worded: its words are those of the message."""
    found = requester_at(scope.tx, scope.organisation_id, TELEGRAM, scope.account, str(message.chat.id))
    if found is None:
        return
    who, limits = found[0], scope.edition.regulation.limits
    count = flood.count_message(scope.tx, scope.at, who.address_id)
    over = flood.is_over(count, limits)
    if who.blocked:
        if not over:
            _unheard(scope, message_id, part, spoken, worded=worded)
        return
    if worded and (over or late_edits.waits(scope.tx, TELEGRAM, scope.account, message_id)):
        late_edits.edit_later(scope.tx, scope.at, TELEGRAM, scope.account, message_id, spoken.text, spoken.entities)
    elif worded:
        edit_message(scope.tx, scope.at, message_id, spoken.text, spoken.entities)
    if over:
        _keep_back(scope, who, message, message_id, part, spoken)
    else:
        for file in spoken.files:
            replace_file(scope.tx, scope.at, message_id, part, file, scope.account)
    if flood.is_first_over(count, limits):
        say_to_requester(scope, who, [confirmations.slow_down(who.language)], 0)


def _unheard(scope: Scope, message_id: int, part: int, spoken: Spoken, *, worded: bool) -> None:
    """Of a blocked sender: kept, shown to nobody."""
    if worded:
        edit_message(scope.tx, scope.at, message_id, spoken.text, spoken.entities, shown=False)
    for file in spoken.files:
        replace_file(scope.tx, scope.at, message_id, part, file, scope.account, held=True)


def _keep_back(scope: Scope, who: Requester, message: Message, message_id: int, part: int, spoken: Spoken) -> None:
    """A new file above the limit is a message above the limit: nobody fetches it until staff open it."""
    for file in spoken.files:
        if is_new(scope.tx, message_id, part, file):
            said = said_by(scope, who, [message], spoken)
            alone = replace(said, provider_ids=(), text="", entities=(), files=(file,), meaning=None)
            turns.keep_back(scope, who, keep_message(scope.tx, scope.at, alone, held=True))
