"""A requester's private chat: what they write and press goes through the dialogue, and what it decides is done."""

from collections.abc import Sequence

from telegram import CallbackQuery, Message, User

from bot import intents, turns
from bot.conversation import confirmations
from bot.conversation.commands import exists
from bot.conversation.inbound import AttachmentSeen, Inbound
from bot.conversation.state import State
from bot.conversation.turn import Reply
from bot.scope import Scope, organisation_time
from bot.telegram import heads, membership
from bot.telegram.message_content import Spoken, spoken_in
from bot.telegram.replies import say_to_requester
from bot.telegram.scope import TELEGRAM, command_in, language_of
from models.actions.reach import flood, persons
from models.actions.reach.reachability import reachable_again
from models.actions.talk.messages import Said, keep_message
from models.actions.tickets.senders import blocked_sender_wrote
from models.phrases.catalogue import say
from models.queries.persons import Newcomer, Requester, requester_at
from models.queries.tickets import open_tickets_of, ticket_of_message, where_it_goes_on
from models.rules.delivery.choices import DialogueChoice


def wrote(scope: Scope, messages: Sequence[Message]) -> None:
    """messages: one, or the parts of one album."""
    first = messages[0]
    command = command_in(first, scope)
    if command is not None and command[1] and not exists(command[0]):
        command = None  # «/интернет не работает»: words
    code = command[1] if command is not None and heads.wants_to_enrol(command) else None
    if code is not None and _is_unknown(scope, first.chat.id) and heads.enrol(scope, first, code):
        return  # whoever comes to be a head need not be anybody who asks for help
    if command == ("start", "") and _is_colleague_again(scope, first):
        return
    who, state, met = _whose(scope, first.chat.id, first.from_user)
    count = flood.count_message(scope.tx, scope.at, who.address_id)
    over = flood.is_over(count, scope.edition.regulation.limits)
    if who.blocked:
        if not over:
            keep_message(scope.tx, scope.at, said_by(scope, who, messages, spoken_in(messages)), held=True)
        blocked_sender_wrote(scope.tx, scope.at, who.address_id)
    elif over:
        _too_many(scope, who, messages, count, keeps=command is None)
    elif code is not None:
        if not met:
            heads.enrol(scope, first, code)
    elif command is not None:
        inbound = Inbound(None, command=command[0], argument=command[1])
        _run(scope, who, state, inbound, first, greets=_is_greeted_now(scope, who, met))
    else:
        inbound = _heard(scope, who, messages)
        _run(scope, who, state, inbound, first, greets=_is_greeted_now(scope, who, met))


def _heard(scope: Scope, who: Requester, messages: Sequence[Message]) -> Inbound:
    """Words and files, kept."""
    spoken = spoken_in(messages)
    return Inbound(
        message_id=keep_message(scope.tx, scope.at, said_by(scope, who, messages, spoken)),
        text=spoken.text,
        attachments=tuple(AttachmentSeen(f.kind, f.file_name, f.mime_type, f.size) for f in spoken.files),
        reply_to_ticket=_replied_ticket(scope, messages[0]),
        unsupported=spoken.unsupported,
        typed=spoken.worded is None,
        sticker=spoken.sticker,
    )


def pressed(scope: Scope, press: CallbackQuery, choice: DialogueChoice) -> str:
    """Returns what to show the one who pressed; empty for nothing."""
    assert press.message is not None
    who, state, _ = _whose(scope, press.message.chat.id, press.from_user)
    if who.blocked:
        return ""
    if flood.is_over(flood.count_message(scope.tx, scope.at, who.address_id), scope.edition.regulation.limits):
        return say(who.language, "flood.presses")
    inbound = Inbound(None, choice=choice.key, choice_version=choice.version)
    turn = turns.take_turn(scope, who, state, inbound, new=False)
    toasts = [reply.text for reply in turn.replies if reply.toast]
    said = [reply for reply in turn.replies if not reply.toast]
    said += intents.carry_out(scope, who, turn.intents, scope.at.now)
    say_to_requester(scope, who, said, turn.state.version, pressed=press.message.message_id)
    return toasts[0] if toasts else ""


