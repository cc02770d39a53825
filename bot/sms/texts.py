"""An SMS came: it joins a ticket, presses what was offered by number, or opens a ticket without asking anything."""

from dataclasses import replace
from typing import Final

from bot import intents, turns
from bot.conversation import confirmations
from bot.conversation.commands import COMMANDS
from bot.conversation.dialogue import respond
from bot.conversation.inbound import Inbound
from bot.conversation.state import Step
from bot.conversation.turn import Turn
from bot.conversation.words import command_in, only_thanks, ticket_number_in
from bot.scope import Scope
from bot.sms import opening, quiet
from bot.sms.phones import Phone, as_routed, phone_of, said_at
from bot.sms.replies import say_by_sms
from bot.sms.shown import shown
from models.actions.queue.inbox import Waiting
from models.actions.reach import close_codes, flood, sms_words
from models.actions.reach.phone_silence import resume_sms
from models.actions.reach.sms_words import GSM_ACCOUNT, SMS
from models.actions.talk.messages import Said, keep_message
from models.actions.tickets.senders import blocked_sender_wrote
from models.queries.tickets import open_tickets_of
from models.rules.delivery.choices import DialogueChoice, parse_choice
from models.rules.requests.thanks import Meaning, meaning_of
from models.rules.sms.routing import Join, where_sms_goes
from models.rules.sms.stop_words import says_stop

#: Commands that are taken when they are typed as in a chat.
_TYPED: Final = {*COMMANDS, "start", "back"}
#: What stands behind these is no number of a ticket.
_WITH_WORDS: Final = {"language", "timezone"}


def wrote(scope: Scope, row: Waiting) -> None:
    text: str = row.payload["text"].strip()
    phone = phone_of(scope, row, text)
    count = flood.count_message(scope.tx, scope.at, phone.who.address_id)
    over = flood.is_over(count, scope.edition.regulation.limits)
    if phone.who.blocked:
        if not over:
            keep_message(scope.tx, scope.at, _said(scope, phone, row))
        blocked_sender_wrote(scope.tx, scope.at, phone.who.address_id)
        return
    if over:
        message_id = keep_message(scope.tx, scope.at, _said(scope, phone, row))
        turns.keep_back(scope, phone.who, message_id)
        if flood.is_first_over(count, scope.edition.regulation.limits):
            say_by_sms(scope, phone.who, [confirmations.slow_down(phone.who.language)], 0)
        return
    said = _said(scope, phone, row)
    if says_stop(text):
        quiet.said_stop(scope, phone, said, text)
        return
    if quiet.answered_by_itself(scope, phone, row, said):
        return
    resume_sms(scope.tx, phone.who.address_id)
    if not _proved(scope, phone, said, text) and not _pressed(scope, phone, text):
        _said_something(scope, phone, row, said, text)


def _proved(scope: Scope, phone: Phone, said: Said, text: str) -> bool:
    """A code that was sent there. False: it is none."""
    tried = close_codes.try_code(scope.tx, scope.at, phone.who.address_id, text)
    if tried is None:
        return False
    keep_message(scope.tx, scope.at, said)
    if tried.ticket_id is None:
        replies = [confirmations.wrong_code(tried.tries_left, phone.who.language)]
    else:
        replies = intents.close_proved(scope, phone.who, tried.ticket_id)
    say_by_sms(scope, phone.who, replies, 0)
    return True


def _pressed(scope: Scope, phone: Phone, text: str) -> bool:
    """A number of a list that was sent there. False: it is none, or what it stood for is over; then it is words."""
    number = text.strip(" .)№#")
    if not (number.isascii() and number.isdecimal() and len(number) <= 2 and 1 <= int(number) <= len(phone.offered)):
        return False
    choice = parse_choice(phone.offered[int(number) - 1])
    if not isinstance(choice, DialogueChoice):
        return False
    inbound = Inbound(None, choice=choice.key, choice_version=choice.version)
    turn = respond(phone.state, inbound, turns.context_of(scope, phone.who, inbound, new=False))
    if all(reply.toast for reply in turn.replies) and not turn.intents:
        return False
    sms_words.offer(scope.tx, phone.who.address_id, None)
    _carry_out(scope, phone, turn)
    return True


def _said_something(scope: Scope, phone: Phone, row: Waiting, said: Said, text: str) -> None:
    message_id = keep_message(scope.tx, scope.at, said)
    tickets = open_tickets_of(scope.tx, phone.who.person_id)
    command = _command(text, nobody_listens=not tickets)
    unsupported = "binary_sms" if said.native is not None else said.unsupported
    inbound = Inbound(message_id, text=text, unsupported=unsupported, typed=not row.payload.get("missing"))
    if command is not None:
        inbound = Inbound(None, command=command[0], argument=command[1])
    elif not tickets and phone.state.step is Step.IDLE:
        # who texts has no buttons to choose by: a ticket opens at once, and staff ask what they need
        if not (only_thanks(text) and not phone.new):
            opening.open_by_sms(scope, phone, [message_id], said.provider_at)
        return
    else:
        where = where_sms_goes(as_routed(scope, tickets)) if tickets else None
        if isinstance(where, Join) and phone.state.step is Step.IDLE:
            inbound = replace(inbound, reply_to_ticket=where.ticket_id)
    turn = respond(phone.state, inbound, turns.context_of(scope, phone.who, inbound, new=False))
    _carry_out(scope, phone, turn, row)


def _command(text: str, *, nobody_listens: bool) -> tuple[str, str] | None:
    """«статус 5», or as in a chat: «/status 5». Words that only look like a command are words."""
    if text.startswith("/"):
        name, _, argument = text[1:].lower().partition(" ")
        if name in _TYPED and (not argument.strip() or ticket_number_in(argument) or name in _WITH_WORDS):
            return name, argument.strip()
        return None
    return command_in(text, nobody_listens=nobody_listens)


def _carry_out(scope: Scope, phone: Phone, turn: Turn, row: Waiting | None = None) -> None:
    turns.remember(scope, phone.who, phone.state, turn)
    when = scope.at.now if row is None else said_at(scope, row)
    replies = [reply for reply in turn.replies if not reply.toast]
    replies += intents.carry_out(scope, phone.who, turn.intents, when)
    say_by_sms(scope, phone.who, replies, turn.state.version)


def _said(scope: Scope, phone: Phone, row: Waiting) -> Said:
    organisation = scope.edition.regulation.organisation
    language = scope.edition.regulation.desk(scope.edition.regulation.sms.desk).staff_language
    at = said_at(scope, row)
    seen = shown(row.payload, language, organisation.timezone, at)
    return Said(
        organisation_id=scope.organisation_id,
        author="requester",
        transport=SMS,
        account=GSM_ACCOUNT,
        chat_id=0,
        thread_id=None,
        provider_ids=(row.provider_id,),
        provider_at=at,
        text=seen.text,
        address_id=phone.who.address_id,
        unsupported=seen.unsupported,
        native=seen.native,
        meaning=Meaning.WORDS if seen.native or row.payload.get("missing") else meaning_of(row.payload["text"]),
    )
