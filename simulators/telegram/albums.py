"""What may stand in one album: photos, live photos and videos together; documents and audio each among themselves."""

import secrets
from typing import Any

from simulators.telegram.errors import ApiError, bad_request
from simulators.telegram.records import Chat, Message, Wire

VISUAL = ("photo", "live_photo", "video")
APART = ("document", "audio")  # each only with its own kind
MOST_PARTS = 10
_NEVER = {"animation": "can't be used in sendMediaGroup", "voice_note": "is not allowed"}


def check_parts(media: Any) -> None:
    """What the real server says before it looks at anything else of an album. Raises 400.

    media: as the bot gave it, perhaps no list at all: that is the schema's to refuse.
    """
    if not isinstance(media, list):
        return
    kinds = [item.get("type") for item in media if isinstance(item, dict)]
    for kind in kinds:
        if isinstance(kind, str) and kind not in (*VISUAL, *APART):
            raise _unreadable(f'type "{kind}" {_NEVER.get(kind, "is unsupported")}')
    if len(media) > MOST_PARTS:
        raise bad_request("too many messages to send as an album")
    for kind in APART:
        if kind in kinds and set(kinds) != {kind}:
            raise bad_request(f"{kind} can't be mixed with other media types")
    above = {bool(item.get("show_caption_above_media")) for item in media if isinstance(item, dict)}
    if len(above) > 1:
        raise bad_request("parameter show_caption_above_media must be the same for all messages")


def _unreadable(reason: str) -> ApiError:
    return bad_request(f"can't parse InputMedia: {reason}")


def new_group_id() -> str:
    return str(10**16 + secrets.randbelow(10**16))


def group_ids(kinds: list[str], kept: list[bool]) -> list[str | None]:
    """The media_group_id of each part of what a person sends at once, as bots see it.

    Apps send pictures, documents and music as albums of their own. An animation may go with the pictures, but no
    album of bots holds one: it comes without the id, and one picture beside it has an id that no other part has.
    kept: the parts that come with their id all the same.
    """
    families = ["visual" if kind in (*VISUAL, "animation") else kind for kind in kinds]
    ids = {
        family: new_group_id()
        for family in ("visual", *APART)
        if families.count(family) > 1  # one alone is an ordinary message
    }
    return [
        None if kind == "animation" and not keeps else ids.get(family)
        for kind, family, keeps in zip(kinds, families, kept, strict=True)
    ]


def first_of_album(chat: Chat, message: Message) -> Message:
    """A reaction to any part of an album is set on its first part that is still there."""
    group = message.body.get("media_group_id")
    if group is None:
        return message
    near = (chat.alive(number) for number in range(message.id - MOST_PARTS + 1, message.id + 1))
    return next(part for part in near if part is not None and part.body.get("media_group_id") == group)


def grouped_anew(contents: list[Wire], sources: list[Message]) -> list[Wire]:
    """Copies of parts of one album are an album again, under a new id; one part alone is none."""
    old = [source.body.get("media_group_id") for source in sources]
    fresh = {group: new_group_id() for group in old if group is not None and old.count(group) > 1}
    return [
        {**content, "media_group_id": fresh[group]} if group in fresh else content
        for content, group in zip(contents, old, strict=True)
    ]
