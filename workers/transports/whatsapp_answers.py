"""What an answer of the Cloud API says about a request. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from models.rules.delivery.send_results import (
    ACCOUNT_TROUBLES,
    FailedPermanently,
    FailedTemporarily,
    Refusal,
    SendResult,
    Sent,
    Unknown,
)
from models.rules.delivery.whatsapp_errors import is_known, meaning_of
from models.rules.health.stepped_clock import obeyed_silence

#: So often what the service calls a trouble of its own is tried: some half an hour.
_MAX_ATTEMPTS: Final = 10
_LONGEST_RETRY_SECONDS: Final = 300.0
_BEHIND_A_WALL_SECONDS: Final = 30.0
_TOO_MANY_SECONDS: Final = 6.0


@dataclass(frozen=True)
class Answer:
    """retry_after: of the header, in seconds."""

    status: int
    body: bytes
    retry_after: str = ""

    @property
    def is_good(self) -> bool:
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES

    def tree(self) -> Mapping[str, Any]:
        """Empty: it is no object in JSON, and so of somebody else on the way."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


def result_of(answer: Answer, attempts: int) -> SendResult:
    """Of the request that sends a message. attempts: how often it was tried before."""
    if not answer.is_good:
        return failure_of(answer, attempts)
    messages = answer.tree().get("messages")
    ids = [one.get("id") for one in messages if isinstance(one, dict)] if isinstance(messages, list) else []
    known = tuple(one for one in ids if isinstance(one, str) and one)
    return Sent(known) if known else Unknown(f"HTTP {answer.status} without an id")


def failure_of(answer: Answer, attempts: int) -> FailedTemporarily | FailedPermanently | Unknown:
    """Of a request that was answered with an error. Unknown: it may have been done all the same."""
    error = answer.tree().get("error")
    code = error.get("code") if isinstance(error, dict) else None
    if not isinstance(error, dict) or not isinstance(code, int):
        return _without_a_code(answer, attempts)
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR and not is_known(code):
        return Unknown(words_of(error))
    meaning = meaning_of(code)
    # the words of a refused token name the token
    words = f"the token was refused ({code})" if meaning.refusal is Refusal.TOKEN_REFUSED else words_of(error)
    if meaning.retry_after is None:
        return FailedPermanently(meaning.refusal, words)
    if meaning.refusal is Refusal.SERVICE_TROUBLE and not meaning.whole_account:
        return _later(meaning.refusal, words, meaning.retry_after, attempts)
    wait = meaning.retry_after if meaning.whole_account else min(meaning.retry_after * 2 ** min(attempts, 4), 60.0)
    trouble = meaning.refusal if meaning.refusal in ACCOUNT_TROUBLES else None
    return FailedTemporarily(wait, words, whole_account=meaning.whole_account, trouble=trouble)


def words_of(error: Mapping[str, Any]) -> str:
    """The service's own, with the code by which its documentation is searched."""
    more = error.get("error_data")
    details = more.get("details") if isinstance(more, dict) else None
    said = details or error.get("message") or error.get("title") or "no words"
    return f"{str(said)[:300]} ({error.get('code')})"


def _without_a_code(answer: Answer, attempts: int) -> FailedTemporarily | FailedPermanently | Unknown:
    """Not in the words of the service: of something on the way to it, or of a service in trouble."""
    words = f"HTTP {answer.status}"
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        asked = float(answer.retry_after) if answer.retry_after.isdecimal() else _TOO_MANY_SECONDS
        return FailedTemporarily(obeyed_silence(asked), "429")
    if answer.status == HTTPStatus.UNAUTHORIZED:
        meaning = meaning_of(190)
        wait = meaning.retry_after or 0.0
        return FailedTemporarily(wait, "the token was refused (401)", whole_account=True, trouble=meaning.refusal)
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Unknown(words)
    return _later(Refusal.OTHER, words, _BEHIND_A_WALL_SECONDS, attempts)


def _later(refusal: Refusal, words: str, seconds: float, attempts: int) -> FailedTemporarily | FailedPermanently:
    if attempts >= _MAX_ATTEMPTS:
        return FailedPermanently(refusal, words)
    return FailedTemporarily(min(seconds * 2**attempts, _LONGEST_RETRY_SECONDS), words)