def _is_greeted_now(scope: Scope, who: Requester, met: bool) -> bool:
    """The first words that are answered are greeted, and the greeting says what the first request accepts."""
    return who.shown_edition_id is None and (met or not open_tickets_of(scope.tx, who.person_id))


def _run(scope: Scope, who: Requester, state: State, inbound: Inbound, first: Message, *, greets: bool) -> None:
    turn = turns.take_turn(scope, who, state, inbound, new=greets)
    if greets and (turn.replies or turn.intents):
        who = persons.show_edition(scope.tx, who, scope.edition.id)
    said: list[Reply] = list(turn.replies)
    said_at = organisation_time(first.date, scope.at)
    said += intents.carry_out(scope, who, turn.intents, said_at, greeting=greets and not said)
    say_to_requester(scope, who, said, turn.state.version)


def _is_colleague_again(scope: Scope, message: Message) -> bool:
    """They started the bot to be reached by it, and ask for nothing."""
    language = language_of(message.from_user, scope)
    return membership.colleague_is_back(scope, message.chat.id, language) and _is_unknown(scope, message.chat.id)


def _is_unknown(scope: Scope, chat_id: int) -> bool:
    return requester_at(scope.tx, scope.organisation_id, TELEGRAM, scope.account, str(chat_id)) is None


def _whose(scope: Scope, chat_id: int, user: User | None) -> tuple[Requester, State, bool]:
    """The requester of a private chat, and whether they were met just now; writing proves that the address works."""
    found = requester_at(scope.tx, scope.organisation_id, TELEGRAM, scope.account, str(chat_id))
    if found is None or found[0].address_state == "dead":
        membership.colleague_is_back(scope, chat_id, language_of(user, scope))
    if found is None:
        someone = Newcomer(
            organisation_id=scope.organisation_id,
            transport=TELEGRAM,
            account=scope.account,
            address=str(chat_id),
            name=user.full_name if user is not None else "",
            language=language_of(user, scope),
            zone=scope.edition.regulation.organisation.timezone,
        )
        who = persons.meet_requester(scope.tx, scope.at.now, someone, State().to_json())
        return who, State(), True
    who, stored = found
    if who.address_state == "dead":
        reachable_again(scope.tx, scope.at, who.address_id, who.person_id)
    return who, State.from_json(stored), False


def said_by(scope: Scope, who: Requester, messages: Sequence[Message], spoken: Spoken) -> Said:
    first = messages[0]
    return Said(
        organisation_id=who.organisation_id,
        author="requester",
        transport=TELEGRAM,
        account=scope.account,
        chat_id=first.chat.id,
        thread_id=None,
        provider_ids=tuple(str(message.message_id) for message in messages),
        provider_at=organisation_time(first.date, scope.at),
        text=spoken.text,
        entities=spoken.entities,
        files=spoken.files,
        address_id=who.address_id,
        unsupported=spoken.unsupported,
        native=spoken.native,
        meaning=spoken.meaning,
    )


def _replied_ticket(scope: Scope, message: Message) -> int | None:
    replied = message.reply_to_message
    if replied is None:
        return None
    ticket_id = ticket_of_message(scope.tx, TELEGRAM, scope.account, message.chat.id, str(replied.message_id))
    return None if ticket_id is None else where_it_goes_on(scope.tx, ticket_id)


def _too_many(scope: Scope, who: Requester, messages: Sequence[Message], count: int, *, keeps: bool) -> None:
    """Staff may open it; said once per burst. keeps: commands are no words for anybody."""
    if keeps:
        message_id = keep_message(scope.tx, scope.at, said_by(scope, who, messages, spoken_in(messages)))
        turns.keep_back(scope, who, message_id)
    if flood.is_first_over(count, scope.edition.regulation.limits):
        say_to_requester(scope, who, [confirmations.slow_down(who.language)], 0)
