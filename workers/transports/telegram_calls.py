"""Which Bot API calls an outgoing row becomes. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from models.actions.queue.dispatching import Dispatch
from models.actions.queue.outgoing_files import OutgoingFile
from models.rules.delivery.message_parts import caption_place, is_wordless
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.payloads import (
    EditPayload,
    PostPayload,
    as_drop_choices,
    as_edit,
    as_post,
    as_reaction,
    as_topic,
)
from models.rules.delivery.post_content import Attachment, Native, ReplyTo
from models.rules.texts import content
from workers.transports.telegram_keyboards import keyboard
from workers.transports.uploads import Upload

#: How each kind of attachment is sent alone: method and the name of its parameter.
_ALONE = {
    "photo": ("sendPhoto", "photo"),
    "document": ("sendDocument", "document"),
    "video": ("sendVideo", "video"),
    "audio": ("sendAudio", "audio"),
    "voice": ("sendVoice", "voice"),
    "animation": ("sendAnimation", "animation"),
    "video_note": ("sendVideoNote", "video_note"),
    "sticker": ("sendSticker", "sticker"),
}

_NATIVE = {"location": "sendLocation", "venue": "sendVenue", "contact": "sendContact"}
#: What says something about it, and is no parameter.
_NOT_SENT = ("kind", "live")


@dataclass(frozen=True)
class Call:
    method: str
    parameters: Mapping[str, Any]


def call_for(dispatch: Dispatch) -> Call | None:
    """None: there is nothing to call for (an edit of what never appeared)."""
    return _MAKERS[dispatch.kind](dispatch)


def _where(dispatch: Dispatch) -> dict[str, Any]:
    where: dict[str, Any] = {"chat_id": dispatch.chat_id, **_reply(dispatch)}
    post = as_post(dispatch.payload)  # what is no post says nothing of the following
    thread_id = dispatch.thread_id or post.get("thread_id")
    if thread_id is not None:
        where["message_thread_id"] = thread_id
    if post.get("silent"):
        where["disable_notification"] = True
    return where


class _File(Attachment):
    """media: as this bot can have it."""

    media: str | Upload


def _attachments(dispatch: Dispatch) -> list[_File]:
    described = as_post(dispatch.payload).get("attachments") or ()
    return [
        {**one, "kind": file.kind, "media": _media(file)} for one, file in zip(described, dispatch.files, strict=True)
    ]


def _media(file: OutgoingFile) -> str | Upload:
    return file.file_id if file.file_id is not None else Upload(file.file_name, str(file.path))


def _reply(dispatch: Dispatch) -> dict[str, Any]:
    if dispatch.reply_to is None:
        return {}
    reply = as_post(dispatch.payload)["reply"]
    # with words to carry, we want to hear that the message was deleted there
    unheard = {} if reply.get("words") else {"allow_sending_without_reply": True}
    asked: dict[str, Any] = {"message_id": int(dispatch.reply_to), **unheard}
    quote = reply.get("quote")
    if quote:
        asked |= {"quote": quote["text"]} | ({"quote_entities": quote["entities"]} if quote["entities"] else {})
        asked |= {"quote_position": quote["position"]} if "position" in quote else {}
    return {"reply_parameters": asked}


def without_quote(dispatch: Dispatch) -> Dispatch:
    """Its words do not stand so in the copy: it becomes a reply to the whole, and carries them itself."""
    post = as_post(dispatch.payload)
    reply = post["reply"].copy()
    del reply["quote"]
    payload: PostPayload = {**post, "reply": reply, "carries_words": True}
    return replace(dispatch, payload=payload)


def without_reply(dispatch: Dispatch) -> Dispatch:
    """What it answers was deleted there: it carries the words of it itself."""
    return replace(dispatch, reply_to=None)


def _post(dispatch: Dispatch) -> Call:
    where, payload = _where(dispatch), as_post(dispatch.payload)
    native = payload.get("native")
    if native is not None:
        return _native(where, native, keyboard(payload))
    text, entities = payload.get("text") or "", payload.get("entities") or ()
    attachments = _attachments(dispatch)
    if len(attachments) > 1 and not text:  # the words of the file that is marked as repeated
        first = attachments[_captioned(attachments)]
        text, entities = first.get("text") or "", first.get("entities") or ()
    speechless = attachments and is_wordless(attachments[0]["kind"])
    if dispatch.repeated and payload.get("repeated_mark") and not speechless:
        limit = content.CAPTION_LIMIT if attachments else content.TEXT_LIMIT
        text, entities = _marked(payload["repeated_mark"], text, entities, limit)
    if _carries_words(dispatch) and not speechless:
        limit = content.CAPTION_LIMIT if attachments else content.TEXT_LIMIT
        text, entities = _under_quoted(payload["reply"], text, entities, limit)
    if attachments:
        return _files(where, attachments, _caption(text, entities), keyboard(payload))
    return Call("sendMessage", {**where, **_text(text, entities), **_preview(payload), **keyboard(payload)})


def _native(where: Mapping[str, Any], native: Native, keyboard: Mapping[str, Any]) -> Call:
    if native["kind"] == "bytes":
        document = Upload(native["file_name"], bytes.fromhex(native["hex"]))
        return Call("sendDocument", {**where, "document": document, "caption": native["caption"], **keyboard})
    sent = {name: value for name, value in native.items() if name not in _NOT_SENT}
    return Call(_NATIVE[native["kind"]], {**where, **sent, **keyboard})


def _carries_words(dispatch: Dispatch) -> bool:
    post = as_post(dispatch.payload)
    if "reply" not in post or not post["reply"].get("words"):
        return False
    return dispatch.reply_to is None or "carries_words" in post


def _under_quoted(
    reply: ReplyTo, text: str, entities: Sequence[dict[str, Any]], limit: int
) -> tuple[str, Sequence[dict[str, Any]]]:
    """What is answered is not there any more. A text that leaves no room goes alone."""
    length = content.utf16_length(reply["words"])
    quote = {"type": "blockquote", "offset": 0, "length": length}
    whole = f"{reply['words']}\n{text}" if text else reply["words"]
    if content.utf16_length(whole) > limit:
        return text, entities
    return whole, (quote, *content.shift(entities, length + 1))


def _preview(payload: PostPayload | EditPayload) -> dict[str, Any]:
    return {"link_preview_options": payload["preview"]} if payload.get("preview") else {}


def _marked(
    mark: str, text: str, entities: Sequence[dict[str, Any]], limit: int
) -> tuple[str, Sequence[dict[str, Any]]]:
    """A text that fills a message to the brim goes without the mark: the words count more."""
    piece = content.with_header(mark, text, entities)
    return (piece.text, piece.entities) if content.utf16_length(piece.text) <= limit else (text, entities)


def _text(text: str, entities: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {"text": text, "entities": list(entities)} if entities else {"text": text}


def _files(
    where: Mapping[str, Any],
    attachments: Sequence[_File],
    caption: Mapping[str, Any],
    keyboard: Mapping[str, Any],
) -> Call:
    if len(attachments) == 1:
        method, name = _ALONE[attachments[0]["kind"]]
        looks = _looks(attachments[0])
        return Call(method, {**where, name: attachments[0]["media"], **caption, **looks, **keyboard})
    media = [
        {
            "type": one["kind"],
            "media": one["media"],
            **_caption(one.get("text", ""), one.get("entities", ())),
            **_looks(one),
        }
        for one in attachments
    ]
    if caption:
        media[_captioned(attachments)].update(caption)
    return Call("sendMediaGroup", {**where, "media": media})


def _captioned(attachments: Sequence[Attachment]) -> int:
    return caption_place([one["kind"] for one in attachments])


def _caption(text: str, entities: Sequence[content.Entity]) -> dict[str, Any]:
    return {"caption": text, "caption_entities": list(entities)} if text else {}


def _looks(attachment: Attachment) -> dict[str, Any]:
    covered = {"has_spoiler": True} if attachment.get("covered") else {}
    return _above(attachment) | covered


def _above(captioned: Attachment | EditPayload) -> dict[str, Any]:
    return {"show_caption_above_media": True} if captioned.get("above") else {}


def _edit(dispatch: Dispatch) -> Call | None:
    payload = as_edit(dispatch.payload)
    text, entities = payload.get("text") or "", list(payload.get("entities") or ())
    if "correction" in payload:
        words = _marked(payload["correction"], text, entities, content.TEXT_LIMIT)
        return Call("sendMessage", {**_where(dispatch), **_text(*words)})
    seen = (payload["provider_id"],) if "provider_id" in payload else dispatch.provider_ids
    if not seen:
        return None
    place = payload.get("caption_at")
    where = {"chat_id": dispatch.chat_id, "message_id": int(seen[-1 if place is None else place])}
    if attachments := _attachments(dispatch):
        [file] = attachments
        described = {"type": file["kind"], "media": file["media"], **_looks(file)}
        return Call("editMessageMedia", {**where, "media": described | _caption(text, entities)})
    if place is not None:
        caption = {"caption": text, "caption_entities": entities}
        return Call("editMessageCaption", {**where, **caption, **_above(payload)})
    return Call("editMessageText", {**where, **_text(text, entities), **_preview(payload), **keyboard(payload)})


def _remove(dispatch: Dispatch) -> Call | None:
    if not dispatch.provider_ids:
        return None
    return Call("deleteMessage", {"chat_id": dispatch.chat_id, "message_id": int(dispatch.provider_ids[-1])})


def _create_topic(dispatch: Dispatch) -> Call:
    return Call("createForumTopic", {"chat_id": dispatch.chat_id, "name": as_topic(dispatch.payload)["name"]})


def _reaction(dispatch: Dispatch) -> Call:
    payload = as_reaction(dispatch.payload)
    return Call(
        "setMessageReaction",
        {
            "chat_id": dispatch.chat_id,
            "message_id": int(payload["provider_id"]),
            "reaction": [{"type": "emoji", "emoji": payload["emoji"]}],
        },
    )


def _of_topic(dispatch: Dispatch) -> Call | None:
    method = "deleteForumTopic" if dispatch.kind == RowKind.DELETE_TOPIC else "reopenForumTopic"
    where = _where(dispatch)
    return Call(method, where) if "message_thread_id" in where else None


def _drop_choices(dispatch: Dispatch) -> Call:
    return Call(
        "editMessageReplyMarkup",
        {"chat_id": dispatch.chat_id, "message_id": int(as_drop_choices(dispatch.payload)["provider_id"])},
    )


_MAKERS: dict[RowKind, Callable[[Dispatch], Call | None]] = {
    RowKind.POST: _post,
    RowKind.CARD: _post,
    RowKind.EDIT: _edit,
    RowKind.REMOVE: _remove,
    RowKind.EDIT_CARD: _edit,
    RowKind.CREATE_TOPIC: _create_topic,
    RowKind.DELETE_TOPIC: _of_topic,
    RowKind.REACTION: _reaction,
    RowKind.REOPEN_TOPIC: _of_topic,
    RowKind.DROP_CHOICES: _drop_choices,
    RowKind.LEAVE_CHAT: lambda dispatch: Call("leaveChat", {"chat_id": dispatch.chat_id}),
}
