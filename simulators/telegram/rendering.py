"""Messages as they are shown: to a bot in the Bot API's shape, to a tester with what a bot never sees."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from simulators.telegram.files import file_id
from simulators.telegram.records import Bot, Chat, Message, Topic, Wire
from simulators.telegram.world import World


def message_for_bot(world: World, bot: Bot, message: Message) -> Wire:
    """The Bot API's Message. In a topic, what replies to nothing replies to the topic's creation."""
    wire = message_inside_another(bot, message)
    replied = world.chats[message.chat_key].alive(message.reply_to)
    if replied is not None:
        wire = {**wire, "reply_to_message": message_inside_another(bot, replied)}
    return wire


def message_inside_another(bot: Bot, message: Message) -> Wire:
    """The Bot API's Message as `reply_to_message` and `pinned_message`: it never says what it replies to itself."""
    if not message.has_media and "external_reply" not in message.body:
        return message.body
    return {name: _translated(value, bot.id) for name, value in message.body.items()}


def message_for_tester(world: World, message: Message, body: Wire | None = None) -> Wire:
    """The message with its history; file ids are the unique ids of /control/files.

    body: as it was at the time of an event that is shown later; edits replace the body, they never change it.
    """
    wire: Wire = {
        **(message.body if body is None else body),
        "by_bot": message.by_bot,
        "sender_id": message.sender_id,
        "at": message.at,
    }
    if message.reply_to is not None:
        wire["reply_to_message_id"] = message.reply_to
    if message.thread_id is not None:
        wire["message_thread_id"] = message.thread_id
    if message.keyboard is not None:
        wire["keyboard"] = message.keyboard
    if message.reactions:
        wire["reactions"] = {actor: list(given) for actor, given in message.reactions.items() if given}
    if message.edits:
        wire["edits"] = message.edits
    if message.deleted:
        wire["deleted"] = True
    return wire


def chat_for_tester(world: World, chat: Chat) -> Wire:
    wire: Wire = {
        **chat.wire,
        "key": chat.key,
        "messages": len(chat.messages),
        "by_bot": chat.bot_messages,
        "by_persons": chat.person_messages,
        "migrated_to": chat.migrated_to,
    }
    if chat.type == "private":
        return {**wire, "bot_id": chat.bot_id, "started": chat.started, "blocked": chat.blocked}
    members = [{**rights, "user": world.actor_wire(member)} for member, rights in chat.members.items()]
    return {**wire, "members": members, "topics": sum(not topic.deleted for topic in chat.topics.values())}


def topics_for_tester(chat: Chat, topics: Iterable[Topic]) -> list[Wire]:
    inside = Counter(message.thread_id for message in chat.messages.values())
    return [_topic(topic, inside[topic.id]) for topic in topics]


def topic_for_tester(chat: Chat, topic: Topic) -> Wire:
    return topics_for_tester(chat, [topic])[0]


def _topic(topic: Topic, messages: int) -> Wire:
    return {
        "message_thread_id": topic.id,
        "name": topic.name,
        "icon_color": topic.icon_color,
        "closed": topic.closed,
        "deleted": topic.deleted,
        "creator_id": topic.creator_id,
        "messages": messages,
    }


def reaction_counts(message: Message) -> list[Wire]:
    """The Bot API's ReactionCounts, the most frequent first."""
    given = [reaction for one in message.reactions.values() for reaction in one]
    different = [reaction for place, reaction in enumerate(given) if reaction not in given[:place]]
    counts = [{"type": reaction, "total_count": given.count(reaction)} for reaction in different]
    return sorted(counts, key=lambda count: -int(count["total_count"]))


def member_wire(world: World, chat: Chat, member_id: int) -> Wire:
    """The Bot API's ChatMember."""
    member = chat.members.get(member_id, {"status": "left"})
    user = world.actor_wire(member_id)
    user.pop("language_code", None)
    wire: Wire = {"user": user, "status": member["status"]}
    if member["status"] == "kicked":
        return {**wire, "until_date": 0}
    if member["status"] == "creator":
        return {**wire, "is_anonymous": member.get("is_anonymous", False)}
    return {**wire, **{name: value for name, value in member.items() if name != "status"}}


def _translated(value: Any, bot_id: int) -> Any:
    if isinstance(value, list):
        return [_translated(part, bot_id) for part in value]
    if not isinstance(value, dict):
        return value
    translated = {name: _translated(part, bot_id) for name, part in value.items()}
    if "file_unique_id" in translated:
        translated["file_id"] = file_id(translated["file_unique_id"], bot_id)
    return translated
