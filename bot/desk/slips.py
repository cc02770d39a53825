"""An agent's words that begin like a command which nobody knows: not sent, said so, sent as they are by one tap."""

from typing import Final

from bot.desk.answers import header_of
from bot.desk.orders import Written
from bot.desk.outcomes import Asked, Done, Option, Outcome
from bot.desk.refusals import NotSent, SlipCorrected, SlipDecided, StaleButton
from bot.desk.sending import message_and_version
from models.actions.talk import answers
from models.actions.talk.held_answers import NOTE, UNSENT, set_author
from models.actions.talk.messages import keep_message
from models.actions.tickets.acting import Acting
from models.phrases.catalogue import say
from models.queries.messages import MessageView, messages_by_ids

SEND: Final = "asis"


def keep(acting: Acting, written: Written) -> Asked:
    """They begin with a command that does not exist. They are kept, so that one tap can send them."""
    said = written.by(acting, UNSENT)
    return _asked(acting, keep_message(acting.tx, acting.at, said), 1, said.text)


def _asked(acting: Acting, message_id: int, version: int, words: str) -> Asked:
    option = Option(SEND, f"{message_id}.{version}", say(acting.language, "choice.send_as_is"))
    return Asked(say(acting.language, "slip.not_sent", command=words.split(maxsplit=1)[0]), (option,))


def send(acting: Acting, argument: str) -> Outcome:
    """argument: MESSAGE.VERSION."""
    message_id, version = message_and_version(argument)
    found = messages_by_ids(acting.tx, acting.view.organisation_id, [message_id])
    if not found or found[0].ticket_id != acting.view.id:
        raise StaleButton
    if found[0].author not in (UNSENT, NOTE):
        raise SlipDecided
    if found[0].version != version or found[0].author == NOTE:
        raise SlipCorrected
    return _send(acting, found[0])


def _send(acting: Acting, written: MessageView) -> Outcome:
    if not acting.view.is_open:
        raise NotSent
    answers.send_kept(acting, written, header=header_of(acting))
    return Done(decided=True)


def corrected(acting: Acting, written: MessageView, *, is_command: bool) -> Outcome:
    """Plain words go now, as they would if they were typed anew. is_command: they begin like one all the same."""
    if is_command:
        set_author(acting.tx, acting.view, written.id, UNSENT)
        return _asked(acting, written.id, written.version, written.text)
    return _send(acting, written)
