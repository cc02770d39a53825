"""The WhatsApp numbers that the settings name: without a suffix, and of each organisation's key."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import SecretStr

from models.rules.delivery.transports import WHATSAPP
from models.rules.desk.setting_names import (
    OF_WHATSAPP,
    WHATSAPP_APP_SECRET,
    WHATSAPP_PHONE_ID,
    WHATSAPP_TOKEN,
    WHATSAPP_VERIFY_TOKEN,
    named,
    of_each_key,
)

_ID = re.compile(r"[0-9]{1,20}")
#: What goes into a header of a request; pasted words bring blanks and line ends along.
_SECRET = re.compile("[!-~]+")
_MORE_ALONG = "found a blank, a line end or a letter that is none of A-Z; allowed: as Meta shows it"
_ROLE = re.compile("[a-z][a-z0-9_-]{0,31}")
_WANTED = "a phone number id of WhatsApp (digits) is wanted, or several with their roles: sales=1234, support=5678"


@dataclass(frozen=True)
class WhatsAppNumber:
    """One number. key: of its organisation, as it stands behind the names of settings; empty: they have none.

    account: its phone_number_id. role: its key in the regulation; empty: it is the only one.
    """

    key: str
    account: str
    role: str
    token: SecretStr
    app_secret: SecretStr
    verify_token: SecretStr

    @property
    def noun(self) -> str:
        return "number"

    @property
    def setting(self) -> str:
        """The name under which it stands, for people."""
        return self.setting_of(self.key)

    def setting_of(self, key: str) -> str:
        return named(WHATSAPP_PHONE_ID, key)


def roles_of(numbers: Sequence[WhatsAppNumber]) -> dict[tuple[str, str], str]:
    """By transport and account, of those that have one."""
    return {(WHATSAPP.name, number.account): number.role for number in numbers if number.role}


#: What the names of OF_WHATSAPP hold, by those names.
Plain = Mapping[str, SecretStr]


def numbers_of(plain: Plain, suffixed: Mapping[str, SecretStr]) -> tuple[WhatsAppNumber, ...]:
    """plain: of the names without a suffix."""
    return tuple(_all_of(_by_key(plain, suffixed)))


def problem_of_numbers(plain: Plain, suffixed: Mapping[str, SecretStr]) -> str | None:
    """What can't be meant so, whatever organisations there are: which name, what is allowed; never a secret."""
    by_key = _by_key(plain, suffixed)
    for key, held in by_key.items():
        if problem := _problem_of(key, held):
            return problem
    return _problem_of_all(list(_all_of(by_key)))


def _by_key(plain: Plain, suffixed: Mapping[str, SecretStr]) -> dict[str, dict[str, str]]:
    """By key, what each name of OF_WHATSAPP holds; without what is empty."""
    found: dict[str, dict[str, str]] = {"": {name: one.get_secret_value() for name, one in plain.items()}}
    for name in OF_WHATSAPP:
        for key, value in of_each_key(name, suffixed).items():
            found.setdefault(key, {})[name] = value
    held = {key: {name: value for name, value in names.items() if value} for key, names in found.items()}
    return {key: names for key, names in sorted(held.items()) if names}


def _all_of(by_key: Mapping[str, Mapping[str, str]]) -> Iterator[WhatsAppNumber]:
    for key, held in by_key.items():
        secrets = (
            SecretStr(held.get(name, "")) for name in (WHATSAPP_TOKEN, WHATSAPP_APP_SECRET, WHATSAPP_VERIFY_TOKEN)
        )
        shared = tuple(secrets)
        for role, account in _ids(held.get(WHATSAPP_PHONE_ID, "")):
            yield WhatsAppNumber(key, account, role, *shared)


def _ids(text: str) -> list[tuple[str, str]]:
    """(role, id) of each number."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    split = [part.rpartition("=") for part in parts]
    return [(role.strip(), account.strip()) for role, _, account in split]


def _problem_of(key: str, held: Mapping[str, str]) -> str | None:
    """Of the names with one key."""
    missing = [named(name, key) for name in OF_WHATSAPP if name not in held]
    if missing:
        there = ", ".join(named(name, key) for name in OF_WHATSAPP if name in held)
        return f"{there}: {' and '.join(missing)} is wanted beside it; allowed: all four of them, or none"
    for name in (WHATSAPP_TOKEN, WHATSAPP_APP_SECRET):
        if not _SECRET.fullmatch(held[name]):
            return f"{named(name, key)}: {_MORE_ALONG}"
    numbers, setting = _ids(held[WHATSAPP_PHONE_ID]), named(WHATSAPP_PHONE_ID, key)
    if not numbers or not all(_ID.fullmatch(account) for _, account in numbers):
        return f"{setting}: {_WANTED}"
    roles = [role for role, _ in numbers]
    if roles == [""]:
        return None
    if not all(_ROLE.fullmatch(role) for role in roles):
        return f"{setting}: {_WANTED}"
    twice = next((role for role in roles if roles.count(role) > 1), None)
    return None if twice is None else f"{setting}: the role {twice} stands there twice; allowed: one number a role"


def _problem_of_all(numbers: Sequence[WhatsAppNumber]) -> str | None:
    names: dict[str, str] = {}
    for number in numbers:
        if number.account in names:
            both = dict.fromkeys((names[number.account], number.setting))
            return f"{' and '.join(both)}: the number {number.account} stands there twice; allowed: once"
        names[number.account] = number.setting
    return None
