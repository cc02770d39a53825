"""Bytes that can't be had any more, or not whole: nobody is given half a file, and no word is lost with it."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from models.actions.queue.dispatching import Dispatch
from models.actions.queue.outgoing_files import OutgoingFile
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.payloads import PostPayload, as_post
from models.rules.delivery.places import Place
from models.rules.delivery.post_content import Attachment
from models.rules.delivery.send_results import FailedPermanently, FailedTemporarily, Refusal, SendResult, Sent
from models.rules.requests.file_quota import FileState
from tests.actions.office import at
from workers.jobs import deliver

HERE = OutgoingFile("photo", "known")
LOST = OutgoingFile("photo")
BYTES = b"%PDF"


def stored(path: str, size: int = len(BYTES)) -> OutgoingFile:
    return OutgoingFile("document", None, path, "счёт.pdf", size)


class Delivering:
    """sent: what left. lost: attachments that were marked as lost."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sent: list[Dispatch] = []
        self.lost: list[int] = []
        me: Any = SimpleNamespace(
            senders=SimpleNamespace(of=lambda _: self),
            writer=SimpleNamespace(run=self._marks),
            clock=SimpleNamespace(read=at),
            settings=SimpleNamespace(files_dir=folder),
        )
        monkeypatch.setattr(deliver, "worker", lambda: me)

    async def _marks(self, act: Any) -> None:
        assert act.keywords["state"] is FileState.FAILED
        self.lost.append(act.keywords["attachment_id"])

    async def send(self, dispatch: Dispatch) -> SendResult:
        self.sent.append(dispatch)
        return Sent(("1",))

    async def delivers(
        self, *files: OutgoingFile, payload: PostPayload, place: Place = Place.TOPIC, attempts: int = 0
    ) -> SendResult:
        row = Dispatch(
            id=1, lane_id=1, kind=RowKind.POST, payload=payload, repeatable=True, repeated=False, attempts=attempts,
            transport="telegram", account="1", place=place, address="5", thread_id=None, topic_account=None,
            ticket_id=None, message_id=None, incarnation=None, provider_ids=(), files=files,
        )  # fmt: skip
        return await deliver._send(row)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Delivering:
    (tmp_path / "whole").write_bytes(BYTES)
    (tmp_path / "cut").write_bytes(BYTES[:2])
    return Delivering(tmp_path, monkeypatch)


def one(text: str = "Счёт") -> PostPayload:
    files: list[Attachment] = [{"id": 7, "kind": "document", "file_id": "d"}]
    return {"part": 0, "text": text, "entities": [], "attachments": files}


def album(*captions: str) -> PostPayload:
    files: list[Attachment] = [{"id": id, "kind": "photo", "file_id": "p"} for id in range(1, len(captions) + 1)]
    for file, caption in zip(files, captions, strict=True):
        if caption:
            file["text"], file["entities"] = caption, []
    return {"part": 0, "attachments": files}


async def test_what_lies_on_the_disk_of_another_host_is_left_to_that_one_and_not_called_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = Delivering(tmp_path / "files", monkeypatch)  # nothing was ever stored here
    result = await elsewhere.delivers(stored("whole"), payload=one())
    assert isinstance(result, FailedTemporarily)
    assert (elsewhere.sent, elsewhere.lost) == ([], [])


async def test_what_no_host_has_is_lost_in_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = Delivering(tmp_path / "files", monkeypatch)
    await elsewhere.delivers(stored("whole"), payload=one(), attempts=99)
    assert elsewhere.lost == [7]


async def test_a_whole_file_goes(desk: Delivering) -> None:
    assert isinstance(await desk.delivers(stored("whole"), payload=one()), Sent)
    assert (len(desk.sent[0].files), desk.lost) == (1, [])


@pytest.mark.parametrize("path", ["cut", "gone"])
async def test_in_a_topic_the_words_go_without_what_is_cut_short_or_gone_and_staff_are_told(
    desk: Delivering, path: str
) -> None:
    assert isinstance(await desk.delivers(stored(path), payload=one()), Sent)
    assert (as_post(desk.sent[0].payload)["text"], desk.sent[0].files, desk.lost) == ("Счёт", (), [7])


@pytest.mark.parametrize("path", ["cut", "gone"])
async def test_a_person_gets_the_whole_or_nothing(desk: Delivering, path: str) -> None:
    result = await desk.delivers(stored(path), payload=one(), place=Place.ADDRESS)
    assert isinstance(result, FailedPermanently)
    assert (result.refusal, desk.sent, desk.lost) == (Refusal.NO_FILE, [], [7])


async def test_what_stood_under_the_lost_files_of_an_album_stands_under_those_that_are_left(desk: Delivering) -> None:
    await desk.delivers(HERE, LOST, HERE, payload=album("Кухня", "Ванная", ""))
    (left,) = desk.sent
    assert [one.get("text") for one in as_post(left.payload)["attachments"]] == ["Кухня\nВанная", None]
    assert left.files == (HERE, HERE)


async def test_of_an_album_with_one_file_left_every_word_stays(desk: Delivering) -> None:
    await desk.delivers(LOST, HERE, payload=album("Кухня", "Ванная"))
    (left,) = desk.sent
    assert (as_post(left.payload)["text"], len(as_post(left.payload)["attachments"])) == ("Кухня\nВанная", 1)


async def test_of_an_album_that_is_gone_the_words_stay(desk: Delivering) -> None:
    await desk.delivers(LOST, LOST, payload=album("", "Ванная"))
    (left,) = desk.sent
    assert (as_post(left.payload)["text"], as_post(left.payload)["attachments"]) == ("Ванная", [])


async def test_words_that_have_no_room_under_the_file_that_is_left_are_cut(desk: Delivering) -> None:
    await desk.delivers(LOST, HERE, payload=album("а" * 1000, "б" * 1000))
    text = as_post(desk.sent[0].payload)["text"]
    assert len(text) <= 1024
    assert text.endswith("…")
