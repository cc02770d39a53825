"""Names of the kinds of messages that cannot be passed on."""

from typing import Final

from models.phrases.catalogue import say

_NAMES: Final = {
    "poll": "content.poll",
    "contact": "content.contact",
    "location": "content.location",
    "venue": "content.venue",
    "dice": "content.dice",
    "game": "content.game",
    "story": "content.story",
    "sticker": "content.sticker",
    "invoice": "content.invoice",
    "checklist": "content.checklist",
    "gift": "content.gift",
    "paid_media": "content.paid_media",
    "photo": "content.photo",
    "document": "content.document",
    "video": "content.video",
    "video_note": "content.video_note",
    "voice": "content.voice",
    "audio": "content.audio",
    "animation": "content.animation",
    "binary_sms": "content.binary_sms",
    "empty_sms": "content.empty_sms",
}


def name_of(kind: str | None, language: str) -> str:
    """«опрос» for poll; a general word for a kind that nobody has named yet."""
    return say(language, _NAMES.get(kind or "", "content.other"))
