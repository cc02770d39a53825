"""Changing what was sent: edits, deletions, reactions."""

from simulators.telegram.albums import APART, first_of_album
from simulators.telegram.errors import NOT_MODIFIED, bad_request
from simulators.telegram.keyboards import checked_inline_keyboard
from simulators.telegram.looks import COVERED, media_looks
from simulators.telegram.methods.copying import content_of
from simulators.telegram.methods.media import input_media
from simulators.telegram.methods.registry import Call, bot_api_method
from simulators.telegram.methods.sending import caption_content, text_content
from simulators.telegram.permissions import reachable_chat
from simulators.telegram.posting import delete, is_service, post_edited
from simulators.telegram.records import Chat, Message, Wire
from simulators.telegram.rendering import message_for_bot
from simulators.telegram.world import World

DELETABLE_SECONDS = 48 * 60 * 60


def _edited_message(call: Call) -> tuple[Chat, Message]:
    if "inline_message_id" in call.params or "business_connection_id" in call.params:
        raise bad_request("only messages of chats are simulated")
    for name in ("chat_id", "message_id"):
        if name not in call.params:
            raise bad_request(f"{name} is empty" if name == "chat_id" else "message identifier is not specified")
    chat = reachable_chat(call.world, call.bot, call.params["chat_id"])
    message = chat.alive(call.params["message_id"])
    if message is None:
        raise bad_request("message to edit not found")
    if message.sender_id != call.bot.id or is_service(message):
        raise bad_request("message can't be edited")
    return chat, message


def _apply(call: Call, chat: Chat, message: Message, changed: Wire) -> Wire:
    """An edit replaces the buttons too: none given means none left."""
    changed = {**changed, "reply_markup": checked_inline_keyboard(call.params.get("reply_markup"))}
    if all(message.body.get(name) == value for name, value in changed.items()):
        raise bad_request(NOT_MODIFIED)
    post_edited(call.world, chat, message, changed, by_bot=True)
    return message_for_bot(call.world, call.bot, message)


@bot_api_method("editMessageText")
def edit_message_text(call: Call) -> Wire:
    chat, message = _edited_message(call)
    if "text" not in call.params:
        raise bad_request("message text is empty")
    if "text" not in message.body:
        raise bad_request("there is no text in the message to edit")
    content = text_content(call.params)
    return _apply(call, chat, message, {"entities": None, "link_preview_options": None} | content)


@bot_api_method("editMessageCaption")
def edit_message_caption(call: Call) -> Wire:
    chat, message = _edited_message(call)
    if not message.has_media:
        raise bad_request("there is no caption in the message to edit")
    looks = media_looks(next((kind for kind in COVERED if kind in message.body), ""), call.params)
    changed = {"caption": None, "caption_entities": None, "show_caption_above_media": None}
    return _apply(call, chat, message, changed | caption_content(call.params) | looks)


@bot_api_method("editMessageReplyMarkup")
def edit_message_reply_markup(call: Call) -> Wire:
    chat, message = _edited_message(call)
    return _apply(call, chat, message, {})


@bot_api_method("editMessageMedia")
def edit_message_media(call: Call) -> Wire:
    chat, message = _edited_message(call)
    if "text" in message.body:
        raise bad_request("message can't be edited")
    media: Wire = call.params["media"]
    if "media_group_id" in message.body:
        _check_part(message, media["type"])
    content = input_media(call, media)
    removed = dict.fromkeys(content_of(message))
    message.has_media = True
    return _apply(call, chat, message, removed | content)


def _check_part(message: Message, kind: str) -> None:
    """A part of an album stays what its album may hold: documents and audio what they are."""
    if kind == "animation":
        raise bad_request("message content type can't be used in an album")
    if any(apart in message.body or apart == kind for apart in APART) and kind not in message.body:
        raise bad_request("can't change media type in the album")


@bot_api_method("deleteMessage")
def delete_message(call: Call) -> bool:
    chat = reachable_chat(call.world, call.bot, call.params["chat_id"])
    _delete(call, chat, call.params["message_id"])
    return True


@bot_api_method("deleteMessages")
def delete_messages(call: Call) -> bool:
    chat = reachable_chat(call.world, call.bot, call.params["chat_id"])
    for message_id in call.params["message_ids"]:
        if chat.alive(message_id) is not None:
            _delete(call, chat, message_id)
    return True


def _delete(call: Call, chat: Chat, message_id: int) -> None:
    message = chat.alive(message_id)
    if message is None:
        raise bad_request("message to delete not found")
    own = message.sender_id == call.bot.id
    may = own or chat.type == "private" or chat.has_right(call.bot.id, "can_delete_messages")
    too_old = call.world.now() - message.body["date"] > DELETABLE_SECONDS
    if too_old and not chat.has_right(call.bot.id, "can_delete_messages"):
        raise bad_request("message can't be deleted for everyone")
    if not may or "forum_topic_created" in message.body:
        raise bad_request("message can't be deleted")
    delete(call.world, chat, message)


@bot_api_method("setMessageReaction")
def set_message_reaction(call: Call) -> bool:
    """A bot may set one emoji of the list that the schema holds, where the chat allows it."""
    chat = reachable_chat(call.world, call.bot, call.params["chat_id"])
    message = chat.alive(call.params["message_id"])
    if message is None:
        raise bad_request("message to react not found")
    message = first_of_album(chat, message)
    reactions: list[Wire] = call.params.get("reaction", [])
    if len(reactions) > 1 or any(_refused(chat, message, reaction) for reaction in reactions):
        raise bad_request("REACTION_INVALID" if len(reactions) < 2 else "REACTIONS_TOO_MANY")
    react(call.world, chat, message, call.bot.id, reactions)
    return True


def _refused(chat: Chat, message: Message, reaction: Wire) -> bool:
    """A custom emoji passes where somebody has set it already; a bot never pays for a star."""
    if reaction["type"] == "paid":
        return True
    if reaction["type"] == "custom_emoji":
        return not any(reaction in given for given in message.reactions.values())
    return chat.available_reactions is not None and reaction["emoji"] not in chat.available_reactions


def react(world: World, chat: Chat, message: Message, actor_id: int, reactions: list[Wire]) -> list[Wire]:
    """Replaces the actor's reactions; returns the earlier ones."""
    before = message.reactions.get(str(actor_id), [])
    message.reactions[str(actor_id)] = reactions
    world.save_message(message)
    world.events.add(
        "reaction",
        lambda: {**chat.place, "message_id": message.id, "actor_id": actor_id, "reaction": reactions},
    )
    return before
