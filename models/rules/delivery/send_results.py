"""What a sender says about one try. Vendors' exceptions never go further than the sender."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Refusal(StrEnum):
    """Why the service refused for good, as far as we act on it."""

    BLOCKED = "blocked"  # the person stopped the bot, or never started it
    NO_SUCH_ADDRESS = "no_such_address"  # nobody has that number
    TOPIC_GONE = "topic_gone"  # staff deleted the topic
    TOPIC_CLOSED = "topic_closed"
    CHAT_GONE = "chat_gone"  # the bot was removed from the group
    NO_RIGHTS = "no_rights"  # the bot may not write there for now
    MOVED = "moved"  # the group became another one
    NOTHING_TO_EDIT = "nothing_to_edit"  # the message to change was deleted
    NO_FILE = "no_file"  # we could not get the bytes that were to be sent
    OTHER = "other"


@dataclass(frozen=True)
class Sent:
    """provider_ids: ids of what appeared, part by part; thread_id: of a topic that was created.

    answers: to a question, in the shape that the row's kind names.
    """

    provider_ids: tuple[str, ...] = ()
    thread_id: int | None = None
    answers: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class FailedTemporarily:
    """Certainly not delivered. retry_after: seconds, as the service asks or as we think wise.

    whole_account: nothing of the account would be taken before that.
    """

    retry_after: float
    reason: str
    whole_account: bool = False


@dataclass(frozen=True)
class FailedPermanently:
    """Certainly not delivered, and trying again would not help."""

    refusal: Refusal
    reason: str
    moved_to: int | None = None


@dataclass(frozen=True)
class Unknown:
    """The request left and no word came back."""

    reason: str


SendResult = Sent | FailedTemporarily | FailedPermanently | Unknown
