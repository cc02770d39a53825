"""A person's message as the rows in which it goes to the other side, and what a correction changes of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

from models.phrases.catalogue import say
from models.phrases.message_types import name_of
from models.rules.delivery.message_parts import caption_place, formed, is_wordless, parts_of
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.payloads import EditPayload, PostPayload
from models.rules.delivery.post_content import Attachment, Native, ReplyTo
from models.rules.delivery.replies import AnsweredMessage, Towards, is_reply_there, reply_payload, words_above
from models.rules.delivery.transports import TELEGRAM, Transport
from models.rules.texts.content import (
    Entity,
    Piece,
    clip,
    one_line,
    shift,
    utf16_length,
    with_header,
)
from models.rules.texts.manner import PLAIN, Manner, captions_of

#: What may stand together in an album; whatever is in none of these goes by itself.
_TOGETHER: Final = {"photo": "pictures", "video": "pictures", "document": "documents", "audio": "audio"}
_NAME_LIMIT: Final = 60

NOTHING: Final = Piece("")


class AFile(Protocol):
    @property
    def file_name(self) -> str | None: ...
    def as_attachment(self) -> Attachment: ...


class Spoken(Protocol):
    """What somebody said."""

    @property
    def text(self) -> str: ...
    @property
    def entities(self) -> tuple[Any, ...]: ...
    @property
    def files(self) -> Sequence[AFile]: ...
    @property
    def native(self) -> Native | None: ...
    @property
    def manner(self) -> Manner: ...


@dataclass(frozen=True)
class CarriedFile:
    """name: of the file, where it has one."""

    attachment: Attachment
    name: str | None

    @property
    def kind(self) -> str:
        return self.attachment["kind"]


@dataclass(frozen=True)
class Carried:
    """header, above: lines of ours before the words: which ticket; whose words,
    what is answered. reply: of the payload, when that is on the other side too.
    """

    text: str = ""
    entities: tuple[Entity, ...] = ()
    files: tuple[CarriedFile, ...] = ()
    native: Native | None = None
    manner: Manner = PLAIN
    header: str = ""
    above: Piece = NOTHING
    reply: ReplyTo | None = None

    @property
    def words(self) -> dict[int, Piece]:
        """By the place of the file that they stand under; 0 of a message without files."""
        if len(self.files) > 1 and self.manner.captions:
            return captions_of(self.text, self.entities, self.manner.captions)
        return {places(self.files)[0]: Piece(self.text, self.entities)} if self.text else {}


def carried(
    spoken: Spoken, towards: Towards, answered: AnsweredMessage | None, header: str = "", by: Transport = TELEGRAM
) -> Carried:
    """The words of a place or a contact are for those who can't be shown it. answered: what it replies to. by: as
    which transport shows it.
    """
    entities = tuple(dict(entity) for entity in spoken.entities)
    words = Piece(spoken.text, entities) if spoken.native is None else Piece("")
    said = Carried(words.text, words.entities, files_of(spoken), spoken.native, spoken.manner, header)
    if spoken.manner.origin is None and spoken.manner.reply is None:
        return said
    is_reply = is_reply_there(spoken.manner, answered, towards)
    said = replace(said, above=words_above(spoken.manner, towards, is_reply=is_reply))
    if not is_reply or answered is None or spoken.manner.reply is None:
        return said
    return replace(said, reply=reply_payload(spoken.manner.reply, answered, towards, grouped(answered.kinds, by)))


def files_of(spoken: Spoken) -> tuple[CarriedFile, ...]:
    return tuple(CarriedFile(file.as_attachment(), file.file_name) for file in spoken.files)


def places(files: Sequence[CarriedFile]) -> list[int]:
    """Of the files of a message, beginning with the one that carries words of which nobody said where they stand."""
    if not files:
        return [0]
    first = caption_place([file.kind for file in files]) % len(files)
    return [first, *(place for place in range(len(files)) if place != first)]


def grouped(kinds: Sequence[str], by: Transport = TELEGRAM) -> list[list[int]]:
    """The places of the files that leave together, in their order."""
    most = 1 if by.files is None else by.files.together
    groups: list[list[int]] = []
    for place, kind in enumerate(kinds):
        album = _TOGETHER.get(kind)
        last = groups[-1] if groups else []
        if album and last and _TOGETHER.get(kinds[last[0]]) == album and len(last) < most:
            last.append(place)
        else:
            groups.append([place])
    return groups


def carried_parts(said: Carried, language: str, *, by: Transport = TELEGRAM) -> list[PostPayload]:
    """The POST payloads. language: of those who read them: words that don't fit under their file name it."""
    if said.native is not None:
        header = with_header(said.header, said.above.text, said.above.entities)
        return _replying(said, parts_of(header.text, header.entities, native=said.native, by=by))
    words, files = said.words, said.files
    first = min(words, default=places(files)[0])
    fitting = {
        place: piece
        for place in {*words, first}
        if files and _fits(piece := formed(_headed(said, words, place, first), by), files[place], by)
    }
    payloads = [_files(said, group, fitting) for group in grouped([file.kind for file in files], by)]
    for place in sorted({*words, first} - {*fitting}):
        label = caption_label(files[place], place, language) if len(words) > 1 else ""
        piece = _headed(said, words, place, first, label)
        if piece.text or not payloads:
            payloads += _previewing(said, parts_of(piece.text, piece.entities, by=by))
    for part, payload in enumerate(payloads):
        payload["part"] = part
    return _replying(said, payloads)


