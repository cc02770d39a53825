"""What a message is: words, a file, something without words, or nobody's words at all."""

from typing import Final

from aiogram.enums import ContentType
from aiogram.types import Message

from bot.telegram.understood_updates import unknown_in

#: Files that go to the other side. An animation comes with the same file as a document, so it is asked for first; a
#: live photo comes with a photo, for clients that know no live ones.
RELAYED: Final = ("photo", "animation", "document", "video", "audio", "voice", "video_note", "sticker")
#: What somebody says, carried or not. Every other type that the library knows is a service message: who joined, what
#: was pinned, that a topic was made (tests/contracts/test_message_kinds.py has them all).
SAID: Final = {
    *("text", "live_photo", *RELAYED),
    *("paid_media", "story", "checklist", "contact", "dice", "game", "poll", "venue", "location", "rich_message"),
    *("invoice", "successful_payment", "gift", "unique_gift", "gift_upgrade_sent", "passport_data", "web_app_data"),
    *("giveaway", "giveaway_winners"),
    "unknown",
}
SERVICE: Final = {kind.value for kind in ContentType} - SAID - {"any"}


def is_service(message: Message) -> bool:
    return kind_of(message) in SERVICE


def kind_of(message: Message) -> str:
    """photo, story, forum_topic_created …; of what the library does not know, the name of the field itself, so that a
    type which Telegram invents tomorrow has its name here too.
    """
    if message.text:
        return "text"  # by far the most
    for kind in RELAYED:
        if getattr(message, kind):
            return kind
    known = str(ContentType(message.content_type).value)
    if known != ContentType.UNKNOWN.value:
        return known
    return next(iter(unknown_in(message)), "unknown")
