"""Answers to the questions of a kind: what is accepted, how it is stored, how it is shown."""

import re
from dataclasses import dataclass
from typing import Final

from bot.conversation.words import chosen_by_words
from models.phrases.catalogue import say, say_many
from models.rules.regulation.parsing import RequestField

ANSWER_LIMIT: Final = 1000
_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[\w](?:[\w-]{0,61}[\w])?\.)+[\w-]{2,63}")
_PHONE = re.compile(r"\+?\d[\d\s().-]{5,24}\d")
_NUMBER = re.compile(r"[+\-−]?\d+(?:[.,]\d+)?")
_SPACES = re.compile(r"[\s\u00a0\u202f]")


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why an answer was not accepted, in the requester's words."""

    reason: str


def read_answer(field: RequestField, text: str, language: str) -> str | Wrong:
    """The answer as it is stored: for a choice its id, for a phone number +digits where that is certain."""
    text = text.strip()
    if not text:
        return Wrong(say(language, "answer.empty"))
    if len(text) > ANSWER_LIMIT:
        length = say_many(language, "count.characters", len(text))
        return Wrong(say(language, "answer.too_long", length=length, limit=ANSWER_LIMIT))
    if field.type == "email":
        return _email(text) or Wrong(say(language, "answer.email_wrong"))
    if field.type == "phone":
        return phone_number(text) or Wrong(say(language, "answer.phone_wrong"))
    if field.type == "number":
        return _number(text) or Wrong(say(language, "answer.number_wrong"))
    if field.type == "choice":
        index = chosen_by_words(text, [choice.label for choice in field.choices])
        return Wrong(say(language, "answer.choice_wrong")) if index is None else field.choices[index].id
    return text


def found_in(field: RequestField, text: str) -> str | None:
    """The answer that the text already holds, if it holds exactly one: e-mail addresses and phone numbers."""
    if field.type == "email":
        found = {email for match in _EMAIL.finditer(text) if (email := _email(match[0].rstrip(".")))}
    elif field.type == "phone":
        found = {phone for match in _PHONE.finditer(text) if (phone := phone_number(match[0]))}
        found = {phone for phone in found if phone.startswith("+")}
    else:
        return None
    return found.pop() if len(found) == 1 else None


def phone_number(text: str) -> str | None:
    """+79123456789 for «8 (912) 345-67-89»; None if that is no phone number a stranger could ring."""
    if not _PHONE.fullmatch(text):
        return None
    digits = re.sub(r"\D", "", text)
    if text.lstrip().startswith("+"):
        return f"+{digits}" if 8 <= len(digits) <= 15 and digits[0] != "0" else None
    if len(digits) == 11 and digits[0] in "78" and digits[1] in "3489":
        return f"+7{digits[1:]}"
    if len(digits) == 10 and digits[0] in "3489" and digits[:2] not in ("80", "89"):  # an 8 too few digits follow
        return f"+7{digits}"
    return digits if 6 <= len(digits) <= 7 else None  # a local number: kept as it was said


def _email(text: str) -> str | None:
    text = text.removeprefix("mailto:").strip("<> ")
    if not _EMAIL.fullmatch(text) or len(text) > 254 or ".." in text:
        return None
    local, _, domain = text.rpartition("@")
    return None if local.startswith(".") or local.endswith(".") else f"{local}@{domain.lower()}"


def _number(text: str) -> str | None:
    """As it was typed but without spaces: a contract number keeps its leading zeros."""
    bare = _SPACES.sub("", text).removeprefix("№").removeprefix("#")
    return bare if len(bare) <= 40 and _NUMBER.fullmatch(bare) else None
