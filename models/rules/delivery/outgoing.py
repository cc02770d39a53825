"""The kinds of outgoing rows and the shapes of their payloads. Where a row goes: models/rules/delivery/places.py."""

from enum import IntEnum, StrEnum


class RowKind(StrEnum):
    # one part of a message; also {silent?, kept?}. preview: LinkPreviewOptions. silent: nobody is woken by it.
    # kept: of the ladder, the ids under which it appeared.
    # reply: {message_id, part, place, words?, quote?, card?}: to that message as it is seen where this goes: part and
    # place (from the end) of its copies, or the card. quote: {text, entities}. words: shown when it is not there
    POST = "post"  # {part, text, entities, choices?, attachments?, native?, preview?, reply?, repeated_mark?, …}
    # new words for that part of `message_id`, or {provider_id, …} of a post of ours that is no message of a ticket.
    # caption_at: under which of the copies of the part, from the end; attachments: the file there, to cover it or not
    EDIT = "edit"  # {part, text, entities, choices?, preview?, caption_at?, above?, attachments?}
    CREATE_TOPIC = "create_topic"  # {name}
    CARD = "card"  # {text, entities, choices}: the first message of a topic
    EDIT_CARD = "edit_card"  # {text, entities, choices}
    REMOVE = "remove"  # {part}: that part of `message_id`, a line of ours, goes
    REACTION = "reaction"  # {provider_id, emoji}
    REOPEN_TOPIC = "reopen_topic"  # {}
    DROP_CHOICES = "drop_choices"  # {provider_id}: buttons that were pressed or became stale go
    SMS = "sms"  # {part, parts, text, coding, last?, report_to?, reference?, duty?}: one part, to `address`, by a
    # modem; duty: the number of the phone on duty, when it is not for a requester
    RING = "ring"  # {text, tried?}: a short call to `address`, by a modem; text goes by SMS when it can't be made.
    # tried: SIMs whose modems refused
    CHECK_GROUP = "check_group"  # {tell, thread_id?, watch?}: what Telegram says about a staff group; tell: posted
    # there; watch: only what does not work, and again until it does
    LEAVE_CHAT = "leave_chat"  # {}: the bot goes
    FETCH_FILE = "fetch_file"  # {attachment_id}: bytes of an attachment into var/files


# attachments: [{id, kind, transport, account, file_id, covered?, above?, text?, entities?}]: an id of ours, and who
# knows it as file_id (not named by rows of earlier releases: the row's own do). covered: by a spoiler; above: the
# caption is. In an album each file has words of its own, a single one has those of the payload.
# native: what Telegram shows in a way of its own, {kind, …} with the parameters of the method that sends it:
#   location {latitude, longitude, horizontal_accuracy?, live?}: live, when it moved on after this first point
#   venue {latitude, longitude, title, address, foursquare_id? …}
#   contact {phone_number, first_name, last_name?, vcard?}
#   bytes {hex, file_name, caption}: of an SMS that is no text, sent as a document

#: Bytes.
LONGEST_VCARD = 2048


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
    "unknown": "🤷",
    "failed_permanently": "👎",
}

#: On an agent's own message: kept, and for colleagues only.
NOTE_REACTION = "✍"
