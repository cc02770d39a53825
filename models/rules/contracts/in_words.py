"""A contract in a few words, for staff."""

from datetime import date

from models.phrases.catalogue import say
from models.rules.contracts.standing import ACTIVE
from models.rules.texts.content import clip, one_line


def standing(number: str, state: str | None, paid_until: date | None, today: date, language: str) -> str:
    """«1001, приостановлен, оплата закончилась 01.11.2026»: that it is active goes without saying."""
    words = [clip(one_line(number), 64)]
    if state is not None and state != ACTIVE:
        words.append(say(language, f"card.contract_{state}"))
    if paid_until is not None:
        phrase = "card.was_paid_until" if paid_until < today else "card.paid_until"
        words.append(say(language, phrase, day=paid_until.strftime("%d.%m.%Y")))
    return ", ".join(words)
