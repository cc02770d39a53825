"""Names of settings, and the organisation's key that stands behind those of one organisation."""

import re
from collections.abc import Mapping

TOKEN = "TELEGRAM_BOT_TOKEN"
WEBHOOK_SECRET = "TELEGRAM_WEBHOOK_SECRET"
REGULATION_FILE = "REGULATION_FILE"
#: Names that may have an organisation's key behind them.
SUFFIXED = (TOKEN, WEBHOOK_SECRET, REGULATION_FILE)


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
