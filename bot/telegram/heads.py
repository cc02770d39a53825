"""Heads enrol themselves by a link: a bot can't write first, so they have to."""

from telegram import Message

from bot.scope import Scope
from bot.telegram.scope import language_of
from models.actions import outbox, staff
from models.actions.outbox import Draft
from models.phrases.catalogue import say
from models.queries.staff import desk_key, group_of_desk
from models.rules.outgoing import Kind, Urgency, parts_of

PAYLOAD = "head_"


def wants_to_enrol(command: tuple[str, str]) -> bool:
    name, argument = command
    return name == "start" and argument.startswith(PAYLOAD)


def enrol(scope: Scope, message: Message, argument: str) -> None:
    """The link works once; whoever holds it becomes a head of its desk."""
    who = message.from_user
    if who is None:
        return
    now, language = scope.at.now, language_of(who, scope)
    code = argument.removeprefix(PAYLOAD)
    desk_id = staff.code_desk(scope.tx, code, staff.HEAD, now)
    if desk_id is None or not staff.spend_code(scope.tx, code, now):
        _answer(scope, message, say(language, "staff.head_wrong_code"))
        return
    agent_id = staff.known_agent(scope.tx, scope.organisation_id, scope.account, who.id, who.full_name, language)
    staff.enrol_head(scope.tx, now, desk_id, agent_id)
    desk = scope.desk(desk_key(scope.tx, desk_id))
    _answer(scope, message, say(language, "staff.head_enrolled", desk=desk.title.in_(language)))
    group = group_of_desk(scope.tx, desk_id)
    if group is not None:
        title = desk.title.in_(desk.staff_language)
        text = say(desk.staff_language, "staff.head_reachable", desk=title)
        staff.tell_group(scope.tx, scope.at, group.account, group.chat_id, text)


def _answer(scope: Scope, message: Message, text: str) -> None:
    drafts = [Draft(Kind.POST, part, repeatable=False, chat_id=message.chat.id) for part in parts_of(text)]
    lane = outbox.chat_lane(message.chat.id)
    outbox.post(scope.tx, scope.account, lane, Urgency.CONVERSATION, drafts, scope.at.real)
