"""Answers to presses: they only stop the little clock on the button, so one that is lost is no loss."""

import asyncio
import logging

import aiohttp

from bot.requester.heard import PressAnswer

_LONGEST_TOAST = 200

log = logging.getLogger(__name__)


async def answer_presses(session: aiohttp.ClientSession, bot_url: str, answers: "asyncio.Queue[PressAnswer]") -> None:
    """Until cancelled."""
    while True:
        answer = await answers.get()
        question = {"callback_query_id": answer.press_id, "text": answer.text[:_LONGEST_TOAST]}
        try:
            async with session.post(
                f"{bot_url}/answerCallbackQuery", json=question, timeout=aiohttp.ClientTimeout(total=5)
            ) as response:
                await response.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            log.warning("press not answered: %s", type(error).__name__)
