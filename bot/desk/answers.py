"""What agents write about a ticket: answers to the requester, questions that are waited for, notes."""

from typing import Final

from bot.conversation.confirmations import agent_answer_header
from bot.desk.orders import Written
from bot.desk.outcomes import Done, Outcome
from bot.desk.refusals import MergedNotSent, NotRelayed, NotSent
from models.actions.desk import topics
from models.actions.talk import answers, asked_answers
from models.actions.talk.answers import Answered
from models.actions.talk.messages import keep_message
from models.actions.tickets import waiting
from models.actions.tickets.acting import Acting
from models.phrases.catalogue import say
from models.phrases.message_types import name_of
from models.queries.messages import messages_by_ids
from models.queries.tickets import number_of

#: Two agents who answer within this time did not see each other's words.
_AT_ONCE_SECONDS: Final = 20


def answer(acting: Acting, written: Written, *, by: int | None = None) -> Outcome:
    """Words for the requester. by: the address that the agent chose. Raises NotRelayed, NotSent, MergedNotSent."""
    _answer(acting, written, by)
    return Done(shown=True)


def ask(acting: Acting, question: Written, *, elsewhere: bool = False) -> Outcome:
    """The requester is asked and waited for; without words it only waits. elsewhere: typed outside the topic."""
    if question.is_empty:
        waiting.begin(acting)
        return Done(shown=True)
    answered = _answer(acting, question)
    if elsewhere:
        _show_in_topic(acting, answered)
    waiting.asked(acting, answered.message_id, gone=answered.gone)
    return Done(shown=True)


def note(acting: Acting, written: Written) -> Outcome:
    keep_message(acting.tx, acting.at, written.by(acting, "note"))
    return Done(shown=True)


def _answer(acting: Acting, written: Written, by: int | None = None) -> Answered:
    view, said = acting.view, written.by(acting, "agent")
    if said.unsupported is not None:
        raise NotRelayed(type=name_of(said.unsupported, acting.language))
    if view.merged_into_id is not None and not view.is_open:
        raise MergedNotSent(number=number_of(acting.tx, acting.view.organisation_id, view.merged_into_id))
    if not view.is_open:
        raise NotSent
    _warn_of_another(acting)
    _warn_of_less(acting, written)
    answered = answers.answer(acting, said, header=header_of(acting), by=by)
    if answered.gone and said.manner.reply is not None and said.manner.reply.to is not None:
        sent = messages_by_ids(acting.tx, view.organisation_id, [answered.message_id])[0]
        asked_answers.pass_on(acting, sent)
    return answered


def header_of(acting: Acting) -> str:
    """Which ticket is meant, for somebody with several."""
    view = acting.view
    return agent_answer_header(view.number, acting.ahead.has_others(view), view.language)


def _warn_of_another(acting: Acting) -> None:
    if acting.view.answered_at is None:
        return
    last = acting.ahead.last_answer(acting.view)
    if last is None or last.agent_id == acting.agent_id:
        return
    if (acting.at.now - last.created_at).total_seconds() < _AT_ONCE_SECONDS:
        acting.tell_topic(say(acting.language, "staff.answered_at_once", agent=last.agent_name))


def _warn_of_less(acting: Acting, written: Written) -> None:
    """The requester is shown less than the agent sees."""
    phrase, native = None, written.said.native
    if written.worded in ("poll", "checklist"):
        phrase = "staff.sent_as_words"
    elif native is not None and native.get("live"):
        phrase = "staff.live_location"
    if phrase is not None:
        acting.tell_topic(say(acting.language, phrase, type=name_of(written.worded, acting.language)))


def _show_in_topic(acting: Acting, answered: Answered) -> None:
    """The question was typed outside the ticket's topic: those who follow it there see it too."""
    if acting.view.topic_state is None:
        return
    acting.tell_topic(say(acting.language, "wait.asked_elsewhere", agent=acting.agent_name))
    written = messages_by_ids(acting.tx, acting.view.organisation_id, [answered.message_id])
    topics.copy_to_topic(acting.tx, acting.at, acting.view, written, acting.language)
