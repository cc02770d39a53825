"""Which request of the Cloud API an outgoing row becomes: one message each. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from models.actions.queue.dispatching import Dispatch
from models.actions.queue.outgoing_files import OutgoingFile
from models.rules.delivery.choice_titles import drawn
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.payloads import PostPayload, as_edit, as_post, as_reaction
from models.rules.delivery.post_content import Native, NativeBytes, OfferedChoice
from models.rules.delivery.transports import WHATSAPP, Drawn
from models.rules.texts import content
from models.rules.texts.content import Entity, Piece
from workers.transports.uploads import Upload
from workers.transports.whatsapp_markup import marked_up

TEXT_LIMIT: Final = 4096
CAPTION_LIMIT: Final = 1024
BODY_LIMIT: Final = 1024
CHOICES: Final = WHATSAPP.choices
#: Opens a list whose words nobody gave.
_OPENS: Final = "☰"
#: How each kind of attachment is sent, and which kinds carry words.
_TYPES: Final = {
    "photo": "image",
    "video": "video",
    "animation": "video",
    "video_note": "video",
    "audio": "audio",
    "voice": "audio",
    "sticker": "sticker",
    "document": "document",
}
_CAPTIONED: Final = ("image", "video", "document")


class CannotShow(ValueError):
    """The transport has no message for it. Its words say what it was."""


@dataclass(frozen=True)
class Call:
    """body: of the one request that sends it. upload: its id is put where body has the file."""

    body: Mapping[str, Any]
    upload: Upload | None = None

    @property
    def file_type(self) -> str:
        return str(self.body["type"])

    def with_file(self, media_id: str, file_type: str) -> "Call":
        """file_type: as what the service takes it. Words that can't stand under it then are none of its message."""
        described = {**self.body[self.file_type], "id": media_id}
        if file_type == "document" and self.upload is not None:
            described["filename"] = content.one_line(self.upload.file_name or "") or "file"
        return Call({**_but(self.body, self.file_type), "type": file_type, file_type: described})


def call_for(dispatch: Dispatch) -> Call | None:
    """None: there is nothing to change there, as what has left stays as it is. Raises CannotShow."""
    if dispatch.kind == RowKind.POST:
        return _post(dispatch)
    if dispatch.kind == RowKind.REACTION:
        reaction = as_reaction(dispatch.payload)
        said = {"message_id": reaction["provider_id"], "emoji": reaction["emoji"]}
        return Call(_to(dispatch, "reaction", said))
    if dispatch.kind == RowKind.EDIT and "correction" in dispatch.payload:
        edit = as_edit(dispatch.payload)
        words = content.with_header(edit["correction"], edit["text"], edit["entities"])
        return Call(_text(dispatch, words, None))
    return None


def _to(dispatch: Dispatch, kind: str, said: Any) -> dict[str, Any]:
    """A person is named by their BSUID, and by digits only where nothing else is known of them."""
    address = dispatch.address or ""
    whom = "to" if address.isascii() and address.isdecimal() else "recipient"
    body = {"messaging_product": "whatsapp", "recipient_type": "individual", whom: address, "type": kind, kind: said}
    answers = dispatch.reply_to if kind != "reaction" else None
    return body if answers is None else {**body, "context": {"message_id": answers}}


def _post(dispatch: Dispatch) -> Call:
    post = as_post(dispatch.payload)
    native, template = post.get("native"), post.get("template")
    if template is not None:
        language = {"policy": "deterministic", "code": template["language"]}
        return Call(_to(dispatch, "template", {"name": template["name"], "language": language}))
    if native is not None:
        return _bytes(dispatch, native) if native["kind"] == "bytes" else Call(_native(dispatch, native))
    if dispatch.files:
        return _file(dispatch, post)
    words = _words(dispatch, post, TEXT_LIMIT)
    choices = [choice for row in post.get("choices", ()) for choice in row]
    if choices:
        return Call(_interactive(dispatch, words, choices, post.get("opens_choices") or _OPENS))
    return Call(_text(dispatch, words, post))


# -- words


def _words(dispatch: Dispatch, post: PostPayload, limit: int) -> Piece:
    """Under the mark of what may be there already, and under the words that it answers, where they fit."""
    whole = Piece(post.get("text") or "", tuple(post.get("entities") or ()))
    if dispatch.repeated and post.get("repeated_mark"):
        whole = _if_it_fits(content.with_header(post["repeated_mark"], whole.text, whole.entities), whole, limit)
    quoted = _quoted(dispatch, post)
    if not quoted:
        return whole
    length = content.utf16_length(quoted)
    quote: Entity = {"type": "blockquote", "offset": 0, "length": length}
    under = (quote, *content.shift(whole.entities, length + 1))
    return _if_it_fits(Piece(f"{quoted}\n{whole.text}" if whole.text else quoted, under), whole, limit)


