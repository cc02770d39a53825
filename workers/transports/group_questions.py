"""What the doctor asks Telegram about a staff group: four questions that change nothing."""

from typing import Any

from telegram import Bot
from telegram.error import BadRequest, Forbidden

from models.rules.health.group_health import GroupFacts, facts_of


async def facts_about(bot: Bot, chat_id: int) -> GroupFacts:
    """A group that Telegram does not let us into is an answer too. Raises TelegramError for everything else."""
    me = await bot.do_api_request("getMe")
    try:
        chat = await bot.do_api_request("getChat", api_kwargs={"chat_id": chat_id})
        whom: dict[str, Any] = {"chat_id": chat_id, "user_id": me["id"]}
        member = await bot.do_api_request("getChatMember", api_kwargs=whom)
        administrators = await bot.do_api_request("getChatAdministrators", api_kwargs={"chat_id": chat_id})
    except (BadRequest, Forbidden) as error:
        return GroupFacts(bot_id=str(me["id"]), refused=error.message)
    return facts_of(me, chat, member, administrators)
