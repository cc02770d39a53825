"""WhatsApp while the settings name no number of their own: numbers, tokens and secrets that a simulator has too."""

import hashlib
import json
import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from launcher.redis_server import LOOPBACK
from models.rules.desk.setting_names import (
    OF_WHATSAPP,
    REGULATION_FILE,
    WHATSAPP_APP_SECRET,
    WHATSAPP_PHONE_ID,
    WHATSAPP_TOKEN,
    WHATSAPP_VERIFY_TOKEN,
    keys_of,
    named,
)

WHATSAPP_PORT = 8083
#: Where the simulator is, in the environment of our own steps: WHATSAPP_API_URL may be anybody's.
SIMULATED_URL = "OTKLIK_SIMULATED_WHATSAPP"
#: The first of the numbers, as phones show them: nobody has such a one.
_FIRST_NUMBER = 79_000_000_101
_NAME = "Отклик"


@dataclass(frozen=True)
class SimulatedNumber:
    """id: its phone_number_id. display: digits. role: of the regulation's number; empty: it is the only one."""

    id: str
    display: str
    verified_name: str
    role: str


@dataclass(frozen=True)
class Business:
    """Of one organisation. key: as settings carry it."""

    key: str
    token: str
    app_secret: str
    verify_token: str
    numbers: tuple[SimulatedNumber, ...]

    def settings(self) -> dict[str, str]:
        ids = ", ".join(f"{one.role}={one.id}" if one.role else one.id for one in self.numbers)
        return {
            named(WHATSAPP_TOKEN, self.key): self.token,
            named(WHATSAPP_PHONE_ID, self.key): ids,
            named(WHATSAPP_APP_SECRET, self.key): self.app_secret,
            named(WHATSAPP_VERIFY_TOKEN, self.key): self.verify_token,
        }


@dataclass(frozen=True)
class SimulatedWhatsApp:
    """callback: where the simulator brings what people write."""

    port: int
    businesses: tuple[Business, ...]
    callback: str

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def shown_numbers(self) -> str:
        return ", ".join(f"+{number.display}" for business in self.businesses for number in business.numbers)

    def settings(self) -> dict[str, str]:
        """What the product is told of all this."""
        told = {"WHATSAPP_API_URL": self.url, SIMULATED_URL: self.url}
        for business in self.businesses:
            told |= business.settings()
        return told

    def write(self, file: Path) -> None:
        """For the simulator; only its owner may read it, and no command line shows a secret."""
        told = [{**asdict(business), "callback_url": self.callback} for business in self.businesses]
        file.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
            json.dump(told, out, ensure_ascii=False)


def is_real(settings: Mapping[str, str]) -> bool:
    """Whether the settings name something of a real account."""
    return any(name in settings or keys_of(name, settings) for name in OF_WHATSAPP)


def businesses_of(keys: tuple[str, ...], settings: Mapping[str, str], root: Path) -> tuple[Business, ...]:
    """keys: of the organisations. Ids and tokens are the same at every start, secrets are new."""
    made: list[Business] = []
    count = 0
    for key in keys:
        file = root / settings.get(named(REGULATION_FILE, key), "examples/regulations/a1_isp.toml")
        numbers = []
        for role, title in _roles(file):
            whose = f"{key}/{role}" if role else key
            numbers.append(SimulatedNumber(_digits(whose, 15), str(_FIRST_NUMBER + count), title, role))
            count += 1
        token = f"EAAsimulated{_digits(f'token of {key}', 20)}"
        made.append(Business(key, token, secrets.token_hex(16), secrets.token_hex(8), tuple(numbers)))
    return tuple(made)


def _roles(file: Path) -> list[tuple[str, str]]:
    """Role and title of each number that the regulation names; one without a role when it names none."""
    try:
        read = tomllib.loads(file.read_text(encoding="utf-8"))
        numbers = [one for one in read.get("numbers", []) if one["transport"] == "whatsapp"]
        return [(str(one["id"]), _words(one["title"])) for one in numbers] or [("", _words(_name_in(read)))]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return [("", _NAME)]  # whoever starts with it says what is wrong


def _name_in(read: Mapping[str, object]) -> object:
    organisation = read.get("organisation")
    return organisation.get("name", _NAME) if isinstance(organisation, Mapping) else _NAME


def _words(localised: object) -> str:
    """In the first language that it has."""
    return str(next(iter(localised.values()))) if isinstance(localised, Mapping) else str(localised)


def _digits(whose: str, count: int) -> str:
    number = int(hashlib.sha256(whose.encode()).hexdigest(), 16)
    return "1" + str(number % 10 ** (count - 1)).zfill(count - 1)
