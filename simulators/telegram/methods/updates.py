"""Receiving: getUpdates with confirmation by offset, and setting the webhook that postman.py delivers to."""

import re
import time
from typing import Any
from urllib.parse import urlsplit

from simulators.telegram.errors import (
    bad_request,
    terminated_by_other_poll,
    terminated_by_webhook,
    unauthorized,
    webhook_is_active,
)
from simulators.telegram.methods.registry import Call, bot_api_method
from simulators.telegram.postman import DEFAULT_CONNECTIONS

LONGEST_POLL = 50  # seconds, as the real server cuts it
_SECRET = re.compile("[A-Za-z0-9_-]{0,256}")
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_WEBHOOK_PORTS = (80, 88, 443, 8443)


@bot_api_method("getUpdates")
async def get_updates(call: Call) -> list[str]:
    """Updates as JSON texts, ready to be joined. Raises 409 when a newer poll took over."""
    world, bot, params = call.world, call.bot, call.params
    token = bot.token
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
            raise terminated_by_webhook() if bot.webhook_url else terminated_by_other_poll()
        if bot.token != token:
            raise unauthorized()
    return _misbehaved(call, queue.first(params.get("limit", 100)))


def _misbehaved(call: Call, batch: list[Any]) -> list[str]:
    queue = call.world.queues[call.bot.id]
    orders = call.world.orders.for_updates(call.bot.id) if batch else set()
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
    _remember(call, "")
    call.world.post_office.webhook_deleted(call.bot)
    return True


@bot_api_method("setWebhook")
def set_webhook(call: Call) -> bool:
    """Plain http is refused as in reality, but for the loopback: a test has no certificate."""
    url = call.params["url"]
    if not url:
        _remember(call, "")
        call.world.post_office.webhook_deleted(call.bot)
        return True
    check_url(url)
    secret = call.params.get("secret_token", "")
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    if "certificate" in call.params or "ip_address" in call.params:
        raise bad_request("certificates and fixed addresses of webhooks are not simulated")
    if "allowed_updates" in call.params:
        call.bot.allowed_updates = call.params["allowed_updates"]
    call.bot.webhook_connections = min(max(call.params.get("max_connections", DEFAULT_CONNECTIONS), 1), 100)
    _remember(call, url, secret)
    call.world.queues[call.bot.id].take_over()
    call.world.post_office.webhook_set(call.bot)
    return True


def check_url(url: str) -> None:
    """Raises 400."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise bad_request("bad webhook: Failed to parse URL") from None
    if parts.scheme == "http" and host in _LOOPBACK:
        return
    if parts.scheme != "https" or not host:
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if port is not None and port not in _WEBHOOK_PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


def _remember(call: Call, url: str, secret: str = "") -> None:
    bot = call.bot
    bot.webhook_url, bot.webhook_secret = url, secret
    bot.webhook_error, bot.webhook_error_at = "", 0
    if call.params.get("drop_pending_updates"):
        _drop_pending(call)
    call.world.save_bot(bot)


@bot_api_method("getWebhookInfo")
def get_webhook_info(call: Call) -> dict[str, Any]:
    bot = call.bot
    told: dict[str, Any] = {
        "url": bot.webhook_url,
        "has_custom_certificate": False,
        "pending_update_count": len(call.world.queues[bot.id].waiting),
    }
    if bot.webhook_url:
        told["max_connections"] = bot.webhook_connections
    if bot.webhook_error:
        told |= {"last_error_date": bot.webhook_error_at, "last_error_message": bot.webhook_error}
    if bot.allowed_updates:
        told["allowed_updates"] = bot.allowed_updates
    return told


def _drop_pending(call: Call) -> None:
    offset = call.bot.last_update_id + 1
    call.world.queues[call.bot.id].confirm(offset)
    call.world.journal.put("confirmed", str(call.bot.id), offset)
