"""What a sender says about one try. Vendors' exceptions never go further than the sender."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final


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
    # what some services say in codes
    UNDELIVERABLE = "undeliverable"  # the service can't reach that person
    NOT_A_TESTER = "not_a_tester"  # an account that is only tried out writes to listed people
    OUR_OWN_ADDRESS = "our_own_address"
    ADDRESS_NOT_TAKEN = "address_not_taken"  # such a name of a person may not be written to
    COUNTRY = "country"  # the account may not write to that country
    WINDOW_CLOSED = "window_closed"  # the person has to write first
    NOT_NOW = "not_now"  # the service spares the person for a while
    OPTED_OUT = "opted_out"  # the person wants no such messages
    KIND_NOT_TAKEN = "kind_not_taken"  # of message
    FILE_NOT_TAKEN = "file_not_taken"
    BAD_TEMPLATE = "bad_template"
    TOO_OFTEN = "too_often"
    SERVICE_TROUBLE = "service_trouble"
    # trouble of the account: nothing leaves by it before somebody has done something
    TOKEN_REFUSED = "token_refused"
    NO_PERMISSION = "no_permission"
    ACCOUNT_LOCKED = "account_locked"
    ACCOUNT_UNREADY = "account_unready"  # not registered, or its name is not approved
    UNPAID = "unpaid"
    SPAM = "spam"  # people complained
    OTHER = "other"


#: Whoever runs the account has to act.
ACCOUNT_TROUBLES: Final = frozenset(
    {
        Refusal.TOKEN_REFUSED,
        Refusal.NO_PERMISSION,
        Refusal.ACCOUNT_LOCKED,
        Refusal.ACCOUNT_UNREADY,
        Refusal.UNPAID,
        Refusal.SPAM,
    }
)


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

    whole_account: nothing of the account would be taken before that. trouble: one of ACCOUNT_TROUBLES, which staff
    are told once.
    """

    retry_after: float
    reason: str
    whole_account: bool = False
    trouble: Refusal | None = None


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
