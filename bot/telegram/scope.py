"""What an update of Telegram says of its author and its words, before anybody asks what they mean."""

import re

from aiogram.types import Chat, Message, User

from bot.scope import Scope
from models.phrases.catalogue import say
from models.queries.bots import bot_name
from models.rules.texts.content import one_line

TELEGRAM = "telegram"
#: As long as Telegram allows a command; of any alphabet, because people slip.
_NAME = re.compile(r"\w{1,32}")
#: What people put behind a command as behind any word.
_MARKS = "?!.,:;…"


def language_of(who: User | None, scope: Scope) -> str:
    """The person's language if the regulation speaks it, else the regulation's first."""
    languages = scope.edition.regulation.organisation.languages
    spoken = (who.language_code or "")[:2] if who is not None else ""
    return spoken if spoken in languages else languages[0]


def full_name(who: User) -> str:
    """Empty for an account that was deleted."""
    return " ".join(part for part in (who.first_name, who.last_name) if part)


def name_of_chat(chat: Chat) -> str:
    return chat.title or " ".join(part for part in (chat.first_name, chat.last_name) if part)


def name_of(who: User, language: str) -> str:
    """As colleagues read it: on one line, and never nothing."""
    named = one_line(full_name(who)) or (f"@{who.username}" if who.username else "")
    return named or say(language, "card.no_name")


def command_in(message: Message, scope: Scope) -> tuple[str, str] | None:
    """("status", "125") for "/status@our_bot 125"; None for what is no command."""
    return command_in_text(message.text or "", scope)


def command_in_text(text: str, scope: Scope) -> tuple[str, str] | None:
    """A command of another bot has an empty name: it is nobody's words, and nothing of ours.

    «/etc/hosts» and «/ Не работает» are words, «/take!» is a command.
    """
    if not text.startswith("/") or text.startswith("//"):
        return None
    head, _, argument = re.sub(r"\s", " ", text[1:], count=1).partition(" ")
    name, _, addressee = head.rstrip(_MARKS).partition("@")
    if not _NAME.fullmatch(name):
        return None
    if addressee and addressee.lower() != (bot_name(scope.tx, scope.account) or addressee).lower():
        return "", argument
    return name.lower(), argument.strip()
