"""What a person's message holds, from the fields that a tester gives."""

import base64
from typing import Any

from simulators.control_requests import Asked, Refused, need, only
from simulators.whatsapp.calls.media import keep
from simulators.whatsapp.errors import ApiError
from simulators.whatsapp.files import sha256_of
from simulators.whatsapp.records import Wire
from simulators.whatsapp.world import World

MEDIA = {
    "image": "image/jpeg",
    "video": "video/mp4",
    "audio": "audio/mpeg",
    "voice": "audio/ogg; codecs=opus",
    "document": "application/pdf",
    "sticker": "image/webp",
}
STRUCTURED = ("location", "contacts", "order")
#: content: the message's own fields as they come, or will come tomorrow; not checked. unsupported: an error's code.
FIELDS = ("text", "caption", *MEDIA, *STRUCTURED, "unsupported", "content")


def content_asked_for(world: World, number_id: str, value: Asked) -> Wire:
    kind = next((name for name in MEDIA if name in value), None)
    if kind is not None:
        return _file(world, number_id, kind, value)
    structured = next((name for name in STRUCTURED if name in value), None)
    if structured is not None:
        return {"type": structured, structured: value[structured]}
    if "unsupported" in value:
        errors = [ApiError(int(value["unsupported"] or 131051)).of_a_status()]
        return {"type": "unsupported", "errors": errors}
    if "content" in value:
        if not isinstance(value["content"], dict) or "type" not in value["content"]:
            raise Refused("content: an object with a type is expected")
        return dict(value["content"])
    text = str(need(value, "text"))
    if not text:
        raise Refused("the text is empty")
    return {"type": "text", "text": {"body": text}}


def _file(world: World, number_id: str, kind: str, value: Asked) -> Wire:
    """A file: file_name, mime_type, content_base64; animated for a sticker. Its bytes may be lost at once: `lost`."""
    file: dict[str, Any] = only(value[kind], "file_name", "mime_type", "content_base64", "animated", "lost")
    try:
        content = base64.b64decode(file.get("content_base64", ""), validate=True)
    except ValueError:
        raise Refused("content_base64 is not base64") from None
    mime_type = file.get("mime_type") or MEDIA[kind]
    name = str(file.get("file_name", ""))
    media = keep(world, number_id, mime_type, name, content, from_person=True)
    if file.get("lost"):
        world.media.lose(media)
    shown: Wire = {"mime_type": mime_type, "sha256": sha256_of(content, in_base64=True), "id": media.id}
    if kind in ("image", "video", "document") and value.get("caption"):
        shown["caption"] = str(value["caption"])
    if kind == "document":
        shown["filename"] = name or "document"
    if kind in ("audio", "voice"):
        shown["voice"] = kind == "voice"
    if kind == "sticker":
        shown["animated"] = bool(file.get("animated"))
    wire_kind = "audio" if kind == "voice" else kind
    return {"type": wire_kind, wire_kind: shown}
