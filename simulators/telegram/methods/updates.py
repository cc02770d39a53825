"""Receiving: getUpdates with confirmation by offset, and enough of webhooks to switch them off."""

import time
from typing import Any

from simulators.telegram.errors import bad_request, terminated_by_other_poll, webhook_is_active
from simulators.telegram.methods.registry import Call, bot_api_method

LONGEST_POLL = 50  # seconds, as the real server cuts it


@bot_api_method("getUpdates")
async def get_updates(call: Call) -> list[str]:
    """Updates as JSON texts, ready to be joined. Raises 409 when a newer poll took over."""
    world, bot, params = call.world, call.bot, call.params
    if bot.webhook_url:
        raise webhook_is_active()
    queue = world.queues[bot.id]
    queue.take_over()
    if "allowed_updates" in params and params["allowed_updates"] != bot.allowed_updates:
        bot.allowed_updates = params["allowed_updates"]
        world.save_bot(bot)
    offset = params.get("offset", 0)
    if offset and queue.confirm(offset):
        world.journal.put("confirmed", str(bot.id), offset)
        world.journal.flush()  # confirmed is confirmed, even if this poll never ends
    until = time.monotonic() + min(params.get("timeout", 0), LONGEST_POLL)
    while not queue.waiting and (left := until - time.monotonic()) > 0 and not world.closing.is_set():
        if not await queue.wait(left):
            raise terminated_by_other_poll()
    return _misbehaved(call, queue.first(params.get("limit", 100)))


def _misbehaved(call: Call, batch: list[Any]) -> list[str]:
    queue = call.world.queues[call.bot.id]
    orders = call.world.orders.for_updates() if batch else set()
    texts = [update.json_text for update in batch]
    if "redeliver_updates" in orders:
        texts = [update.json_text for update in queue.last_batch] + texts
    if "duplicate_updates" in orders:
        texts = [text for text in texts for _ in range(2)]
    if "shuffle_updates" in orders:
        texts.reverse()
    queue.last_batch = batch
    return texts


@bot_api_method("deleteWebhook")
def delete_webhook(call: Call) -> bool:
    call.bot.webhook_url = ""
    if call.params.get("drop_pending_updates"):
        _drop_pending(call)
    call.world.save_bot(call.bot)
    return True


@bot_api_method("setWebhook")
def set_webhook(call: Call) -> bool:
    """Remembered, so that getUpdates is refused; delivery by webhook is not simulated yet."""
    url = call.params["url"]
    if url and not url.startswith("https://"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    call.bot.webhook_url = url
    if "allowed_updates" in call.params:
        call.bot.allowed_updates = call.params["allowed_updates"]
    if call.params.get("drop_pending_updates"):
        _drop_pending(call)
    call.world.queues[call.bot.id].take_over()
    call.world.save_bot(call.bot)
    return True


@bot_api_method("getWebhookInfo")
def get_webhook_info(call: Call) -> dict[str, Any]:
    return {
        "url": call.bot.webhook_url,
        "has_custom_certificate": False,
        "pending_update_count": len(call.world.queues[call.bot.id].waiting),
    }


def _drop_pending(call: Call) -> None:
    offset = call.bot.last_update_id + 1
    call.world.queues[call.bot.id].confirm(offset)
    call.world.journal.put("confirmed", str(call.bot.id), offset)
