"""Commands that take words besides a number: `/extend 12 +1 день причина`, `/severity high`, `/merge 12`."""

import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final

from telegram import Message, User

from bot.scope import Scope
from bot.telegram import staff_changes, staff_dismissals, staff_extensions
from bot.telegram.scope import name_of
from bot.telegram.staff_actor import Actor, Told
from models.actions.desk import staff
from models.actions.tickets import leaving, tickets
from models.phrases.catalogue import say
from models.queries.staff import StaffGroup, group_of_desk
from models.queries.tickets import TicketView, ticket_by_number, ticket_in_topic, ticket_once_in_topic
from models.rules.dates.refusals import NotADate
from models.rules.dates.words import read_date
from models.rules.texts.content import Entity

#: What ends a request that is none, and blocks who sent it.
_ABOUT_SENDERS: Final = ("spam", "block", "unblock")
COMMANDS: Final = ("extend", "severity", "kind", "tier", "merge", *_ABOUT_SENDERS)
_SAY_AGAIN: Final = timedelta(minutes=1)
_NUMBER: Final = re.compile(r"(?P<mark>[#№]\s?)?(?P<number>[0-9]{1,9})(?!\S)\s*")


def addressed(
    scope: Scope, group: StaffGroup, words: str, here: TicketView | None, *, is_number: Callable[[], bool]
) -> tuple[TicketView | None, str]:
    """The ticket that is meant, and the words without its number.

    In a topic a bare number may be something else: is_number says whether it is one. «№12» always is.
    """
    found = _NUMBER.match(words)
    if found is None or not (found["mark"] or here is None or is_number()):
        return here, words
    return ticket_of_group(scope, group, int(found["number"])), words[found.end() :]


def ticket_of_group(scope: Scope, group: StaffGroup, number: int) -> TicketView | None:
    """Only of the desk that the group serves."""
    view = ticket_by_number(scope.tx, scope.organisation_id, number)
    return view if view is not None and view.desk_id == group.desk_id else None


def actor_of(scope: Scope, message: Message, language: str) -> Actor | None:
    """None for somebody whom nobody can name."""
    who = message.from_user
    if who is None:
        return None
    name = name_of(who, language)
    agent_id = staff.known_agent(scope.tx, scope.organisation_id, scope.account, who.id, name, language)
    return Actor(agent_id, name, language)


def may_act(scope: Scope, group: StaffGroup, who: User) -> bool:
    """Being able to write in the group is being a member of it, but for who was dismissed."""
    seen = staff.seen_agent(scope.tx, scope.organisation_id, scope.account, who.id, group.desk_id)
    if seen is not None and not (seen.inside or seen.dismissed):
        leaving.is_inside(scope.tx, scope.at.now, group.desk_id, seen.agent_id)
    return seen is None or not seen.dismissed


def perform(
    scope: Scope, group: StaffGroup, actor: Actor, name: str, argument: str, here: TicketView | None
) -> tuple[Told, TicketView | None]:
    """What the agent is told, and the ticket it was about; here: the ticket of the topic it was typed in."""
    if name == "merge":
        return _merge(scope, group, actor, argument, here)
    view, words = addressed(scope, group, argument, here, is_number=lambda: not _is_date(scope, name, argument, here))
    if view is None:
        return Told(say(actor.language, "staff.no_such_ticket")), None
    view = tickets.locked(scope.tx, view)
    if name == "extend":
        return staff_extensions.commanded(scope, view, actor, words), view
    if name in _ABOUT_SENDERS:
        return staff_dismissals.commanded(scope, name, view, actor, words), view
    in_its_topic = here is not None and here.id == view.id
    return staff_changes.commanded(scope, name, view, actor, words, here=in_its_topic), view


def _is_date(scope: Scope, name: str, words: str, here: TicketView | None) -> bool:
    """«/extend 12 декабря …» in a topic is about that topic's ticket, «/extend 12 +1 день …» about №12."""
    if name != "extend" or here is None:
        return False
    hours = scope.edition_of(here).regulation.working_time(here.desk_key)
    try:
        read_date(words, scope.at.now, hours, "ru")
    except NotADate:
        return False
    return True


def _merge(
    scope: Scope, group: StaffGroup, actor: Actor, argument: str, here: TicketView | None
) -> tuple[Told, TicketView | None]:
    """`/merge 12` in the topic of the one that ends; `/merge 15 12` anywhere."""
    numbers = [int(number) for number in re.findall(r"[0-9]{1,9}", argument)]
    views = [ticket_of_group(scope, group, number) for number in numbers]
    if here is not None and len(views) == 1:
        views = [here, *views]
    if not numbers or len(views) != 2:
        return Told(say(actor.language, "merge.which")), None
    view, into = views
    if view is None or into is None:
        return Told(say(actor.language, "staff.no_such_ticket")), None
    # always in the same order, or two who merge crosswise would wait for each other
    held = {one.id: tickets.locked(scope.tx, one) for one in sorted((view, into), key=lambda one: one.id)}
    return staff_changes.merged(scope, held[view.id], held[into.id], actor), view


def not_heard(scope: Scope, message: Message, desk_id: int, desk_key: str) -> None:
    """They write in a topic of former days and would believe that the requester reads it.

    desk: whose ticket the topic showed.
    """
    now = group_of_desk(scope.tx, desk_id)
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
    view = ticket_in_topic(scope.tx, scope.account, group.chat_id, thread_id)
    return view if view is not None and view.desk_id == group.desk_id else None


def old_topic(scope: Scope, group: StaffGroup, message: Message) -> TicketView | None:
    """The ticket that this topic showed in former days: it has another one now, or the group serves another desk."""
    thread_id = message.message_thread_id
    if not message.is_topic_message or thread_id is None:
        return None
    place = (scope.tx, scope.account, group.chat_id, thread_id)
    view = ticket_in_topic(*place) or ticket_once_in_topic(*place)
    is_here = view is not None and view.desk_id == group.desk_id and view.thread_id == thread_id
    return None if is_here else view


def not_heard_here(scope: Scope, group: StaffGroup, message: Message, old: TicketView) -> None:
    if old.desk_id != group.desk_id:
        not_heard(scope, message, old.desk_id, old.desk_key)
        return
    language = scope.desk(group.desk_key).staff_language
    refuse_here(scope, message, say(language, "staff.old_topic_not_sent", number=old.number), in_topic=True)


def tell_here(scope: Scope, message: Message, text: str, entities: Sequence[Entity] = ()) -> None:
    """Where the agent typed it."""
    thread_id = message.message_thread_id if message.is_topic_message else None
    staff.tell_group(scope.tx, scope.at, scope.account, message.chat.id, text, thread_id, entities=entities)


def refuse_here(scope: Scope, message: Message, text: str, *, in_topic: bool = False) -> None:
    """Who may do nothing may still type as much as they like: the same is said to a chat once a minute.

    in_topic: once a minute in each topic.
    """
    thread_id = message.message_thread_id if in_topic and message.is_topic_message else None
    since = scope.at.real - _SAY_AGAIN
    if not staff.told_since(scope.tx, scope.account, message.chat.id, text, since, thread_id):
        tell_here(scope, message, text)
