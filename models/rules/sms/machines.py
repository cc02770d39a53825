"""Whether a phone answers by itself: the same words again, at once after an SMS of ours. Pure."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

#: A machine answers as soon as a phone has our SMS; people have to read and type.
REPLIES_WITHIN: Final = timedelta(seconds=60)
#: Who says the same after a longer time has something to say.
AGAIN_WITHIN: Final = timedelta(days=7)
#: «Да», «не знаю»: people say them again and again.
_FEWEST_LETTERS: Final = 8
_NO_LETTER: Final = re.compile(r"[\W\d_]+")


@dataclass(frozen=True)
class Reply:
    """Words that came at once after an SMS of ours. digest: of words_of; at: when they came, aware UTC."""

    digest: str
    at: datetime


def digest_of(text: str) -> str | None:
    """The same for the same words, whatever times and signs stand between them; None: too few to tell."""
    words = " ".join(_NO_LETTER.sub(" ", text.casefold()).split())
    return hashlib.sha256(words.encode()).hexdigest() if len(words) >= _FEWEST_LETTERS else None


def reply_in(text: str, came: datetime, texted_at: datetime | None) -> Reply | None:
    """texted_at: when an SMS of ours last left for this phone, or reached it; None: never, or long ago."""
    digest = digest_of(text)
    if digest is None or texted_at is None or not timedelta(0) <= came - texted_at <= REPLIES_WITHIN:
        return None
    return Reply(digest, came)


def is_machine(reply: Reply, before: Reply | None, texted_at: datetime) -> bool:
    """before: the last reply of that phone. Between the two there has to be an SMS of ours."""
    if before is None or before.digest != reply.digest:
        return False
    return before.at < texted_at and reply.at - before.at <= AGAIN_WITHIN
