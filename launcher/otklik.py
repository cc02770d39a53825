"""The set that is Otklik: which programs run, in which surroundings."""

import shlex
import sys
from pathlib import Path

from launcher.population import populated_keys
from launcher.program import Program, ProgramSet, Step, StopOrder
from launcher.redis_server import LOOPBACK, RedisAddress, redis_command
from launcher.simulated_whatsapp import SimulatedWhatsApp
from launcher.speech import Speech
from launcher.surroundings import SIMULATED_NUMBER, Surroundings, simulated_modem, simulated_token

_DELIVERS = ("workers.composition", "workers.queue_worker", "workers.jobs.deliver")
#: What each imports at its start.
WORKERS = {
    "sweeper": ("workers.sweeper",),
    "deliver": _DELIVERS,
    "deadlines": ("workers.composition", "workers.queue_worker", "workers.jobs.enforce_due"),
    "slow": _DELIVERS,
}


def otklik_set(around: Surroundings, root: Path, speech: Speech) -> ProgramSet:
    python = sys.executable
    programs = []
    if around.redis is not None:
        programs.append(_redis(around.redis, around.var))
    if around.simulators_port is not None:
        programs.append(_simulators(around.simulators_port, around))
    if around.modem_port is not None:
        programs.append(_modem(around.modem_port, around.var))
    if around.whatsapp is not None:
        programs.append(_whatsapp(around.whatsapp, around.var))
    if around.page_port is not None:
        programs.append(_page(around))
    dialect = _dialect(around.database_url)
    programs.append(Program("bot", (python, "-m", "bot"), imports=("bot.__main__", dialect)))
    for name, imports in WORKERS.items():
        programs.append(Program(name, (python, "-m", "workers", name), imports=("workers.__main__", *imports)))
    if around.modem_devices:
        programs.append(Program("gsm_bridge", (python, "-m", "gsm_bridge"), imports=("gsm_bridge.__main__",)))
    after: tuple[Step, ...] = ()
    if not populated_keys(around.var, around.database_url).issuperset(around.simulated_keys):
        after = (Step("first run", (python, "-m", "launcher.first_run")),)
    return ProgramSet(
        programs=tuple(programs),
        environment=around.environment,
        before=(Step("models db upgrade", (python, "-m", "models", "db", "upgrade")),),
        after=after,
        welcome=_welcome(around, root, speech),
        health=around.health,
    )


def _dialect(database_url: str) -> str:
    """The module of SQLAlchemy that speaks with that database."""
    return f"sqlalchemy.dialects.{'postgresql.psycopg' if database_url.startswith('postgres') else 'sqlite'}"


def _redis(address: RedisAddress, var: Path) -> Program:
    command = redis_command(address, var / "run" / "redis")
    return Program("redis", command, StopOrder.FOUNDATION, stop_seconds=2, ping_at=address)


def _simulators(port: int, around: Surroundings) -> Program:
    listen = ("--listen", f"{LOOPBACK}:{port}")
    tokens = tuple(part for key in around.simulated_keys for part in ("--token", simulated_token(key)))
    state = ("--state", str(around.var / "simulators"), *tokens)
    command = (sys.executable, "-m", "simulators", "serve", *listen, *state)
    imports = ("simulators.__main__", "simulators.telegram.serve")
    return Program("simulators", command, StopOrder.SURROUNDINGS, stop_seconds=2, imports=imports)


def _modem(port: int, var: Path) -> Program:
    listen = ("--device", str(simulated_modem(var)), "--listen", f"{LOOPBACK}:{port}")
    state = ("--state", str(var / "simulators-modem"), "--number", SIMULATED_NUMBER)
    command = (sys.executable, "-m", "simulators", "modem", *listen, *state)
    imports = ("simulators.__main__", "simulators.modem.serve")
    return Program("modem", command, StopOrder.SURROUNDINGS, stop_seconds=2, imports=imports)


