"""Names of settings, and the organisation's key that stands behind those of one organisation."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # the launcher reads the names and has no time for more
    from pydantic import SecretStr

TOKEN = "TELEGRAM_BOT_TOKEN"
WEBHOOK_SECRET = "TELEGRAM_WEBHOOK_SECRET"
REGULATION_FILE = "REGULATION_FILE"
WHATSAPP_TOKEN = "WHATSAPP_TOKEN"
WHATSAPP_PHONE_ID = "WHATSAPP_PHONE_ID"
WHATSAPP_APP_SECRET = "WHATSAPP_APP_SECRET"
WHATSAPP_VERIFY_TOKEN = "WHATSAPP_VERIFY_TOKEN"
#: What a number of WhatsApp needs, all of it.
OF_WHATSAPP = (WHATSAPP_TOKEN, WHATSAPP_PHONE_ID, WHATSAPP_APP_SECRET, WHATSAPP_VERIFY_TOKEN)
#: Names that may have an organisation's key behind them.
SUFFIXED = (TOKEN, WEBHOOK_SECRET, REGULATION_FILE, *OF_WHATSAPP)


class NamedAccount(Protocol):
    """An account of a messenger, as the settings name it.

    key: of its organisation, as it stands behind the names of settings; empty: they have none. noun: what people call
    it. setting: the name under which it stands; setting_of: the same with another key.
    """

    @property
    def key(self) -> str: ...
    @property
    def account(self) -> str: ...
    @property
    def noun(self) -> str: ...
    @property
    def setting(self) -> str: ...
    def setting_of(self, key: str) -> str: ...


def setting_key(organisation: str) -> str:
    """What stands behind the names of its settings. organisation: its id in the regulation."""
    return re.sub("[^A-Z0-9]", "_", organisation.upper())


def named(setting: str, key: str) -> str:
    return f"{setting}_{key}" if key else setting


def with_suffix(names: Mapping[str, str | None]) -> dict[str, str]:
    """Of all that an environment holds, what belongs to one organisation, in capitals; what is empty is left out."""
    found = ((name.upper(), value) for name, value in names.items() if value)
    return {name: value for name, value in found if name.startswith(tuple(f"{one}_" for one in SUFFIXED))}


def keys_of(setting: str, suffixed: Mapping[str, object]) -> dict[str, str]:
    """By key, the whole name; in the order of the keys."""
    begin = f"{setting}_"
    return {name.removeprefix(begin): name for name in sorted(suffixed) if name.startswith(begin)}


def of_each_key(setting: str, suffixed: Mapping[str, "SecretStr"]) -> dict[str, str]:
    """By key, what `setting` says of each organisation."""
    return {key: suffixed[name].get_secret_value() for key, name in keys_of(setting, suffixed).items()}
