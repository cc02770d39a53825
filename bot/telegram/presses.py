"""Answers to presses: they only stop the little clock on the button, so one that is lost is no loss."""

import asyncio
import logging

from bot.requester.heard import PressAnswer
from bot.telegram.calls import BotApi, NoAnswer, Refused

_LONGEST_TOAST = 200

log = logging.getLogger(__name__)


async def answer_presses(api: BotApi, answers: "asyncio.Queue[PressAnswer]") -> None:
    """Until cancelled."""
    while True:
        answer = await answers.get()
        question = {"callback_query_id": answer.press_id, "text": answer.text[:_LONGEST_TOAST]}
        try:
            await api.call("answerCallbackQuery", question, seconds=5)
        except (NoAnswer, Refused) as error:
            log.warning("press not answered: %s", error)
