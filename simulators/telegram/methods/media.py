"""Messages with files: one, or an album of two to ten."""

from functools import partial
from typing import Any

from simulators.telegram.albums import new_group_id
from simulators.telegram.errors import ApiError, bad_request
from simulators.telegram.files import (
    LARGEST_DOWNLOAD,
    LARGEST_PHOTO,
    LARGEST_UPLOAD,
    SMALL,
    StoredFile,
    image_size,
)
from simulators.telegram.looks import media_looks
from simulators.telegram.methods.registry import Call, bot_api_method
from simulators.telegram.methods.sending import caption_content, destination, send
from simulators.telegram.parsing import Upload
from simulators.telegram.permissions import check_may_send
from simulators.telegram.records import Wire
from simulators.telegram.rendering import message_for_bot

MIME_TYPES = {
    "photo": "image/jpeg",
    "voice": "audio/ogg",
    "video": "video/mp4",
    "video_note": "video/mp4",
    "audio": "audio/mpeg",
    "animation": "video/mp4",
    "sticker": "image/webp",
    "document": "application/octet-stream",
}
WITHOUT_CAPTION = ("sticker", "video_note")


def media_content(kind: str, stored: StoredFile, extra: Wire | None = None) -> Wire:
    """The Message fields of a file of this kind; file ids are drawn later, for each bot its own."""
    if kind == "photo":
        width, height = stored.width or 800, stored.height or 600
        full = _file(stored) | {"width": width, "height": height}
        small = {**full, "width": max(1, width // 4), "height": max(1, height // 4)}
        small["file_id"] = small["file_unique_id"] = f"{stored.unique_id}{SMALL}"
        return {"photo": [small, full] if width > 90 else [full]}
    wire = _file(stored) | (extra or {})
    if kind == "document":
        return {"document": wire | {"file_name": stored.file_name, "mime_type": stored.mime_type}}
    if kind == "sticker":
        return {"sticker": wire | _sticker_facts(stored)}
    if kind == "voice":
        return {"voice": {"duration": 1, **wire, "mime_type": stored.mime_type}}
    if kind == "audio":
        named = {"mime_type": stored.mime_type, "file_name": stored.file_name}
        return {"audio": {"duration": 1, **wire, **named}}
    if kind == "video_note":
        return {"video_note": {"duration": 1, "length": 240, **wire}}
    shape = {"duration": 1, "width": 640, "height": 360, **wire}
    shape |= {"mime_type": stored.mime_type, "file_name": stored.file_name}
    # an animation is also shown as a document, for clients that know no animations
    document = _file(stored) | {"file_name": stored.file_name, "mime_type": stored.mime_type}
    return {"animation": shape, "document": document} if kind == "animation" else {"video": shape}


def live_photo_content(video: StoredFile, still: StoredFile) -> Wire:
    """A live photo is shown as a photo too, for clients that know no live photos."""
    photo = media_content("photo", still)["photo"]
    facts = {"duration": 1, "width": photo[-1]["width"], "height": photo[-1]["height"]}
    return {"live_photo": _file(video) | facts | {"mime_type": video.mime_type, "photo": photo}, "photo": photo}


def _file(stored: StoredFile) -> Wire:
    return {"file_id": stored.unique_id, "file_unique_id": stored.unique_id, "file_size": stored.size}


def _sticker_facts(stored: StoredFile) -> Wire:
    return {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}


def received_file(call: Call, kind: str, value: str, as_it_was: bool = False) -> StoredFile:
    """A file_id of this bot, or the upload that `attach://` names.

    as_it_was: what is sent as a document may be of another kind, and stays of it; but a photo never is a document.

    Raises 400 for a wrong id or an unreadable photo, 413 for one too large.
    """
    if value.startswith("attach://"):
        upload = call.uploads.get(value.removeprefix("attach://"))
        if upload is None:
            raise bad_request(f"the file {value} was not uploaded with the request")
        return kept_upload(call, kind, upload)
    if value.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    stored = call.world.files.by_file_id(value, call.bot.id)
    if stored.kind != kind and not (as_it_was and kind == "document" and stored.kind != "photo"):
        raise bad_request(f"can't use file of type {_worded(stored.kind)} as {_worded(kind)}")
    return stored


def _worded(kind: str) -> str:
    return "".join(word.title() for word in kind.split("_"))


def kept_upload(call: Call, kind: str, upload: Upload) -> StoredFile:
    if not upload.content:
        raise bad_request("file must be non-empty")
    if len(upload.content) > (LARGEST_PHOTO if kind == "photo" else LARGEST_UPLOAD):
        raise ApiError(413, "Request Entity Too Large")
    if kind == "photo" and image_size(upload.content) is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    mime_type = upload.mime_type or MIME_TYPES[kind]
    return call.world.files.keep(upload.content, kind, upload.file_name or kind, mime_type)


def _send_file(kind: str, call: Call) -> Wire:
    where = destination(call)
    check_may_send(where.chat, call.bot, kind)
    content: Wire = {} if kind in WITHOUT_CAPTION else caption_content(call.params)
    stored = received_file(call, kind, call.params[kind], as_it_was=True)
    content = media_content(stored.kind, stored, _stated(call.params)) | content | media_looks(kind, call.params)
    return message_for_bot(call.world, call.bot, send(call, where, content, has_media=True))


def _stated(params: dict[str, Any]) -> Wire:
    """What the bot says about the file itself."""
    names = ("duration", "width", "height", "length", "performer", "title")
    return {name: params[name] for name in names if name in params}


def _register_file_senders() -> None:
    for kind in ("photo", "document", "voice", "video", "audio", "animation", "sticker", "video_note"):
        bot_api_method(f"send{_worded(kind)}")(partial(_send_file, kind))


_register_file_senders()


@bot_api_method("sendLivePhoto")
def send_live_photo(call: Call) -> Wire:
    where = destination(call)
    check_may_send(where.chat, call.bot, "photo")
    content = input_media(call, {**call.params, "type": "live_photo", "media": call.params["live_photo"]})
    return message_for_bot(call.world, call.bot, send(call, where, content, has_media=True))


@bot_api_method("sendMediaGroup")
def send_media_group(call: Call) -> list[Wire]:
    """Everything is checked before anything is sent: an album appears whole or not at all."""
    where = destination(call)
    for item in call.params["media"]:
        check_may_send(where.chat, call.bot, item["type"])
    contents = [input_media(call, item) for item in call.params["media"]]
    group = {"media_group_id": new_group_id()}
    messages = [send(call, where, group | content, has_media=True) for content in contents]
    return [message_for_bot(call.world, call.bot, message) for message in messages]


def input_media(call: Call, item: Wire) -> Wire:
    """The Message fields of an InputMedia: the file, its caption, how it looks."""
    kind: str = item["type"]
    caption = caption_content(item)
    if kind == "live_photo":
        content = live_photo_content(
            received_file(call, "video", item["media"]), received_file(call, "photo", item["photo"])
        )
    else:
        content = media_content(kind, received_file(call, kind, item["media"]), _stated(item))
    return content | caption | media_looks(kind, item)


_LOCATION = ("latitude", "longitude", "horizontal_accuracy", "live_period")
_VENUE = ("foursquare_id", "foursquare_type", "google_place_id", "google_place_type")


@bot_api_method("sendLocation", "sendVenue")
def send_location(call: Call) -> Wire:
    where = destination(call)
    location = {name: call.params[name] for name in _LOCATION if name in call.params}
    content: Wire = {"location": location}
    if call.method == "sendVenue":
        content["venue"] = {
            "location": location,
            "title": call.params["title"],
            "address": call.params["address"],
            **{name: call.params[name] for name in _VENUE if name in call.params},
        }
    return message_for_bot(call.world, call.bot, send(call, where, content))


@bot_api_method("sendContact")
def send_contact(call: Call) -> Wire:
    where = destination(call)
    names = ("phone_number", "first_name", "last_name", "vcard")
    contact = {name: call.params[name] for name in names if name in call.params}
    return message_for_bot(call.world, call.bot, send(call, where, {"contact": contact}))


@bot_api_method("getFile")
def get_file(call: Call) -> Wire:
    try:
        stored = call.world.files.by_file_id(call.params["file_id"], call.bot.id)
    except ApiError:
        raise bad_request("wrong file_id or the file is temporarily unavailable") from None
    if stored.size > LARGEST_DOWNLOAD:
        raise bad_request("file is too big")
    return {
        "file_id": call.params["file_id"],
        "file_unique_id": call.params["file_id"].rpartition("Q-")[2],
        "file_size": stored.size,
        "file_path": stored.path,
    }
