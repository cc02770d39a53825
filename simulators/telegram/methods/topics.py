"""Topics of a forum supergroup."""

from simulators.telegram.errors import bad_request
from simulators.telegram.methods.registry import Call, bot_api_method
from simulators.telegram.permissions import forum, manageable_topic, rights_refusal
from simulators.telegram.posting import post
from simulators.telegram.records import Chat, Topic, Wire
from simulators.telegram.world import World

FIRST_COLOR = 7322096


def create_topic(
    world: World, chat: Chat, creator_id: int, name: str, icon_color: int = FIRST_COLOR, emoji_id: str = ""
) -> Topic:
    """The topic's number is the number of the service message that announces it."""
    counter = chat.last_message_id + 1
    topic = Topic(counter, name, icon_color, creator_id, emoji_id)
    chat.topics[topic.id] = topic
    world.save_topic(chat, topic)
    created: Wire = {"name": name, "icon_color": icon_color}
    if emoji_id:
        created["icon_custom_emoji_id"] = emoji_id
    post(world, chat, creator_id, {"forum_topic_created": created}, thread_id=topic.id)
    return topic


def rename_topic(world: World, chat: Chat, topic: Topic, actor_id: int, changed: Wire) -> None:
    """changed: name, icon_custom_emoji_id, or both."""
    topic.name = changed.get("name", topic.name)
    topic.icon_custom_emoji_id = changed.get("icon_custom_emoji_id", topic.icon_custom_emoji_id)
    world.save_topic(chat, topic)
    post(world, chat, actor_id, {"forum_topic_edited": changed}, thread_id=topic.id)


def set_topic_closed(world: World, chat: Chat, topic: Topic, actor_id: int, closed: bool) -> None:
    topic.closed = closed
    world.save_topic(chat, topic)
    post(world, chat, actor_id, {f"forum_topic_{'closed' if closed else 'reopened'}": {}}, thread_id=topic.id)


def delete_topic(world: World, chat: Chat, topic: Topic, refusal: str = "") -> None:
    """Takes its messages along; bots are not told. refusal: how later sends are refused."""
    topic.deleted = True
    topic.refusal = refusal
    world.save_topic(chat, topic)
    for message in chat.messages.values():
        if message.thread_id == topic.id and not message.deleted:
            message.deleted = True
            world.save_message(message)
    world.events.add("topic_deleted", lambda: {**chat.place, "message_thread_id": topic.id})


@bot_api_method("createForumTopic")
def create_forum_topic(call: Call) -> Wire:
    params = call.params
    chat = forum(call.world, call.bot, params["chat_id"])
    if not chat.has_right(call.bot.id, "can_manage_topics"):
        raise rights_refusal("create a topic")
    name = params["name"].strip()
    if not name:
        raise bad_request("TOPIC_TITLE_EMPTY")
    emoji_id = params.get("icon_custom_emoji_id", "")
    topic = create_topic(call.world, chat, call.bot.id, name, params.get("icon_color", FIRST_COLOR), emoji_id)
    answer: Wire = {"message_thread_id": topic.id, "name": topic.name, "icon_color": topic.icon_color}
    return {**answer, "icon_custom_emoji_id": emoji_id} if emoji_id else answer


def _topic(call: Call, verb: str) -> tuple[Chat, Topic]:
    params = call.params
    return manageable_topic(call.world, call.bot, params["chat_id"], params["message_thread_id"], verb)


@bot_api_method("editForumTopic")
def edit_forum_topic(call: Call) -> bool:
    chat, topic = _topic(call, "edit")
    wanted = {"name": call.params.get("name", "").strip() or topic.name}
    wanted["icon_custom_emoji_id"] = call.params.get("icon_custom_emoji_id", topic.icon_custom_emoji_id)
    changed = {name: value for name, value in wanted.items() if getattr(topic, name) != value}
    if not changed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    rename_topic(call.world, chat, topic, call.bot.id, changed)
    return True


@bot_api_method("closeForumTopic", "reopenForumTopic")
def close_or_reopen_forum_topic(call: Call) -> bool:
    closing = call.method == "closeForumTopic"
    chat, topic = _topic(call, "close" if closing else "reopen")
    if topic.closed == closing:
        raise bad_request("TOPIC_NOT_MODIFIED")
    set_topic_closed(call.world, chat, topic, call.bot.id, closing)
    return True


@bot_api_method("deleteForumTopic")
def delete_forum_topic(call: Call) -> bool:
    chat, topic = _topic(call, "delete")
    if not chat.has_right(call.bot.id, "can_delete_messages"):
        raise rights_refusal("delete the topic")
    delete_topic(call.world, chat, topic)
    return True


@bot_api_method("unpinAllForumTopicMessages")
def unpin_all_forum_topic_messages(call: Call) -> bool:
    _topic(call, "edit")
    return True


@bot_api_method("getForumTopicIconStickers")
def get_forum_topic_icon_stickers(call: Call) -> list[Wire]:
    return []
