"""Where a person's message goes and what it replies to: here, in another topic or chat, or somewhere outside."""

from simulators.telegram.control.reading import Asked, Refused, find_chat, only
from simulators.telegram.methods.replying import Reply, reply_from_elsewhere
from simulators.telegram.origins import told_origin
from simulators.telegram.permissions import GENERAL_TOPIC
from simulators.telegram.quoting import automatic_quote, found_quote
from simulators.telegram.records import INSIDE, Chat, Message, Person, Wire
from simulators.telegram.world import World


def placed(world: World, chat: Chat, person: Person, value: Asked) -> tuple[Reply, int | None]:
    """The reply, and the number of the topic; None outside topics."""
    replied = _replied(world, chat, person, value)
    thread_id: int | None = value.get("message_thread_id")
    if thread_id is None and replied is not None and replied.chat_key == chat.key:
        thread_id = replied.thread_id
    thread_id = None if thread_id == GENERAL_TOPIC else thread_id
    _check_topic(chat, person, thread_id)
    if replied is not None:
        here = replied.chat_key == chat.key and replied.thread_id == thread_id
        reply = Reply(replied.id) if here else reply_from_elsewhere(world, replied)
        return _with_quote(reply, replied.body, value), thread_id
    if "external_reply" in value:
        return _outside(world, value), thread_id
    if "quote" in value:
        raise Refused("quote: of which message? give reply_to_message_id or external_reply")
    return Reply(), thread_id


def _replied(world: World, chat: Chat, person: Person, value: Asked) -> Message | None:
    number: int | None = value.get("reply_to_message_id")
    if number is None:
        return None
    source = seen_chat(world, chat, person, value.get("reply_to_chat_id", chat.id))
    replied = source.alive(number)
    if replied is None:
        raise Refused(f"no message {number} to reply to")
    return replied


def seen_chat(world: World, chat: Chat, person: Person, chat_id: int) -> Chat:
    """A chat that the person reads: a group they are in, or their own with the bot of this chat."""
    if chat_id == chat.id:
        return chat
    if chat_id > 0 and chat_id != person.id:
        raise Refused(f"{person.name} has no part in the private chat {chat_id}")
    source = find_chat(world, chat_id, chat.bot_id or None)
    if chat_id < 0 and source.status_of(person.id) not in INSIDE:
        raise Refused(f"{person.name} is not in {source.title}")
    return source


def _check_topic(chat: Chat, person: Person, thread_id: int | None) -> None:
    if thread_id is None:
        return
    topic = chat.topics.get(thread_id)
    if topic is None or topic.deleted:
        raise Refused(f"no topic {thread_id} in {chat.title}")
    if topic.closed and not chat.has_right(person.id, "can_manage_topics"):
        raise Refused(f"topic {thread_id} is closed")


def _with_quote(reply: Reply, body: Wire, value: Asked) -> Reply:
    """quote: words of the replied message; quote_position: where, if they stand there more than once."""
    if "quote" not in value:
        return reply
    quote = found_quote(body, str(value["quote"]), value.get("quote_position"))
    if quote is None:
        raise Refused(f"the replied message has no words {value['quote']!r}")
    return Reply(reply.to, reply.fields | {"quote": quote})


def _outside(world: World, value: Asked) -> Reply:
    """external_reply: `origin` as in forward_origin, `text` and `entities` of that message."""
    told: Wire = only(value["external_reply"], "origin", "text", "entities")
    origin = told_origin(world, told.get("origin", {}))
    shown: Wire = {"origin": origin}
    if origin["type"] == "channel":
        shown |= {"chat": origin["chat"], "message_id": origin["message_id"]}
    body: Wire = {"text": told.get("text", ""), "entities": told.get("entities", [])}
    quote = automatic_quote(body)
    return _with_quote(Reply(None, {"external_reply": shown} | ({"quote": quote} if quote else {})), body, value)
