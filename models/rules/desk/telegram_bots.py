"""The Telegram bots that the settings name: one without a suffix, and one for each organisation's key."""

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import SecretStr

from models.rules.desk.setting_names import SUFFIXED, TOKEN, WEBHOOK_SECRET, named, of_each_key

_KEY = re.compile("[A-Z][A-Z0-9_]{0,31}")
_TOKEN = re.compile(r"\d{1,20}:\S+")
_SECRET = re.compile("[A-Za-z0-9_-]{0,256}")


@dataclass(frozen=True)
class TelegramBotSettings:
    """One bot. key: of its organisation, as it stands behind the names of settings; empty: they have none."""

    key: str
    token: SecretStr
    given_secret: SecretStr

    @property
    def account(self) -> str:
        """The bot's number, as its token begins."""
        return self.token.get_secret_value().partition(":")[0]

    @property
    def setting(self) -> str:
        """The name under which the token stands, for people."""
        return named(TOKEN, self.key)

    @property
    def noun(self) -> str:
        return "bot"

    def setting_of(self, key: str) -> str:
        return named(TOKEN, key)

    @property
    def webhook_secret(self) -> str:
        """The given one, or one that follows from the token: the same at every start and on every host."""
        token = self.token.get_secret_value().encode()
        return self.given_secret.get_secret_value() or hmac.new(token, b"otklik webhook", hashlib.sha256).hexdigest()


def bots_of(
    token: SecretStr, secret: SecretStr, suffixed: Mapping[str, SecretStr]
) -> tuple[TelegramBotSettings, ...]:
    """token, secret: those without a suffix; no bot when the token is empty."""
    secrets = of_each_key(WEBHOOK_SECRET, suffixed)
    plain = [TelegramBotSettings("", token, secret)] if token.get_secret_value() else []
    others = [
        TelegramBotSettings(key, SecretStr(value), SecretStr(secrets.get(key, "")))
        for key, value in of_each_key(TOKEN, suffixed).items()
    ]
    return (*plain, *others)


def problem_of(bots: Sequence[TelegramBotSettings], suffixed: Mapping[str, SecretStr]) -> str | None:
    """What can't be meant so, whatever organisations there are: which name, what is allowed; never a token."""
    return _problem_of_suffixes(suffixed) or _problem_of_bots(bots) or _problem_of_secrets(bots, suffixed)


def _problem_of_suffixes(suffixed: Mapping[str, SecretStr]) -> str | None:
    for setting in SUFFIXED:
        for key in of_each_key(setting, suffixed):
            if not _KEY.fullmatch(key):
                return (
                    f"{named(setting, key) if key else setting + '_'}: found the suffix {key!r}; allowed:"
                    " organisation.id of a regulation in capitals, with _ for everything but letters and digits"
                )
    return None


def _problem_of_bots(bots: Sequence[TelegramBotSettings]) -> str | None:
    by_account: dict[str, str] = {}
    for bot in bots:
        if not _TOKEN.fullmatch(bot.token.get_secret_value()):
            return f"{bot.setting}: a token from BotFather is wanted: the bot's number, a colon, and letters"
        if bot.account in by_account:
            return (
                f"{by_account[bot.account]} and {bot.setting} hold a token of one bot ({bot.account});"
                " allowed: a bot of its own for each organisation"
            )
        by_account[bot.account] = bot.setting
    return None


def _problem_of_secrets(bots: Sequence[TelegramBotSettings], suffixed: Mapping[str, SecretStr]) -> str | None:
    keys = [bot.key for bot in bots if bot.key]
    for key, secret in of_each_key(WEBHOOK_SECRET, suffixed).items():
        name = named(WEBHOOK_SECRET, key)
        if key not in keys:
            allowed = ", ".join(keys) or f"none, as no {TOKEN}_… is set"
            return f"{name}: found a suffix without {named(TOKEN, key)}; allowed: {allowed}"
        if not _SECRET.fullmatch(secret):
            return f"{name}: at most 256 of A-Z a-z 0-9 _ - are allowed"
    return None
