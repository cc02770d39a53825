"""SMS that call for no answer: a phone that says stop, a phone that answers by itself.

Neither opens a ticket, starts a clock or withdraws a proposal to close; staff see them.
"""

import re
from dataclasses import replace
from typing import Final

from bot.scope import Scope
from bot.sms.phones import Phone, as_routed
from models.actions.desk import topics
from models.actions.queue.inbox import Waiting
from models.actions.reach import automatic_sms, phone_silence
from models.actions.talk.messages import Said, edit_message, keep_message
from models.actions.tickets.filing import file_messages
from models.phrases.catalogue import say
from models.queries.messages import messages_by_ids
from models.queries.tickets import TicketView, closed_tickets_of, open_tickets_of
from models.rules.sms.machines import AGAIN_WITHIN, is_machine, reply_in
from models.rules.sms.phone_numbers import shown_number
from models.rules.sms.routing import Join, where_call_goes
from models.rules.texts.content import one_line

_COUNTED: Final = re.compile(r" ×(\d+)$")


def said_stop(scope: Scope, phone: Phone, said: Said, words: str) -> None:
    """What nobody typed goes there no more, until something else comes from there. words: without notes of ours."""
    stopped = phone_silence.stop_sms(scope.tx, scope.at, phone.who.address_id, phone.who.address)
    message_id = keep_message(scope.tx, scope.at, said)
    view = _ticket_of(scope, phone, closed_too=False)
    if view is not None:
        _show(scope, view, message_id)
    if not stopped:
        return
    language = _staff_language(scope)
    told = say(language, "phone.said_stop", number=shown_number(phone.who.address), words=one_line(words))
    if view is not None:
        topics.tell_staff(scope.tx, scope.at, view, told)
    else:
        automatic_sms.tell_sms_desk(scope.tx, scope.at, scope.edition, told)


def answered_by_itself(scope: Scope, phone: Phone, row: Waiting, said: Said) -> bool:
    """False: somebody may have typed it. The first time nobody can tell."""
    came, address_id = row.not_before, phone.who.address_id
    texted_at = phone_silence.texted_at(scope.tx, phone.who.address, came)
    reply = reply_in(row.payload["text"], came, texted_at)
    if reply is None or texted_at is None:
        return False
    before, counting = phone_silence.last_reply(scope.tx, address_id)
    if not is_machine(reply, before, texted_at):
        phone_silence.note_reply(scope.tx, address_id, reply, None)
        return False
    words = row.payload["text"].strip()
    phone_silence.note_reply(scope.tx, address_id, reply, _count(scope, phone, said, words, counting))
    return True


def _count(scope: Scope, phone: Phone, said: Said, words: str, counting: int | None) -> int | None:
    """One line for staff, however often it comes. words: without notes of ours. Returns the message that counts."""
    view = _ticket_of(scope, phone, closed_too=True)
    before = messages_by_ids(scope.tx, [counting])[0] if counting is not None else None
    if before is not None and (view is None or before.ticket_id == view.id):
        counted = _COUNTED.search(before.text)
        times = int(counted[1]) if counted else 1
        edit_message(scope.tx, scope.at, before.id, f"{_COUNTED.sub('', before.text)} ×{times + 1}", ())
        return before.id
    language = _staff_language(scope)
    text = say(language, "phone.answered_by_itself", text=words)
    message_id = keep_message(scope.tx, scope.at, replace(said, text=f"{text} ×2"))
    if view is not None:
        _show(scope, view, message_id)
    return message_id


def _ticket_of(scope: Scope, phone: Phone, *, closed_too: bool) -> TicketView | None:
    """Nobody can be asked which: an SMS would be answered by itself too."""
    tickets = open_tickets_of(scope.tx, phone.who.person_id)
    where = where_call_goes(as_routed(scope, tickets))
    if isinstance(where, Join):
        return next(ticket for ticket in tickets if ticket.id == where.ticket_id)
    if not closed_too:
        return None
    closed = closed_tickets_of(scope.tx, phone.who.person_id, scope.at.now - AGAIN_WITHIN)
    return closed[0] if closed else None


def _show(scope: Scope, view: TicketView, message_id: int) -> None:
    """In the topic, without a clock."""
    file_messages(scope.tx, [message_id], view.id)
    if view.topic_state is not None:
        language = topics.staff_language(view, scope.edition_of(view).regulation)
        topics.copy_to_topic(scope.tx, scope.at, view, messages_by_ids(scope.tx, [message_id]), language)


def _staff_language(scope: Scope) -> str:
    return scope.edition.regulation.desk(scope.edition.regulation.sms.desk).staff_language
