"""Reply markup: what a schema can't say about buttons."""

from simulators.telegram.errors import bad_request
from simulators.telegram.records import Chat, Message, Wire

ACTIONS = frozenset(
    [
        "url",
        "callback_data",
        "web_app",
        "login_url",
        "switch_inline_query",
        "switch_inline_query_current_chat",
        "switch_inline_query_chosen_chat",
        "copy_text",
        "callback_game",
        "pay",
        "disabled",
    ]
)
MOST_BUTTONS = 100
LONGEST_CALLBACK_DATA = 64  # bytes


def checked_inline_keyboard(markup: Wire | None) -> Wire | None:
    """The inline keyboard to keep on a message; None for other markup or an empty keyboard.

    Raises 400 for a button without exactly one action, with too long callback data, or without a text.
    """
    if markup is None or "inline_keyboard" not in markup:
        return None
    rows = [row for row in markup["inline_keyboard"] if row]
    if sum(len(row) for row in rows) > MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    for row in rows:
        for button in row:
            _check_button(button)
    return {"inline_keyboard": rows} if rows else None


def _check_button(button: Wire) -> None:
    if not button["text"].strip():
        raise bad_request("BUTTON_TEXT_INVALID: a button needs a text")
    actions = ACTIONS & button.keys()
    if not actions:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad_request(f"BUTTON_TYPE_INVALID: exactly one action is allowed, found {', '.join(sorted(actions))}")
    if "callback_data" in button and not 0 < len(button["callback_data"].encode()) <= LONGEST_CALLBACK_DATA:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button and not button["url"].startswith(("http://", "https://", "tg://")):
        raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")


def buttons_of(body: Wire) -> list[Wire]:
    markup = body.get("reply_markup") or {}
    return [button for row in markup.get("inline_keyboard", []) for button in row]


def checked_reply_keyboard(markup: Wire | None, chat: Chat) -> Wire | None:
    """What shall hang below the field where people type, or be taken away from there; None for other markup.

    Raises 400 for a key without a text, and for one that asks for a number in a group.
    """
    if markup is None or "inline_keyboard" in markup:
        return None
    for key in keys_of(markup):
        if not str(key["text"]).strip():
            raise bad_request("keyboard button text must be non-empty")
        if key.get("request_contact") and chat.type != "private":
            raise bad_request("phone number can be requested in private chats only")
    return markup


def keys_of(markup: Wire) -> list[Wire]:
    return [key for row in markup.get("keyboard", []) for key in row]


def shown_keyboard(chat: Chat) -> Message | None:
    """The message whose keys hang below the field; None when they were taken away, or used up by one tap."""
    tapped: set[int | None] = set()
    for message in reversed(chat.messages.values()):
        if not message.by_bot:
            tapped.add(message.reply_to)
        if message.keyboard is None:
            continue
        used_up = message.keyboard.get("one_time_keyboard") and message.id in tapped
        return None if used_up or not keys_of(message.keyboard) else message
    return None
