"""What calls for no answer: an address that says stop, an address that answers by itself.

Neither opens a ticket, starts a clock or withdraws a proposal to close; staff see them.
"""

from dataclasses import replace

from bot.requester import counted, kept, unasked
from bot.requester.authors import Author
from bot.requester.heard import Heard
from bot.scope import Scope
from models.actions.desk import topics
from models.actions.reach import automatic_sms, phone_silence
from models.actions.tickets.filing import file_messages
from models.phrases.catalogue import say
from models.queries.messages import messages_by_ids
from models.queries.tickets import TicketView, closed_tickets_of, open_tickets_of
from models.rules.sms.machines import AGAIN_WITHIN, is_machine, reply_in
from models.rules.sms.routing import Join, where_call_goes
from models.rules.sms.stop_words import says_stop
from models.rules.texts.content import one_line


def took(scope: Scope, author: Author, heard: Heard) -> bool:
    """False: somebody may have typed it, and it wants what anybody wants."""
    if says_stop(heard.text):
        _said_stop(scope, author, heard)
        return True
    if _answered_by_itself(scope, author, heard):
        return True
    phone_silence.resume_sms(scope.tx, author.who)
    return False


def _said_stop(scope: Scope, author: Author, heard: Heard) -> None:
    """What nobody typed goes there no more, until something else comes from there."""
    who = author.who
    stopped = phone_silence.stop_sms(scope.tx, scope.at, who)
    message_id = kept.keep(scope, who, heard)
    view = _ticket_of(scope, author, closed_too=False)
    if view is not None:
        _show(scope, view, message_id)
    if not stopped:
        return
    told = say(_staff_language(scope), "phone.said_stop", number=who.name, words=one_line(heard.text))
    if view is not None:
        topics.tell_staff(scope.tx, scope.at, view, told)
    else:
        automatic_sms.tell_sms_desk(scope.tx, scope.at, scope.edition, told)


def _answered_by_itself(scope: Scope, author: Author, heard: Heard) -> bool:
    """False: somebody may have typed it. The first time nobody can tell."""
    address_id = author.who.address_id
    texted_at = phone_silence.texted_at(scope.tx, author.who.address, heard.came_at)
    reply = reply_in(heard.text, heard.came_at, texted_at)
    if reply is None or texted_at is None:
        return False
    before, counting = phone_silence.last_reply(scope.tx, address_id)
    if not is_machine(reply, before, texted_at):
        phone_silence.note_reply(scope.tx, address_id, reply, None)
        return False
    phone_silence.note_reply(scope.tx, address_id, reply, _count(scope, author, heard, counting))
    return True


def _count(scope: Scope, author: Author, heard: Heard, counting: int | None) -> int:
    """One line for staff, however often it comes. Returns the message that counts."""
    view = _ticket_of(scope, author, closed_too=True)
    before = messages_by_ids(scope.tx, scope.organisation_id, [counting])[0] if counting is not None else None
    if before is not None and (view is None or before.ticket_id == view.id):
        counted.once_more(scope, before)
        return before.id
    text = say(_staff_language(scope), "phone.answered_by_itself", text=heard.text)
    message_id = kept.keep(scope, author.who, replace(heard, kept_text=f"{text} ×2"))
    if view is not None:
        _show(scope, view, message_id)
    return message_id


def _ticket_of(scope: Scope, author: Author, *, closed_too: bool) -> TicketView | None:
    """Nobody can be asked which: a question would be answered by itself too."""
    tickets = open_tickets_of(scope.tx, author.who)
    where = where_call_goes(unasked.as_routed(scope, author, tickets))
    if isinstance(where, Join):
        return next(ticket for ticket in tickets if ticket.id == where.ticket_id)
    if not closed_too:
        return None
    closed = closed_tickets_of(scope.tx, author.who, scope.at.now - AGAIN_WITHIN)
    return closed[0] if closed else None


def _show(scope: Scope, view: TicketView, message_id: int) -> None:
    """In the topic, without a clock."""
    file_messages(scope.tx, [message_id], view.ref)
    if view.topic_state is not None:
        language = topics.staff_language(view, scope.edition_of(view).regulation)
        topics.copy_to_topic(
            scope.tx, scope.at, view, messages_by_ids(scope.tx, scope.organisation_id, [message_id]), language
        )


def _staff_language(scope: Scope) -> str:
    return scope.edition.regulation.desk(scope.edition.regulation.sms.desk).staff_language
