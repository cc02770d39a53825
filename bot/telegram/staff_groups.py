"""A staff group: who writes there, whose topic it is, and what we say to them where they wrote."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from aiogram.types import CallbackQuery, Message, User

from bot.desk import permission
from bot.desk.orders import Actor, Caller
from bot.scope import Scope
from bot.telegram.scope import TELEGRAM, name_of
from models.actions.desk import staff
from models.actions.desk.staff import Seen
from models.actions.queue import outbox
from models.actions.queue.outbox import OutgoingRow
from models.actions.tickets.read_ahead import Service
from models.phrases.catalogue import say
from models.queries.staff import StaffGroup, group_of_desk
from models.queries.tickets import TicketView, ticket_in_topic, ticket_once_in_topic
from models.rules.delivery.outgoing import RowKind, Urgency
from models.rules.delivery.places import in_staff_chat
from models.rules.texts.content import Entity

_SAY_AGAIN: Final = timedelta(minutes=1)


def caller_in(group: StaffGroup | None, who: User, language: str) -> Caller:
    """group: as it is bound, None for one that serves no desk."""
    return Caller(who.id, name_of(who, language), language, desk_id=None if group is None else group.desk_id)


def actor_in(scope: Scope, group: StaffGroup, who: User, seen: Seen | None = None) -> Actor:
    """Who acts in the group, answered in the language of its desk. seen: if it was asked a moment ago."""
    return permission.actor_of(scope, caller_in(group, who, scope.desk(group.desk_key).staff_language), seen)


def may_speak(scope: Scope, group: StaffGroup, who: User) -> bool:
    return permission.may_speak(permission.seen_in_group(scope, who.id, group.desk_id))


def refuse_dismissed(scope: Scope, group: StaffGroup, message: Message, who: User) -> None:
    language = scope.desk(group.desk_key).staff_language
    refuse_here(scope, message, say(language, "staff.dismissed_speaks", name=name_of(who, language)))


def not_heard(scope: Scope, message: Message, desk_id: int, desk_key: str) -> None:
    """They write in a topic of former days and would believe that the requester reads it.

    desk: whose ticket the topic showed.
    """
    now = group_of_desk(scope.tx, scope.organisation_id, desk_id)
    desk = scope.desk(desk_key)
    language = desk.staff_language
    phrase = "staff.unbound_not_sent" if now is None else "staff.unbound_not_sent_moved"
    title = "" if now is None else now.title
    refuse_here(scope, message, say(language, phrase, desk=desk.title.in_(language), title=title), in_topic=True)


def ticket_here(scope: Scope, group: StaffGroup, message: Message) -> TicketView | None:
    """The ticket whose topic the message stands in, if it is of the desk that the group serves."""
    thread_id = message.message_thread_id
    if not message.is_topic_message or thread_id is None:
        return None
    service = Service(scope.organisation_id, TELEGRAM, scope.account)
    view = scope.ahead.ticket_in_topic(service, group.chat_id, thread_id)
    return view if view is not None and view.desk_id == group.desk_id else None


def old_topic(scope: Scope, group: StaffGroup, message: Message) -> TicketView | None:
    """The ticket that this topic showed in former days: it has another one now, or the group serves another desk."""
    thread_id = message.message_thread_id
    if not message.is_topic_message or thread_id is None:
        return None
    place = (scope.tx, scope.organisation_id, scope.account, group.chat_id, thread_id)
    view = ticket_in_topic(*place) or ticket_once_in_topic(*place)
    is_here = view is not None and view.desk_id == group.desk_id and view.thread_id == thread_id
    return None if is_here else view


def in_topic_of_nothing(scope: Scope, group: StaffGroup, message: Message) -> bool:
    """Whether this bot made the topic, and no ticket is or was shown there: its number is not recorded yet, or never
    will be, because whoever made it died. message: of whose topic no ticket is known.
    """
    made = message.reply_to_message
    if made is None or made.forum_topic_created is None or made.from_user is None:
        return False
    return str(made.from_user.id) == scope.account and old_topic(scope, group, message) is None


def nobody_hears_here(scope: Scope, group: StaffGroup, message: Message) -> None:
    language = scope.desk(group.desk_key).staff_language
    refuse_here(scope, message, say(language, "staff.topic_of_nothing_not_sent"), in_topic=True)


def not_heard_here(scope: Scope, group: StaffGroup, message: Message, old: TicketView) -> None:
    if old.desk_id != group.desk_id:
        not_heard(scope, message, old.desk_id, old.desk_key)
        return
    language = scope.desk(group.desk_key).staff_language
    refuse_here(scope, message, say(language, "staff.old_topic_not_sent", number=old.number), in_topic=True)


def tell_here(
    scope: Scope,
    message: Message,
    text: str,
    entities: Sequence[Entity] = (),
    urgency: Urgency = Urgency.CONVERSATION,
    secret: str | None = None,
) -> None:
    """Where the agent typed it. secret: what of it is not kept once it is there."""
    thread_id = message.message_thread_id if message.is_topic_message else None
    place = (scope.account, message.chat.id)
    staff.tell_group(scope.tx, scope.at, *place, text, thread_id, entities=entities, urgency=urgency, secret=secret)


def decided_in_group(scope: Scope, press: CallbackQuery, text: str) -> None:
    """What was asked under this message outside any ticket's topic is decided: said there, and the buttons go."""
    assert press.message is not None  # the router asked
    chat_id, provider_id = press.message.chat.id, str(press.message.message_id)
    in_topic = bool(getattr(press.message, "is_topic_message", None))
    thread_id = getattr(press.message, "message_thread_id", None) if in_topic else None
    staff.tell_group(scope.tx, scope.at, scope.account, chat_id, text, thread_id)
    drop = OutgoingRow(RowKind.DROP_CHOICES, {"provider_id": provider_id}, repeatable=True, to=in_staff_chat(chat_id))
    outbox.post(scope.tx, scope.account, outbox.chat_lane(chat_id), Urgency.VIEW, [drop], scope.at.real)


def refuse_here(scope: Scope, message: Message, text: str, *, in_topic: bool = False) -> None:
    """Who may do nothing may still type as much as they like: the same is said to a chat once a minute.

    in_topic: once a minute in each topic.
    """
    thread_id = message.message_thread_id if in_topic and message.is_topic_message else None
    since = scope.at.real - _SAY_AGAIN
    if not staff.told_since(scope.tx, scope.account, message.chat.id, text, since, thread_id):
        tell_here(scope, message, text)
