"""What an update of Telegram says of its author and its words, before anybody asks what they mean."""

from aiogram.types import Chat, Message, User

from bot.scope import Scope
from bot.typed_commands import typed_command
from models.phrases.catalogue import say
from models.queries.bots import bot_name
from models.rules.texts.content import one_line

TELEGRAM = "telegram"


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
    """A command of another bot has an empty name: it is nobody's words, and nothing of ours."""
    typed = typed_command(text)
    if typed is None:
        return None
    ours = typed.addressee.lower()
    is_anothers = bool(ours) and ours != (bot_name(scope.tx, scope.account) or ours).lower()
    return ("" if is_anothers else typed.name), typed.argument