def _quoted(dispatch: Dispatch, post: PostPayload) -> str:
    """A message can be answered only as a whole: words that were picked out of it stand above the answer."""
    if "reply" not in post:
        return ""
    reply = post["reply"]
    if dispatch.reply_to is None:
        return reply.get("words") or ""
    return reply["quote"]["text"] if "quote" in reply else ""


def _if_it_fits(longer: Piece, shorter: Piece, limit: int) -> Piece:
    """The words count more than what stands above them."""
    return longer if content.utf16_length(longer.text) <= limit else shorter


def _text(dispatch: Dispatch, words: Piece, post: PostPayload | None) -> dict[str, Any]:
    said = marked_up(words.text, words.entities, TEXT_LIMIT)
    refused = post is not None and (post.get("preview") or {}).get("is_disabled", False)
    return _to(dispatch, "text", {"body": said, "preview_url": not refused and "http" in said})


def _interactive(dispatch: Dispatch, words: Piece, choices: Sequence[OfferedChoice], opens: str) -> dict[str, Any]:
    """Raises CannotShow for more choices than the service takes: they are paged before they are stored."""
    if len(choices) > CHOICES.room:
        raise CannotShow(f"{len(choices)} choices in one message")
    shown = drawn(CHOICES, choices)
    action: dict[str, Any]
    if shown.how is Drawn.BUTTONS:
        replies = [{"id": one.key, "title": one.title} for one in shown.choices]
        action = {"buttons": [{"type": "reply", "reply": reply} for reply in replies]}
    else:
        rows = [
            {"id": one.key, "title": one.title} | ({"description": one.description} if one.description else {})
            for one in shown.choices
        ]
        action = {"button": content.clip(opens, CHOICES.button_title), "sections": [{"rows": rows}]}
    kind = "button" if shown.how is Drawn.BUTTONS else "list"
    body = {"text": marked_up(words.text, words.entities, BODY_LIMIT)}
    return _to(dispatch, "interactive", {"type": kind, "body": body, "action": action})


# -- files


def _file(dispatch: Dispatch, post: PostPayload) -> Call:
    """Raises CannotShow for an album: here each file is a message of its own."""
    if len(dispatch.files) > 1 or post.get("choices"):
        raise CannotShow("an album" if len(dispatch.files) > 1 else "choices under a file")
    [file] = dispatch.files
    kind = _TYPES.get(file.kind, "document")
    described: dict[str, Any] = {}
    words = _words(dispatch, post, CAPTION_LIMIT)
    if words.text and kind in _CAPTIONED:
        described["caption"] = marked_up(words.text, words.entities, CAPTION_LIMIT)
    return _with(dispatch, kind, described, file)


def _with(dispatch: Dispatch, kind: str, described: Mapping[str, Any], file: OutgoingFile) -> Call:
    if file.file_id is not None:
        return Call(_to(dispatch, kind, {**described, "id": file.file_id}))
    return Call(_to(dispatch, kind, described), Upload(file.file_name, str(file.path)))


def _bytes(dispatch: Dispatch, native: NativeBytes) -> Call:
    upload = Upload(native["file_name"], bytes.fromhex(native["hex"]))
    return Call(_to(dispatch, "document", {"caption": native["caption"]}), upload)


def _native(dispatch: Dispatch, native: Native) -> dict[str, Any]:
    if native["kind"] == "contact":
        return _to(
            dispatch,
            "contacts",
            [_contact(native["first_name"], native.get("last_name", ""), native["phone_number"])],
        )
    if native["kind"] == "bytes":
        raise CannotShow("bytes without a file")
    place: dict[str, Any] = {"latitude": str(native["latitude"]), "longitude": str(native["longitude"])}
    if native["kind"] == "venue":
        place |= {"name": native["title"], "address": native["address"]}
    return _to(dispatch, "location", place)


def _contact(first_name: str, last_name: str, phone: str) -> dict[str, Any]:
    called = {"formatted_name": f"{first_name} {last_name}".strip() or phone, "first_name": first_name or phone}
    return {"name": called | ({"last_name": last_name} if last_name else {}), "phones": [{"phone": phone}]}


def _but(body: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in body.items() if key != name}