def _whatsapp(simulated: SimulatedWhatsApp, var: Path) -> Program:
    businesses = var / "run" / "whatsapp.json"
    simulated.write(businesses)
    listen = ("--listen", f"{LOOPBACK}:{simulated.port}", "--businesses", str(businesses))
    command = (sys.executable, "-m", "simulators", "whatsapp", *listen, "--state", str(var / "simulators-whatsapp"))
    imports = ("simulators.__main__", "simulators.whatsapp.serve")
    return Program("whatsapp", command, StopOrder.SURROUNDINGS, stop_seconds=2, imports=imports)


def _page(around: Surroundings) -> Program:
    """Shows the simulators; moves the clock by the administrator's own command, where it may be moved."""
    modem = ("--modem", around.modem_url) if around.modem_port is not None else ()
    whatsapp = ("--whatsapp", around.whatsapp.url) if around.whatsapp is not None else ()
    clock = ("--clock", shlex.join((sys.executable, "-m", "models", "clock"))) if around.rehearsal else ()
    listen = ("--listen", f"{LOOPBACK}:{around.page_port}", "--telegram", around.simulators_url)
    command = (sys.executable, "-m", "simulators", "page", *listen, *modem, *whatsapp, *clock)
    imports = ("simulators.__main__", "simulators.page.serve")
    return Program("page", command, StopOrder.SURROUNDINGS, stop_seconds=2, imports=imports)


def _welcome(around: Surroundings, root: Path, speech: Speech) -> tuple[str, ...]:
    if around.simulators_port is None:
        words = "accounts_real" if len(around.telegram_bots) == 1 else "accounts_real_several"
        bots = ", ".join(around.telegram_bots)
        telegram = speech.say(words, bot=bots, url=around.telegram_url or "api.telegram.org")
        where = [telegram, _whatsapp_words(around, speech), _modem_words(around, speech)]
    else:
        python = Path(sys.executable)
        shown = python.relative_to(root) if python.is_relative_to(root) else python
        chat = f"{shown} -m simulators chat --url {around.simulators_url}"
        if around.modem_port is not None:
            chat += f" --modem-url {around.modem_url}"
        where = [
            speech.say("open_page", url=around.page_url),
            *_pages_of_others(around, speech),
            speech.say("accounts_simulated", url=around.simulators_url),
            _whatsapp_words(around, speech),
            _modem_words(around, speech),
            speech.say("try_chat", command=chat),
        ]
        if around.modem_port is not None:
            where.append(speech.say("try_modem"))
        if around.rehearsal:
            where.append(speech.say("move_clock", command=f"REHEARSAL=1 {shown} -m models clock forward 3h"))
    if around.redis_is_open:
        where.append(speech.say("redis_open"))
    return (*where, speech.say("where_logs", logs=around.var / "log"), speech.say("how_to_stop"))


def _pages_of_others(around: Surroundings, speech: Speech) -> list[str]:
    """Of bots beside the first one."""
    named = zip(around.simulated_keys, around.telegram_bots, strict=True)
    return [speech.say("open_page_of", organisation=key, url=around.page_url, bot=bot) for key, bot in named if key]


def _whatsapp_words(around: Surroundings, speech: Speech) -> str:
    if around.whatsapp is not None:
        return speech.say("whatsapp_simulated", numbers=around.whatsapp.shown_numbers, url=around.whatsapp.url)
    if around.whatsapp_numbers:
        return speech.say("whatsapp_real", numbers=", ".join(around.whatsapp_numbers))
    return speech.say("whatsapp_none")


def _modem_words(around: Surroundings, speech: Speech) -> str:
    if around.modem_port is not None:
        return speech.say("modem_simulated", number=SIMULATED_NUMBER, url=around.modem_url)
    if around.modem_devices:
        return speech.say("modem_real", devices=around.modem_devices)
    return speech.say("modem_none")
