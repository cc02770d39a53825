"""What an answer of the Cloud API says about a request, and as what it takes a file."""

import json
from typing import Any

import pytest

from models.rules.delivery.send_results import FailedPermanently, FailedTemporarily, Refusal, Sent, Unknown
from workers.transports.whatsapp_answers import Answer, result_of
from workers.transports.whatsapp_files import Taken, taken_as

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def answer(status: int, tree: Any) -> Answer:
    return Answer(status, json.dumps(tree).encode())


def refused(code: int, message: str = "(#1) words", status: int = 400, **more: Any) -> Answer:
    return answer(status, {"error": {"code": code, "message": message, **more}})


def test_a_message_that_was_taken_has_an_id() -> None:
    assert result_of(answer(200, {"messages": [{"id": "wamid.1"}]}), 0) == Sent(("wamid.1",))


@pytest.mark.parametrize("body", [b"", b"<html>", b"{}", b'{"messages": []}', b'{"messages": [{"id": 5}]}', b"[]"])
def test_taken_without_an_id_is_unknown(body: bytes) -> None:
    assert isinstance(result_of(Answer(200, body), 0), Unknown)


def test_a_refusal_says_why_with_the_words_and_the_code_of_the_service() -> None:
    details = {"details": "Message failed to send because more than 24 hours have passed"}
    said = result_of(refused(131047, error_data=details), 0)
    assert isinstance(said, FailedPermanently)
    assert said.refusal is Refusal.WINDOW_CLOSED
    assert said.reason == f"{details['details']} (131047)"


def test_a_refused_token_stops_the_account_and_is_not_named() -> None:
    said = result_of(refused(190, "Malformed access token EAAsecret", 401), 0)
    assert isinstance(said, FailedTemporarily)
    assert (said.whole_account, said.trouble) == (True, Refusal.TOKEN_REFUSED)
    assert "EAA" not in said.reason


def test_too_much_for_one_person_makes_that_chat_wait_longer_and_longer() -> None:
    waits = [result_of(refused(131056), attempts) for attempts in (0, 1)]
    assert [(one.retry_after, one.whole_account) for one in waits if isinstance(one, FailedTemporarily)] == [
        (6.0, False),
        (12.0, False),
    ]


def test_trouble_of_the_service_is_waited_out_but_not_for_ever() -> None:
    assert isinstance(result_of(refused(131000, status=500), 0), FailedTemporarily)
    assert isinstance(result_of(refused(131000, status=500), 10), FailedPermanently)


@pytest.mark.parametrize("answer", [refused(1, status=500), Answer(502, b"<html>"), Answer(500, b"")])
def test_a_server_that_broke_may_have_sent_it(answer: Answer) -> None:
    assert isinstance(result_of(answer, 0), Unknown)


def test_somebody_on_the_way_has_not_sent_it() -> None:
    assert isinstance(result_of(Answer(403, b"<html>blocked"), 0), FailedTemporarily)
    assert isinstance(result_of(Answer(302, b""), 0), FailedTemporarily)


def test_too_many_requests_are_obeyed() -> None:
    assert result_of(Answer(429, b"", "7"), 0) == FailedTemporarily(7.0, "429")


def test_a_code_of_tomorrow_refuses_for_good() -> None:
    assert result_of(refused(139999), 0) == FailedPermanently(Refusal.OTHER, "(#1) words (139999)")


@pytest.mark.parametrize(
    ("meant", "beginning", "size", "name", "taken"),
    [
        ("image", b"\xff\xd8\xff\xe0", 100, None, Taken("image", "image/jpeg")),
        ("image", b"\x89PNG\r\n\x1a\n", 100, None, Taken("image", "image/png")),
        ("image", b"\xff\xd8\xff\xe0", 5_242_881, None, Taken("document", "image/jpeg")),
        ("image", b"GIF89a", 100, "a.gif", Taken("document", "image/gif")),
        ("audio", b"OggS", 100, None, Taken("audio", "audio/ogg; codecs=opus")),
        ("audio", b"\0\0\0\x20ftypM4A ", 100, "a.m4a", Taken("audio", "audio/mp4")),
        ("audio", b"fLaC", 100, "a.flac", Taken("document", "audio/flac")),
        ("video", b"\0\0\0\x20ftypisom", 100, None, Taken("video", "video/mp4")),
        ("video", b"\0\0\0\x20ftypisom", 16_777_217, None, Taken("document", "video/mp4")),
        ("sticker", b"RIFF\0\0\0\0WEBP", 100, None, Taken("sticker", "image/webp")),
        ("sticker", b"\x1f\x8b", 100, None, Taken("document", "application/octet-stream")),
        ("document", b"%PDF-1.4", 100, None, Taken("document", "application/pdf")),
        ("document", b"PK\x03\x04", 100, "a.docx", Taken("document", _WORD)),
        ("document", b"12:01 link down", 100, "Журнал.LOG", Taken("document", "text/plain")),
    ],
)
def test_a_file_goes_as_its_kind_where_its_bytes_fit_and_as_a_document_otherwise(
    meant: str, beginning: bytes, size: int, name: str | None, taken: Taken
) -> None:
    assert taken_as(meant, beginning, size, name) == taken