def _previewing(said: Carried, parts: list[PostPayload]) -> list[PostPayload]:
    if said.manner.preview:
        for part in parts:
            part["preview"] = said.manner.preview
    return parts


def _replying(said: Carried, parts: list[PostPayload]) -> list[PostPayload]:
    """Its first part is the reply."""
    if said.reply is not None:
        parts[0]["reply"] = said.reply
    return parts


def caption_label(file: CarriedFile, place: int, language: str) -> str:
    """What stands before the words of a file where they can't stand under it."""
    name = clip(one_line(file.name or ""), _NAME_LIMIT)
    if name:
        return say(language, "caption.of_file", name=name)
    return say(language, "caption.of_nameless", kind=name_of(file.kind, language), number=place + 1)


def corrected_parts(
    before: Carried, now: Carried, language: str, gone: str, by: Transport = TELEGRAM
) -> list[tuple[RowKind, PostPayload | EditPayload]]:
    """Edits of the parts that were shown, posts for what no longer fits into them.

    Both have the same files. gone: what a part says from now on that the new words no longer need.
    """
    old, new = (carried_parts(one, language, by=by) for one in (before, now))
    changes: list[tuple[RowKind, PostPayload | EditPayload]] = []
    for part in range(max(len(old), len(new))):
        was, becomes = old[part] if part < len(old) else None, new[part] if part < len(new) else None
        if becomes is None:
            changes.append((RowKind.EDIT, {"part": part, "text": gone, "entities": []}))
        elif was is None:
            changes.append((RowKind.POST, becomes))
        elif "attachments" in becomes:
            changes += [(RowKind.EDIT, edit) for edit in caption_edits(was, becomes)]
        elif was != becomes:
            changes.append((RowKind.EDIT, _words_edit(becomes)))
    return changes


def _words_edit(post: PostPayload) -> EditPayload:
    """What it answers stays as it was shown."""
    edit: EditPayload = {"part": post["part"], "text": post.get("text", ""), "entities": post.get("entities", [])}
    if "preview" in post:
        edit["preview"] = post["preview"]
    return edit


def caption_edits(was: PostPayload, becomes: PostPayload) -> list[EditPayload]:
    """caption_at: counted from the end: of a copy that was sent twice, the second counts."""
    edits, files, count = list[EditPayload](), becomes["attachments"], len(becomes["attachments"])
    for index, (old, new) in enumerate(zip(_captioned(was), _captioned(becomes), strict=True)):
        other_cover = bool(was["attachments"][index].get("covered")) != bool(files[index].get("covered"))
        if old != new or other_cover:
            edit: EditPayload = {**new, "part": becomes["part"], "caption_at": index - count}
            if other_cover:
                edit["attachments"] = [_without_caption(files[index])]
            edits.append(edit)
    return edits


def _without_caption(attachment: Attachment) -> Attachment:
    bare = attachment.copy()
    bare.pop("text", None)
    bare.pop("entities", None)
    return bare


def _captioned(payload: PostPayload) -> list[EditPayload]:
    """The words of each of its files."""
    found = []
    for attachment in payload["attachments"]:
        holder: PostPayload | Attachment = payload if len(payload["attachments"]) == 1 else attachment
        caption: EditPayload = {"text": holder.get("text", ""), "entities": holder.get("entities", [])}
        if attachment.get("above"):
            caption["above"] = True
        found.append(caption)
    return found


def _headed(said: Carried, words: Mapping[int, Piece], place: int, first: int, label: str = "") -> Piece:
    piece = words.get(place, Piece(""))
    piece = with_header(label, piece.text, piece.entities)
    if place != first:
        return piece
    piece = below(said.above, piece)
    return with_header(said.header, piece.text, piece.entities)


def below(above: Piece, piece: Piece) -> Piece:
    if not above.text or not piece.text:
        return above if above.text else piece
    shifted = shift(piece.entities, utf16_length(above.text) + 1)
    return Piece(f"{above.text}\n{piece.text}", (*above.entities, *shifted))


def _fits(piece: Piece, file: CarriedFile, by: Transport) -> bool:
    return utf16_length(piece.text) <= by.text.caption and not is_wordless(file.kind, by)


def _files(said: Carried, group: Sequence[int], words: Mapping[int, Piece]) -> PostPayload:
    """One file has its words beside it, the files of an album each their own."""
    attachments = list[Attachment]()
    payload: PostPayload = {"part": 0, "attachments": attachments}
    for place in group:
        attachment = said.files[place].attachment.copy()
        if place in said.manner.covered:
            attachment["covered"] = True
        if place in said.manner.above:
            attachment["above"] = True
        if (piece := words.get(place, NOTHING)).text:
            holder: PostPayload | Attachment = payload if len(group) == 1 else attachment
            holder["text"], holder["entities"] = piece.text, list(piece.entities)
        attachments.append(attachment)
    return payload
