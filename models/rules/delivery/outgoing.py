"""The kinds of outgoing rows. What each says: payloads.py beside this. Where it goes: places.py."""

from enum import IntEnum, StrEnum


class RowKind(StrEnum):
    POST = "post"  # one part of a message
    EDIT = "edit"  # new words for a part of a message, or for another post of ours
    CREATE_TOPIC = "create_topic"
    CARD = "card"  # the first message of a topic
    EDIT_CARD = "edit_card"
    REMOVE = "remove"  # a line of ours goes
    DELETE_TOPIC = "delete_topic"  # with all that stands in it
    REACTION = "reaction"
    REOPEN_TOPIC = "reopen_topic"
    DROP_CHOICES = "drop_choices"  # buttons that were pressed or became stale go
    SMS = "sms"  # one part, to `address`, by a modem
    RING = "ring"  # a short call to `address`, by a modem
    CHECK_GROUP = "check_group"  # what Telegram says about a staff group
    LEAVE_CHAT = "leave_chat"  # the bot goes
    FETCH_FILE = "fetch_file"  # bytes of an attachment into var/files


class Urgency(IntEnum):
    """Lower goes first (REQUIREMENTS C8, D5)."""

    LADDER = 0
    CONVERSATION = 1
    VIEW = 2  # card edits, reactions


DELIVER = "deliver"
SLOW = "slow"
SMS_QUEUE = "sms"
INBOX = "inbox"
DEADLINES = "deadlines"

#: One fixed mapping, from the list that Telegram permits to bots (REQUIREMENTS C2).
REACTION_OF = {
    "sent": "👌",
    "delivered": "👍",
    "read": "👀",
    "unknown": "🤷",
    "failed_permanently": "👎",
}

#: On an agent's own message: kept, and for colleagues only.
NOTE_REACTION = "✍"
