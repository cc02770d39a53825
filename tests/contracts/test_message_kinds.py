"""Every type of message that the library knows is known to us for what it is; a new one has to be placed."""

from aiogram.enums import ContentType

from bot.telegram import message_kinds, wordless_content
from bot.telegram.updates import ALLOWED_UPDATES

CARRIED = {*message_kinds.RELAYED, *wordless_content.KINDS, "text", "live_photo"}
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
    "unknown",
    "web_app_data",
}
#: Nobody's words.
SERVICE = {
    "boost_added",
    "channel_chat_created",
    "chat_background_set",
    "chat_owner_changed",
    "chat_owner_left",
    "chat_shared",
    "checklist_tasks_added",
    "checklist_tasks_done",
    "community_chat_added",
    "community_chat_joined",
    "community_chat_removed",
    "connected_website",
    "delete_chat_photo",
    "direct_message_price_changed",
    "forum_topic_closed",
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_reopened",
    "general_forum_topic_hidden",
    "general_forum_topic_unhidden",
    "giveaway_completed",
    "giveaway_created",
    "group_chat_created",
    "left_chat_member",
    "managed_bot_created",
    "message_auto_delete_timer_changed",
    "migrate_from_chat_id",
    "migrate_to_chat_id",
    "new_chat_members",
    "new_chat_photo",
    "new_chat_title",
    "paid_message_price_changed",
    "pinned_message",
    "poll_option_added",
    "poll_option_deleted",
    "proximity_alert_triggered",
    "refunded_payment",
    "suggested_post_approval_failed",
    "suggested_post_approved",
    "suggested_post_declined",
    "suggested_post_paid",
    "suggested_post_refunded",
    "supergroup_chat_created",
    "user_shared",
    "users_shared",
    "video_chat_ended",
    "video_chat_participants_invited",
    "video_chat_scheduled",
    "video_chat_started",
    "write_access_allowed",
}


def test_each_type_of_a_message_has_its_place() -> None:
    assert {kind.value for kind in ContentType} - {"any"} == CARRIED | NAMED | SERVICE
    assert message_kinds.SERVICE == SERVICE
    assert message_kinds.SAID == CARRIED | NAMED


def test_what_is_asked_for_is_what_somebody_serves() -> None:
    from bot.telegram.routes import UPDATES

    assert sorted(UPDATES.resolve_used_update_types()) == sorted(ALLOWED_UPDATES)
