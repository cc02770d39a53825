"""Somebody rang the modem and was rejected at once: a line in the thread, or a ticket (REQUIREMENTS F4)."""

import re
from datetime import timedelta
from typing import Final

from bot import turns
from bot.scope import Scope
from bot.sms.opening import open_by_sms
from bot.sms.phones import Phone, as_routed, phone_of, said_at
from models.actions.queue.inbox import Waiting
from models.actions.reach import flood
from models.actions.reach.sms_words import GSM_ACCOUNT, SMS
from models.actions.talk.messages import Said, add_to_ticket, edit_message, keep_message
from models.actions.tickets.senders import blocked_sender_wrote
from models.actions.tickets.tickets import locked
from models.phrases.catalogue import say
from models.queries.messages import last_message_of
from models.queries.tickets import open_tickets_of, ticket_by_id
from models.rules.sms.phone_numbers import WITHHELD
from models.rules.sms.routing import Join, where_call_goes

MARK: Final = "[CALL]"
#: Who is rejected at once tries again at once: one missed call, told once with its count.
REPEATED_WITHIN: Final = timedelta(minutes=10)
_COUNTED: Final = re.compile(r" ×(\d+)$")


def rang(scope: Scope, row: Waiting) -> None:
    phone = phone_of(scope, row)
    count = flood.count_message(scope.tx, scope.at, phone.who.address_id)
    over = flood.is_over(count, scope.edition.regulation.limits)
    if phone.who.blocked:
        if not over:
            keep_message(scope.tx, scope.at, _said(scope, phone, row))
        blocked_sender_wrote(scope.tx, scope.at, phone.who.address_id)
        return
    if over:
        turns.keep_back(scope, phone.who, keep_message(scope.tx, scope.at, _said(scope, phone, row)))
        return
    where = where_call_goes(as_routed(scope, open_tickets_of(scope.tx, phone.who.person_id)))
    if not isinstance(where, Join):
        message_id = keep_message(scope.tx, scope.at, _said(scope, phone, row))
        open_by_sms(scope, phone, [message_id], said_at(scope, row), by_call=True)
        return
    view = locked(scope.tx, ticket_by_id(scope.tx, where.ticket_id))
    # who is waited for and rings has answered: that is more than a count
    if view.waiting_since is None and _counted_as_repeated(scope, phone, view.id):
        return
    message_id = keep_message(scope.tx, scope.at, _said(scope, phone, row))
    add_to_ticket(scope.tx, scope.at, view, [message_id], scope.edition_of(view).regulation)


def _counted_as_repeated(scope: Scope, phone: Phone, ticket_id: int) -> bool:
    """The last thing in the ticket is a call of the same phone a short while ago: its line gets a count."""
    last = last_message_of(scope.tx, ticket_id)
    if last is None or last.address_id != phone.who.address_id or not last.text.startswith(MARK):
        return False
    if scope.at.now - last.at > REPEATED_WITHIN:
        return False
    counted = _COUNTED.search(last.text)
    times = int(counted[1]) if counted else 1
    edit_message(scope.tx, scope.at, last.id, f"{_COUNTED.sub('', last.text)} ×{times + 1}", ())
    return True


def _said(scope: Scope, phone: Phone, row: Waiting) -> Said:
    told = phone.who.address
    if told == WITHHELD:  # that is said where others have their name and number
        desk = scope.edition.regulation.desk(scope.edition.regulation.sms.desk)
        told = say(desk.staff_language, "phone.withheld_call")
    return Said(
        organisation_id=scope.organisation_id,
        author="requester",
        transport=SMS,
        account=GSM_ACCOUNT,
        chat_id=0,
        thread_id=None,
        provider_ids=(row.provider_id,),
        provider_at=said_at(scope, row),
        text=f"{MARK} {told}",
        address_id=phone.who.address_id,
    )
