"""Every field that a message of the Bot API can have is known to us for what it is; a new one has to be placed."""

from bot.telegram import message_content, wordless_content
from simulators.telegram.validation import bot_api

CARRIED = {*message_content._RELAYED, *wordless_content._KINDS, "text"}
#: Kept, and named to both sides: they can't be sent on, or have no place in a conversation.
NAMED = {
    "game",
    "gift",
    "gift_upgrade_sent",
    "giveaway",
    "giveaway_winners",
    "invoice",
    "paid_media",
    "passport_data",
    "rich_message",
    "story",
    "successful_payment",
    "unique_gift",
    "web_app_data",
}


def is_service(field: str) -> bool:
    return field in message_content._SERVICE or field.startswith(message_content._SERVICE_PREFIXES)


def test_each_field_of_a_message_has_its_place() -> None:
    fields = set(bot_api()._definitions["Message"]["properties"])
    placed = CARRIED | NAMED | message_content._AROUND | {field for field in fields if is_service(field)}
    assert fields - placed == set()


def test_what_carries_words_or_files_is_no_service_message_and_not_beside_the_point() -> None:
    assert not {field for field in CARRIED | NAMED if is_service(field)}
    assert not (CARRIED | NAMED) & message_content._AROUND
    assert not CARRIED & NAMED
