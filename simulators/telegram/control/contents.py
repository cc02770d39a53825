"""What a person's message holds, from the fields that a tester gives."""

import base64
from typing import Any

from simulators.telegram.albums import MOST_PARTS, group_ids, grouped_anew
from simulators.telegram.control.placing import seen_chat
from simulators.telegram.control.reading import Asked, Refused, need, only
from simulators.telegram.entities import formatted
from simulators.telegram.looks import media_looks, preview_content
from simulators.telegram.methods.copying import content_of
from simulators.telegram.methods.media import MIME_TYPES, live_photo_content, media_content
from simulators.telegram.methods.sending import LONGEST_CAPTION, LONGEST_TEXT
from simulators.telegram.origins import origin_of, told_origin
from simulators.telegram.posting import is_service
from simulators.telegram.records import Chat, Message, Person, Wire
from simulators.telegram.world import World

Content = tuple[Wire, bool]  # the fields of the Message, and whether it has files

#: live_photo first: it comes with a photo.
MEDIA = ("live_photo", "photo", "document", "voice", "video", "audio", "animation", "sticker", "video_note")
STRUCTURED = ("location", "contact", "venue", "poll", "dice")
RAW = "raw"  # fields of a message as they come, or will come tomorrow; not checked
MEDIA_LOOKS = ("has_media_spoiler", "show_caption_above_media")
LOOKS = ("link_preview_options", *MEDIA_LOOKS)
TEXTUAL = ("text", "entities", "caption", "caption_entities", "album", "forward", "forward_origin", *LOOKS)
REPLYING = ("reply_to_message_id", "reply_to_chat_id", "quote", "quote_position", "external_reply")
FIELDS = ("as", "bot", "chat_id", "message_thread_id", *REPLYING, *TEXTUAL, *MEDIA, *STRUCTURED, RAW)
PART = ("caption", "caption_entities", "text", "entities", "grouped", *LOOKS, *MEDIA)


def contents(world: World, chat: Chat, person: Person, value: Asked) -> list[Content]:
    if "forward" in value:
        return _forwarded(world, chat, person, only(value["forward"], "chat_id", "message_id", "message_ids"))
    made = _album(world, value["album"]) if value.get("album") else [content_asked_for(world, value)]
    if "forward_origin" not in value:
        return made
    origin = {"forward_origin": told_origin(world, value["forward_origin"])}
    return [(content | origin, has_media) for content, has_media in made]


def _album(world: World, album: list[Asked]) -> list[Content]:
    """As apps group it. grouped: the part keeps the album's id though bots' albums hold no such thing."""
    if not 2 <= len(album) <= MOST_PARTS:
        raise Refused("an album has 2 to 10 parts")
    kinds = [next((kind for kind in MEDIA if kind in only(part, *PART)), "") for part in album]
    ids = group_ids(kinds, [bool(part.get("grouped")) for part in album])
    return [
        (({"media_group_id": group} if group else {}) | content_asked_for(world, part)[0], True)
        for group, part in zip(ids, album, strict=True)
    ]


def _forwarded(world: World, chat: Chat, person: Person, told: Asked) -> list[Content]:
    source = seen_chat(world, chat, person, int(need(told, "chat_id")))
    messages: list[Message] = []
    for number in told.get("message_ids") or [need(told, "message_id")]:
        message = source.alive(number)
        if message is None or is_service(message) or message.body.get("has_protected_content"):
            raise Refused(f"no message {number} that can be forwarded")
        messages.append(message)
    made = [content_of(message) | {"forward_origin": origin_of(world, message)} for message in messages]
    return [
        (content, message.has_media) for content, message in zip(grouped_anew(made, messages), messages, strict=True)
    ]


def content_asked_for(world: World, value: Asked) -> Content:
    kind = next((name for name in MEDIA if name in value), None)
    if kind is not None:
        return _file_content(world, kind, value) | caption(value) | media_looks(kind, value), True
    if RAW in value:
        return dict(value[RAW]), False
    structured = next((name for name in STRUCTURED if name in value), None)
    if structured is not None:
        content: Wire = {structured: value[structured]}
        # a venue is shown as a location too, for clients that know no venues
        return content | ({"location": value["venue"]["location"]} if structured == "venue" else {}), False
    text, entities = formatted(need(value, "text"), None, value.get("entities"), LONGEST_TEXT, "message")
    if not text:
        raise Refused("the text is empty")
    content = {"text": text, "entities": entities} if entities else {"text": text}
    return content | preview_content(value.get("link_preview_options"), entities), False


def caption(value: Asked) -> Wire:
    given = str(value.get("caption", value.get("text", "")))
    marked = value.get("caption_entities", value.get("entities"))
    words, entities = formatted(given, None, marked, LONGEST_CAPTION, "message caption")
    content: Wire = {"caption": words} if words else {}
    return content | {"caption_entities": entities} if entities else content


def _file_content(world: World, kind: str, value: Asked) -> Wire:
    """A live photo is two files: `live_photo` moves, `photo` is still."""
    if kind == "live_photo":
        still = _kept(world, "photo", need(value, "photo"))
        return live_photo_content(_kept(world, "video", value["live_photo"]), still)
    extra: dict[str, Any] | None = None
    if "duration" in value[kind]:
        extra = {"duration": value[kind]["duration"]}
    return media_content(kind, _kept(world, kind, value[kind]), extra)


def _kept(world: World, kind: str, file: Asked) -> Any:
    """file: file_name, mime_type, content_base64; size: claims more than is there."""
    only(file, "file_name", "mime_type", "content_base64", "size", "duration")
    try:
        content = base64.b64decode(file.get("content_base64", ""), validate=True)
    except ValueError:
        raise Refused("content_base64 is not base64") from None
    mime_type = file.get("mime_type") or MIME_TYPES[kind]
    return world.files.keep(content, kind, file.get("file_name") or kind, mime_type, file.get("size"))
