"""What agents write for the requester in a ticket's topic: answers, and questions that are waited for."""

from collections.abc import Sequence

from telegram import Message

from bot.conversation.confirmations import agent_answer_header
from bot.scope import Scope, organisation_time
from bot.telegram import staff_waiting, staff_words
from bot.telegram.message_content import Spoken
from bot.telegram.scope import TELEGRAM
from bot.telegram.staff_actor import Actor, acting_on
from models.actions.desk import topics
from models.actions.talk.answers import Answered, answer
from models.actions.talk.messages import Said
from models.actions.tickets import tickets, waiting
from models.phrases.catalogue import say
from models.phrases.message_types import name_of
from models.queries.messages import last_answer, messages_by_ids
from models.queries.staff import StaffGroup
from models.queries.tickets import TicketView, count_open_tickets, number_of

#: Two agents who answer within this time did not see each other's words.
_AT_ONCE_SECONDS = 20


def ask(
    scope: Scope,
    group: StaffGroup,
    messages: Sequence[Message],
    spoken: Spoken,
    here: TicketView | None,
    language: str,
) -> None:
    """`/ask` and a question, from anywhere in the group with the ticket's number; without words it only waits."""
    actor = staff_words.actor_of(scope, messages[0], language)
    assert actor is not None  # the group knows who writes
    view, question = question_in(scope, group, spoken, here)
    if view is None:
        staff_words.tell_here(scope, messages[0], say(language, "staff.no_such_ticket"))
        return
    view, elsewhere = tickets.locked(scope.tx, view), here is None or here.id != view.id
    if not (question.text or question.files):
        told = staff_waiting.pressed(scope, "wait", view, actor, "")
        if elsewhere or not told.shown:
            staff_words.tell_here(scope, messages[0], told.text)
        return
    answered = answer_requester(scope, messages, question, view, actor)
    if answered is not None:
        if elsewhere:
            _show_in_topic(scope, view, actor, answered)
        waiting.asked(acting_on(scope, view, actor), answered.message_id, gone=answered.gone)
    if elsewhere:
        phrase = "staff.done" if answered is not None else "staff.closed_not_sent"
        staff_words.tell_here(scope, messages[0], say(language, phrase))


def question_in(
    scope: Scope, group: StaffGroup, spoken: Spoken, here: TicketView | None
) -> tuple[TicketView | None, Spoken]:
    """The ticket that `/ask` is about, and the question as the requester reads it. here: whose topic it stands in."""
    words = staff_waiting.without_command(spoken).text
    view, rest = staff_words.addressed(scope, group, words, here, is_number=lambda: False)
    return view, staff_waiting.without_command(spoken, len(words) - len(rest))


def _show_in_topic(scope: Scope, view: TicketView, actor: Actor, answered: Answered) -> None:
    """The question was typed outside the ticket's topic: those who follow it there see it too."""
    if view.topic_state is None:
        return
    topics.tell_staff(scope.tx, scope.at, view, say(actor.language, "wait.asked_elsewhere", agent=actor.name))
    written = messages_by_ids(scope.tx, [answered.message_id])
    topics.copy_to_topic(scope.tx, scope.at, view, written, actor.language)


def _not_sent(scope: Scope, view: TicketView, actor: Actor) -> str:
    if view.merged_into_id is None:
        return say(actor.language, "staff.closed_not_sent")
    return say(actor.language, "merge.not_sent", number=number_of(scope.tx, view.merged_into_id))


def answer_requester(
    scope: Scope, messages: Sequence[Message], spoken: Spoken, view: TicketView, actor: Actor
) -> Answered | None:
    """The agent's words to the requester. None: they were not passed on, and the topic says why."""
    regulation = scope.edition_of(view).regulation
    if spoken.unsupported is not None:
        text = say(actor.language, "staff.not_relayed", type=name_of(spoken.unsupported, actor.language))
        topics.tell_staff(scope.tx, scope.at, view, text)
        return None
    if not view.is_open:
        topics.tell_staff(scope.tx, scope.at, view, _not_sent(scope, view, actor))
        return None
    _warn_of_another(scope, view, actor)
    _warn_of_less(scope, view, actor, spoken)
    several = count_open_tickets(scope.tx, view.person_id) > 1
    return answer(
        scope.tx,
        scope.at,
        view,
        said_by(scope, messages, spoken, view, actor, "agent"),
        regulation,
        header=agent_answer_header(view.number, several, view.language),
    )


def _warn_of_less(scope: Scope, view: TicketView, actor: Actor, spoken: Spoken) -> None:
    """The requester is shown less than the agent sees."""
    phrase = None
    if spoken.worded in ("poll", "checklist"):
        phrase = "staff.sent_as_words"
    elif spoken.native is not None and spoken.native.get("live"):
        phrase = "staff.live_location"
    if phrase is not None:
        named = name_of(spoken.worded, actor.language)
        topics.tell_staff(scope.tx, scope.at, view, say(actor.language, phrase, type=named))


def _warn_of_another(scope: Scope, view: TicketView, actor: Actor) -> None:
    if view.answered_at is None:
        return
    last = last_answer(scope.tx, view.id)
    if last is None or last.agent_id == actor.agent_id:
        return
    if (scope.at.now - last.created_at).total_seconds() < _AT_ONCE_SECONDS:
        text = say(actor.language, "staff.answered_at_once", agent=last.agent_name)
        topics.tell_staff(scope.tx, scope.at, view, text)


def said_by(
    scope: Scope, messages: Sequence[Message], spoken: Spoken, view: TicketView, actor: Actor, author: str
) -> Said:
    first = messages[0]
    return Said(
        organisation_id=view.organisation_id,
        author=author,
        transport=TELEGRAM,
        account=scope.account,
        chat_id=first.chat.id,
        thread_id=first.message_thread_id,
        provider_ids=tuple(str(message.message_id) for message in messages),
        provider_at=organisation_time(first.date, scope.at),
        text=spoken.text,
        entities=spoken.entities,
        files=spoken.files,
        ticket_id=view.id,
        agent_id=actor.agent_id,
        unsupported=spoken.unsupported,
        native=spoken.native,
    )
