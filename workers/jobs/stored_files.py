"""Which files of an outgoing row can be had. In a topic its words go without the rest; a person gets all or none."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from models.actions.queue.dispatching import Dispatch
from models.actions.queue.outgoing_files import OutgoingFile
from models.actions.tickets import attachments
from models.rules.delivery.message_parts import caption_place
from models.rules.delivery.payloads import PostPayload, as_post
from models.rules.delivery.post_content import Attachment
from models.rules.requests.file_quota import FileState
from models.rules.texts.content import CAPTION_LIMIT, TEXT_LIMIT, Piece, clip, cut
from models.rules.texts.manner import joined
from workers.composition import Worker

#: So often a row whose files are not here is left to another host: each time one of them takes it by chance.
_LEFT_TO_OTHERS = 20


def lie_elsewhere(me: Worker, dispatch: Dispatch) -> bool:
    """Nothing was ever stored on this host: the disk of another one has the bytes (docs/operating.md)."""
    stored = any(file.path is not None for file in dispatch.files)
    return stored and dispatch.attempts < _LEFT_TO_OTHERS and not me.settings.files_dir.exists()


async def with_files(me: Worker, dispatch: Dispatch) -> Dispatch | None:
    """None: something of it can't be had, and without it it must not go."""
    lost = [one for one, file in _described(dispatch) if file.path is not None and not _is_whole(me, file)]
    for one in lost:  # staff are told once, and may have it fetched again
        failed = partial(attachments.mark_lost, attachment_id=one["id"], state=FileState.FAILED)
        await me.writer.run(partial(failed, at=me.clock.read()))
    gone = [one["id"] for one in lost]
    files = tuple(OutgoingFile(file.kind) if one.get("id") in gone else file for one, file in _described(dispatch))
    return without_lost_files(replace(dispatch, files=files) if lost else dispatch)


def _described(dispatch: Dispatch) -> list[tuple[Attachment, OutgoingFile]]:
    return list(zip(as_post(dispatch.payload).get("attachments") or (), dispatch.files, strict=True))


def _is_whole(me: Worker, file: OutgoingFile) -> bool:
    """A disk may lose a file or its end, and a backup may be put back without the files."""
    try:
        size = (me.settings.files_dir / str(file.path)).stat().st_size
    except OSError:
        return False
    return file.size is None or size == file.size


def without_lost_files(dispatch: Dispatch) -> Dispatch | None:
    """In a topic: as staff were told of them."""
    if not any(file.is_lost for file in dispatch.files):
        return dispatch
    kept = [(one, file) for one, file in _described(dispatch) if not file.is_lost]
    payload = _with_words_of_all(as_post(dispatch.payload), [one.copy() for one, _ in kept])
    if not dispatch.to_topic or not (kept or payload.get("text")):
        return None
    return replace(dispatch, payload=payload, files=tuple(file for _, file in kept))


def _with_words_of_all(payload: PostPayload, kept: list[Attachment]) -> PostPayload:
    """What stood under a lost file of an album stands under one that is left, or alone."""
    described, whole = payload["attachments"], payload.copy()
    whole["attachments"] = kept
    if len(described) == 1:
        return whole
    if len(kept) < 2:
        _put_words(whole, _joined(described, CAPTION_LIMIT if kept else TEXT_LIMIT))
        return whole
    left = [one["id"] for one in kept]
    first = kept[caption_place([one["kind"] for one in kept])]
    _put_words(first, _joined([first, *(one for one in described if one["id"] not in left)], CAPTION_LIMIT))
    return whole


def _put_words(under: PostPayload | Attachment, words: Piece) -> None:
    if words.text:
        under["text"], under["entities"] = words.text, list(words.entities)


def _joined(described: Sequence[Attachment], limit: int) -> Piece:
    pieces = [Piece(one.get("text", ""), tuple(one.get("entities", ()))) for one in described]
    whole, _ = joined(list(enumerate(pieces)))
    text = clip(whole.text, limit)
    entities = cut(whole.text, whole.entities, 0, len(text) - 1).entities if text != whole.text else whole.entities
    return Piece(text, entities)
