"""What `.env` leaves open: which servers are ours to start, and at which addresses."""

import hashlib
import json
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dotenv import dotenv_values

from launcher.health import health_url
from launcher.redis_server import LOOPBACK, RedisAddress
from launcher.simulated_whatsapp import WHATSAPP_PORT, SimulatedWhatsApp, businesses_of, is_real
from models.rules.desk.setting_names import REGULATION_FILE, TOKEN, WHATSAPP_PHONE_ID, keys_of, named, with_suffix
from models.rules.health.redis_url import is_open

REDIS_PORT = 6390
SIMULATORS_PORT = 8081
MODEM_PORT = 8082
PAGE_PORT = 8080
HTTP_LISTEN = "127.0.0.1:8090"
# the simulator's bot: looks like a token because clients check the shape; opens nothing but a loopback port
_SECRET_OF_NOTHING = "OtklikSimulatedBotOpensNoRealDoor00"
SIMULATED_TOKEN = f"7000000001:{_SECRET_OF_NOTHING}"
# of the simulated modem's SIM: nobody has such a number
SIMULATED_NUMBER = "+79000000001"


@dataclass(frozen=True)
class Surroundings:
    """redis, simulators_port: servers to start there; None: the settings name one that exists.

    whatsapp: what is simulated of it; None: the settings name real numbers, or there is none.
    page_port: where the simulators are shown in a browser. modem_port: of the simulated modem's control; None: no
    such modem. modem_devices: what the bridge serves, as GSM_MODEM_DEVICE says it; empty: no bridge.
    telegram_bots: their numbers. whatsapp_numbers: ids of real ones.
    simulated_keys: of the organisations whose bots the simulators have.
    whatsapp_numbers: ids of real ones.
    redis_is_open: the settings name a Redis without a password.
    health: the address where the bot says what is wrong; empty: another program has it.
    rehearsal: people are simulated, and the organisation's clock may be moved forward.
    environment: what every process of the set needs beyond what it reads in `.env` itself.
    """

    var: Path
    redis: RedisAddress | None
    simulators_port: int | None
    page_port: int | None
    modem_port: int | None
    whatsapp: SimulatedWhatsApp | None
    modem_devices: str
    database_url: str
    telegram_bots: tuple[str, ...]
    whatsapp_numbers: tuple[str, ...]
    simulated_keys: tuple[str, ...]
    telegram_url: str
    redis_is_open: bool
    health: str
    rehearsal: bool
    environment: Mapping[str, str]

    @property
    def simulators_url(self) -> str:
        return f"http://{LOOPBACK}:{self.simulators_port}"

    @property
    def page_url(self) -> str:
        return f"http://{LOOPBACK}:{self.page_port}"

    @property
    def modem_url(self) -> str:
        return f"http://{LOOPBACK}:{self.modem_port}"


def simulated_token(key: str) -> str:
    """Of the simulated bot of the organisation with that key; the empty key: of the one without.

    The same at every start: the bot's number stands beside all that was said through it.
    """
    if not key:
        return SIMULATED_TOKEN
    number = 7_000_001_000 + int(hashlib.sha256(key.encode()).hexdigest()[:12], 16) % 900_000_000
    return f"{number}:{_SECRET_OF_NOTHING}"


def read_settings(root: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """`.env` under the environment. An empty value counts as not set, and hides the line of `.env`."""
    from_file = {key.upper(): value for key, value in dotenv_values(root / ".env").items()}
    merged = {**from_file, **{key.upper(): value for key, value in environment.items()}}
    # of one organisation nothing is hidden: the processes read `.env` themselves, and would find it there
    return {key: value for key, value in {**merged, **with_suffix(from_file), **with_suffix(merged)}.items() if value}


def var_dir(root: Path, settings: Mapping[str, str]) -> Path:
    return (root / settings.get("VAR_DIR", "var")).resolve()


def simulated_modem(var: Path) -> Path:
    """The device that the simulated modem offers: a link to its pseudo-terminal."""
    return var / "modem"


def look_around(root: Path, environment: Mapping[str, str]) -> Surroundings:
    """Chooses and remembers ports: only for whoever holds the lock on var/."""
    settings = read_settings(root, environment)
    var = var_dir(root, settings)
    chosen = {"VAR_DIR": str(var)}
    ports = RememberedPorts(var / "run" / "ports.json")
    redis = None if "REDIS_URL" in settings else RedisAddress(ports.choose("redis", REDIS_PORT))
    if redis is not None:
        chosen["REDIS_URL"] = redis.url  # by environment, which only its owner may read
    simulated = _simulated(settings)
    people = _simulate(simulated, settings, root, var, ports) if simulated else _People()
    chosen |= people.settings
    ports.remember()
    return Surroundings(
        var=var,
        redis=redis,
        simulators_port=people.simulators_port,
        page_port=people.page_port,
        modem_port=people.modem_port,
        whatsapp=people.whatsapp,
        modem_devices=(settings | chosen).get("GSM_MODEM_DEVICE", ""),
        database_url=settings.get("DATABASE_URL", ""),
        telegram_bots=_numbers(settings | chosen),
        whatsapp_numbers=_whatsapp_numbers(settings),
        simulated_keys=simulated,
        telegram_url=chosen.get("TELEGRAM_API_URL") or settings.get("TELEGRAM_API_URL", ""),
        redis_is_open=is_open(settings.get("REDIS_URL", "")),
        health=_health(settings.get("HTTP_LISTEN", HTTP_LISTEN)),
        rehearsal=chosen.get("REHEARSAL") == "1",
        environment=chosen,
    )


@dataclass(frozen=True)
class _People:
    """Where they are simulated, and what the product is told of it."""

    simulators_port: int | None = None
    page_port: int | None = None
    modem_port: int | None = None
    whatsapp: SimulatedWhatsApp | None = None
    settings: Mapping[str, str] = field(default_factory=dict)


def _simulate(
    keys: tuple[str, ...], settings: Mapping[str, str], root: Path, var: Path, ports: "RememberedPorts"
) -> _People:
    """keys: of the organisations that have simulated bots."""
    simulators_port, page_port = ports.choose("simulators", SIMULATORS_PORT), ports.choose("page", PAGE_PORT)
    told = {named(TOKEN, key): simulated_token(key) for key in keys}
    told["TELEGRAM_API_URL"] = f"http://{LOOPBACK}:{simulators_port}"
    if "PUBLIC_URL" in settings:
        # a webhook of simulated Telegram comes straight here, whatever stands before the real one
        told["PUBLIC_URL"] = _own_url(settings)
    modem_port = whatsapp = None
    if "GSM_MODEM_DEVICE" not in settings:
        modem_port = ports.choose("modem", MODEM_PORT)
        told["GSM_MODEM_DEVICE"] = str(simulated_modem(var))
    if not is_real(settings):
        businesses = businesses_of(keys, settings, root)
        port = ports.choose("whatsapp", WHATSAPP_PORT)
        whatsapp = SimulatedWhatsApp(port, businesses, f"{_own_url(settings)}/whatsapp")
        told |= whatsapp.settings()
    # while nobody real is there the clock may be moved, unless the settings say otherwise
    alone = modem_port is not None and whatsapp is not None
    told["REHEARSAL"] = settings.get("REHEARSAL", "1" if alone else "0")
    return _People(simulators_port, page_port, modem_port, whatsapp, told)


def _simulated(settings: Mapping[str, str]) -> tuple[str, ...]:
    """Keys of the organisations whose bots are simulated: all that have a regulation, or none."""
    return () if _numbers(settings) else ("", *keys_of(REGULATION_FILE, settings))


def _own_url(settings: Mapping[str, str]) -> str:
    return f"http://{settings.get('HTTP_LISTEN', HTTP_LISTEN)}"


def _whatsapp_numbers(settings: Mapping[str, str]) -> tuple[str, ...]:
    names = [WHATSAPP_PHONE_ID, *keys_of(WHATSAPP_PHONE_ID, settings).values()]
    return tuple(settings[name] for name in names if name in settings)


def _health(listen: str) -> str:
    port = listen.rpartition(":")[2]
    return health_url(listen) if port.isdecimal() and 0 < int(port) < 65536 and _is_free(int(port)) else ""


def _numbers(settings: Mapping[str, str]) -> tuple[str, ...]:
    names = [TOKEN, *keys_of(TOKEN, settings).values()]
    return tuple(settings[name].partition(":")[0] for name in names if name in settings)


class RememberedPorts:
    """The ports of the last start come first, so that bookmarks and other windows stay right."""

    def __init__(self, file: Path) -> None:
        self._file = file
        try:
            remembered = json.loads(file.read_text())
        except (OSError, ValueError):
            remembered = {}
        self._ports: dict[str, int] = remembered if isinstance(remembered, dict) else {}
        self._given: set[int] = set()

    def choose(self, name: str, usual: int) -> int:
        candidates = [self._ports.get(name, usual), usual]
        free = (port for port in candidates if port not in self._given and _is_free(port))
        port = next(free, None) or _any_free()
        self._ports[name] = port
        self._given.add(port)
        return port

    def remember(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(json.dumps(self._ports))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # as servers do: a connection that lingers in TIME_WAIT does not take the port
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


def _any_free() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port
